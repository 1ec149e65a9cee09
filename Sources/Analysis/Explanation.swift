import Estimation
import Findings

/// What one other explanation of the trend gives: its numbers, and in words what could not be had.
struct Explanation {
    var estimates: [Estimate] = []
    var tests: [HypothesisTest] = []
    var cautions: [String] = []

    /// Adds a slope with its interval and the counts of patients that it gives away.
    mutating func add(
        _ name: String, _ group: [String: String], _ slope: Estimation.Estimate, _ interval: ConfidenceInterval?,
        people: Int? = nil, unit: String, cells: [Int]
    ) {
        estimates.append(
            Estimate(
                name, group: group, value: Measure(slope.value), se: Measure(slope.standardError),
                interval: interval, n: people, unit: unit, cells: cells))
    }

    /// Adds a test.
    mutating func add(_ name: String, _ group: [String: String], _ test: TestStatistic?, cells: [Int]) {
        guard let test else { return }
        tests.append(
            HypothesisTest(
                name, test, group: group, cells: cells))
    }

    /// Notes that something could not be had.
    mutating func note(_ subject: String, _ reason: NotEstimable) {
        note(subject, reason.withoutCounts)
    }

    /// Notes that something could not be had.
    mutating func note(_ subject: String, _ reason: String) {
        cautions.append("\(subject) could not be had: \(reason).")
    }

    /// Why a slope has no standard error: few patients decide it.
    static let restsOnFew = "it rests on too few patients"
}

extension Double {
    /// Without a decimal point where it is whole: `4`, `0.1`, `-2`.
    var plainText: String {
        Int(exactly: self).map { "\($0)" } ?? "\(self)"
    }
}
