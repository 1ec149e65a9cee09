/// What the people of a scenario are drawn from.
enum ScenarioModel: Sendable {
    /// Pain follows the length of exposure.
    case exposure(PainModel)
    /// Treatment changes once.
    case change(ChangeModel)
    /// Symptoms and sites follow the length of exposure.
    case spreading
    /// Each patient has a pattern.
    case mixedPatterns
    /// Pain foretells return to use.
    case returnToUse
    /// Cold is tolerated for less long.
    case evokedTests
    /// The dose follows pain.
    case painDrivesDose

    init(_ scenario: Scenario) {
        switch scenario {
        case .null: self = .exposure(.null)
        case .hyperalgesia: self = .exposure(.hyperalgesia)
        case .tolerance: self = .exposure(.tolerance)
        case .tapering: self = .change(.tapering)
        case .abruptStop: self = .change(.abruptStop)
        case .opioidRotation: self = .change(.opioidRotation)
        case .moudInitiation: self = .change(.moudInitiation)
        case .nonopioidCare: self = .change(.nonopioidCare)
        case .spreading: self = .spreading
        case .mixedPatterns: self = .mixedPatterns
        case .returnToUse: self = .returnToUse
        case .evokedTests: self = .evokedTests
        case .painDrivesDose: self = .painDrivesDose
        }
    }
}
