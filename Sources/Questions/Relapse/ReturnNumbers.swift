import Cohort
import Estimation
import Findings

/// The numbers of return to use: shares, curves, mean weeks and hazard ratios.
struct ReturnNumbers {
    let words: ReturnWords
    let settings: RelapseSettings
    let study: Study
    private let pain: PainAtStart?
    /// The levels of each column by which shares are given, and the bands of pain before.
    private let levels: [[FollowedTimes.Level]]
    private(set) var cautions: [Prose] = []

    /// Weeks apart at which the cumulative incidence is shown.
    static let shownWeeks = 4

    /// - Parameter columns: those by whose levels shares are given.
    init(
        _ words: ReturnWords, by columns: [PatientGroups], _ pain: PainAtStart?, _ settings: RelapseSettings,
        study: Study
    ) {
        self.words = words
        self.settings = settings
        self.study = study
        self.pain = pain
        levels = FollowedTimes.levels(columns, pain, of: words.followed.map(\.person))
    }

    private func persons(_ positions: some Sequence<Int>) -> PersonSet {
        PersonSet(ascending: positions.map { words.followed[$0].person })
    }

    // MARK: - What the screens say

    /// Adds the share of each result in each week, of those followed through it.
    func addWeeklyResults(to finding: inout FindingBuilder) {
        let last = words.followed.map(\.word.weeks.count).max() ?? 0
        for week in 1...max(1, min(last, settings.weeks)) {
            let followed = words.followed.indices.filter { words.followed[$0].word.weeks.count >= week }
            guard !followed.isEmpty else { continue }
            let among = persons(followed)
            let parts = WeeklyResult.allCases.map { result in
                persons(followed.filter { words.followed[$0].word.weeks[week - 1] == result })
            }
            for (position, result) in WeeklyResult.allCases.enumerated() {
                finding.add(
                    share: .weeklyResultShare, WeeklyResultKey(week: week, result: ResultTerm(result)),
                    of: parts[position], among: among, intervals: [.wilson], level: study.level)
            }
        }
    }

    // MARK: - Who returned

    /// Adds who returned by an endpoint: of all, of each level of the columns and of each band of pain; of how many of them no positive
    /// screen was seen; and whether pain goes before it.
    ///
    /// - Returns: when they did.
    mutating func add(
        _ endpoint: ReturnEndpoint, isLeading: Bool, to finding: inout FindingBuilder
    ) -> EventNumbers<ReturnKey, ReturnHazardKey> {
        let read = ReturnTimes(endpoint, words)
        let returned = read.times.withEvent
        addShares(.returnedShare, of: persons(returned), among: words.persons, to: &finding) {
            ReturnKey(endpoint: endpoint.term, reading: .rule, group: $0)
        }
        addShares(
            .unseenReturnShare, of: persons(returned.filter { read.isUnseen[$0] }), among: persons(returned),
            to: &finding
        ) { ReturnKey(endpoint: endpoint.term, group: $0) }
        let seen = ReturnTimes(endpoint, words, .seenOnly).times
        addShares(.returnedShare, of: persons(seen.withEvent), among: words.persons, to: &finding) {
            ReturnKey(endpoint: endpoint.term, reading: .seenOnly, group: $0)
        }
        let numbers = EventNumbers(times: read.times, names: .returning(by: endpoint), study: study)
        if let pain {
            let reasons = numbers.addHazards(
                of: pain, isLeading ? PainPredictor.allCases : [.before], landmark: settings.landmark,
                adjust: settings.adjust, to: &finding)
            if isLeading { cautions += reasons }
        }
        return numbers
    }

    /// Adds when patients returned, and how long it took.
    func addCurves(_ numbers: EventNumbers<ReturnKey, ReturnHazardKey>, to finding: inout FindingBuilder) {
        numbers.addCurves(levels, every: Self.shownWeeks, longest: settings.weeks, to: &finding)
    }

    /// Adds a share of some patients: of all, and of each level.
    private func addShares(
        _ quantity: Quantity<ReturnKey>, of event: PersonSet, among persons: PersonSet,
        to finding: inout FindingBuilder,
        _ key: (StudyPlace?) -> ReturnKey
    ) {
        finding.add(
            share: quantity, key(nil), of: event, among: persons, intervals: [.wilson], level: study.level)
        for levels in levels {
            let groups = levels.map { self.persons($0.positions).intersection(persons) }
            let events = groups.map { $0.intersection(event) }
            for (position, level) in levels.enumerated() {
                finding.add(
                    share: quantity, key(level.place), of: events[position], among: groups[position],
                    intervals: [.wilson], level: study.level)
            }
        }
    }

    // MARK: - Weeks without a result

    /// Adds the shares when weeks without a result are imputed from the weeks before, by each factor of the odds.
    mutating func addImputed(to finding: inout FindingBuilder) {
        guard words.followed.contains(where: { $0.word.weeks.contains(.missing) }) else { return }
        let first = levels.first { $0.first?.place.origin == .study }?.map(\.positions) ?? []
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
                + levels.joined().filter { $0.positions.count >= FollowedTimes.fewest }.map { ($0.place, $0.positions) }
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

extension EventNumbers.Names where Key == ReturnKey, HazardKey == ReturnHazardKey {
    /// Of return to use by an endpoint, in weeks.
    fileprivate static func returning(by endpoint: ReturnEndpoint) -> Self {
        Self(
            event: "return to use", incidence: .returnedByWeek, mean: .meanWeeksFree, difference: .meanWeeksDifference,
            alike: .returnLogRank, hazardRatio: .returnHazardRatio, isOne: .returnHazardIsOne,
            proportional: .returnProportionalHazards,
            key: { ReturnKey(endpoint: endpoint.term, week: $0, group: $1) },
            hazardKey: { ReturnHazardKey(endpoint: endpoint.term, predictor: $0, model: $1, instrument: $2) })
    }
}
