/// A number in a result, or the statement that it is withheld. It is never NaN or infinite.
public enum Measure: Sendable, Hashable {
    /// A finite number, unrounded.
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

extension Measure: Encodable {
    private enum CodingKeys: String, CodingKey {
        case withheld
    }

    /// Writes a bare number or `{"withheld": "reason"}`.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .number(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .withheld(let reason):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(reason, forKey: .withheld)
        }
    }
}
