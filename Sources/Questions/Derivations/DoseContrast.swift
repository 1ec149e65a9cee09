import Cohort
import Findings

/// Which way a dose goes.
enum DoseDirection: String, Term, CaseIterable {
    case down
    case up

    var label: String {
        switch self {
        case .down: "a fall or stop"
        case .up: "a rise or restart"
        }
    }

    init(_ kind: DoseChange.Kind) {
        switch kind {
        case .fall, .stop: self = .down
        case .rise, .restart: self = .up
        }
    }
}

/// Scores of some days: as much of them as a contrast needs once the line over time is known.
struct WindowScores: Sendable, Hashable {
    let count: Int
    let meanDay: Double
    let mean: Double
    /// Sums about the means: days squared, days times scores, scores squared.
    private let squares: SIMD3<Double>

    /// The days' mean scores; `nil` without any.
    init?(_ scores: DailyScores, on days: ClosedRange<Int>) {
        let first = scores.days.partitioningIndex { $0 >= days.lowerBound }
        let end = scores.days.partitioningIndex { $0 > days.upperBound }
        guard first < end else { return nil }
        let rows = first..<end
        let count = Double(rows.count)
        let meanDay = rows.reduce(0.0) { $0 + Double(scores.days[$1]) } / count
        let mean = rows.reduce(0.0) { $0 + scores.scores[$1] } / count
        let squares = rows.reduce(SIMD3<Double>.zero) { sums, row in
            let (day, score) = (Double(scores.days[row]) - meanDay, scores.scores[row] - mean)
            return sums + SIMD3(day * day, day * score, score * score)
        }
        (self.count, self.meanDay, self.mean, self.squares) = (rows.count, meanDay, mean, squares)
    }

    /// Squared deviations from the mean once a line is taken off.
    func squares(about slope: Double) -> Double {
        max(0, squares.z - 2 * slope * squares.y + slope * slope * squares.x)
    }
}

/// A patient's scores before and after one change of her dose.
struct DoseContrast: Sendable, Hashable {
    let direction: DoseDirection
    /// The number of the change in the patient's ladder.
    let number: Int
    let before: WindowScores
    let after: WindowScores

    /// Days from the one mean day to the other.
    var days: Double { after.meanDay - before.meanDay }

    /// The mean after less the mean before, beyond a line over time.
    func difference(beyond slope: Double) -> Double { after.mean - before.mean - slope * days }

    /// What the residual variance of one score is multiplied by.
    var varianceFactor: Double { 1 / Double(before.count) + 1 / Double(after.count) }
}

/// The days of a change: of a dose, or of a drug.
struct ChangeDays: Sendable, Hashable {
    /// The last day before it.
    let lastDayBefore: Int
    /// The first day after it.
    let firstDayAfter: Int

    init(lastDayBefore: Int, firstDayAfter: Int) {
        (self.lastDayBefore, self.firstDayAfter) = (lastDayBefore, firstDayAfter)
    }

    init(_ change: DoseChange) {
        self.init(
            lastDayBefore: Int(change.lastDayBefore.rawValue), firstDayAfter: Int(change.firstDayAfter.rawValue))
    }

    /// The time before a rotation ends before either drug changes, and the time after it begins when both have.
    init(_ rotation: DrugChange) {
        let (old, new) = (Int(rotation.lastDayOfOld.rawValue), Int(rotation.firstDayOfNew.rawValue))
        self.init(lastDayBefore: min(old, new - 1), firstDayAfter: max(new, old + 1))
    }
}

/// Which days around a change are compared.
struct ContrastWindows: Sendable, Hashable {
    /// Days before.
    let before: Int
    /// The after-window of every change, which no later change's time before reaches into.
    let after: ClosedRange<Int>
    /// The days after the change that are measured.
    var measured: ClosedRange<Int>
    /// Days right before the change that are left out.
    var leaveOut = 0
    /// Days that a change may take.
    let transition: Int

    /// The days before and after a change; `nil` where one of the two has none.
    ///
    /// The time before ends on the last day of the dose before, and begins after the after-window of the change before this one. The time
    /// after ends with the new dose: on the last day of it before the next change, or on the last day of which it is known. So no score is
    /// in two windows of one analysis.
    func days(
        around number: Int, of changes: [ChangeDays], knownUntil last: Int?
    ) -> (before: ClosedRange<Int>, after: ClosedRange<Int>)? {
        let (end, start) = (changes[number].lastDayBefore, changes[number].firstDayAfter)
        guard start - end - 1 <= transition else { return nil }
        var from = end - before + 1
        if number > 0 { from = max(from, changes[number - 1].firstDayAfter + after.upperBound) }
        var until = start + measured.upperBound - 1
        if changes.indices.contains(number + 1) {
            until = min(until, changes[number + 1].lastDayBefore)
        } else if let last {
            until = min(until, last)
        }
        let (to, first) = (end - leaveOut, start + measured.lowerBound - 1)
        return from <= to && first <= until ? (from...to, first...until) : nil
    }

    /// The contrasts of a patient's ladder, in the order of the changes: of each change with scores on both sides.
    func contrasts(_ changes: [DoseChange], _ scores: DailyScores, knownUntil last: Int?) -> [DoseContrast] {
        let dates = changes.map { ChangeDays($0) }
        return changes.indices.compactMap { number in
            guard let days = days(around: number, of: dates, knownUntil: last),
                let before = WindowScores(scores, on: days.before), let after = WindowScores(scores, on: days.after)
            else { return nil }
            return DoseContrast(
                direction: DoseDirection(changes[number].kind), number: number, before: before, after: after)
        }
    }
}
