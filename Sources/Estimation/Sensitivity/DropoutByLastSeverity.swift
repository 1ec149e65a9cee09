import Foundation

/// Does the last severity that was seen predict leaving? The discrete-time hazard of leaving by logistic regression over
/// all occasions at which a person could leave (Allison 1982, doi:10.2307/270718), with standard errors that hold for
/// occasions of one person (Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).
///
///     logit P(leaves after this occasion | still there) = α of the occasion's number + β · severity at this occasion
///
/// The baseline hazard α is one number for the first occasion, the second and third, the fourth to seventh, and so on. An effect says that those who left were
/// not like those who stayed: a mixed model allows for the severity that was seen, with intervals a little short (docs/which-estimator.md),
/// and not for severity that was not seen, of which the absence of an effect says nothing either.
public enum DropoutByLastSeverity {
    /// Fits the hazard. The same bits whatever the executor.
    ///
    /// The likelihood needs the counts of each severity in each stratum alone, so that memory grows with the different severities that there
    /// are and not with the occasions.
    ///
    /// - Parameters:
    ///   - groupCount: Persons, numbered from 0.
    ///   - occasions: Hands over each of a person's occasions, in any order: the stratum of its number
    ///     (``DiscreteTimeHazard/stratum(ofOccasion:)``), the severity, and whether it was the person's last
    ///     although more were planned. The last planned occasion does not belong here, for after it nobody can leave. Called
    ///     twice a person, from the executor's threads.
    public static func fit(
        groupCount: Int, executor: BlockExecutor = .serial, occasions: Occasions
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let hazard = DiscreteTimeHazard.fit(
                personCount: groupCount, predictor: "last severity", executor: executor, occasions: occasions)
            switch hazard {
            case .fitted(let hazard):
                guard let fit = Fit(hazard) else { throw .nonFinite }
                return fit
            case .notEstimable(.constantResponse): throw .emptyCategory(name: "stayed")
            case .notEstimable(let reason): throw reason
            }
        }
    }

    /// Hands each of a group's occasions to `take`.
    public typealias Occasions = DiscreteTimeHazard.Occasions
}

extension DropoutByLastSeverity {
    /// The fitted hazard.
    public struct Fit: Sendable, Hashable {
        /// α: the log odds of leaving at severity 0 after the first occasion.
        public let intercept: PointEstimate
        /// β: the log odds ratio of leaving for a point of severity more.
        public let slope: PointEstimate
        /// Of intercept and slope.
        public let covariance: Double
        /// Of the logistic regression, as if occasions were independent.
        public let logLikelihood: Double
        /// Occasions after which a person could leave.
        public let occasions: Int
        /// Occasions after which one did.
        public let events: Int
        /// People.
        public let people: Int

        /// exp(β); infinite beyond the largest double.
        public var oddsRatio: Double { exp(slope.value) }

        /// Wald interval of β, carried over to the odds ratio; nil where it has no finite ends.
        public func oddsRatioInterval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            .waldLog(ratio: oddsRatio, logStandardError: slope.standardError, level: level)
        }

        /// The Wald test that severity has no part in leaving: z², chi-square on 1 degree of freedom; nil for a standard
        /// error of 0.
        public var test: TestStatistic? { .squaredNormal(slope) }

        /// The fitted probability of leaving after an occasion of this stratum and severity.
        public func hazard(atSeverity severity: Double, inStratum stratum: Int = 0) -> Double {
            hazard.hazard(ofValue: severity, inStratum: stratum)
        }

        /// By how much a person's next occasion stands for those who left after this one although their severity was the same: the
        /// probability of staying whatever the severity, by that with it (stabilised weights: Robins, Hernán & Brumback 2000,
        /// doi:10.1097/00001648-200009000-00011).
        public func stayingWeight(atSeverity severity: Double, inStratum stratum: Int) -> Double {
            (1 - hazard.hazard(inStratum: stratum)) / (1 - hazard.hazard(ofValue: severity, inStratum: stratum))
        }

        private let hazard: DiscreteTimeHazard.Hazards

        /// Nil where a number is beyond the doubles.
        fileprivate init?(_ fit: DiscreteTimeHazard.Fit) {
            let hazard = fit.regression
            let (parameters, covariance) = (hazard.estimates.parameters, hazard.estimates.covariance)
            let numbers = parameters.flatMap { [$0.value, $0.standardError] } + [covariance[0, 1]]
            guard numbers.allSatisfy(\.isFinite) else { return nil }
            intercept = PointEstimate(value: parameters[0].value, standardError: parameters[0].standardError)
            slope = PointEstimate(value: parameters[1].value, standardError: parameters[1].standardError)
            self.covariance = covariance[0, 1]
            logLikelihood = hazard.logLikelihood
            occasions = hazard.observations
            events = hazard.events
            people = hazard.estimates.clusters ?? 0
            self.hazard = fit.hazards
        }
    }
}
