/// What is true in a synthetic study: the content of its truth.json.
public enum KnownTruth: Encodable, Sendable, Equatable {
    /// Pain follows the length of exposure.
    case exposure(Truth)
    /// Treatment changes once.
    case change(ChangeTruth)
    /// Symptoms and sites follow the length of exposure.
    case spreading(SpreadingTruth)
    /// Each patient has a pattern.
    case mixedPatterns(PatternTruth)
    /// Pain foretells return to use.
    case returnToUse(ReturnToUseTruth)
    /// Cold is tolerated for less long.
    case evokedTests(EvokedTruth)
    /// The dose follows pain.
    case painDrivesDose(PainDrivesDoseTruth)

    /// The truth where pain follows the length of exposure.
    public var ofExposure: Truth? {
        if case .exposure(let truth) = self { truth } else { nil }
    }

    /// The truth where treatment changes.
    public var ofChange: ChangeTruth? {
        if case .change(let truth) = self { truth } else { nil }
    }

    /// The truth of the scenario of this name.
    public var ofSpreading: SpreadingTruth? {
        if case .spreading(let truth) = self { truth } else { nil }
    }

    /// The truth of the scenario of this name.
    public var ofMixedPatterns: PatternTruth? {
        if case .mixedPatterns(let truth) = self { truth } else { nil }
    }

    /// The truth of the scenario of this name.
    public var ofReturnToUse: ReturnToUseTruth? {
        if case .returnToUse(let truth) = self { truth } else { nil }
    }

    /// The truth of the scenario of this name.
    public var ofEvokedTests: EvokedTruth? {
        if case .evokedTests(let truth) = self { truth } else { nil }
    }

    /// The truth of the scenario of this name.
    public var ofPainDrivesDose: PainDrivesDoseTruth? {
        if case .painDrivesDose(let truth) = self { truth } else { nil }
    }

    /// As the truth itself, without a word for the case: the scenario's name tells it.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .exposure(let truth): try truth.encode(to: encoder)
        case .change(let truth): try truth.encode(to: encoder)
        case .spreading(let truth): try truth.encode(to: encoder)
        case .mixedPatterns(let truth): try truth.encode(to: encoder)
        case .returnToUse(let truth): try truth.encode(to: encoder)
        case .evokedTests(let truth): try truth.encode(to: encoder)
        case .painDrivesDose(let truth): try truth.encode(to: encoder)
        }
    }
}
