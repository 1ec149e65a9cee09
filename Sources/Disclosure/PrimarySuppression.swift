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
    /// What was asked to find them.
    var question: UInt64 = 0
    /// What earlier releases say of the numbers in the sentences of the finding at hand.
    var earlierWords = EarlierWords()
    /// What stands for a number that is not shown, in text.
    static let word = "withheld"

    func finding(_ finding: FindingBuilder) -> ReleasedFinding {
        var hasWithheld = false
        func text(_ prose: Prose) -> String { self.text(prose, &hasWithheld) }
        let population = finding.population
        let basis = population.patients.map { Basis.of($0, apart: population.apart) } ?? .noPerson
        let isSmall = self.isSmall(basis) || population.patients.map { hidden.contains(CountedSet($0)) } ?? false
        let hiddenPopulation = isSmall ? population.patients : nil
        let estimates = finding.estimates.map { estimate($0, hiddenPopulation) }
        let tests = families(finding.tests.map(test), finding.tests)
        let areFew = self.isSmall(population.observationsBasis ?? basis)
        let reason: String? =
            switch finding.status {
            case .estimated: nil
            case .notEstimable(let reason): text(reason)
            }
        let words = (
            title: text(finding.title), population: text(finding.population.description),
            estimand: text(finding.estimand), frame: finding.frame.map { frame($0, &hasWithheld) },
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
            hasWithheld: hasWithheld || isSmall || (areFew && population.observations != nil)
                || estimates.contains { [$0.value, $0.n, $0.events].contains { $0?.isWithheld == true } }
                || tests.contains { [$0.p, $0.df].contains { $0?.isWithheld == true } })
    }

    private func frame(_ frame: EstimandFrame, _ hasWithheld: inout Bool) -> ReleasedFrame {
        ReleasedFrame(
            population: text(frame.population, &hasWithheld), strategies: text(frame.strategies, &hasWithheld),
            variable: text(frame.variable, &hasWithheld),
            intercurrentEvents: frame.intercurrentEvents.map {
                .init(event: text($0.event, &hasWithheld), handling: text($0.handling, &hasWithheld))
            },
            summary: text(frame.summary, &hasWithheld), timeZero: text(frame.timeZero, &hasWithheld),
            comparator: text(frame.comparator, &hasWithheld),
            attacks: frame.attacks.map {
                .init(attack: text($0.attack, &hasWithheld), done: text($0.done, &hasWithheld))
            })
    }

    private func measure(_ value: Double?, _ isWithheld: Bool) -> Measure? {
        value.map { isWithheld ? .withheld("rests on 1 to \(policy.minimumCell - 1) patients") : .number($0) }
    }

    /// - Parameter hiddenPopulation: the finding's population, where its count is withheld: the same count beside a number
    ///   would give it back.
    private func estimate(_ estimate: Estimate, _ hiddenPopulation: PersonSet?) -> ReleasedEstimate {
        let told = estimate.told
        let hidden = isSmall(estimate) || isHidden(told.byValue)
        let hidesCounts =
            hidden || isHidden(told.byCounts) || (hiddenPopulation.map { $0 == estimate.basis.about } ?? false)
        return ReleasedEstimate(
            quantity: estimate.quantity, key: estimate.key, value: measure(estimate.value, hidden),
            se: measure(estimate.se, hidden), lower: measure(estimate.interval?.lower, hidden),
            upper: measure(estimate.interval?.upper, hidden), level: estimate.interval?.level,
            interval: estimate.interval?.method, n: measure(estimate.n.map(Double.init), hidesCounts),
            events: measure(estimate.events.map(Double.init), hidesCounts))
    }

    private func test(_ test: HypothesisTest) -> ReleasedTest {
        released(test, isWithheld(test), isFamilyWithheld: false)
    }

    private func released(_ test: HypothesisTest, _ hidden: Bool, isFamilyWithheld: Bool) -> ReleasedTest {
        ReleasedTest(
            test: test.test, key: test.key, statistic: measure(test.statistic, hidden),
            df: measure(test.df, hidden || isHidden(test.told.byCounts)),
            p: measure(test.p, hidden), family: test.family, holm: measure(test.holm, hidden || isFamilyWithheld),
            benjaminiHochberg: measure(test.benjaminiHochberg, hidden || isFamilyWithheld))
    }

    /// Adjusted p-values depend on every p-value of the family: where one is withheld, they all are.
    private func families(_ released: [ReleasedTest], _ tests: [HypothesisTest]) -> [ReleasedTest] {
        let incomplete = Set(released.filter { $0.p?.isWithheld == true }.compactMap(\.family))
        return zip(released, tests).map { released, test in
            guard let family = test.family, incomplete.contains(family) else { return released }
            return self.released(test, isWithheld(test), isFamilyWithheld: true)
        }
    }

    private func isWithheld(_ test: HypothesisTest) -> Bool {
        isSmall(test.basis) || isHidden(test.told.byValue)
    }

    func isWithheld(_ measured: Measured) -> Bool {
        isSmall(measured.basis) || isHidden(measured.told.byValue)
    }

    private func isHidden(_ told: [CountedSet]) -> Bool { told.contains { hidden.contains($0) } }

    /// Whether a count that the basis of a number tells, or that is printed beside it, is small.
    func isSmall(_ estimate: Estimate) -> Bool {
        isSmall(estimate.basis, shown: [estimate.n, estimate.events].compactMap(\.self))
    }

    /// Whether a count that the basis tells, or that is printed beside the number, is small; of two printed ones their
    /// difference too.
    func isSmall(_ basis: Basis, shown: [Int] = []) -> Bool {
        guard !policy.isInternal else { return false }
        var counts = basis.counts + shown
        if shown.count == 2 { counts.append(shown[0] - shown[1]) }
        return counts.contains(where: policy.isSmall) || isAlike(basis)
    }

    /// Whether something happened to nobody, or to everybody, of a group so small that this tells it of each of them: of fewer than three
    /// minimum cells (class disclosure: The SACRO guide to statistical output checking, 2023, 10.5281/zenodo.10054629).
    func isAlike(_ basis: Basis) -> Bool {
        guard let event = basis.event, !basis.about.isEmpty, basis.about.count < 3 * policy.minimumCell else {
            return false
        }
        return event.isEmpty || event.count == basis.about.count
    }

    private func text(_ prose: Prose, _ hasWithheld: inout Bool) -> String {
        var text = ""
        for (place, segment) in prose.segments.enumerated() {
            switch segment {
            case .words(let words): text += words
            case .measured(let measured):
                if let earlier = earlierWords.text(prose, place, isWithheld: isWithheld(measured)) {
                    text += earlier
                } else if isWithheld(measured) {
                    text += Self.word
                    if let noun = measured.noun { text += " " + noun.plural }
                    hasWithheld = true
                } else {
                    text += NumberText.text(measured)
                }
            }
        }
        return text
    }

    /// How many numbers are withheld because they tell of few patients, and how many for others' sake.
    func withheld(in findings: [FindingBuilder]) -> Released.Withheld {
        var withheld = Released.Withheld(primary: 0, complementary: 0)
        func count(_ isSmall: Bool, _ told: ToldSets) {
            if isSmall {
                withheld.primary += 1
            } else if isHidden(told.byValue + told.byCounts) {
                withheld.complementary += 1
            }
        }
        for finding in findings {
            if let patients = finding.population.patients {
                count(
                    isSmall(.of(patients, apart: finding.population.apart)), ToldSets(byValue: [CountedSet(patients)]))
            }
            for estimate in finding.estimates { count(isSmall(estimate), estimate.told) }
            for test in finding.tests { count(isSmall(test.basis), test.told) }
            for case .measured(let measured) in finding.words.flatMap(\.segments) {
                count(isSmall(measured.basis), measured.told)
            }
        }
        return withheld
    }
}
