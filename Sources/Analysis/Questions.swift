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

        // One pass serves the trend, the bands and the flow, unless one of them asks for another instrument or clock.
        let trend =
            settings.trend ?? settings.bands?.trend ?? settings.individual?.trend ?? settings.explanations?.trend
            ?? .init()
        let exposed = exposedPain(trend, report)
        let banded = settings.bands.map { $0.trend == trend ? exposed : exposedPain($0.trend, report) }
        let exposedOwn = settings.individual.map { $0.trend == trend ? exposed : exposedPain($0.trend, report) }
        let explained = settings.explanations.map { $0.trend == trend ? exposed : exposedPain($0.trend, report) }
        let main = settings.trend == nil ? nil : mainTrend(exposed, report)
        // Each patient's own line serves the trend and the question of its own.
        let own = settings.trend == nil ? nil : ownSlopes(exposed, report)

        if settings.cohortFlow {
            ask { CohortFlow(cohort: cohort, day7: settings.day7, exposed: exposed).finding() }
        }
        if let baseline = settings.baseline {
            ask { BaselineTable(cohort: cohort, settings: baseline).finding() }
        }
        if let day7 = settings.day7 {
            ask {
                Day7Withdrawal(cohort: cohort, settings: day7, level: settings.level, executor: executor).finding()
            }
        }
        if let course = settings.course {
            ask {
                WithdrawalCourse(
                    cohort: cohort, settings: course, level: settings.level, minimumStep: settings.minimumStep
                ).finding()
            }
        }
        if let main {
            ask {
                PainTrend(
                    cohort: cohort, exposed: exposed, main: main, own: own, models: settings.trendModels,
                    level: settings.level, executor: executor
                ).finding()
            }
        }
        if let explanations = settings.explanations, let explained {
            let shared = explanations.trend == trend ? main : nil
            ask {
                OtherExplanations(
                    cohort: cohort, exposed: explained, main: shared ?? MainTrend.of(explained, executor: executor),
                    settings: explanations, level: settings.level, executor: executor
                ).finding()
            }
        }
        if let individual = settings.individual, let exposedOwn {
            let shared = individual.trend == trend ? own : nil
            let courses = shared ?? ownSlopes(exposedOwn, report)
            ask {
                IndividualTrends(
                    exposed: exposedOwn, own: courses, meaningfulChange: individual.meaningfulChange,
                    level: settings.level
                ).finding()
            }
        }
        if let bands = settings.bands?.bands, let banded {
            ask {
                PainByDurationBand(
                    exposed: banded, bands: bands, fewest: settings.minimumStep, level: settings.level,
                    executor: executor
                ).finding()
            }
        }
        if let evoked = settings.evoked {
            let question = EvokedPain(cohort: cohort, settings: evoked, level: settings.level, executor: executor)
            if !question.isLeftOut { ask(question.finding) }
        }
        return findings
    }

    private func mainTrend(
        _ exposed: ExposedPain, _ report: (Stage) -> Void
    ) -> Result<MainTrend, MainTrend.Missing> {
        let start = ContinuousClock.now
        let main = MainTrend.of(exposed, executor: executor)
        report(Stage(id: "pain_trend.main", seconds: (ContinuousClock.now - start) / .seconds(1)))
        return main
    }

    private func ownSlopes(_ exposed: ExposedPain, _ report: (Stage) -> Void) -> OwnSlopes {
        let start = ContinuousClock.now
        let own = OwnSlopes(exposed: exposed, executor: executor)
        report(Stage(id: "own_slopes", seconds: (ContinuousClock.now - start) / .seconds(1)))
        return own
    }

    private func exposedPain(_ trend: AnalysisSettings.Trend, _ report: (Stage) -> Void) -> ExposedPain {
        let start = ContinuousClock.now
        let exposed = ExposedPain(
            cohort: cohort, settings: trend, bands: settings.bands?.bands ?? .standard, executor: executor)
        report(Stage(id: "exposed_pain", seconds: (ContinuousClock.now - start) / .seconds(1)))
        return exposed
    }
}
