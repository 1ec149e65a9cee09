import Cohort
import Estimation
import Findings

/// The numbers of retention: shares, curves, mean days and hazard ratios.
struct RetentionNumbers {
    let spans: TreatmentSpans
    let settings: RetentionSettings
    let study: Study
    /// Columns by whose levels shares are given.
    var columns: [PatientGroups] = []
    var pain: PainAtStart?
    /// Those who started, ascending.
    private let people: [Int]
    private(set) var cautions: [Prose] = []

    /// Days apart at which the cumulative incidence is shown.
    static let shownDays = 28
    /// Patients that a level needs for a mean of its own.
    static let fewest = 20
    /// A day at which it is not known of more than this whether they stayed is not asked about.
    static let mostUnknown = 0.1

    init(_ spans: TreatmentSpans, _ settings: RetentionSettings, study: Study) {
        self.spans = spans
        self.settings = settings
        self.study = study
        people = spans.started.map(\.person)
    }

    private var allLevels: [[FollowedTimes.Level]] {
        columns.map { FollowedTimes.levels($0, of: people) } + [FollowedTimes.levels(pain)].filter { !$0.isEmpty }
    }

    // MARK: - Shares

    /// Adds who is seen to stay through each day by a gap: of all, and of each level.
    mutating func addShares(_ gap: Int, to finding: inout FindingBuilder) {
        let days = settings.gaps[gap]
        for day in settings.days {
            let stayed = spans.started.map { $0.stayed(gap, days: days, through: day) }
            var isLeftOut = false
            for (place, positions): (StudyPlace?, [Int]) in [(nil, Array(stayed.indices))]
                + allLevels.joined().map({ ($0.place, $0.positions) })
            {
                let unknown = positions.count { stayed[$0] == nil }
                guard Double(unknown) <= Self.mostUnknown * Double(positions.count) else {
                    isLeftOut = true
                    continue
                }
                finding.add(
                    share: .retainedShare, RetentionKey(gap: days, day: day, group: place),
                    of: PersonSet(ascending: positions.filter { stayed[$0] == true }.map { people[$0] }),
                    among: PersonSet(ascending: positions.map { people[$0] }), intervals: [.wilson], level: study.level)
            }
            guard isLeftOut else { continue }
            note(
                """
                Of a group of whom more than \(setting: Int(100 * Self.mostUnknown))% are not known to have stayed or left by a day, as \
                treatment was not planned for so long or they were not observed, no share is given.
                """)
        }
    }

    private mutating func note(_ caution: Prose) {
        if !cautions.contains(caution) { cautions.append(caution) }
    }

    // MARK: - Curves

    private var longest: Int { settings.days.last ?? Self.shownDays }

    /// Adds the cumulative incidence of leaving and the mean days in treatment by the gap that leads.
    func addCurves(to finding: inout FindingBuilder) {
        guard let days = settings.gaps.first else { return }
        let times = spans.times(0, days: days)
        let everybody = Array(people.indices)
        addIncidence(times, days, everybody, nil, to: &finding)
        _ = addMean(times, days, everybody, nil, times.horizon([everybody], most: longest), to: &finding)
        for levels in allLevels {
            for level in levels { addIncidence(times, days, level.positions, level.place, to: &finding) }
            let compared = levels.filter { $0.positions.count >= Self.fewest }
            guard compared.count > 1, let first = compared.first else { continue }
            let horizon = times.horizon(compared.map(\.positions), most: longest)
            let means = compared.map { addMean(times, days, $0.positions, $0.place, horizon, to: &finding) }
            for (level, mean) in zip(compared, means).dropFirst() {
                guard let mean, let reference = means.first ?? nil,
                    let difference = mean.difference(from: reference).fit
                else { continue }
                finding.add(
                    .meanDaysDifference, RetentionKey(gap: days, day: horizon, group: level.place.against(first.place)),
                    difference.value, se: difference.standardError, difference.interval(level: study.level),
                    n: level.positions.count + first.positions.count, basis: times.basis(comparing: level, with: first))
            }
            if let (test, basis) = times.logRank(compared) {
                let key = RetentionKey(gap: days, group: StudyPlace(first.place.column, origin: first.place.origin))
                finding.add([HypothesisTest(.leavingLogRank, key, test, basis: basis)])
            }
        }
    }

    private func addIncidence(
        _ times: FollowedTimes, _ gap: Int, _ positions: [Int], _ place: StudyPlace?, to finding: inout FindingBuilder
    ) {
        let shown = Array(stride(from: Self.shownDays, through: max(longest, Self.shownDays), by: Self.shownDays))
        for step in times.incidence(of: positions, at: shown) {
            finding.add(
                .leftByDay, RetentionKey(gap: gap, day: step.time, group: place), step.point.incidence,
                se: step.point.standardError, step.point.interval(level: study.level), n: positions.count,
                basis: step.basis)
        }
    }

    private func addMean(
        _ times: FollowedTimes, _ gap: Int, _ positions: [Int], _ place: StudyPlace?, _ horizon: Int,
        to finding: inout FindingBuilder
    ) -> RestrictedMean? {
        guard let mean = times.restrictedMean(of: positions, horizon: horizon) else { return nil }
        finding.add(
            .meanDaysInTreatment, RetentionKey(gap: gap, day: horizon, group: place), mean.value,
            se: mean.standardError, mean.interval(level: study.level), n: positions.count,
            basis: times.basis(ofEventsAmong: positions))
        return mean
    }

    // MARK: - Pain

    /// Adds the hazard ratios of leaving by pain before, and by its change and variability up to the landmark among the patients who
    /// were then still in treatment.
    mutating func addHazards(to finding: inout FindingBuilder) {
        guard let pain, let days = settings.gaps.first else { return }
        let times = spans.times(0, days: days)
        let adjust = settings.adjust ?? .usual(in: study.cohort)
        for predictor in PainPredictor.allCases {
            let after = predictor.isKnownAtStart ? 0 : settings.landmark
            let outcome = times.hazards(
                predictor.label, pain.values(predictor), of: people.indices.filter { times.times[$0] > after },
                after: after, adjust: adjust, in: study)
            switch outcome {
            case .notEstimable(let why):
                note("Whether \(predictor) goes with leaving treatment could not be estimated: \(Prose(why)).")
            case .fitted(let hazards):
                for hazard in hazards {
                    let key = RetentionHazardKey(
                        gap: days, predictor: predictor, model: hazard.model, instrument: pain.instrument)
                    finding.add(
                        .leavingHazardRatio, key, hazard.ratio.value, hazard.ratio.interval(level: study.level),
                        n: hazard.patients, events: hazard.events, basis: hazard.basis)
                    guard let test = hazard.proportionality else { continue }
                    finding.add([HypothesisTest(.leavingProportionalHazards, key, test, basis: hazard.basis)])
                }
            }
        }
    }
}
