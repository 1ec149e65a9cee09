/// Which of two series moves first within persons: the dynamic panel regression of Arellano & Bond (1991, doi:10.2307/2297968).
///
/// For occasions t of person i, one after the other,
///
///     y_it = α_i + ρ y_i,t-1 + β x_i,t-1 + γ x_it + δ day_it + e_it.
///
/// β tells whether x moves before y: what x of the occasion before adds to y's own past. The other way round takes a second fit with
/// the series exchanged. Where y answers x on the same occasion and x persists, β is not 0 either, as x before tells x now.
///
/// Differences from occasion to occasion are free of α_i but tied to the error of the occasion before, so least squares would not do.
/// Levels of two and more occasions before are not tied to it: the generalised method of moments takes those of both series as
/// instruments, and so lets x answer y on the same occasion and later.
///
/// Each lag is one instrument whatever the occasion (collapsed; Roodman 2009, doi:10.1177/1536867X0900900106), 0 where there is no
/// such occasion. Levels are counted from the series' mean over all occasions, so that the results do not depend on where a scale
/// has its zero; otherwise they are those of R's plm::pgmm.
///
/// The errors must not depend on each other over time. ``Fit/secondOrderCorrelation`` and ``Fit/overidentification`` test that: where
/// one of them rejects, do not believe β. They see little of persons with slopes of their own: where the slopes of both series are
/// alike, β has false alarms that neither test tells.
public enum DynamicPanel {
    /// What was recorded at an occasion.
    public struct Occasion: Sendable, Hashable {
        /// The day.
        public let day: Int
        /// y, if known.
        public let response: Double?
        /// x, if known.
        public let predictor: Double?
        /// Values of ``Model/exogenous``, in that order.
        public let exogenous: [Double?]

        /// An occasion.
        public init(day: Int, response: Double?, predictor: Double?, exogenous: [Double?] = []) {
            self.day = day
            self.response = response
            self.predictor = predictor
            self.exogenous = exogenous
        }
    }

    /// How the moments are weighted.
    public enum Step: String, Sendable, Hashable, CaseIterable, Codable {
        /// As is best for errors that are independent with one variance; standard errors are robust by person. The one to test with.
        case oneStep = "one_step"
        /// By the spread between persons of the moments at the first step; standard errors are corrected for the weights being
        /// estimated (Windmeijer 2005, doi:10.1016/j.jeconom.2004.02.005).
        case twoStep = "two_step"
    }

    /// What is regressed on what, and with which instruments.
    public struct Model: Sendable, Hashable {
        /// What messages call y.
        public var response: String
        /// What messages call x.
        public var predictor: String
        /// Whether x of the same occasion is a predictor (γ). Only what x owes to more than one occasion before tells γ from ρ and β:
        /// where each series depends on the last occasion alone, standard errors are large and γ and β mean nothing.
        public var hasSameOccasion: Bool
        /// Whether days are a predictor (δ), which takes out a trend that all persons share.
        public var hasElapsedDays: Bool
        /// Names of further predictors that no error is tied to, on any occasion: their differences are their own instruments.
        public var exogenous: [String]
        /// Occasions back from which levels of y and x are instruments; from 2 on.
        public var instrumentLags: ClosedRange<Int>
        /// How the moments are weighted.
        public var step: Step

        /// A model.
        public init(
            response: String = "response", predictor: String = "predictor", hasSameOccasion: Bool = false,
            hasElapsedDays: Bool = true, exogenous: [String] = [], instrumentLags: ClosedRange<Int> = 2...4,
            step: Step = .oneStep
        ) {
            self.response = response
            self.predictor = predictor
            self.hasSameOccasion = hasSameOccasion
            self.hasElapsedDays = hasElapsedDays
            self.exogenous = exogenous
            self.instrumentLags = instrumentLags
            self.step = step
        }

        /// Names of the coefficients.
        var names: [String] {
            ["\(response) before", "\(predictor) before"] + (hasSameOccasion ? [predictor] : [])
                + (hasElapsedDays ? ["elapsed days"] : []) + exogenous
        }

        var coefficientCount: Int { names.count }

        var instrumentCount: Int {
            2 * instrumentLags.count + (hasElapsedDays ? 1 : 0) + exogenous.count
        }
    }

    /// More lags than any series of occasions has use for.
    private static let mostLags = 100
    /// A residual sum of squares below this part of the differences' is rounding.
    private static let exactness = 1e-20

    /// Fits `model`. The same bits whatever the executor.
    ///
    /// A difference counts where y of three occasions in a row is known, and what the model has of the others. A missing value leaves
    /// out the differences and the instruments that need it; an occasion that was never recorded is no occasion, so either give it
    /// with its values nil or let `maximumGap` end the row.
    ///
    /// - Parameters:
    ///   - groupCount: Persons, numbered from 0.
    ///   - maximumGap: Occasions further apart than this many days are not in a row; nil for any gap. Occasions of one day
    ///     never are, for their order is not known.
    ///   - occasions: A person's occasions in any order. Called up to four times a person, from the executor's threads.
    ///
    /// - Complexity: O(occasions · instruments · (instruments + coefficients)).
    ///
    /// `.tooFewGroups` unless there are more persons than coefficients, and for two steps as many as instruments;
    /// `.constantResponse` and `.constantColumn` for what never changes within persons; `.collinear` for a predictor whose changes
    /// the instruments do not tell from those of the ones before it.
    public static func fit(
        _ model: Model, groupCount: Int, maximumGap: Int? = nil, executor: BlockExecutor = .serial,
        occasions: @escaping @Sendable (_ group: Int) -> [Occasion]
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            try check(model)
            let panel = Panel(groupCount: groupCount, executor: executor, occasions: occasions)
            let equations = Equations(model, maximumGap: maximumGap, origin: try panel.origin(model))
            let products = try panel.products(equations)
            let first = try MomentSolution(products, weight: products.instruments.weights, names: model.names)
            let sums = try panel.residualSums(equations, products.instruments, at: first.coefficients)
            guard sums.squares > exactness * products.responseSquares else { throw .noResidualVariation }
            let robust = sums.scores.transformed(by: first.projection)
            let second = Result { () throws(NotEstimable) in try secondStep(products, sums, names: model.names) }
            switch model.step {
            case .oneStep:
                return Fit(model, products, first, robust, sums, overidentification: try? second.get().test)
            case .twoStep:
                let (solution, correction, test) = try second.get()
                let sumsOfSecond = try panel.residualSums(equations, products.instruments, at: solution.coefficients)
                return Fit(
                    model, products, solution, corrected(solution.bread, by: correction, robust), sumsOfSecond,
                    overidentification: test)
            }
        }
    }

    private static func check(_ model: Model) throws(NotEstimable) {
        guard model.instrumentLags.lowerBound >= 2, model.instrumentLags.upperBound <= mostLags else {
            throw .invalidArgument(name: "the lags of the instruments", needed: "from 2 to \(mostLags)")
        }
        guard model.instrumentCount >= model.coefficientCount else {
            throw .invalidArgument(
                name: "the number of instruments", needed: "at least that of coefficients: take more lags")
        }
    }

    /// The moments weighted by their spread between persons, Windmeijer's D (how the second step's coefficients move with the
    /// first's) and Hansen's J (1982, doi:10.2307/1912775).
    private static func secondStep(
        _ products: Products, _ sums: ResidualSums, names: [String]
    ) throws(NotEstimable) -> (solution: MomentSolution, correction: [[Double]], test: TestStatistic?) {
        let instruments = products.instruments.kept.count
        guard products.persons >= instruments else {
            throw .tooFewGroups(found: products.persons, needed: instruments)
        }
        guard let weights = try? CholeskyFactor(sums.scores, tolerance: StandardizedDesign.collinearity) else {
            throw .noResidualVariation
        }
        let solution = try MomentSolution(products, weight: weights, names: names)
        let moments = products.moments(at: solution.coefficients)
        let weighted = weights.solve(moments)
        let columns = sums.derivatives.map { derivative in
            solution.projection.map { derivative.form($0, weighted) }
        }
        let correction = names.indices.map { row in names.indices.map { columns[$0][row] } }
        let excess = instruments - names.count
        let statistic = zip(moments, weighted).reduce(0.0) { $0 + $1.0 * $1.1 }
        let test = excess > 0 ? TestStatistic.chiSquare(statistic, degreesOfFreedom: Double(excess)) : nil
        return (solution, correction, test)
    }

    /// B + DB + BD' + DVD', V the robust covariance of the first step.
    private static func corrected(
        _ bread: SymmetricMatrix, by correction: [[Double]], _ robust: SymmetricMatrix
    ) -> SymmetricMatrix {
        let spread = robust.transformed(by: correction)
        return SymmetricMatrix(dimension: bread.dimension) { i, j in
            var sum = bread[i, j] + spread[i, j]
            for k in 0..<bread.dimension {
                sum += correction[i][k] * bread[k, j] + bread[i, k] * correction[j][k]
            }
            return sum
        }
    }

    /// The fitted regression.
    public struct Fit: FittedCoefficients {
        /// ρ, β, γ and δ if the model has them, and the further predictors in their order, with standard errors that are robust by
        /// person. In the response's units per unit of the predictor, δ a day.
        public let coefficients: [Coefficient]
        /// Covariance of the coefficients, robust by person.
        public let covariance: SymmetricMatrix
        /// The model.
        public let model: Model
        /// Persons with a difference.
        public let persons: Int
        /// Differences, each from an occasion to the next.
        public let differences: Int
        /// Instruments, without those that the ones before them explain.
        public let instruments: Int
        /// Whether each person has a difference.
        public let hasDifference: [Bool]
        /// Arellano and Bond's m1, against the normal distribution: whether residual differences correlate with the ones before. They
        /// should, negatively, as neighbours share an error. Nil without neighbours.
        public let firstOrderCorrelation: TestStatistic?
        /// Arellano and Bond's m2: the same with those two before. If it rejects, errors depend on each other over time and the
        /// instruments are not valid. Nil where no row has five occasions.
        public let secondOrderCorrelation: TestStatistic?
        /// Hansen's J, at the two-step estimates: if it rejects, the instruments do not agree on the coefficients. Nil without more
        /// instruments than coefficients, and with fewer persons than instruments.
        public let overidentification: TestStatistic?

        fileprivate init(
            _ model: Model, _ products: Products, _ solution: MomentSolution, _ covariance: SymmetricMatrix,
            _ sums: ResidualSums, overidentification: TestStatistic?
        ) {
            self.model = model
            self.covariance = covariance
            coefficients = model.names.enumerated().map { position, name in
                Coefficient(
                    name: name, value: solution.coefficients[position],
                    standardError: max(0, covariance[position, position]).squareRoot())
            }
            persons = products.persons
            differences = products.differences
            instruments = products.instruments.kept.count
            hasDifference = products.hasDifference
            firstOrderCorrelation = sums.serial[0].test(solution.projection, covariance)
            secondOrderCorrelation = sums.serial[1].test(solution.projection, covariance)
            self.overidentification = overidentification
        }

        /// ρ: y on itself an occasion before.
        public var persistence: Coefficient { coefficients[0] }
        /// β: y on x an occasion before.
        public var lagged: Coefficient { coefficients[1] }
        /// γ: y on x of the same occasion, if the model has it.
        public var sameOccasion: Coefficient? { model.hasSameOccasion ? coefficients[2] : nil }

        /// How many coefficients there are.
        public var coefficientCount: Int { coefficients.count }

        /// Persons less one.
        public var degreesOfFreedom: Double { Double(persons - 1) }

        /// Σ weights · coefficients with its robust standard error; nil unless there is a finite weight for each coefficient.
        public func prediction(_ weights: [Double]) -> PointEstimate? {
            .combination(weights, of: coefficients, covariance: covariance)
        }

        /// t on persons less one.
        public func reference(of weights: [Double]) -> ReferenceDistribution? {
            prediction(weights).map { _ in .clusterRobustT(degreesOfFreedom: degreesOfFreedom) }
        }

        /// The Wald test that all the linear combinations are zero: F on their number and persons less one. Nil where they depend on
        /// each other.
        public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            guard let statistic = covariance.waldStatistic(combinations, of: combinations.map(prediction)) else {
                return nil
            }
            let r = Double(combinations.count)
            return .fisherF(statistic / r, r, degreesOfFreedom)
        }
    }
}
