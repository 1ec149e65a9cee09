import Cohort
import Testing

@testable import Ingest

@Suite("Times of day of rows")
struct TimesOfDayTests {
    private static let pain =
        "tables:\n  pain: [{file: pain.csv, columns: {patient: id, day: day, score: score, time_of_day: at}, instrument: nrs}]\n"

    private func minutes(_ pain: PainAssessments, of person: Int) -> [Int?] {
        pain[person].indices.map { pain.time(ofRow: $0, of: person).map { Int($0.minute) } }
    }

    @Test("are read where they can be; what cannot be read is missing and counted, words are missing")
    func pain() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score,at\na,1,3,17:30\na,1,4,8:30\na,1,5,\na,1,6,24:00\nb,1,7,evening\nb,2,8,0830\n"
        ])
        let result = try folder.ingest(Self.pain + "max_rejected: 0.5\n")
        #expect(result.cohort.pain[0].map(\.score) == [5, 6, 4, 3])
        #expect(minutes(result.cohort.pain, of: 0) == [nil, nil, 510, 1050])
        #expect(minutes(result.cohort.pain, of: 1) == [nil, 510])
        #expect(result.report(.pain)?.kept == 6 && result.rejects.isEmpty)
        #expect(result.report(.pain)?.unreadable.map(\.cells) == [1])
        #expect(
            result.warnings.contains {
                $0.contains("\"at\": cells that could not be read and count as missing: fewer than 11")
            })
    }

    @Test("words of a time tell equal scores apart, and keep nothing else")
    func words() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score,at\na,1,3,morning\na,1,3,evening\na,1,3,morning\n"
        ])
        let result = try folder.ingest(Self.pain)
        #expect(result.cohort.pain[0].count == 3 && result.cohort.pain.repeats.count == 1)
        #expect(!result.cohort.pain.hasTimes)
        #expect(result.report(.pain)?.unreadable.isEmpty == true)
    }

    @Test("may stand in the column of the day")
    func datesWithTimes() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,at,score\na,2020-01-02 17:30,3\na,2020-01-02T08:30:00Z,4\na,2020-01-03,5\n"
        ])
        let study = """
            dates: {shifted: true, origin: 2020-01-01}
            tables:
              pain: [{file: pain.csv, columns: {patient: id, day: at, score: score, time_of_day: at}, instrument: nrs}]

            """
        let result = try folder.ingest(study)
        #expect(result.cohort.pain[0].map(\.score) == [4, 3, 5])
        #expect(result.cohort.pain[0].map(\.day.rawValue) == [1, 1, 2])
        #expect(minutes(result.cohort.pain, of: 0) == [510, 1050, nil])
        // Without the mapping a time behind a date is dropped.
        let without = try folder.ingest(study.replacing(", time_of_day: at", with: ""))
        #expect(without.cohort.pain[0].map(\.score) == [3, 4, 5] && !without.cohort.pain.hasTimes)
    }

    @Test("may stand in columns beside each other")
    func unpivoted() throws {
        let folder = try StudyFolder(["pain.csv": "id,pain1,at1,pain2,at2\na,3,9:00,4,8:00\n"])
        let result = try folder.ingest(
            "tables:\n  pain: [{file: pain.csv, columns: {patient: id}, "
                + "unpivot: {score: 'pain{n}', time_of_day: 'at{n}'}, day: 1, instrument: nrs}]\n")
        #expect(result.cohort.pain[0].map(\.score) == [4, 3])
    }

    @Test("of doses and of withdrawal")
    func doses() throws {
        let folder = try StudyFolder([
            "doses.csv": "id,day,mg,at\na,0,0,06:00\na,0,4,09:30\na,0,4,11:00\na,1,8,08:00\nb,0,4,09:00\nb,0,4,\n",
            "opioids.csv": "id,from,to,drug,at\na,-5,-1,morphine,22:15\nb,-5,-1,morphine,noon\n",
            "cows.csv": "id,day,cows,at\na,0,14,10:00\na,0,8,09:00\nb,0,5,xx1\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              moud: [{file: doses.csv, columns: {patient: id, day: day, dose_mg: mg, time_of_day: at}, drug: buprenorphine}]
              exposures: [{file: opioids.csv, columns: {patient: id, start_day: from, end_day: to, drug: drug, time_of_day: at}}]
              withdrawal: [{file: cows.csv, columns: {patient: id, day: day, score: cows, time_of_day: at}, scale: cows}]

            """)
        let cohort = result.cohort
        // The first dose above zero; where one dose of the day has no time, it is not known which was first.
        #expect(cohort.moud.firstDoseTime(of: 0)?.minute == 570 && cohort.moud.firstDoseTime(of: 1) == nil)
        #expect(cohort.exposures.firstTime(of: 0, on: StudyDay(-5))?.minute == 1335)
        #expect(cohort.exposures.firstTime(of: 1, on: StudyDay(-5)) == nil)
        #expect(cohort.withdrawal[0].map(\.score) == [8, 14])
        #expect(result.report(.withdrawal)?.unreadable.map(\.cells) == [1] && result.report(.withdrawal)?.kept == 3)
        // On the withdrawal clock the assessment before the first dose is before day 0.
        #expect(cohort.withdrawalOnClock(of: 0, index: StudyDay(0)).map(\.score) == [14])
    }
}
