import Cohort
import Testing

@testable import Ingest

/// Files of one study that write days in different ways.
@Suite struct DatesByEntryTests {
    private static let moud =
        "  moud: [{file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine"
    private static let cows =
        "  withdrawal: [{file: cows.csv, columns: {patient: id, day: day, score: cows}, scale: cows"

    private func folder() throws -> StudyFolder {
        try StudyFolder([
            "pain.csv": "id,day,score\n1,-1,5\n1,0,6\n1,1,7\n", "moud.csv": "id,day,mg\n1,-3,8\n",
            "cows.csv": "id,day,cows\n1,8,3\n",
        ])
    }

    /// From DY -3 to DY 8 are 10 days, as there is no DY 0; the pain file counts with one.
    @Test func oneTableMayHaveNoDayZero() throws {
        let yaml =
            StudyFolder.pain + "}]\n" + Self.moud + ", dates: {no_day_zero: true}}]\n" + Self.cows
            + ", dates: {no_day_zero: true}}]\n"
        for blockSize in [8, 2 << 20] {
            let cohort = try folder().ingest(yaml, threads: 2, blockSize: blockSize).cohort
            #expect(cohort.pain.all.map(\.day.rawValue) == [-1, 0, 1])
            #expect(cohort.moud[0].map(\.start.rawValue) == [-3])
            #expect(cohort.withdrawal[0].map(\.day.rawValue) == [7])
        }
        // And the other way about: the study has none, but for one file.
        let others =
            StudyFolder.pain + ", dates: {no_day_zero: false}}]\n" + Self.moud + "}]\n" + Self.cows + "}]\n"
        let same = try folder().ingest(others + "dates: {no_day_zero: true}\n").cohort
        #expect(same.pain.all.map(\.day.rawValue) == [-1, 0, 1] && same.withdrawal[0].map(\.day.rawValue) == [7])
        #expect(
            try folder().ingest(
                "max_rejected: 1\n" + others.replacing(", dates: {no_day_zero: false}", with: "")
                    + "dates: {no_day_zero: true}\n"
            ).rejects == ["pain.csv:3:day:day 0 where there is none"])
    }

    @Test func oneFileMayHaveAnotherFormatAndAnotherNumbers() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n1,6/10/2013,5\n", "moud.csv": "id,day,mg\n1,10JUN2013,8\n",
            "cows.csv": "id,day,cows\n1,9.75,3\n",
        ])
        let cohort = try folder.ingest(
            StudyFolder.pain + "}]\n" + Self.moud + ", dates: {format: DDMONYYYY}}]\n" + Self.cows
                + ", dates: {shifted: false, fractions: floor}}]\ndates: {shifted: true, origin: 2013-06-01, format: M/D/YYYY}\n"
        ).cohort
        #expect(cohort.pain.all.map(\.day.rawValue) == [9])
        #expect(cohort.moud[0].map(\.start.rawValue) == [9])
        #expect(cohort.withdrawal[0].map(\.day.rawValue) == [9])
    }

    /// Where a study has dates and an origin of each patient's own, a file with whole numbers has study days already: `--DTC` and `--DY`.
    @Test func datesBesideDaysThatAreCountedAlready() throws {
        let folder = try StudyFolder([
            "dm.csv": "id,first\n1,2013-06-10\n2,2014-01-01\n",
            "pain.csv": "id,day,score\n1,2013-06-12,5\n2,2013-12-31,6\n",
            "moud.csv": "id,day,mg\n1,3,8\n2,-1,8\n",
        ])
        let patients = "tables:\n  patients: [{file: dm.csv, columns: {patient: id, first: first}}]\n"
        let yaml =
            patients + StudyFolder.pain.dropFirst("tables:\n".count) + "}]\n" + Self.moud
            + ", dates: {shifted: false, no_day_zero: true}}]\n"
        let cohort = try folder.ingest(yaml + "dates: {shifted: true, origin: {column: first}}\n").cohort
        #expect(cohort.pain.all.map(\.day.rawValue) == [2, -1])
        #expect((0..<2).map { cohort.moud[$0].map(\.start.rawValue) } == [[2], [-1]])
        #expect(
            folder.complaint(
                yaml.replacing("first: first}}", with: "first: first}, dates: {shifted: false}}")
                    + "dates: {shifted: true, origin: {column: first}}\n"
            ).contains("they must be dates as well"))
    }

    @Test(arguments: [
        ("dates: {origin: 2013-01-01}", "\"origin\" is day 0 of all tables; write it under the study's \"dates\""),
        ("dates: {shifted: true}", "shifted dates need the date of study day 0"),
        ("dates: {format: M/D/YYYY}", "\"format\" is of calendar dates, which are read only if they are shifted"),
        ("dates: {no_day_zer: true}", "did you mean \"no_day_zero\"?"),
    ])
    func whatAnEntryCannotSay(_ dates: String, _ message: String) {
        #expect(complaint(parsing: "nocitrend: 1\n" + StudyFolder.pain + ", \(dates)}]\n").contains(message))
    }

    /// Dates are refused in a file for which nothing says that they are shifted.
    @Test func datesAreRefusedWhereTheyAreNotSaidToBeShifted() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\n1,2013-06-10,5\n"])
        let origin = "dates: {origin: 2013-06-01}\n"
        #expect(folder.complaint(StudyFolder.pain + "}]\n" + origin).contains("holds full dates"))
        #expect(
            try folder.ingest(StudyFolder.pain + ", dates: {shifted: true}}]\n" + origin).cohort.pain.all.map(
                \.day.rawValue) == [9])
    }
}
