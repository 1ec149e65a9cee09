/// What a comparison of before and after finds on average in a scenario of change, without untidiness and deaths.
///
/// Given a person's level the scores of different visits are independent, and all that happens depends on recorded
/// scores: so each expectation is a sum over the 101 scores that can be recorded, and one integral over the levels.
struct ChangeExpectation {
    /// Score at the visit `ChangeModel.visitsToAfter` after the decision minus the score at the decision, in points,
    /// among those who have both, by option.
    private(set) var beforeAfter: [String: Double] = [:]
    /// What of it would be there without the change.
    private(set) var regression: [String: Double] = [:]
    /// The first score after the baseline visit minus the baseline score, among those who have both.
    let afterEntry: Double
    /// The share without withdrawal on day 7 of medication for opioid use disorder, of all who begin, by drug.
    private(set) var noWithdrawalOnDay7: [String: Double] = [:]
    /// Who changes treatment, of all who enter.
    let changedShare: Double

    private static let scores = 0...100
    /// The error of the trapezoidal rule with this step (in standard deviations) is far below 1e-12 of a smooth integrand.
    private static let step = 0.05
    private static let reach = 7.0

    init(_ model: ChangeModel, _ design: StudyDesign) {
        let leave = Self.scores.map { design.dropout ? ChangeModel.chanceOfLeaving.at(tenths: $0) : 0 }
        let change = Self.scores.map { ChangeModel.chanceOfChange.at(tenths: $0) }
        let chances = model.options.indices.map { option in Self.scores.map { model.chance(of: option, tenths: $0) } }
        let lastVisit = ChangeModel.lastVisit(followUpDays: design.followUpDays)
        let decisions = ChangeModel.decisions(lastVisit: lastVisit)
        // The planned visits after a decision come when a whole number of steps is complete.
        let shares = (0...ChangeModel.visitsToAfter).map { visits in
            Double(min(visits, model.steps)) / Double(model.steps)
        }
        var entered = 0.0
        var changed = 0.0
        var entry = Ratio()
        var found = model.options.map { _ in Ratio() }
        var unchanged = model.options.map { _ in Ratio() }
        var free = model.options.map { _ in Ratio() }
        for z in stride(from: -Self.reach, through: Self.reach, by: Self.step) {
            let level = ChangeModel.meanLevel + ChangeModel.sdLevel * z
            let density = Self.density(z)
            let now = ScoreDistribution(mean: level)
            let taken = now.above(ChangeModel.entryTenths)
            let stays = now.sum { 1 - leave[$0] }
            let returns = taken.sum { 1 - leave[$0] }
            entered += density * taken.sum { _ in 1 }
            entry.add(
                density * (returns * now.points { _ in 1 } - taken.points { 1 - leave[$0] }), weight: density * returns)
            let unchangedStays = now.sum { (1 - change[$0]) * (1 - leave[$0]) }
            // Who is there at a decision, whichever: the sum over the visits of who came so far unchanged.
            var atDecisions = 0.0
            var present = density * returns * stays
            for _ in decisions {
                atDecisions += present
                present *= unchangedStays
            }
            changed += atDecisions * now.sum { change[$0] }
            for (index, option) in model.options.enumerated() {
                let begins = now.sum { change[$0] * chances[index][$0] }
                let before = now.points { change[$0] * chances[index][$0] }
                var remain = atDecisions
                for visits in 1..<ChangeModel.visitsToAfter {
                    let later = ScoreDistribution(mean: level + option.effect * shares[visits])
                    remain *= later.sum { 1 - leave[$0] }
                }
                let after = ScoreDistribution(mean: level + option.effect).points { _ in 1 }
                found[index].add(remain * (begins * after - before), weight: remain * begins)
                unchanged[index].add(
                    remain * (begins * now.points { _ in 1 } - before), weight: remain * begins)
                if let arm = option.arm {
                    let chance = now.sum {
                        change[$0] * chances[index][$0] * WithdrawalModel.chanceOfNoneOnDay7(arm, painTenths: $0)
                    }
                    free[index].add(atDecisions * chance, weight: atDecisions * begins)
                }
            }
        }
        afterEntry = entry.value
        changedShare = changed / entered
        for (index, option) in model.options.enumerated() {
            beforeAfter[option.name] = found[index].value
            regression[option.name] = unchanged[index].value
            if option.arm != nil { noWithdrawalOnDay7[option.name] = free[index].value }
        }
    }

    /// A weighted mean as it is summed.
    private struct Ratio {
        private var sum = 0.0
        private var weight = 0.0

        mutating func add(_ value: Double, weight: Double) {
            sum += value
            self.weight += weight
        }

        var value: Double { sum / weight }
    }

    /// The standard normal density times the step, as the difference of its distribution function: sums to 1.
    private static func density(_ z: Double) -> Double {
        WithdrawalModel.normalProbability(below: z + step / 2) - WithdrawalModel.normalProbability(below: z - step / 2)
    }

    /// The chances of the scores that can be recorded, in tenths, of a mean pain.
    private struct ScoreDistribution {
        private var chances: [Double]

        init(mean: Double) {
            var below = 0.0
            chances = ChangeExpectation.scores.map { tenths in
                let edge = (Double(tenths) + 0.5) / 10
                let upTo =
                    tenths == 100
                    ? 1 : WithdrawalModel.normalProbability(below: (edge - mean) / ChangeModel.sdResidual)
                defer { below = upTo }
                return upTo - below
            }
        }

        /// Without the scores below one.
        func above(_ tenths: Int) -> Self {
            var part = self
            for score in 0..<tenths { part.chances[score] = 0 }
            return part
        }

        /// The expectation of a number that a score has.
        func sum(_ number: (Int) -> Double) -> Double {
            chances.indices.reduce(0) { $0 + chances[$1] * number($1) }
        }

        /// The expectation of the score, in points, times a number that it has.
        func points(_ number: (Int) -> Double) -> Double {
            chances.indices.reduce(0) { $0 + chances[$1] * number($1) * Double($1) / 10 }
        }
    }
}
