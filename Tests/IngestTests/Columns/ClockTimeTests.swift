import Cohort
import StudyFile
import Testing

@testable import Ingest

@Suite("Times of day as files write them")
struct ClockTimeTests {
    private static let plain = StudyClock()

    /// Minutes since midnight; -1 is missing, -2 cannot be read.
    private func minutes(_ cell: String, _ clock: StudyClock = plain, isOfDay: Bool = false) -> Int {
        switch ClockTime(clock: clock, decimalMark: .point, isOfDay: isOfDay).time(cell) {
        case .value(let time): Int(time.minute)
        case .missing: -1
        case .rejected: -2
        }
    }

    private func clock(_ dates: String) throws -> StudyClock {
        try StudyDefinition.parse(
            "nocitrend: 1\ndates: \(dates)\n" + StudyFolder.pain + "}]\n", path: "study.yaml"
        ).clock
    }

    @Test(arguments: [
        ("08:30", 510), ("8:30", 510), ("08:30:15", 510), ("08:30:59.999", 510), ("8:30 PM", 1230), ("8:30pm", 1230),
        ("8:30 a.m.", 510), ("12:05 AM", 5), ("12:05 PM", 725), ("8 PM", 1200), ("0830", 510), ("830", 510),
        ("0000", 0),
        ("00:00", 0), ("23:59", 1439), (" 08:30 ", 510), ("08:30Z", 510), ("08:30+02:00", 510), ("08:30:00-0500", 510),
        // As Excel keeps it: 8:30 is 0.3541666….
        ("0.354166", 510), ("0.35417", 510), ("0.354166666666667", 510), ("0.999999", 1439),
    ])
    func times(_ cell: String, _ expected: Int) {
        #expect(minutes(cell) == expected)
    }

    @Test("a word is no time and says nothing", arguments: ["morning", "evening", "after the dose", "?", "am"])
    func words(_ cell: String) {
        #expect(minutes(cell) == -1)
    }

    @Test(
        "what is no time cannot be read",
        arguments: [
            "24:00", "25:00", "08:60", "8:5", "08:30:60", "08:30:1", "13:00 PM", "0:30 AM", "2400", "0860", "8", "12",
            "8.5",
            "-0.5", "1.5", "08:30 o'clock", "8h", "12345", "08:30:15:00", "8:3O",
        ])
    func noTimes(_ cell: String) {
        #expect(minutes(cell) == -2)
    }

    @Test("behind a date that may be read; a date alone has no time")
    func behindDates() throws {
        let iso = try clock("{shifted: true, origin: 2020-01-01}")
        #expect(minutes("2020-01-02 08:30", iso) == 510 && minutes("2020-01-02T08:30:00Z", iso) == 510)
        #expect(minutes("2020-01-02", iso) == -1 && minutes("2020-01-02 24:00", iso) == -2)
        #expect(minutes("08:30", iso) == 510)
        let sas = try clock("{shifted: true, origin: 2020-01-01, format: [DDMONYYYY, M/D/YYYY]}")
        #expect(minutes("02JAN2020:20:30:00", sas) == 1230 && minutes("1/2/2020 8:30 PM", sas) == 1230)
        let excel = try clock("{shifted: true, origin: 2020-01-01, format: excel}")
        #expect(minutes("43832.354166667", excel) == 510 && minutes("43832", excel) == -1)
        // Without dates that may be read it is none.
        #expect(minutes("2020-01-02 08:30") == -2)
    }

    @Test("in the column of the day a number is a day, and its fraction the time")
    func fractionsOfDays() throws {
        let floor = try clock("{fractions: floor}")
        #expect(minutes("12.354166", floor, isOfDay: true) == 510 && minutes("-0.5", floor, isOfDay: true) == 720)
        #expect(minutes("12", floor, isOfDay: true) == -1 && minutes("830", floor, isOfDay: true) == -1)
        // In a column of its own a number from 1 on may be anything.
        #expect(minutes("12.354166", floor) == -2)
    }
}
