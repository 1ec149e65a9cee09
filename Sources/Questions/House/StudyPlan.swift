import Findings
import StudyFile

/// The questions that a study file calls planned.
public struct StudyPlan: Sendable {
    /// As results have it.
    public let record: Results.Study.Plan

    /// A plan.
    ///
    /// - Parameters:
    ///   - names: the questions' names with their places in the study file.
    ///   - date: the day of the plan; absent where it has none, and then there is no hash.
    /// - Throws: with the line and the nearest name where no question has a name.
    public init(
        names: [(name: String, source: SourceReference)], date: String?, hash: String?, version: String?,
        hasChanged: Bool
    ) throws(StudyFileError) {
        var questions: [Results.Study.Plan.Question] = []
        for (name, source) in names {
            try AllQuestions.checkName(name, at: source)
            guard let question = AllQuestions.list.first(where: { $0.id == name }) else { continue }
            questions.append(.init(id: name, title: question.title))
        }
        record = Results.Study.Plan(
            questions: questions, date: date, hash: hash, version: version, hasChanged: hasChanged)
    }

    /// What a question is by the plan.
    func status(of question: String) -> PlanStatus {
        record.questions.contains { $0.id == question } ? record.status : .exploratory
    }
}
