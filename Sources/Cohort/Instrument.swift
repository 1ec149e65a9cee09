/// What pain was measured with: its range, its unit and which end of it means more pain.
///
/// Clinical pain (what a person says) and evoked pain (quantitative sensory testing) are never pooled.
public struct Instrument: Sendable, Hashable {
    /// Which end of the range means more pain.
    public enum Direction: String, Sendable, Hashable, CaseIterable {
        /// A higher score is more pain (NRS).
        case higherIsMorePain = "higher_is_more_pain"
        /// A higher score is less pain (SF-36 bodily pain) or less sensitivity (seconds in cold water).
        case higherIsLessPain = "higher_is_less_pain"
    }

    /// Whether a person tells of their pain or a test provokes it.
    public enum Modality: String, Sendable, Hashable, CaseIterable {
        /// Self-reported pain.
        case clinical
        /// Pain under a standardised stimulus.
        case evoked
    }

    /// Name in study files and results: `nrs`, `cold_pressor_s` …
    public let id: String
    /// Name for people.
    public let title: String
    /// Lowest and highest possible score.
    public let range: ClosedRange<Double>
    /// Unit of a score, for example `points`, `s`, `kPa`.
    public let unit: String
    /// Which end means more pain.
    public let direction: Direction
    /// Clinical or evoked.
    public let modality: Modality
    /// Whether scores are a few ordered levels rather than a scale that arithmetic is usual on.
    public let isOrdinal: Bool
    /// Where the test is stopped: of a score there, or beyond, no more is known than that it is at least this. `nil` where
    /// every score is a measurement.
    public let cutOff: Double?

    /// Makes an instrument. Without a `cutOff` of its own an evoked test is stopped at the upper end of its range, and a
    /// clinical instrument never.
    public init(
        id: String, title: String, range: ClosedRange<Double>, unit: String, direction: Direction = .higherIsMorePain,
        modality: Modality = .clinical, isOrdinal: Bool = false, cutOff: Double? = nil
    ) {
        self.id = id
        self.title = title
        self.range = range
        self.unit = unit
        self.direction = direction
        self.modality = modality
        self.isOrdinal = isOrdinal
        self.cutOff = cutOff ?? (modality == .evoked ? range.upperBound : nil)
    }

    /// Whether the test was stopped before the score was known: it is right-censored at the cut-off.
    public func isCensored(_ score: Double) -> Bool {
        cutOff.map { score >= $0 } ?? false
    }

    /// A score as people write it: `300 s`.
    public func text(_ score: Double) -> String {
        "\(Int(exactly: score).map(String.init) ?? "\(score)") \(unit)"
    }

    /// The change that matters to a patient where a study says no other: a fifth of the range, 2 points of 0-10 (Farrar 2001,
    /// 10.1016/S0304-3959(01)00349-9).
    public var usualMeaningfulChange: Double { (range.upperBound - range.lowerBound) / 5 }

    /// The score as percent of the maximum possible, 0 no pain to 100 most pain, whatever the direction.
    public func percentOfMaximum(_ score: Double) -> Double {
        let share = (score - range.lowerBound) / (range.upperBound - range.lowerBound)
        return 100 * (direction == .higherIsMorePain ? share : 1 - share)
    }
}

extension Instrument {
    /// The instruments that a study file may name without declaring them.
    ///
    /// Ranges after the instruments' own papers: NRS and VAS, Jensen 1986 (10.1016/0304-3959(86)90228-9); BPI,
    /// Cleeland 1994; PEG, Krebs 2009 (10.1007/s11606-009-0981-1); SF-36 bodily pain, Ware 1992, 100 is no pain; EuroQol
    /// pain/discomfort levels, EQ-5D-3L and -5L. The limits of the evoked tests are what a device or an ethics board
    /// allows: a cold pressor test stops at 5 minutes, a thermode at 55 °C. They are the tests' cut-offs as well.
    public static let catalogue: [Instrument] = [
        Instrument(id: "nrs", title: "Numeric rating scale (0–10)", range: 0...10, unit: "points"),
        Instrument(id: "vas", title: "Visual analogue scale (0–100)", range: 0...100, unit: "mm"),
        Instrument(id: "vrs", title: "Verbal rating scale (0–3)", range: 0...3, unit: "levels", isOrdinal: true),
        Instrument(id: "bpi_severity", title: "Brief Pain Inventory severity (0–10)", range: 0...10, unit: "points"),
        Instrument(id: "peg", title: "PEG (0–10)", range: 0...10, unit: "points"),
        Instrument(
            id: "sf36_bp", title: "SF-36 bodily pain (0–100, 100 is no pain)", range: 0...100, unit: "points",
            direction: .higherIsLessPain),
        Instrument(
            id: "eq5d3l_pain", title: "EQ-5D-3L pain/discomfort (1–3)", range: 1...3, unit: "levels", isOrdinal: true),
        Instrument(
            id: "eq5d_pain", title: "EQ-5D pain/discomfort (1–5)", range: 1...5, unit: "levels", isOrdinal: true),
        Instrument(
            id: "cold_pressor_s", title: "Cold pressor tolerance", range: 0...300, unit: "s",
            direction: .higherIsLessPain, modality: .evoked),
        Instrument(
            id: "ppt_kpa", title: "Pressure pain threshold", range: 0...2000, unit: "kPa",
            direction: .higherIsLessPain, modality: .evoked),
        Instrument(
            id: "heat_threshold_c", title: "Heat pain threshold", range: 20...55, unit: "°C",
            direction: .higherIsLessPain, modality: .evoked),
    ]
}
