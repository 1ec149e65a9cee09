import Testing

@testable import Ingest

@Suite("Supplies that last for years") struct LongSuppliesTests {
    private static func warnings(_ days: [Int], end: Bool = false) throws -> [String] {
        let rows = days.enumerated().map { "p\($0)x,0,\(end ? $1 - 1 : $1)\n" }.joined()
        let column = end ? "end_day" : "days_supply"
        return try StudyFolder(["rx.csv": "id,from,days\n" + rows]).ingest(
            "tables:\n  exposures: [{file: rx.csv, columns: {patient: id, start_day: from, \(column): days}, drug: morphine, dose_mg: 10}]\n"
        ).warnings.filter { $0.contains("365 days") }
    }

    @Test func aYearIsNone_andADayMoreIsOne() throws {
        #expect(try Self.warnings([30, 365]) == [])
        #expect(try Self.warnings([30, 366, 999]).first?.contains("(rows: fewer than 11)") == true)
    }

    @Test func exposuresWithAnEndAreNoSupplies() throws {
        #expect(try Self.warnings([30, 999], end: true) == [])
    }
}
