/// The data and the mean of a model for repeated measures in standardised units, as sums over the persons of each pattern.
///
/// Regressors are the same at all of a person's occasions, so that the cross-products of constant, regressors and responses over
/// the persons of a pattern are all that any covariance needs: an iteration takes a time that depends on patterns, not on persons.
struct RepeatedMeasuresDesign: Sendable {
    /// What is summed over the persons of a pattern.
    struct PatternSums: Sendable {
        /// Ascending.
        let occasions: [Int]
        /// Persons, each as often as its weight says.
        let persons: Double
        /// Cross-products of the constant, the regressors that the mean has, and the responses at `occasions`.
        let products: SymmetricMatrix
    }

    let occasionCount: Int
    private(set) var patterns: [PatternSums]
    /// Rows, and persons with rows, each as often as its weight says.
    let observations: Int, persons: Int
    /// Persons with rows and a weight above 0, each once.
    let distinctPersons: Int
    /// Of the mean, in its order.
    let coefficients: [RepeatedMeasuresMean.Coefficient]
    /// What each coefficient multiplies: 0 the constant, or a regressor of the mean from 1.
    let sources: [Int]
    /// 1 and the regressors of the mean: standardised = (own - center) / scale. A center is 0 where no intercepts would take it up.
    let sourceCenters: [Double], sourceScales: [Double]
    /// Standardised response = (own - center of its occasion) / scale.
    let responseCenters: [Double], responseScale: Double

    /// The same without what is summed over persons: what leads back to own units.
    var withoutSums: RepeatedMeasuresDesign {
        var design = self
        design.patterns = []
        return design
    }

    /// Vectors of constant, regressors and responses have the responses from here.
    var firstResponse: Int { sourceScales.count }

    /// Persons whose products are summed in one go.
    private static let blockSize = 1024

    init(
        _ data: RepeatedMeasures, _ mean: RepeatedMeasuresMean, weights: [Double]?, executor: BlockExecutor
    ) throws(NotEstimable) {
        let patterns = try Self.weighted(data, weights)
        let coefficients = mean.coefficients
        try Self.check(coefficients, data)
        distinctPersons = patterns.reduce(0) { $0 + $1.pattern.persons.count }
        persons = patterns.reduce(0) { $0 + Int($1.count) }
        observations = patterns.reduce(0) { $0 + Int($1.count) * $1.pattern.occasions.count }
        guard observations > coefficients.count else {
            throw .tooFewObservations(found: observations, needed: coefficients.count + 1)
        }
        let used = Array(Set(coefficients.compactMap(\.regressor))).sorted()
        let intercepts = Set(coefficients.filter { $0.regressor == nil }.compactMap(\.occasion))
        let standards = try Standards(data, patterns.map(\.pattern), used, coefficients, intercepts)

        occasionCount = data.occasionCount
        self.coefficients = coefficients
        sources = coefficients.map { $0.regressor.flatMap { used.firstIndex(of: $0) }.map { $0 + 1 } ?? 0 }
        sourceCenters = [0] + standards.centers
        sourceScales = [1] + standards.scales
        responseCenters = standards.responseCenters
        responseScale = standards.responseScale

        var blocks: [[(pattern: Int, persons: Range<Int>)]] = [[]]
        var room = Self.blockSize
        for (number, entry) in patterns.enumerated() {
            var from = 0
            while from < entry.pattern.persons.count {
                let to = min(entry.pattern.persons.count, from + room)
                blocks[blocks.count - 1].append((number, from..<to))
                room -= to - from
                from = to
                if room == 0 {
                    blocks.append([])
                    room = Self.blockSize
                }
            }
        }
        let width = used.count + 1
        var sums = patterns.map { SymmetricMatrix(dimension: width + $0.pattern.occasions.count) }
        let cut = blocks
        let parts = executor.mapBlocks(of: cut.count, size: 1) { range in
            cut[range].flatMap(\.self).map { piece in
                let pattern = patterns[piece.pattern].pattern
                return (piece.pattern, standards.products(data, used, pattern, piece.persons, weights))
            }
        }
        for (number, products) in parts.concatenated() { sums[number].add(products) }
        guard sums.allSatisfy({ $0.packed.allSatisfy(\.isFinite) }) else { throw .nonFinite }
        self.patterns = zip(patterns, sums).map {
            PatternSums(occasions: $0.pattern.occasions, persons: $0.count, products: $1)
        }
    }

    /// The patterns of persons with a weight above 0, with how many they count for.
    private static func weighted(
        _ data: RepeatedMeasures, _ weights: [Double]?
    ) throws(NotEstimable) -> [(pattern: RepeatedMeasures.Pattern, count: Double)] {
        let patterns = try data.patterns.get()
        guard !patterns.isEmpty else { throw .noObservations }
        guard let weights else { return patterns.map { ($0, Double($0.persons.count)) } }
        let most = 0x1p40  // sums of whole numbers below this are exact
        guard weights.count == data.personCount,
            weights.allSatisfy({ $0 >= 0 && $0 <= most && $0 == $0.rounded() })
        else { throw .invalidArgument(name: "the persons' weights", needed: "a whole number from 0 for each person") }
        let weighted = patterns.map { pattern in
            let persons = pattern.persons.filter { weights[$0] > 0 }
            return (
                RepeatedMeasures.Pattern(occasions: pattern.occasions, persons: persons),
                persons.reduce(0.0) { $0 + weights[$1] }
            )
        }.filter { $0.1 > 0 }
        guard weighted.reduce(0.0, { $0 + $1.1 }) > 0 else { throw .unusableWeights }
        guard weighted.reduce(0.0, { $0 + $1.1 }) <= most else { throw .nonFinite }
        return weighted
    }

    private static func check(
        _ coefficients: [RepeatedMeasuresMean.Coefficient], _ data: RepeatedMeasures
    ) throws(NotEstimable) {
        guard !coefficients.isEmpty else { throw .invalidArgument(name: "the mean", needed: "of a term at least") }
        // The derivatives in Σ have a matrix in the coefficients for each element of Σ.
        let elements = SymmetricMatrix.packedCount(data.occasionCount)
        guard elements * (elements + SymmetricMatrix.packedCount(coefficients.count)) <= 1 << 26 else {
            throw .invalidArgument(name: "the model", needed: "of fewer occasions or fewer coefficients")
        }
        for coefficient in coefficients {
            if let regressor = coefficient.regressor, !data.regressors.indices.contains(regressor) {
                throw .unknownColumn(position: regressor)
            }
            if let occasion = coefficient.occasion, !(0..<data.occasionCount).contains(occasion) {
                throw .invalidArgument(name: "an occasion of the mean", needed: "from 0 to below their number")
            }
        }
    }
}

extension RepeatedMeasuresDesign {
    /// Where zero and unit of the regressors and responses are put.
    private struct Standards: Sendable {
        var centers: [Double] = [], scales: [Double] = []
        var responseCenters: [Double], responseScale = 0.0

        init(
            _ data: RepeatedMeasures, _ patterns: [RepeatedMeasures.Pattern], _ used: [Int],
            _ coefficients: [RepeatedMeasuresMean.Coefficient], _ intercepts: Set<Int>
        ) throws(NotEstimable) {
            var responses = [OnlineMoments](repeating: OnlineMoments(), count: data.occasionCount)
            for pattern in patterns {
                for person in pattern.persons {
                    for (occasion, row) in zip(pattern.occasions, data.offsets[person]..<data.offsets[person + 1]) {
                        responses[occasion].add(data.responses[row])
                    }
                }
            }
            // An intercept takes a center up; where there is none the mean would be another one.
            responseCenters = Array(repeating: 0, count: data.occasionCount)
            var (squares, rows) = (0.0, 0.0)
            for (occasion, moments) in responses.enumerated() where moments.count > 0 {
                let (mean, deviation) = try Self.meanAndDeviation(moments)
                if intercepts.contains(occasion) { responseCenters[occasion] = mean }
                let distance = mean - responseCenters[occasion]
                squares +=
                    Double(moments.count - 1) * deviation * deviation + Double(moments.count) * distance * distance
                rows += Double(moments.count)
            }
            responseScale = (squares / rows).squareRoot()
            guard responseScale.isFinite else { throw .nonFinite }
            guard responseScale > 0 else { throw .noResidualVariation }

            for regressor in used {
                var moments = OnlineMoments()
                for pattern in patterns {
                    for person in pattern.persons { moments.add(data.regressors[regressor][person]) }
                }
                let own = coefficients.filter { $0.regressor == regressor }
                let isTakenUp = (0..<data.occasionCount).allSatisfy { occasion in
                    responses[occasion].count == 0 || intercepts.contains(occasion)
                        || !own.contains { $0.applies(at: occasion) }
                }
                let (mean, deviation) = try Self.meanAndDeviation(moments)
                let size = isTakenUp ? deviation : (mean * mean + deviation * deviation).squareRoot()
                centers.append(isTakenUp ? mean : 0)
                scales.append(size > 0 && size.isFinite ? size : 1)
            }
        }

        /// The deviation of a single value is 0.
        private static func meanAndDeviation(_ moments: OnlineMoments) throws(NotEstimable) -> (Double, Double) {
            guard let mean = moments.mean, let deviation = moments.count > 1 ? moments.standardDeviation : 0 else {
                throw .nonFinite
            }
            return (mean, deviation)
        }

        /// Cross-products over some persons of a pattern.
        func products(
            _ data: RepeatedMeasures, _ used: [Int], _ pattern: RepeatedMeasures.Pattern, _ persons: Range<Int>,
            _ weights: [Double]?
        ) -> SymmetricMatrix {
            let width = used.count + 1
            var sums = SymmetricMatrix(dimension: width + pattern.occasions.count)
            var vector = [Double](repeating: 1, count: sums.dimension)
            for person in pattern.persons[persons] {
                for (position, regressor) in used.enumerated() {
                    vector[position + 1] =
                        (data.regressors[regressor][person] - centers[position]) / scales[position]
                }
                let row = data.offsets[person]
                for (position, occasion) in pattern.occasions.enumerated() {
                    vector[width + position] =
                        (data.responses[row + position] - responseCenters[occasion]) / responseScale
                }
                sums.addSquare(of: vector[...], times: weights.map { $0[person] } ?? 1)
            }
            return sums
        }
    }

    /// The weights of the standardised coefficients, and what is added, for Σ `weights` · coefficients in own units; nil unless there
    /// is a finite weight for each.
    func contrast(_ weights: [Double]) -> (weights: [Double], offset: Double)? {
        guard weights.count == coefficients.count, weights.allSatisfy(\.isFinite) else { return nil }
        var (standardised, offset) = (weights, 0.0)
        for (position, coefficient) in coefficients.enumerated() {
            guard coefficient.regressor != nil else {
                if let occasion = coefficient.occasion { offset += weights[position] * responseCenters[occasion] }
                continue
            }
            standardised[position] /= sourceScales[sources[position]]
        }
        for (position, coefficient) in coefficients.enumerated() where coefficient.regressor == nil {
            // An own intercept is that where the regressors are 0: less what the centers have added.
            guard weights[position] != 0, let occasion = coefficient.occasion else { continue }
            for (other, regressor) in coefficients.enumerated()
            where regressor.regressor != nil && regressor.applies(at: occasion) {
                let source = sources[other]
                standardised[other] -= weights[position] * sourceCenters[source] / sourceScales[source]
            }
        }
        return (standardised.map { $0 * responseScale }, offset)
    }
}
