import Cohort
import Estimation
import Findings

/// Whether leaving goes with pain, and what the trend is when those who left are taken otherwise: weighted for, averaged over how long
/// patients were seen, imputed under stated courses.
struct TrendOfThoseWhoLeft {
    private let line: MainTrend
    private let subject: TrendSubject
    private let settings: MissingnessSettings
    private let study: Study
    private var tests: [HypothesisTest] = []

    init(_ line: MainTrend, _ subject: TrendSubject, _ settings: MissingnessSettings, study: Study) {
        (self.line, self.subject, self.settings, self.study) = (line, subject, settings, study)
    }

    private var instrument: InstrumentInfo { line.instrument.info }
    private var exposed: PersonSet { subject.persons.exposed }

    private func key(
        _ handling: MissingHandling? = nil, quarter: SeenQuarter? = nil, delta: Double? = nil, side: DeltaSide? = nil
    ) -> HandlingKey {
        HandlingKey(instrument: instrument, handling: handling, quarter: quarter, delta: delta, side: side)
    }

    /// Adds all of it.
    mutating func add(to finding: inout FindingBuilder) {
        addMain(to: &finding)
        let leavers = study.shared(StudyLeaversOf(exposed: subject.source, followUp: settings.followUp))
        finding.set(Missingness.Setting.leaving, leavers.rule.name)
        finding.cautions.append("Who left: \(leavers.rule.definition)")
        let pattern = study.shared(VisitPatternOf(exposed: subject.source))
        finding.set(
            Missingness.Setting.visitsFollowPain,
            pattern.followsPain
                ? Prose(StudyWord(Missingness.Setting.followPain)) : "no sign that scores are taken when it hurts")
        let (left, stayed) = leavers.persons
        finding.add(
            share: .leftShare, key(), of: left, among: left.union(stayed), intervals: [.wilson], level: study.level)
        if let hazard = study.shared(LeavingHazardOf(exposed: subject.source, followUp: settings.followUp)) {
            addHazard(hazard, to: &finding)
            addWeighted(hazard, pattern.days, to: &finding)
        }
        addPatternMixture(to: &finding)
        if left.isEmpty || stayed.isEmpty {
            note(
                Self.imputed, left.isEmpty ? "nobody left by this definition" : "nobody stayed by this definition",
                &finding)
        } else {
            addImputed(left, stayed, to: &finding)
        }
        finding.add(tests.asFamily("leaving"))
    }

    private func note(_ subject: Prose, _ reason: Prose, _ finding: inout FindingBuilder) {
        finding.cautions.append("\(subject) could not be estimated: \(reason).")
    }

    /// The slope that the others are held against.
    private func addMain(to finding: inout FindingBuilder) {
        guard let inference = line.fitted.fit.inference(ofFixedEffect: 1, level: study.level).fit else {
            return note("The slope of the mixed model", "its standard error is not known", &finding)
        }
        finding.add(
            .slopeUnder, key(.mixedModel), inference.estimate.value, se: inference.estimate.standardError,
            inference.interval, n: exposed.count, basis: .of(exposed))
    }

    // MARK: - Leaving by the last score, and weights for it

    private mutating func addHazard(_ hazard: LeavingHazard, to finding: inout FindingBuilder) {
        let subject: Prose = "The odds of leaving by the last score"
        switch hazard.outcome {
        case .notEstimable(.noObservations), .notEstimable(.noEvents):
            note(subject, "nobody left by this definition", &finding)
        case .notEstimable(.emptyCategory):
            note(subject, "nobody stayed after a score after which one could leave", &finding)
        case .notEstimable(.separated):
            note(subject, "the scores before leaving and the others do not overlap", &finding)
        case .notEstimable(let reason): note(subject, Prose(reason), &finding)
        case .fitted(let fit):
            let basis = hazard.basis(among: exposed)
            finding.add(
                .leavingOddsRatio, key(), fit.oddsRatio, fit.oddsRatioInterval(level: study.level), n: fit.people,
                events: fit.events, basis: basis)
            if let test = fit.test {
                tests.append(HypothesisTest(.leavingDoesNotDependOnScore, key(), test, basis: basis))
            }
        }
    }

    /// The least-squares slope of the days, as they are and each standing for those who left although they had been like it.
    private func addWeighted(_ hazard: LeavingHazard, _ days: ScoredDays, to finding: inout FindingBuilder) {
        let basis = days.basis(among: exposed)
        func add(_ handling: MissingHandling, _ outcome: FitOutcome<WeightedLine.Fit>) -> WeightedLine.Fit? {
            switch outcome {
            case .notEstimable(let reason):
                note("The slope by \(handling)", Prose(reason), &finding)
                return nil
            case .fitted(let fit):
                finding.add(
                    .slopeUnder, key(handling), fit.slope.value, se: fit.slope.standardError,
                    fit.interval(level: study.level), n: fit.groups, basis: basis)
                return fit
            }
        }
        _ = add(.notWeighted, days.line { _, days in days.map { _ in 1 } })
        guard let fit = hazard.outcome.fit else { return }
        let weights = zip(days.days, days.persons).map { hazard.weights($0, of: $1, fit) }
        guard let weighted = add(.weighted, days.line { number, _ in weights[number] }) else { return }
        finding.add(.effectiveDays, key(.weighted), weighted.effectiveShare, basis: basis)
        addSpread(of: weights, days, basis, to: &finding)
    }

    private func addSpread(
        of weights: [[Double]], _ days: ScoredDays, _ basis: Basis, to finding: inout FindingBuilder
    ) {
        let ofExposed = zip(weights, days.days).map { weights, days in
            zip(weights, days).filter { $1.exposure != nil }.map(\.0)
        }
        let all = ofExposed.flatMap(\.self)
        let moments = OnlineMoments(all)
        finding.add(.weightMean, key(.weighted), moments.mean, basis: basis)
        finding.add(.weightSD, key(.weighted), moments.standardDeviation, basis: basis)
        guard let high = Quantile.of(all, at: [0.99])?.first else { return }
        let beyond = PersonSet(
            ascending: zip(days.persons, ofExposed).filter { $1.contains { $0 >= high } }.map(\.0))
        finding.add(.weightHigh, key(.weighted), high, basis: basis.telling(apart: [beyond]))
    }

    // MARK: - Averaged over how long patients were seen

    private mutating func addPatternMixture(to finding: inout FindingBuilder) {
        let subject: Prose = "The slope averaged over how long patients were seen"
        let quarters = SeenQuarters(self.subject.exposed, exposed)
        guard quarters.parts.count > 1 else {
            return note(subject, "all patients were seen for the same time", &finding)
        }
        let slopes = study.executor.mapSideBySide(quarters.parts.count) { [line, level = study.level] number in
            line.slope(of: quarters.parts[number].persons, level: level)
        }
        var patterns: [PatternMixture.Pattern] = []
        // Patients of a quarter without a slope of its own go by that of the next one seen longer, or of the longest with one.
        var waiting = 0
        for (part, slope) in zip(quarters.parts, slopes) {
            finding.add(count: part.persons, as: .quarterPatients, key(quarter: part.quarter))
            if let limit = part.limit {
                finding.add(
                    .quarterLimit, key(quarter: part.quarter), Double(limit),
                    basis: .of(exposed, apart: [quarters.beyond(limit)]))
            }
            switch slope {
            case .failure(let reason):
                note("The slope of patients \(part.quarter)", Prose(reason), &finding)
                waiting += part.persons.count
            case .success(let slope):
                let estimate = slope.estimate
                finding.add(
                    .slopeUnder, key(quarter: part.quarter), estimate.value, se: estimate.standardError, slope.interval,
                    basis: .of(part.persons))
                patterns.append(
                    .init(
                        persons: part.persons.count + waiting,
                        .init(estimate, degreesOfFreedom: slope.degreesOfFreedom)))
                waiting = 0
            }
        }
        if waiting > 0, let last = patterns.popLast() {
            patterns.append(.init(persons: last.persons + waiting, last.member))
        }
        let basis = Basis.of(exposed, apart: quarters.parts.map(\.persons))
        if case .fitted(let test) = IndependentEstimates.equality(patterns.map(\.member)) {
            tests.append(HypothesisTest(.slopesDoNotDependOnLeaving, key(), test, basis: basis))
        }
        switch PatternMixture.average(patterns, level: study.level) {
        case .notEstimable(.tooFewGroups):
            note(subject, "fewer than two of the quarters have a slope of their own", &finding)
        case .notEstimable(let reason): note(subject, Prose(reason), &finding)
        case .fitted(let average):
            finding.add(
                .slopeUnder, key(.patternMixture), average.estimate.value, se: average.estimate.standardError,
                average.interval, n: exposed.count, basis: basis)
        }
    }

    // MARK: - Imputed

    private static let imputed: Prose = "The slope with those who left imputed"

    private func addImputed(_ left: PersonSet, _ stayed: PersonSet, to finding: inout FindingBuilder) {
        guard let imputed = study.shared(ImputedTrendOf(exposed: subject.source, followUp: settings.followUp)),
            let draws = imputed.draws
        else { return note(Self.imputed, "nobody left before the end of follow-up", &finding) }
        finding.set("imputations", "\(setting: draws)")
        let basis = Basis.of(left.union(stayed), apart: [left, stayed])
        let n = left.count + stayed.count
        for (course, points) in imputed.courses {
            switch points {
            case .notEstimable(let reason): note(Self.imputed, Prose(reason), &finding)
            case .fitted(let points):
                for point in points {
                    let slope = point.slope
                    finding.add(
                        .slopeUnder, key(MissingHandling(course), delta: point.delta), slope.estimate.value,
                        se: slope.estimate.standardError, slope.interval(level: study.level), n: n, basis: basis)
                }
            }
        }
        for (side, delta) in [(DeltaSide.below, imputed.tipping?.below), (.above, imputed.tipping?.above)] {
            guard let delta else { continue }
            finding.add(.leaverTippingDelta, key(side: side), delta, n: n, basis: basis)
        }
    }
}

extension MainTrend {
    /// The slope of the same model among some patients, with its degrees of freedom.
    fileprivate func slope(
        of persons: PersonSet, level: ConfidenceLevel
    ) -> Result<SatterthwaiteInference, NotEstimable> {
        let model = TrendModel(
            name: .unadjusted, moments: moments.line.choosing(groups: persons.persons),
            fixed: [TrendMoments.exposure], slope: TrendMoments.exposure, quantities: [])
        return model.fitted(executor: .serial).flatMap { fitted in
            guard let inference = fitted.fit.inference(ofFixedEffect: 1, level: level).fit,
                inference.degreesOfFreedom > 0
            else { return .failure(.varianceNotIdentified) }
            return .success(inference)
        }
    }
}

extension MissingHandling {
    /// Those who left imputed on a stated course.
    fileprivate init(_ course: ImputedTrend.Course) {
        switch course {
        case .own: self = .imputed
        case .jumpToReference: self = .jumpToReference
        case .copyIncrements: self = .copyIncrements
        }
    }
}

/// Quarters of the patients with an exposed score, by their longest exposure at one. Patients with the same one are in the same quarter,
/// so that there may be fewer.
struct SeenQuarters: Sendable {
    /// One of them.
    struct Part: Sendable {
        let quarter: SeenQuarter
        let persons: PersonSet
        /// The longest exposure in it, in days; `nil` of the last one.
        let limit: Int?
    }

    let parts: [Part]
    private let longest: [Int]
    private let exposed: PersonSet

    init(_ pain: ExposedPain, _ exposed: PersonSet) {
        let longest = pain.people.map { Int($0.longest) }
        let own = exposed.persons.map { Double(longest[$0]) }
        let limits = (Quantile.of(own, at: [0.25, 0.5, 0.75], rule: .nearestRank) ?? []).map { Int($0) }
        let persons = PersonSet.parts(limits.count + 1, below: longest.count) { person in
            exposed.contains(person) ? limits.count { longest[person] > $0 } : nil
        }
        self.longest = longest
        self.exposed = exposed
        parts = zip(SeenQuarter.allCases, persons).enumerated().compactMap { number, part in
            part.1.isEmpty
                ? nil
                : Part(quarter: part.0, persons: part.1, limit: number < limits.count ? limits[number] : nil)
        }
    }

    /// Those who were seen beyond a limit.
    func beyond(_ limit: Int) -> PersonSet {
        PersonSet(ascending: exposed.persons.filter { longest[$0] > limit })
    }
}
