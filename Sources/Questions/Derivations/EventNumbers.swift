import Estimation
import Findings

/// The families of tests of an event, with their headings.
enum EventFamily {
    static let pain = (name: "pain", heading: "Pain, of each the adjusted hazard ratio where there is one")
    static let groups = (name: "groups", heading: "Groups")
    static let all = [pain, groups]
    /// How they are adjusted, as a sentence of a method.
    static let adjustment = [HypothesisTest].adjustment(
        of:
            "each of two families: the hazard ratios of pain, of each the adjusted one where there is one, and the columns"
    )
}

/// The numbers of an event after a time zero that questions ask alike: when it comes, how long it takes, whether it is alike over groups,
/// and whether pain goes before it.
struct EventNumbers<Key: GroupKey, HazardKey: GroupKey> {
    /// What a question calls them.
    struct Names {
        /// The event in a sentence.
        let event: Prose
        let incidence: Quantity<Key>
        let mean: Quantity<Key>
        let difference: Quantity<Key>
        let alike: DeclaredTest<Key>
        let hazardRatio: Quantity<HazardKey>
        let isOne: DeclaredTest<HazardKey>
        let proportional: DeclaredTest<HazardKey>
        /// What a number is about: by which time, and of whom.
        let key: (_ time: Int?, _ place: StudyPlace?) -> Key
        /// What a hazard ratio is about.
        let hazardKey: (_ predictor: PainPredictor, _ model: HazardModel, _ instrument: InstrumentInfo) -> HazardKey
    }

    let times: FollowedTimes
    let names: Names
    let study: Study

    private typealias Level = FollowedTimes.Level

    /// Adds the cumulative incidence, every `step` up to `longest`, the mean time before the event and its differences between levels, and
    /// the test that levels are alike.
    func addCurves(_ levels: [[FollowedTimes.Level]], every step: Int, longest: Int, to finding: inout FindingBuilder) {
        let everybody = Array(times.people.indices)
        let shown = Array(stride(from: step, through: max(longest, step), by: step))
        addIncidence(everybody, nil, shown, to: &finding)
        _ = addMean(everybody, nil, times.horizon([everybody], most: longest), to: &finding)
        var alike: [HypothesisTest] = []
        for levels in levels {
            for level in levels { addIncidence(level.positions, level.place, shown, to: &finding) }
            let compared = levels.filter { $0.positions.count >= FollowedTimes.fewest }
            guard compared.count > 1, let first = compared.first else { continue }
            let horizon = times.horizon(compared.map(\.positions), most: longest)
            let means = compared.map { addMean($0.positions, $0.place, horizon, to: &finding) }
            addDifferences(compared, means, horizon, to: &finding)
            if let (test, basis) = times.logRank(compared) {
                let column = StudyPlace(first.place.column, origin: first.place.origin)
                alike.append(HypothesisTest(names.alike, names.key(nil, column), test, basis: basis))
            }
        }
        finding.add(alike.asFamily(EventFamily.groups.name))
    }

    private func addIncidence(
        _ positions: [Int], _ place: StudyPlace?, _ shown: [Int], to finding: inout FindingBuilder
    ) {
        for step in times.incidence(of: positions, at: shown, fewest: study.minimumStep) {
            finding.add(
                names.incidence, names.key(step.time, place), step.point.incidence, se: step.point.standardError,
                step.point.interval(level: study.level), n: positions.count, basis: step.basis)
        }
    }

    private func addMean(
        _ positions: [Int], _ place: StudyPlace?, _ horizon: Int, to finding: inout FindingBuilder
    ) -> RestrictedMean? {
        guard let mean = times.restrictedMean(of: positions, horizon: horizon) else { return nil }
        finding.add(
            names.mean, names.key(horizon, place), mean.value, se: mean.standardError,
            mean.interval(level: study.level), n: positions.count, basis: times.basis(ofEventsAmong: positions))
        return mean
    }

    private func addDifferences(
        _ levels: [Level], _ means: [RestrictedMean?], _ horizon: Int, to finding: inout FindingBuilder
    ) {
        guard let first = levels.first, let reference = means.first ?? nil else { return }
        for (level, mean) in zip(levels, means).dropFirst() {
            guard let difference = mean?.difference(from: reference).fit else { continue }
            finding.add(
                names.difference, names.key(horizon, level.place.against(first.place)), difference.value,
                se: difference.standardError, difference.interval(level: study.level),
                n: level.positions.count + first.positions.count, basis: times.basis(comparing: level, with: first))
        }
    }

    /// Adds the hazard ratios of pain before time zero, and, among those then still followed without the event, of its change and
    /// variability up to the landmark.
    ///
    /// Several predictors are a family: of each the adjusted ratio where there is one.
    ///
    /// - Returns: which could not be estimated, and why.
    func addHazards(
        of pain: PainAtStart, _ predictors: [PainPredictor], landmark: Int, adjust: [Adjustment]?,
        to finding: inout FindingBuilder
    ) -> [Prose] {
        var reasons: [Prose] = []
        // Of each predictor the test of the ratio that is told, then the others.
        var (told, others): ([HypothesisTest], [HypothesisTest]) = ([], [])
        let adjust = adjust ?? .usual(in: study.cohort)
        for predictor in predictors {
            let after = predictor.isKnownAtStart ? 0 : landmark
            let outcome = times.hazards(
                predictor.label, pain.values(predictor), of: times.people.indices.filter { times.times[$0] > after },
                after: after, adjust: adjust, in: study)
            switch outcome {
            case .notEstimable(let why):
                reasons.append("Whether \(predictor) goes with \(names.event) could not be estimated: \(Prose(why)).")
            case .fitted(let hazards):
                for (place, hazard) in hazards.enumerated() {
                    let key = names.hazardKey(predictor, hazard.model, pain.instrument)
                    finding.add(
                        names.hazardRatio, key, hazard.ratio.value, hazard.ratio.interval(level: study.level),
                        n: hazard.patients, events: hazard.events, basis: hazard.basis)
                    if let test = hazard.test {
                        let own = HypothesisTest(names.isOne, key, test, basis: hazard.basis)
                        if place == hazards.count - 1 { told.append(own) } else { others.append(own) }
                    }
                    guard let test = hazard.proportionality else { continue }
                    others.append(HypothesisTest(names.proportional, key, test, basis: hazard.basis))
                }
            }
        }
        finding.add((predictors.count > 1 ? told.asFamily(EventFamily.pain.name) : told) + others)
        return reasons
    }
}
