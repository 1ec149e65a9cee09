/// The mixed model for repeated measures: y_i = X_i β + e_i for independent persons i, each observed at some of T planned
/// occasions, e_i ~ N(0, Σ_i), Σ_i the rows and columns of a T × T covariance Σ for the occasions observed (Jennrich & Schluchter
/// 1986, doi:10.2307/2530695; Mallinckrodt et al. 2008, doi:10.1177/009286150804200402).
///
/// Responses that are missing at random given the observed ones and the regressors bias neither β nor Σ.
///
///     let data = RepeatedMeasures(
///         occasionCount: 3, personCount: 40, offsets: offsets, occasions: occasions, responses: responses, regressors: [group])
///     let mean = RepeatedMeasuresMean([.intercept(at: [0, 1, 2]), .regressor(0, at: [1, 2])])
///     let fit = try RepeatedMeasuresModel.fit(data, mean: mean).get()
///     let difference = fit.interval(ofCoefficient: 4)  // of the groups, at the last occasion
public enum RepeatedMeasuresModel {
    /// The structure of Σ.
    public enum Covariance: String, Sendable, Hashable, CaseIterable, Codable, CustomStringConvertible {
        /// Any: T(T + 1)/2 parameters.
        case unstructured = "us"
        /// A variance for each occasion, a correlation for each distance between occasions: 2T - 1.
        case heterogeneousToeplitz = "toeph"
        /// A variance for each occasion, correlation ρ^distance: T + 1.
        case heterogeneousAutoregressive = "ar1h"
        /// A variance for each occasion, one correlation: T + 1.
        case heterogeneousCompoundSymmetry = "csh"
        /// One variance, correlation ρ^distance: 2.
        case autoregressive = "ar1"
        /// One variance, one correlation: 2.
        case compoundSymmetry = "cs"

        /// From the most general to the simplest, each tried where the one before cannot be estimated.
        public static let fallbackOrder = allCases

        /// In words.
        public var description: String {
            switch self {
            case .unstructured: "unstructured"
            case .heterogeneousToeplitz: "heterogeneous Toeplitz"
            case .heterogeneousAutoregressive: "heterogeneous first-order autoregressive"
            case .heterogeneousCompoundSymmetry: "heterogeneous compound symmetry"
            case .autoregressive: "first-order autoregressive"
            case .compoundSymmetry: "compound symmetry"
            }
        }

        /// Whether each occasion has a variance of its own.
        var isHeterogeneous: Bool {
            switch self {
            case .unstructured, .heterogeneousToeplitz, .heterogeneousAutoregressive, .heterogeneousCompoundSymmetry:
                true
            case .autoregressive, .compoundSymmetry: false
            }
        }

        /// Parameters of Σ for this many occasions.
        public func parameterCount(occasions: Int) -> Int {
            switch self {
            case .unstructured: occasions * (occasions + 1) / 2
            case .heterogeneousToeplitz: 2 * occasions - 1
            case .heterogeneousAutoregressive, .heterogeneousCompoundSymmetry: occasions + 1
            case .autoregressive, .compoundSymmetry: 2
            }
        }
    }

    /// What tests and intervals allow for beyond Σ as if it were known.
    public enum DegreesOfFreedom: String, Sendable, Hashable, CaseIterable, Codable {
        /// Kenward & Roger (1997, doi:10.2307/2533558): standard errors that allow for the estimation of Σ, t and F. Without the
        /// second derivatives of Σ in its parameters, so for every structure the same whatever its parameters are taken to be (the
        /// "linear" form of R's mmrm; for an unstructured Σ, whose elements are parameters, the whole method).
        case kenwardRoger = "kenward_roger"
        /// Satterthwaite: standard errors as if Σ were known, t and F on degrees of freedom by the delta method (Giesbrecht & Burns
        /// 1985, doi:10.2307/2530872; Fai & Cornelius 1996, doi:10.1080/00949659608811740).
        case satterthwaite
        /// Nothing: the normal distribution and chi-square.
        case none
    }

    /// Which information the variance of the parameters of Σ is the inverse of.
    public enum Information: String, Sendable, Hashable, CaseIterable, Codable {
        /// The observed: the curvature of the likelihood at its maximum. Right where responses are missing at random (Kenward &
        /// Molenberghs 1998, doi:10.1214/ss/1028905886); what SAS and R's mmrm take.
        case observed
        /// Its expectation, as in Kenward & Roger's article and R's pbkrtest.
        case expected
    }

    /// How to fit.
    public struct Options: Sendable, Hashable {
        /// Restricted likelihood unless said otherwise.
        public var criterion: LinearMixedModel.Criterion
        /// The structures, tried in this order until one can be estimated.
        public var covariances: [Covariance]
        /// Kenward & Roger's unless said otherwise; they need the restricted likelihood.
        public var degreesOfFreedom: DegreesOfFreedom
        /// Observed unless said otherwise.
        public var information: Information
        /// Newton iterations for a structure before giving it up; four to ten are usual.
        public var maximumIterations: Int

        /// The usual options.
        public init(
            criterion: LinearMixedModel.Criterion = .restrictedMaximumLikelihood,
            covariances: [Covariance] = Covariance.fallbackOrder, degreesOfFreedom: DegreesOfFreedom = .kenwardRoger,
            information: Information = .observed, maximumIterations: Int = 200
        ) {
            self.criterion = criterion
            self.covariances = covariances
            self.degreesOfFreedom = degreesOfFreedom
            self.information = information
            self.maximumIterations = maximumIterations
        }
    }

    /// Fits the model with the first of the options' structures that can be estimated. The same bits whatever the executor.
    ///
    /// The criterion is minimised by Newton's method with exact derivatives, to rounding. An iteration takes a time that depends on
    /// the patterns of observed occasions, not on the persons.
    ///
    /// Not estimable, whatever the structure: without observations; with more coefficients than observations; where an occasion
    /// that has a coefficient was never observed or a coefficient is a linear function of those before it (named as
    /// `RepeatedMeasuresMean.Coefficient` describes itself); where nothing varies. A structure falls back to the next where an
    /// occasion that has a variance of its own or a pair of occasions that has a correlation of its own was never observed, where
    /// there are fewer persons than it needs, where the likelihood has no maximum inside (`varianceNotIdentified`), or the search does
    /// not converge. If none can be estimated the reason is the last one's.
    ///
    /// - Parameters:
    ///   - personWeights: How often each person counts, a whole number, 0 to leave out; nil for once each.
    ///   - known: A T × T covariance, such as that of nearly the same data, at which the search begins.
    public static func fit(
        _ data: RepeatedMeasures, mean: RepeatedMeasuresMean, options: Options = Options(),
        personWeights: [Double]? = nil, from known: SymmetricMatrix? = nil, executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard options.degreesOfFreedom != .kenwardRoger || options.criterion == .restrictedMaximumLikelihood else {
                throw .invalidArgument(
                    name: "the degrees of freedom", needed: "Satterthwaite's or none with the unrestricted likelihood")
            }
            let search = try RepeatedMeasuresSearch(
                RepeatedMeasuresDesign(data, mean, weights: personWeights, executor: executor), options, executor,
                from: known)
            var fallbacks: [Fallback] = []
            var reason = NotEstimable.invalidArgument(name: "the covariance structures", needed: "one at least")
            for structure in options.covariances {
                do throws(NotEstimable) {
                    return try Fit(search.optimum(structure), mean, options, fallbacks, executor)
                } catch {
                    reason = error
                    fallbacks.append(Fallback(structure: structure, reason: error))
                }
            }
            throw reason
        }
    }

    /// A structure that could not be estimated.
    public struct Fallback: Sendable, Hashable {
        /// Which.
        public let structure: Covariance
        /// Why.
        public let reason: NotEstimable
    }
}
