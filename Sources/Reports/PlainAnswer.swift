import Findings

/// The answer to one question in plain words: what a reader sees first.
struct PlainAnswer: Sendable, Hashable {
    /// The finding that it comes from.
    let id: String
    /// The question.
    let question: String
    /// The answer in one sentence, or the reason why there is none.
    let lead: String
    /// What qualifies it, a sentence each.
    let more: [String]
    /// Whether there is an answer.
    let isEstimated: Bool
}

extension PlainAnswer {
    /// The reason why a finding gives no answer.
    ///
    /// - Parameter preface: what stands before the reason.
    static func unanswered(_ finding: Finding, _ question: String, preface: String = "") -> PlainAnswer {
        PlainAnswer(
            id: finding.id, question: question, lead: preface + Wording.statement(finding.reason ?? "not estimable"),
            more: [], isEstimated: false)
    }

    /// What such a reason may follow.
    static let cannotSay = "This study cannot say. "
}
