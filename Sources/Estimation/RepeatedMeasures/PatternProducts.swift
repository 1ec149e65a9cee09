/// What of one pattern the criterion and its derivatives are made of: V = Σ at the occasions observed, W = V⁻¹, and the rows of X'W,
/// which are the same for all persons of the pattern but for the regressor that multiplies them.
///
/// Local occasions are numbered within the pattern, local coefficients among those that apply at one of its occasions.
struct PatternProducts {
    /// Occasions in Σ.
    let occasions: [Int]
    /// How many.
    let count: Int
    /// Persons.
    let persons: Double
    /// Coefficients in the mean, ascending.
    let active: [Int]
    /// W, square, row by row.
    let inverse: [Double]
    let logDeterminant: Double
    /// For each local coefficient the sum of W's rows at the occasions at which it applies: X'W but for the regressor.
    let rows: [Double]
    /// The same with the local occasion first.
    let columns: [Double]
    /// Σ z z' of what two local coefficients multiply, square.
    let squares: [Double]

    private let products: SymmetricMatrix
    private let firstResponse: Int
    /// What each local coefficient multiplies, and at which local occasion; nil for all.
    private let sources: [Int]
    private let places: [Int?]
    /// Local coefficients that apply at each local occasion.
    private let applying: [[Int]]

    /// Nil where V is not positive definite.
    init?(_ pattern: RepeatedMeasuresDesign.PatternSums, _ design: RepeatedMeasuresDesign, _ sigma: SymmetricMatrix) {
        let (occasions, count) = (pattern.occasions, pattern.occasions.count)
        guard
            let factor = try? CholeskyFactor(
                SymmetricMatrix(dimension: count) { sigma[occasions[$0], occasions[$1]] })
        else { return nil }
        self.occasions = occasions
        self.count = count
        persons = pattern.persons
        products = pattern.products
        firstResponse = design.firstResponse
        logDeterminant = factor.logDeterminant
        let packed = factor.inverse()
        let inverse = (0..<count * count).map { packed[$0 / count, $0 % count] }
        self.inverse = inverse

        var (active, places): ([Int], [Int?]) = ([], [])
        for (number, coefficient) in design.coefficients.enumerated() {
            guard let occasion = coefficient.occasion else {
                active.append(number)
                places.append(nil)
                continue
            }
            guard let place = occasions.firstIndex(of: occasion) else { continue }
            active.append(number)
            places.append(place)
        }
        var applying = [[Int]](repeating: [], count: count)
        var (rows, columns) = ([Double](), [Double](repeating: 0, count: count * active.count))
        rows.reserveCapacity(columns.count)
        for (c, place) in places.enumerated() {
            for occasion in place.map({ $0..<$0 + 1 }) ?? 0..<count { applying[occasion].append(c) }
            for k in 0..<count {
                let value =
                    place.map { inverse[$0 * count + k] }
                    ?? (0..<count).reduce(0.0) { $0 + inverse[$1 * count + k] }
                rows.append(value)
                columns[k * active.count + c] = value
            }
        }
        let sources = active.map { design.sources[$0] }
        squares = sources.flatMap { left in sources.map { pattern.products[left, $0] } }
        (self.active, self.places, self.sources, self.applying) = (active, places, sources, applying)
        (self.rows, self.columns) = (rows, columns)
    }

    /// Σ z y of what a local coefficient multiplies and the response at a local occasion.
    private func response(_ c: Int, _ occasion: Int) -> Double { products[sources[c], firstResponse + occasion] }

    /// Adds X'WX, X'Wy, y'Wy and log|V| over the persons.
    func add(to sums: inout RepeatedMeasuresCriterion.Sums) {
        let width = active.count
        for c in 0..<width {
            var moment = 0.0
            for k in 0..<count { moment += rows[c * count + k] * response(c, k) }
            sums.moment[active[c]] += moment
            for d in c..<width {
                let weight =
                    places[d].map { rows[c * count + $0] } ?? (0..<count).reduce(0.0) { $0 + rows[c * count + $1] }
                sums.information[active[c], active[d]] += weight * squares[c * width + d]
            }
        }
        for j in 0..<count {
            for k in 0..<count {
                sums.square += inverse[j * count + k] * products[firstResponse + j, firstResponse + k]
            }
        }
        sums.logDeterminant += persons * logDeterminant
    }

    /// Σ r r' and Σ z r' of the residuals r of these coefficients: square, and a row for each local coefficient's regressor.
    func residuals(_ coefficients: [Double]) -> (squares: [Double], moments: [Double]) {
        let width = active.count
        var moments = [Double](repeating: 0, count: width * count)
        for c in 0..<width {
            for k in 0..<count {
                var sum = response(c, k)
                for d in applying[k] { sum -= coefficients[active[d]] * squares[c * width + d] }
                moments[c * count + k] = sum
            }
        }
        var residual = [Double](repeating: 0, count: count * count)
        for j in 0..<count {
            for k in 0..<count {
                var sum = products[firstResponse + j, firstResponse + k]
                for d in applying[k] { sum -= coefficients[active[d]] * response(d, j) }
                for c in applying[j] { sum -= coefficients[active[c]] * moments[c * count + k] }
                residual[j * count + k] = sum
            }
        }
        for j in 0..<count {
            for k in 0..<j {
                let mean = (residual[j * count + k] + residual[k * count + j]) / 2
                residual[j * count + k] = mean
                residual[k * count + j] = mean
            }
        }
        return (residual, moments)
    }

    /// Σ XCX' for a covariance C of the coefficients: square.
    func spread(_ covariance: SymmetricMatrix) -> [Double] {
        let width = active.count
        var spread = [Double](repeating: 0, count: count * count)
        for j in 0..<count {
            for k in 0...j {
                var sum = 0.0
                for c in applying[j] {
                    for d in applying[k] { sum += covariance[active[c], active[d]] * squares[c * width + d] }
                }
                spread[j * count + k] = sum
                spread[k * count + j] = sum
            }
        }
        return spread
    }

    /// WAW for a symmetric A.
    func sandwiched(_ matrix: [Double]) -> [Double] {
        let half = Self.product(inverse, matrix, count, count)
        return Self.product(half, inverse, count, count)
    }

    /// AB for `rows` rows of `inner` numbers and a square B.
    static func product(_ left: [Double], _ right: [Double], _ rows: Int, _ inner: Int) -> [Double] {
        var product = [Double](repeating: 0, count: rows * inner)
        for i in 0..<rows {
            for k in 0..<inner {
                let factor = left[i * inner + k]
                for j in 0..<inner { product[i * inner + j] += factor * right[k * inner + j] }
            }
        }
        return product
    }

    /// Where each pair of local occasions a ≤ b stands in the packed upper triangle of Σ.
    func elements(of dimension: Int) -> [Int] {
        (0..<count).flatMap { a in
            (a..<count).map { SymmetricMatrix.packedIndex(occasions[a], occasions[$0], dimension) }
        }
    }
}
