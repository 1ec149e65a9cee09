import Cohort
import DelimitedText
import Testing

@testable import Ingest

@Suite struct ColumnArithmeticTests {
    @Test(
        arguments: [
            ("8/2", 8), ("8-2 mg", 8), ("16 mg", 16), ("16", 16), ("BUP 8mg", 8), ("0.5mg", 0.5), (".5 mg", 0.5),
            ("2.", 2), ("-9", -9),
            (" 4 ", 4), ("12.5/50", 12.5), ("x-2", 2), ("8.5-2.5", 8.5),
        ] as [(String, Double)])
    func firstNumbers(_ text: String, _ number: Double) {
        #expect(CellText.firstNumber(text, decimalMark: .point) == number)
    }

    @Test(arguments: ["", "none", "1,000 mg", "1.2.3", "-", "1'000"])
    func noFirstNumber(_ text: String) {
        #expect(CellText.firstNumber(text, decimalMark: .point) == nil)
    }

    @Test func decimalCommas() {
        #expect(CellText.firstNumber("0,5/0,1 mg", decimalMark: .comma) == 0.5)
        #expect(CellText.firstNumber("1.000 mg", decimalMark: .comma) == nil)
    }

    @Test func unitsByRow() throws {
        let folder = try StudyFolder([
            "pain.csv": "id,day,score,unit\n1,0,50,mm\n1,1,4.5,cm\n1,2,6,in\n1,3,7,\n1,4,11,cm\n"
        ])
        let yaml = """
            max_rejected: 1
            tables:
              pain:
                - file: pain.csv
                  columns: {patient: id, day: day, score: {column: score, times: {column: unit, values: {cm: 10, mm: 1}}}}
                  instrument: vas

            """
        for blockSize in [16, 2 << 20] {
            let result = try folder.ingest(yaml, threads: 4, blockSize: blockSize)
            #expect(result.cohort.pain.all.map(\.score) == [50, 45])
            #expect(
                result.rejects == [
                    "pain.csv:4:score:value is not listed in the study file", "pain.csv:5:score:value is missing",
                    "pain.csv:6:score:value is out of range",
                ])
        }
    }

    /// 10 mg x 60 tablets over 30 days are 20 mg a day.
    @Test func dosesFromStrengthAndQuantity() throws {
        let folder = try StudyFolder([
            "rx.csv": "id,start,strength,quantity,days\n1,1,10,60,30\n1,40,5,28,14\n1,60,5,,14\n1,80,5,10,0\n"
        ])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              exposures:
                - file: rx.csv
                  columns:
                    patient: id
                    start_day: start
                    days_supply: days
                    dose_mg: {column: strength, times: [quantity, 1], per: days}
                  drug: morphine

            """)
        let rows = result.cohort.exposures.spans.all
        #expect(rows.map { result.cohort.exposures.regimen(of: $0).dailyDose } == [20, 10, nil])
        #expect(rows.map(\.end.rawValue) == [30, 53, 73])
        #expect(result.rejects == ["rx.csv:5:days:value is out of range"])
    }

    @Test func nothingIsDividedByZeroOrGrowsWithoutBound() throws {
        let folder = try StudyFolder(["rx.csv": "id,day,mg,n\n1,1,10,0\n1,2,10,2\n1,3,1e300,1e-300\n"])
        let result = try folder.ingest(
            """
            max_rejected: 1
            tables:
              exposures: [{file: rx.csv, columns: {patient: id, day: day, dose_mg: {column: mg, per: n}}, drug: morphine}]

            """)
        // A dose is what an exposure can do without: it is unknown, and counted.
        #expect(result.cohort.exposures.regimens.map(\.dailyDose) == [nil, 5])
        #expect(result.rejects == [] && result.report(.exposures)?.unreadable.map(\.cells) == [2])
    }

    @Test func rowsThatDifferInAFactorAreNotAlike() throws {
        let folder = try StudyFolder([
            "moud.csv": "id,day,mg,n\n1,1,8/2,1\n1,1,8-2 mg,1\n1,1,4/1,2\n1,1,4/1,2\n"
        ])
        let result = try folder.ingest(
            "tables:\n  moud: [{file: moud.csv, columns: {patient: id, day: day, dose_mg: {column: mg, number: first, times: n}}, "
                + "drug: buprenorphine}]\n"
        )
        #expect(result.report(.moud)?.duplicates == 1)
        #expect(result.cohort.moud.regimens.map(\.amount) == [.milligrams(8)])
    }

    @Test func numbersOfTheStudyFileHaveAPoint() throws {
        let folder = try StudyFolder(["pain.csv": "id;day;score;unit\n1;0;5,5;a\n1;1;5,5;b\n"])
        let result = try folder.ingest(
            StudyFolder.pain.replacing(
                "score: score", with: "score: {column: score, times: [0.5, {column: unit, values: {a: 1, b: 0.5}}]}")
                + ", decimal: comma}]\n")
        #expect(result.cohort.pain.all.map(\.score) == [2.75, 1.375])
    }

    @Test(arguments: [
        ("score: score, instrument: {column: form, times: 2}", "\"times\" is for numbers, and \"instrument\" is none"),
        ("score: {column: score, times: 0}", "\"times\" must be a number above 0"),
        ("score: {column: score, per: -2}", "\"per\" must be a number above 0"),
        ("score: {column: score, times: {column: u, values: {cm: ten}}}", "must be a number"),
        ("score: {column: score, number: last}", "unknown number \"last\""),
        ("score: {column: score, plus: 1}", "unknown key \"plus\""), ("score: {column: score}", "lists no values"),
    ])
    func whatAColumnMaySay(_ columns: String, _ message: String) {
        let instrument = columns.contains("instrument") ? "" : ", instrument: nrs"
        let complaint = complaint(
            parsing:
                "nocitrend: 1\ntables:\n  pain: [{file: a.csv, columns: {patient: id, day: day, \(columns)}\(instrument)}]\n"
        )
        #expect(complaint.contains("line 3") && complaint.contains(message))
    }

    @Test func aFactorThatTheFileDoesNotHaveIsNamed() throws {
        let folder = try StudyFolder(["pain.csv": "id,day,score\n1,0,5\n"])
        let yaml = StudyFolder.pain.replacing("score: score", with: "score: {column: score, times: unit}") + "}]\n"
        #expect(folder.complaint(yaml).contains("pain.csv has no column \"unit\""))
    }
}
