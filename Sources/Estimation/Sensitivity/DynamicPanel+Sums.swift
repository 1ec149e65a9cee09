extension DynamicPanel {
    /// Persons whose occasions are asked for whenever they are looked at, and stored nowhere. Sums are over fixed blocks of persons.
    struct Panel {
        let groupCount: Int
        let executor: BlockExecutor
        let occasions: @Sendable (_ group: Int) -> [Occasion]

        private func sums<Value: Sendable>(
            _ empty: Value, _ add: @Sendable ([Occasion], inout Value) -> Void
        ) -> [Value] {
            executor.mapBlocks(of: groupCount, size: GroupedMoments.blockSize) { groups in
                var sums = empty
                for group in groups { add(occasions(group), &sums) }
                return sums
            }
        }

        /// The means of both series over all occasions where they are known.
        func origin(_ model: Model) throws(NotEstimable) -> Origin {
            let exogenous = model.exogenous.count
            let levels = sums(Levels()) { occasions, levels in
                for occasion in occasions { levels.add(occasion, exogenous: exogenous) }
            }
            guard levels.allSatisfy(\.hasAllExogenous) else {
                throw .invalidArgument(
                    name: "the number of exogenous values of each occasion", needed: "that of the model's names")
            }
            let response = levels.map(\.response).reduce(into: Mean()) { $0.merge($1) }
            let predictor = levels.map(\.predictor).reduce(into: Mean()) { $0.merge($1) }
            guard levels.allSatisfy(\.isFinite), response.value.isFinite, predictor.value.isFinite else {
                throw .nonFinite
            }
            return Origin(response: response.value, predictor: predictor.value)
        }

        /// The products of instruments and differences.
        func products(_ equations: Equations) throws(NotEstimable) -> Products {
            let parts = sums((equations: equations, sums: ProductSums(equations))) { occasions, part in
                part.equations.read(occasions)
                part.sums.add(part.equations)
            }
            return try Products(
                parts.reduce(into: ProductSums(equations)) { $0.merge($1.sums) }, model: equations.model)
        }

        /// What the residuals at these coefficients add up to.
        func residualSums(
            _ equations: Equations, _ instruments: Instruments, at coefficients: [Double]
        ) throws(NotEstimable) -> ResidualSums {
            let weights = coefficients.map { -$0 } + [1]
            let empty = ResidualSums(predictors: coefficients.count, instruments: instruments.kept.count)
            let parts = sums((equations: equations, sums: empty)) { occasions, part in
                part.equations.read(occasions)
                part.sums.add(part.equations, instruments.kept, weights)
            }
            let sums = parts.reduce(into: empty) { $0.merge($1.sums) }
            guard sums.isFinite else { throw .nonFinite }
            return sums
        }
    }

    /// A mean of what is known.
    private struct Mean: Sendable {
        private var sum = 0.0
        private var count = 0

        /// 0 where nothing is known.
        var value: Double { count > 0 ? sum / Double(count) : 0 }

        mutating func add(_ value: Double?) {
            guard let value else { return }
            sum += value
            count += 1
        }

        mutating func merge(_ other: Mean) {
            sum += other.sum
            count += other.count
        }
    }

    /// The levels of both series, and whether every value is one that can be used.
    private struct Levels: Sendable {
        var response = Mean()
        var predictor = Mean()
        var isFinite = true
        var hasAllExogenous = true

        mutating func add(_ occasion: Occasion, exogenous: Int) {
            response.add(occasion.response)
            predictor.add(occasion.predictor)
            hasAllExogenous = hasAllExogenous && occasion.exogenous.count == exogenous
            isFinite =
                isFinite && occasion.response?.isFinite ?? true && occasion.predictor?.isFinite ?? true
                && occasion.exogenous.allSatisfy { $0?.isFinite ?? true }
        }
    }

    /// Sums over persons with instruments Z_i and differences W_i, of the predictors and then of the response.
    struct ProductSums: Sendable {
        /// Σ Z_i'HZ_i, H the covariance of differences of independent errors: 2 on the diagonal, -1 between neighbours.
        private(set) var weights: SymmetricMatrix
        /// Σ Z_i'W_i: for each instrument, the columns of W.
        private(set) var crossProducts: [Double]
        /// Σ w² for each column of W.
        private(set) var squares: [Double]
        private(set) var persons = 0
        private(set) var differences = 0
        private(set) var hasDifference: [Bool] = []

        init(_ equations: Equations) {
            weights = SymmetricMatrix(dimension: equations.instrumentCount)
            crossProducts = Array(repeating: 0, count: equations.instrumentCount * equations.width)
            squares = Array(repeating: 0, count: equations.width)
        }

        mutating func add(_ equations: Equations) {
            let count = equations.occasions.count
            hasDifference.append(count > 0)
            guard count > 0 else { return }
            persons += 1
            differences += count
            let (width, instruments) = (equations.width, equations.instrumentCount)
            // An error enters its own difference and, with the other sign, the next: H is the sum of what each error adds.
            var error = [Double](repeating: 0, count: instruments)
            var addsToNext = false
            for index in 0..<count {
                let base = index * instruments
                if !addsToNext {
                    for i in 0..<instruments { error[i] = 0 }
                }
                for i in 0..<instruments { error[i] -= equations.instruments[base + i] }
                weights.addSquare(of: error[...])
                for i in 0..<instruments { error[i] = equations.instruments[base + i] }
                addsToNext =
                    index + 1 < count && equations.occasions[index + 1] == equations.occasions[index] + 1
                if !addsToNext { weights.addSquare(of: error[...]) }
                for j in 0..<width {
                    let value = equations.rows[index * width + j]
                    squares[j] += value * value
                    for i in 0..<instruments {
                        crossProducts[i * width + j] += equations.instruments[base + i] * value
                    }
                }
            }
        }

        mutating func merge(_ other: ProductSums) {
            weights.add(other.weights)
            crossProducts.add(other.crossProducts)
            squares.add(other.squares)
            persons += other.persons
            differences += other.differences
            hasDifference += other.hasDifference
        }
    }

    /// The instruments that are used.
    struct Instruments: Sendable {
        /// Positions of those that the ones before them do not explain.
        let kept: [Int]
        /// The factor of their Σ Z'HZ.
        let weights: CholeskyFactor

        /// Leaves out one instrument after the other until those that are left have a factor; nil if none is.
        init?(_ weights: SymmetricMatrix) {
            var kept = Array(0..<weights.dimension)
            while !kept.isEmpty {
                let chosen = SymmetricMatrix(dimension: kept.count) { weights[kept[$0], kept[$1]] }
                do {
                    self.weights = try CholeskyFactor(chosen, tolerance: StandardizedDesign.collinearity)
                    self.kept = kept
                    return
                } catch {
                    kept.remove(at: error.column)
                }
            }
            return nil
        }
    }

    /// The sums that both steps are solved from.
    struct Products: Sendable {
        let instruments: Instruments
        /// Σ Z'x for each predictor, over the instruments that are used.
        let predictors: [[Double]]
        /// Σ Z'y.
        let response: [Double]
        /// Σ of the response's squared differences.
        let responseSquares: Double
        let persons: Int
        let differences: Int
        let hasDifference: [Bool]

        init(_ sums: ProductSums, model: Model) throws(NotEstimable) {
            guard sums.differences > 0 else { throw .noObservations }
            guard (sums.weights.packed + sums.crossProducts + sums.squares).allSatisfy(\.isFinite) else {
                throw .nonFinite
            }
            let k = model.coefficientCount
            guard sums.squares[k] > 0 else { throw .constantResponse(name: model.response) }
            for (column, name) in model.names.enumerated() where !(sums.squares[column] > 0) {
                throw .constantColumn(name: name)
            }
            guard sums.persons > k else { throw .tooFewGroups(found: sums.persons, needed: k + 1) }
            guard let instruments = Instruments(sums.weights) else { throw .collinear(name: model.names[0]) }
            func column(_ column: Int) -> [Double] {
                instruments.kept.map { sums.crossProducts[$0 * (k + 1) + column] }
            }
            self.instruments = instruments
            predictors = (0..<k).map(column)
            response = column(k)
            responseSquares = sums.squares[k]
            persons = sums.persons
            differences = sums.differences
            hasDifference = sums.hasDifference
        }

        /// Σ Z'e at these coefficients.
        func moments(at coefficients: [Double]) -> [Double] {
            response.indices.map { i in
                zip(predictors, coefficients).reduce(response[i]) { $0 - $1.0[i] * $1.1 }
            }
        }
    }

    /// The coefficients that make the weighted moments least: b = (G'AG)⁻¹G'A Σ Z'y with G = Σ Z'X.
    struct MomentSolution: Sendable {
        let coefficients: [Double]
        /// (G'AG)⁻¹.
        let bread: SymmetricMatrix
        /// (G'AG)⁻¹G'A, a row for each coefficient.
        let projection: [[Double]]

        /// - Parameter weight: The factor of A⁻¹.
        init(_ products: Products, weight: CholeskyFactor, names: [String]) throws(NotEstimable) {
            let k = names.count
            let weighted = products.predictors.map(weight.solve)
            let information = SymmetricMatrix(dimension: k) { i, j in
                zip(weighted[i], products.predictors[j]).reduce(0.0) { $0 + $1.0 * $1.1 }
            }
            let factor: CholeskyFactor
            do {
                factor = try CholeskyFactor(information, tolerance: StandardizedDesign.collinearity)
            } catch {
                throw .collinear(name: names[error.column])
            }
            let columns = products.response.indices.map { i in factor.solve(weighted.map { $0[i] }) }
            projection = (0..<k).map { row in columns.map { $0[row] } }
            bread = factor.inverse()
            coefficients = factor.solve(
                weighted.map { zip($0, products.response).reduce(0.0) { $0 + $1.0 * $1.1 } })
            guard (coefficients + bread.packed).allSatisfy(\.isFinite) else { throw .nonFinite }
        }
    }

    /// Sums over persons with residual differences e_i at some coefficients.
    struct ResidualSums: Sendable {
        /// Σ Z_i'e_i e_i'Z_i.
        private(set) var scores: SymmetricMatrix
        /// Σ Z_i'(x_i e_i' + e_i x_i')Z_i for each predictor: how ``scores`` fall as its coefficient rises.
        private(set) var derivatives: [SymmetricMatrix]
        /// Σ e².
        private(set) var squares = 0.0
        /// Of orders 1 and 2.
        private(set) var serial: [SerialSums]

        init(predictors: Int, instruments: Int) {
            scores = SymmetricMatrix(dimension: instruments)
            derivatives = Array(repeating: scores, count: predictors)
            serial = [1, 2].map { SerialSums(order: $0, predictors: predictors, instruments: instruments) }
        }

        var isFinite: Bool {
            (derivatives + [scores]).allSatisfy { $0.packed.allSatisfy(\.isFinite) } && squares.isFinite
        }

        /// - Parameters:
        ///   - kept: Positions of the instruments that are used.
        ///   - weights: The residual is Σ weights · columns of a row.
        mutating func add(_ equations: Equations, _ kept: [Int], _ weights: [Double]) {
            let (width, count) = (equations.width, equations.occasions.count)
            guard count > 0 else { return }
            let residuals = (0..<count).map { index in
                (0..<width).reduce(0.0) { $0 + weights[$1] * equations.rows[index * width + $1] }
            }
            squares = residuals.reduce(squares) { $0 + $1 * $1 }
            func product(_ instrument: Int, _ value: (Int) -> Double) -> Double {
                (0..<count).reduce(0.0) {
                    $0 + equations.instruments[$1 * equations.instrumentCount + instrument] * value($1)
                }
            }
            let score = kept.map { product($0) { residuals[$0] } }
            scores.addSquare(of: score[...])
            for column in derivatives.indices {
                let slope = kept.map { product($0) { equations.rows[$0 * width + column] } }
                for i in kept.indices {
                    for j in i..<kept.count {
                        derivatives[column][i, j] += slope[i] * score[j] + score[i] * slope[j]
                    }
                }
            }
            for order in serial.indices { serial[order].add(equations, residuals, score) }
        }

        mutating func merge(_ other: ResidualSums) {
            scores.add(other.scores)
            squares += other.squares
            for column in derivatives.indices { derivatives[column].add(other.derivatives[column]) }
            for order in serial.indices { serial[order].merge(other.serial[order]) }
        }
    }

    /// What the test of serial correlation is made of, with e_i the residual differences and l_i those `order` occasions before,
    /// 0 where there are none.
    struct SerialSums: Sendable {
        private let order: Int
        /// Σ l'e.
        private var products = 0.0
        /// Σ (l'e)².
        private var squares = 0.0
        /// Σ l'x for each predictor.
        private var predictors: [Double]
        /// Σ Z'e l'e.
        private var scores: [Double]

        init(order: Int, predictors: Int, instruments: Int) {
            self.order = order
            self.predictors = Array(repeating: 0, count: predictors)
            scores = Array(repeating: 0, count: instruments)
        }

        mutating func add(_ equations: Equations, _ residuals: [Double], _ score: [Double]) {
            var product = 0.0
            for index in residuals.indices {
                guard let earlier = equations.position(order, before: index) else { continue }
                product += residuals[earlier] * residuals[index]
                for column in predictors.indices {
                    predictors[column] += residuals[earlier] * equations.rows[index * equations.width + column]
                }
            }
            products += product
            squares += product * product
            for i in score.indices { scores[i] += score[i] * product }
        }

        mutating func merge(_ other: SerialSums) {
            products += other.products
            squares += other.squares
            predictors.add(other.predictors)
            scores.add(other.scores)
        }

        /// Arellano & Bond (1991), equation 8: Σ l'e over the root of Σ (l'e)² - 2 (Σ l'X) P (Σ Z'e l'e) + (Σ l'X) V (Σ X'l), P the
        /// `projection` and V the covariance of the coefficients. Nil where that is not above 0.
        func test(_ projection: [[Double]], _ covariance: SymmetricMatrix) -> TestStatistic? {
            let moved = projection.map { zip($0, scores).reduce(0.0) { $0 + $1.0 * $1.1 } }
            let variance =
                squares - 2 * zip(predictors, moved).reduce(0.0) { $0 + $1.0 * $1.1 }
                + covariance.form(predictors, predictors)
            guard variance > 0 else { return nil }
            return .normal(PointEstimate(value: products, standardError: variance.squareRoot()))
        }
    }
}

extension [Double] {
    /// Adds the numbers of an array as long as this.
    fileprivate mutating func add(_ other: [Double]) {
        for index in indices { self[index] += other[index] }
    }
}
