/// A number in a result, or the statement that it is withheld. It is never NaN or infinite.
public enum Measure: Sendable, Hashable {
    /// A finite number, to the precision with which it may be shown.
    case number(Double)
    /// The number exists and is not shown; the text says why.
    case withheld(String)

    /// The number, where it may be shown.
    public var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    /// Whether the number is withheld.
    public var isWithheld: Bool {
        if case .withheld = self { true } else { false }
    }
}
