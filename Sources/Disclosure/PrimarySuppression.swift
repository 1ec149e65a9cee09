import Findings

/// Replaces small counts, and every number from which one could be worked out, by a statement that they are withheld.
struct PrimarySuppression: Sendable {
    let policy: DisclosurePolicy

    private var withheld: Measure {
        .withheld("rests on 1 to \(policy.minimumCell - 1) patients")
    }

    func finding(_ finding: Finding) -> Finding {
        var released = finding
        released.estimates = finding.estimates.map(estimate)
        released.tests = families(finding.tests.map(test))
        if let patients = finding.population.patients?.number, policy.isSmall(Int(patients)) {
            released.population.patients = withheld
            released.population.observations = withheld
        }
        return released
    }

    /// Every number of the estimate goes together: a share with its denominator gives the count back.
    func estimate(_ estimate: Estimate) -> Estimate {
        guard mustWithhold(estimate.cells, shown: [estimate.n, estimate.events]) else { return estimate }
        var released = estimate
        released.value = estimate.value.map { _ in withheld }
        released.se = estimate.se.map { _ in withheld }
        released.lower = estimate.lower.map { _ in withheld }
        released.upper = estimate.upper.map { _ in withheld }
        released.n = estimate.n.map { _ in withheld }
        released.events = estimate.events.map { _ in withheld }
        return released
    }

    func test(_ test: HypothesisTest) -> HypothesisTest {
        guard mustWithhold(test.cells, shown: []) else { return test }
        var released = test
        released.statistic = test.statistic.map { _ in withheld }
        released.df = test.df.map { _ in withheld }
        released.p = test.p.map { _ in withheld }
        released.holm = test.holm.map { _ in withheld }
        released.benjaminiHochberg = test.benjaminiHochberg.map { _ in withheld }
        return released
    }

    /// Adjusted p-values depend on every p-value of the family: where one is withheld, they all are.
    private func families(_ tests: [HypothesisTest]) -> [HypothesisTest] {
        let incomplete = Set(tests.filter { $0.p?.isWithheld == true }.compactMap(\.family))
        return tests.map { test in
            guard let family = test.family, incomplete.contains(family) else { return test }
            var released = test
            released.holm = test.holm.map { _ in withheld }
            released.benjaminiHochberg = test.benjaminiHochberg.map { _ in withheld }
            return released
        }
    }

    /// The counts that an analysis declares, and beside them what the estimate itself prints: `n`, `events`, and the
    /// patients without the event, which the two give by subtraction.
    private func mustWithhold(_ cells: [Int], shown: [Measure?]) -> Bool {
        var counts = cells
        let printed = shown.compactMap { $0?.number }
        counts += printed.map { Int($0) }
        if printed.count == 2 { counts.append(Int(printed[0] - printed[1])) }
        return counts.contains(where: policy.isSmall)
    }
}
