import Disclosure

/// A released answer and what its question shows of it: what every form of the report is made of.
public struct ShownQuestion: Sendable {
    /// The answer.
    public let finding: ReleasedFinding
    /// What is shown.
    public let page: QuestionPage
    /// Whether a mail puts it before the others.
    public let isMain: Bool
    /// The numbers that a reader follows from report to report.
    public let mainAnswers: [ReleasedEstimate]
    /// The items of reporting guidelines that it answers.
    public let reportingItems: [ReportedItem]
    /// Whether it emulates a trial.
    public let emulatesTrial: Bool

    /// An answer with what its question shows of it.
    public init(
        finding: ReleasedFinding, page: QuestionPage, isMain: Bool, mainAnswers: [ReleasedEstimate],
        reportingItems: [ReportedItem], emulatesTrial: Bool
    ) {
        self.finding = finding
        self.page = page
        self.isMain = isMain
        self.mainAnswers = mainAnswers
        self.reportingItems = reportingItems
        self.emulatesTrial = emulatesTrial
    }
}
