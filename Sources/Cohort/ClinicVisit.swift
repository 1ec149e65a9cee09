/// A visit to the clinic: kept or missed.
public struct ClinicVisit: Sendable, Hashable {
    /// What became of a visit.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The patient came.
        case attended
        /// The patient did not come.
        case missed

        private static let words: [String: Kind] = [
            "attended": .attended, "visit": .attended, "present": .attended, "final": .attended, "kept": .attended,
            "completed": .attended, "yes": .attended, "1": .attended,
            "missed": .missed, "novisit": .missed, "noshow": .missed, "absent": .missed, "missing": .missed,
            "cancelled": .missed, "canceled": .missed, "no": .missed, "0": .missed,
        ]

        /// By the usual words, whatever their case; `nil` for another one.
        public init?(word: String) {
            let letters = word.lowercased().filter { $0.isLetter || $0.isNumber }
            guard let kind = Self.words[letters] else { return nil }
            self = kind
        }
    }

    /// When.
    public let day: StudyDay
    /// Whether the patient came.
    public let kind: Kind
    /// The day for which it was planned, where that is known.
    public let plannedDay: StudyDay?

    /// A visit.
    public init(day: StudyDay, kind: Kind = .attended, plannedDay: StudyDay? = nil) {
        self.day = day
        self.kind = kind
        self.plannedDay = plannedDay
    }
}

extension ClinicVisit: PersonRow {
    /// By day.
    public static func precedes(_ visit: ClinicVisit, _ other: ClinicVisit) -> Bool { visit.day < other.day }
}

/// A cohort's visits, by person and day.
public typealias ClinicVisits = PersonRows<ClinicVisit>
