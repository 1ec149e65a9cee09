/// Analysis of covariance of several responses at once, y = base + δ · shift on group and covariates by least squares (Fisher 1932,
/// "Statistical Methods for Research Workers", 4th edition, section 49.1), as a function of δ: coefficients are linear in it and residual
/// sums of squares are quadratic, so that sums over rows are made once.
///
/// A group's adjusted mean is ȳ - b'(x̄ - x̄ of all rows), with b pooled within groups.
struct ShiftedAnalysisOfCovariance: Sendable {
    let groups: Int, covariates: Int, responses: Int
    /// By group: rows, then sums of the covariates.
    private var counts: [Double], covariateSums: [Double]
    /// By group and response: sums of base and shift.
    private var sums: [SIMD2<Double>]
    /// Cross-products of the covariates.
    private var covariateProducts: SymmetricMatrix
    /// By covariate and response: cross-products with base and shift.
    private var products: [SIMD2<Double>]
    /// By response: sums of base², of base · shift, and of shift².
    private var squares: [SIMD4<Double>]

    init(groups: Int, covariates: Int, responses: Int) {
        (self.groups, self.covariates, self.responses) = (groups, covariates, responses)
        counts = Array(repeating: 0, count: groups)
        covariateSums = Array(repeating: 0, count: groups * covariates)
        sums = Array(repeating: .zero, count: groups * responses)
        covariateProducts = SymmetricMatrix(dimension: covariates)
        products = Array(repeating: .zero, count: covariates * responses)
        squares = Array(repeating: .zero, count: responses)
    }

    /// Adds a row. Rounding is that of values about their means, so that the caller centers them.
    ///
    /// - Parameter response: Base and shift of each.
    @inline(__always)
    mutating func add(group: Int, _ x: [Double], response: (Int) -> SIMD2<Double>) {
        counts[group] += 1
        for i in 0..<covariates { covariateSums[group * covariates + i] += x[i] }
        covariateProducts.addSquare(of: x[...])
        for number in 0..<responses {
            let pair = response(number)
            sums[group * responses + number] += pair
            for i in 0..<covariates { products[i * responses + number] += x[i] * pair }
            squares[number] += SIMD4(pair.x * pair.x, pair.x * pair.y, pair.y * pair.y, 0)
        }
    }

    /// Adds the rows of another.
    mutating func add(_ other: ShiftedAnalysisOfCovariance) {
        for i in counts.indices { counts[i] += other.counts[i] }
        for i in covariateSums.indices { covariateSums[i] += other.covariateSums[i] }
        for i in sums.indices { sums[i] += other.sums[i] }
        covariateProducts.add(other.covariateProducts)
        for i in products.indices { products[i] += other.products[i] }
        for i in squares.indices { squares[i] += other.squares[i] }
    }

    /// The analysis of each response.
    struct Fit: Sendable {
        /// Rows less groups and covariates.
        let degreesOfFreedom: Double
        /// By response, then by group: adjusted means of base and shift.
        fileprivate let means: [[SIMD2<Double>]]
        /// By response: residual sums of base², base · shift and shift².
        fileprivate let residuals: [SIMD3<Double>]
        /// By response: what is rounding among them.
        fileprivate let rounding: [SIMD2<Double>]
        /// By group: squared error of an adjusted mean in residual variances; and of its difference from each other group's.
        fileprivate let meanErrors: [Double], differenceErrors: [[Double]]

        /// The adjusted mean of a group at δ.
        func mean(_ response: Int, group: Int, delta: Double) -> PointEstimate {
            PointEstimate(
                value: value(response, group, delta), standardError: error(response, delta, meanErrors[group]))
        }

        /// The adjusted mean of a group less that of another at δ.
        func difference(_ response: Int, group: Int, from other: Int, delta: Double) -> PointEstimate {
            PointEstimate(
                value: value(response, group, delta) - value(response, other, delta),
                standardError: error(response, delta, differenceErrors[group][other]))
        }

        private func value(_ response: Int, _ group: Int, _ delta: Double) -> Double {
            means[response][group].x + delta * means[response][group].y
        }

        private func error(_ response: Int, _ delta: Double, _ factor: Double) -> Double {
            let sums = residuals[response]
            let residual = sums.x + delta * (2 * sums.y + delta * sums.z)
            let rounding = rounding[response].x + delta * delta * rounding[response].y
            guard residual.isFinite, rounding.isFinite else { return .nan }
            return residual > rounding ? (residual / degreesOfFreedom * factor).squareRoot() : 0
        }
    }

    /// Throws `.emptyCategory` for a group without rows, `.tooFewObservations`, and `.collinear` for a covariate that the groups and the
    /// covariates before it explain.
    ///
    /// - Parameter names: Of the covariates.
    func fit(names: [String]) throws(NotEstimable) -> Fit {
        let rows = counts.reduce(0, +)
        if let empty = counts.firstIndex(of: 0) { throw .emptyCategory(name: "group \(empty + 1)") }
        let degreesOfFreedom = rows - Double(groups + covariates)
        guard degreesOfFreedom >= 1 else {
            throw .tooFewObservations(found: Int(rows), needed: groups + covariates + 1)
        }
        let factor = try factor(names)
        let overall = (0..<covariates).map { i in
            (0..<groups).reduce(0.0) { $0 + covariateSums[$1 * covariates + i] } / rows
        }
        let centers = (0..<groups).map { g in (0..<covariates).map { covariateSums[g * covariates + $0] / counts[g] } }
        /// v'W⁻¹v.
        func leverage(_ v: [Double]) -> Double {
            factor.map { zip(v, $0.solve(v)).reduce(0.0) { $0 + $1.0 * $1.1 } } ?? 0
        }
        var (means, residuals, rounding) = ([[SIMD2<Double>]](), [SIMD3<Double>](), [SIMD2<Double>]())
        for number in 0..<responses {
            var within = squares[number]
            var crossed = (0..<covariates).map { products[$0 * responses + number] }
            for g in 0..<groups {
                let sum = sums[g * responses + number]
                within -= SIMD4(sum.x * sum.x, sum.x * sum.y, sum.y * sum.y, 0) / counts[g]
                for i in 0..<covariates { crossed[i] -= centers[g][i] * sum }
            }
            let slopes =
                factor.map { factor in
                    zip(factor.solve(crossed.map(\.x)), factor.solve(crossed.map(\.y))).map { SIMD2($0, $1) }
                } ?? []
            var residual = SIMD3(within.x, within.y, within.z)
            for (slope, cross) in zip(slopes, crossed) {
                residual -= SIMD3(slope.x * cross.x, slope.x * cross.y, slope.y * cross.y)
            }
            residuals.append(residual)
            rounding.append(Self.negligible * SIMD2(squares[number].x, squares[number].z))
            means.append(
                (0..<groups).map { g in
                    zip(slopes, zip(centers[g], overall)).reduce(sums[g * responses + number] / counts[g]) {
                        $0 - $1.0 * ($1.1.0 - $1.1.1)
                    }
                })
        }
        return Fit(
            degreesOfFreedom: degreesOfFreedom, means: means, residuals: residuals, rounding: rounding,
            meanErrors: (0..<groups).map { g in 1 / counts[g] + leverage(zip(centers[g], overall).map { $0 - $1 }) },
            differenceErrors: (0..<groups).map { g in
                (0..<groups).map { h in
                    1 / counts[g] + 1 / counts[h] + leverage(zip(centers[g], centers[h]).map { $0 - $1 })
                }
            })
    }

    /// A residual sum below this part of the sum of squares is rounding.
    private static let negligible = StandardizedDesign.constancy

    /// Of the covariates' cross-products within groups; nil without covariates.
    private func factor(_ names: [String]) throws(NotEstimable) -> CholeskyFactor? {
        guard covariates > 0 else { return nil }
        var within = covariateProducts
        for g in 0..<groups {
            let start = g * covariates
            within.addSquare(of: covariateSums[start..<start + covariates], times: -1 / counts[g])
        }
        let explained = (0..<covariates).first {
            !(within[$0, $0] > StandardizedDesign.collinearity * covariateProducts[$0, $0])
        }
        func name(_ column: Int) -> String {
            names.indices.contains(column) ? names[column] : "covariate \(column + 1)"
        }
        if let explained { throw .collinear(name: name(explained)) }
        do {
            return try CholeskyFactor(within, tolerance: StandardizedDesign.collinearity)
        } catch {
            throw .collinear(name: name(error.column))
        }
    }
}
