import Cohort
import Foundation
import StudyFile
import Testing

@testable import Ingest

/// One study on each person's own days, and the same with dates of the calendar.
@Suite struct StudyClockTests {
    private static let tables = """
        tables:
          patients:
            - file: patients.csv
              columns: {patient: id, enrolled: enrolled, observation_start: seen, observation_end: until,
                        randomized: rand, planned_end: plan, t0: t0}
          pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}]
          exposures: [{file: exposures.csv, columns: {patient: id, start_day: start, days_supply: supply}, drug: morphine}]
          moud: [{file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine}]
          events: [{file: events.csv, columns: {patient: id, day: day, event: event}}]
        types: {enrolled: day}

        """
    private static let events = ["1": [(90, "dropout")], "2": [], "3": [(40, "hospital")]]
    private static let people = ["1", "2", "3"]
    /// Days since 1970 of each person's enrolment: 2013-06-07, 2014-01-04, 2012-02-29.
    private static let enrolled = ["1": 15863, "2": 16074, "3": 15399]

    /// The files, with each day as a function writes it.
    private func files(_ write: (_ person: String, _ day: Int) -> String) -> [String: String] {
        var patients = "id,enrolled,seen,until,rand,plan,t0\n"
        var pain = "id,day,score\n"
        var exposures = "id,start,supply\n"
        var moud = "id,day,mg\n"
        var events = "id,day,event\n"
        for person in Self.people {
            let days = [0, -30, 200, 5, 180, 60].map { write(person, $0) }
            patients += ([person] + days).joined(separator: ",") + "\n"
            for day in [-3, 3, 35, 63] { pain += "\(person),\(write(person, day)),\(abs(day) % 10)\n" }
            exposures += "\(person),\(write(person, 3)),60\n\(person),\(write(person, 80)),30\n"
            moud += "\(person),\(write(person, 64)),8\n"
            for (day, event) in Self.events[person] ?? [] { events += "\(person),\(write(person, day)),\(event)\n" }
        }
        return [
            "patients.csv": patients, "pain.csv": pain, "exposures.csv": exposures, "moud.csv": moud,
            "events.csv": events,
        ]
    }

    private func date(_ person: String, _ day: Int) -> String {
        let seconds = Double((Self.enrolled[person] ?? 0) + day) * 86_400
        return String(Date(timeIntervalSince1970: seconds).formatted(.iso8601).prefix(10))
    }

    /// Everything of a cohort that holds a day.
    private func days(_ cohort: Cohort) -> [String] {
        (0..<cohort.patients.count).map { person in
            let numbers = cohort.patients.covariates.map { column -> String in
                guard case .numeric(let values) = column.values else { return "no numbers" }
                return "\(column.name) \(values[person] ?? .nan)"
            }
            return "\(numbers) \(cohort.pain[person].map { "\($0.day.rawValue):\($0.score)" }) "
                + "\(cohort.exposures[person].map { "\($0.start.rawValue)-\($0.end.rawValue)" }) "
                + "\(cohort.moud[person].map(\.start.rawValue)) \(cohort.events[person].map(\.day.rawValue)) "
                + "\(cohort.indexDay(of: person)?.rawValue ?? -999)"
        }
    }

    @Test(arguments: [nil, "M/D/YYYY", "excel"] as [String?])
    func datesOnEachPersonsOwnClockAreItsDays(_ format: String?) throws {
        let index = "index: {column: t0}\n"
        let own = try StudyFolder(files { _, day in "\(day)" }).ingest(Self.tables + index)
        let dated = try StudyFolder(
            files { person, day in
                let iso = date(person, day)
                let parts = iso.split(separator: "-").compactMap { Int($0) }
                switch format {
                case "excel": return "\((Self.enrolled[person] ?? 0) + day + 25_569).4375"
                case nil: return day % 2 == 0 ? iso : iso + " 10:30"
                default: return "\(parts[1])/\(parts[2])/\(parts[0])"
                }
            })
        let yaml = "dates: {shifted: true, origin: {column: enrolled}\(format.map { ", format: \($0)" } ?? "")}\n"
        let result = try dated.ingest(Self.tables + index + yaml)
        #expect(days(result.cohort) == days(own.cohort))
        #expect(days(result.cohort).first?.contains("enrolled 0.0") == true)
        #expect(days(result.cohort).first?.contains("observation_end 200.0") == true)
        #expect(days(result.cohort).first?.contains("60]") == false)
        let threaded = try dated.ingest(Self.tables + index + yaml, threads: 4, blockSize: 16)
        #expect(days(threaded.cohort) == days(own.cohort))
        #expect(result.tables.map(\.kept) == own.tables.map(\.kept))
    }

    @Test func daysAreCountedFromTheFirstExposure() throws {
        let dated = try StudyFolder(files(date))
        let result = try dated.ingest(
            Self.tables + "index: {column: t0}\ndates: {shifted: true, origin: first_exposure}\n", threads: 4,
            blockSize: 16)
        let moved = try StudyFolder(files { _, day in "\(day - 3)" }).ingest(Self.tables + "index: {column: t0}\n")
        #expect(days(result.cohort) == days(moved.cohort))
        #expect(result.tables.map(\.table) == [.patients, .pain, .exposures, .moud, .events])
    }

    @Test func whoHasNoOriginIsRejectedAndSaid() throws {
        let folder = try StudyFolder([
            "patients.csv": "id,on\n1,10\n2,\n3,12.5\n",
            "pain.csv": "id,day,score\n1,10,1\n1,17,2\n2,10,3\n3,12,4\n4,1,5\n",
        ])
        let yaml =
            "tables:\n  patients: [{file: patients.csv, columns: {patient: id, on: on}}]\n"
            + StudyFolder.pain.dropFirst("tables:\n".count) + "}]\nmax_rejected: 1\n"
        let result = try folder.ingest(yaml + "dates: {origin: {column: on}}\n")
        #expect(result.cohort.pain.all.map(\.day.rawValue) == [0, 7])
        #expect(
            result.rejects == [
                "pain.csv:4:day:patient has no day 0", "pain.csv:5:day:patient has no day 0",
                "pain.csv:6:id:patient is not in the patients table",
            ])
        #expect(result.warnings.count { $0.contains("no day 0 (patients: fewer than 11)") } == 2)
        let floored = try folder.ingest(yaml + "dates: {origin: {column: on}, fractions: floor}\n")
        #expect(floored.cohort.pain.all.map(\.day.rawValue) == [0, 7, 0])
    }

    @Test func withoutPatientsTableTheUnexposedAreNobody() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n9,50,5\n1,110,1\n2,230,2\n",
            "exposures.csv": "id,start,supply\n2,200,5\n1,100,5\n2,150,5\n1,90,5\n",
        ])
        let yaml =
            StudyFolder.pain + "}]\n"
            + "  exposures: [{file: exposures.csv, columns: {patient: id, start_day: start, days_supply: supply}, drug: morphine}]\n"
            + "max_rejected: 1\ndates: {origin: first_exposure}\n"
        for blockSize in [16, 2 << 20] {
            let result = try folder.ingest(yaml, threads: 4, blockSize: blockSize)
            #expect(result.cohort.patients.count == 2)
            #expect(result.cohort.pain.all.map(\.day.rawValue) == [20, 80])
            #expect(result.cohort.exposures.spans.all.map(\.start.rawValue) == [0, 10, 0, 50])
            #expect(result.rejects == ["pain.csv:2:id:patient has no day 0"])
        }
    }

    @Test func fractionsAndDaysWithoutAZero() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n1,-3,1\n1,-1,2\n1,0,3\n1,1,4\n1,8,5\n1,2.5,6\n1,-0.5,7\n"
        ])
        let yaml = StudyFolder.pain + "}]\nmax_rejected: 1\n"
        let days = { (dates: String) in try folder.ingest(yaml + dates) }
        #expect(try days("").cohort.pain.all.map(\.day.rawValue) == [-3, -1, 0, 1, 8])
        #expect(try days("").rejects == [7, 8].map { "pain.csv:\($0):day:day is not a whole number" })
        #expect(
            try days("dates: {fractions: floor}\n").cohort.pain.all.map(\.day.rawValue) == [-3, -1, -1, 0, 1, 2, 8])
        let cdisc = try days("dates: {no_day_zero: true}\n")
        // Day 8 is ten days after day -3.
        #expect(cdisc.cohort.pain.all.map(\.day.rawValue) == [-3, -1, 0, 7])
        #expect(cdisc.rejects.first == "pain.csv:4:day:day 0 where there is none")
        #expect(cdisc.report(.pain).map { $0.read == $0.kept + $0.rejected + $0.duplicates } == true)
    }

    @Test func oneCellThatTwoFormatsReadDifferentlyIsNotGuessed() throws {
        let folder = try StudyFolder([
            "pain.csv":
                "id,day,score\n1,6/10/2013,1\n1,6/13/2013,2\n1,13/6/2013,3\n1,6/6/2013,4\n1,7,5\n1,2013-06-10,6\n"
        ])
        let result = try folder.ingest(
            StudyFolder.pain
                + "}]\nmax_rejected: 1\ndates: {shifted: true, origin: 2013-06-01, format: [M/D/YYYY, D/M/YYYY]}\n")
        #expect(result.cohort.pain.all.map(\.day.rawValue) == [5, 12, 12])
        #expect(
            result.rejects == [
                "pain.csv:2:day:date is another day in each format",
                "pain.csv:6:day:date is not as \"dates\" in the study file says",
                "pain.csv:7:day:date is not as \"dates\" in the study file says",
            ])
    }

    @Test func stopsNameTheRemedy() throws {
        let dates = try StudyFolder(["pain.csv": "id,day,score\n1,6/10/2013,1\n1,6/13/2013,2\n"])
        let message = dates.complaint(StudyFolder.pain + "}]\ndates: {shifted: true, origin: 2013-06-01}\n")
        #expect(message.contains("Dates seem to be written so: add \"format: M/D/YYYY\" to \"dates\""))
        #expect(message.count < 360)
        let fractions = try StudyFolder(["pain.csv": "id,day,score\n1,12.479,1\n1,13.5,2\n1,14,2\n"])
        #expect(
            fractions.complaint(StudyFolder.pain + "}]\n").contains(
                "\"dates: {fractions: floor}\" takes the whole part"))
        #expect(!fractions.complaint(StudyFolder.pain + "}]\n").contains("12.479"))
    }

    @Test func timesOfADayTellRecordsApart() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n1,2013-06-10 08:00,1\n1,2013-06-10 20:00,1\n1,2013-06-10 20:00,1\n"
        ])
        let result = try folder.ingest(
            StudyFolder.pain + "}]\nduplicates: {pain: drop}\ndates: {shifted: true, origin: 2013-06-01}\n")
        #expect(result.report(.pain)?.duplicates == 1)
        #expect(result.cohort.pain.all.map(\.day.rawValue) == [9, 9])
    }

    @Test func theIndexColumnIsAWholeDayOrNone() throws {
        let patients =
            "tables:\n  patients: [{file: patients.csv, columns: {patient: id, t0: t0}}]\nindex: {column: t0}\n"
        let folder = try StudyFolder(["patients.csv": "id,t0\n1,3.6\n2,\n3,12\n4,7.0\n"])
        let result = try folder.ingest(patients)
        #expect((0..<4).map { result.cohort.indexDay(of: $0)?.rawValue } == [nil, nil, 12, 7])
        #expect(
            result.warnings == [
                "table \"patients\", column \"t0\": a fraction of a day is no index day (patients: fewer than 11); they have no part in what is asked "
                    + "of it; \"dates: {fractions: floor}\" takes the whole part",
                "table \"patients\", column \"t0\": is missing, so that these patients have no index day (patients: fewer than 11); they have no part "
                    + "in what is asked of it",
            ])
        #expect(try folder.ingest(patients + "dates: {fractions: floor}\n").cohort.indexDay(of: 0)?.rawValue == 3)
        let text = try StudyFolder(["patients.csv": "id,t0\n1,3\n2,day 5\n3,4\n"])
        #expect(
            text.complaint(patients)
                == "study.yaml line 4, column 8: \"index\": column \"t0\" of the patients table has cells that are no study day; \"recode\" "
                + "them, list them under \"missing\", or say with \"dates: {shifted: true, format: M/D/YYYY}\" how dates are written"
        )
        let dated = try StudyFolder(["patients.csv": "id,t0\n1,2013-06-03\n2,2013-06-01 10:00\n"])
        let days = try dated.ingest(patients + "dates: {shifted: true, origin: 2013-06-01}\n")
        #expect((0..<2).map { days.cohort.indexDay(of: $0)?.rawValue } == [2, 0])
    }

    @Test func otherColumnsOfPatientsMayHoldADay() throws {
        let folder = try StudyFolder(["patients.csv": "id,on,injured\n1,2013-06-03,2013-01-01\n2,2014-06-03,\n"])
        let yaml =
            "tables:\n  patients: [{file: patients.csv, columns: {patient: id, on: on, injured: injured}}]\n"
            + "dates: {shifted: true, origin: {column: on}}\n"
        let result = try folder.ingest(yaml + "types: {injured: day}\n")
        #expect(result.cohort.patients.numbers(named: "injured") == [-153, nil])
        #expect(folder.complaint(yaml).contains("column \"injured\": holds full dates"))
    }

    @Test(arguments: [
        (
            "dates: {format: M/D/YYYY}",
            "\"format\" is of calendar dates, which are read only if they are shifted; add \"shifted: true\""
        ),
        (
            "dates: {shifted: true, origin: yesterday}",
            "origin must be a date such as 2015-01-31, {column: NAME} or first_exposure"
        ),
        ("dates: {origin: first_exposure}", "needs a table \"exposures\""),
        ("dates: {origin: {column: on}}", "\"on\" is not a column of the patients table"),
        ("dates: {shifted: true, origin: 2013-01-01, format: dmy}", "format must hold a year, a month and a day"),
        ("dates: {fractions: round}", "unknown rule for fractions of days \"round\""),
    ])
    func whatTheStudyFileMaySay(_ dates: String, _ message: String) {
        let complaint = complaint(parsing: "nocitrend: 1\n" + StudyFolder.pain + "}]\n" + dates + "\n")
        #expect(complaint.contains("study.yaml line 4") && complaint.contains(message))
    }
}
