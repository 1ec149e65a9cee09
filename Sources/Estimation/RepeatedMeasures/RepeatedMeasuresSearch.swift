/// Where the likelihood of a structure is largest, or why that structure cannot be estimated.
struct RepeatedMeasuresSearch: Sendable {
    let design: RepeatedMeasuresDesign
    private let options: RepeatedMeasuresModel.Options
    private let executor: BlockExecutor
    /// The least-squares residuals' covariance in standardised units.
    private let residuals: SymmetricMatrix
    /// Near which searches begin, one after the other until one ends at a maximum.
    private let starts: [SymmetricMatrix]
    /// Persons observed at both of two occasions, each as often as its weight says.
    private let together: SymmetricMatrix

    /// What the search for a structure found.
    struct Optimum {
        let criterion: RepeatedMeasuresCriterion
        let minimum: RepeatedMeasuresCriterion.Minimum
    }

    /// A residual variance below this part of the response's is rounding.
    private static let smallestVariance = 1e-10
    /// A search that has not converged where the occasions before explain all of one but this has followed a likelihood without
    /// a maximum.
    private static let nearlySingular = 1e-5
    /// Curvature in the flattest direction as a part of the steepest, at which it counts as flat.
    private static let flatCurvature = 1e-11

    /// Checks what does not depend on the structure.
    ///
    /// - Parameter known: A covariance in own units at which to begin; nil for that of the least-squares residuals.
    init(
        _ design: RepeatedMeasuresDesign, _ options: RepeatedMeasuresModel.Options, _ executor: BlockExecutor,
        from known: SymmetricMatrix?
    ) throws(NotEstimable) {
        self.design = design
        self.options = options
        self.executor = executor
        let dimension = design.occasionCount
        var together = SymmetricMatrix(dimension: dimension)
        for pattern in design.patterns {
            for (position, a) in pattern.occasions.enumerated() {
                for b in pattern.occasions[position...] { together[a, b] += pattern.persons }
            }
        }
        self.together = together
        for coefficient in design.coefficients {
            if let occasion = coefficient.occasion, together[occasion, occasion] == 0 {
                throw .emptyCategory(name: "occasion \(occasion)")
            }
        }
        let identity = SymmetricMatrix(dimension: dimension) { $0 == $1 ? 1 : 0 }
        guard let sums = RepeatedMeasuresCriterion.sums(design, identity, executor) else { throw .nonFinite }
        let factor: CholeskyFactor
        do {
            factor = try CholeskyFactor(sums.information, tolerance: StandardizedDesign.collinearity)
        } catch {
            throw .collinear(name: design.coefficients[error.column].description)
        }
        residuals = try Self.residualCovariance(design, factor.solve(sums.moment), together, executor)
        guard let known else {
            starts = [residuals]
            return
        }
        guard known.dimension == dimension, known.packed.allSatisfy(\.isFinite) else {
            throw .invalidArgument(
                name: "the covariance to begin at", needed: "finite, with a row for each occasion")
        }
        let unit = design.responseScale * design.responseScale
        starts = [SymmetricMatrix(dimension: dimension) { known[$0, $1] / unit }, residuals]
    }

    /// Mean products of the residuals of these coefficients, of the persons observed at both occasions. Where there are none the
    /// mean variance, or 0.
    private static func residualCovariance(
        _ design: RepeatedMeasuresDesign, _ coefficients: [Double], _ together: SymmetricMatrix,
        _ executor: BlockExecutor
    ) throws(NotEstimable) -> SymmetricMatrix {
        let dimension = design.occasionCount
        let identity = SymmetricMatrix(dimension: dimension) { $0 == $1 ? 1 : 0 }
        let zero = SymmetricMatrix(dimension: dimension)
        let parts =
            RepeatedMeasuresCriterion.overPatterns(design, identity, executor, start: zero, size: zero.packed.count) {
                pattern, sums in
                let residuals = pattern.residuals(coefficients).squares
                for a in 0..<pattern.count {
                    for b in a..<pattern.count {
                        sums[pattern.occasions[a], pattern.occasions[b]] += residuals[a * pattern.count + b]
                    }
                }
            } ?? []
        let sums = parts.reduce(into: zero) { $0.add($1) }
        let mean = (0..<dimension).reduce(0.0) { $0 + sums[$1, $1] } / Double(design.observations)
        guard mean > smallestVariance else { throw .noResidualVariation }
        return SymmetricMatrix(dimension: dimension) { a, b in
            together[a, b] > 0 ? sums[a, b] / together[a, b] : a == b ? mean : 0
        }
    }

    /// Why the data cannot tell this structure's parameters, as far as can be seen without a search.
    private func check(_ structure: RepeatedMeasuresModel.Covariance) throws(NotEstimable) {
        let dimension = design.occasionCount
        let pairs = (0..<dimension).flatMap { a in ((a + 1)..<max(dimension, a + 1)).map { (a: a, b: $0) } }
        if structure.isHeterogeneous {
            for occasion in 0..<dimension {
                guard together[occasion, occasion] > 0 else { throw .emptyCategory(name: "occasion \(occasion)") }
                guard residuals[occasion, occasion] > Self.smallestVariance else { throw .noResidualVariation }
            }
        }
        switch structure {
        case .unstructured:
            if let pair = pairs.first(where: { together[$0.a, $0.b] == 0 }) { throw Self.apart(pair.a, pair.b) }
            let atOccasions = (0..<dimension).map { occasion in
                design.coefficients.count { $0.occasion == occasion }
            }
            let needed = dimension + (atOccasions.max() ?? 0)
            guard design.distinctPersons >= needed else {
                throw .tooFewGroups(found: design.distinctPersons, needed: needed)
            }
        case .heterogeneousToeplitz:
            for lag in 1..<max(1, dimension)
            where (0..<dimension - lag).allSatisfy({ together[$0, $0 + lag] == 0 }) {
                throw Self.apart(0, lag)
            }
        case .heterogeneousAutoregressive, .heterogeneousCompoundSymmetry, .autoregressive, .compoundSymmetry:
            guard pairs.contains(where: { together[$0.a, $0.b] > 0 }) else { throw .oneObservationPerGroup }
        }
        let needed = design.coefficients.count + structure.parameterCount(occasions: dimension) + 1
        guard design.observations >= needed else {
            throw .tooFewObservations(found: design.observations, needed: needed)
        }
        guard design.distinctPersons >= 2 else { throw .tooFewGroups(found: design.distinctPersons, needed: 2) }
    }

    private static func apart(_ first: Int, _ second: Int) -> NotEstimable {
        .neverTogether(first: "occasion \(first)", second: "occasion \(second)")
    }

    /// The maximum of the structure's likelihood.
    func optimum(_ structure: RepeatedMeasuresModel.Covariance) throws(NotEstimable) -> Optimum {
        try check(structure)
        var reason = NotEstimable.varianceNotIdentified
        for start in starts {
            do throws(NotEstimable) {
                return try optimum(structure, near: start)
            } catch {
                reason = error
            }
        }
        throw reason
    }

    private func optimum(
        _ structure: RepeatedMeasuresModel.Covariance, near matrix: SymmetricMatrix
    ) throws(NotEstimable) -> Optimum {
        guard let start = ResponseCovariance.start(structure, near: matrix) else { throw .varianceNotIdentified }
        let criterion = RepeatedMeasuresCriterion(
            design: design, covariance: start.covariance,
            isRestricted: options.criterion == .restrictedMaximumLikelihood, executor: executor)
        let minimizer = NewtonMinimizer(maximumIterations: options.maximumIterations)
        guard
            let minimum = minimizer.minimize(
                from: start.theta, evaluate: criterion.evaluate, derivatives: criterion.derivatives)
        else { throw .varianceNotIdentified }
        let sigma = minimum.point.state.sigma
        guard minimum.isConverged else {
            let isSingular = (try? CholeskyFactor(sigma, tolerance: Self.nearlySingular)) == nil
            throw isSingular ? .varianceNotIdentified : .didNotConverge(iterations: minimum.iterations)
        }
        guard minimum.smallestCurvature > Self.flatCurvature else { throw .varianceNotIdentified }
        return Optimum(criterion: criterion, minimum: minimum)
    }
}
