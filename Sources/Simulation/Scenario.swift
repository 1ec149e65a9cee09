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

    /// Symptoms become more usual and pain spreads over the body with the length of exposure; mood and anxiety do not change.
    case spreading
    /// Each patient's course is that of one pattern: hyperalgesia, tolerance, progression of the disease, withdrawal, opioid
    /// use disorder, or nothing.
    case mixedPatterns = "mixed_patterns"
    /// After randomisation to buprenorphine or methadone patients return to use, sooner with more and with more variable
    /// baseline pain; who uses misses more visits.
    case returnToUse = "return_to_use"
    /// Tolerance of cold falls with the length of exposure; thresholds of pressure and heat, and clinical pain, do not change.
    case evokedTests = "evoked_tests"
    /// Pain has a memory and drives the dose; neither the dose nor the length of exposure changes pain.
    case painDrivesDose = "pain_drives_dose"

    /// What kind of truth a scenario has.
    enum Family: Sendable {
        /// Pain follows the length of exposure.
        case exposure
        /// Treatment changes once, with a planted effect.
        case change
        /// One question's answer is planted.
        case question
    }

    var family: Family {
        switch self {
        case .null, .hyperalgesia, .tolerance: .exposure
        case .tapering, .abruptStop, .opioidRotation, .moudInitiation, .nonopioidCare: .change
        case .spreading, .mixedPatterns, .returnToUse, .evokedTests, .painDrivesDose: .question
        }
    }

    /// Those in which pain follows the length of exposure.
    public static let ofExposure = allCases.filter(\.isOfExposure)
    /// Those in which treatment changes once, sooner for those in more pain, with a planted effect on pain.
    public static let ofChange = allCases.filter { $0.family == .change }
    /// Those that hold the known answer of one question.
    public static let ofQuestion = allCases.filter { $0.family == .question }

    /// Whether pain follows the length of exposure, on visits as many as the design says; elsewhere visits are planned.
    public var isOfExposure: Bool { family == .exposure }

    /// Days of follow-up that leave room for what happens, and in which pain stays clear of the ends of its scale.
    var followUpLimits: ClosedRange<Int> {
        switch self {
        // Below 180 days a start of MOUD would have no room for its exposure before and its four weeks after.
        case .null, .hyperalgesia, .tolerance: 180...3_650
        // A change and the 20 weeks after it.
        case .tapering, .abruptStop, .opioidRotation, .moudInitiation, .nonopioidCare: 365...3_650
        case .spreading, .evokedTests, .painDrivesDose: 365...1_095
        // Half a year before the reduction of the dose and half a year after it; later, doses that rise every twelve weeks would
        // be more than anybody is given.
        case .mixedPatterns: 450...730
        // Randomisation after five weeks, and half a year.
        case .returnToUse: 220...1_095
        }
    }
}
