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

    /// - Parameter since: what a number tells besides, as earlier releases of it are public.
    init(
        of findings: [FindingBuilder], after primary: PrimarySuppression,
        since: (_ finding: Int, _ place: FindingNumbers.Place) -> NumberChanges = { _, _ in NumberChanges() }
    ) {
        self.primary = primary
        partitions = Partitions(of: findings).all
        let cost = SuppressionCost(of: findings)
        for (number, finding) in findings.enumerated() {
            let hiddenPopulation = take(finding.population, since(number, .patients))
            takeRows(finding.population, since(number, .observations))
            for (place, estimate) in finding.estimates.enumerated() {
                take(
                    estimate, hiddenPopulation, cost, isMain: finding.mainQuantities.contains(estimate.quantity.id),
                    inGroups: finding.mainInGroups.contains(estimate.quantity.id),
                    since(number, .estimate(place)))
            }
            for (place, test) in finding.tests.enumerated() {
                take(
                    test.told, test.basis, test.kind,
                    primary.isSmall(test.basis), cost.counts(test.key), cost.counts(test.key),
                    since(number, .test(place)))
            }
            for (place, prose) in finding.words.enumerated() {
                for (segment, words) in prose.segments.enumerated() {
                    guard case .measured(let measured) = words else { continue }
                    take(
                        measured.told, measured.basis, nil,
                        primary.isSmall(measured.basis), SuppressionCost.words, SuppressionCost.words,
                        since(number, .words(prose: place, segment: segment)))
                }
            }
        }
    }

    /// - Returns: the patients, where their number is not shown.
    private mutating func take(_ population: FindingBuilder.Population, _ changes: NumberChanges) -> PersonSet? {
        guard let patients = population.patients else { return nil }
        let basis = Basis.of(patients, apart: population.apart)
        let isHidden = primary.isSmall(basis)
        var told = ToldSets(basis, nil)
        told.byValue = [told.about]
        take(told, basis, nil, isHidden, SuppressionCost.population, SuppressionCost.population, changes)
        return isHidden ? patients : nil
    }

    private mutating func takeRows(_ population: FindingBuilder.Population, _ changes: NumberChanges) {
        guard population.observations != nil else { return }
        let basis = population.rowsBasis
        take(
            population.rowsTold, basis, nil, primary.isSmall(basis), SuppressionCost.population,
            SuppressionCost.population, changes)
    }

    private mutating func take(
        _ estimate: Estimate, _ hiddenPopulation: PersonSet?, _ cost: SuppressionCost, isMain: Bool,
        inGroups: Bool, _ changes: NumberChanges
    ) {
        var told = estimate.told
        if hiddenPopulation == estimate.basis.about { told.byCounts = [] }
        take(
            told, estimate.basis, estimate.kind, primary.isSmall(estimate),
            cost.whole(estimate.key, isMain: isMain, inGroups: inGroups),
            cost.counts(estimate.key, isMain: isMain, inGroups: inGroups), changes)
    }

    private mutating func take(
        _ told: ToldSets, _ basis: Basis, _ kind: EventKind?, _ isHidden: Bool, _ whole: Int, _ counts: Int,
        _ changes: NumberChanges
    ) {
        few += basis.sets.filter { primary.policy.isSmall($0.count) }.map { CountedSet($0) }
        if let event = told.event {
            events.append(Split(about: told.about, event: event, kind: kind))
            if let kind, primary.isAlike(basis), !primary.policy.isSmall(basis.about.count) {
                few.append(.none(of: told.about, kind))
            }
        }
        few += changes.few
        guard !isHidden && !changes.isFrozen else { return }
        if !told.byValue.isEmpty { numbers.append(DisclosedNumber(told: changes.with(told.byValue), cost: whole)) }
        if !told.byCounts.isEmpty { numbers.append(DisclosedNumber(told: changes.with(told.byCounts), cost: counts)) }
        if let sum = told.bySum { sums += [sum] + changes.sums }
    }
}

extension Basis {
    /// Those that it is about, those with the event, those apart.
    var sets: [PersonSet] { [about] + (event.map { [$0] } ?? []) + apart }
}
