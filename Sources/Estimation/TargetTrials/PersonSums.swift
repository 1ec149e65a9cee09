/// The weighted sums of one strategy's clones by person, to first order in the coefficients of the weights: T + T'·C·s with T
/// the person's sums at the coefficients of all, T' the derivative of everybody's sums, C the coefficients' covariance and s the
/// person's score. Added over persons, or over a sample of them, they are what the sums come to with the coefficients of that sample.
///
/// The limits of truncation and the shares that stabilise are those of all persons.
struct PersonSums: Sendable {
    /// Sums a person.
    let width: Int
    /// Person by person.
    let values: [Double]
    /// Over all persons.
    let total: [Double]

    /// Persons summed in one block. Part of the results' definition.
    private static let blockSize = 256

    /// - Parameter entries: Of each person.
    init(
        _ clones: StrategyClones, _ measure: CloneCensorWeighting.Measure, entries: [[Int]], limits: [Double],
        executor: BlockExecutor
    ) {
        let width = clones.trials.intervals * measure.sums
        let q = clones.parameterCount
        let parts = executor.mapBlocks(of: entries.count, size: Self.blockSize) { block in
            var walk = StrategyClones.Walk(clones, clones.parameters, tracksGradient: true)
            var values = [Double](repeating: 0, count: block.count * width)
            var scores = [Double](repeating: 0, count: block.count * q)
            var slopes = [Double](repeating: 0, count: width * q)
            for (index, person) in block.enumerated() {
                for entry in entries[person] {
                    walk.forEachInterval(ofEntry: entry) { interval, row, weight, gradient in
                        guard let terms = measure.terms(clones.trials.outcomes[row]) else { return }
                        let start = interval * measure.sums
                        let limit = limits[interval]
                        measure.add(terms, times: min(weight, limit), to: &values, at: index * width + start)
                        guard weight <= limit else { return }
                        for parameter in 0..<q where gradient[parameter] != 0 {
                            let change = weight * gradient[parameter]
                            slopes[start * q + parameter] += change * terms.0
                            slopes[(start + 1) * q + parameter] += change * terms.1
                            if measure.sums == 3 { slopes[(start + 2) * q + parameter] += change * terms.2 }
                        }
                    }
                    walk.addScore(ofEntry: entry, to: &scores, at: index * q)
                }
            }
            return (values: values, scores: scores, slopes: slopes)
        }
        var slopes = [Double](repeating: 0, count: width * q)
        for part in parts {
            for index in slopes.indices { slopes[index] += part.slopes[index] }
        }
        let influence = Self.perScore(slopes, clones, width: width)
        let blocks = executor.mapBlocks(of: parts.count, size: 1) { number in
            let part = parts[number.lowerBound]
            var (values, sums) = (part.values, [Double](repeating: 0, count: width))
            for person in 0..<values.count / width {
                for index in 0..<width {
                    var change = 0.0
                    for parameter in 0..<q {
                        change += influence[index * q + parameter] * part.scores[person * q + parameter]
                    }
                    sums[index] += values[person * width + index]
                    values[person * width + index] += change
                }
            }
            return (values: values, sums: sums)
        }
        self.width = width
        // The scores add up to zero: these are the sums of all without the change.
        total = blocks.reduce(into: [Double](repeating: 0, count: width)) { total, block in
            for index in total.indices { total[index] += block.sums[index] }
        }
        values = blocks.map(\.values).concatenated()
    }

    /// T'·C, row by row: the covariance of the parameters has a block a model.
    private static func perScore(_ slopes: [Double], _ clones: StrategyClones, width: Int) -> [Double] {
        let q = clones.parameterCount
        var product = [Double](repeating: 0, count: slopes.count)
        for (model, offset) in zip(clones.models, clones.offsets) {
            for index in 0..<width {
                for i in 0..<model.covariance.dimension {
                    for j in 0..<model.covariance.dimension {
                        product[index * q + offset + i] += slopes[index * q + offset + j] * model.covariance[i, j]
                    }
                }
            }
        }
        return product
    }
}
