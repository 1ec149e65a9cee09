import Cohort
import Findings
import StudyFile

extension CohortFlow {
    static func frame(_ settings: NoSettings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population: "Everyone in the study's patient tables.",
            strategies: "None: patients are counted as they are.",
            variable: """
                Whether the patient reaches each stage: an index day and a withdrawal assessment around the day asked about; a pain score, \
                one while exposed, and two.
                """,
            intercurrentEvents: [
                .init(
                    "No index day, no assessment, no score, no exposure",
                    "The patient is lost on the way to the stage and counted there with the reason; nobody is imputed.")
            ],
            summary: "Counts of patients at each stage and of those lost on the way to it.",
            timeZero: """
                None of its own. Day zero of withdrawal: \(StudyWord(study.cohort.indexRule.description)); stages take the settings of the \
                questions that they lead to.
                """,
            comparator: "None.",
            attacks: .init(
                "The flow begins with whoever is in the tables: who was screened, refused or never entered is not seen.",
                done: "Nothing can be done from the data; how patients came into the tables is for the author to say."),
            .init(
                "Who counts as lost depends on definitions: another window or grace moves patients between stages.",
                done:
                    "Each loss carries the reason with its days, and the settings in force stand with the question that they are of."
            ))
    }
}
