import Cohort
import Foundation
import Testing

@testable import Ingest

@Suite struct IngestTests {
    static let pain =
        "tables:\n  pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs"

    @Test func everyReasonIsLocated() throws {
        let folder = try StudyFolder([
            "patients.csv": "id,age\n1,30\n2,x\n1,31\n3,200\n,40\n",
            "pain.csv": """
            id,day,score,tool
            1,0,5,nrs
            9,0,5,nrs
            1,1.5,5,nrs
            1,,5,nrs

            1,2,11,nrs
            1,3,bad,nrs
            1,4,,nrs
            1,5,5,nsr
            1,6,5
            1,7,5,
            1,99999,5,nrs
            ,8,5,nrs
            1,9.0,-0.0,nrs

            """,
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              patients: [{file: patients.csv, columns: {patient: id, age: age}}]
              pain: [{file: pain.csv, columns: {patient: id, day: day, score: score, instrument: tool}}]
            """)
        #expect(
            result.rejects == [
                "patients.csv:3:age:value is not a number",
                "patients.csv:4:id:second row for this patient",
                "patients.csv:5:age:value is out of range",
                "patients.csv:6:id:value is missing",
                "pain.csv:3:id:patient is not in the patients table",
                "pain.csv:4:day:day is not a whole number",
                "pain.csv:5:day:value is missing",
                "pain.csv:7:score:value is out of range",
                "pain.csv:8:score:value is not a number",
                "pain.csv:9:score:value is missing",
                "pain.csv:10:tool:unknown instrument",
                "pain.csv:11:-:wrong number of fields",
                "pain.csv:12:tool:value is missing",
                "pain.csv:13:day:value is out of range",
                "pain.csv:14:id:value is missing",
            ])
        #expect(result.cohort.patients.count == 1)
        #expect(result.cohort.pain.all.map(\.day) == [0, 9])
        let report = try #require(result.report(.pain))
        #expect(report.read == 13 && report.kept == 2 && report.rejected == 11)
    }

    @Test func withoutPatientsTablePeopleComeAsTheyAreMet() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n b ,0,1\na,0,2\n007,0,3\nb,1,4\n7,0,5\nz,0,99\n",
            "moud.csv": "id,day\nq,3\na,4\n",
        ])
        let result = try folder.ingest(
            Self.pain + "}]\n  moud: [{file: moud.csv, columns: {patient: id, day: day}}]\nmax_rejected: 0.5\n",
            blockSize: 1)
        // b, a, 007, 7 and q, in order of first appearance; the only row of z is rejected.
        #expect(result.cohort.patients.count == 5)
        #expect((0..<5).map { result.cohort.pain[$0].count } == [2, 1, 1, 1, 0])
        #expect(result.cohort.pain.all.map(\.score) == [1, 4, 2, 3, 5])
        #expect(result.cohort.moud.rows.all.map(\.person) == [1, 4])
        #expect(result.cohort.moud.rows.all.allSatisfy { $0.amount == .given && $0.drug == nil })
        #expect(result.warnings == [])
    }

    @Test func patientsAreTheUnionOfTheirFiles() throws {
        let folder = try StudyFolder([
            "a.csv": "id,sex\n1,F\n2,M\n3,\n",
            "b.csv": "who,gender,room,which\n3,F,10,1\n2,F,9,1\n4,M,2,1\n4,M,2,2\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              patients:
                - {file: a.csv, columns: {patient: id, sex: sex}, recode: {sex: {F: female, M: male}}}
                - file: b.csv
                  where: {which: "1"}
                  columns: {patient: who, sex: gender, room: room}
                  recode: {sex: {F: female, M: male}}
            """)
        #expect(result.rejects == ["b.csv:3:gender:differs from an earlier file for this patient"])
        #expect(result.report(.patients)?.filtered == 1)
        let patients = result.cohort.patients
        #expect(patients.count == 4)
        #expect(patients.categories(named: "sex")?.levels == ["female", "male"])
        #expect(patients.categories(named: "sex")?.codes == [0, 1, 0, 1])
        // A rejected row is not used at all: patient 2 has no room.
        #expect(patients.categories(named: "room")?.levels == ["2", "10"])
        #expect(patients.categories(named: "room")?.codes == [nil, nil, 1, 0])
    }

    @Test func covariatesAreNumericWhereTheyLookLikeIt() throws {
        let rows = (1...12).map { "\($0),\($0),\($0 % 3),\($0).5,\(20 + $0)" }.joined(separator: "\n")
        let folder = try StudyFolder(["p.csv": "id,many,few,trial,age\n\(rows)\n"])
        let result = try folder.ingest(
            """
            types: {trial: categorical}
            ages: {cap: 30}
            tables: {patients: [{file: p.csv, columns: {patient: id, many: many, few: few, trial: trial, age: age}}]}
            """)
        let patients = result.cohort.patients
        #expect(patients.covariate(named: "many")?.values == .numeric((1...12).map { Double($0) }))
        #expect(patients.categories(named: "few")?.levels == ["0", "1", "2"])
        #expect(patients.categories(named: "trial")?.levels.first == "1.5")
        #expect(patients.categories(named: "trial")?.levels.last == "12.5")
        // A column that makes groups is categorical, however many numbers it has.
        let grouped = try folder.ingest(
            """
            tables: {patients: [{file: p.csv, columns: {patient: id, many: many}}]}
            analyses: {day7_withdrawal: {by: many}}
            """)
        #expect(grouped.cohort.patients.categories(named: "many")?.levels == (1...12).map { "\($0)" })
        #expect(patients.covariate(named: "age")?.values == .numeric((21...32).map { Double(min($0, 30)) }))
    }

    @Test func exposuresInEveryForm() throws {
        let folder = try StudyFolder([
            "a.csv":
                "id,from,to,drug,mg,way\n1,1,10,Oxycodone,20,oral\n1,20,19,oxycodone,20,oral\n1,30,40,fentanyl,25,transdermal\n"
                + "1,50,60,buprenorphine,8,\n1,61,62,oxycodone,,oral\n1,63,64,oxycodone,-1,oral\n",
            "b.csv": "id,from,n,mme\n1,100,30,45\n1,200,0,45\n",
            "c.csv": "id,on,mg\n1,300,0\n1,301,5\n1,302,\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              exposures:
                - {file: a.csv, columns: {patient: id, start_day: from, end_day: to, drug: drug, dose_mg: mg, route: way}}
                - {file: b.csv, columns: {patient: id, start_day: from, days_supply: n, mme: mme}, drug: mixed}
                - {file: c.csv, columns: {patient: id, day: on, dose_mg: mg}, drug: morphine}
            """)
        #expect(
            result.rejects == [
                "a.csv:3:to:end is before start", "a.csv:7:mg:value is out of range", "b.csv:3:n:value is out of range",
            ])
        let rows = result.cohort.exposures.rows.all
        #expect(rows.map { $0.start.rawValue } == [1, 30, 50, 61, 100, 301, 302])
        #expect(rows.map { $0.end.rawValue } == [10, 40, 60, 62, 129, 301, 302])
        #expect(
            rows.map(\.dailyMME) == [
                .milligrams(30), .milligrams(60), .notConvertible, .unknown, .milligrams(45), .milligrams(5), .unknown,
            ])
        // In the order of rows that are kept: the first one with "oxycodone" is not.
        #expect(
            result.cohort.exposures.drugs == [
                "Oxycodone", "fentanyl", "buprenorphine", "oxycodone", "mixed", "morphine",
            ])
        // The day with dose 0 is kept: it says that there was no drug.
        #expect(result.report(.exposures)?.kept == 8)
    }

    @Test func withdrawalByScoreAndByGradeWithScalesByColumn() throws {
        let folder = try StudyFolder([
            "p.csv": "id,project\n1,27\n2,51\n3,99\n4,\n",
            "w.csv": "id,day,score\n1,7,4\n1,8,5\n2,7,1\n2,8,4.5\n1,9,49\n3,7,1\n4,7,1\n",
            "g.csv":
                "id,day,how,tool\n1,1,0,COWS\n1,2,3,cows\n1,3,moderately severe,cows\n2,4,Mild,sows\n2,5,4,sows\n2,6,1,none\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              patients: [{file: p.csv, columns: {patient: id, trial: project}}]
              withdrawal:
                - file: w.csv
                  columns: {patient: id, day: day, score: score}
                  scale: {column: project, values: {"27": cows, "51": sows}}
                - {file: g.csv, columns: {patient: id, day: day, grade: how, scale: tool}}
            """)
        let rows = result.cohort.withdrawal.all
        #expect(rows.map { $0.day.rawValue } == [1, 2, 3, 7, 8, 4, 7])
        #expect(rows.map(\.grade) == [.none, .severe, .moderatelySevere, .none, .mild, .mild, .mild])
        #expect(rows.map(\.scale) == [.cows, .cows, .cows, .cows, .cows, .sows, .sows])
        #expect(
            result.rejects == [
                "w.csv:5:score:value is out of range", "w.csv:6:score:value is out of range",
                "w.csv:7:project:value is not listed in the study file", "w.csv:8:project:value is missing",
                "g.csv:6:how:unknown withdrawal grade", "g.csv:7:tool:unknown withdrawal scale",
            ])
    }

    @Test func instrumentMayFollowFromAColumnOfTheFile() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score,form\n1,0,60,A\n1,1,6,B\n1,2,6,C\n"])
        let result = try folder.ingest(
            """
            max_rejected: 0.5
            tables:
              pain:
                - file: pain.csv
                  columns: {patient: id, day: day, score: score}
                  instrument: {column: form, values: {A: vas, B: nrs}}
            """)
        let names = result.cohort.pain.all.map { result.cohort.instruments[Int($0.instrument)].id }
        #expect(names == ["vas", "nrs"])
        #expect(result.rejects == ["pain.csv:4:form:value is not listed in the study file"])
    }

    @Test func recodeWhereAndMissing() throws {
        let folder = try StudyFolder([
            "pain.csv":
                "id,day,score,source\n1,0,No Pain,a\n1,1,Severe,a\n1,2,Missing,b\n1,3,2,b\n1,4,No Pain,c\n1,5,-9,\n1,6,refused,a\n"
        ])
        let result = try folder.ingest(
            Self.pain + """
                , where: {source: [a, b, ""]}, missing: [Missing, -9], recode: {score: {No Pain: 0, Severe: 8, refused: ~}}}]
                max_rejected: 1
                """)
        #expect(result.cohort.pain.all.map(\.score) == [0, 8, 2])
        #expect(result.rejects == [4, 7, 8].map { "pain.csv:\($0):score:value is missing" })
        #expect(result.report(.pain)?.filtered == 1)
        #expect(result.report(.pain)?.read == 6)
    }

    @Test func dialectAndGlobs() throws {
        let folder = try StudyFolder([
            "pain-2.csv": "id;day;score\n1;2;7,5\n", "pain-1.csv": "id;day;score\n1;1;6,5\n2;1;1\n",
            "notes.txt": "nothing",
        ])
        let result = try folder.ingest(
            Self.pain.replacing("pain.csv", with: "\"pain-*.csv\"") + ", delimiter: semicolon, decimal: comma}]\n")
        #expect(result.inputs.map(\.file) == ["pain-1.csv", "pain-2.csv"])
        #expect(result.inputs.map(\.bytes) == [27, 21])
        #expect(result.cohort.pain.all.map(\.score) == [6.5, 7.5, 1])
    }

    @Test func courseRecords() throws {
        let folder = try StudyFolder([
            "i.csv": "id,a,b,kind\n1,5,9,physio\n1,1,,nerve block\n1,9,5,physio\n",
            "s.csv": "id,day,what,yes\n1,3,allodynia,Yes\n1,4,allodynia,0\n1,5,allodynia,maybe\n",
            "e.csv": "id,day,event\n1,3,surgery\n1,4,party\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              interventions: [{file: i.csv, columns: {patient: id, start_day: a, end_day: b, kind: kind}}]
              symptoms: [{file: s.csv, columns: {patient: id, day: day, symptom: what, present: yes}}]
              events: [{file: e.csv, columns: {patient: id, day: day, event: event}}]
            """)
        #expect(result.cohort.interventions.map(\.kind) == ["nerve block", "physio"])
        #expect(result.cohort.interventions.map(\.end) == [nil, StudyDay(9)])
        #expect(result.cohort.symptoms.map(\.severity) == [1, 0])
        #expect(result.cohort.events.map(\.kind) == [.surgery])
        #expect(
            result.rejects == [
                "i.csv:4:b:end is before start", "s.csv:4:yes:value is neither yes nor no",
                "e.csv:3:event:unknown event",
            ])
    }

    @Test func shiftedDatesBecomeStudyDays() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score\n1,2001-02-03,1\n1,2001-03-01,2\n1,2001-02-30,3\n1,7,4\n"
        ])
        let yaml = Self.pain + "}]\nmax_rejected: 1\n"
        let result = try folder.ingest(yaml + "dates: {shifted: true, origin: 2001-02-03}\n")
        #expect(result.cohort.pain.all.map(\.day) == [0, 7, 26])
        #expect(result.rejects == ["pain.csv:4:day:day is not a whole number"])
        #expect(
            folder.complaint(yaml)
                == "pain.csv line 2, column \"day\": holds full dates, a direct identifier under HIPAA Safe Harbor; turn "
                + "them into study days, or, if they are shifted, add \"dates: {shifted: true, origin: YYYY-MM-DD}\" to the "
                + "study file")
    }

    @Test func missingFilesAndColumnsAreFoundInTheStudyFile() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,skore\n1,0,5\n"])
        #expect(
            folder.complaint(Self.pain + "}]\n")
                == "study.yaml line 3, column 67: pain.csv has no column \"score\"; did you mean \"skore\"? (its columns are on "
                + "line 1: id, day and skore)")
        #expect(
            folder.complaint(Self.pain.replacing("pain.csv", with: "pian.csv") + "}]\n")
                == "study.yaml line 3, column 17: pian.csv: no such file; did you mean \"pain.csv\"?")
        #expect(
            folder.complaint(Self.pain.replacing("score: score", with: "score: skore") + ", where: {sorce: a}}]\n")
                == "study.yaml line 3, column 100: pain.csv has no column \"sorce\" (its columns are "
                + "on line 1: id, day and skore)")
        #expect(
            folder.complaint(
                "tables:\n  pain: [{file: pain.csv, columns: {patient: id, day: day, score: skore}, "
                    + "instrument: {column: form, values: {A: nrs}}}]\n")
                == "study.yaml line 3, column 96: neither pain.csv nor the patients table has a column \"form\"")
    }

    @Test func exitKinds() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\n1,0,50\n", "bad.csv": "id,day,score\n\"1,0,5\n"])
        func kind(_ yaml: String) -> ExitKind? {
            do {
                _ = try folder.ingest(yaml)
                return nil
            } catch let error as IngestError {
                return error.exitKind
            } catch {
                return (error as? StudyFileError)?.exitKind
            }
        }
        #expect(kind(Self.pain + "}]\n") == .data)
        #expect(kind(Self.pain.replacing("score: score", with: "score: no") + "}]\n") == .studyFile)
        #expect(kind(Self.pain.replacing("pain.csv", with: "none.csv") + "}]\n") == .noInput)
        #expect(kind(Self.pain.replacing("pain.csv", with: "bad.csv") + "}]\n") == .data)
        #expect(kind(Self.pain + ", colums: 3}]\n") == .studyFile)
    }

    @Test func tooManyRejectedRowsStopTheRunWithTheirReport() throws {
        let good = (1...18).map { "1,\($0),5\n" }.joined()
        let folder = try StudyFolder(["pain.csv": "id,day,score\n\(good)1,19,50\n"])
        // 1 of 19 is above 5%; 1 of 20 is 5% exactly, and allowed.
        #expect(
            folder.complaint(Self.pain + "}]\n")
                == "table \"pain\": 1 of 19 rows were rejected, more than the allowed 5%. Most frequent: column \"score\": value "
                + "is out of range (1). See rejects.csv, then mend the mapping or the data, or raise max_rejected in the "
                + "study file")
        do {
            _ = try folder.ingest(Self.pain + "}]\n")
        } catch IngestError.tooManyRejected(let stop) {
            #expect(stop.tables.count == 1 && stop.rejectedRows.count == 1 && stop.inputs.count == 1)
        }
        try folder.write("id,day,score\n\(good)1,19,5\n1,20,50\n", to: "pain.csv")
        #expect(try folder.ingest(Self.pain + "}]\n").rejectedRows.count == 1)
        try folder.write("id,day,score\n1,20,50\n", to: "pain.csv")
        #expect(
            folder.complaint(Self.pain + "}]\n")
                == "table \"pain\": 1 of 1 rows were rejected, so nothing is left. Most frequent: column \"score\": value is "
                + "out of range (1). See rejects.csv, then mend the mapping or the data")
        try folder.write("id,day,score\n", to: "pain.csv")
        #expect(try folder.ingest(Self.pain + "}]\n").warnings == ["table \"pain\": its files hold no rows"])
    }

    /// The same cohort, whatever the threads and the blocks, with and without a patients table.
    @Test(arguments: [true, false]) func threadsAndBlocksChangeNothing(hasPatients: Bool) throws {
        var pain = "id,day,score\n"
        var doses = "id,day,drug,mg\n"
        var state: UInt64 = 42
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for _ in 0..<3000 {
            pain += "P\(random(60)),\(random(400)),\(random(105)).\(random(10))\n"
            doses +=
                "P\(random(60)),\(random(400)),\(["morphine", "codeine", "tramadol"][Int(random(3))]),\(random(50))\n"
        }
        let folder = try StudyFolder([
            "pain.csv": pain, "doses.csv": doses,
            "patients.csv": "id\n" + (0..<50).map { "P\($0)\n" }.joined(),
        ])
        let yaml =
            "max_rejected: 1\n" + Self.pain.replacing("nrs", with: "vas") + "}]\n"
            + "  exposures: [{file: doses.csv, columns: {patient: id, day: day, drug: drug, dose_mg: mg}}]\n"
            + (hasPatients ? "  patients: [{file: patients.csv, columns: {patient: id}}]\n" : "")
        let reference = try folder.ingest(yaml)
        #expect(reference.rejectedRows.count > 100)
        for table in reference.tables where table.table != .patients { #expect(table.read == 3000) }
        for threads in [1, 2, 8] {
            for blockSize in [7, 1000, 1 << 20] {
                let result = try folder.ingest(yaml, threads: threads, blockSize: blockSize)
                // Compared before they are expected: thousands of rows make no message.
                let hasSamePain =
                    result.cohort.pain.all.map(\.day) == reference.cohort.pain.all.map(\.day)
                    && result.cohort.pain.all.map(\.score) == reference.cohort.pain.all.map(\.score)
                    && result.cohort.pain.counts == reference.cohort.pain.counts
                let hasSameExposures = result.cohort.exposures.rows.all == reference.cohort.exposures.rows.all
                let hasSameRejects = result.rejects == reference.rejects
                #expect(hasSamePain && hasSameExposures && hasSameRejects)
                #expect(result.cohort.exposures.drugs == reference.cohort.exposures.drugs)
                #expect(result.tables == reference.tables)
            }
        }
    }
}

extension PainAssessments {
    /// Every score, person by person.
    fileprivate var all: [PainAssessment] { (0..<personCount).flatMap { self[$0] } }

    /// Scores of each person.
    fileprivate var counts: [Int] { (0..<personCount).map { self[$0].count } }
}
