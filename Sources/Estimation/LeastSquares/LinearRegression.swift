/// Ordinary least squares, by a Householder QR factorisation carried at twice a double's precision.
///
/// The normal equations square the condition number of the columns; a QR factorisation does not (Golub 1965,
/// doi:10.1007/BF01436075), and 32 digits leave 15 good ones even for the tenth-degree polynomial of NIST's Filip data,
/// whose condition number is 10¹⁵. Columns are scaled by powers of two, which rounds nothing.
///
/// - Complexity: O(n p²) time and about 32 n p bytes for n rows and p coefficients. For a model of grouped rows in one
///   pass there is `ClusterRobustRegression`; this one is for small, badly conditioned or certified work.
public enum LinearRegression {
    /// A predictor: its name and its value on each row.
    public struct Predictor: Sendable, Hashable {
        /// For the coefficient, and for words on what is wrong with it.
        public let name: String
        /// One number a row.
        public let values: [Double]

        /// A predictor with a value for each row.
        public init(_ name: String, _ values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    /// Regresses `response` on `predictors`.
    ///
    /// - Parameter hasIntercept: Without one, R² and F measure against zero instead of the mean, as in R and NIST StRD.
    public static func fit(
        _ response: [Double], on predictors: [Predictor], hasIntercept: Bool = true
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard !response.isEmpty else { throw .noObservations }
            var columns = [Column]()
            for predictor in predictors {
                columns.append(try column(predictor, rows: response.count, hasIntercept: hasIntercept))
            }
            return try fit(response, columns, hasIntercept)
        }
    }

    /// Regresses `response` on the powers 1...`degree` of `predictor`, named x, x^2, ....
    ///
    /// The powers carry 32 digits like the factorisation: rounded to doubles, those of Filip's data would leave 8 digits.
    public static func fitPolynomial(
        _ response: [Double], in predictor: Predictor, degree: Int, hasIntercept: Bool = true
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard !response.isEmpty else { throw .noObservations }
            guard degree >= 1 else { throw .invalidArgument(name: "degree", needed: "at least 1") }
            let needed = min(degree, Int.max - 2) + (hasIntercept ? 2 : 1)
            guard response.count >= needed else {
                throw .tooFewObservations(found: response.count, needed: needed)
            }
            let first = try column(predictor, rows: response.count, hasIntercept: hasIntercept)
            var columns = [first]
            for power in 2..<max(2, degree + 1) {
                let last = columns[power - 2]
                columns.append(
                    Column(
                        "\(predictor.name)^\(power)", zip(last.values, first.values).map { $0 * $1 },
                        exponent: last.exponent + first.exponent))
            }
            return try fit(response, columns, hasIntercept)
        }
    }

    /// The fitted regression.
    public struct Fit: FittedCoefficients {
        /// The intercept, if there is one, then the predictors in the order given.
        public let coefficients: [Coefficient]
        /// Covariance of the coefficients: s² (X'X)⁻¹.
        public let covariance: SymmetricMatrix
        /// Σ (y - Xβ)²; zero where no residual is beyond the rounding of the response to a double.
        public let residualSumOfSquares: Double
        /// What the predictors explain of Σ (y - ȳ)², without an intercept of Σ y².
        public let regressionSumOfSquares: Double
        /// Rows.
        public let observations: Int
        /// n - p.
        public let degreesOfFreedom: Int
        /// s, on n - p degrees of freedom.
        public let sdResidual: Double
        /// The explained share, 0...1.
        public let rSquared: Double
        /// That all coefficients but the intercept are zero. Nil without predictors and where there is no residual variation.
        public let fTest: TestStatistic?

        /// How many coefficients there are.
        public var coefficientCount: Int { coefficients.count }

        /// Σ weights · coefficients with its standard error; nil unless there is a finite weight for each coefficient.
        public func prediction(_ weights: [Double]) -> PointEstimate? {
            .combination(weights, of: coefficients, covariance: covariance)
        }

        /// t on n - p degrees of freedom.
        public func reference(of weights: [Double]) -> ReferenceDistribution? {
            .studentT(degreesOfFreedom: Double(degreesOfFreedom))
        }

        /// F = (Lβ)'(LVL')⁻¹(Lβ) / r, on r and n - p degrees of freedom.
        public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            covariance.waldStatistic(combinations, of: combinations.map(prediction)).flatMap {
                .fisherF($0 / Double(combinations.count), Double(combinations.count), Double(degreesOfFreedom))
            }
        }
    }

    /// A column of the design, divided by 2^exponent.
    private struct Column {
        let name: String
        var values: [DoubleDouble]
        let exponent: Int

        init(_ name: String, _ values: [DoubleDouble], exponent: Int = 0) {
            let greatest = values.reduce(0.0) { max($0, abs($1.high)) }
            let own = greatest > 0 ? Int(greatest.exponent) : 0
            self.name = name
            self.values = own == 0 ? values : values.map { $0.scaled(byPowerOfTwo: -own) }
            self.exponent = exponent + own
        }
    }

    private static func column(
        _ predictor: Predictor, rows: Int, hasIntercept: Bool
    ) throws(NotEstimable) -> Column {
        let values = predictor.values
        guard values.count == rows else {
            throw .invalidArgument(name: predictor.name, needed: "as long as the response")
        }
        guard values.allSatisfy(\.isFinite) else { throw .nonFinite }
        let isConstant = values.allSatisfy { $0 == values[0] }
        guard !isConstant || !hasIntercept && values.first != 0 else {
            throw .constantColumn(name: predictor.name)
        }
        return Column(predictor.name, values.map { DoubleDouble($0) })
    }

    private static func fit(
        _ response: [Double], _ predictors: [Column], _ hasIntercept: Bool
    ) throws(NotEstimable) -> Fit {
        let rows = response.count
        guard response.allSatisfy(\.isFinite) else { throw .nonFinite }
        let unit = Column("intercept", Array(repeating: DoubleDouble(1), count: rows))
        let columns = (hasIntercept ? [unit] : []) + predictors
        guard !columns.isEmpty else { throw .invalidArgument(name: "predictors", needed: "at least one") }
        guard rows > columns.count else { throw .tooFewObservations(found: rows, needed: columns.count + 1) }
        let reference = hasIntercept ? response[0] : 0
        guard response.contains(where: { $0 != reference }) else { throw .constantResponse(name: "the response") }

        let y = Column("the response", response.map { DoubleDouble($0) })
        return try solution(TriangularSystem(columns, y), columns, y, hasIntercept)
    }

    /// R and Q'y of X = QR.
    private struct TriangularSystem {
        /// R above the diagonal, column by column; below it, what the factorisation left.
        private var columns: [[DoubleDouble]]
        /// R's diagonal.
        private var diagonal: [DoubleDouble]
        /// Q'y.
        let rotated: [DoubleDouble]

        /// A column of which less than this part of its length is left once the columns before it are taken out is a linear
        /// function of them, up to the rounding of its values to doubles.
        private static let tolerance = 1e-14

        init(_ design: [Column], _ response: Column) throws(NotEstimable) {
            columns = design.map(\.values)
            diagonal = []
            var y = response.values
            for position in design.indices {
                let length = Self.dot(design[position].values, design[position].values, from: 0).squareRoot()
                var reflector = columns[position]
                let left = Self.dot(reflector, reflector, from: position).squareRoot()
                guard left.high > Self.tolerance * length.high else { throw .collinear(name: design[position].name) }
                // The sign that does not cancel.
                let corner = reflector[position]
                diagonal.append(corner.high > 0 ? -left : left)
                reflector[position] = corner - diagonal[position]
                let scale = -diagonal[position] * reflector[position]
                for later in (position + 1)..<max(position + 1, columns.count) {
                    Self.reflect(&columns[later], by: reflector, scale, from: position)
                }
                Self.reflect(&y, by: reflector, scale, from: position)
            }
            rotated = y
        }

        /// c - v (v'c) / scale from row `start` on, where scale is v'v / 2.
        private static func reflect(
            _ column: inout [DoubleDouble], by reflector: [DoubleDouble], _ scale: DoubleDouble, from start: Int
        ) {
            let factor = dot(reflector, column, from: start) / scale
            for row in start..<column.count {
                column[row] -= factor * reflector[row]
            }
        }

        private static func dot(_ a: [DoubleDouble], _ b: [DoubleDouble], from start: Int) -> DoubleDouble {
            var sum = DoubleDouble.zero
            for row in start..<a.count {
                sum += a[row] * b[row]
            }
            return sum
        }

        /// R⁻¹b.
        func solve(_ b: some Collection<DoubleDouble>) -> [DoubleDouble] {
            var x = Array(b)
            for i in diagonal.indices.reversed() {
                for j in (i + 1)..<max(i + 1, diagonal.count) {
                    x[i] -= columns[j][i] * x[j]
                }
                x[i] = x[i] / diagonal[i]
            }
            return x
        }
    }

    /// β, its covariance and the analysis of variance, in the columns' own units.
    private static func solution(
        _ system: TriangularSystem, _ columns: [Column], _ y: Column, _ hasIntercept: Bool
    ) throws(NotEstimable) -> Fit {
        let (n, p) = (y.values.count, columns.count)
        let beta = system.solve(system.rotated.prefix(p))
        func squares(_ range: Range<Int>) -> DoubleDouble {
            system.rotated[range].reduce(.zero) { $0 + $1 * $1 }
        }
        let explained = squares((hasIntercept ? 1 : 0)..<p)
        // Each response is half a unit in its 53rd place from what was measured.
        let rounding = squares(0..<n).high * 0x1p-106
        let left = squares(p..<n)
        let residual = left.high > rounding ? left : .zero
        let variance = residual / DoubleDouble(Double(n - p))

        let inverse = (0..<p).map { column in
            system.solve((0..<p).map { DoubleDouble($0 == column ? 1 : 0) })
        }
        let covariance = SymmetricMatrix(dimension: p) { i, j in
            let product = inverse.reduce(DoubleDouble.zero) { $0 + $1[i] * $1[j] } * variance
            return product.scaled(byPowerOfTwo: 2 * y.exponent - columns[i].exponent - columns[j].exponent).high
        }
        let coefficients = (0..<p).map { i in
            Coefficient(
                name: columns[i].name, value: beta[i].scaled(byPowerOfTwo: y.exponent - columns[i].exponent).high,
                standardError: covariance[i, i].squareRoot())
        }
        let sums = [residual, explained].map { $0.scaled(byPowerOfTwo: 2 * y.exponent).high }
        guard coefficients.allSatisfy({ $0.value.isFinite && $0.standardError.isFinite }), sums.allSatisfy(\.isFinite)
        else { throw .nonFinite }
        let predictors = hasIntercept ? p - 1 : p
        return Fit(
            coefficients: coefficients, covariance: covariance, residualSumOfSquares: sums[0],
            regressionSumOfSquares: sums[1], observations: n, degreesOfFreedom: n - p,
            sdResidual: variance.squareRoot().scaled(byPowerOfTwo: y.exponent).high,
            rSquared: (explained / (explained + residual)).high,
            fTest: predictors > 0 && residual.high > 0
                ? .fisherF(
                    (explained / DoubleDouble(Double(predictors)) / variance).high, Double(predictors), Double(n - p))
                : nil)
    }
}
