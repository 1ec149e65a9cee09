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
    /// Fits the hazard. The same bits whatever the executor.
    ///
    /// The likelihood needs the counts of each severity alone, so that memory grows with the different severities that there
    /// are and not with the occasions.
    ///
    /// - Parameters:
    ///   - groupCount: Persons, numbered from 0.
    ///   - occasions: Hands over each of a person's occasions, in any order: the severity, and whether it was the person's last
    ///     although more were planned. The last planned occasion does not belong here, for after it nobody can leave. Called
    ///     twice a person, from the executor's threads.
    public static func fit(
        groupCount: Int, executor: BlockExecutor = .serial, occasions: Occasions
    ) -> Outcome<Fit> {
        Outcome { () throws(NotEstimable) in
            let tally = Tally(groupCount: groupCount, executor: executor, occasions)
            let severity = try Standardized(tally)
            guard tally.people >= 2 else { throw .tooFewGroups(found: tally.people, needed: 2) }
            let likelihood = Likelihood(severity: severity)
            let maximum = try likelihood.maximum()
            let robust = likelihood.sandwich(
                at: maximum, groupCount: groupCount, people: tally.people, executor: executor, occasions)
            let fit = Fit(severity, maximum, robust, people: tally.people)
            guard fit.isFinite else { throw .nonFinite }
            return fit
        }
    }

    /// Hands each of a group's occasions to `take`.
    public typealias Occasions =
        @Sendable (_ group: Int, _ take: (_ severity: Double, _ leaves: Bool) -> Void) -> Void

    /// Groups summed in one block. Part of the results' definition.
    private static let blockSize = 1024

    /// How often each severity was followed by staying and by leaving.
    fileprivate struct Tally: Sendable {
        struct Count: Sendable {
            var stayed = 0
            var left = 0
        }

        private(set) var counts: [Double: Count] = [:]
        /// Groups with an occasion.
        private(set) var people = 0
        private(set) var isFinite = true

        init(groupCount: Int, executor: BlockExecutor, _ occasions: Occasions) {
            let blocks = executor.mapBlocks(of: groupCount, size: blockSize) { groups in
                var tally = Tally()
                for group in groups { tally.add(group, occasions) }
                return tally
            }
            // Sums of whole numbers: their order changes nothing.
            for block in blocks {
                counts.merge(block.counts) { Count(stayed: $0.stayed + $1.stayed, left: $0.left + $1.left) }
                people += block.people
                isFinite = isFinite && block.isFinite
            }
        }

        private init() {}

        private mutating func add(_ group: Int, _ occasions: Occasions) {
            var hasOccasions = false
            occasions(group) { severity, leaves in
                hasOccasions = true
                guard severity.isFinite else {
                    isFinite = false
                    return
                }
                if leaves {
                    counts[severity, default: Count()].left += 1
                } else {
                    counts[severity, default: Count()].stayed += 1
                }
            }
            people += hasOccasions ? 1 : 0
        }
    }

    /// Severity with mean 0 and variance 1, where the hazard has an estimate.
    fileprivate struct Standardized {
        /// A severity that occurred.
        struct Value {
            let severity: Double
            let stayed: Double, left: Double

            var occasions: Double { stayed + left }
        }

        /// Standardised, in ascending order.
        let values: [Value]
        let center: Double, scale: Double
        let occasions: Int
        let events: Int

        init(_ tally: Tally) throws(NotEstimable) {
            guard tally.isFinite else { throw .nonFinite }
            let counts = tally.counts.sorted { $0.key < $1.key }
            guard !counts.isEmpty else { throw .noObservations }
            events = counts.reduce(0) { $0 + $1.value.left }
            occasions = counts.reduce(events) { $0 + $1.value.stayed }
            guard events > 0 else { throw .noEvents }
            guard events < occasions else { throw .emptyCategory(name: "stayed") }
            let own = counts.map {
                Value(severity: $0.key, stayed: Double($0.value.stayed), left: Double($0.value.left))
            }
            let mean = own.reduce(0) { $0 + $1.occasions * $1.severity } / Double(occasions)
            let squares = own.reduce(0) { $0 + $1.occasions * ($1.severity - mean) * ($1.severity - mean) }
            // Two occasions at least, so that only an overflow leaves none.
            let deviation = (squares / Double(occasions - 1)).squareRoot()
            guard mean.isFinite, deviation.isFinite else { throw .nonFinite }
            guard counts.count > 1, deviation > 0 else { throw .constantColumn(name: "last severity") }
            guard Self.overlaps(own) else { throw .separated(name: "last severity") }
            center = mean
            scale = deviation
            values = own.map {
                Value(severity: ($0.severity - mean) / deviation, stayed: $0.stayed, left: $0.left)
            }
        }

        func standardized(_ severity: Double) -> Double { (severity - center) / scale }

        /// With one predictor, the likelihood has a maximum if and only if either outcome's values reach beyond the
        /// other's on both sides (Albert & Anderson 1984, doi:10.1093/biomet/71.1.1).
        private static func overlaps(_ ascending: [Value]) -> Bool {
            let leaving = ascending.filter { $0.left > 0 }.map(\.severity)
            let staying = ascending.filter { $0.stayed > 0 }.map(\.severity)
            guard let firstLeaving = leaving.first, let lastLeaving = leaving.last, let firstStaying = staying.first,
                let lastStaying = staying.last
            else { return false }
            return firstLeaving < lastStaying && firstStaying < lastLeaving
        }
    }

    /// The logistic likelihood of two coefficients, α and β, for standardised severity. 2x2 matrices are packed (00, 01,
    /// 11).
    fileprivate struct Likelihood {
        let severity: Standardized
        static let maximumIterations = 100

        struct Sums {
            var logLikelihood = 0.0
            var score = SIMD2<Double>.zero
            var information = SIMD3<Double>.zero
        }

        struct Maximum {
            let coefficients: SIMD2<Double>
            let sums: Sums
        }

        func sums(at coefficients: SIMD2<Double>) -> Sums {
            severity.values.reduce(into: Sums()) { sums, value in
                let x = value.severity
                let linear = coefficients.x + coefficients.y * x
                let (probability, weight) = Self.probability(linear)
                // log(1 + exp(η)) without overflow.
                let logSum = max(linear, 0) + log1p(exp(-abs(linear)))
                sums.logLikelihood += value.left * linear - value.occasions * logSum
                sums.score += (value.left - value.occasions * probability) * SIMD2(1, x)
                sums.information += value.occasions * weight * SIMD3(1, x, x * x)
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
            let share = Double(severity.events) / Double(severity.occasions)
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
        func sandwich(
            at maximum: Maximum, groupCount: Int, people: Int, executor: BlockExecutor, _ occasions: Occasions
        ) -> SIMD3<Double> {
            guard let inverse = Self.inverse(maximum.sums.information) else { return .zero }
            let (coefficients, severity) = (maximum.coefficients, severity)
            let parts = executor.mapBlocks(of: groupCount, size: blockSize) { groups in
                groups.reduce(SIMD3<Double>.zero) { sum, group in
                    var score = SIMD2<Double>.zero
                    occasions(group) { own, leaves in
                        let x = severity.standardized(own)
                        let residual = (leaves ? 1 : 0) - Self.probability(coefficients.x + coefficients.y * x).0
                        score += residual * SIMD2(1, x)
                    }
                    let influence = Self.product(inverse, score)
                    return sum
                        + SIMD3(influence.x * influence.x, influence.x * influence.y, influence.y * influence.y)
                }
            }
            return parts.reduce(.zero, +) * (Double(people) / Double(people - 1))
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
            .waldLog(ratio: oddsRatio, logStandardError: slope.standardError, level: level)
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
            _ severity: Standardized, _ maximum: Likelihood.Maximum, _ robust: SIMD3<Double>, people: Int
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
            occasions = severity.occasions
            events = severity.events
            self.people = people
        }
    }
}
