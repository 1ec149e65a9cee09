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
