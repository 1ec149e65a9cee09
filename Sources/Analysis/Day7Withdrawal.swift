import Cohort
import Estimation
import Findings

/// What share of patients had no withdrawal on day 7 after the index day, and how much the answer hangs on the people
/// who were not assessed.
struct Day7Withdrawal {
    let cohort: Cohort
    let settings: AnalysisSettings.Day7
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let id = "day7_withdrawal"
    private static let intervals: [ConfidenceInterval.Method] = [.wilson, .clopperPearson]

    func finding() -> Finding {
        let statuses = DayStatus.ofEverybody(in: cohort, target: settings.day, window: settings.window)
        let started = statuses.count { $0 != .noIndexDay }
        let assessed = statuses.count { $0.status != nil }
        guard !cohort.withdrawal.isEmpty else {
            return notEstimable("the study has no withdrawal assessments", started: started)
        }
        guard started > 0 else {
            return notEstimable("no patient has an index day (\(cohort.indexRule.description))", started: 0)
        }
        guard assessed > 0 else {
            return notEstimable(
                "no patient was assessed in the window \(windowText) after the index day", started: started)
        }

        let weighting = DayWeighting(
            cohort: cohort, statuses: statuses, settings: settings, level: level, executor: executor)
        var estimates: [Estimate] = []
        var tests: [HypothesisTest] = []
        func ask(_ people: [Int], _ group: [String: String]) -> [HypothesisTest] {
            let own = people.map { statuses[$0] }
            estimates += shares(of: own, group: group) + weighting.estimates(of: people, group: group)
            return testsAgainstClaim(own, group: group) + weighting.tests(of: people, group: group)
        }
        tests += ask(Array(statuses.indices), [:]).asFamily("everyone")
        for groups in settings.by.compactMap({ PatientGroups($0, of: cohort) }) {
            var ofLevels: [HypothesisTest] = []
            for (level, name) in groups.levels.enumerated() {
                let people = statuses.indices.filter { groups.members[$0] == level }
                guard people.contains(where: { statuses[$0] != .noIndexDay }) else { continue }
                ofLevels += ask(people, [groups.name: name])
            }
            tests += Self.families(ofLevels, by: groups.name)
        }
        estimates += sharesByScale(statuses)
        return Finding(
            id: Self.id, title: title,
            population: population(started: started, assessed: assessed),
            estimand: estimand + weighting.estimand, method: method + weighting.method,
            settings: settingsText.merging(weighting.settingsText) { own, _ in own },
            estimates: estimates, tests: tests, cautions: cautions(statuses) + weighting.cautions)
    }

    // MARK: - Numbers

    /// The tests of a column's levels: a family a denominator.
    private static func families(_ tests: [HypothesisTest], by column: String) -> [HypothesisTest] {
        var denominators: [String] = []
        for case let name? in tests.map({ $0.group["denominator"] }) where !denominators.contains(name) {
            denominators.append(name)
        }
        return denominators.flatMap { name in
            tests.filter { $0.group["denominator"] == name }.asFamily("\(column), \(name)")
        }
    }

    private func shares(of statuses: [DayStatus], group: [String: String]) -> [Estimate] {
        let tally = DayTally(statuses)
        var estimates: [Estimate] = []
        for denominator in Denominator.allCases {
            let (events, n) = tally.share(denominator)
            estimates += Estimate.shares(
                "no_withdrawal_share", group: group.merging(["denominator": denominator.rawValue]) { own, _ in own },
                events: events, of: n, intervals: Self.intervals, level: level, cells: tally.cells(denominator))
        }
        estimates += Estimate.shares(
            "not_assessed_share", group: group, events: tally.notAssessed, of: tally.started, intervals: [.wilson],
            level: level, cells: [tally.notAssessed, tally.assessed])
        return estimates + tippingShare(tally, group: group)
    }

    /// The share of those not assessed who would have to be free of withdrawal for the share of everyone to be the claim
    /// (Yan, Lee & Li 2009, doi:10.1080/10543400903242829): below 0 it is more whoever they are, above 1 it is less.
    private func tippingShare(_ tally: DayTally, group: [String: String]) -> [Estimate] {
        guard let claim = settings.claim, tally.notAssessed > 0 else { return [] }
        let missing = Double(tally.notAssessed)
        return [
            Estimate(
                "tipping_share", group: group.merging(["claim": "\(claim)"]) { own, _ in own },
                value: Measure((claim * Double(tally.started) - Double(tally.free)) / missing), n: tally.notAssessed,
                unit: "share", cells: tally.cells(.bestCase))
        ]
    }

    /// Among those assessed only: the scale of somebody who was not assessed is not known.
    private func sharesByScale(_ statuses: [DayStatus]) -> [Estimate] {
        WithdrawalScale.allCases.flatMap { scale -> [Estimate] in
            let tally = DayTally(statuses.filter { $0.status?.scale == scale })
            guard tally.assessed > 0 else { return [] }
            return Estimate.shares(
                "no_withdrawal_share", group: ["denominator": Denominator.assessed.rawValue, "scale": scale.rawValue],
                events: tally.free, of: tally.assessed, intervals: Self.intervals, level: level,
                cells: tally.cells(.assessed))
        }
    }

    private func testsAgainstClaim(_ statuses: [DayStatus], group: [String: String]) -> [HypothesisTest] {
        guard let claim = settings.claim else { return [] }
        let tally = DayTally(statuses)
        return Denominator.allCases.compactMap { denominator in
            let (events, n) = tally.share(denominator)
            guard let count = BinomialCount(successes: events, trials: n),
                let test = ProportionTest(count, claim: claim)
            else { return nil }
            let about = ["denominator": denominator.rawValue, "claim": "\(claim)"]
            return HypothesisTest(
                "exact_binomial_against_claim", group: group.merging(about) { own, _ in own },
                p: Measure(test.pValue), cells: [events, n - events] + tally.cells(denominator))
        }
    }

    // MARK: - Words

    private var title: String { "No withdrawal on day \(settings.day)" }

    private var windowText: String { "days \(settings.window.lowerBound) to \(settings.window.upperBound)" }

    private var estimand: String {
        "Share of patients without withdrawal on day \(settings.day) after the index day, among those assessed in the "
            + "window \(windowText); among all who reached the index day with everyone not assessed counted as in "
            + "withdrawal; and with everyone not assessed counted as free of it."
    }

    private var method: String {
        "The assessment in the window nearest to day \(settings.day) counts, on a tie the later, of several on that day "
            + "the worst. Wilson score intervals (Wilson 1927) and exact intervals (Clopper and Pearson 1934)"
            + (settings.claim == nil
                ? "."
                : "; two-sided exact binomial test against the claim, summing outcomes no likelier than the one observed. "
                    + "Tipping share: (claim \u{00D7} everyone \u{2212} free) / not assessed. "
                    + HypothesisTest.adjustment(
                        of: "each family: everyone under every reading, and the groups of a column under one reading"))
    }

    private var settingsText: [String: String] {
        var text = [
            "day": "\(settings.day)", "window": "\(settings.window.lowerBound) to \(settings.window.upperBound)",
        ]
        text["claim"] = settings.claim.map { "\($0)" }
        text["by"] = settings.by.isEmpty ? nil : settings.by.joined(separator: ", ")
        return text
    }

    private func population(started: Int, assessed: Int) -> Finding.Population {
        Finding.Population(
            patients: started, observations: assessed,
            description:
                "patients with an index day (\(cohort.indexRule.description)); observations are those assessed "
                + "in the window")
    }

    private func cautions(_ statuses: [DayStatus]) -> [String] {
        let scales = WithdrawalScale.allCases.filter { scale in statuses.contains { $0.status?.scale == scale } }
        var cautions = [
            "Patients who leave treatment early are seldom assessed: the three denominators show how far that can move "
                + "the share.",
            "“No withdrawal” means " + scales.map(\.meaningOfNone).joined(separator: ", ") + ", or grade 0 where the "
                + "data come graded.",
        ]
        if scales.count > 1 {
            cautions.append(
                "The data mix \(scales.map { $0.rawValue.uppercased() }.joined(separator: " and ")): read the shares by scale "
                    + "before the overall one, and do not take a difference between groups on different scales as an effect."
            )
        }
        return cautions
    }

    private func notEstimable(_ reason: String, started: Int) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason,
            population: population(started: started, assessed: 0), estimand: estimand, method: method,
            settings: settingsText)
    }
}

/// Who is counted in the share without withdrawal, and how those not assessed are.
enum Denominator: String, CaseIterable {
    /// Only those assessed in the window.
    case assessed
    /// Everyone with an index day; not assessed counts as in withdrawal.
    case missingAsWithdrawal = "missing_as_withdrawal"
    /// Everyone with an index day; not assessed counts as free of withdrawal.
    case bestCase = "best_case"
}

/// A person's withdrawal status around a day after the index day.
enum DayStatus: Hashable, Sendable {
    /// The person never reached the index day.
    case noIndexDay
    /// No assessment in the window.
    case notAssessed
    /// The assessment that counts.
    case assessed(WindowedStatus)

    /// The assessment that counts, if there is one.
    var status: WindowedStatus? {
        if case .assessed(let status) = self { status } else { nil }
    }

    /// The status of each person around `target` days after their index day.
    static func ofEverybody(in cohort: Cohort, target: Int, window: ClosedRange<Int>) -> [DayStatus] {
        (0..<cohort.patients.count).map { person in
            guard let index = cohort.indexDay(of: person) else { return .noIndexDay }
            let status = WindowedStatus.status(
                of: cohort.withdrawal[person], index: index, target: target, window: window)
            return status.map(DayStatus.assessed) ?? .notAssessed
        }
    }
}

/// Counts of statuses.
struct DayTally: Hashable {
    /// Assessed and without withdrawal.
    let free: Int
    /// Assessed.
    let assessed: Int
    /// With an index day.
    let started: Int

    init(_ statuses: [DayStatus]) {
        free = statuses.count { $0.status?.grade == WithdrawalGrade.none }
        assessed = statuses.count { $0.status != nil }
        started = statuses.count { $0 != .noIndexDay }
    }

    var notAssessed: Int { started - assessed }

    func share(_ denominator: Denominator) -> (events: Int, n: Int) {
        switch denominator {
        case .assessed: (free, assessed)
        case .missingAsWithdrawal: (free, started)
        case .bestCase: (free + notAssessed, started)
        }
    }

    /// The counts that a share gives away: those with and without withdrawal always; where everybody is in the
    /// denominator, those not assessed too, as the share among the assessed stands beside it.
    func cells(_ denominator: Denominator) -> [Int] {
        let assessedCells = [free, assessed - free]
        return denominator == .assessed ? assessedCells : assessedCells + [notAssessed]
    }
}
