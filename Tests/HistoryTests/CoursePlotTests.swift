import Findings
import Presentation
import Testing

@testable import History

@Suite("The course of a number on a terminal")
struct CoursePlotTests {
    private func course(_ numbers: [RecordedNumber?]) -> RunCourse {
        RunCourse(
            numbers.enumerated().map { place, number in
                RunCourse.Run(
                    name: "run-\(place)", day: "2026-01-\(place < 9 ? "0" : "")\(place + 1)",
                    numbers: number.map { [$0] } ?? [], findings: HistoryFixture.content([]).findings)
            })
    }

    private func plot(_ course: RunCourse, width: Int = 60, isASCII: Bool = true) throws -> [String] {
        let series = try #require(course.series.first)
        return CoursePlot(
            series: series, runs: course.runs,
            drawing: TerminalDrawing(width: width, isASCII: isASCII, isColored: false)
        ).lines
    }

    @Test("Values, intervals, a gap and a number that stands, sign by sign")
    func signs() throws {
        let lines = try plot(
            course([
                HistoryFixture.number(4, 2, 6), nil, HistoryFixture.number(6, 3, 9),
                HistoryFixture.number(9, 0, 9, asOf: "2026-01-03"),
            ]))
        #expect(
            lines == [
                "9.0 +              |     .",
                "    |              |     |",
                "    |              |     |",
                "    |  |           o     |",
                "5.0 +  |           |     |",
                "    |  o           |     |",
                "    |  |           |     |",
                "    |  |                 |",
                "    |                    |",
                "0.0 +                    |",
                "    +------------------------",
                "     2026-01-01    2026-01-04",
            ], "\(lines.joined(separator: "\n"))")
    }

    @Test("No line is wider than the terminal, however many runs there are")
    func width() throws {
        for (count, width) in [(1, 40), (3, 80), (52, 80), (300, 80), (52, 200)] {
            let course = course((0..<count).map { HistoryFixture.number(Double($0 % 7), -1, 8) })
            let series = try #require(course.series.first)
            for isASCII in [true, false] {
                let drawing = TerminalDrawing(width: width, isASCII: isASCII, isColored: false)
                let text = HistoryText(drawing).course(series, of: course.runs)
                for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
                #expect(!isASCII || text.utf8.count == text.count)
            }
        }
    }

    @Test("One value is drawn, and none draws nothing")
    func few() throws {
        #expect(try plot(course([HistoryFixture.number(3)])).contains { $0.hasPrefix("3") && $0.contains("o") })
        #expect(try plot(course([HistoryFixture.number(nil, state: .withheld)])).isEmpty)
    }

    @Test("Small bars go from the least value to the greatest")
    func bars() throws {
        let values: [Double?] = [1, nil, 3, 2]
        let series = try #require(course(values.map { $0.map { HistoryFixture.number($0) } }).series.first)
        #expect(series.bars(runs: 4, isASCII: false) == "▁ █▅")
        #expect(series.bars(runs: 4, isASCII: true) == "_ ^-")
    }

    @Test("Colours only where they were asked for, and no sign that a terminal obeys from a study")
    func escapes() throws {
        let course = RunCourse([
            .init(
                name: "a\u{1B}[31m", day: "2026-01-01", numbers: [HistoryFixture.number(1, 0, 2)],
                findings: HistoryFixture.content([]).findings)
        ])
        let series = try #require(course.series.first)
        let plain = HistoryText(TerminalDrawing(width: 80, isASCII: false, isColored: false))
        #expect(!plain.course(series, of: course.runs).contains("\u{1B}"))
        let colored = HistoryText(TerminalDrawing(width: 80, isASCII: false, isColored: true))
        let text = colored.course(series, of: course.runs)
        #expect(text.contains("\u{1B}[36m●\u{1B}[0m") && !text.contains("a\u{1B}"))
    }

    @Test("Days as numbers: leap years, centuries, ends of years")
    func days() {
        #expect(CivilDay.number("1970-01-01") == 0)
        #expect(CivilDay.number("2000-03-01") == 11_017)
        #expect(CivilDay.number("2026-12-29") == 20_816)
        #expect(CivilDay.number("tomorrow") == nil && CivilDay.number("2026-13-01") == nil)
    }

    @Test("The figure needs three runs, and tells a year with few days below it")
    func figure() throws {
        let two = course((0..<2).map { HistoryFixture.number(Double($0), -1, 8) })
        #expect(CourseFigure.plan(two) == nil)
        let plan = try #require(CourseFigure.plan(course((0..<9).map { HistoryFixture.number(Double($0), -1, 12) })))
        #expect(plan.data.rows.count == 9)
        #expect(plan.altText.contains("9 reports"))
        let places = RunPlaces(
            (0..<52).map { day in "2026-\(day < 26 ? "01" : "02")-\(day % 26 < 9 ? "0" : "")\(day % 26 + 1)" })
        #expect(places.ticks(atMost: 6).split(separator: ",").count <= 7)
        #expect(places.ticks(atMost: 6).contains("2026-02-26"))
    }
}
