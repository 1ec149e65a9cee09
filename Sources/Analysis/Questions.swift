import Cohort
import Estimation
import Findings

/// Asks a cohort the questions of a study, in the order of the report.
public struct Questions: Sendable {
    /// A stage of the work, as ``run(_:)`` tells of it.
    public struct Stage: Sendable, Hashable {
        /// Id of the finding, or of a part of it: `pain_trend.main` is the unadjusted model alone.
        public let id: String
        /// Seconds that it took.
        public let seconds: Double
    }

    private let cohort: Cohort
    private let settings: AnalysisSettings
    private let executor: BlockExecutor

    /// Questions to a cohort.
    public init(cohort: Cohort, settings: AnalysisSettings, executor: BlockExecutor) {
        self.cohort = cohort
        self.settings = settings
        self.executor = executor
    }

    /// Answers every question that the settings ask.
    ///
    /// Never throws: what a study cannot answer is a finding that says why.
    ///
    /// - Parameter report: called after each finding with the time it took.
    public func run(_ report: (Stage) -> Void = { _ in }) -> [Finding] {
        var findings: [Finding] = []
        func ask(_ question: () -> Finding) {
            let start = ContinuousClock.now
            let finding = question()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            findings.append(finding)
            report(Stage(id: finding.id, seconds: seconds))
        }

        // One pass serves the trend, the bands and the flow, unless the bands ask for another instrument or clock.
        let trend = settings.trend ?? settings.bands?.trend ?? .init()
        let exposed = exposedPain(trend, report)
        let banded = settings.bands.map { $0.trend == trend ? exposed : exposedPain($0.trend, report) }

        if settings.cohortFlow {
            ask { CohortFlow(cohort: cohort, day7: settings.day7, exposed: exposed).finding() }
        }
        if let baseline = settings.baseline {
            ask { BaselineTable(cohort: cohort, settings: baseline).finding() }
        }
        if let day7 = settings.day7 {
            ask { Day7Withdrawal(cohort: cohort, settings: day7, level: settings.level).finding() }
        }
        if let course = settings.course {
            ask {
                WithdrawalCourse(
                    cohort: cohort, settings: course, level: settings.level, minimumStep: settings.minimumStep
                ).finding()
            }
        }
        if settings.trend != nil {
            ask {
                let start = ContinuousClock.now
                return PainTrend(
                    cohort: cohort, exposed: exposed, models: settings.trendModels, level: settings.level,
                    executor: executor
                ).finding {
                    report(Stage(id: "pain_trend.main", seconds: (ContinuousClock.now - start) / .seconds(1)))
                }
            }
        }
        if let bands = settings.bands?.bands, let banded {
            ask {
                PainByDurationBand(exposed: banded, bands: bands, level: settings.level, executor: executor).finding()
            }
        }
        return findings
    }

    private func exposedPain(_ trend: AnalysisSettings.Trend, _ report: (Stage) -> Void) -> ExposedPain {
        let start = ContinuousClock.now
        let exposed = ExposedPain(
            cohort: cohort, settings: trend, bands: settings.bands?.bands ?? .standard, executor: executor)
        report(Stage(id: "exposed_pain", seconds: (ContinuousClock.now - start) / .seconds(1)))
        return exposed
    }
}
