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
        case impossible(Prose)
        case weighted(AssessmentWeights)
    }

    private let claim: Double?
    private let level: ConfidenceLevel
    private let state: State

    init(_ statuses: DayStatuses, _ settings: Day7WithdrawalSettings, of study: Study) {
        claim = settings.claim
        level = study.level
        // `by` may name "scale", which is no column of patients.
        let usual = (Day7WithdrawalSettings.usualWeightColumns + settings.by).filter {
            study.cohort.patients.covariate(named: $0) != nil
        }
        var seen: Set<String> = []
        let names = settings.weightBy ?? usual.filter { seen.insert($0).inserted }
        guard settings.weightBy != [], !statuses.notAssessed.isEmpty else {
            state = .none
            return
        }
        do throws(AssessmentWeights.Problem) {
            state = .weighted(
                try AssessmentWeights(statuses.statuses, by: names, cohort: study.cohort, executor: study.executor))
        } catch {
            state = .impossible(error.reason)
        }
    }

    // MARK: - Numbers

    /// Adds the weighted share of a group, and how many patients of equal weight would say as much.
    ///
    /// - Returns: the test of the share against the claim.
    func add(
        _ patients: DayPatients, _ group: Day7Patients, to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        guard case .weighted(let weights) = state else { return [] }
        let key = Day7Key(patients: group, denominator: .weighted)
        let counted = Counted(patients, weights)
        let (n, basis) = (counted.within.started.count, counted.basis)
        guard let share = counted.share else {
            finding.add(.noWithdrawalShare, key, nil, n: n, basis: basis)
            return []
        }
        let freedom = share.effectiveDegreesOfFreedom
        let interval = share.interval(level: level, degreesOfFreedom: freedom)
        finding.add(.noWithdrawalShare, key, share.share, se: share.standardError, interval, n: n, basis: basis)
        finding.add(.effectiveSampleSize, key, share.effectiveSampleSize, n: n, basis: basis)
        guard let claim, let test = share.test(claim: claim, degreesOfFreedom: freedom) else { return [] }
        let tested = Day7Key(patients: group, denominator: .weighted, claim: claim)
        return [HypothesisTest(.logitT, tested, test, basis: basis)]
    }

    /// A group by what the weights make of it.
    private struct Counted {
        /// Those for whom the share stands.
        let within: DayPatients
        /// The share; `nil` where none of them was assessed.
        let share: WeightedShare?
        /// Whom the share gives away, as the other denominators stand beside it.
        let basis: Basis

        init(_ patients: DayPatients, _ weights: AssessmentWeights) {
            let within = weights.beyond.isEmpty ? patients : patients.within(weights.reached)
            let assessed = within.assessed.persons
            let share = WeightedShare.estimate(
                assessed.map { within.free.contains($0) }, weights: assessed.map { weights.weights[$0] }
            ).fit
            var apart = [
                within.free, within.notFree, within.notAssessed, patients.started.subtracting(within.started),
            ]
            if let share {
                // An effective size of few is a share that few decide. And it is at most the number assessed within reach: where
                // it comes near the number assessed at all, it tells how few were assessed beyond reach.
                apart.append(weights.heaviest(Int(share.effectiveSampleSize), of: assessed))
                if Double(patients.assessed.count) - share.effectiveSampleSize < Double(AssessmentReach.fewest) {
                    apart.append(patients.assessed.subtracting(within.assessed))
                }
            }
            self.within = within
            self.share = share
            basis = .of(within.started, apart: apart)
        }
    }

    // MARK: - Words

    /// Says what the weighted share is and how it is made.
    func describe(in finding: inout FindingBuilder) {
        guard case .weighted(let weights) = state else { return }
        let columns = weights.columns.map { Prose($0) }.listed
        finding.estimand += """
             Weighted: the share of all who reached the index day, as far as those assessed can stand for them; it holds where, \
            among patients alike in \(columns), being assessed has nothing to do with withdrawal.
            """
        finding.method += """
             Weighted: those assessed by the inverse of their probability of being assessed, from a logistic regression on \
            patients' columns (Robins, Rotnitzky and Zhao 1995), stabilised and not truncated; numbers enter as they are, with the \
            mean where one is missing, categories and missing values as indicators of levels of which at least \
            \(setting: AssessmentReach.fewest) were assessed, others put together; patients of a level in which everyone was \
            assessed count once. Linearised standard errors that take the weights as known, and so are rather too large; \
            intervals on the logit scale with t on the effective sample size less one
            """
        finding.method += claim == nil ? "." : ", and the t test of the claim that goes with them."
        finding.set(Day7Setting.weightedBy, columns)
        finding.set(
            Day7Setting.weightedNotBy,
            weights.leftOut.map { "\($0.column) (\($0.reason))" as Prose }.joined(separator: ", "))
        finding.set(Day7Setting.weightedWithout, weights.beyond.wording)
    }

    var cautions: [Prose] {
        switch state {
        case .none: []
        case .impossible(let reason): ["The share is not weighted for those not assessed: \(reason)."]
        case .weighted(let weights): weights.cautions
        }
    }
}
