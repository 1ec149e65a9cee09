import Testing

@testable import Ingest

/// Twelve patients who are scored for 60 days each and enter a month apart, on shifted dates.
@Suite("Calendar dates with staggered entry") struct StaggeredEntryTests {
    private static func warnings(_ dates: String, apart: Int) throws -> [String] {
        var (pain, taken) = ("id,date,score\n", "id,date\n")
        for person in 0..<12 {
            func date(_ day: Int) -> String {
                let all = person * apart + day
                let month = all / 28
                return "20\(10 + month / 12)-\(two(month % 12 + 1))-\(two(all % 28 + 1))"
            }
            for day in [0, 28, 56] { pain += "p\(person)x,\(date(day)),5\n" }
            taken += "p\(person)x,\(date(0))\n"
        }
        return try StudyFolder(["pain.csv": pain, "rx.csv": taken]).ingest(
            """
            dates: {shifted: true, origin: \(dates)}
            tables:
              pain: [{file: pain.csv, columns: {patient: id, day: date, score: score}, instrument: nrs}]
              exposures: [{file: rx.csv, columns: {patient: id, day: date}, drug: morphine}]

            """
        ).warnings
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test func oneOriginForEverybodyIsSaidToBeNoClock() throws {
        let warnings = try Self.warnings("2010-01-01", apart: 28)
        #expect(warnings.count == 1 && warnings[0].contains("\"origin: first_exposure\""))
    }

    @Test func patientsWhoEnterTogetherOrHaveTheirOwnDayAreNot() throws {
        #expect(try Self.warnings("2010-01-01", apart: 1) == [])
        #expect(try Self.warnings("first_exposure", apart: 28) == [])
    }
}
