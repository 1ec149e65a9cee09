import Disclosure
import Findings
import Testing

@Suite("Primary suppression")
struct PrimarySuppressionTests {
    private func released(
        _ estimates: [Estimate] = [], tests: [HypothesisTest] = [], patients: Int = 100,
        policy: DisclosurePolicy = .init()
    ) -> Finding {
        let finding = Finding(
            id: "id", title: "title", population: .init(patients: patients, observations: patients, description: ""),
            estimand: "", method: "", estimates: estimates, tests: tests, cautions: [])
        let results = Results(
            study: .init(title: "t", synthetic: true, index: "", definitions: []),
            run: .init(id: "r", version: "v", isInternal: false, minimumCell: 0), inputs: [], quality: [],
            analyses: [finding])
        return ReleasableFindings.release(results, under: policy).results.analyses[0]
    }

    private func share(events: Int, of n: Int, cells: [Int] = []) -> Estimate {
        Estimate(
            "share", value: .number(Double(events) / Double(n)), se: .number(0.1), lower: .number(0), upper: .number(1),
            level: 0.95, interval: "wilson", n: n, events: events, unit: "share", cells: cells)
    }

    private func isWithheld(_ estimate: Estimate) -> Bool {
        [estimate.value, estimate.se, estimate.lower, estimate.upper, estimate.n, estimate.events]
            .allSatisfy { $0?.isWithheld ?? false }
    }

    @Test(
        "1 to 10 of n, of events and of those without the event take every number along",
        arguments: [(1, 100), (10, 100), (99, 100), (90, 100), (5, 10), (0, 10)])
    func small(_ events: Int, _ n: Int) {
        #expect(isWithheld(released([share(events: events, of: n)]).estimates[0]))
    }

    @Test("0 and 11 may be shown", arguments: [(0, 11), (11, 22), (0, 100), (100, 100), (11, 100), (89, 100)])
    func large(_ events: Int, _ n: Int) {
        let estimate = share(events: events, of: n)
        #expect(released([estimate]).estimates[0] == estimate)
    }

    @Test("a declared cell withholds even where the printed counts are large")
    func declaredCell() {
        #expect(isWithheld(released([share(events: 50, of: 100, cells: [4])]).estimates[0]))
    }

    @Test("a test that could be inverted goes too")
    func test() {
        let withheld = released(tests: [
            HypothesisTest("t", statistic: .number(1), df: .number(2), p: .number(0.5), cells: [4])
        ])
        #expect(withheld.tests[0].p?.isWithheld == true)
        #expect(withheld.tests[0].statistic?.isWithheld == true)
        #expect(withheld.tests[0].df?.isWithheld == true)
        #expect(released(tests: [HypothesisTest("t", p: .number(0.5), cells: [40])]).tests[0].p == .number(0.5))
    }

    @Test("where one p-value of a family goes, its adjusted ones go, and those of other families stay")
    func family() {
        func member(_ family: String?, _ cells: [Int]) -> HypothesisTest {
            var test = HypothesisTest("t", p: .number(0.01), cells: cells)
            test.family = family
            test.holm = .number(0.02)
            test.benjaminiHochberg = .number(0.015)
            return test
        }
        let tests = released(tests: [member("a", [40]), member("a", [4]), member("b", [40]), member(nil, [4])]).tests
        #expect(tests.map { $0.p?.isWithheld } == [false, true, false, true])
        #expect(tests.prefix(3).map { $0.holm?.isWithheld } == [true, true, false])
        #expect(tests.prefix(3).map { $0.benjaminiHochberg?.isWithheld } == [true, true, false])
        #expect(tests[3].holm?.isWithheld == true)
    }

    @Test("a small population is withheld")
    func population() {
        #expect(released(patients: 7).population.patients?.isWithheld == true)
        #expect(released(patients: 7).population.observations?.isWithheld == true)
        #expect(released(patients: 11).population.patients == .number(11))
    }

    @Test("an internal report shows everything and says so")
    func `internal`() {
        let estimate = share(events: 1, of: 100)
        #expect(released([estimate], policy: .init(isInternal: true)).estimates[0] == estimate)
    }

    @Test("another minimum cell is kept to")
    func minimumCell() {
        #expect(!isWithheld(released([share(events: 5, of: 100)], policy: .init(minimumCell: 5)).estimates[0]))
        #expect(isWithheld(released([share(events: 4, of: 100)], policy: .init(minimumCell: 5)).estimates[0]))
    }
}
