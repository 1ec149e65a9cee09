import Cohort
import Estimation

/// A patient's scores of an instrument, the mean of each day.
struct DailyScores: Sendable {
    /// Ascending.
    let days: [Int]
    let scores: [Double]

    init(days: [Int], scores: [Double]) {
        (self.days, self.scores) = (days, scores)
    }

    init(_ pain: PersonPain, instrument: Int) {
        var days: [Int] = []
        var scores: [Double] = []
        pain.forEachDay(of: instrument) { day, mean in
            days.append(day)
            scores.append(mean)
        }
        self.days = days
        self.scores = scores
    }

    /// The last day with a score before a day.
    func lastDay(before day: Int) -> Int? {
        let number = days.partitioningIndex { $0 >= day } - 1
        return number >= 0 ? days[number] : nil
    }

    /// The last score before a day, at most so many days before it.
    func last(before day: Int, within most: Int = Int.max) -> Double? {
        let number = days.partitioningIndex { $0 >= day } - 1
        guard number >= 0, day - days[number] <= most else { return nil }
        return scores[number]
    }

    /// The mean of the scores on some days.
    func mean(_ range: ClosedRange<Int>, where isCounted: (_ day: Int) -> Bool = { _ in true }) -> Double? {
        var (sum, count) = (0.0, 0)
        var number = days.partitioningIndex { $0 >= range.lowerBound }
        while number < days.count, days[number] <= range.upperBound {
            if isCounted(days[number]) {
                sum += scores[number]
                count += 1
            }
            number += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }
}

extension PersonPain {
    /// Each day with scores of an instrument, ascending, with their mean.
    @inline(__always)
    func forEachDay(of instrument: Int, _ body: (_ day: Int, _ mean: Double) -> Void) {
        var row = startIndex
        while row < endIndex {
            let day = self[row].day
            var (sum, count) = (0.0, 0)
            while row < endIndex, self[row].day == day {
                if Int(self[row].instrument) == instrument {
                    sum += self[row].score
                    count += 1
                }
                row += 1
            }
            if count > 0 { body(Int(day.rawValue), sum / Double(count)) }
        }
    }
}
