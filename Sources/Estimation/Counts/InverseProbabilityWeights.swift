import Foundation

/// Weights that let the people assessed stand for everyone: the inverse of each one's probability of being assessed, from a logistic
/// regression on what is known of all (Robins, Rotnitzky & Zhao 1995, doi:10.1080/01621459.1995.10476493).
///
/// They hold where being assessed depends on nothing that bears on the outcome beyond the predictors.
public struct InverseProbabilityWeights: Sendable {
    /// How the weights are formed.
    public struct Options: Sendable, Hashable {
        /// Whether they are multiplied by the share assessed, so that their mean is about 1.
        public var isStabilized: Bool
        /// Quantiles of the weights beyond which they are set to these quantiles (type 7), such as 0.01...0.99; nil for none
        /// (Cole & Hernán 2008, doi:10.1093/aje/kwn164).
        public var truncation: ClosedRange<Double>?

        /// Stabilised and not truncated, unless stated.
        public init(isStabilized: Bool = true, truncation: ClosedRange<Double>? = nil) {
            self.isStabilized = isStabilized
            self.truncation = truncation
        }
    }

    /// The regression of being assessed, on those for whom it is not certain.
    public let model: LogisticRegression.Fit
    /// How the weights were formed.
    public let options: Options
    /// One a person: 0 where not assessed.
    public let weights: [Double]
    /// Weights that truncation moved.
    public let truncated: Int
    /// What the weights do.
    public let behavior: Behavior

    /// Weights for the people `assessed`.
    ///
    /// - Parameters:
    ///   - assessed: One a person, the population of interest.
    ///   - predictors: A value for each person, assessed or not, or for each row.
    ///   - rows: Of people of whom many are alike in every predictor, the row of each; the regression then costs by rows.
    ///   - certain: Those assessed with probability 1, such as everyone of a category in which no one was missed: with an
    ///     indicator of it the regression would go to that limit and leave the others' coefficients to the others. They have
    ///     no part in the regression and stand for themselves alone. No one, where none are given.
    /// - Returns: The weights. `.constantResponse` where everyone was assessed or no one; `.separated` where predictors tell the
    ///   assessed from the others without error; `.unusableWeights` where a weight is not finite.
    public static func fit(
        assessed: [Bool], predictors: [PredictorColumn], rows: [Int32]? = nil, certain: [Bool]? = nil,
        options: Options = Options(), executor: BlockExecutor = .serial
    ) -> FitOutcome<InverseProbabilityWeights> {
        FitOutcome { () throws(NotEstimable) in
            if let bounds = options.truncation, !(bounds.lowerBound >= 0 && bounds.upperBound <= 1) {
                throw .invalidArgument(name: "truncation", needed: "quantiles in 0...1")
            }
            let uncertain = try uncertainPeople(assessed, certain)
            let predictors = try SharedPredictors(predictors, rows: rows, people: assessed.count)
            let cases = RegressionCases(uncertain, assessed, predictors)
            let model = try LogisticRegression.fit(
                cases.outcomes, response: "being assessed", predictors: predictors.columns(at: cases.rows),
                repeated: cases.repeated, executor: executor
            ).get()
            var probabilities = [Double](repeating: 1, count: assessed.count)
            for (position, person) in uncertain.enumerated() {
                probabilities[person] = model.probabilities[cases.ofPerson(position)]
            }
            return try InverseProbabilityWeights(assessed, predictors, model, probabilities, options, executor)
        }
    }

    /// The people that the regression is about.
    private static func uncertainPeople(
        _ assessed: [Bool], _ certain: [Bool]?
    ) throws(NotEstimable) -> [Int] {
        guard let certain else { return Array(assessed.indices) }
        guard certain.count == assessed.count, zip(certain, assessed).allSatisfy({ !$0 || $1 }) else {
            throw .invalidArgument(name: "certain", needed: "given for each observation, and only for those assessed")
        }
        return assessed.indices.filter { !certain[$0] }
    }

    private init(
        _ assessed: [Bool], _ predictors: SharedPredictors, _ model: LogisticRegression.Fit,
        _ probabilities: [Double], _ options: Options, _ executor: BlockExecutor
    ) throws(NotEstimable) {
        let people = assessed.indices.filter { assessed[$0] }
        let numerator = options.isStabilized ? Double(people.count) / Double(assessed.count) : 1
        let full = people.map { numerator / probabilities[$0] }
        _ = try WeightScale.largest(full)
        var kept = full
        if let bounds = options.truncation,
            let ends = Quantile.of(full, at: [bounds.lowerBound, bounds.upperBound])
        {
            kept = full.map { min(ends[1], max(ends[0], $0)) }
        }
        var weights = [Double](repeating: 0, count: assessed.count)
        for (person, weight) in zip(people, kept) {
            weights[person] = weight
        }
        self.model = model
        self.options = options
        self.weights = weights
        truncated = zip(full, kept).count { $0 != $1 }
        behavior = try Behavior(
            weights, assessed: assessed, predictors: predictors, isStabilized: options.isStabilized, executor: executor)
    }

    /// The weighted share of the assessed with the outcome; those of the others have no part.
    public func share(of outcomes: [Bool], clusters: [Int]? = nil) -> FitOutcome<WeightedShare> {
        WeightedShare.estimate(outcomes, weights: weights, clusters: clusters)
    }
}

extension InverseProbabilityWeights {
    /// What weights do to the people assessed: how few come to stand for all, and whether they are like all.
    public struct Behavior: Sendable, Hashable {
        /// People assessed.
        public let assessed: Int
        /// (Σ w)² / Σ w² (Kish 1965, "Survey Sampling", section 11.7).
        public let effectiveSampleSize: Double
        /// The mean weight; about 1 for stabilised weights of a model that fits.
        public let mean: Double
        /// The smallest weight.
        public let minimum: Double
        /// The largest weight.
        public let maximum: Double
        /// Standard deviation (on n) / mean.
        public let coefficientOfVariation: Double
        /// The part of all weight that the hundredth of people with the largest weights hold, one person at least.
        public let shareOfTopPercent: Double
        /// For each predictor, how far the assessed are from everyone.
        public let balance: [Balance]
        /// Whether the mean should be about 1.
        let isStabilized: Bool
    }

    /// The mean of a predictor among the assessed less that of everyone, in standard deviations of everyone.
    public struct Balance: Sendable, Hashable {
        /// The predictor.
        public let name: String
        /// Without weights.
        public let before: Double
        /// With weights.
        public let after: Double
    }

    /// Why a weighted result may not be trusted.
    public enum Caution: Sendable, Hashable, CustomStringConvertible {
        /// The weights say no more than this many people of equal weight would: less than half of the assessed.
        case smallEffectiveSample(effective: Double, assessed: Int)
        /// The hundredth of people with the largest weights hold more than a tenth of all weight.
        case fewHoldMuch(share: Double)
        /// A person counts as more than twenty of average weight.
        case extremeWeight(timesMean: Double)
        /// Stabilised weights should have a mean of 1 (Cole & Hernán 2008): the model does not fit or probabilities come near 0.
        case meanAwayFromOne(mean: Double)
        /// The weighted people still differ from everyone by more than a tenth of a standard deviation (Austin 2009,
        /// doi:10.1002/sim.3697).
        case unbalanced(name: String, difference: Double)

        /// In words that a report can print.
        public var description: String {
            switch self {
            case .smallEffectiveSample(let effective, let assessed):
                "the weights leave the information of \(Int(effective)) out of \(assessed) people"
            case .fewHoldMuch(let share):
                "the 1% of people with the largest weights hold \(Int((100 * share).rounded()))% of all weight"
            case .extremeWeight(let timesMean):
                "one person counts as much as \(Int(min(timesMean, 1e15))) people of average weight"
            case .meanAwayFromOne(let mean):
                "the stabilised weights have a mean of \(String(format: "%.2f", mean)), and not of 1"
            case .unbalanced(let name, let difference):
                "after weighting, \(name) still differs by \(String(format: "%.2f", difference)) standard deviations"
            }
        }
    }
}

extension InverseProbabilityWeights.Behavior {
    /// Sums up `weights`, one a person and 0 where not assessed.
    fileprivate init(
        _ weights: [Double], assessed: [Bool], predictors: SharedPredictors, isStabilized: Bool, executor: BlockExecutor
    ) throws(NotEstimable) {
        let unit = try WeightScale.largest(weights)
        let relative = assessed.indices.filter { assessed[$0] }.map { weights[$0] / unit }
        let count = Double(relative.count)
        let total = CompensatedSum(relative).value
        let average = total / count
        let spread = CompensatedSum(relative.map { ($0 - average) * ($0 - average) }).value / count
        let top = relative.sorted(by: >).prefix((relative.count + 99) / 100)

        self.assessed = relative.count
        effectiveSampleSize = total * total / CompensatedSum(relative.map { $0 * $0 }).value
        mean = average * unit
        minimum = (relative.min() ?? 0) * unit
        maximum = unit
        coefficientOfVariation = spread.squareRoot() / average
        shareOfTopPercent = CompensatedSum(top).value / total
        let columns = executor.mapBlocks(of: predictors.count, size: 1) { number in
            Result { () throws(NotEstimable) in
                try InverseProbabilityWeights.Balance(predictors.ofPeople(number.lowerBound), weights, assessed)
            }
        }
        balance = try columns.map { column throws(NotEstimable) in try column.get() }
        self.isStabilized = isStabilized
    }

    /// What to be wary of; nothing where the weights are steady.
    public var cautions: [InverseProbabilityWeights.Caution] {
        var cautions: [InverseProbabilityWeights.Caution] = []
        if effectiveSampleSize < Double(assessed) / 2 {
            cautions.append(.smallEffectiveSample(effective: effectiveSampleSize, assessed: assessed))
        }
        // Below a hundred people one alone may hold a hundredth or more by right.
        if shareOfTopPercent > max(0.1, 5 / Double(assessed)) {
            cautions.append(.fewHoldMuch(share: shareOfTopPercent))
        }
        if maximum > 20 * mean { cautions.append(.extremeWeight(timesMean: maximum / mean)) }
        if isStabilized, abs(mean - 1) > 0.1 { cautions.append(.meanAwayFromOne(mean: mean)) }
        return cautions
            + balance.filter { abs($0.after) > 0.1 }.map { .unbalanced(name: $0.name, difference: $0.after) }
    }
}

extension InverseProbabilityWeights.Balance {
    fileprivate init(
        _ predictor: PredictorColumn, _ weights: [Double], _ assessed: [Bool]
    ) throws(NotEstimable) {
        // Everyone's mean is 0 and standard deviation 1.
        let (center, spread) = try StandardizedPredictors.location(predictor)
        var (plain, weighted, total, people) = (CompensatedSum(), CompensatedSum(), CompensatedSum(), 0)
        for person in assessed.indices where assessed[person] {
            let value = (predictor.values[person] - center) / spread
            plain.add(value)
            weighted.add(weights[person] * value)
            total.add(weights[person])
            people += 1
        }
        name = predictor.name
        before = plain.value / Double(people)
        after = weighted.value / total.value
    }
}

/// Predictors of people of whom several may share a row.
private struct SharedPredictors: Sendable {
    let columns: [PredictorColumn]
    /// The rows where people share some; `nil` where each has their own.
    let rows: [Int32]?

    var count: Int { columns.count }

    /// Throws unless every person has a row, and every column a finite value for each.
    init(_ columns: [PredictorColumn], rows: [Int32]?, people: Int) throws(NotEstimable) {
        let needed = rows.map { Int($0.max() ?? -1) + 1 } ?? people
        for column in columns {
            guard rows == nil ? column.values.count == needed : column.values.count >= needed else {
                throw .invalidArgument(name: column.name, needed: "one value for each of the \(needed) observations")
            }
            guard column.values.allSatisfy(\.isFinite) else { throw .nonFinite }
        }
        guard rows.map({ $0.count == people && $0.allSatisfy { $0 >= 0 } }) ?? true else {
            throw .invalidArgument(name: "rows", needed: "one for each of the \(people) observations")
        }
        self.columns = columns
        self.rows = rows
    }

    /// A column person by person.
    func ofPeople(_ number: Int) -> PredictorColumn {
        guard let rows else { return columns[number] }
        let column = columns[number]
        return PredictorColumn(column.name, rows.map { column.values[Int($0)] })
    }

    /// The columns on some of the rows.
    func columns(at rows: [Int]) -> [PredictorColumn] {
        columns.map { column in
            rows.elementsEqual(column.values.indices)
                ? column : PredictorColumn(column.name, rows.map { column.values[$0] })
        }
    }
}

/// What the regression of being assessed is given: people one by one, or each row once for those of it who were assessed and once for
/// those who were not.
private struct RegressionCases {
    let outcomes: [Bool]
    /// The row of predictors of each case.
    let rows: [Int]
    /// The case of each person; `nil` for one each.
    private let caseOfPerson: [Int32]?

    init(_ people: [Int], _ assessed: [Bool], _ predictors: SharedPredictors) {
        guard let shared = predictors.rows else {
            outcomes = people.map { assessed[$0] }
            rows = people
            caseOfPerson = nil
            return
        }
        func code(_ person: Int) -> Int { 2 * Int(shared[person]) + (assessed[person] ? 1 : 0) }
        var numbers = [Int32](repeating: -1, count: 2 * (Int(shared.max() ?? -1) + 1))
        for person in people { numbers[code(person)] = 0 }
        let codes = numbers.indices.filter { numbers[$0] == 0 }
        for (number, code) in codes.enumerated() { numbers[code] = Int32(number) }
        outcomes = codes.map { $0 % 2 == 1 }
        rows = codes.map { $0 / 2 }
        caseOfPerson = people.map { numbers[code($0)] }
    }

    var repeated: RepeatedRows? { caseOfPerson.map(RepeatedRows.init(ofObservation:)) }

    /// The case of the person at a position.
    func ofPerson(_ position: Int) -> Int { caseOfPerson.map { Int($0[position]) } ?? position }
}
