import Findings

/// Replaces small counts, and every number from which one could be worked out, by a statement that they are withheld.
///
/// Each number declares the persons behind it. One of whose sets has from 1 to `minimumCell` - 1 persons (those that it is about,
/// those with the event, those without, those apart) loses everything: a share with its denominator gives the count back. Zero may
/// be shown. (After the rule of US Centers for Medicare & Medicaid Services' cell size suppression policy, which withholds 1 to 10.)
///
/// What ``ComplementarySuppression`` withholds besides is replaced in the same words, so that nobody can tell which is which.
struct PrimarySuppression: Sendable {
    let policy: DisclosurePolicy
    /// Sets of persons whose counts are told nowhere.
    var hidden: Set<CountedSet> = []
    /// To how many digits estimates are shown.
    private let precision: ReleasedPrecision
    /// What earlier releases say of the numbers in the sentences of the finding at hand.
    var earlierWords = EarlierWords()
    /// What stands for a number that is not shown, in text.
    static let word = "withheld"

    init(policy: DisclosurePolicy) {
        self.policy = policy
        precision = ReleasedPrecision(policy)
    }

    func finding(_ finding: FindingBuilder) -> ReleasedFinding {
        var withheld = Released.Withheld()
        func text(_ prose: Prose) -> String { self.text(prose, &withheld) }
        let population = finding.population
        let basis = population.patients.map { Basis.of($0, apart: population.apart) } ?? .noPerson
        let isPopulationHidden = population.patients.map { hidden.contains(CountedSet($0)) } ?? false
        if population.patients != nil { withheld.count(isSmall: self.isSmall(basis), isHidden: isPopulationHidden) }
        let isSmall = self.isSmall(basis) || isPopulationHidden
        let hiddenPopulation = isSmall ? population.patients : nil
        let estimates = finding.estimates.map { estimate($0, hiddenPopulation, &withheld) }
        let withoutShares = Self.keysOfWithheldShares(estimates)
        let tests = families(finding.tests, withoutShares, &withheld)
        let areFew = self.isSmall(population.rowsBasis) || isHidden(population.rowsTold.byValue)
        let reason: String? =
            switch finding.status {
            case .estimated: nil
            case .notEstimable(let reason): text(reason)
            }
        let words = (
            title: text(finding.title), population: text(finding.population.description),
            estimand: text(finding.estimand), frame: finding.frame.map { frame($0, &withheld) },
            method: text(finding.method),
            settings: finding.settings.map { (name: $0.name, value: text($0.value)) },
            cautions: finding.cautions.map(text)
        )
        return ReleasedFinding(
            id: finding.id, title: words.title, reason: reason, population: words.population,
            patients: measure(population.patients.map { Double($0.count) }, isSmall),
            observations: measure(population.observations.map(Double.init), areFew),
            estimand: words.estimand, frame: words.frame, plan: finding.plan, method: words.method,
            settings: words.settings,
            estimates: estimates, tests: tests, cautions: words.cautions,
            withheld: withheld,
            hasWithheld: withheld.total > 0 || isSmall || (areFew && population.observations != nil)
                || estimates.contains { [$0.value, $0.n, $0.events].contains { $0?.isWithheld == true } }
                || tests.contains { [$0.p, $0.df].contains { $0?.isWithheld == true } })
    }

    private func frame(_ frame: EstimandFrame, _ withheld: inout Released.Withheld) -> ReleasedFrame {
        ReleasedFrame(
            population: text(frame.population, &withheld), strategies: text(frame.strategies, &withheld),
            variable: text(frame.variable, &withheld),
            intercurrentEvents: frame.intercurrentEvents.map {
                .init(event: text($0.event, &withheld), handling: text($0.handling, &withheld))
            },
            summary: text(frame.summary, &withheld), timeZero: text(frame.timeZero, &withheld),
            comparator: text(frame.comparator, &withheld),
            attacks: frame.attacks.map {
                .init(attack: text($0.attack, &withheld), done: text($0.done, &withheld))
            })
    }

    private func measure(_ value: Double?, _ isWithheld: Bool) -> Measure? {
        // One reason for all, so that nobody can tell which is which.
        value.map { value in
            guard isWithheld else { return .number(value) }
            return .withheld(
                "tells of 1 to \(policy.minimumCell - 1) patients, or such a count could be worked out from it")
        }
    }

    /// - Parameter hiddenPopulation: the finding's population, where its count is withheld: the same count beside a number
    ///   would give it back.
    private func estimate(
        _ estimate: Estimate, _ hiddenPopulation: PersonSet?, _ withheld: inout Released.Withheld
    ) -> ReleasedEstimate {
        let (told, isSmall) = (estimate.told, isSmall(estimate))
        withheld.count(isSmall: isSmall, isHidden: isHidden(told.byValue + told.byCounts))
        let hidden = isSmall || isHidden(told.byValue)
        let hidesCounts =
            hidden || isHidden(told.byCounts) || (hiddenPopulation.map { $0 == estimate.basis.about } ?? false)
        // From a standard error or an interval of few, how many they are can be told: limits by t lie as many errors apart as that.
        let hidesSpread = hidden || (hidesCounts && estimate.basis.about.count < Self.fewestWithSpread)
        let value = precision.value(of: estimate, showsCounts: !hidesCounts)
        let limits = precision.limits(estimate.interval, around: value)
        return ReleasedEstimate(
            quantity: estimate.quantity, key: estimate.key, value: measure(value, hidden),
            se: measure(estimate.se.map(precision.rounded), hidesSpread), lower: measure(limits.lower, hidesSpread),
            upper: measure(limits.upper, hidesSpread), level: estimate.interval?.level,
            interval: estimate.interval?.method, n: measure(estimate.n.map(Double.init), hidesCounts),
            events: measure(estimate.events.map(Double.init), hidesCounts), digits: precision.digits)
    }

    /// Of fewer the errors and limits of a mean go with their number. Around 100, ten more or fewer change t by less than three digits show.
    private static let fewestWithSpread = 100

    private func released(
        _ test: HypothesisTest, _ told: ToldSets, _ hidden: Bool, isFamilyWithheld: Bool
    ) -> ReleasedTest {
        func rounded(_ value: Double?) -> Double? { value.map(precision.rounded) }
        return ReleasedTest(
            test: test.test, key: test.key, statistic: measure(rounded(test.statistic), hidden),
            df: measure(precision.degreesOfFreedom(test.df), hidden || isHidden(told.byCounts)),
            p: measure(rounded(test.p), hidden), family: test.family,
            holm: measure(rounded(test.holm), hidden || isFamilyWithheld),
            benjaminiHochberg: measure(rounded(test.benjaminiHochberg), hidden || isFamilyWithheld))
    }

    /// Adjusted p-values depend on every p-value of the family: where one is withheld, they all are.
    private func families(
        _ tests: [HypothesisTest], _ withoutShares: Set<[KeyAxis: String]>, _ withheld: inout Released.Withheld
    ) -> [ReleasedTest] {
        let told = tests.map(\.told)
        let areWithheld = zip(tests, told).map { test, told in
            let isSmall = isSmall(test.basis)
            withheld.count(isSmall: isSmall, isHidden: isHidden(told.byValue + told.byCounts))
            return isSmall || isHidden(told.byValue) || Self.tests(test, aShareOf: withoutShares)
        }
        let incomplete = Set(zip(tests, areWithheld).filter { $1 && $0.p != nil }.compactMap(\.0.family))
        return tests.indices.map { number in
            released(
                tests[number], told[number], areWithheld[number],
                isFamilyWithheld: tests[number].family.map(incomplete.contains) ?? false)
        }
    }

    /// Where shares are that are not shown.
    private static func keysOfWithheldShares(_ estimates: [ReleasedEstimate]) -> Set<[KeyAxis: String]> {
        Set(
            estimates.lazy.filter { $0.isWithheld && $0.quantity.unit == .share }.map { KeyAxis.places(of: $0.key) })
    }

    /// Whether a test is of such a share, maybe against a claim: with its p-value the share is known.
    private static func tests(_ test: HypothesisTest, aShareOf withheld: Set<[KeyAxis: String]>) -> Bool {
        guard !withheld.isEmpty else { return false }
        let places = KeyAxis.places(of: test.key)
        return withheld.contains(places)
            || places.keys.contains { axis in withheld.contains(places.filter { $0.key != axis }) }
    }

    /// Whether a number in a sentence is not shown.
    func isWithheld(_ measured: Measured) -> Bool {
        isSmall(measured.basis) || isHidden(measured.told.byValue)
    }

    private func isHidden(_ told: [CountedSet]) -> Bool { told.contains { hidden.contains($0) } }

    /// Whether a count that the basis of a number tells, or that is printed beside it, is small, or the number is close to one patient's.
    func isSmall(_ estimate: Estimate) -> Bool {
        isSmall(estimate.basis, shown: [estimate.n, estimate.events].compactMap(\.self)) || isNearAnEnd(estimate)
            || isOfOne(estimate) || isOfAllAlike(estimate)
    }

    /// The share of a sum above which one patient dominates it.
    private static let dominance = 0.5

    /// Whether some patients are so few that what is true of all of them tells it of each.
    private func areFewEnoughToBeAlike(_ persons: PersonSet) -> Bool {
        policy.withholds && !persons.isEmpty && persons.count < policy.fewestAlike
    }

    /// Whether one patient's value is most of a mean or total.
    private func isOfOne(_ estimate: Estimate) -> Bool {
        guard policy.withholds, estimate.quantile == nil else { return false }
        return estimate.contributions?.largestShare.map { $0 > Self.dominance } ?? false
    }

    /// Whether the number says that the few patients whom it is about have all the same value: by their values where they were given, or
    /// by a standard error of zero. Shares are left to the counts of those with and without the event.
    private func isOfAllAlike(_ estimate: Estimate) -> Bool {
        guard estimate.value != nil, !estimate.quantity.unit.countsPatients,
            areFewEnoughToBeAlike(estimate.basis.about)
        else { return false }
        return estimate.contributions?.areAlike ?? (estimate.se == 0)
    }

    /// Whether a quantile of patients' values has fewer patients on one side of it than the smallest cell: the nearer it lies to an end,
    /// the fewer values it could be. A minimum and a maximum are one patient's.
    private func isNearAnEnd(_ estimate: Estimate) -> Bool {
        guard policy.withholds, estimate.value != nil, let quantile = estimate.quantile else { return false }
        let basis = estimate.basis
        let patients = min(basis.about.count, basis.event?.count ?? .max)
        // 1 - 0.9 is a little less than a tenth.
        return Double(patients) * min(quantile, 1 - quantile) < Double(policy.minimumCell) - 1e-9
    }

    /// Whether a count that the basis tells, or that is printed beside the number, is small; of two printed ones their
    /// difference too.
    func isSmall(_ basis: Basis, shown: [Int] = []) -> Bool {
        guard policy.withholds else { return false }
        var counts = basis.counts + shown
        if shown.count == 2 { counts.append(shown[0] - shown[1]) }
        return counts.contains(where: policy.isSmall) || isAlike(basis)
    }

    /// Whether something happened to nobody, or to everybody, of a group so small that this tells it of each of them: of fewer than three
    /// minimum cells (class disclosure: The SACRO guide to statistical output checking, 2023, 10.5281/zenodo.10054629).
    func isAlike(_ basis: Basis) -> Bool {
        guard let event = basis.event, areFewEnoughToBeAlike(basis.about) else { return false }
        return event.isEmpty || event.count == basis.about.count
    }

    private func text(_ prose: Prose, _ withheld: inout Released.Withheld) -> String {
        var text = ""
        for (place, segment) in prose.segments.enumerated() {
            switch segment {
            case .words(let words): text += words
            case .measured(let measured):
                let (isSmall, isHidden) = (isSmall(measured.basis), isHidden(measured.told.byValue))
                withheld.count(isSmall: isSmall, isHidden: isHidden)
                if let earlier = earlierWords.text(prose, place, isWithheld: isSmall || isHidden) {
                    text += earlier
                } else if isSmall || isHidden {
                    text += Self.word
                    if let noun = measured.noun { text += " " + noun.plural }
                } else {
                    text += shownText(measured)
                }
            }
        }
        return text
    }

    /// The text of a number in a sentence.
    func shownText(_ measured: Measured) -> String { NumberText.text(precision.rounded(measured)) }
}
