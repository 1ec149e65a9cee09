/// Does outcome drive exposure? The two lagged regressions within persons: of the next exposure on the outcome before, and of the
/// next outcome on the exposure before, with cluster-robust standard errors (CR1, by person).
///
/// If the first has a slope and the second has none, a trend of outcome with exposure may be prescribing that follows
/// outcome.
public struct LaggedExposure: Sendable {
    /// What was recorded at a occasion.
    public struct Occasion: Sendable, Hashable {
        /// The day.
        public let day: Int
        /// Outcome, if assessed.
        public let outcome: Double?
        /// Exposure, if known.
        public let exposure: Double?

        /// A occasion.
        public init(day: Int, outcome: Double?, exposure: Double?) {
            self.day = day
            self.outcome = outcome
            self.exposure = exposure
        }
    }

    /// How what is constant in a person is taken out.
    public enum Method: String, Sendable, Hashable, CaseIterable, Codable {
        /// The next change of the one on the last change of the other, over three occasions in a row. Right for however
        /// few occasions where each answers to the other a occasion later, for then the last change is not tied to the errors
        /// of the occasions whose difference it explains. It is not right where both err together at one occasion.
        case firstDifferences = "first_differences"
        /// Deviations from the person's means, over pairs of occasions in a row. Uses more rows, but where outcome and exposure
        /// answer to each other, a person's means hold later answers, which biases the slope by an amount of order one
        /// over the person's occasions (Nickell 1981, doi:10.2307/1911408, for the lagged response itself).
        case personDemeaned = "person_demeaned"
    }

    /// How the person's level was taken out.
    public let method: Method
    /// Exposure at the next occasion on outcome: coefficient 1 is the slope. The intercept of differences is the drift a occasion.
    public let outcomeToExposure: Outcome<ClusterRobustRegression.Fit>
    /// Outcome at the next occasion on exposure.
    public let exposureToOutcome: Outcome<ClusterRobustRegression.Fit>

    /// Fits both regressions. The same bits whatever the executor.
    ///
    /// Neither has the response's own last value among its predictors: after differencing or demeaning it would be tied
    /// to the error, and least squares would not do.
    ///
    /// - Parameters:
    ///   - groupCount: Persons, numbered from 0.
    ///   - maximumGap: Occasions further apart than this many days are not in a row; nil for any gap. Occasions of one day
    ///     never are, for their order is not known, and a missing value leaves out what needs it without joining its
    ///     neighbours.
    ///   - occasions: A person's occasions in any order. Called twice a person, from the executor's threads.
    public static func fit(
        groupCount: Int, method: Method = .firstDifferences, maximumGap: Int? = nil, executor: BlockExecutor = .serial,
        occasions: @Sendable (_ group: Int) -> [Occasion]
    ) -> LaggedExposure {
        func regression(
            of response: String, _ responseValue: @Sendable (Occasion) -> Double?,
            on predictor: String, _ predictorValue: @Sendable (Occasion) -> Double?
        ) -> Outcome<ClusterRobustRegression.Fit> {
            let moments = GroupedMoments(
                x: .init("\(predictor) before"), y: .init("next \(response)"), groupCount: groupCount,
                executor: executor
            ) { group, sums in
                let series = Series(occasions(group), maximumGap: maximumGap)
                let rows =
                    switch method {
                    case .firstDifferences: series.differences(of: responseValue, on: predictorValue)
                    case .personDemeaned: series.deviations(of: responseValue, on: predictorValue)
                    }
                for row in rows {
                    sums.add(x: row.before, y: row.next)
                }
            }
            return ClusterRobustRegression.fit(moments, response: 1, predictors: [0], executor: executor)
        }
        return LaggedExposure(
            method: method,
            outcomeToExposure: regression(of: "exposure", { $0.exposure }, on: "outcome", { $0.outcome }),
            exposureToOutcome: regression(of: "outcome", { $0.outcome }, on: "exposure", { $0.exposure }))
    }

    /// A person's occasions, by day.
    private struct Series {
        let occasions: [Occasion]
        let maximumGap: Int?

        /// The predictor and what follows it.
        typealias Row = (before: Double, next: Double)

        init(_ occasions: [Occasion], maximumGap: Int?) {
            self.occasions = occasions.sorted { $0.day < $1.day }
            self.maximumGap = maximumGap
        }

        /// Whether occasion `index` follows the one before it.
        private func follows(_ index: Int) -> Bool {
            guard occasions[index].day > occasions[index - 1].day else { return false }
            guard let maximumGap else { return true }
            let gap = occasions[index].day.subtractingReportingOverflow(occasions[index - 1].day)
            return !gap.overflow && gap.partialValue <= maximumGap
        }

        func differences(of response: (Occasion) -> Double?, on predictor: (Occasion) -> Double?) -> [Row] {
            occasions.indices.dropFirst(2).compactMap { index in
                guard follows(index - 1), follows(index),
                    let first = predictor(occasions[index - 2]), let second = predictor(occasions[index - 1]),
                    let last = response(occasions[index - 1]), let next = response(occasions[index])
                else { return nil }
                return (before: second - first, next: next - last)
            }
        }

        func deviations(of response: (Occasion) -> Double?, on predictor: (Occasion) -> Double?) -> [Row] {
            let rows: [Row] = occasions.indices.dropFirst().compactMap { index in
                guard follows(index), let before = predictor(occasions[index - 1]),
                    let next = response(occasions[index])
                else { return nil }
                return (before: before, next: next)
            }
            // A single row is its own mean and says nothing.
            guard rows.count > 1 else { return [] }
            let before = rows.reduce(0.0) { $0 + $1.before } / Double(rows.count)
            let next = rows.reduce(0.0) { $0 + $1.next } / Double(rows.count)
            return rows.map { (before: $0.before - before, next: $0.next - next) }
        }
    }
}
