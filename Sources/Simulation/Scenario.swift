/// What is true of pain and opioids in a synthetic study.
public enum Scenario: String, CaseIterable, Sendable, Codable {
    /// Pain does not change with the length of exposure, nor with the dose.
    case null
    /// Pain rises with the length of exposure whatever the dose, and what it rose by fades once a taper has ended.
    case hyperalgesia
    /// At a fixed dose pain rises; each dose increase lowers it again, and the dose escalates.
    case tolerance
}
