import Disclosure
import Findings
import Testing

@Suite("Leaks that are no counts: quantiles, log-likelihoods, dominated and homogeneous means")
struct KindsOfLeakTests {
    private struct Key: GroupKey {
        var quantile: Double?
        static let share = Axis("quantile", label: "Share that lies below")
        static let axes = [share]
        var coordinates: [Coordinate] { quantile.map { [Coordinate(Self.share, .setting($0))] } ?? [] }
    }

    private static let mean = Quantity<Key>("mean", label: "Mean", unit: .score, meaning: "a mean")
    private static let lowest = Quantity<Key>(
        "lowest", label: "Lowest", unit: .score, quantile: 0, meaning: "a minimum")
    private static let median = Quantity<Key>(
        "median", label: "Median", unit: .score, quantile: 0.5, meaning: "a median")
    private static let logLikelihood = Quantity<Key>(
        "log_likelihood", label: "Log-likelihood", unit: .named("log likelihood"), isInternal: true,
        meaning: "a criterion")

    private func released(policy: DisclosurePolicy = .init(), _ fill: (inout FindingBuilder) -> Void) -> ReleasedFinding
    {
        var finding = FindingBuilder(id: "id", title: "title")
        fill(&finding)
        return Released.release(DisclosureStudy.results([finding]), under: policy).findings[0]
    }

    private func isWithheld(
        _ quantity: Quantity<Key>, _ key: Key = Key(), of patients: Int, se: Double? = nil, event: Int? = nil,
        _ values: [Double]? = nil, policy: DisclosurePolicy = .init()
    ) -> Bool? {
        let about = PersonSet(ascending: 0..<patients)
        let basis = event.map { Basis.event(PersonSet(ascending: 0..<$0), among: about) } ?? .of(about)
        return released(policy: policy) {
            $0.add(quantity, key, 44, se: se, n: patients, basis: basis, of: values.map { Contributions($0) })
        }.estimates[0].value?.isWithheld
    }

    @Test(
        "A quantile needs eleven patients on each side, whether the quantity says which it is or the group",
        arguments: [
            (0.5, 21, true), (0.5, 22, false), (0.25, 43, true), (0.25, 44, false), (0.9, 109, true), (0.9, 110, false),
        ])
    func quantiles(_ quantile: Double, _ patients: Int, _ withheld: Bool) {
        #expect(isWithheld(Self.mean, Key(quantile: quantile), of: patients) == withheld)
        if quantile == 0.5 { #expect(isWithheld(Self.median, of: patients) == withheld) }
    }

    @Test("A minimum is never released, and always shown in an internal report")
    func minimum() {
        #expect(isWithheld(Self.lowest, of: 1_000_000) == true)
        #expect(isWithheld(Self.lowest, of: 12, policy: .init(isInternal: true)) == false)
    }

    @Test("Of a median time to an event those with the event count")
    func medianTime() {
        #expect(isWithheld(Self.median, of: 100, event: 21) == true)
        #expect(isWithheld(Self.median, of: 100, event: 22) == false)
    }

    @Test("A log-likelihood is in an internal report alone")
    func internalAlone() {
        func ids(_ policy: DisclosurePolicy) -> [String] {
            released(policy: policy) { finding in
                let basis = Basis.of(PersonSet(ascending: 0..<100))
                finding.add(Self.logLikelihood, Key(), -871.814_12, basis: basis)
                finding.add(Self.mean, Key(), 4, basis: basis)
            }.estimates.map(\.quantity.id)
        }
        #expect(ids(.init()) == ["mean"])
        #expect(ids(.init(isInternal: true)) == ["log_likelihood", "mean"])
    }

    @Test("A mean of which one patient's value is more than half is withheld")
    func dominance() {
        let rest = [Double](repeating: 1, count: 20)
        #expect(isWithheld(Self.mean, of: 21, rest + [20]) == false)
        #expect(isWithheld(Self.mean, of: 21, rest + [20.5]) == true)
        #expect(isWithheld(Self.mean, of: 21, rest + [-20.5]) == true)
        #expect(isWithheld(Self.mean, of: 21, rest + [20.5], policy: .init(isInternal: true)) == false)
    }

    @Test("Values of one patient count together")
    func several() {
        let values = (0..<20).map { (person: $0, value: 1.0) }
        #expect(Contributions(byPerson: values + [(0, 10), (0, 10)]).largestShare == 21.0 / 40)
        #expect(Contributions(byPerson: values + [(0, 10), (1, 10)]).largestShare == 11.0 / 40)
        #expect(Contributions([0, 0]).largestShare == nil)
    }

    @Test(
        "Where everybody in fewer than three smallest cells is alike, mean and spread are withheld",
        arguments: [32, 33])
    func alike(_ patients: Int) {
        let values = [Double](repeating: 44, count: patients)
        #expect(isWithheld(Self.mean, of: patients, values) == (patients < 33))
        #expect(isWithheld(Self.mean, of: patients, Array(values.dropLast()) + [45]) == false)
        // Without the values, an error of zero says it.
        #expect(isWithheld(Self.mean, of: patients, se: 0) == (patients < 33))
        #expect(isWithheld(Self.mean, of: patients, se: 0.1) == false)
    }
}
