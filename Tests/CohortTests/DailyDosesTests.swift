import Foundation
import Testing

@testable import Cohort

@Suite struct DailyDosesTests {
    private static func dose(_ mme: Double?) -> OpioidRegimen {
        OpioidRegimen(drug: 0, dailyMME: mme.map { .milligrams($0) } ?? .unknown)
    }

    /// Days 0-9 at 30 and days 5-24 at 60 MME: 10 · 30 + 20 · 60 = 1,500 over 30 days' supply, over 25 days on therapy, over a window of
    /// 20 days (300 + 15 · 60 = 1,200), and at most 90.
    @Test func fourDenominatorsByHand() throws {
        let doses = try history([(0, 0...9, Self.dose(30)), (0, 5...24, Self.dose(60))], personCount: 2, drugs: ["x"])
        let known = try #require(
            DailyDoses(
                total: 1500, daysSupplied: 30, daysOnTherapy: 25, totalInWindow: 1200, windowDays: 20, highestDay: 90))
        #expect(doses.doses(of: 0, window: 20) { _ in true } == .known(known))
        #expect(
            [known.perDaySupplied, known.perDayOnTherapy, known.perDayOfWindow, known.highestDay] == [50, 60, 60, 90])
        #expect(doses.doses(of: 1, window: 20) { _ in true } == .none)
        #expect(doses.doses(of: 0, window: 20) { _ in false } == .none)
    }

    /// A supply that ends on the day before the next begins adds nothing to its highest day.
    @Test func aDayIsNotCountedTwice() throws {
        let doses = try history([(0, 0...9, Self.dose(30)), (0, 10...19, Self.dose(30))], personCount: 1, drugs: ["x"])
        guard case .known(let known) = doses.doses(of: 0, window: 90, where: { _ in true }) else {
            Issue.record("not known")
            return
        }
        #expect(known.highestDay == 30 && known.daysOnTherapy == 20)
    }

    @Test func partOfADoseIsNotTheDose() throws {
        let doses = try history(
            [(0, 0...9, Self.dose(30)), (0, 20...29, Self.dose(nil))], personCount: 1, drugs: ["x"])
        #expect(doses.doses(of: 0, window: 20) { _ in true } == .incomplete)
    }
}
