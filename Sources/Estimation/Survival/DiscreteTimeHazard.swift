/// The discrete-time hazard of an event that can happen after each of a person's occasions, on a value seen at the occasion: a logistic
/// regression over all occasions at which it could happen (Allison 1982, doi:10.2307/270718), with standard errors that hold for
/// occasions of one person (Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).
///
///     logit P(event after this occasion | none before) = α of the time + β · value at this occasion
///
/// The baseline hazard α is one number for each stratum of time. Without it a hazard that falls over time, with values that fall too,
/// would pass for an effect of the value.
public enum DiscreteTimeHazard {
    /// Hands each of a person's occasions to `take`, in any order: the stratum of time, from 0 to less than ``mostStrata``, the value,
    /// and whether the event followed.
    public typealias Occasions =
        @Sendable (_ person: Int, _ take: (_ stratum: Int, _ value: Double, _ isEvent: Bool) -> Void) -> Void

    /// Strata of time, of which those behind the last are part.
    public static let mostStrata = 16

    /// The stratum of a person's first occasion, second and third, fourth to seventh, and so on, from 1.
    public static func stratum(ofOccasion number: Int) -> Int {
        Int.bitWidth - 1 - max(1, number).leadingZeroBitCount
    }

    /// Fits the hazard: the intercept, the value's coefficient, and the baselines of later strata less the first one's, cluster-robust
    /// with G / (G - 1) for G persons. The same bits whatever the executor.
    ///
    /// Strata in which every occasion or none is followed by the event are put together with the next. The likelihood needs the
    /// counts of each value in each stratum alone, so that memory grows with the different values that there are and not with the
    /// occasions.
    ///
    /// - Parameters:
    ///   - personCount: Persons, numbered from 0; those without an occasion do not count.
    ///   - predictor: What the value is called.
    ///   - occasions: Called twice a person, from the executor's threads.
    /// - Returns: The fit, or `.noEvents`, or `.constantResponse` where every occasion ends with the event, or `.separated`.
    public static func fit(
        personCount: Int, predictor: String, executor: BlockExecutor = .serial, occasions: Occasions
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let tally = Tally(personCount: personCount, executor: executor, occasions)
            guard tally.isFinite else { throw .nonFinite }
            let strata = tally.strata
            let rows = tally.rows(strata)
            guard let first = rows.map(\.value).min(), let last = rows.map(\.value).max() else { throw .noObservations }
            guard rows.contains(where: \.isEvent) else { throw .noEvents }
            guard rows.contains(where: { !$0.isEvent }) else { throw .constantResponse(name: "the event") }
            guard (last - first).isFinite else { throw .nonFinite }
            let baselines = (1..<max(1, strata.count)).map { stratum in
                PredictorColumn("time stratum \(stratum + 1)", rows.map { $0.stratum == stratum ? 1 : 0 })
            }
            let regression = try LogisticRegression.fit(
                rows.map(\.isEvent), predictors: [PredictorColumn(predictor, rows.map(\.value))] + baselines,
                counts: rows.map(\.count), executor: executor
            ) { score throws(NotEstimable) in
                guard tally.people >= 2 else { throw .tooFewGroups(found: tally.people, needed: 2) }
                return ClusterScores(
                    products: products(score, strata, personCount: personCount, executor, occasions),
                    clusters: tally.people)
            }
            return Fit(
                regression: regression,
                hazards: Hazards(
                    parameters: regression.estimates.parameters.map(\.value), marginal: tally.marginal(strata),
                    strata: strata))
        }
    }

    /// The fitted hazard.
    public struct Fit: Sendable {
        /// Intercept, coefficient of the value, and the baselines of later strata less the first one's.
        public let regression: LogisticRegression.Fit
        /// What these say of an occasion.
        public let hazards: Hazards
    }

    /// The probability of the event after an occasion.
    public struct Hazards: Sendable, Hashable {
        fileprivate let parameters: [Double]
        /// The share of occasions that the event followed, whatever the value, by stratum that is left.
        fileprivate let marginal: [Double]
        fileprivate let strata: Strata

        /// The hazard at an occasion in a stratum of time at which the value was seen.
        public func hazard(ofValue value: Double, inStratum stratum: Int) -> Double {
            let time = strata[stratum]
            let baseline = time == 0 || time + 1 >= parameters.count ? 0 : parameters[time + 1]
            return LogisticTail.probability(parameters[0] + parameters[1] * value + baseline)
        }

        /// The hazard in a stratum of time, whatever the value.
        public func hazard(inStratum stratum: Int) -> Double { marginal[strata[stratum]] }
    }

    /// Persons summed in one block. Part of the results' definition.
    private static let blockSize = 1024

    /// Σ s s' over the persons' summed scores.
    private static func products(
        _ score: LogisticRegression.Score, _ strata: Strata, personCount: Int, _ executor: BlockExecutor,
        _ occasions: Occasions
    ) -> SymmetricMatrix {
        let (parameters, centers, scales) = (score.parameters, score.scales.centers, score.scales.scales)
        let count = parameters.count
        /// The standardised indicator of a stratum behind the first, of an occasion in `stratum`.
        func indicator(_ position: Int, _ stratum: Int) -> Double {
            let isOwn: Double = stratum == position - 1 ? 1 : 0
            return (isOwn - centers[position - 1]) / scales[position - 1]
        }
        let places = 2..<max(2, count)
        let baselines: [[Double]] = (0..<strata.count).map { stratum in places.map { indicator($0, stratum) } }
        // What the baseline adds to the log odds.
        let offsets: [Double] = baselines.map { baseline in
            zip(parameters.dropFirst(2), baseline).reduce(0.0) { sum, pair in sum + pair.0 * pair.1 }
        }
        let parts = executor.mapBlocks(of: personCount, size: blockSize) { persons in
            var sum = SymmetricMatrix(dimension: count)
            var own = [Double](repeating: 0, count: count)
            for person in persons {
                for position in 0..<count { own[position] = 0 }
                occasions(person) { stratum, value, isEvent in
                    let time = strata[stratum]
                    let x = (value - centers[0]) / scales[0]
                    let tail = LogisticTail(parameters[0] + parameters[1] * x + offsets[time])
                    let residual = isEvent ? tail.complement : -tail.probability
                    own[0] += residual
                    own[1] += residual * x
                    for position in 2..<max(2, count) { own[position] += residual * baselines[time][position - 2] }
                }
                sum.addSquare(of: own[...])
            }
            return sum
        }
        return parts.reduce(into: SymmetricMatrix(dimension: count)) { $0.add($1) }
    }

    /// Strata of time as they were put together.
    fileprivate struct Strata: Sendable, Hashable {
        /// The number of each stratum among those that are left.
        private let numbers: [Int]
        let count: Int

        init(numbers: [Int]) {
            self.numbers = numbers
            count = (numbers.max() ?? 0) + 1
        }

        subscript(stratum: Int) -> Int { numbers[min(max(0, stratum), numbers.count - 1)] }
    }

    /// How often each value in each stratum was followed by the event and by none.
    private struct Tally: Sendable {
        struct Row {
            let stratum: Int
            let value: Double
            let isEvent: Bool
            let count: Double
        }

        private struct Cell: Hashable {
            let stratum: Int
            let value: Double
        }

        private var counts: [Cell: SIMD2<Int>] = [:]
        /// Persons with an occasion.
        private(set) var people = 0
        private(set) var isFinite = true

        /// Strata with both outcomes each, neighbours put together; what is left at the end joins the last one.
        var strata: Strata {
            var totals = [SIMD2<Int>](repeating: .zero, count: mostStrata)
            for (cell, count) in counts { totals[cell.stratum] &+= count }
            var numbers: [Int] = []
            var (open, number) = (SIMD2<Int>.zero, 0)
            for total in totals {
                open &+= total
                numbers.append(number)
                if open.x > 0, open.y > 0 {
                    open = .zero
                    number += 1
                }
            }
            // The last ones, which are not complete.
            let complete = max(0, number - 1)
            return Strata(numbers: numbers.map { min($0, complete) })
        }

        /// The share of occasions that the event followed, by stratum that is left.
        func marginal(_ strata: Strata) -> [Double] {
            var totals = [SIMD2<Int>](repeating: .zero, count: strata.count)
            for (cell, count) in counts { totals[strata[cell.stratum]] &+= count }
            return totals.map { Double($0.x + $0.y) > 0 ? Double($0.y) / Double($0.x + $0.y) : 0 }
        }

        /// By stratum, then value, ascending.
        func rows(_ strata: Strata) -> [Row] {
            var merged: [Cell: SIMD2<Int>] = [:]
            for (cell, count) in counts {
                merged[Cell(stratum: strata[cell.stratum], value: cell.value), default: .zero] &+= count
            }
            return merged.sorted { ($0.key.stratum, $0.key.value) < ($1.key.stratum, $1.key.value) }.flatMap {
                cell, counts in
                [false, true].compactMap { isEvent in
                    let count = isEvent ? counts.y : counts.x
                    return count == 0
                        ? nil : Row(stratum: cell.stratum, value: cell.value, isEvent: isEvent, count: Double(count))
                }
            }
        }

        init(personCount: Int, executor: BlockExecutor, _ occasions: Occasions) {
            let blocks = executor.mapBlocks(of: personCount, size: blockSize) { persons in
                var tally = Tally()
                for person in persons { tally.add(person, occasions) }
                return tally
            }
            // Sums of whole numbers: their order changes nothing.
            for block in blocks {
                counts.merge(block.counts) { $0 &+ $1 }
                people += block.people
                isFinite = isFinite && block.isFinite
            }
        }

        private init() {}

        private mutating func add(_ person: Int, _ occasions: Occasions) {
            var hasOccasions = false
            occasions(person) { stratum, value, isEvent in
                hasOccasions = true
                guard value.isFinite else {
                    isFinite = false
                    return
                }
                let cell = Cell(stratum: min(max(0, stratum), mostStrata - 1), value: value)
                if isEvent {
                    counts[cell, default: .zero].y += 1
                } else {
                    counts[cell, default: .zero].x += 1
                }
            }
            people += hasOccasions ? 1 : 0
        }
    }
}
