import Cohort
import Foundation
import Testing

@testable import Ingest

/// Several columns of a line that become rows.
@Suite struct UnpivotTests {
    private static func pain(_ unpivot: String, rest: String = ", instrument: nrs") -> String {
        "tables:\n  pain: [{file: p.csv, columns: {patient: id}, unpivot: \(unpivot)\(rest)}]\n"
    }

    /// Every score as `person: day score instrument`.
    private static func scores(_ result: IngestResult) -> [String] {
        let pain = result.cohort.pain
        return (0..<pain.personCount).flatMap { person in
            pain[person].map {
                "\(person): \($0.day.rawValue) \($0.score) \(result.cohort.instruments[Int($0.instrument)].id)"
            }
        }
    }

    /// Empty cells, and those with a missing word, are assessments not made; a cell that is no number is a rejected row of that column.
    @Test(arguments: [16, 1 << 20]) func visitsBecomeRows(_ blockSize: Int) throws {
        let folder = try StudyFolder([
            "p.csv": "id,pain_d7,sex,pain_d35,pain_d-1\nA,5,f,4,9\nB,,m,NA,\nC,11,m,x,0\nD,1,f,,\n"
        ])
        let result = try folder.ingest(
            "max_rejected: 0.5\n" + Self.pain("{score: \"pain_d{day}\"}"), threads: 4, blockSize: blockSize)
        #expect(
            Self.scores(result) == [
                "0: -1 9.0 nrs", "0: 7 5.0 nrs", "0: 35 4.0 nrs", "1: -1 0.0 nrs", "2: 7 1.0 nrs",
            ])
        #expect(
            result.rejects == [
                "p.csv:4:pain_d7:value is out of range", "p.csv:4:pain_d35:value is not a number",
            ])
        let report = try #require(result.report(.pain))
        #expect(report.read == 7 && report.kept == 5 && report.rejected == 2 && report.filtered == 0)
    }

    /// Lines of an old Mac end in a lone CR; a byte order mark is no part of the first name.
    @Test func loneReturnsAndAByteOrderMark() throws {
        let folder = try StudyFolder(["p.csv": "\u{FEFF}id,T1,T2\rA,1,2\r\rB,,x\r"])
        let result = try folder.ingest("max_rejected: 0.5\n" + Self.pain("{score: {T1: 0, T2: 21}}"))
        #expect(Self.scores(result) == ["0: 0 1.0 nrs", "0: 21 2.0 nrs"])
        #expect(result.rejects == ["p.csv:4:T2:value is not a number"])
    }

    /// An entry without the key reads a wide file as it always did: an empty cell is a rejected row.
    @Test func withoutTheKeyNothingChanges() throws {
        let folder = try StudyFolder(["p.csv": "id,p1\nA,1\nB,\n"])
        let result = try folder.ingest(
            "max_rejected: 0.5\ntables:\n  pain: [{file: p.csv, columns: {patient: id, score: p1}, day: 1, instrument: nrs}]\n"
        )
        #expect(Self.scores(result) == ["0: 1 1.0 nrs"] && result.rejects == ["p.csv:3:p1:value is missing"])
    }

    @Test func weeksStatedMonthsAndListedDays() throws {
        let folder = try StudyFolder(["p.csv": "id,w2,base,m3\nA,1,2,3\n"])
        func read(_ unpivot: String) throws -> [String] { Self.scores(try folder.ingest(Self.pain(unpivot))) }
        #expect(try read("{score: \"w{week}\"}") == ["0: 14 1.0 nrs"])
        #expect(try read("{score: \"m{month*30.4375}\"}") == ["0: 91 3.0 nrs"])
        #expect(try read("{score: {base: -1, w2: 14}}") == ["0: -1 2.0 nrs", "0: 14 1.0 nrs"])
    }

    /// Instruments beside each other, by name or in the columns' names; a day of the line itself serves all its rows.
    @Test func instrumentsAsColumns() throws {
        let folder = try StudyFolder(["p.csv": "id,day,nrs,vas,nrs_d9,vas_d9\nA,3,4,40,5,50\nB,4,,41,6,\n"])
        let beside =
            "tables:\n  pain: [{file: p.csv, columns: {patient: id, day: day}, unpivot: {score: {nrs: {instrument: nrs}, vas: {instrument: vas}}}}]\n"
        #expect(Self.scores(try folder.ingest(beside)) == ["0: 3 4.0 nrs", "0: 3 40.0 vas", "1: 4 41.0 vas"])
        let named = Self.pain("{score: \"{instrument}_d{day}\"}", rest: "")
        #expect(Self.scores(try folder.ingest(named)) == ["0: 9 5.0 nrs", "0: 9 50.0 vas", "1: 9 6.0 nrs"])
    }

    /// A visit's day in a column of its own; the day of a visit without a score is no row.
    @Test func columnsThatGoTogether() throws {
        let folder = try StudyFolder([
            "p.csv": "id,day_v1,pain_v1,day_v2,pain_v2,day_v3\nA,3,5,40,,90\nB,4,6,,7,\n",
            "m.csv":
                "id,drug1,mg1,from1,to1,drug2,mg2,from2,to2\nA,morphine,30,0,9,oxycodone,20,5,12\nB,,,,,codeine,60,1,2\n",
        ])
        let result = try folder.ingest(
            "max_rejected: 0.5\n" + Self.pain("{day: \"day_v{n}\", score: \"pain_v{n}\"}")
                + "  exposures: [{file: m.csv, columns: {patient: id}, unpivot: {drug: \"drug{n}\", dose_mg: \"mg{n}\", start_day: \"from{n}\", end_day: \"to{n}\"}}]\n"
        )
        #expect(Self.scores(result) == ["0: 3 5.0 nrs", "1: 4 6.0 nrs"])
        #expect(result.rejects == ["p.csv:3:day_v2:value is missing"])
        #expect(
            result.cohort.exposures.spans.all.map { [$0.start.rawValue, $0.end.rawValue] } == [
                [0, 9], [5, 12], [1, 2],
            ])
        #expect(result.report(.exposures)?.read == 3)
    }

    /// Other tables: symptoms named by columns, and events that are days.
    @Test func otherTables() throws {
        let folder = try StudyFolder([
            "s.csv": "id,nausea_d3,fatigue_d3\nA,1,0\nB,,1\n", "e.csv": "id,died,operated\nA,,12\nB,90,5\n",
            "w.csv": "id,cows_d1,cows_d7\nA,13,2\n",
        ])
        let result = try folder.ingest(
            """
            tables:
              symptoms: [{file: s.csv, columns: {patient: id}, unpivot: {present: "{symptom}_d{day}"}}]
              events: [{file: e.csv, columns: {patient: id}, unpivot: {day: {died: {event: death}, operated: {event: surgery}}}}]
              withdrawal: [{file: w.csv, columns: {patient: id}, scale: cows, unpivot: {score: "cows_d{day}"}}]
            """)
        #expect(result.report(.symptoms)?.kept == 3 && result.report(.withdrawal)?.kept == 2)
        #expect(result.report(.events)?.kept == 3 && result.report(.events)?.read == 3)
        #expect(result.cohort.events[0].map(\.kind) == [.surgery])
        #expect(Set(result.cohort.events[1].map(\.kind)) == [.surgery, .death])
    }

    /// `where` leaves out lines; what they would have made is counted. A line of nobody is rejected cell by cell.
    @Test func filteredAndUnknownLines() throws {
        let folder = try StudyFolder([
            "p.csv": "id,arm,p1,p2\nA,x,1,2\nB,y,3,4\nC,x,5,\n,x,6,7\nD,x\n", "who.csv": "id\nA\nB\n",
        ])
        let result = try folder.ingest(
            "max_rejected: 0.9\n" + Self.pain("{score: {p1: 1, p2: 2}}", rest: ", instrument: nrs, where: {arm: x}")
                + "  patients: [{file: who.csv, columns: {patient: id}}]\n")
        let report = try #require(result.report(.pain))
        #expect(report.filtered == 2 && report.kept == 2 && report.read == 6)
        #expect(
            result.rejects == [
                "p.csv:4:id:patient is not in the patients table", "p.csv:5:id:value is missing",
                "p.csv:5:id:value is missing", "p.csv:6:-:wrong number of fields",
            ])
    }

    /// A line that stands twice doubles each of its rows; equal scores of two columns are two answers.
    @Test(arguments: [16, 1 << 20]) func doubledLines(_ blockSize: Int) throws {
        let folder = try StudyFolder(["p.csv": "id,rest,move,note\nA,5,5,a\nB,1,2,\nA,5,5,a\nA,5,5,b\n"])
        let yaml = "duplicates: {pain: drop}\n" + Self.pain("{score: {rest: 1, move: 1}}")
        let result = try folder.ingest(yaml, blockSize: blockSize)
        #expect(result.report(.pain)?.kept == 6 && result.report(.pain)?.duplicates == 2)
    }

    /// Recoded cells, one by one; a word that is made missing is an assessment not made.
    @Test func recodedCells() throws {
        let folder = try StudyFolder(["p.csv": "id,p1,p2,p3\nA,none,refused,3\nB,,7,x\n"])
        let result = try folder.ingest(
            "max_rejected: 0.5\n"
                + Self.pain(
                    "{score: \"p{day}\"}", rest: ", instrument: nrs, recode: {score: {none: 0, refused: ~}}"))
        #expect(Self.scores(result) == ["0: 1 0.0 nrs", "0: 3 3.0 nrs", "1: 2 7.0 nrs"])
        #expect(result.rejects == ["p.csv:3:p3:value is not a number"])
    }

    /// The same rows, rejections and order, whatever the threads and the blocks.
    @Test func threadsAndBlocksChangeNothing() throws {
        var text = "id,site,p1,p2,p3,p4\n"
        var state: UInt64 = 7
        for _ in 0..<600 {
            let cells = (0..<5).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let cell = Int((state >> 33) % 13)
                return cell == 12 ? "" : "\(cell)"
            }
            text += "P\(cells[0]),\(cells[1])" + cells.dropFirst().map { ",\($0)" }.joined() + "\n"
        }
        let folder = try StudyFolder(["p.csv": text])
        let yaml =
            "max_rejected: 1\ntables:\n  pain: [{file: p.csv, columns: {patient: id, body_site: site}, unpivot: {score: \"p{day}\"}, instrument: nrs}]\n"
        let reference = try folder.ingest(yaml)
        #expect(reference.rejectedRows.count > 50)
        for threads in [1, 4] {
            for blockSize in [7, 16, 1000] {
                let result = try folder.ingest(yaml, threads: threads, blockSize: blockSize)
                let isSame = Self.scores(result) == Self.scores(reference) && result.rejects == reference.rejects
                #expect(isSame && result.tables == reference.tables)
            }
        }
    }

    /// Each mistake is named with its line and the remedy.
    @Test func mistakes() throws {
        let folder = try StudyFolder(["p.csv": "id,pain_d7,pain_d07,vas_d7\nA,1,2,3\n"])
        #expect(
            folder.complaint(Self.pain("{score: \"pian_d{day}\"}")).hasPrefix(
                "study.yaml line 3, column 65: p.csv has no column like \"pian_d{day}\"; did you mean \"pain_d{day}\"?")
        )
        #expect(
            folder.complaint(Self.pain("{score: \"pain_d{day}\"}")).contains(
                "both fit \"pain_d{day}\" and say the same"))
        #expect(
            folder.complaint(Self.pain("{score: {pain_d7: 7, \"{instrument}_d{day}\": {}}}", rest: "")).contains(
                "do not say the same"))
        #expect(
            folder.complaint(Self.pain("{score: {\"vas_d{day}\": {}, \"va{n}\": 7}}")).contains("do not say the same"))
        #expect(
            folder.complaint(Self.pain("{score: {vas_d7: {instrument: vas}, \"v{body_site}\": {}}}")).contains(
                "do not say the same"))
        #expect(
            folder.complaint(Self.pain("{score: {\"pain_d7\": 7, \"vas_d7\": 8, \"pain_d7 \": 7}}")).contains(
                "has no column \"pain_d7 \""))
        #expect(complaint(parsing: "nocitrend: 1\n" + Self.pain("{score: \"m{month}\"}")).contains("\"{month*30}\""))
        #expect(
            complaint(parsing: "nocitrend: 1\n" + Self.pain("{score: \"m{dya}\"}")).contains("did you mean \"day\"?"))
        #expect(
            complaint(parsing: "nocitrend: 1\n" + Self.pain("{scroe: \"d{day}\"}")).contains("did you mean \"score\"?"))
        #expect(
            complaint(parsing: "nocitrend: 1\n" + Self.pain("{score: \"d{day}\"}", rest: ", instrument: nrs, day: 7"))
                .contains("\"day\" stands here and under \"unpivot\" too"))
        #expect(
            complaint(parsing: "nocitrend: 1\n" + Self.pain("{score: {a: {instrument: nsr, day: 1}}}", rest: ""))
                .contains(
                    "unknown instrument \"nsr\"; did you mean \"nrs\"?"))
        #expect(
            complaint(parsing: "nocitrend: 1\n" + Self.pain("{score: \"p{instrument}\"}", rest: "")).contains(
                "table \"pain\" has no \"day\""))
        #expect(
            complaint(
                parsing:
                    "nocitrend: 1\ntables:\n  patients: [{file: p.csv, columns: {patient: id}, unpivot: {age: \"a{n}\"}}]\n"
            ).contains("one row a person"))
        let twice = try StudyFolder(["p.csv": "id,pain_d7,nrs\nA,1,2\n"])
        #expect(
            twice.complaint(Self.pain("{score: {pain_d7: 7, \"pain_d{day}\": {}}}")).contains(
                "both stand for column \"pain_d7\""))
        #expect(
            twice.complaint(
                "tables:\n  pain: [{file: p.csv, columns: {patient: id, day: pain_d7}, unpivot: {score: \"{instrument}_d7\"}}]\n"
            ).contains("which is read for something else too"))
        let alone = try StudyFolder(["p.csv": "id,pain1,day2\nA,1,2\n"])
        #expect(
            alone.complaint(Self.pain("{score: \"pain{n}\", day: \"day{n}\"}")).contains(
                "no column for \"day\" goes with \"pain1\""))
    }

    /// Dates of visits are refused as in any column that is read, and read where they are declared shifted.
    @Test func datesOfVisits() throws {
        let folder = try StudyFolder(["p.csv": "id,date_1,p_1\nA,2015-02-03,4\n"])
        let yaml = Self.pain("{day: \"date_{n}\", score: \"p_{n}\"}")
        #expect(folder.complaint(yaml).contains("column \"date_1\""))
        #expect(
            Self.scores(try folder.ingest("dates: {shifted: true, origin: 2015-02-01}\n" + yaml)) == ["0: 2 4.0 nrs"])
    }

    /// What a line makes several rows of has more rows than lines: a cell that cannot be read, a first dose that is rejected, and a person
    /// without a day 0 are told by their lines.
    @Test(arguments: [16, 2 << 20]) func whatIsNoticedOfWideRowsIsToldByTheirLines(_ blockSize: Int) throws {
        let folder = try StudyFolder([
            "rx.csv": "id,drug1,mg1,from1,to1,drug2,mg2,from2,to2\np1x,morphine,10,0,5,morphine,much,6,9\n"
                + "p2x,morphine,20,0,5,morphine,lots,6,9\n",
            "moud.csv": "id,mg1,day1,mg2,day2\np1x,8/2,3,8,4\np2x,4,3,8/2,4\np3x,4,3,8,4\n",
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              exposures: [{file: rx.csv, columns: {patient: id}, unpivot: {drug: "drug{n}", dose_mg: "mg{n}", start_day: "from{n}", end_day: "to{n}"}}]
              moud: [{file: moud.csv, columns: {patient: id}, unpivot: {dose_mg: "mg{n}", day: "day{n}"}, drug: buprenorphine}]

            """, threads: 4, blockSize: blockSize)
        #expect(result.report(.exposures)?.kept == 4 && result.report(.exposures)?.unreadable.map(\.cells) == [2])
        #expect(result.warnings.contains { $0.contains("could not be read") && $0.contains("the first on line 2") })
        #expect(result.report(.moud)?.kept == 4 && result.rejects.count == 2)
        #expect(result.warnings.contains { $0.contains("day 0 is, or may be") })
    }

    /// A flag of a line is that of each of its rows.
    @Test func anOngoingFlagHoldsForEveryRowOfItsLine() throws {
        let folder = try StudyFolder([
            "rx.csv": "id,on,from1,to1,from2,to2\np1x,0,0,5,6,9\np2x,1,0,5,6,\n",
            "pain.csv": "id,day,nrs\np1x,20,5\np2x,20,5\n",
        ])
        let result = try folder.ingest(
            """
            tables:
              pain: [{file: pain.csv, columns: {patient: id, day: day, score: nrs}, instrument: nrs}]
              exposures:
                - file: rx.csv
                  columns: {patient: id}
                  unpivot: {start_day: "from{n}", end_day: "to{n}"}
                  drug: morphine
                  ongoing: {on: 1}

            """)
        #expect(result.report(.exposures)?.kept == 4)
        #expect(result.cohort.exposures.spans.all.map(\.end.rawValue) == [5, 9, 5, 20])
    }
}
