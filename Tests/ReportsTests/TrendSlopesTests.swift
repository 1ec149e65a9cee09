import Findings
import Testing

@testable import Reports

@Suite("The slopes side by side")
struct TrendSlopesTests {
    private func finding(_ slopes: [(model: String, term: String?, value: Double, half: Double)]) -> Finding {
        Finding(
            id: "pain_trend", title: "Pain",
            population: .init(patients: 90, observations: 900, description: "patients"),
            estimand: "", method: "",
            estimates: slopes.map { slope in
                var group = ["instrument": "nrs", "model": slope.model]
                group["term"] = slope.term
                return Estimate(
                    "slope", group: group, value: Measure(slope.value), se: Measure(slope.half / 2),
                    lower: Measure(slope.value - slope.half), upper: Measure(slope.value + slope.half), level: 0.95,
                    n: 90, unit: "nrs points per 30 days")
            }, cautions: [])
    }

    private func agreement(_ slopes: [(model: String, term: String?, value: Double, half: Double)]) -> String? {
        TrendSlopes(finding(slopes), instrument: "nrs").agreement
    }

    @Test("Slopes of one sign: their range, the furthest from the unadjusted one, the clear ones")
    func oneSign() {
        #expect(
            agreement([
                ("unadjusted", nil, 0.10, 0.05), ("within_between", "within", 0.12, 0.04),
                ("within_between", "between", -0.30, 0.1), ("adjusted", nil, 0.08, 0.09),
            ])
                == "The slope keeps its sign in all 3 models, from 0.080 to 0.120 points per 30 days, at most 20.0% away from "
                + "the unadjusted one; 2 of 3 intervals exclude zero.")
    }

    @Test("A slope of the other sign is said first")
    func signLost() {
        #expect(
            agreement([
                ("unadjusted", nil, 0.10, 0.05), ("adjusted", nil, -0.02, 0.05), ("spline", "average", 0.2, 0.05),
            ])
                == "The slope does not keep its sign across 3 models: it goes from \u{2212}0.020 to 0.200 points per 30 days."
        )
    }

    @Test("Two models are no comparison")
    func tooFew() {
        #expect(agreement([("unadjusted", nil, 0.10, 0.05), ("within_between", "within", 0.12, 0.04)]) == nil)
    }

    @Test("A row for every slope but the difference, in the words of the model")
    func rows() {
        let slopes = TrendSlopes(
            finding([
                ("unadjusted", nil, 0.10, 0.05), ("within_between", "within", 0.12, 0.04),
                ("within_between", "between_minus_within", 0.1, 0.04), ("quadratic", "average", 0.1, 0.05),
            ]), instrument: "nrs")
        #expect(
            slopes.table.rows.map { $0.cells.first?.text } == [
                "Unadjusted", "Within patients over time", "Quadratic, average slope",
            ])
        #expect(slopes.table.rows.first?.cells.map(\.text).prefix(2) == ["Unadjusted", "90"])
    }
}
