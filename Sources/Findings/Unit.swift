/// The unit of a quantity. A unit that is the instrument's own is written out with the instrument of the number's key.
public enum Unit: Sendable, Hashable {
    /// Patients.
    case patients
    /// Rows of data.
    case rows
    /// A share of patients, 0 to 1.
    case share
    /// A share of rows, 0 to 1.
    case shareOfRows
    /// Days.
    case days
    /// The instrument's own unit.
    case score
    /// The instrument's own unit per something: `30 days`.
    case scorePer(StaticWords)
    /// Something per unit of the instrument's score: `odds ratio`.
    case perScore(StaticWords)
    /// A unit of its own: `log likelihood`, `odds ratio per 30 days`.
    case named(StaticWords)

    /// As it stands in results.json.
    public func text(_ instrument: InstrumentInfo?) -> String {
        switch self {
        case .patients: "patients"
        case .rows: "rows"
        case .share: "share"
        case .shareOfRows: "share of rows"
        case .days: "days"
        case .score: instrument?.unit ?? "units of the score"
        case .scorePer(let what): "\(instrument?.unit ?? "units of the score") per \(what.text)"
        case .perScore(let what): "\(what.text) per unit of score"
        case .named(let name): name.text
        }
    }
}

/// Words that stand in the program itself: no number of a study can be in them.
public struct StaticWords: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The words.
    public let text: String

    /// Words of the program.
    public init(stringLiteral words: StaticString) {
        text = "\(words)"
    }
}
