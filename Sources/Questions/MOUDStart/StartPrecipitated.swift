import Cohort
import Estimation
import Findings

/// Precipitated withdrawal by score, drug by drug and scale by scale: whose score rose within an hour of the first dose by what patients
/// feel as a shift (Dunn 2023, 10.3389/fpsyt.2023.1141980), and what such a share has to be read against.
struct StartPrecipitated {
    let starts: MOUDStarts
    let settings: MOUDStartSettings
    let study: Study
    /// Whether the data have times of doses and of assessments at all.
    let hasTimes: Bool
    private let hasScores: Bool
    private(set) var isGiven = false
    private(set) var tests: [HypothesisTest] = []

    init(_ starts: MOUDStarts, _ settings: MOUDStartSettings, study: Study) {
        self.starts = starts
        self.settings = settings
        self.study = study
        let cohort = study.cohort
        func isAny(_ holds: (WithdrawalAssessment) -> Bool) -> Bool {
            (0..<cohort.patients.count).contains { cohort.withdrawal[$0].contains(where: holds) }
        }
        hasTimes = cohort.moud.hasTimes && isAny { $0.time != nil }
        hasScores = isAny { $0.score != nil }
    }

    /// Why nothing is given, in a clause; `nil` where something is.
    var reason: Prose? {
        if isGiven { return nil }
        let rise: Prose = """
            a rise of COWS by \(setting: settings.leastRise(.cows)) or SOWS by \(setting: settings.leastRise(.sows)) within \
            \(setting: settings.precipitatedWithin) minutes of the first dose
            """
        if !hasScores { return "not given: \(rise) needs scores, and the assessments have grades alone" }
        if !hasTimes {
            return """
                not given: \(rise) needs the times of dose and assessment; "time_of_day" among the columns of the tables moud and \
                withdrawal says which columns hold them
                """
        }
        return "not given: nobody has a score before the first dose on its day and another soon enough after it"
    }

    /// Adds the shares of one drug on one scale.
    mutating func add(_ group: StartGroup, _ scale: WithdrawalScale, to finding: inout FindingBuilder) {
        guard hasTimes, hasScores else { return }
        var scores: [(person: Int, scores: FirstDoseScores)] = []
        var untold: [FirstDoseScores.Untold: [Int]] = [:]
        group.persons.forEach { person in
            guard let first = starts.first[person] else { return }
            let own = study.cohort.withdrawal[person].filter { $0.scale == scale }
            let dose = study.cohort.moud.firstDoseTime(of: person)
            switch FirstDoseScores.outcome(of: own, around: first, at: dose, within: settings.precipitatedWithin) {
            case .told(let told): scores.append((person, told))
            case .untold(let reason): untold[reason, default: []].append(person)
            }
        }
        guard !scores.isEmpty else { return }
        isGiven = true
        func persons(_ holds: (FirstDoseScores) -> Bool) -> PersonSet {
            PersonSet(ascending: scores.filter { holds($0.scores) }.map(\.person))
        }
        let (told, least) = (persons { _ in true }, settings.leastRise(scale))
        let rose = persons { $0.highest - $0.before >= least }
        let fell = persons { $0.before - $0.lowest >= least }
        let cannotRise = persons { $0.before + least > scale.range.upperBound }
        let key = PrecipitatedKey(drug: group.drug, scale: WithdrawalScaleName(scale), part: group.part)
        let apart = group.others + [group.persons.subtracting(told), rose.subtracting(fell), fell.subtracting(rose)]
        for (quantity, event) in [
            (Quantity.precipitatedShare, rose), (.fellAsMuchShare, fell), (.noRoomShare, cannotRise),
        ] {
            finding.add(
                share: quantity, key, of: event, among: told, intervals: [.wilson], level: study.level, apart: apart)
        }
        addMedian(scores.map { ($0.person, Double($0.scores.before)) }, told, group, key, to: &finding)
        addRegardless(group, scale, least, key, to: &finding)
        for reason in FirstDoseScores.Untold.allCases {
            guard let without = untold[reason].map({ PersonSet(ascending: $0) }) else { continue }
            var key = key
            key.reason = reason
            finding.add(
                share: .riseNotToldShare, key, of: without, among: group.persons, intervals: [.wilson],
                level: study.level,
                apart: group.others)
        }
        let (onlyRose, onlyFell) = (rose.subtracting(fell), fell.subtracting(rose))
        let test = BinomialCount(successes: onlyRose.count, trials: onlyRose.count + onlyFell.count).flatMap {
            ProportionTest($0, claim: 0.5, alternative: .greater)
        }
        guard let test else { return }
        tests.append(
            HypothesisTest(
                .risesAsFalls, key, p: test.pValue,
                basis: .event(onlyRose, among: onlyRose.union(onlyFell), apart: apart + [told])))
    }

    private func addMedian(
        _ scores: [(person: Int, value: Double)], _ told: PersonSet, _ group: StartGroup, _ key: PrecipitatedKey,
        to finding: inout FindingBuilder
    ) {
        guard let median = Quantile.quartiles(scores.map(\.value))?.median else { return }
        let below = PersonSet(ascending: scores.filter { $0.value <= median }.map(\.person))
        finding.add(
            .scoreBeforeDoseMedian, key, median, n: group.count(told),
            basis: .of(told, apart: group.apart([group.persons.subtracting(told), below])))
    }

    /// Adds what a comparison without times sees: the same rise at any time up to the day after the first dose.
    private func addRegardless(
        _ group: StartGroup, _ scale: WithdrawalScale, _ least: Int, _ key: PrecipitatedKey,
        to finding: inout FindingBuilder
    ) {
        let rises = group.persons.persons.compactMap { person -> (person: Int, isRise: Bool)? in
            guard let first = starts.first[person] else { return nil }
            let scored = study.cohort.withdrawal[person].filter { $0.scale == scale && $0.score != nil }
            guard let pair = StartWithdrawal.pair(scored, around: first, at: nil), let before = pair.before.score,
                let highest = pair.after.compactMap(\.score).max()
            else { return nil }
            return (person, highest - before >= least)
        }
        let paired = PersonSet(ascending: rises.map(\.person))
        guard !paired.isEmpty else { return }
        let rose = PersonSet(ascending: rises.filter(\.isRise).map(\.person))
        finding.add(
            share: .roseAtAnyTimeShare, key, of: rose, among: paired, intervals: [.wilson], level: study.level,
            apart: group.others + [group.persons.subtracting(paired)])
    }
}
