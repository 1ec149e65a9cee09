import Cohort
import Findings

/// What the frames of questions about scores while exposed have in common.
enum ExposureFrame {
    /// No treatment is compared, exposure is.
    static let strategies: Prose =
        "Exposure to opioids as it happened, by what was prescribed, dispensed or recorded; no strategy is assigned."

    /// From when exposure counts.
    static func timeZero(_ clock: ExposureClock, _ rule: ExposureRule) -> Prose {
        let start: Prose =
            switch clock {
            case .eraDays:
                """
                The first day of the exposure era in which the score was made; an era goes on over gaps of at most \
                \(setting: rule.gap) days.
                """
            case .cumulativeDays: "A patient's first exposure; from it on covered days are counted, and no others."
            }
        return start + " " + firstDay(rule)
    }

    private static func firstDay(_ rule: ExposureRule) -> Prose {
        switch rule.firstDay {
        case .baseline: "A score on the first day of an era is baseline, from before the drug could act."
        case .exposed: "A score on the first day of an era counts as exposed, as the study file says."
        }
    }

    /// The exposure ends or pauses.
    static func stop(_ rule: ExposureRule) -> EstimandFrame.IntercurrentEvent {
        .init(
            "Stop of the opioid, or a gap",
            """
            While exposed: scores in a gap or after the end are unexposed\
            \(rule.grace > 0 ? ", but for \(setting: rule.grace) days of grace" : ""), and the model that takes every score after the start \
            stands beside.
            """)
    }

    /// The dose goes up or down.
    static let doseChange = EstimandFrame.IntercurrentEvent(
        "Change of the dose or the drug",
        "Treatment policy: scores count whatever the dose; models that hold the dose stand beside.")

    /// The same where no model holds the dose.
    static let anyDose = EstimandFrame.IntercurrentEvent(
        "Change of the dose or the drug", "Treatment policy: scores count whatever the dose.")

    /// Other treatment of pain or of opioid use disorder, and what makes pain.
    static let otherCauses = EstimandFrame.IntercurrentEvent(
        "Start of medication for opioid use disorder or of other care; surgery, injury, progression",
        "Treatment policy: scores count whatever else is done or happens, and nothing takes it off.")

    /// The score is not made any more.
    static let leaving = EstimandFrame.IntercurrentEvent(
        "Dropout",
        "Scores as far as they were made, later ones taken as missing at random; those who left are imputed under \u{201C}\(StudyWord(OtherExplanations.title))\u{201D}."
    )

    /// Death.
    static let death = EstimandFrame.IntercurrentEvent(
        "Death", "While alive: scores end with it, and pain after death is no part of what is estimated.")

    /// Pain decides over the dose.
    static let painDrivesDose = EstimandFrame.Attack(
        "Pain drives the dose and its duration: patients who hurt stay on opioids longer (reverse causation).",
        done: """
            Each patient's own change stands apart from differences between patients; \u{201C}\(StudyWord(OtherExplanations.title))\u{201D} asks what change of dose follows a \
            change of pain, and how strong an unmeasured confounder would have to be.
            """)
}

extension Study {
    /// “score on the Numeric rating scale”; “pain score” where there is none of the instrument asked about, or of any.
    func score(on instrument: String?) -> Prose {
        cohort.scoredInstrument(instrument).map { "score on the \(cohort.instruments[$0].info)" } ?? "pain score"
    }
}
