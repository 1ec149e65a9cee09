import Cohort
import Testing

@testable import Ingest

/// The body sites of pain scores.
@Suite struct BodySiteTests {
    private static let pain =
        "  pain: [{file: p.csv, columns: {patient: id, day: day, score: nrs, body_site: site}, instrument: nrs}]\n"
    private static let unmapped =
        "  pain: [{file: p.csv, columns: {patient: id, day: day, score: nrs}, instrument: nrs}]\n"

    /// Whatever the order of rows and wherever blocks are cut: numbers follow the scores.
    @Test(arguments: [1, 64, 1 << 20])
    func sitesStandBesideTheirScores(_ blockSize: Int) throws {
        let folder = try StudyFolder([
            "p.csv": "id,day,nrs,site\n1,0,5,back\n1,0,4,knee\n2,3,1,knee\n1,-2,7,neck\n2,4,2,\n2,4,3,back\n"
        ])
        let pain = try folder.ingest("tables:\n" + Self.pain, blockSize: blockSize).cohort.pain
        #expect(pain.hasSites)
        #expect(pain[0].map(\.score) == [7, 5, 4] && Array(pain.sites(of: 0)) == [3, 1, 2])
        // An empty cell names no site, and the score counts all the same.
        #expect(pain[1].map(\.score) == [1, 2, 3])
        let second = Array(pain.sites(of: 1))
        #expect(second.isEmpty ? false : second == [2, 0, 1])
    }

    @Test("a study that does not map sites keeps none, and rows that differ in them are still apart")
    func notMapped() throws {
        let folder = try StudyFolder(["p.csv": "id,day,nrs,site\n1,0,5,back\n1,0,5,knee\n1,0,5,knee\n"])
        let result = try folder.ingest("tables:\n" + Self.unmapped)
        #expect(!result.cohort.pain.hasSites && result.cohort.pain.sites(of: 0).isEmpty)
        #expect(result.cohort.pain.repeats.count == 1)
        #expect(
            try folder.ingest("duplicates: {pain: drop}\ntables:\n" + Self.unmapped).cohort.pain[0].count == 2)
    }

    @Test("two sites of a day are no doubled row, the same site twice is, and what is kept has its own site")
    func doubled() throws {
        let folder = try StudyFolder([
            "p.csv": "id,day,nrs,site\n1,0,5,back\n1,0,5,knee\n1,0,5,back\n1,0,5,\n1,9,2,knee\n"
        ])
        let result = try folder.ingest("tables:\n" + Self.pain)
        #expect(result.cohort.pain.repeats.count == 1 && result.cohort.pain[0].count == 5)
        let dropped = try folder.ingest("duplicates: {pain: drop}\ntables:\n" + Self.pain).cohort.pain
        #expect(Array(dropped.sites(of: 0)) == [1, 2, 0, 2] && dropped[0].map(\.score) == [5, 5, 5, 2])
    }

    @Test("spellings of a site are one site, but no doubled row; left is not right")
    func spellings() throws {
        let folder = try StudyFolder([
            "p.csv": "id,day,nrs,site\n1,0,5,Lower-Back\n1,0,5,lower back\n1,0,5,left knee\n1,0,5,right knee\n"
        ])
        let pain = try folder.ingest("tables:\n" + Self.pain).cohort.pain
        #expect(pain.repeats.count == 0)
        #expect(Array(pain.sites(of: 0)) == [2, 2, 1, 3])
    }

    @Test("a file without the mapped column is refused, as before")
    func missingColumn() throws {
        let folder = try StudyFolder(["p.csv": "id,day,nrs\n1,0,5\n"])
        #expect(folder.complaint("tables:\n" + Self.pain).contains("has no column \"site\""))
    }
}
