import Analysis
import Cohort
import Findings
import Testing

@Suite("Share with no withdrawal on day 7")
struct Day7WithdrawalTests {
    /// Ten people, index day 100 for nine of them: four free on day 107, two not, three not assessed in the window.
    private let fixture = CohortFixture(
        people: [
            .init(doses: [100], withdrawal: [(107, .none)], arm: "a"),
            .init(doses: [100], withdrawal: [(104, .none)], arm: "a"),
            .init(doses: [100], withdrawal: [(106, .severe), (108, .none)], arm: "a"),  // a tie goes to the later day
            .init(doses: [100], withdrawal: [(107, .none), (110, .severe)], arm: "b"),  // the nearer day counts
            .init(doses: [100], withdrawal: [(107, .none), (107, .mild)], arm: "b"),  // of one day, the worst
            .init(doses: [100], withdrawal: [(110, .moderate)], arm: "b"),
            .init(doses: [100], withdrawal: [(103, .none), (111, .none)], arm: "b"),  // outside the window
            .init(doses: [100], withdrawal: [], arm: "b"),
            .init(doses: [100], withdrawal: [(99, .none)], arm: nil),
            .init(doses: [], withdrawal: [(107, .none)], arm: "a"),  // no index day: in no denominator
        ])

    private func finding(_ settings: AnalysisSettings.Day7) -> Finding? {
        var all = AnalysisSettings()
        all.cohortFlow = false
        all.day7 = settings
        return Questions(cohort: fixture.cohort, settings: all, executor: .serial).run().first
    }

    private func estimate(_ finding: Finding?, _ group: [String: String], _ interval: String = "wilson") -> Estimate? {
        finding?.estimates.first { $0.name == "no_withdrawal_share" && $0.group == group && $0.interval == interval }
    }

    @Test("the three denominators, by hand: 4 of 6, 4 of 9, 7 of 9")
    func denominators() {
        let finding = finding(.init())
        let assessed = estimate(finding, ["denominator": "assessed"])
        #expect(assessed?.events == Measure(4))
        #expect(assessed?.n == Measure(6))
        let worst = estimate(finding, ["denominator": "missing_as_withdrawal"])
        #expect(worst?.events == Measure(4))
        #expect(worst?.n == Measure(9))
        let best = estimate(finding, ["denominator": "best_case"])
        #expect(best?.events == Measure(7))
        #expect(best?.n == Measure(9))
        #expect(finding?.population.patients == Measure(9))
    }

    @Test("Wilson interval of 4 of 6 by hand: centre (4 + z²/2)/(6 + z²)")
    func wilsonByHand() throws {
        let found = estimate(finding(.init()), ["denominator": "assessed"])
        let assessed = try #require(found)
        // z = 1.959963984540054, z² = 3.841458820694124: centre (4 + 1.920729410) / 9.841458821, half width
        // z √(4·2/6 + z²/4) / 9.841458821.
        let lower = try #require(assessed.lower?.number)
        let upper = try #require(assessed.upper?.number)
        #expect(abs((lower + upper) / 2 - 0.601610958) < 1e-8)
        #expect(abs((upper - lower) / 2 - 0.301617637) < 1e-8)
    }

    @Test("groups: their own levels, and who has none is a group")
    func groups() {
        let finding = finding(.init(by: ["arm"]))
        #expect(estimate(finding, ["denominator": "assessed", "arm": "a"])?.n == Measure(3))
        #expect(estimate(finding, ["denominator": "assessed", "arm": "a"])?.events == Measure(3))
        #expect(estimate(finding, ["denominator": "missing_as_withdrawal", "arm": "b"])?.n == Measure(5))
        #expect(estimate(finding, ["denominator": "missing_as_withdrawal", "arm": "b"])?.events == Measure(1))
        let unknown = finding?.estimates.first {
            $0.group == ["denominator": "missing_as_withdrawal", "arm": "not recorded"]
        }
        #expect(unknown?.n == Measure(1))
    }

    @Test("the exact test against a claim of one half: P(X ≥ 4 or X ≤ 2 of 6) = 44/64 for 4 of 6")
    func claim() throws {
        let finding = finding(.init(claim: 0.5))
        let test = try #require(finding?.tests.first { $0.group["denominator"] == "assessed" })
        let p = try #require(test.p?.number)
        // the binomial probabilities are exact in binary; 1e-12 covers GSL's beta function
        #expect(abs(p - 44.0 / 64) < 1e-12)
    }

    @Test("cells: who was assessed gives nothing away of those who were not")
    func cells() {
        let finding = finding(.init())
        #expect(estimate(finding, ["denominator": "assessed"])?.cells == [4, 2])
        #expect(estimate(finding, ["denominator": "best_case"])?.cells == [4, 2, 3])
    }

    /// (0.5 · 9 - 4) / 3.
    @Test("the tipping share by hand: a sixth of the three not assessed would bring 4 of 9 to one half")
    func tipping() throws {
        let finding = finding(.init(by: ["arm"], claim: 0.5))
        let tipping = try #require(
            finding?.estimates.first { $0.name == "tipping_share" && $0.group == ["claim": "0.5"] })
        #expect(abs(try #require(tipping.value?.number) - 1.0 / 6) < 1e-15)
        #expect(tipping.n == Measure(3) && tipping.cells == [4, 2, 3])
        // Everybody in arm a was assessed; arm b needs (0.5 · 5 - 1) / 2.
        let arms = finding?.estimates.filter { $0.name == "tipping_share" && $0.group["arm"] != nil } ?? []
        #expect(arms.map { $0.group["arm"] } == ["b", "not recorded"])
        #expect(arms.first?.value == Measure(0.75))
    }

    @Test("no assessment at all is said, not shown as zero")
    func notEstimable() {
        var all = AnalysisSettings()
        all.cohortFlow = false
        all.day7 = .init()
        let cohort = CohortFixture(people: [.init(doses: [1])]).cohort
        let finding = Questions(cohort: cohort, settings: all, executor: .serial).run().first
        #expect(finding?.status == .notEstimable)
        #expect(finding?.reason == "the study has no withdrawal assessments")
    }
}
