/// The answer to one question in plain words: what a reader sees first.
public struct PlainAnswer: Sendable, Hashable {
    /// The question.
    public let question: String
    /// The answer in one sentence, or the reason why there is none.
    public let lead: String
    /// What qualifies it, a sentence each.
    public let more: [String]
    /// Whether there is an answer.
    public let isEstimated: Bool

    /// An answer.
    public init(_ question: String, lead: String, more: [String]) {
        self.init(question: question, lead: lead, more: more, isEstimated: true)
    }

    /// An answer of some sentences, the first of which leads; `otherwise` where there are none.
    public init(_ question: String, sentences: [String], otherwise: String) {
        self.init(question, lead: sentences.first ?? otherwise, more: Array(sentences.dropFirst()))
    }

    /// Sentences that only together are the answer, of each trial or scale, as one: a mail that has room for the lead alone has all of
    /// them.
    public static func together(_ sentences: [String]) -> [String] {
        sentences.isEmpty ? [] : [sentences.joined(separator: " ")]
    }

    /// The reason why there is no answer.
    ///
    /// - Parameter preface: what stands before the reason.
    public static func unanswered(_ question: String, reason: String, preface: String = "") -> PlainAnswer {
        PlainAnswer(question: question, lead: preface + Wording.statement(reason), more: [], isEstimated: false)
    }

    /// What such a reason may follow.
    public static let cannotSay = "This study cannot say. "

    private init(question: String, lead: String, more: [String], isEstimated: Bool) {
        self.question = question
        self.lead = lead
        self.more = more
        self.isEstimated = isEstimated
    }
}
