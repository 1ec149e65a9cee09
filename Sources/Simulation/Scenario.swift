/// What is true of pain and opioids in a synthetic study.
public enum Scenario: String, CaseIterable, Sendable, Codable {
    /// Pain does not change with the length of exposure, nor with the dose.
    case null
    /// Pain rises with the length of exposure whatever the dose, and what it rose by fades once a taper has ended.
    case hyperalgesia
    /// At a fixed dose pain rises; each dose increase lowers it again, and the dose escalates.
    case tolerance
    /// A dose that was stable for over a year is reduced in steps: pain is raised for two weeks after each, and lower in
    /// the end.
    case tapering
    /// A dose that was stable for over a year is stopped on one day: pain is raised for two weeks, and higher in the end.
    case abruptStop = "abrupt_stop"
    /// One opioid is replaced by another at the same morphine equivalents: pain is lower afterwards.
    case opioidRotation = "opioid_rotation"
    /// Buprenorphine, methadone or naltrexone takes the opioid's place, each with an effect on pain of its own.
    case moudInitiation = "moud_initiation"
    /// Non-opioid care begins beside the opioid: several kinds, alone and together, one of them without an effect.
    case nonopioidCare = "nonopioid_care"

    /// Those in which pain follows the length of exposure.
    public static let ofExposure = allCases.filter { !$0.isOfChange }
    /// Those in which treatment changes once, sooner for those in more pain, with a planted effect on pain.
    public static let ofChange = allCases.filter(\.isOfChange)

    /// Whether treatment changes, with a planted effect; else pain follows the length of exposure.
    public var isOfChange: Bool {
        switch self {
        case .null, .hyperalgesia, .tolerance: false
        case .tapering, .abruptStop, .opioidRotation, .moudInitiation, .nonopioidCare: true
        }
    }
}
