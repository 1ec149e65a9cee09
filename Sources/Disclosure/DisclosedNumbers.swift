import Findings

/// All that primary suppression would let out, as the audit sees it.
struct DisclosedNumbers {
    /// The numbers that tell counts.
    private(set) var numbers: [DisclosedNumber] = []
    /// Sets of which a sum is shown, though not their counts.
    private(set) var sums: [PersonSet] = []
    /// Declared sets of few persons, of numbers that are shown and of those that are not.
    private(set) var few: [CountedSet] = []

    /// Those whom a share or a count is about, with those of them who have the event, of numbers that are shown and of those that are not.
    private(set) var events: [Split] = []
    /// Sets that make up others.
    let partitions: [Partition]

    /// Some persons, and those of them with an event.
    struct Split {
        let about: CountedSet
        let event: CountedSet
        /// What happened; `nil` where only its members say it.
        let kind: EventKind?
    }

    private let primary: PrimarySuppression

    /// - Parameter isFrozen: whether an earlier release stands in the place of a number, so that it tells nothing new.
    init(
        of findings: [FindingBuilder], after primary: PrimarySuppression,
        isFrozen: (_ finding: Int, _ place: FindingNumbers.Place) -> Bool = { _, _ in false }
    ) {
        self.primary = primary
        partitions = Partitions(of: findings).all
        let cost = SuppressionCost(of: findings)
        for (number, finding) in findings.enumerated() {
            let hiddenPopulation = take(finding.population, isFrozen: isFrozen(number, .patients))
            for (place, estimate) in finding.estimates.enumerated() {
                take(
                    estimate, hiddenPopulation, cost, isMain: finding.mainQuantities.contains(estimate.quantity.id),
                    inGroups: finding.mainInGroups.contains(estimate.quantity.id),
                    isFrozen: isFrozen(number, .estimate(place)))
            }
            for (place, test) in finding.tests.enumerated() {
                take(
                    test.told, test.basis, test.kind,
                    primary.isSmall(test.basis) || isFrozen(number, .test(place)), cost.counts(test.key),
                    cost.counts(test.key))
            }
            for (place, prose) in finding.words.enumerated() {
                for (segment, words) in prose.segments.enumerated() {
                    guard case .measured(let measured) = words else { continue }
                    take(
                        measured.told, measured.basis, nil,
                        primary.isSmall(measured.basis) || isFrozen(number, .words(prose: place, segment: segment)),
                        SuppressionCost.words, SuppressionCost.words)
                }
            }
        }
    }

    /// - Returns: the patients, where their number is not shown.
    private mutating func take(_ population: FindingBuilder.Population, isFrozen: Bool) -> PersonSet? {
        guard let patients = population.patients else { return nil }
        let basis = Basis.of(patients, apart: population.apart)
        let isHidden = primary.isSmall(basis)
        var told = ToldSets(basis, nil)
        told.byValue = [told.about]
        take(told, basis, nil, isHidden || isFrozen, SuppressionCost.population, SuppressionCost.population)
        return isHidden ? patients : nil
    }

    private mutating func take(
        _ estimate: Estimate, _ hiddenPopulation: PersonSet?, _ cost: SuppressionCost, isMain: Bool,
        inGroups: Bool, isFrozen: Bool
    ) {
        var told = estimate.told
        if hiddenPopulation == estimate.basis.about { told.byCounts = [] }
        take(
            told, estimate.basis, estimate.kind, primary.isSmall(estimate) || isFrozen,
            cost.whole(estimate.key, isMain: isMain, inGroups: inGroups),
            cost.counts(estimate.key, isMain: isMain, inGroups: inGroups))
    }

    private mutating func take(
        _ told: ToldSets, _ basis: Basis, _ kind: EventKind?, _ isHidden: Bool, _ whole: Int, _ counts: Int
    ) {
        few += basis.sets.filter { primary.policy.isSmall($0.count) }.map { CountedSet($0) }
        if let event = told.event {
            events.append(Split(about: told.about, event: event, kind: kind))
            if let kind, primary.isAlike(basis), !primary.policy.isSmall(basis.about.count) {
                few.append(.none(of: told.about, kind))
            }
        }
        guard !isHidden else { return }
        if !told.byValue.isEmpty { numbers.append(DisclosedNumber(told: told.byValue, cost: whole)) }
        if !told.byCounts.isEmpty { numbers.append(DisclosedNumber(told: told.byCounts, cost: counts)) }
        if let sum = told.bySum { sums.append(sum) }
    }
}

extension Basis {
    /// Those that it is about, those with the event, those apart.
    var sets: [PersonSet] { [about] + (event.map { [$0] } ?? []) + apart }
}
