import Findings
import Testing

@testable import Questions

@Suite("Families of tests")
struct TestFamiliesTests {
    private static let isZero = DeclaredTest<Overall>("is_zero", label: "zero", meaning: "that it is zero")

    private func test(_ p: Double?) -> HypothesisTest {
        HypothesisTest(Self.isZero, Overall(), p: p, basis: .of(PersonSet(everyoneBelow: 100)))
    }

    /// 0.01, 0.04 and 0.03: Holm multiplies the smallest by 3 and the next by 2, and never falls; Benjamini and Hochberg divide by
    /// the rank from the largest down.
    @Test("adjusted by hand; a test without a p-value does not count")
    func byHand() {
        let tests = [0.01, 0.04, nil, 0.03].map(test)
        let family = tests.asFamily("of three")
        #expect(family.map(\.family) == ["of three", "of three", nil, "of three"])
        let holm = [0.03, 0.06, nil, 0.06]
        let benjaminiHochberg = [0.03, 0.04, nil, 0.04]
        for (test, expected) in zip(family, zip(holm, benjaminiHochberg)) {
            #expect(isNear(test.holm, expected.0))
            #expect(isNear(test.benjaminiHochberg, expected.1))
        }
        #expect(family.map(\.p) == tests.map(\.p))
    }

    @Test("no tests, and none with a p-value, make no family")
    func none() {
        #expect([HypothesisTest]().asFamily("empty").isEmpty)
        #expect([test(nil)].asFamily("none").map(\.family) == [nil])
    }

    private func isNear(_ value: Double?, _ expected: Double?) -> Bool {
        guard let value, let expected else { return value == expected }
        return abs(value - expected) < 1e-12
    }
}
