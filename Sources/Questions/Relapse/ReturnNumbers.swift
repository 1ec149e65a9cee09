import Cohort
import Estimation
import Findings

/// The numbers of return to use: shares, curves, mean weeks and hazard ratios.
struct ReturnNumbers {
    let words: ReturnWords
    let settings: RelapseSettings
    let study: Study
    /// Columns by whose levels shares are given.
    var columns: [PatientGroups] = []
    var pain: PainAtStart?
    /// Those followed, ascending.
    private let people: [Int]
    private(set) var cautions: [Prose] = []

    /// Weeks apart at which the cumulative incidence is shown.
    static let shownWeeks = 4
    /// Patients that a level needs for a mean of its own.
    static let fewest = 20

    init(_ words: ReturnWords, _ settings: RelapseSettings, study: Study) {
        self.words = words
        self.settings = settings
        self.study = study
        people = words.followed.map(\.person)
    }

    private func persons(_ positions: some Sequence<Int>) -> PersonSet {
        PersonSet(ascending: positions.map { words.followed[$0].person })
    }

    private var allLevels: [[FollowedTimes.Level]] {
        columns.map { FollowedTimes.levels($0, of: people) } + [FollowedTimes.levels(pain)].filter { !$0.isEmpty }
    }

    // MARK: - What the screens say

    /// Adds the share of each result in each week, of those followed through it.
    func addWeeklyResults(to finding: inout FindingBuilder) {
        let last = words.followed.map(\.word.weeks.count).max() ?? 0
        for week in 1...max(1, min(last, settings.weeks)) {
            let followed = words.followed.indices.filter { words.followed[$0].word.weeks.count >= week }
            guard !followed.isEmpty else { continue }
            let among = persons(followed)
            for result in WeeklyResult.allCases {
                let own = persons(followed.filter { words.followed[$0].word.weeks[week - 1] == result })
                finding.add(
                    share: .weeklyResultShare, WeeklyResultKey(week: week, result: ResultTerm(result)), of: own,
                    among: among, intervals: [.wilson], level: study.level)
            }
        }
    }

    // MARK: - Who returned

    /// Adds who returned by an endpoint: of all, of each level of the columns and of each band of pain; and of how many of them no
    /// positive screen was seen.
    func addShares(_ endpoint: ReturnEndpoint, to finding: inout FindingBuilder) {
        let groups: [(place: StudyPlace?, among: PersonSet)] =
            [(nil, words.persons)] + allLevels.joined().map { ($0.place, persons($0.positions)) }
        for reading in [ReturnReading.rule, .seenOnly] {
            let read = ReturnTimes(endpoint, words, reading == .rule ? .ofEndpoint : .seenOnly)
            let positions = read.times.withEvent
            let returned = persons(positions)
            for (place, among) in groups {
                finding.add(
                    share: .returnedShare, ReturnKey(endpoint: endpoint.term, reading: reading, group: place),
                    of: returned.intersection(among), among: among, intervals: [.wilson], level: study.level)
            }
            guard reading == .rule else { continue }
            let unseen = persons(positions.filter { read.isUnseen[$0] })
            for (place, among) in groups {
                finding.add(
                    share: .unseenReturnShare, ReturnKey(endpoint: endpoint.term, group: place),
                    of: unseen.intersection(among), among: returned.intersection(among), intervals: [.wilson],
                    level: study.level)
            }
        }
    }

    // MARK: - When

    /// Adds the cumulative incidence, the mean weeks before return and their differences, with the test that levels are alike.
    func addCurves(_ endpoint: ReturnEndpoint, to finding: inout FindingBuilder) {
        let times = ReturnTimes(endpoint, words).times
        let everybody = Array(words.followed.indices)
        addIncidence(times, endpoint, everybody, nil, to: &finding)
        _ = addMeanWeeks(
            times, endpoint, everybody, nil, times.horizon([everybody], most: settings.weeks), to: &finding)
        for levels in allLevels {
            for level in levels { addIncidence(times, endpoint, level.positions, level.place, to: &finding) }
            let compared = levels.filter { $0.positions.count >= Self.fewest }
            guard compared.count > 1, let column = compared.first?.place else { continue }
            let horizon = times.horizon(compared.map(\.positions), most: settings.weeks)
            let means = compared.map { addMeanWeeks(times, endpoint, $0.positions, $0.place, horizon, to: &finding) }
            addDifferences(times, compared, means, endpoint, to: &finding)
            if let (test, basis) = times.logRank(compared) {
                let key = ReturnKey(endpoint: endpoint.term, group: StudyPlace(column.column, origin: column.origin))
                finding.add([HypothesisTest(.returnLogRank, key, test, basis: basis)])
            }
        }
    }

    private func addIncidence(
        _ times: FollowedTimes, _ endpoint: ReturnEndpoint, _ positions: [Int], _ place: StudyPlace?,
        to finding: inout FindingBuilder
    ) {
        let shown = Array(
            stride(from: Self.shownWeeks, through: max(settings.weeks, Self.shownWeeks), by: Self.shownWeeks))
        for step in times.incidence(of: positions, at: shown) {
            finding.add(
                .returnedByWeek, ReturnKey(endpoint: endpoint.term, week: step.time, group: place),
                step.point.incidence, se: step.point.standardError, step.point.interval(level: study.level),
                n: positions.count, basis: step.basis)
        }
    }

    private func addMeanWeeks(
        _ times: FollowedTimes, _ endpoint: ReturnEndpoint, _ positions: [Int], _ place: StudyPlace?, _ horizon: Int,
        to finding: inout FindingBuilder
    ) -> RestrictedMean? {
        guard let mean = times.restrictedMean(of: positions, horizon: horizon) else { return nil }
        finding.add(
            .meanWeeksFree, ReturnKey(endpoint: endpoint.term, week: horizon, group: place), mean.value,
            se: mean.standardError, mean.interval(level: study.level), n: positions.count,
            basis: times.basis(ofEventsAmong: positions))
        return mean
    }

    private func addDifferences(
        _ times: FollowedTimes, _ levels: [FollowedTimes.Level], _ means: [RestrictedMean?], _ endpoint: ReturnEndpoint,
        to finding: inout FindingBuilder
    ) {
        guard let first = levels.first, let reference = means.first ?? nil else { return }
        for (level, mean) in zip(levels, means).dropFirst() {
            guard let mean, let difference = mean.difference(from: reference).fit else { continue }
            finding.add(
                .meanWeeksDifference,
                ReturnKey(
                    endpoint: endpoint.term, week: Int(difference.horizon), group: level.place.against(first.place)),
                difference.value,
                se: difference.standardError, difference.interval(level: study.level),
                n: level.positions.count + first.positions.count,
                basis: times.basis(comparing: level, with: first))
        }
    }

    // MARK: - Pain

    /// Adds the hazard ratios of pain before; for the definition that leads, those of its change and variability up to the landmark
    /// among the patients who were then still followed and had not returned.
    mutating func addHazards(_ endpoint: ReturnEndpoint, isLeading: Bool, to finding: inout FindingBuilder) {
        guard let pain else { return }
        let times = ReturnTimes(endpoint, words).times
        let all = Array(words.followed.indices)
        let adjust = settings.adjust ?? .usual(in: study.cohort)
        for predictor in PainPredictor.allCases where isLeading || predictor == .before {
            let after = predictor.isKnownAtStart ? 0 : settings.landmark
            let outcome = times.hazards(
                predictor.label, pain.values(predictor), of: all.filter { times.times[$0] > after }, after: after,
                adjust: adjust, in: study)
            switch outcome {
            case .notEstimable(let why):
                guard isLeading else { continue }
                cautions.append("Whether \(predictor) goes with return to use could not be estimated: \(Prose(why)).")
            case .fitted(let hazards):
                for hazard in hazards {
                    let key = ReturnHazardKey(
                        endpoint: endpoint.term, predictor: predictor, model: hazard.model, instrument: pain.instrument)
                    finding.add(
                        .returnHazardRatio, key, hazard.ratio.value, hazard.ratio.interval(level: study.level),
                        n: hazard.patients, events: hazard.events, basis: hazard.basis)
                    guard let test = hazard.proportionality else { continue }
                    finding.add([HypothesisTest(.returnProportionalHazards, key, test, basis: hazard.basis)])
                }
            }
        }
    }

    // MARK: - Weeks without a result

    /// Adds the shares when weeks without a result are imputed from the weeks before, by each factor of the odds.
    mutating func addImputed(to finding: inout FindingBuilder) {
        guard words.followed.contains(where: { $0.word.weeks.contains(.missing) }) else { return }
        let first = columns.first.map { FollowedTimes.levels($0, of: people).map(\.positions) } ?? []
        switch ReturnImputation.of(words, pain, first, settings, of: study) {
        case .notEstimable(let why):
            cautions.append("Weeks without a result could not be imputed: \(Prose(why)).")
        case .fitted(let imputation):
            if imputation.positions.count < words.followed.count {
                cautions.append(
                    "Weeks without a result were imputed in a regular sample of \(setting: imputation.positions.count) patients."
                )
            }
            let groups: [(place: StudyPlace?, positions: [Int])] =
                [(nil, Array(words.followed.indices))]
                + allLevels.joined().filter { $0.positions.count >= Self.fewest }.map { ($0.place, $0.positions) }
            for endpoint in settings.endpoints {
                let told = endpoint == settings.endpoints.first ? groups : Array(groups.prefix(1))
                for factor in settings.oddsFactors.indices {
                    let returned = imputation.returned(endpoint, words, factor: factor, executor: study.executor)
                    for group in told { add(imputation, returned, endpoint, factor, group, to: &finding) }
                }
            }
        }
    }

    private func add(
        _ imputation: ReturnImputation, _ returned: [[Bool]], _ endpoint: ReturnEndpoint, _ factor: Int,
        _ group: (place: StudyPlace?, positions: [Int]), to finding: inout FindingBuilder
    ) {
        let own = Set(group.positions)
        let pooled = ReturnImputation.share(returned, where: imputation.positions.map(own.contains)).fit
        guard let pooled else { return }
        finding.add(
            .returnedShare,
            ReturnKey(
                endpoint: endpoint.term, reading: .imputed, oddsFactor: settings.oddsFactors[factor], group: group.place
            ),
            pooled.estimate.value, se: pooled.estimate.standardError, pooled.interval(level: study.level),
            n: group.positions.count, basis: .of(persons(group.positions)))
    }
}
