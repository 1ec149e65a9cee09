import Cohort
import Estimation
import Findings

/// What the question is about and how it is answered, in words.
extension OIHPattern {
    /// What stands beside every answer of this question, whatever it is.
    static let limit = """
        Scores and duration alone cannot separate hyperalgesia from tolerance, and the table diagnoses nobody: it counts courses that are \
        compatible with an explanation.
        """

    static func definitions(_ settings: OIHPatternSettings, of study: Study) -> [Results.Study.Definition] {
        guard hasSubject(in: study, settings) else { return [] }
        return [
            .init(
                term: "Pain rose under a stable or rising dose",
                meaning: """
                    A mean score that is higher by a meaningful change in the last \(settings.window) days of a time of stable dose than in \
                    the first \(settings.window) of it, or of an earlier one with nothing but rises of the dose between, or after a rise of \
                    the dose than before it; of every other day with a score, at least \(settings.scores) in each window.
                    """),
            .init(
                term: "Compatible with a pattern",
                meaning:
                    "The facts meet a rule of the decision table. Compatible is not caused by: several patterns fit a course."
            ),
        ]
    }

    static func describe(_ settings: OIHPatternSettings, in finding: inout FindingBuilder) {
        func factors(_ values: [Double]) -> Prose { values.map { value -> Prose in "\(setting: value)" }.listed }
        finding.estimand = """
            Of the patients of whom it can be told whether pain rose under a stable or rising dose, the share whose course the decision \
            table puts into each class: pain did not rise; it rose, and the facts are compatible with one explanation, with several, or \
            with none that can be told. As recorded, whatever else was done; who is not scored enough is not in it.
            """
        finding.method = """
            Facts are read from the record by the thresholds above; a fact that is not recorded is unknown and not absent. Times of stable \
            dose and changes of it are those of the ladder of doses; a reduction is a fall, a stop, or a rotation that is no rise. What pain \
            did at a change is the mean from day \(setting: settings.after.lowerBound) to day \(setting: settings.after.upperBound) after \
            it against the \(setting: settings.window) days before it, and counts only where it is there against the \
            \(setting: settings.window) days that end \(setting: settings.leaveOut) days before it as well. Every other day with a score \
            shows a rise, and the days between show what answers it, so that scores that are high by chance are not answered by chance. The \
            rules of the table are applied as printed; rules on weak evidence are \(settings.weakEvidence). Wilson intervals. By \
            chance: the same table on each patient's scores in random order on the days that were scored (\(setting: settings.shuffles) \
            orders; Durstenfeld 1964, 10.1145/364520.364540). Agreement of the classes over a grid of the meaningful change (times \
            \(factors(PatternThresholds.changeFactors))), the window (times \(factors(PatternThresholds.windowFactors))) and the least \
            change of the dose (times \(factors(PatternThresholds.doseFactors))), patients who cannot be judged a class of their own: \
            Cohen's kappa (1960, 10.1177/001316446002000104) of each with the main ones, Fleiss' kappa (1971, 10.1037/h0031619) of all.
            """
        finding.cautions = [
            Prose(StudyWord(limit)),
            """
            A class is a count of courses. The table cannot see why a dose was changed, what was taken beside it, or pain between scores; \
            recovery, a new treatment, and expectation move scores as the dose does. The associations are not randomised.
            """,
            """
            Chance alone, by random order, has no slow ups and downs: where pain drifts over months without any cause, more courses seem \
            to rise and fall than by that. A share that chance reaches says nothing.
            """,
            """
            Means before and after a rise of the dose are compared. Pain that climbs slowly and that each rise brings down again has like means \
            on both sides: tolerance that a rising dose keeps in check is not seen.
            """,
        ]
    }

    /// What the study does not record, so that it is unknown of everybody.
    static func missing(_ records: PatternRecords) -> [Prose] {
        var cautions: [Prose] = []
        if !records.hasCauses {
            cautions.append(
                """
                No injury, surgery or progression is recorded of anybody. Whether they happened is then not known, and no course can be \
                compatible with hyperalgesia or tolerance by a rule that excludes them.
                """)
        }
        if !records.hasUseDisorder {
            cautions.append(
                """
                Opioid use disorder is not recorded: neither medication for it nor a column \
                "\(StudyWord(OIHPatternSettings.useDisorderColumn))" of patients.
                """)
        }
        return cautions
    }
}
