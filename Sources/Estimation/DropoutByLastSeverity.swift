import Foundation

/// Does the last severity that was seen predict leaving? The discrete-time hazard of leaving by logistic regression over
/// all occasions at which a person could leave (Allison 1982, doi:10.2307/270718), with standard errors that hold for
/// occasions of one person (Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).
///
///     logit P(leaves after this occasion | still there) = α + β · severity at this occasion
///
/// The hazard may change over the occasions; then β is the effect on its average. An effect says that those who left were
/// not like those who stayed, which a mixed model allows for as long as the severity that was seen explains it; none says
/// nothing about severity that was not seen.
public enum DropoutByLastSeverity {
    /// Fits the hazard.
    ///
    /// - Parameters:
    ///   - persons: Of each occasion, the person, by any number.
    ///   - lastSeverity: Of each occasion, the severity.
    ///   - leaves: Of each occasion, whether it was the person's last although more were planned. The last planned occasion does
    ///     not belong here, for after it nobody can leave.
    public static func fit(
        persons: [Int], lastSeverity: [Double], leaves: [Bool], executor: BlockExecutor = .serial
    ) -> Outcome<Fit> {
        Outcome { () throws(NotEstimable) in
            guard persons.count == lastSeverity.count, persons.count == leaves.count else {
                throw .invalidArgument(name: "persons, last severity and leaves", needed: "of one length")
            }
            let severity = try Standardized(lastSeverity, leaves)
            let people = clusters(persons)
            guard people.count >= 2 else { throw .tooFewGroups(found: people.count, needed: 2) }
            let likelihood = Likelihood(severity: severity.values, leaves: leaves, executor: executor)
            let maximum = try likelihood.maximum()
            let robust = likelihood.sandwich(at: maximum, clusters: people.numbers, count: people.count)
            let fit = Fit(severity, maximum, robust, occasions: leaves.count, people: people.count)
            guard fit.isFinite else { throw .nonFinite }
            return fit
        }
    }

    /// Numbers from 0 for the persons, in the order in which they appear.
    private static func clusters(_ persons: [Int]) -> (numbers: [Int], count: Int) {
        var known = [Int: Int]()
        let numbers = persons.map { person in
            let number = known[person] ?? known.count
            known[person] = number
            return number
        }
        return (numbers, known.count)
    }

    /// Severity with mean 0 and variance 1, where the hazard has an estimate.
    fileprivate struct Standardized {
        let values: [Double]
        let center: Double, scale: Double
        let events: Int

        init(_ severity: [Double], _ leaves: [Bool]) throws(NotEstimable) {
            guard !severity.isEmpty else { throw .noObservations }
            let moments = OnlineMoments(severity)
            guard severity.allSatisfy(\.isFinite), let mean = moments.mean, mean.isFinite else { throw .nonFinite }
            events = leaves.lazy.filter(\.self).count
            guard events > 0 else { throw .noEvents }
            guard events < severity.count else { throw .emptyCategory(name: "stayed") }
            // Two values at least, so that only an overflow leaves none.
            guard let deviation = moments.standardDeviation else { throw .nonFinite }
            guard deviation > 0 else { throw .constantColumn(name: "last severity") }
            try Self.checkOverlap(severity, leaves)
            center = mean
            scale = deviation
            values = severity.map { ($0 - mean) / deviation }
        }

        /// With one predictor, the likelihood has a maximum if and only if either outcome's values reach beyond the
        /// other's on both sides (Albert & Anderson 1984, doi:10.1093/biomet/71.1.1).
        private static func checkOverlap(_ severity: [Double], _ leaves: [Bool]) throws(NotEstimable) {
            var (leaving, staying) = ((Double.infinity, -Double.infinity), (Double.infinity, -Double.infinity))
            for (value, leaves) in zip(severity, leaves) {
                if leaves {
                    leaving = (min(leaving.0, value), max(leaving.1, value))
                } else {
                    staying = (min(staying.0, value), max(staying.1, value))
                }
            }
            guard leaving.0 < staying.1, staying.0 < leaving.1 else { throw .separated(name: "last severity") }
        }
    }

    /// The logistic likelihood of two coefficients, α and β, for standardised severity. 2x2 matrices are packed (00, 01,
    /// 11).
    fileprivate struct Likelihood: Sendable {
        let severity: [Double]
        let leaves: [Bool]
        let executor: BlockExecutor
        /// Occasions summed in one block. Part of the results' definition.
        static let blockSize = 8192
        static let maximumIterations = 100

        struct Sums: Sendable {
            var logLikelihood = 0.0
            var score = SIMD2<Double>.zero
            var information = SIMD3<Double>.zero
        }

        struct Maximum {
            let coefficients: SIMD2<Double>
            let sums: Sums
        }

        func sums(at coefficients: SIMD2<Double>) -> Sums {
            let parts = executor.mapBlocks(of: severity.count, size: Self.blockSize) { occasions in
                var sums = Sums()
                for occasion in occasions {
                    let x = severity[occasion]
                    let linear = coefficients.x + coefficients.y * x
                    let (probability, weight) = Self.probability(linear)
                    let event = leaves[occasion] ? 1.0 : 0
                    // log(1 + exp(η)) without overflow.
                    sums.logLikelihood += event * linear - max(linear, 0) - log1p(exp(-abs(linear)))
                    sums.score += (event - probability) * SIMD2(1, x)
                    sums.information += weight * SIMD3(1, x, x * x)
                }
                return sums
            }
            return parts.reduce(into: Sums()) { all, part in
                all.logLikelihood += part.logLikelihood
                all.score += part.score
                all.information += part.information
            }
        }

        /// p and p(1 - p).
        private static func probability(_ linear: Double) -> (Double, Double) {
            let odds = exp(-abs(linear))
            let smaller = odds / (1 + odds)
            return (linear < 0 ? smaller : 1 / (1 + odds), smaller / (1 + odds))
        }

        /// Newton's method with halved steps: the likelihood is concave.
        func maximum() throws(NotEstimable) -> Maximum {
            let share = Double(leaves.lazy.filter(\.self).count) / Double(leaves.count)
            var here = Maximum(coefficients: SIMD2(log(share / (1 - share)), 0), sums: Sums())
            here = Maximum(coefficients: here.coefficients, sums: sums(at: here.coefficients))
            for _ in 0..<Self.maximumIterations {
                guard let inverse = Self.inverse(here.sums.information) else {
                    throw .separated(name: "last severity")
                }
                var step = Self.product(inverse, here.sums.score)
                let gain = (step * here.sums.score).sum()
                let noise = 1e-14 * abs(here.sums.logLikelihood)
                var next = Maximum(coefficients: here.coefficients + step, sums: sums(at: here.coefficients + step))
                while next.sums.logLikelihood < here.sums.logLikelihood - noise {
                    step /= 2
                    guard (step * step).sum() > 1e-30 else { return here }
                    next = Maximum(coefficients: here.coefficients + step, sums: sums(at: here.coefficients + step))
                }
                here = next
                // The step just taken was from a gain this small: the next would be of the order of its square.
                if gain < 1e-13 { return here }
            }
            throw .didNotConverge(iterations: Self.maximumIterations)
        }

        /// C B C G / (G - 1), C the inverse information and B the sum of squares of the persons' scores: sandwich's
        /// vcovCL of type HC0 with its factor for clusters.
        func sandwich(at maximum: Maximum, clusters: [Int], count: Int) -> SIMD3<Double> {
            var scores = [SIMD2<Double>](repeating: .zero, count: count)
            for (occasion, cluster) in clusters.enumerated() {
                let linear = maximum.coefficients.x + maximum.coefficients.y * severity[occasion]
                let residual = (leaves[occasion] ? 1 : 0) - Self.probability(linear).0
                scores[cluster] += residual * SIMD2(1, severity[occasion])
            }
            guard let inverse = Self.inverse(maximum.sums.information) else { return .zero }
            var variance = SIMD3<Double>.zero
            for score in scores {
                let influence = Self.product(inverse, score)
                variance += SIMD3(
                    influence.x * influence.x, influence.x * influence.y, influence.y * influence.y)
            }
            return variance * (Double(count) / Double(count - 1))
        }

        private static func inverse(_ matrix: SIMD3<Double>) -> SIMD3<Double>? {
            let determinant = matrix[0] * matrix[2] - matrix[1] * matrix[1]
            guard determinant > 1e-12 * matrix[0] * matrix[2], determinant.isFinite else { return nil }
            return SIMD3(matrix[2], -matrix[1], matrix[0]) / determinant
        }

        private static func product(_ matrix: SIMD3<Double>, _ vector: SIMD2<Double>) -> SIMD2<Double> {
            SIMD2(matrix[0] * vector.x + matrix[1] * vector.y, matrix[1] * vector.x + matrix[2] * vector.y)
        }
    }
}

extension DropoutByLastSeverity {
    /// The fitted hazard.
    public struct Fit: Sendable, Hashable {
        /// α: the log odds of leaving at severity 0.
        public let intercept: Estimate
        /// β: the log odds ratio of leaving for a point of severity more.
        public let slope: Estimate
        /// Of intercept and slope.
        public let covariance: Double
        /// Of the logistic regression, as if occasions were independent.
        public let logLikelihood: Double
        /// Occasions after which a person could leave.
        public let occasions: Int
        /// Occasions after which one did.
        public let events: Int
        /// People.
        public let people: Int

        /// exp(β); infinite beyond the largest double.
        public var oddsRatio: Double { exp(slope.value) }

        fileprivate var isFinite: Bool {
            [intercept.value, intercept.standardError, slope.value, slope.standardError, covariance]
                .allSatisfy(\.isFinite)
        }

        /// Wald interval of β, carried over to the odds ratio; nil where it has no finite ends.
        public func oddsRatioInterval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            ConfidenceInterval.wald(estimate: slope.value, standardError: slope.standardError, level: level)
                .flatMap { interval in
                    ConfidenceInterval(
                        lower: exp(interval.lower), upper: exp(interval.upper), level: level, method: interval.method)
                }
        }

        /// The Wald test that severity has no part in leaving: z², chi-square on 1 degree of freedom; nil for a standard
        /// error of 0.
        public var test: TestStatistic? {
            guard slope.standardError > 0 else { return nil }
            let z = slope.value / slope.standardError
            guard let tail = try? StandardNormal.upperTail(abs(z)) else { return nil }
            return TestStatistic(statistic: z * z, degreesOfFreedom: [1], pValue: 2 * tail)
        }

        /// The fitted probability of leaving after a occasion with this severity; nil where it is not finite.
        public func hazard(atSeverity severity: Double) -> Double? {
            let linear = intercept.value + slope.value * severity
            guard linear.isFinite else { return nil }
            return linear < 0 ? exp(linear) / (1 + exp(linear)) : 1 / (1 + exp(-linear))
        }

        fileprivate init(
            _ severity: Standardized, _ maximum: Likelihood.Maximum, _ robust: SIMD3<Double>, occasions: Int,
            people: Int
        ) {
            // α and β of severity in its own units: α - β center / scale and β / scale.
            let shift = severity.center / severity.scale
            let interceptVariance = robust[0] - 2 * shift * robust[1] + shift * shift * robust[2]
            intercept = Estimate(
                value: maximum.coefficients.x - shift * maximum.coefficients.y,
                standardError: max(0, interceptVariance).squareRoot())
            slope = Estimate(
                value: maximum.coefficients.y / severity.scale, standardError: robust[2].squareRoot() / severity.scale)
            covariance = (robust[1] - shift * robust[2]) / severity.scale
            logLikelihood = maximum.sums.logLikelihood
            self.occasions = occasions
            events = severity.events
            self.people = people
        }
    }
}
