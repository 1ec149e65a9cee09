import Cohort
import Estimation
import Findings

extension Missingness {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population:
                "Patients of whom a score was due at a visit; for the trend, patients with scores while exposed.",
            strategies: "None: scores as they were made or missed, whatever treatment was taken.",
            variable: """
                Whether a \(study.score(on: settings.instrument)) that was due was made; the score at the last planned visit and whether pain \
                improved; the score against exposure.
                """,
            intercurrentEvents: [
                .init(
                    "Dropout",
                    "It is what is asked about: bounded by the worst and the best that missing scores could be, weighted for, averaged over patterns, imputed."
                ),
                .init(
                    "Death",
                    "A score is no longer due after it, where it is recorded; for the trend it counts as leaving."),
                .init(
                    "Stop or change of treatment, a gap",
                    "Treatment policy for visits; for the trend, scores while exposed."),
            ],
            summary: """
                Shares missing and their patterns; bounds of the mean and of the share improved; the slope per \
                \(setting: Int(MainTrend.days)) days under each assumption on those who left.
                """,
            timeZero: """
                For visits the first day of the study's own clock, with the baseline from up to \(setting: settings.baseline
                    ?? MissingnessSettings.usualBaseline) days before. For the trend: \(ExposureFrame.timeZero(settings.exposure ?? .eraDays, rule))
                """,
            comparator:
                "The same numbers of those who were scored; patients with a score at their last visit due against those without.",
            attacks: .init(
                "Scores that were not made differ from those that were in what nobody saw (missing not at random).",
                done:
                    "No test can tell; bounds, added points and the point at which the conclusion tips say how far they would have to differ."
            ),
            .init(
                "Visits that were never planned count as missed, and planned ones that nobody stated count as none.",
                done:
                    "Planned visits are a setting; where it is not set they are read from the data, and the finding says so."
            ))
    }
}
