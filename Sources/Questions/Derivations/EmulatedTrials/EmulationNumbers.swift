import Estimation
import Findings

/// The numbers of emulated trials while they are added to a finding.
struct EmulationNumbers {
    let trials: EmulatedTrials
    let study: Study
    private(set) var cautions: [Prose] = []
    /// That the strategies do not differ by the last month, in score and dose.
    private(set) var tests: [HypothesisTest] = []
    /// Whether the scores could be compared.
    private(set) var isAnswered = false
    /// Why not.
    private(set) var reason: Prose?
    /// Whether a few patients carry a comparison of scores.
    private var isCarriedByFew = false
    /// What regressions had to do without.
    private var simplified: Set<Simpler> = []
    private var known: [Months: FitOutcome<CloneCensorWeighting.Regressions>] = [:]

    /// What it may add.
    static let quantities: [QuantityInfo] = [
        Quantity.initiators.info, Quantity.strategyMean.info, Quantity.strategyDifference.info,
        Quantity.strategyShare.info, Quantity.shareDifference.info, Quantity.beforeAfterChange.info,
        Quantity.expectedByChance.info, Quantity.effectiveSize.info, Quantity.largestWeight.info,
        Quantity.balanceBefore.info, Quantity.balanceAfter.info,
    ]

    /// What is tested.
    static let tests: [TestInfo] = [DeclaredTest.strategiesAreAlike.info]

    /// Tests of one or several emulated trials: by each analysis they are a family.
    static func asFamilies(_ tests: [HypothesisTest]) -> [HypothesisTest] {
        EmulationAnalysis.tested.flatMap { analysis in
            tests.filter { ($0.key as? EmulationKey)?.analysis == analysis }.asFamily(analysis.rawValue)
        }
    }

    /// What is done to scores and doses before they are weighted, as a sentence of a method.
    static let outcomes: Prose = """
        Scores and doses are taken less what is known at time zero foretells of them, by least squares within the strategies of each month \
        (Robins, Rotnitzky and Zhao 1994, 10.1080/01621459.1994.10476818).
        """

    /// How tests are adjusted, as a sentence of a method.
    static let adjustment = [HypothesisTest].adjustment(of: "one family for each analysis")

    /// What it adds besides where a dose is an outcome.
    static let doseQuantities: [QuantityInfo] = [
        Quantity.strategyDose.info, Quantity.doseDifference.info, Quantity.doseChange.info,
    ]

    /// Beside the main analysis, weights above this quantile of them are set to it: intervals are narrower, and the estimate goes towards
    /// the unweighted one (in simulated studies of a null it kept 8% of that one's bias, and its intervals held the truth in 89% where
    /// those of all weights did in 94%).
    static let truncation = 0.99
    /// Whether few patients in effect carry a mean.
    private static func weighsLittle(_ effectiveSize: Double, of patients: Double) -> Bool {
        effectiveSize < fewestInEffect && effectiveSize < patients / 2
    }
    private static let fewestInEffect = 50.0
    /// A standardised difference above this is no balance (Austin 2009, 10.1002/sim.3697).
    static let imbalance = 0.1

    init(_ trials: EmulatedTrials, study: Study) {
        self.trials = trials
        self.study = study
    }

    private var last: Int { trials.months - 1 }

    private func day(_ month: Int) -> Int { (month + 1) * EmulatedTrials.monthDays }

    private func key(_ outcome: EmulationOutcome, _ analysis: EmulationAnalysis?, _ strategy: Int?) -> EmulationKey {
        EmulationKey(
            instrument: trials.instrument, outcome: outcome, analysis: analysis,
            strategy: strategy.map { trials.strategies[$0] })
    }

    /// Adds every comparison.
    ///
    /// - Parameter further: what is compared besides the scores; absent, responders per protocol and, of those that occurred, harms.
    mutating func add(
        to finding: inout FindingBuilder, further: [(EmulationOutcome, EmulationAnalysis)]? = nil
    ) {
        for strategy in trials.strategies.indices {
            finding.add(
                count: trials.initiators(strategy), as: .initiators, key(.score, nil, strategy),
                apart: [trials.everybody.subtracting(trials.initiators(strategy))])
        }
        let hasWithdrawal = trials.entries.contains { entry in
            entry.months.contains { $0.score != $0.scoreOutsideWithdrawal }
        }
        add(.score, .perProtocol, to: &finding)
        add(.score, .perProtocolTruncated, to: &finding)
        add(.score, .intentionToTreat, to: &finding)
        if hasWithdrawal { add(.scoreOutsideWithdrawal, .perProtocol, to: &finding) }
        let usual =
            EmulationOutcome.responders.map { ($0, EmulationAnalysis.perProtocol) }
            + EmulationOutcome.harms.map { ($0, .intentionToTreat) }
        for (outcome, analysis) in further ?? usual
        where !outcome.isEvent || !trials.personsWithEvent(outcome).isEmpty {
            add(outcome, analysis, to: &finding)
        }
        addBeforeAndAfter(to: &finding)
        if further?.contains(where: { $0.0 == .dose }) == true { addDoseBeforeAndAfter(to: &finding) }
    }

    private mutating func add(
        _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis, to finding: inout FindingBuilder
    ) {
        let measure: CloneCensorWeighting.Measure = outcome.isEvent ? .cumulativeIncidence() : .mean
        switch fitted(outcome, analysis, measure) {
        case .notEstimable(let why):
            if outcome == .score, analysis == .perProtocol { reason = Prose(why) }
            cautions.append("The comparison of \(outcome), \(analysis), could not be estimated: \(Prose(why)).")
        case .fitted(let fit):
            if outcome == .score { isAnswered = true }
            add(fit, outcome, analysis, to: &finding)
        }
    }

    private mutating func fitted(
        _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis, _ measure: CloneCensorWeighting.Measure
    ) -> FitOutcome<CloneCensorWeighting.Fit> {
        switch regressions(outcome, analysis) {
        case .notEstimable(let why): return .notEstimable(why)
        case .fitted(let regressions):
            let truncation = analysis == .perProtocolTruncated ? Self.truncation : nil
            return CloneCensorWeighting.fit(
                regressions, outcomes: trials.outcomes(outcome), measure: measure,
                options: .init(truncation: truncation, adjustsOutcomes: !outcome.isShare),
                executor: study.executor)
        }
    }

    /// The regressions of who remains, which outcomes of the same months share.
    private mutating func regressions(
        _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis
    ) -> FitOutcome<CloneCensorWeighting.Regressions> {
        let months = Months(outcome: outcome.isOfScores ? nil : outcome, censors: analysis.censors)
        if let known = known[months] { return known }
        func regressions(_ simpler: Simpler?) -> FitOutcome<CloneCensorWeighting.Regressions> {
            do {
                return CloneCensorWeighting.regressions(
                    try trials.trials(outcome, analysis, holdsDecisions: simpler?.holdsDecisions ?? true),
                    weightsLosses: simpler?.weightsLosses ?? true, executor: study.executor)
            } catch {
                return .notEstimable(error)
            }
        }
        var found = regressions(nil)
        for simpler in Simpler.allCases {
            guard case .notEstimable(.separated) = found else { break }
            found = regressions(simpler)
            if case .fitted = found, simplified.insert(simpler).inserted { cautions.append(simpler.caution) }
        }
        known[months] = found
        return found
    }

    private mutating func add(
        _ fit: CloneCensorWeighting.Fit, _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis,
        to finding: inout FindingBuilder
    ) {
        let (mean, difference): (Quantity<EmulationKey>, Quantity<EmulationKey>) =
            outcome == .dose
            ? (.strategyDose, .doseDifference)
            : outcome.isScore ? (.strategyMean, .strategyDifference) : (.strategyShare, .shareDifference)
        let isHarm = outcome.isEvent
        let events = isHarm ? trials.personsWithEvent(outcome) : PersonSet()
        func basis(_ persons: PersonSet) -> Basis {
            isHarm ? .event(persons.intersection(events), among: persons) : .of(persons)
        }
        let persons = trials.persons(outcome, analysis)
        let intervals = EmulationIntervals(
            fit, areShares: outcome.isShare, persons: persons, level: study.level)
        for strategy in trials.strategies.indices {
            let (sets, reference) = (persons[strategy], persons[0])
            var key = key(outcome, analysis, strategy)
            for estimate in fit.curve(strategy) {
                key.day = day(estimate.interval)
                finding.add(
                    mean, key, estimate.value, se: estimate.standardError, intervals.own(strategy, estimate),
                    n: sets[estimate.interval].count, basis: basis(sets[estimate.interval]))
            }
            guard strategy > 0 else { continue }
            key.comparator = trials.strategies[0]
            for estimate in fit.difference(strategy, minus: 0) {
                key.day = day(estimate.interval)
                let (own, others) = (sets[estimate.interval], reference[estimate.interval])
                finding.add(
                    difference, key, estimate.value, se: estimate.standardError,
                    intervals.difference(strategy, estimate),
                    basis: basis(own).telling(apart: isHarm ? [others.intersection(events)] : [others]))
                guard estimate.interval == last, outcome == .score || outcome == .dose,
                    EmulationAnalysis.tested.contains(analysis),
                    let test = TestStatistic.studentT(
                        PointEstimate(value: estimate.value, standardError: estimate.standardError),
                        degreesOfFreedom: estimate.degreesOfFreedom)
                else { continue }
                tests.append(
                    HypothesisTest(
                        .strategiesAreAlike, key, test, basis: basis(own).telling(apart: [others])))
            }
        }
        guard outcome == .score else { return }
        addDiagnostics(fit, analysis, persons.map { $0[last] }, to: &finding)
    }

    private mutating func addDiagnostics(
        _ fit: CloneCensorWeighting.Fit, _ analysis: EmulationAnalysis, _ atEnd: [PersonSet],
        to finding: inout FindingBuilder
    ) {
        for (number, strategy) in fit.strategies.enumerated() {
            guard let end = strategy.intervals.last(where: { $0.interval == last }) else { continue }
            let basis = Basis.of(atEnd[number])
            let key = key(.score, analysis, number)
            finding.add(.effectiveSize, key, end.effectiveSampleSize, basis: basis)
            if Self.weighsLittle(end.effectiveSampleSize, of: Double(atEnd[number].count)), !isCarriedByFew {
                isCarriedByFew = true
                cautions.append(Self.carriedByFew)
            }
            finding.add(.largestWeight, key, end.largestWeight, basis: basis)
        }
        let places = [StudyPlace(StudyWord("score before"), origin: .tool)] + trials.covariates
        for balance in fit.balance where balance.first == 0 {
            var key = key(.score, analysis, balance.second)
            key.comparator = trials.strategies[0]
            key.variable = places.first { $0.label == balance.name || $0.column.text == balance.name }
            let persons = atEnd[balance.second]
            finding.add(.balanceBefore, key, balance.atEndUnweighted, basis: .of(persons))
            finding.add(.balanceAfter, key, balance.atEnd, basis: .of(persons))
        }
    }

    /// What comparing before with after would say, and how much of it chance explains.
    private func addBeforeAndAfter(to finding: inout FindingBuilder) {
        func pairs(_ strategy: Int?, of entries: [EmulatedEntry]) -> [(person: Int, before: Double, after: Double)] {
            entries.compactMap { entry in
                guard entry.initiated == strategy, entry.months.indices.contains(last),
                    let after = entry.months[last].score
                else { return nil }
                return (entry.person, entry.score, after)
            }
        }
        let unchanged = trials.others.isEmpty ? pairs(0, of: trials.entries) : pairs(nil, of: trials.others)
        let correlation = Self.correlation(unchanged.map { ($0.before, $0.after) })
        let all = OnlineMoments((trials.entries + trials.others).map(\.score))
        for strategy in trials.strategies.indices {
            let own = pairs(strategy, of: trials.entries)
            let persons = PersonSet(ascending: Set(own.map(\.person)).sorted())
            let changes = OnlineMoments(own.map { $0.after - $0.before })
            let key = key(.score, .beforeAfter, strategy)
            finding.add(
                .beforeAfterChange, key, changes.mean, changes.meanInterval(level: study.level), n: persons.count,
                basis: .of(persons), of: Contributions(byPerson: own.map { ($0.person, $0.after - $0.before) }))
            guard let correlation, let mean = all.mean, let before = OnlineMoments(own.map(\.before)).mean else {
                continue
            }
            finding.add(
                .expectedByChance, key, (1 - correlation) * (mean - before),
                basis: .of(persons, apart: [PersonSet(ascending: Set(unchanged.map(\.person)).sorted())]))
        }
    }

    private func addDoseBeforeAndAfter(to finding: inout FindingBuilder) {
        for strategy in trials.strategies.indices {
            let own = trials.entries.compactMap { entry -> (person: Int, change: Double)? in
                guard entry.initiated == strategy, let before = entry.dose, before > 0,
                    entry.months.indices.contains(last), let after = entry.months[last].dose
                else { return nil }
                return (entry.person, after - before)
            }
            guard !own.isEmpty else { continue }
            let persons = PersonSet(ascending: Set(own.map(\.person)).sorted())
            let changes = OnlineMoments(own.map(\.change))
            finding.add(
                .doseChange, key(.dose, .beforeAfter, strategy), changes.mean, changes.meanInterval(level: study.level),
                n: persons.count, basis: .of(persons),
                of: Contributions(byPerson: own.map { ($0.person, $0.change) }))
        }
    }

    private static func correlation(_ pairs: [(Double, Double)]) -> Double? {
        guard pairs.count > 2, let x = OnlineMoments(pairs.map(\.0)).mean, let y = OnlineMoments(pairs.map(\.1)).mean
        else { return nil }
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (a, b) in pairs {
            xx += (a - x) * (a - x)
            yy += (b - y) * (b - y)
            xy += (a - x) * (b - y)
        }
        return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
    }

    /// The months that regressions are of.
    private struct Months: Hashable {
        /// `nil` of scores.
        let outcome: EmulationOutcome?
        let censors: Bool
    }

    private static let carriedByFew: Prose = """
        A strategy's patients weigh like fewer than \(setting: Int(fewestInEffect)), and like less than half of their number: a few of them carry \
        the comparison, those who did what few like them did. Its interval counts that; its estimate may be another without one of them.
        """

    /// What regressions do without where they tell those who are censored from the others without error.
    private enum Simpler: CaseIterable {
        case withoutDecisions
        case withoutLosses
        case withoutBoth

        var holdsDecisions: Bool { self == .withoutLosses }
        var weightsLosses: Bool { self == .withoutDecisions }

        var caution: Prose {
            switch self {
            case .withoutDecisions:
                """
                The score at the decision tells without error who did otherwise, and is not held alike: of the scores, the one before time \
                zero and the last one before each month are.
                """
            case .withoutLosses:
                """
                What is known tells without error who was lost: nobody stands for them, and the last months are of those who stayed.
                """
            case .withoutBoth:
                """
                What is known tells without error who did otherwise and who was lost: the score at the decision is not held alike, nobody \
                stands for those who were lost, and the last months are of those who stayed.
                """
            }
        }
    }

    /// What a reader must know of the weights.
    static func weighting(_ finding: FindingBuilder) -> [Prose] {
        let worst = finding.estimates.filter { $0.quantity.id == Quantity.balanceAfter.id }.compactMap(\.value).map(abs)
            .max()
        guard let worst, worst > imbalance else { return [] }
        return [
            """
            Weighting leaves a standardised difference of more than \(setting: imbalance) in something known at time zero: the groups are \
            not alike, and the comparison is not one of like with like.
            """
        ]
    }
}
