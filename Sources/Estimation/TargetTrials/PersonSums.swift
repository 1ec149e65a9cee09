/// The weighted sums of one strategy's clones by person.
///
/// The limits of truncation and the shares that stabilise are those of all persons.
struct PersonSums: Sendable {
    /// Sums a person.
    let width: Int
    /// Person by person, to first order in the coefficients of the weights: T + T'·C·s with T the person's sums at the coefficients of all,
    /// T' the derivative of everybody's sums, C the coefficients' covariance and s the person's score. Added over a sample of persons they
    /// are what the sums come to with the coefficients of that sample.
    let values: [Double]
    /// Person by person, by how much the sums are less without the person: T + (T' - T'ᵢ)·(I - Iᵢ)⁻¹·s, with T'ᵢ and Iᵢ the person's part of
    /// the derivative and of the coefficients' information I, as the coefficients move by one Newton step when the person's rows are left
    /// out (Pregibon 1981, doi:10.1214/aos/1176345513; for several rows of a person Preisser & Qaqish 1996, doi:10.1093/biomet/83.3.551). A
    /// person who did what few like her did has much of both, and what she changes is larger than C tells.
    let removals: [Double]
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
        @Sendable func persons(
            _ block: Range<Int>, _ body: (_ person: Int, PersonPart, inout StrategyClones.Walk) -> Void
        ) {
            var walk = StrategyClones.Walk(clones, clones.parameters, tracksGradient: true)
            for person in block {
                let part = PersonPart(entries[person], clones, measure, limits: limits, &walk)
                body(person, part, &walk)
            }
        }
        // Parts are made twice: the derivative of all comes first, and those of every person are too many to keep.
        let slopes = executor.mapBlocks(of: entries.count, size: Self.blockSize) { block in
            var slopes = [Double](repeating: 0, count: width * clones.parameterCount)
            persons(block) { _, part, _ in
                for index in slopes.indices { slopes[index] += part.slopes[index] }
            }
            return slopes
        }.reduce(into: [Double](repeating: 0, count: width * clones.parameterCount)) { slopes, block in
            for index in slopes.indices { slopes[index] += block[index] }
        }
        let coefficients = clones.models.map(LeftOutCoefficients.init)
        let nothing = RemainingModel.Process.allCases.map { process in
            SymmetricMatrix(
                dimension: clones.models.first { $0.process == process }?.covariance.dimension ?? 0)
        }
        let blocks = executor.mapBlocks(of: entries.count, size: Self.blockSize) { block in
            var (values, removals) = ([Double](), [Double]())
            var sums = [Double](repeating: 0, count: width)
            persons(block) { person, part, walk in
                var own = nothing
                for entry in entries[person] { walk.addInformation(ofEntry: entry, to: &own) }
                let scores = clones.offsets.indices.dropLast().map {
                    Array(part.score[clones.offsets[$0]..<clones.offsets[$0 + 1]])
                }
                let drawn = zip(coefficients, scores).flatMap { $0.change(score: $1) }
                let left = zip(coefficients, scores).flatMap {
                    $0.change(score: $1, without: own[$0.process.rawValue])
                }
                for (index, sum) in part.sums.enumerated() {
                    var (value, removal) = (sum, sum)
                    for parameter in drawn.indices {
                        let place = index * drawn.count + parameter
                        value += slopes[place] * drawn[parameter]
                        removal += (slopes[place] - part.slopes[place]) * left[parameter]
                    }
                    values.append(value)
                    removals.append(removal)
                    sums[index] += sum
                }
            }
            return (values: values, removals: removals, sums: sums)
        }
        self.width = width
        // The scores add up to zero: these are the sums of all without the change.
        total = blocks.reduce(into: [Double](repeating: 0, count: width)) { total, block in
            for index in total.indices { total[index] += block.sums[index] }
        }
        values = blocks.map(\.values).concatenated()
        removals = blocks.map(\.removals).concatenated()
    }
}

/// A person's part: of the weighted sums, of the score of all parameters, and of the derivative of the sums by them, sum by sum.
private struct PersonPart {
    var sums: [Double]
    var score: [Double]
    var slopes: [Double]

    init(
        _ entries: [Int], _ clones: StrategyClones, _ measure: CloneCensorWeighting.Measure, limits: [Double],
        _ walk: inout StrategyClones.Walk
    ) {
        let (width, q) = (clones.trials.intervals * measure.sums, clones.parameterCount)
        var sums = [Double](repeating: 0, count: width)
        var slopes = [Double](repeating: 0, count: width * q)
        score = Array(repeating: 0, count: q)
        for entry in entries {
            walk.forEachInterval(ofEntry: entry) { interval, row, weight, gradient in
                guard let terms = measure.terms(clones.trials.outcomes[row]) else { return }
                let (start, limit) = (interval * measure.sums, limits[interval])
                measure.add(terms, times: min(weight, limit), to: &sums, at: start)
                guard weight <= limit else { return }
                for parameter in 0..<q where gradient[parameter] != 0 {
                    let change = weight * gradient[parameter]
                    slopes[start * q + parameter] += change * terms.0
                    slopes[(start + 1) * q + parameter] += change * terms.1
                    if measure.sums == 3 { slopes[(start + 2) * q + parameter] += change * terms.2 }
                }
            }
            walk.addScore(ofEntry: entry, to: &score)
        }
        (self.sums, self.slopes) = (sums, slopes)
    }
}

/// How a model's coefficients change with a person.
private struct LeftOutCoefficients: Sendable {
    let process: RemainingModel.Process
    private let covariance: SymmetricMatrix
    /// The covariance's inverse.
    private let information: SymmetricMatrix?

    init(_ model: RemainingModel) {
        (process, covariance) = (model.process, model.covariance)
        information = try? CholeskyFactor(covariance).inverse()
    }

    /// C·s.
    func change(score: [Double]) -> [Double] {
        score.indices.map { i in score.indices.reduce(0) { $0 + covariance[i, $1] * score[$1] } }
    }

    /// (I - Iᵢ)⁻¹·s; C·s where without the person nothing tells the coefficients.
    func change(score: [Double], without own: SymmetricMatrix) -> [Double] {
        guard score.contains(where: { $0 != 0 }) else { return score }
        guard var rest = information else { return change(score: score) }
        rest.add(own, times: -1)
        guard let factor = try? CholeskyFactor(rest, tolerance: StandardizedDesign.collinearity) else {
            return change(score: score)
        }
        return factor.solve(score)
    }
}
