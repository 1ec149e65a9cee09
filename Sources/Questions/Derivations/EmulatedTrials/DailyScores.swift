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
        var row = pain.startIndex
        while row < pain.endIndex {
            let day = pain[row].day
            var (sum, count) = (0.0, 0)
            while row < pain.endIndex, pain[row].day == day {
                if Int(pain[row].instrument) == instrument {
                    sum += pain[row].score
                    count += 1
                }
                row += 1
            }
            guard count > 0 else { continue }
            days.append(Int(day.rawValue))
            scores.append(sum / Double(count))
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
