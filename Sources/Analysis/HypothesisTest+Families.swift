import Estimation
import Findings

extension HypothesisTest {
    /// A test as `Estimation` gives it; of an F statistic the degrees of freedom of the numerator.
    init(_ name: String, _ test: TestStatistic, group: [String: String], cells: [Int]) {
        self.init(
            name, group: group, statistic: Measure(test.statistic),
            df: test.degreesOfFreedom.first.flatMap { Measure($0) }, p: Measure(test.pValue), cells: cells)
    }
}

extension [HypothesisTest] {
    /// These tests as one declared family: beside each p-value what is left of it once the number of tests counts.
    ///
    /// Tests without a p-value stay as they are and do not count.
    func asFamily(_ name: String) -> [HypothesisTest] {
        let members = map { TestFamily.Member($0.name, pValue: $0.p?.number) }
        guard let family = TestFamily.adjusted(name, members).fit else { return self }
        // The family has its tests in this order, without those that have no p-value.
        var adjusted = family.tests.makeIterator()
        return map { test in
            guard test.p?.number != nil, let own = adjusted.next() else { return test }
            var member = test
            member.family = name
            member.holm = Measure(own.holm)
            member.benjaminiHochberg = Measure(own.benjaminiHochberg)
            return member
        }
    }
}

extension HypothesisTest {
    /// How families are adjusted, as a sentence of a method.
    ///
    /// - Parameter families: what was declared to be one family each.
    static func adjustment(of families: String) -> String {
        "p-values stand beside those adjusted for the number of tests (Holm 1979; Benjamini and Hochberg 1995, "
            + "10.1111/j.2517-6161.1995.tb02031.x) in \(families)."
    }
}
