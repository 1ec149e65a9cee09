import Foundation

/// Yes-or-no sequences whose gaps are filled many times from what came before each of them.
///
/// A logistic regression says how likely yes is at a step: from the step before, the share of yes in all steps before, the step's
/// number and what is known of whom the sequence is of; the first step from the last alone. Both are fitted to the steps that were seen
/// (each after the first where the step before was seen too). For a completed data set the coefficients are drawn from their normal
/// approximation, and each gap is filled step by step with a draw: missing at random given the past (Rubin 1987,
/// doi:10.1002/9780470316696; van Buuren 2018, "Flexible Imputation of Missing Data", doi:10.1201/9780429492259, section 3.6).
///
/// The odds of yes in a gap are multiplied by a factor that no data can tell (White, Carpenter & Horton 2018, doi:10.1177/0962280216683570,
/// on the δ method): at 1 the gaps are like what was seen. The same draws serve every factor.
public struct ImputedSequences: Sendable {
    /// A sequence, and what is known of whom it is of.
    public struct Sequence: Sendable, Hashable {
        /// A step each; nil where it was not seen.
        public let steps: [Bool?]
        /// A value of each covariate.
        public let covariates: [Double]

        /// A sequence of steps.
        public init(_ steps: [Bool?], covariates: [Double] = []) {
            self.steps = steps
            self.covariates = covariates
        }
    }

    private let sequences: [Sequence]
    private let first: StepModel
    private let next: StepModel
    private let seed: UInt64

    /// Names the draws' purposes.
    private enum Purpose: UInt32 {
        case firstStep = 0x5345_5131
        case nextStep = 0x5345_5132
        case steps = 0x5345_5133
    }

    /// Fits both regressions.
    ///
    /// - Parameters:
    ///   - covariates: Their names; each sequence has a value of each.
    ///   - seed: Draws of another seed have nothing in common with these.
    /// - Returns: Why there are none where too few steps were seen, where all that were seen are alike, or where a predictor tells them
    ///   apart without error.
    public static func fit(
        _ sequences: [Sequence], covariates: [String] = [], seed: UInt64 = 1, executor: BlockExecutor = .serial
    ) -> FitOutcome<ImputedSequences> {
        FitOutcome { () throws(NotEstimable) in
            for sequence in sequences {
                try requireOneEach(covariates.count, ["covariates": sequence.covariates.count])
            }
            var starts = StepRows(covariates.count)
            var steps = StepRows(covariates.count + 3)
            for sequence in sequences {
                var past = Past()
                for (number, step) in sequence.steps.enumerated() {
                    guard let step else { continue }
                    if number == 0 {
                        starts.append(sequence.covariates, step)
                    } else if sequence.steps[number - 1] != nil {
                        steps.append(past.predictors(at: number, sequence.covariates), step)
                    }
                    past.add(step)
                }
            }
            return ImputedSequences(
                sequences: sequences, first: try StepModel(starts, covariates, executor),
                next: try StepModel(steps, ["step before", "share before", "step"] + covariates, executor), seed: seed)
        }
    }

    /// The sequences of one completed data set, by factor of the odds: what was seen stays.
    ///
    /// - Parameters:
    ///   - oddsFactors: Above 0; what the odds of yes in a gap are multiplied by.
    /// - Returns: For each factor, every sequence in order.
    public func completed(
        _ imputation: Int, oddsFactors: [Double], executor: BlockExecutor = .serial
    ) -> [[[Bool]]] {
        let number = UInt32(truncatingIfNeeded: imputation)
        let first = first.drawn(seed, (0, number, Purpose.firstStep.rawValue))
        let next = next.drawn(seed, (0, number, Purpose.nextStep.rawValue))
        let shifts = oddsFactors.map { log($0) }
        let blocks = executor.mapBlocks(of: sequences.count, size: 256) { people in
            people.map { person -> [[Bool]] in
                let sequence = sequences[person]
                var uniforms = Uniforms(
                    RandomBits(
                        seed: seed, purpose: (UInt32(truncatingIfNeeded: person), number, Purpose.steps.rawValue)))
                let draws = sequence.steps.map { $0 == nil ? uniforms.next() : 0 }
                return shifts.map { shift in Self.completed(sequence, first, next, shift: shift, draws) }
            }
        }.flatMap(\.self)
        return shifts.indices.map { factor in blocks.map { $0[factor] } }
    }

    private static func completed(
        _ sequence: Sequence, _ first: [Double], _ next: [Double], shift: Double, _ draws: [Double]
    ) -> [Bool] {
        var past = Past()
        return sequence.steps.indices.map { number in
            let step =
                sequence.steps[number]
                ?? {
                    let coefficients = number == 0 ? first : next
                    let predictors =
                        number == 0 ? sequence.covariates : past.predictors(at: number, sequence.covariates)
                    let logOdds = zip(coefficients.dropFirst(), predictors).reduce(coefficients[0]) {
                        $0 + $1.0 * $1.1
                    }
                    return draws[number] < LogisticTail.probability(logOdds + shift)
                }()
            past.add(step)
            return step
        }
    }

    /// What came before a step.
    private struct Past {
        private var last = false
        private var count = 0
        private var yes = 0

        mutating func add(_ step: Bool) {
            last = step
            count += 1
            if step { yes += 1 }
        }

        func predictors(at number: Int, _ covariates: [Double]) -> [Double] {
            [last ? 1 : 0, count == 0 ? 0 : Double(yes) / Double(count), Double(number)] + covariates
        }
    }

    /// Rows of a regression.
    private struct StepRows {
        var predictors: [[Double]]
        var outcomes: [Bool] = []

        init(_ count: Int) { predictors = Array(repeating: [], count: count) }

        mutating func append(_ row: [Double], _ outcome: Bool) {
            for (column, value) in row.enumerated() { predictors[column].append(value) }
            outcomes.append(outcome)
        }
    }

    /// The coefficients of one regression and the factor of their covariance.
    private struct StepModel: Sendable {
        let values: [Double]
        let factor: CholeskyFactor
        /// Which predictors vary, so that they have a coefficient.
        let used: [Int]
        let count: Int

        init(_ rows: StepRows, _ names: [String], _ executor: BlockExecutor) throws(NotEstimable) {
            count = names.count
            // A predictor without variation says nothing, and a regression with it has no answer.
            used = names.indices.filter { column in
                let values = rows.predictors[column]
                return values.contains { $0 != values.first }
            }
            let fit = try LogisticRegression.fit(
                rows.outcomes, response: "the step", predictors: used.map { .init(names[$0], rows.predictors[$0]) },
                executor: executor
            ).get()
            values = fit.estimates.modelBased.map(\.value)
            do {
                factor = try CholeskyFactor(fit.estimates.modelCovariance)
            } catch {
                throw .collinear(name: names[used.indices.contains(error.column - 1) ? used[error.column - 1] : 0])
            }
        }

        /// A draw of the coefficients: the intercept, then one for each predictor, 0 for those that do not vary.
        func drawn(_ seed: UInt64, _ purpose: (UInt32, UInt32, UInt32)) -> [Double] {
            var normal = NormalDraws(seed: seed, purpose: purpose)
            let drawn = zip(values, factor.product(normal.next(factor.dimension))).map { $0 + $1 }
            var coefficients = [drawn[0]] + [Double](repeating: 0, count: count)
            for (position, column) in used.enumerated() { coefficients[column + 1] = drawn[position + 1] }
            return coefficients
        }
    }

    /// Numbers from 0 to below 1.
    private struct Uniforms {
        private var bits: RandomBits
        private var drawn: [Double] = []

        init(_ bits: RandomBits) { self.bits = bits }

        mutating func next() -> Double {
            if drawn.isEmpty {
                let words = bits.next()
                for lane in 0..<4 {
                    drawn.append(Double(words.0[lane] >> 11) * 0x1p-53)
                    drawn.append(Double(words.1[lane] >> 11) * 0x1p-53)
                }
            }
            return drawn.removeLast()
        }
    }
}
