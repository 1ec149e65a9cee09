import Cohort
import Testing

@testable import Ingest

/// Files without a column that says who the patient is, of which each row is one.
@Suite struct RowsAsPatientsTests {
    private static let row = "{file: a.csv, columns: {patient: {row: true}"
    private static let text = "arm,p0,p7\nx,5,4\ny,,3\n\nx,1,1\nx,1,1\n"

    /// The same row is the same patient in every entry, whatever is left out; equal rows are two patients.
    @Test func eachRowIsAPatient() throws {
        let folder = try StudyFolder(["a.csv": Self.text])
        let yaml =
            "tables:\n  patients: [\(Self.row), arm: arm}}]\n  pain:\n    - \(Self.row)}, unpivot: {score: \"p{day}\"}, "
            + "instrument: nrs, where: {arm: x}}\n"
        for blockSize in [8, 2 << 20] {
            let result = try folder.ingest(yaml, threads: 2, blockSize: blockSize)
            #expect(result.cohort.patients.categories(named: "arm")?.codes == [0, 1, 0, 0])
            #expect(result.cohort.pain.counts == [2, 0, 2, 2])
            #expect(result.report(.pain)?.kept == 6 && result.report(.pain)?.duplicates == 0)
            #expect(result.warnings == [])
        }
        let alone = try folder.ingest(
            "tables:\n  pain: [\(Self.row), score: p7}, day: 7, instrument: nrs}]\n", threads: 2, blockSize: 8)
        #expect(alone.cohort.pain.counts == [1, 1, 1, 1])
        #expect(try folder.ingest("tables:\n  patients: [\(Self.row)}}]\n").cohort.patients.count == 4)
    }

    @Test func aRowSaysNothingOfAnotherFile() throws {
        let folder = try StudyFolder(["a.csv": Self.text, "b.csv": Self.text])
        let pain = "tables:\n  pain:\n    - \(Self.row), score: p7}, day: 7, instrument: nrs}\n"
        #expect(
            folder.complaint(
                pain + "    - {file: b.csv, columns: {patient: {row: true}, score: p7}, day: 7, instrument: nrs}\n")
                == "study.yaml line 4, column 31: \"patient: {row: true}\" says who the patient is in this file alone, and the entry on "
                + "line 5 reads another file, \"b.csv\"; give the files a column that says who the patient is")
        #expect(
            folder.complaint(
                pain + "    - {file: a.csv, columns: {patient: arm, score: p7}, day: 7, instrument: nrs}\n"
            )
            .contains("reads the same file by a column"))
        #expect(
            folder.complaint(pain.replacing("a.csv", with: "\"?.csv\"")).contains(
                "\"patient: {row: true}\" is for one file, and this pattern stands for 2"))
        #expect(
            folder.complaint(
                pain.replacing("a.csv", with: "\"-\"")
                    + "    - {file: \"-\", columns: {patient: {row: true}, score: p0}, day: 0, instrument: nrs}\n"
            ).contains("standard input can be read once"))
        #expect(
            folder.complaint(pain.replacing("row: true", with: "row: false")).contains("or {row: true} where each row"))
    }

    /// A column that happens to be called so is one that nobody uses.
    @Test func aColumnCalledPatientIsNoIdentifier() throws {
        let folder = try StudyFolder(["a.csv": "patient,p7\n\"Green, Blue\",4\n"])
        #expect(
            try folder.ingest("tables:\n  pain: [\(Self.row), score: p7}, day: 7, instrument: nrs}]\n").cohort.pain
                .count
                == 1)
    }
}
