/// Which instrument a column of scores is of, by its name, its range and its unit.
struct PainInstrument: Sendable {
    let id: String
    /// What its numbers are multiplied by, as YAML; `nil` where they are the instrument's.
    var factor: String?
    /// What is not sure.
    private(set) var questions: [String] = []
    /// Whether no instrument of the catalogue fits.
    private(set) var isUnknown = false

    private static let named: [(word: String, id: String)] = [
        ("nrs", "nrs"), ("nprs", "nrs"), ("vas", "vas"), ("vrs", "vrs"), ("bpi", "bpi_severity"), ("peg", "peg"),
        ("sf36", "sf36_bp"), ("ppt", "ppt_kpa"), ("pressor", "cold_pressor_s"),
    ]

    /// The instrument that a name has in it.
    static func id(in name: String) -> String? {
        let words = IdentifierNames.words(of: name).map { $0.prefix { $0.isLetter || $0.isNumber } }
        return named.first { one in words.contains { $0 == one.word || $0.filter(\.isLetter) == one.word } }?.id
    }

    /// - Parameter unit: a column with the unit of each row.
    init(_ score: ColumnSketch, unit: ColumnSketch? = nil) {
        let name = "\"\(score.name)\""
        let range = score.rangeOfScores ?? 0...10
        let byName = Self.id(in: score.name)
        if let unit, let factors = MeasurementUnit.factors(in: unit, where: \.isLength) {
            id = "vas"
            factor = factors
            questions = ["Is \(name) a visual analogue scale in the units of \"\(unit.name)\"? It is read in mm."]
            return
        }
        let fits = Self.fitting(range, isWhole: score.isWhole)
        let isScale = byName == nil || byName == "vas"
        let unitOfName = MeasurementUnit.named(in: score.name)
        if isScale, unitOfName == .centimetre {
            (id, factor) = ("vas", "10")
            questions = ["Is \(name) a visual analogue scale in cm? It is read in mm."]
        } else if isScale, unitOfName == .millimetre {
            id = "vas"
        } else if byName == "vas", (0...1).holds(range), !score.isWhole {
            (id, factor) = ("vas", "100")
            questions = ["Is \(name) a visual analogue scale from 0 to 1? It is read in mm, 0 to 100."]
        } else if byName == "vas", (0...10).holds(range) {
            (id, factor) = score.isWhole ? ("nrs", nil) : ("vas", "10")
            questions = [
                score.isWhole
                    ? "Is \(name) a scale of whole numbers from 0 to 10, as its scores are? In mm it is vas; in cm, vas with \"times: 10\"."
                    : "Is \(name) a visual analogue scale in cm, as its scores are within 0 to 10? It is read in mm; else take \"times\" out."
            ]
        } else if let byName, let limits = Self.limits[byName], limits.holds(range) {
            id = byName
        } else if let fits {
            id = fits
            let within = "the scores seen lie within 0 to \(Self.text(Self.limits[fits]?.upperBound ?? 10))"
            questions = [
                byName.map {
                    "\(name) is called \($0), and \(within), which would fit \(fits): which instrument is it?"
                }
                    ?? "Which instrument is \(name)? As \(within), \(fits) would fit."
            ]
        } else {
            (id, isUnknown) = (byName ?? "NAME", true)
            questions = [
                "Is \(name) pain? The numbers seen go below 0 or beyond 100, as in no instrument that is known; declare it under "
                    + "\"instruments\" with its range."
            ]
        }
    }

    private static let limits: [String: ClosedRange<Double>] = [
        "nrs": 0...10, "vas": 0...100, "vrs": 0...3, "bpi_severity": 0...10, "peg": 0...10, "sf36_bp": 0...100,
        "ppt_kpa": 0...2000, "cold_pressor_s": 0...300,
    ]

    /// The clinical instrument whose range scores would fit.
    private static func fitting(_ range: ClosedRange<Double>, isWhole: Bool) -> String? {
        guard range.lowerBound >= 0 else { return nil }
        return switch range.upperBound {
        case ...3 where isWhole: "vrs"
        case ...10: "nrs"
        case ...100: "vas"
        default: nil
        }
    }

    private static func text(_ value: Double) -> String { "\(Int(value))" }

    /// An instrument with the range of the numbers as they stand, as YAML; `nil` where they are not scaled.
    var unscaled: (id: String, declaration: String)? {
        let scale: (id: String, title: String, range: String, unit: String)
        switch factor {
        case "10": scale = ("vas_cm", "Visual analogue scale (0-10 cm)", "[0, 10]", "cm")
        case "100": scale = ("vas_share", "Visual analogue scale (0-1)", "[0, 1]", "share of the scale")
        default: return nil
        }
        return (
            scale.id,
            "{title: \"\(scale.title)\", range: \(scale.range), unit: \(scale.unit), direction: higher_is_more_pain, modality: clinical}"
        )
    }

    /// What a column of `columns` or of a worked-out number says.
    func mapping(of header: String) -> String? {
        factor.map { "{column: \(ProposalText.quoted(header)), times: \($0)}" }
    }

    /// Words of a verbal rating scale with their numbers, if a column has nothing else; as the file writes them.
    static func verbalRatings(in score: ColumnSketch) -> String? {
        func rating(_ word: String) -> Int? {
            switch word.lowercased().split(whereSeparator: { !$0.isLetter }).joined(separator: " ") {
            case "none", "no", "no pain", "not at all", "absent": 0
            case "mild", "slight", "a little", "light", "mild pain", "slight pain": 1
            case "moderate", "medium", "moderate pain": 2
            case "severe", "strong", "severe pain", "extreme": 3
            default: nil
            }
        }
        guard score.share({ rating($0) != nil }) == 1 else { return nil }
        let words = score.known { rating($0) != nil }
        let inOrder = words.sorted { (rating($0) ?? 0, $0) < (rating($1) ?? 0, $1) }
        return "{\(inOrder.map { "\(ProposalText.quoted($0)): \(rating($0) ?? 0)" }.joined(separator: ", "))}"
    }
}

extension ClosedRange<Double> {
    fileprivate func holds(_ other: ClosedRange<Double>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
