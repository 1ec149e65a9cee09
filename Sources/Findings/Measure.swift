/// A number in a result, or the statement that it is withheld.
///
/// In JSON a number is a number at full precision and a withheld one is `{"withheld": "reason"}`. A measure is never
/// NaN or infinite: ``init(_:)`` turns those into `nil`, so what cannot be estimated stays an absent value beside the
/// finding's `reason`.
public enum Measure: Sendable, Hashable {
    /// A finite number, unrounded.
    case number(Double)
    /// The number exists and is not shown; the text says why.
    case withheld(String)

    /// A finite number, or `nil` for NaN and infinities.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self = .number(value)
    }

    /// A count.
    public init(_ count: Int) {
        self = .number(Double(count))
    }

    /// The number, where it may be shown.
    public var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    /// Whether the number is withheld.
    public var isWithheld: Bool {
        if case .withheld = self { true } else { false }
    }
}

extension Measure: Codable {
    private enum CodingKeys: String, CodingKey {
        case withheld
    }

    /// Reads a bare number or `{"withheld": "reason"}`.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.singleValueContainer(), let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self = .withheld(try container.decode(String.self, forKey: .withheld))
        }
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
