import Foundation

/// A patient's months after a time zero, with how they end.
struct EmulatedCourse: Sendable {
    var months: [EmulatedEntry.Month]
    let scores: DailyScores
    /// The first day of the first month.
    let zero: Int
    /// Months up to the last one in or after which pain was scored.
    let scoredMonths: Int
    /// Whether scores, or all records, ended because the patient left: not with the study and not by death.
    let areScoresLost: Bool
    let isLost: Bool
    /// Of all scores.
    let lastScore: Double

    /// From the first score to time zero.
    var monthsScored: Double { Double(max(0, zero - (scores.days.first ?? zero))) / Double(EmulatedTrials.monthDays) }

    /// The same by its logarithm, of a month more.
    var doublingsScored: Double { log2(1 + monthsScored) }

    /// - Parameters:
    ///   - zero: the first day of the first month.
    ///   - monthOfDeath: by its number; whoever dies in the month after the last score, or before, has not left.
    init(
        months: [EmulatedEntry.Month], from zero: Int, _ scores: DailyScores, scoreBefore: Double,
        leaving: EmulationLeavers.Leaving?, monthOfDeath: Int?
    ) {
        self.months = months
        self.scores = scores
        self.zero = zero
        let after = scores.days.last.map { $0 < zero ? 0 : ($0 - zero) / EmulatedTrials.monthDays + 1 } ?? 0
        scoredMonths = min(months.count, after)
        lastScore = scores.scores.last ?? scoreBefore
        isLost = leaving == .altogether && monthOfDeath == nil
        areScoresLost = leaving != nil && monthOfDeath.map { $0 > after } ?? true
    }
}
