import Disclosure
import Findings
import Presentation

/// Words for numbers that stand from earlier releases.
enum StandingWords {
    /// What the mark means; `nil` where no number stands.
    static func legend(_ released: Released) -> String? {
        guard released.standing.numbers > 0 else { return nil }
        let days = Wording.list(released.standing.dates.map(\.description))
        return
            "\(EstimateText.standing) stands as of \(days): changed by fewer than \(released.run.minimumCell) people since. "
            + "So do \(NumberText.count(Double(released.standing.numbers), "number", "numbers")) of this report, with tests, counts of patients "
            + "and rows and numbers in sentences; the day of each stands in results.json and in the tables, under as_of."
    }

    /// One line for the mail.
    static func line(_ released: Released) -> String? {
        guard released.standing.numbers > 0 else { return nil }
        let count = NumberText.count(Double(released.standing.numbers), "number stands", "numbers stand")
        return
            "\(EstimateText.standing) \(count) as of an earlier report: changed by fewer than \(released.run.minimumCell) people since."
    }
}
