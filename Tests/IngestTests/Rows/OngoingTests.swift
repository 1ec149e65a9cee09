import Cohort
import Testing

@testable import Ingest

@Suite struct OngoingTests {
    private static let files = [
        "patients.csv": "id,until\n1,200\n2,\n3,\n4,\n5,10\n",
        "pain.csv": "id,day,score\n1,300,5\n2,120,4\n2,40,3\n4,50,1\n",
        "events.csv": "id,day,event\n4,70,death\n4,90,hospital\n",
        "visits.csv": "id,day,kind\n2,150,attended\n2,180,missed\n",
        "log.csv":
            "id,start,stop,on\n1,3,,1\n2,5,90,0\n2,100,,1\n2,100,110,0\n3,30,,1\n4,7,,1\n4,8,,0\n5,20,,1\n1,4,continuing,1\n1,6,5,0\n",
    ]
    private static func yaml(_ ongoing: String) -> String {
        """
        max_rejected: 1
        tables:
          patients: [{file: patients.csv, columns: {patient: id, observation_end: until}}]
          pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}]
          exposures:
            - file: log.csv
              columns: {patient: id, start_day: start, end_day: stop}
              drug: morphine
              \(ongoing)
          events: [{file: events.csv, columns: {patient: id, day: day, event: event}}]
          visits: [{file: visits.csv, columns: {patient: id, day: day, kind: kind}}]

        """
    }

    private func spans(_ result: IngestResult) -> [[String]] {
        (0..<result.cohort.patients.count).map { person in
            result.cohort.exposures[person].map { "\($0.start.rawValue)-\($0.end.rawValue)" }
        }
    }

    /// To the stated end of observation, or the last record of the patient (an attended visit of 2), or death.
    @Test func endsOfWhatIsStillTaken() throws {
        let folder = try StudyFolder(Self.files)
        for blockSize in [16, 2 << 20] {
            let cells = try folder.ingest(Self.yaml("ongoing: [\"\", continuing]"), threads: 4, blockSize: blockSize)
            #expect(
                spans(cells) == [
                    ["3-200", "4-200"], ["5-90", "100-110", "100-150"], ["30-30"], ["7-70", "8-70"], [],
                ])
            #expect(cells.rejects == [9, 11].map { "log.csv:\($0):stop:end is before start" })
            let flag = try folder.ingest(Self.yaml("ongoing: {on: 1}"), threads: 4, blockSize: blockSize)
            #expect(spans(flag) == [["3-200"], ["5-90", "100-110", "100-150"], ["30-30"], ["7-70"], []])
            #expect(
                flag.rejects == [
                    "log.csv:8:stop:value is missing", "log.csv:9:stop:end is before start",
                    "log.csv:10:stop:day is not a whole number", "log.csv:11:stop:end is before start",
                ])
            for result in [cells, flag] {
                #expect(result.report(.exposures).map { $0.read == 10 && $0.kept + $0.rejected == 10 } == true)
            }
        }
    }

    @Test func withoutTheKeyTheUnexposedAreSaid() throws {
        let result = try StudyFolder(Self.files).ingest(Self.yaml(""))
        #expect(spans(result) == [[], ["5-90", "100-110"], [], [], []])
        #expect(
            result.warnings.contains(
                "table \"exposures\": rows without an end are rejected (rows: fewer than 11), and patients have no exposure because of it (patients: "
                    + "fewer than 11); \"ongoing: ''\" in the entry takes a missing end for \"still taken\""))
    }

    @Test func theStopNamesTheKey() throws {
        let folder = try StudyFolder(Self.files)
        let message = folder.complaint(Self.yaml("").replacing("max_rejected: 1", with: "max_rejected: 0.1"))
        #expect(message.contains("\"ongoing: ['', WORD]\" in the entry says which ends"))
        #expect(!message.contains("continuing"))
    }

    @Test func medicationAndInterventions() throws {
        let folder = try StudyFolder([
            "moud.csv": "id,start,stop\n1,3,\n1,50,60\n",
            "care.csv": "id,start,stop,what\n1,5,,yoga\n1,5,20,yoga\n1,9,,cbt\n",
        ])
        let yaml = """
            tables:
              moud: [{file: moud.csv, columns: {patient: id, start_day: start, end_day: stop}, drug: methadone, ongoing: ""}]
              interventions: [{file: care.csv, columns: {patient: id, start_day: start, end_day: stop, kind: what}, ongoing: ~}]

            """
        let result = try folder.ingest(yaml)
        #expect(result.cohort.moud[0].map(\.end.rawValue) == [60, 60])
        #expect(result.cohort.interventions[0].map { $0.end?.rawValue } == [60, 20, 60])
        let before = try folder.ingest(yaml.replacing(", ongoing: ~", with: ""))
        #expect(before.cohort.interventions[0].map { $0.end?.rawValue } == [nil, 20, nil])
    }

    /// The same on dates of the calendar, counted from the first exposure.
    @Test func onEachPersonsOwnClock() throws {
        let folder = try StudyFolder([
            "patients.csv": "id,until\n1,2013-02-10\n2,\n", "pain.csv": "id,day,score\n2,2014-02-01,5\n",
            "log.csv": "id,start,stop\n1,2013-01-01,\n2,2014-01-01,still on\n2,2014-01-01,2014-02-01\n",
        ])
        let result = try folder.ingest(
            """
            dates: {shifted: true, origin: first_exposure}
            tables:
              patients: [{file: patients.csv, columns: {patient: id, observation_end: until}}]
              pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}]
              exposures: [{file: log.csv, columns: {patient: id, start_day: start, end_day: stop}, drug: morphine, ongoing: ["", still on]}]

            """)
        // The two rows of 2 end on one day and are no copies.
        #expect(spans(result) == [["0-40"], ["0-31", "0-31"]])
        #expect(result.report(.exposures)?.duplicates == 0)
    }

    /// What ends sooner comes first, whatever the file's order: the history is in the order of first and last days.
    @Test func spansAreInOrderOnceTheyHaveEnds() throws {
        let folder = try StudyFolder([
            "patients.csv": "id,until\n1,105\n", "log.csv": "id,start,stop,on\n1,100,110,0\n1,100,,1\n",
            "pain.csv": "id,day,score\n1,1,1\n", "events.csv": "id,day,event\n", "visits.csv": "id,day,kind\n",
        ])
        #expect(spans(try folder.ingest(Self.yaml("ongoing: {on: 1}"))) == [["100-105", "100-110"]])
    }

    @Test func firstDosesThatAreRejectedAreSaid() throws {
        let folder = try StudyFolder([
            "moud.csv": "id,day,mg\n1,1,8/2\n1,2,8\n2,1,8\n2,2,8/2\n3,1,16 mg\n4,x,8\n4,5,8\n"
        ])
        let yaml =
            "max_rejected: 1\ntables:\n  moud: [{file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine}]\n"
        for blockSize in [16, 2 << 20] {
            let result = try folder.ingest(yaml, threads: 4, blockSize: blockSize)
            #expect(
                result.warnings == [
                    "table \"moud\": rows before the first one that is kept are rejected, so that day 0 is, or may be, too late or missing "
                        + "(patients: fewer than 11); most frequent: column \"mg\": value is not a number; \"dose_mg: {column: NAME, number: first}\" "
                        + "takes the first number of \"8/2\" or \"16 mg\""
                ])
        }
        #expect(try folder.ingest(yaml + "index: origin\n").warnings == [])
        let first = try folder.ingest(yaml.replacing("dose_mg: mg", with: "dose_mg: {column: mg, number: first}"))
        #expect(first.cohort.moud.firstDose(of: 0)?.rawValue == 1)
        #expect(first.report(.moud)?.rejected == 1)
    }

    @Test(arguments: [
        (
            "  pain: [{file: a.csv, columns: {patient: id, day: d, score: s}, instrument: nrs, ongoing: ''}]",
            "maps no \"end_day\""
        ),
        (
            "  exposures: [{file: a.csv, columns: {patient: id, start_day: d, days_supply: s}, drug: m, ongoing: ''}]",
            "maps no \"end_day\""
        ),
    ])
    func whereOngoingMayStand(_ table: String, _ message: String) {
        let complaint = complaint(parsing: "nocitrend: 1\ntables:\n\(table)\n")
        #expect(complaint.contains("line 3") && complaint.contains(message))
    }
}
