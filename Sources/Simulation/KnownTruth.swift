/// What is true in a synthetic study: the content of its truth.json.
public enum KnownTruth: Encodable, Sendable, Equatable {
    /// Pain follows the length of exposure.
    case exposure(Truth)
    /// Treatment changes once.
    case change(ChangeTruth)

    /// The truth where pain follows the length of exposure.
    public var ofExposure: Truth? {
        if case .exposure(let truth) = self { truth } else { nil }
    }

    /// The truth where treatment changes.
    public var ofChange: ChangeTruth? {
        if case .change(let truth) = self { truth } else { nil }
    }

    /// As the truth itself, without a word for the case: the scenario's name tells it.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .exposure(let truth): try truth.encode(to: encoder)
        case .change(let truth): try truth.encode(to: encoder)
        }
    }
}
