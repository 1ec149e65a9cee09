import Cohort

/// Finds instruments by their names: as the study file declares them, and those of the catalogue also by the titles that people
/// use. Letter case, blanks and signs aside; nothing is guessed.
struct InstrumentNames: Sendable {
    private var exact: [String: UInt8] = [:]
    private var folded: [String: UInt8] = [:]

    init(_ instruments: [Instrument]) {
        let numbered = Array(zip(instruments, UInt8.min...UInt8.max))
        for (instrument, number) in numbered where exact[instrument.id] == nil { exact[instrument.id] = number }
        for (instrument, number) in numbered { note(instrument.id, number) }
        for (instrument, number) in numbered {
            guard let known = Instrument.catalogue.first(where: { $0.id == instrument.id }),
                known.range == instrument.range
            else { continue }
            for title in [known.title] + (Self.titles[known.id] ?? []) { note(title, number) }
        }
    }

    private mutating func note(_ name: String, _ number: UInt8) {
        let name = Self.fold(name)
        if folded[name] == nil { folded[name] = number }
    }

    /// The number of the instrument of this name; `nil` where there is none.
    func number(of name: String) -> UInt8? { exact[name] ?? folded[Self.fold(name)] }

    private static func fold(_ name: String) -> String {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    /// A title that names no range or unit is the usual one: a VAS in centimetres is not in the list.
    private static let titles: [String: [String]] = [
        "nrs": [
            "nrs 0 10", "nrs 11", "nprs", "pain nrs", "nrs pain", "numeric rating scale", "numerical rating scale",
            "numeric pain rating scale", "numerical pain rating scale", "numeric pain scale",
            "numeric rating scale nrs",
            "numerical rating scale nrs", "numeric rating scale 0 10", "numerical rating scale 0 10",
        ],
        "vas": [
            "vas mm", "vas 0 100", "vas 100", "vas 100 mm", "vas 0 100 mm", "pain vas", "vas pain", "vas pain mm",
            "pain vas mm",
            "visual analog scale", "visual analogue scale", "visual analog scale vas", "visual analogue scale vas",
            "visual analog scale mm", "visual analogue scale mm", "visual analog scale 0 100",
            "visual analogue scale 0 100",
        ],
        "vrs": ["vrs 0 3", "vrs 4", "verbal rating scale", "verbal rating scale vrs", "verbal rating scale 0 3"],
        "bpi_severity": [
            "bpi pain severity", "bpi sf severity", "bpi sf pain severity", "brief pain inventory severity",
            "brief pain inventory pain severity",
        ],
        "peg": ["peg 3", "peg scale", "peg score", "pain enjoyment general activity"],
        "sf36_bp": ["sf 36 bp", "sf36 bodily pain", "sf 36 bodily pain"],
        "eq5d3l_pain": ["eq 5d 3l pain", "eq5d 3l pain", "eq 5d 3l pain discomfort", "eq5d 3l pain discomfort"],
        "eq5d_pain": [
            "eq 5d pain", "eq 5d 5l pain", "eq5d 5l pain", "eq5d5l pain", "eq 5d pain discomfort",
            "eq 5d 5l pain discomfort",
            "eq5d 5l pain discomfort",
        ],
        "cold_pressor_s": ["cold pressor tolerance s", "cold pressor seconds", "cold pressor tolerance seconds"],
        "ppt_kpa": ["pressure pain threshold kpa"],
        "heat_threshold_c": ["heat pain threshold c"],
    ]
}

extension WithdrawalScale {
    /// By its short name or its title, whatever the case; `nil` for another word.
    init?(word: String) {
        switch word.lowercased().split(whereSeparator: { !$0.isLetter }).joined(separator: " ") {
        case "cows", "clinical opiate withdrawal scale", "clinical opiate withdrawal scale cows": self = .cows
        // The Short Opiate Withdrawal Scale, which others call SOWS too, is another scale.
        case "sows", "subjective opiate withdrawal scale", "subjective opiate withdrawal scale sows": self = .sows
        default: return nil
        }
    }
}

extension CourseEvent.Kind {
    /// By its name, whatever the case and with blanks or hyphens for `_`; `nil` for another word.
    init?(word: String) {
        self.init(rawValue: word.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_"))
    }
}
