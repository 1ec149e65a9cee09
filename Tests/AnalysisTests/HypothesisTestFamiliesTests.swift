import Findings
import Testing

@testable import Analysis

@Suite("Families of tests")
struct HypothesisTestFamiliesTests {
    /// 0.01, 0.04 and 0.03: Holm multiplies the smallest by 3 and the next by 2, and never falls; Benjamini and Hochberg divide by
    /// the rank from the largest down.
    @Test("adjusted by hand; a test without a p-value does not count")
    func byHand() {
        let tests = [0.01, 0.04, nil, 0.03].map { p in HypothesisTest("t", p: p.flatMap { Measure($0) }) }
        let family = tests.asFamily("of three")
        #expect(family.map(\.family) == ["of three", "of three", nil, "of three"])
        let holm = [0.03, 0.06, nil, 0.06]
        let benjaminiHochberg = [0.03, 0.04, nil, 0.04]
        for (test, expected) in zip(family, zip(holm, benjaminiHochberg)) {
            #expect(isNear(test.holm?.number, expected.0))
            #expect(isNear(test.benjaminiHochberg?.number, expected.1))
        }
        #expect(family.map(\.p) == tests.map(\.p))
    }

    @Test("no tests, and none with a p-value, make no family")
    func none() {
        #expect([HypothesisTest]().asFamily("empty").isEmpty)
        #expect([HypothesisTest("t", p: nil)].asFamily("none") == [HypothesisTest("t", p: nil)])
    }

    private func isNear(_ value: Double?, _ expected: Double?) -> Bool {
        guard let value, let expected else { return value == expected }
        return abs(value - expected) < 1e-12
    }
}
