/// What a reader must know of an instrument to read a number on it. It travels with the number: nobody looks an instrument up.
public struct InstrumentInfo: Sendable, Hashable {
    /// Which end of the range means more pain.
    public enum Direction: String, Sendable, Hashable {
        /// A higher score is more pain.
        case higherIsMorePain = "higher_is_more_pain"
        /// A higher score is less pain, or less sensitivity.
        case higherIsLessPain = "higher_is_less_pain"
    }

    /// Whether a person tells of their pain or a test provokes it.
    public enum Modality: String, Sendable, Hashable {
        /// Self-reported pain.
        case clinical
        /// Pain under a standardised stimulus.
        case evoked
    }

    /// Name in study files and results.
    public let id: String
    /// Name for people.
    public let title: String
    /// Unit of a score: `points`, `s`, `kPa`.
    public let unit: String
    /// Lowest and highest possible score.
    public let range: ClosedRange<Double>
    /// Which end means more pain.
    public let direction: Direction
    /// Clinical or evoked.
    public let modality: Modality
    /// Whether scores are a few ordered levels.
    public let isOrdinal: Bool

    /// What is known of an instrument.
    public init(
        id: String, title: String, unit: String, range: ClosedRange<Double>, direction: Direction, modality: Modality,
        isOrdinal: Bool
    ) {
        self.id = id
        self.title = title
        self.unit = unit
        self.range = range
        self.direction = direction
        self.modality = modality
        self.isOrdinal = isOrdinal
    }
}
