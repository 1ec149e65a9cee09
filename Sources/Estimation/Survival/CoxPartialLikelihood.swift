/// Cox's partial likelihood over the rows that some event compares, its covariates standardised.
///
/// One pass over the rows, O(n p²), gives the value with its first two derivatives: within a stratum from the last time to
/// the first, where each row joins the risk set and stays.
struct CoxPartialLikelihood: Sendable {
    /// One stratum's rows, in ascending time, as a range of the rows here.
    struct Stratum: Sendable {
        let label: Int
        /// Runs of equal time, ascending.
        let runs: [Run]

        var rows: Range<Int> { runs[0].rows.lowerBound..<runs[runs.count - 1].rows.upperBound }
    }

    /// Rows of one stratum and time.
    struct Run: Sendable {
        /// The position of the time among the tied times.
        let rank: Int
        let rows: Range<Int>
        let events: Int
    }

    let ties: CoxRegression.Ties
    let names: [String]
    /// Own units = center + scale · standardised.
    let centers: [Double], scales: [Double]
    let strata: [Stratum]
    /// For each row, its position among the observations given.
    let positions: [Int]
    let isEvent: [Bool]
    let weights: [Double]
    /// Row after row.
    private let standardized: [Double]

    /// Coefficients.
    var dimension: Int { names.count }

    /// A spread below this part of the mean is rounding.
    private static let constancy = 1e-12

    /// Takes the observations less those of a stratum that left before its first event, who are in no risk set.
    ///
    /// Throws `noEvents`, `nonFinite` for covariates beyond the doubles' range, and `constantColumn`.
    init(
        _ covariates: [CoxRegression.Covariate], _ tied: TiedTimes, isEvent: [Bool], strata labels: [Int]?,
        weights: [Double]?, ties: CoxRegression.Ties
    ) throws(NotEstimable) {
        let (strata, positions) = Self.compared(tied, isEvent, labels)
        guard !positions.isEmpty else { throw .noEvents }
        self.ties = ties
        self.strata = strata
        self.positions = positions
        names = covariates.map(\.name)
        self.isEvent = positions.map { isEvent[$0] }
        self.weights =
            weights.map { weights in positions.map { weights[$0] } } ?? Array(repeating: 1, count: positions.count)

        var (centers, scales) = ([Double](), [Double]())
        var standardized = [Double](repeating: 0, count: positions.count * covariates.count)
        for (column, covariate) in covariates.enumerated() {
            let (center, scale) = try Self.standard(covariate, positions)
            for (row, position) in positions.enumerated() {
                standardized[row * covariates.count + column] = (covariate.values[position] - center) / scale
            }
            centers.append(center)
            scales.append(scale)
        }
        self.centers = centers
        self.scales = scales
        self.standardized = standardized
    }

    /// The strata with events, and the positions of their observations from the first event on.
    private static func compared(
        _ tied: TiedTimes, _ isEvent: [Bool], _ labels: [Int]?
    ) -> (strata: [Stratum], positions: [Int]) {
        var positions: [Int] = []
        var strata: [Stratum] = []
        for stratum in tied.strata(labels) {
            var runs: [Run] = []
            for run in stratum.runs {
                let members = stratum.order[run]
                let events = members.count { isEvent[$0] }
                guard events > 0 || !runs.isEmpty else { continue }
                let rows = positions.count..<positions.count + members.count
                runs.append(Run(rank: tied.ranks[stratum.order[run.lowerBound]], rows: rows, events: events))
                positions += members
            }
            if !runs.isEmpty { strata.append(Stratum(label: stratum.label, runs: runs)) }
        }
        return (strata, positions)
    }

    /// The mean and the standard deviation of a covariate over the rows.
    private static func standard(
        _ covariate: CoxRegression.Covariate, _ positions: [Int]
    ) throws(NotEstimable) -> (center: Double, scale: Double) {
        let moments = OnlineMoments(positions.map { covariate.values[$0] })
        guard positions.count > 1 else { throw .constantColumn(name: covariate.name) }
        guard let center = moments.mean, let scale = moments.standardDeviation else { throw .nonFinite }
        guard scale > constancy * abs(center) else { throw .constantColumn(name: covariate.name) }
        return (center, scale)
    }

    /// A row's standardised covariate.
    func covariate(_ column: Int, of row: Int) -> Double {
        standardized[row * dimension + column]
    }

    /// Σ coefficients · covariates for each row.
    func linearPredictor(_ coefficients: [Double]) -> [Double] {
        positions.indices.map { row in
            var sum = 0.0
            let base = row * dimension
            for k in 0..<dimension { sum += coefficients[k] * standardized[base + k] }
            return sum
        }
    }

    /// The value with its derivatives.
    struct Evaluation {
        let logLikelihood: Double
        /// The sum of the sizes of its terms, to which its rounding is in proportion: far out they cancel.
        let magnitude: Double
        let score: [Double]
        /// The negative second derivatives.
        let information: SymmetricMatrix

        var isFinite: Bool {
            logLikelihood.isFinite && score.allSatisfy(\.isFinite) && information.packed.allSatisfy(\.isFinite)
        }
    }

    /// The value and its derivatives at standardised `coefficients`.
    func evaluate(_ coefficients: [Double]) -> Evaluation {
        var (logLikelihood, magnitude) = (0.0, 0.0)
        var score = [Double](repeating: 0, count: dimension)
        var information = [Double](repeating: 0, count: SymmetricMatrix.packedCount(dimension))
        forEachEventTime(coefficients) { _, _, event in
            logLikelihood += event.logLikelihood
            magnitude += event.magnitude
            for k in score.indices { score[k] += event.score[k] }
            for k in information.indices { information[k] += event.information[k] }
        }
        return Evaluation(
            logLikelihood: logLikelihood, magnitude: magnitude, score: score,
            information: SymmetricMatrix(dimension: dimension) { [information, dimension] in
                information[SymmetricMatrix.packedIndex($0, $1, dimension)]
            })
    }

    /// Calls `body` with what each time with events adds, from the last time of a stratum to the first.
    func forEachEventTime(
        _ coefficients: [Double], _ body: (_ stratum: Int, _ run: Run, _ event: EventTime) -> Void
    ) {
        let predictor = linearPredictor(coefficients)
        for (index, stratum) in strata.enumerated() {
            var event = EventTime(dimension: dimension)
            for run in stratum.runs.reversed() {
                event.begin()
                for row in run.rows {
                    event.add(
                        standardized, at: row * dimension, predictor: predictor[row], weight: weights[row],
                        isEvent: isEvent[row])
                }
                guard run.events > 0 else { continue }
                event.finish(ties)
                body(index, run, event)
            }
        }
    }
}
