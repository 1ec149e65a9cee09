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
    public let outcomeToExposure: FitOutcome<ClusterRobustRegression.Fit>
    /// Outcome at the next occasion on exposure.
    public let exposureToOutcome: FitOutcome<ClusterRobustRegression.Fit>
    /// Whether each person has a row in ``outcomeToExposure``.
    public let hasOutcomeToExposure: [Bool]
    /// Whether each person has a row in ``exposureToOutcome``.
    public let hasExposureToOutcome: [Bool]

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
    ///   - occasions: A person's occasions in any order. Called once a person, from the executor's threads.
    public static func fit(
        groupCount: Int, method: Method = .firstDifferences, maximumGap: Int? = nil, executor: BlockExecutor = .serial,
        occasions: @Sendable (_ group: Int) -> [Occasion]
    ) -> LaggedExposure {
        let parts = executor.mapBlocks(of: groupCount, size: GroupedMoments.blockSize) { groups in
            var part = Part(method: method, maximumGap: maximumGap)
            for group in groups { part.addGroup(occasions(group)) }
            return part
        }
        return fit(parts, method: method, executor: executor)
    }

    /// Fits both regressions to persons whose occasions were handed over in parts, each by the same method and gap.
    public static func fit(
        _ parts: [Part], method: Method = .firstDifferences, executor: BlockExecutor = .serial
    ) -> LaggedExposure {
        func regression(
            of response: String, on predictor: String, _ moments: (Part) -> GroupedMoments.Part
        ) -> (fit: FitOutcome<ClusterRobustRegression.Fit>, hasRows: [Bool]) {
            let moments = GroupedMoments(
                columns: [.init("\(predictor) before"), .init("next \(response)")], parts: parts.map(moments))
            return (
                ClusterRobustRegression.fit(moments, response: 1, predictors: [0], executor: executor),
                (0..<moments.groupCount).map { moments.rowCount(ofGroup: $0) > 0 }
            )
        }
        let toExposure = regression(of: "exposure", on: "outcome", \.outcomeToExposure)
        let toOutcome = regression(of: "outcome", on: "exposure", \.exposureToOutcome)
        return LaggedExposure(
            method: method, outcomeToExposure: toExposure.fit, exposureToOutcome: toOutcome.fit,
            hasOutcomeToExposure: toExposure.hasRows, hasExposureToOutcome: toOutcome.hasRows)
    }

    /// The rows of both regressions of some persons that follow one another.
    public struct Part: Sendable {
        private let method: Method
        private let maximumGap: Int?
        fileprivate private(set) var outcomeToExposure = GroupedMoments.Part(columns, groups: 0)
        fileprivate private(set) var exposureToOutcome = GroupedMoments.Part(columns, groups: 0)

        private static let columns = [GroupedMoments.Column("before"), GroupedMoments.Column("next")]

        /// No persons.
        ///
        /// - Parameter maximumGap: Occasions further apart than this many days are not in a row; nil for any gap.
        public init(method: Method = .firstDifferences, maximumGap: Int? = nil) {
            self.method = method
            self.maximumGap = maximumGap
        }

        /// Adds a person with these occasions, in any order.
        public mutating func addGroup(_ occasions: [Occasion]) {
            let series = Series(occasions, maximumGap: maximumGap)
            switch method {
            case .firstDifferences:
                series.addDifferences(of: \.exposure, on: \.outcome, to: &outcomeToExposure)
                series.addDifferences(of: \.outcome, on: \.exposure, to: &exposureToOutcome)
            case .personDemeaned:
                series.addDeviations(of: \.exposure, on: \.outcome, to: &outcomeToExposure)
                series.addDeviations(of: \.outcome, on: \.exposure, to: &exposureToOutcome)
            }
            outcomeToExposure.endGroup()
            exposureToOutcome.endGroup()
        }
    }

    /// A person's occasions, by day.
    private struct Series {
        let occasions: [Occasion]
        let maximumGap: Int?

        /// The predictor and what follows it.
        typealias Row = (before: Double, next: Double)

        init(_ occasions: [Occasion], maximumGap: Int?) {
            let isOrdered = occasions.indices.dropFirst().allSatisfy { occasions[$0 - 1].day <= occasions[$0].day }
            self.occasions = isOrdered ? occasions : occasions.sorted { $0.day < $1.day }
            self.maximumGap = maximumGap
        }

        /// Whether occasion `index` follows the one before it.
        private func follows(_ index: Int) -> Bool {
            guard occasions[index].day > occasions[index - 1].day else { return false }
            guard let maximumGap else { return true }
            let gap = occasions[index].day.subtractingReportingOverflow(occasions[index - 1].day)
            return !gap.overflow && gap.partialValue <= maximumGap
        }

        @inline(__always)
        func addDifferences(
            of response: (Occasion) -> Double?, on predictor: (Occasion) -> Double?, to part: inout GroupedMoments.Part
        ) {
            for index in occasions.indices.dropFirst(2) {
                guard follows(index - 1), follows(index),
                    let first = predictor(occasions[index - 2]), let second = predictor(occasions[index - 1]),
                    let last = response(occasions[index - 1]), let next = response(occasions[index])
                else { continue }
                part.addRow { $0 == 0 ? second - first : next - last }
            }
        }

        func addDeviations(
            of response: (Occasion) -> Double?, on predictor: (Occasion) -> Double?, to part: inout GroupedMoments.Part
        ) {
            let rows: [Row] = occasions.indices.dropFirst().compactMap { index in
                guard follows(index), let before = predictor(occasions[index - 1]),
                    let next = response(occasions[index])
                else { return nil }
                return (before: before, next: next)
            }
            // A single row is its own mean and says nothing.
            guard rows.count > 1 else { return }
            let before = rows.reduce(0.0) { $0 + $1.before } / Double(rows.count)
            let next = rows.reduce(0.0) { $0 + $1.next } / Double(rows.count)
            for row in rows {
                part.addRow { $0 == 0 ? row.before - before : row.next - next }
            }
        }
    }
}
