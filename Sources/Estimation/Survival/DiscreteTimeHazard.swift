/// The discrete-time hazard of an event that can happen after each of a person's occasions, on a value seen at the occasion: a logistic
/// regression over all occasions at which it could happen (Allison 1982, doi:10.2307/270718), with standard errors that hold for
/// occasions of one person (Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).
///
///     logit P(event after this occasion | none before) = α + β · value at this occasion
public enum DiscreteTimeHazard {
    /// Hands each of a person's occasions to `take`, in any order: the value, and whether the event followed.
    public typealias Occasions =
        @Sendable (_ person: Int, _ take: (_ value: Double, _ isEvent: Bool) -> Void) -> Void

    /// Fits the hazard: the intercept and the value's coefficient, cluster-robust with G / (G - 1) for G persons. The same bits
    /// whatever the executor.
    ///
    /// The likelihood needs the counts of each value alone, so that memory grows with the different values that there are and not
    /// with the occasions.
    ///
    /// - Parameters:
    ///   - personCount: Persons, numbered from 0; those without an occasion do not count.
    ///   - predictor: What the value is called.
    ///   - occasions: Called twice a person, from the executor's threads.
    /// - Returns: The fit, or `.noEvents`, or `.constantResponse` where every occasion ends with the event, or `.separated`.
    public static func fit(
        personCount: Int, predictor: String, executor: BlockExecutor = .serial, occasions: Occasions
    ) -> FitOutcome<LogisticRegression.Fit> {
        FitOutcome { () throws(NotEstimable) in
            let tally = Tally(personCount: personCount, executor: executor, occasions)
            guard tally.isFinite else { throw .nonFinite }
            let rows = tally.rows
            guard let first = rows.first, let last = rows.last else { throw .noObservations }
            guard rows.contains(where: \.isEvent) else { throw .noEvents }
            guard rows.contains(where: { !$0.isEvent }) else { throw .constantResponse(name: "the event") }
            guard (last.value - first.value).isFinite else { throw .nonFinite }
            return try LogisticRegression.fit(
                rows.map(\.isEvent), predictors: [PredictorColumn(predictor, rows.map(\.value))],
                counts: rows.map(\.count), executor: executor
            ) { score throws(NotEstimable) in
                guard tally.people >= 2 else { throw .tooFewGroups(found: tally.people, needed: 2) }
                return ClusterScores(
                    products: products(score, personCount: personCount, executor, occasions), clusters: tally.people)
            }
        }
    }

    /// Persons summed in one block. Part of the results' definition.
    private static let blockSize = 1024

    /// Σ s s' over the persons' summed scores.
    private static func products(
        _ score: LogisticRegression.Score, personCount: Int, _ executor: BlockExecutor, _ occasions: Occasions
    ) -> SymmetricMatrix {
        let (intercept, slope) = (score.parameters[0], score.parameters[1])
        let (center, scale) = (score.scales.centers[0], score.scales.scales[0])
        let parts = executor.mapBlocks(of: personCount, size: blockSize) { persons in
            persons.reduce(SIMD3<Double>.zero) { sum, person in
                var own = SIMD2<Double>.zero
                occasions(person) { value, isEvent in
                    let x = (value - center) / scale
                    let tail = LogisticTail(intercept + slope * x)
                    own += (isEvent ? tail.complement : -tail.probability) * SIMD2(1, x)
                }
                return sum + SIMD3(own.x * own.x, own.x * own.y, own.y * own.y)
            }
        }
        let sum = parts.reduce(.zero, +)
        return SymmetricMatrix(dimension: 2) { sum[$0 + $1] }
    }

    /// How often each value was followed by the event and by none.
    private struct Tally: Sendable {
        struct Row {
            let value: Double
            let isEvent: Bool
            let count: Double
        }

        private var counts: [Double: SIMD2<Int>] = [:]
        /// Persons with an occasion.
        private(set) var people = 0
        private(set) var isFinite = true

        /// By value, ascending.
        var rows: [Row] {
            counts.sorted { $0.key < $1.key }.flatMap { value, counts in
                [false, true].compactMap { isEvent in
                    let count = isEvent ? counts.y : counts.x
                    return count == 0 ? nil : Row(value: value, isEvent: isEvent, count: Double(count))
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
            occasions(person) { value, isEvent in
                hasOccasions = true
                guard value.isFinite else {
                    isFinite = false
                    return
                }
                if isEvent {
                    counts[value, default: .zero].y += 1
                } else {
                    counts[value, default: .zero].x += 1
                }
            }
            people += hasOccasions ? 1 : 0
        }
    }
}
