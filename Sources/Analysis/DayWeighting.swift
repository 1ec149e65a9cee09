import Cohort
import Estimation
import Findings

/// The share without withdrawal around a day, with those assessed weighted to stand for those not assessed too.
///
/// One model of being assessed serves everybody and every group. Where everybody was assessed, the weighted share would be the
/// share among those assessed, and is left out.
struct DayWeighting {
    private enum State {
        /// The study wants no weights, or needs none.
        case none
        /// It wants them and there are none, for a reason.
        case impossible(String)
        case weighted(AssessmentWeights)
    }

    private let statuses: [DayStatus]
    private let settings: AnalysisSettings.Day7
    private let level: ConfidenceLevel
    private let state: State

    private static let denominator = ["denominator": "weighted"]

    init(
        cohort: Cohort, statuses: [DayStatus], settings: AnalysisSettings.Day7, level: ConfidenceLevel,
        executor: BlockExecutor
    ) {
        self.statuses = statuses
        self.settings = settings
        self.level = level
        // `by` may name "scale", which is no column of patients.
        let usual = (AnalysisSettings.Day7.usualWeightColumns + settings.by).filter {
            cohort.patients.covariate(named: $0) != nil
        }
        let names =
            settings.weightBy
            ?? usual.enumerated().filter { !usual.prefix($0.offset).contains($0.element) }.map(\.element)
        guard settings.weightBy != [], statuses.contains(.notAssessed) else {
            state = .none
            return
        }
        do throws(AssessmentWeights.Problem) {
            state = .weighted(try AssessmentWeights(statuses, by: names, cohort: cohort, executor: executor))
        } catch {
            state = .impossible(error.reason)
        }
    }

    // MARK: - Numbers

    /// The weighted share of a group's people, and how many people of equal weight would say as much.
    func estimates(of people: [Int], group: [String: String]) -> [Estimate] {
        guard case .weighted(let weights) = state else { return [] }
        let group = group.merging(Self.denominator) { own, _ in own }
        let counts = Counts(people, statuses, weights)
        guard let share = share(of: people, weights) else {
            return [
                Estimate(
                    "no_withdrawal_share", group: group, value: nil, n: counts.reached, unit: "share",
                    cells: counts.cells(nil))
            ]
        }
        let interval = share.interval(level: level, degreesOfFreedom: share.effectiveDegreesOfFreedom)
        let cells = counts.cells(share)
        return [
            Estimate(
                "no_withdrawal_share", group: group, value: Measure(share.share), se: Measure(share.standardError),
                interval: interval, n: counts.reached, unit: "share",
                cells: cells),
            Estimate(
                "effective_sample_size", group: group, value: Measure(share.effectiveSampleSize), n: counts.reached,
                unit: "patients of equal weight", cells: cells),
        ]
    }

    /// The weighted share against the claim.
    func tests(of people: [Int], group: [String: String]) -> [HypothesisTest] {
        guard case .weighted(let weights) = state, let claim = settings.claim,
            let share = share(of: people, weights),
            let test = share.test(claim: claim, degreesOfFreedom: share.effectiveDegreesOfFreedom)
        else { return [] }
        let about = Self.denominator.merging(["claim": "\(claim)"]) { own, _ in own }
        return [
            HypothesisTest(
                "logit_t_against_claim", test, group: group.merging(about) { own, _ in own },
                cells: Counts(people, statuses, weights).cells(share))
        ]
    }

    private func share(of people: [Int], _ weights: AssessmentWeights) -> WeightedShare? {
        WeightedShare.estimate(
            people.map { statuses[$0].status?.grade == WithdrawalGrade.none },
            weights: people.map { weights.weights[$0] }
        ).fit
    }

    /// The people of a group by what the weights make of them.
    private struct Counts {
        private let all: DayTally
        private let within: DayTally

        /// People with an index day for whom the share stands.
        var reached: Int { within.started }

        init(_ people: [Int], _ statuses: [DayStatus], _ weights: AssessmentWeights) {
            all = DayTally(people.map { statuses[$0] })
            within = DayTally(people.filter { weights.isReached[$0] }.map { statuses[$0] })
        }

        /// The counts that the share gives away, as the other denominators stand beside it.
        ///
        /// An effective size of few is a share that few decide. And it is at most the number assessed within reach: where it
        /// comes near the number assessed at all, it tells how few were assessed beyond reach.
        func cells(_ share: WeightedShare?) -> [Int] {
            var cells = within.cells(.bestCase) + [all.started - within.started]
            guard let share else { return cells }
            cells.append(Int(share.effectiveSampleSize))
            if Double(all.assessed) - share.effectiveSampleSize < Double(AssessmentReach.fewest) {
                cells.append(all.assessed - within.assessed)
            }
            return cells
        }
    }

    // MARK: - Words

    var estimand: String {
        guard case .weighted(let weights) = state else { return "" }
        return
            " Weighted: the share of all who reached the index day, as far as those assessed can stand for them; it holds "
            + "where, among patients alike in \(weights.columns.listed), being assessed has nothing to do with withdrawal."
    }

    var method: String {
        guard case .weighted = state else { return "" }
        return
            " Weighted: those assessed by the inverse of their probability of being assessed, from a logistic regression on "
            + "patients' columns (Robins, Rotnitzky and Zhao 1995), stabilised and not truncated; numbers enter as they are, with "
            + "the mean where one is missing, categories and missing values as indicators of levels of which at least "
            + "\(AssessmentReach.fewest) were assessed, others put together; patients of a level in which everyone was "
            + "assessed count once. Linearised standard errors that take the weights as known, and so are rather too large; "
            + "intervals on the logit scale with t on the effective sample size less one"
            + (settings.claim == nil ? "." : ", and the t test of the claim that goes with them.")
    }

    var settingsText: [String: String] {
        guard case .weighted(let weights) = state else { return [:] }
        var text = ["weighted_by": weights.columns.joined(separator: ", ")]
        if !weights.leftOut.isEmpty {
            text["weighted_not_by"] = weights.leftOut.map { "\($0.column) (\($0.reason))" }.joined(separator: ", ")
        }
        if !weights.beyond.isEmpty { text["weighted_without"] = weights.beyond.wording }
        return text
    }

    var cautions: [String] {
        switch state {
        case .none: []
        case .impossible(let reason): ["The share is not weighted for those not assessed: \(reason)."]
        case .weighted(let weights): weights.cautions
        }
    }
}
