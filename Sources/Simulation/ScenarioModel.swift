/// What the people of a scenario are drawn from.
enum ScenarioModel: Sendable {
    /// Pain follows the length of exposure.
    case exposure(PainModel)
    /// Treatment changes once.
    case change(ChangeModel)

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
        }
    }
}
