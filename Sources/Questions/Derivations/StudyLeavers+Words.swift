import Findings

extension StudyLeavers.Rule {
    /// What a setting says where leaving is read from the last score.
    static let lastScoreName = "last score before the end"

    /// In settings.
    var name: Prose {
        switch self {
        case .events: "events of dropout and death"
        case .lastScore: "\(StudyWord(Self.lastScoreName))"
        }
    }

    /// Who left, as the end of a sentence.
    var definition: Prose {
        switch self {
        case .events(nil):
            "a patient left by an event of dropout or death on or after the day of the last score."
        case .events:
            """
            a patient left by an event of dropout or death on or after the day of the last score and before the end of \
            follow-up.
            """
        case .lastScore:
            """
            a patient left whose last score lies more than the usual gap before the end of follow-up: the stated one or, \
            without, the 90th percentile of patients' last days with a score. The usual gap is the median over patients of \
            their median days from score to score.
            """
        }
    }
}
