import Findings
import Presentation
import Testing

@testable import Questions

@Suite("The slopes side by side")
struct TrendSlopesTests {
    private func slopes(_ slopes: [TrendFixture.Slope]) -> TrendSlopes {
        TrendSlopes(TrendFixture.finding(slopes), instrument: TrendFixture.nrs)
    }

    @Test("Slopes of one sign: their range, the furthest from the unadjusted one, the clear ones")
    func oneSign() {
        let compared = slopes([
            .init(.unadjusted, at: 0.10, half: 0.05), .init(.withinBetween, .within, at: 0.12, half: 0.04),
            .init(.withinBetween, .between, at: -0.30, half: 0.1), .init(.adjusted, at: 0.08, half: 0.09),
            // The same line through the same scores, and a dose that answers to pain: no readings of their own.
            .init(.leastSquares, at: -0.05, half: 0.1), .init(.logMME, at: -0.1, half: 0.1),
        ])
        #expect(
            compared.agreement
                == "The slope keeps its sign in all 3 readings of the data, from 0.080 to 0.120 points per 30 days, at most 20.0% away from "
                + "the unadjusted one; 2 of 3 intervals exclude zero.")
    }

    @Test("A reading that is far from the others is named: it is not one of many")
    func farAway() {
        let compared = slopes([
            .init(.unadjusted, at: 0.10, half: 0.05), .init(.adjusted, at: 0.12, half: 0.04),
            .init(.newUsers, at: 0.01, half: 0.03),
        ])
        #expect(
            compared.agreement
                == "The slope keeps its sign in all 3 readings of the data, from 0.010 to 0.120 points per 30 days, furthest from the "
                + "unadjusted one, by 90.0%, in that called \u{201C}New users only\u{201D}; 2 of 3 intervals exclude zero."
        )
    }

    @Test("A slope of the other sign is said first")
    func signLost() {
        let compared = slopes([
            .init(.unadjusted, at: 0.10, half: 0.05), .init(.adjusted, at: -0.02, half: 0.05),
            .init(.spline, .average, at: 0.2, half: 0.05),
        ])
        #expect(
            compared.agreement
                == "The slope does not keep its sign across 3 readings of the data: it goes from \u{2212}0.020 to 0.200 points per 30 days."
        )
    }

    @Test("Two models are no comparison")
    func tooFew() {
        #expect(
            slopes([.init(.unadjusted, at: 0.10, half: 0.05), .init(.withinBetween, .within, at: 0.12, half: 0.04)])
                .agreement
                == nil)
    }

    @Test("A row for every slope but the difference, in the words of the model")
    func rows() throws {
        let table = try #require(
            slopes([
                .init(.unadjusted, at: 0.10, half: 0.05), .init(.withinBetween, .within, at: 0.12, half: 0.04),
                .init(.withinBetween, .betweenMinusWithin, at: 0.1, half: 0.04),
                .init(.quadratic, .average, at: 0.1, half: 0.05),
            ]).table)
        #expect(
            table.rows.map { $0.cells.first?.text } == [
                "Unadjusted", "Within patients over time", "Quadratic, average slope",
            ])
        #expect(table.rows.first?.cells.map(\.text).prefix(2) == ["Unadjusted", "90"])
    }

    @Test("No slope, no table")
    func empty() {
        #expect(slopes([]).table == nil)
    }
}
