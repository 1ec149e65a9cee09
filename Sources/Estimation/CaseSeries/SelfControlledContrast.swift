/// The self-controlled contrast of a numeric response: how its mean in some periods differs from the same person's in reference time,
/// at the same point of a course over time that all persons share.
///
///     response = level of the person + difference of the period + course of time + error
///
/// Least squares with a level for each person ("fixed effects"; Mundlak 1978, doi:10.2307/1913646; Allison 2009,
/// doi:10.4135/9781412993869), as the regression of deviations from the person's own means. Whatever is constant in a person cancels.
/// Standard errors and degrees of freedom are CR2's by person, which with deviations are the same as with a term for each person
/// (Pustejovsky & Tipton 2018, doi:10.1080/07350015.2016.1247004, theorem 2).
///
/// What is assumed: the response does not change whether and when a later period begins; what was in one period does not carry
/// over into the next, or the time in which it would is a period of its own; the course over time is everybody's.
public enum SelfControlledContrast {
    /// A response of a person.
    public struct Observation: Sendable, Hashable {
        /// Any number that tells persons apart.
        public let person: Int
        /// 0 for reference time, else 1 for the first of the periods, and so on.
        public let period: Int
        /// In days, or whatever the unit.
        public let time: Double
        /// In its own unit.
        public let response: Double

        /// A response; time 0 where no course is fitted.
        public init(person: Int, period: Int, time: Double = 0, response: Double) {
            self.person = person
            self.period = period
            self.time = time
            self.response = response
        }
    }

    /// How the mean goes over time in everybody.
    public enum Course: Sendable, Hashable {
        /// It stays.
        case constant
        /// A straight line.
        case line
        /// A smooth curve.
        case spline(RestrictedCubicSpline)

        func columns(at time: Double) -> [Double] {
            switch self {
            case .constant: []
            case .line: [time]
            case .spline(let spline): spline.basis(at: time)
            }
        }

        var names: [String] {
            switch self {
            case .constant: []
            case .line: ["time"]
            case .spline(let spline):
                ["time"] + (1..<spline.columnCount).map { "time, nonlinear \($0)" }
            }
        }
    }

    /// Estimates the differences of the periods from reference time.
    ///
    /// Persons with one observation tell nothing and are left out.
    ///
    /// - Parameters:
    ///   - observations: Of all persons, in any order.
    ///   - periods: The names of the periods, without the reference.
    ///   - course: Over time.
    ///   - correction: Of the cluster-robust covariance.
    /// - Returns: The fit, or `.noObservations`; `.invalidArgument` for periods out of range; `.nonFinite`; `.oneObservationPerGroup`;
    ///   `.tooFewGroups` for fewer than two persons with two observations; `.emptyCategory` for a period in which nobody was
    ///   observed; `.constantWithinGroups` for a period that nobody with two observations entered or left, and for a
    ///   response that changes in nobody; `.collinear` where periods and course cannot be told apart; `.tooFewObservations`
    ///   where the levels and coefficients are as many as the observations; `.noResidualVariation` where they explain the
    ///   responses exactly.
    public static func fit(
        _ observations: [Observation], periods: [String], course: Course = .constant,
        correction: ClusterRobustRegression.Correction = .cr2, executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard !observations.isEmpty else { throw .noObservations }
            guard observations.allSatisfy({ $0.response.isFinite && $0.time.isFinite }) else { throw .nonFinite }
            guard !periods.isEmpty else { throw .invalidArgument(name: "the periods", needed: "one at least") }
            var counts = [Int](repeating: 0, count: periods.count + 1)
            for observation in observations {
                guard counts.indices.contains(observation.period) else {
                    throw .invalidArgument(name: "the period of an observation", needed: "in 0...\(periods.count)")
                }
                counts[observation.period] += 1
            }
            for (position, name) in periods.enumerated() where counts[position + 1] == 0 {
                throw .emptyCategory(name: name)
            }
            let groups = grouped(observations)
            let repeated = groups.filter { $0.count > 1 }
            guard !repeated.isEmpty else { throw .oneObservationPerGroup }
            guard repeated.count >= 2 else { throw .tooFewGroups(found: repeated.count, needed: 2) }
            let deviations = try Deviations(repeated, periods: periods, course: course)
            let regression = try deviations.regression(correction, executor)
            let residual = Double(deviations.rows - repeated.count - deviations.predictors)
            guard residual > 0 else {
                throw .tooFewObservations(
                    found: deviations.rows, needed: repeated.count + deviations.predictors + 1)
            }
            // The regression of deviations counts one level, and not one a person.
            let counted = Double(deviations.rows - deviations.predictors - 1)
            let sdResidual = regression.sdResidual * (counted / residual).squareRoot()
            guard sdResidual > 1e-7 * deviations.spread else { throw .noResidualVariation }
            return Fit(
                regression: regression, periodCount: periods.count, sdResidual: sdResidual,
                observations: deviations.rows, people: repeated.count,
                peopleWithOneObservation: groups.count - repeated.count)
        }
    }

    /// The observations of each person, in the order in which persons first appear.
    private static func grouped(_ observations: [Observation]) -> [[Observation]] {
        var positions = [Int: Int]()
        var groups: [[Observation]] = []
        for observation in observations {
            let position = positions[observation.person, default: groups.count]
            if position == groups.count {
                positions[observation.person] = position
                groups.append([])
            }
            groups[position].append(observation)
        }
        return groups
    }

    /// The fitted contrast.
    public struct Fit: Sendable {
        /// The regression of deviations: an intercept of zero, the periods' differences in their order, the course. Its residual
        /// standard deviation counts one level for all; ``sdResidual`` counts one a person.
        public let regression: ClusterRobustRegression.Fit
        /// Of a person's responses about her own level, her periods and the course.
        public let sdResidual: Double
        /// Of persons with two observations or more.
        public let observations: Int
        /// Persons with two observations or more.
        public let people: Int
        /// Who were left out.
        public let peopleWithOneObservation: Int

        private let periodCount: Int

        fileprivate init(
            regression: ClusterRobustRegression.Fit, periodCount: Int, sdResidual: Double, observations: Int,
            people: Int,
            peopleWithOneObservation: Int
        ) {
            self.regression = regression
            self.periodCount = periodCount
            self.sdResidual = sdResidual
            self.observations = observations
            self.people = people
            self.peopleWithOneObservation = peopleWithOneObservation
        }

        /// Weights on the coefficients that give the mean in a period, from 1, less that in reference time at the same point of the
        /// course, or in another period; nil for other numbers.
        public func weights(ofPeriod period: Int, against other: Int = 0) -> [Double]? {
            guard (1...periodCount).contains(period), (0...periodCount).contains(other) else { return nil }
            return regression.coefficients.indices.map { position in
                (position == period ? 1 : 0) - (position == other && other > 0 ? 1 : 0)
            }
        }

        /// The difference of a period, from 1, from reference time, or from another period.
        public func difference(ofPeriod period: Int, against other: Int = 0) -> PointEstimate? {
            weights(ofPeriod: period, against: other).flatMap(regression.prediction)
        }

        /// Its interval; nil also where the difference rests on single persons.
        public func interval(
            ofPeriod period: Int, against other: Int = 0, level: ConfidenceLevel = .ninetyFive
        ) -> ConfidenceInterval? {
            weights(ofPeriod: period, against: other).flatMap { regression.interval($0, level: level) }
        }

        /// The test that it is zero; nil as the interval.
        public func test(ofPeriod period: Int, against other: Int = 0) -> TestStatistic? {
            weights(ofPeriod: period, against: other).flatMap(regression.test)
        }

        /// The test that the means of all periods are the same.
        public var jointTest: TestStatistic? {
            regression.waldTest((1...periodCount).compactMap { weights(ofPeriod: $0) })
        }
    }

    /// Periods, course and response of each row less their means in the person.
    private struct Deviations: Sendable {
        let names: [String]
        let predictors: Int
        let rows: Int
        /// The largest deviation of a response.
        let spread: Double
        private let scales: [Double]
        /// Row by row, the response last.
        private let groups: [[Double]]

        init(_ people: [[Observation]], periods: [String], course: Course) throws(NotEstimable) {
            let names = periods + course.names
            let width = names.count + 1
            let groups = people.map { person in
                let rows = person.map { observation in
                    periods.indices.map { observation.period == $0 + 1 ? 1.0 : 0 }
                        + course.columns(at: observation.time)
                        + [observation.response]
                }
                // About the first row, so that what does not change has deviations of zero and not of rounding.
                let means = (0..<width).map { column in
                    rows.reduce(0.0) { $0 + ($1[column] - rows[0][column]) } / Double(rows.count)
                }
                return rows.flatMap { row in (0..<width).map { row[$0] - rows[0][$0] - means[$0] } }
            }
            let scales = (0..<width).map { column in
                groups.reduce(0.0) { largest, group in
                    stride(from: column, to: group.count, by: width).reduce(largest) { max($0, abs(group[$1])) }
                }
            }
            guard scales.allSatisfy(\.isFinite) else { throw .nonFinite }
            if let flat = scales.firstIndex(of: 0) {
                throw .constantWithinGroups(name: flat < names.count ? names[flat] : "the response")
            }
            self.names = names + ["the response"]
            self.groups = groups
            self.scales = scales
            predictors = names.count
            rows = people.reduce(0) { $0 + $1.count }
            spread = scales[names.count]
        }

        func regression(
            _ correction: ClusterRobustRegression.Correction, _ executor: BlockExecutor
        ) throws(NotEstimable) -> ClusterRobustRegression.Fit {
            let width = predictors + 1
            let moments = GroupedMoments(
                columns: zip(names, scales).map { GroupedMoments.Column($0, scale: $1) }, groupCount: groups.count,
                executor: executor
            ) { [groups] group, sums in
                for start in stride(from: 0, to: groups[group].count, by: width) {
                    sums.addRow { groups[group][start + $0] }
                }
            }
            return try ClusterRobustRegression.fit(
                moments, response: predictors, predictors: Array(0..<predictors), correction: correction,
                executor: executor
            ).get()
        }
    }
}
