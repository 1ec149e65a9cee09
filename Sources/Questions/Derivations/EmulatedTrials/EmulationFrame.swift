import Cohort
import Findings

/// What the frames of emulated trials within a grace period have in common.
enum EmulationFrame {
    /// Who leaves the strategy.
    static let leavingStrategy = EstimandFrame.IntercurrentEvent(
        "Leaving the strategy",
        """
        Per protocol (hypothetical), as if nobody left: the clone is censored and those who remain are weighted; by intention (treatment \
        policy), what was begun in the first month counts whatever came later.
        """)

    /// Pain that is withdrawal's.
    static func withdrawal(_ days: Int) -> EstimandFrame.IntercurrentEvent {
        .init(
            "Withdrawal after a reduction",
            "Part of the answer; the comparison without scores of the \(setting: days) days after a reduction stands beside."
        )
    }

    /// What ends or interrupts the scores.
    static let notScored: [EstimandFrame.IntercurrentEvent] = [
        .init(
            "Death",
            "While alive: it ends the follow-up of pain, and is an outcome of its own where events are recorded."),
        .init(
            "Dropout, and months without a score",
            "A month is of those scored in it, alike in what is held alike; nothing is imputed."),
        .init("Surgery, injury, other treatment of pain", "Treatment policy: scores count whatever else happens."),
    ]

    /// The prescriber's reason.
    static func indication(_ what: Prose, heldAlike adjustments: [Adjustment]) -> EstimandFrame.Attack {
        .init(
            "Nobody was assigned \(what): the reason for it decides over pain as well (confounding by indication).",
            done: """
                Patients enter in every month in which they could have begun it, and are made alike in \
                \(list(["the last scores", "the dose", "the years on opioids"], and: adjustments)); the balance before and after is \
                printed. A reason that these do not tell is left.
                """)
    }

    /// A change is made at a bad time.
    static let badTime = EstimandFrame.Attack(
        "A change follows a bad time, and bad times pass (regression to the mean).",
        done: """
            The comparison is with patients alike in their last scores who did not change; beside it stand the plain change from before to \
            after and how much of it regression to the mean alone would give.
            """)

    /// What is held alike: some things, and columns of the study.
    static func list(_ words: [Prose], and adjustments: [Adjustment]) -> Prose {
        (words + adjustments.map { Prose(StudyWord($0.column)) }).listed
    }
}
