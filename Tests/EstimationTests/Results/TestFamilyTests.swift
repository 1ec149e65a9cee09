import Estimation
import Testing

@Suite("Family of tests")
struct TestFamilyTests {
    private func family(_ pValues: [Double?]) -> FitOutcome<TestFamily> {
        TestFamily.adjusted("f", pValues.enumerated().map { .init("test \($0)", pValue: $1) })
    }

    /// p.adjust, to the rounding of the decimals that the file holds.
    @Test func agreesWithR() throws {
        for reference in try TwoGroupsReference.read().families {
            let tests = try #require(family(reference.raw).fit).tests
            #expect(tests.map(\.pValue) == reference.raw)
            for (test, (holm, bh)) in zip(tests, zip(reference.holm, reference.bh)) {
                #expect(relativeError(test.holm, holm) < 1e-14)
                #expect(relativeError(test.benjaminiHochberg, bh) < 1e-14)
            }
        }
    }

    /// The fifteen comparisons of Benjamini & Hochberg (1995, section 3.3): at 5% their procedure rejects four, Bonferroni's
    /// bound and Holm's three.
    @Test func benjaminiAndHochbergsExample() throws {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ]
        let tests = try #require(family(p).fit).tests
        #expect(tests.count { $0.benjaminiHochberg <= 0.05 } == 4)
        #expect(tests.count { $0.holm <= 0.05 } == 3)
    }

    /// By hand: 0.01, 0.04, 0.03 in the order given. Holm: 3 · 0.01, then 2 · 0.03, then the same for 0.04. Benjamini-Hochberg:
    /// 0.04, then 3/2 · 0.03 cut to 0.04, then 3 · 0.01.
    @Test func byHand() throws {
        let tests = try #require(family([0.01, 0.04, 0.03]).fit).tests
        for (test, (holm, bh)) in zip(tests, [(0.03, 0.03), (0.06, 0.04), (0.06, 0.04)]) {
            #expect(relativeError(test.holm, holm) < 1e-15)
            #expect(relativeError(test.benjaminiHochberg, bh) < 1e-15)
        }
    }

    @Test func whatCouldNotBeEstimatedStaysOut() throws {
        let with = try #require(family([0.01, nil, 0.04]).fit)
        let without = try #require(family([0.01, 0.04]).fit)
        #expect(with.tests.map(\.holm) == without.tests.map(\.holm))
        #expect(with.tests.map(\.name) == ["test 0", "test 2"])
        #expect(with.notEstimated == ["test 1"])
        #expect(with.name == "f")
    }

    @Test func badInput() {
        for p in [-0.01, 1.01, .nan, .infinity] {
            #expect(
                family([0.5, p]).reason == .invalidArgument(name: "the p-value of test 1", needed: "in 0...1"))
        }
        #expect(family([]).reason == .noObservations)
        #expect(family([nil]).reason == .noObservations)
    }
}
