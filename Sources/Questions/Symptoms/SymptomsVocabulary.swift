import Cohort
import Findings

/// A symptom of the tool's list.
struct SymptomTerm: Term {
    let symptom: Symptom

    init(_ symptom: Symptom) { self.symptom = symptom }

    init?(rawValue: String) {
        guard let symptom = Symptom(rawValue: rawValue) else { return nil }
        self.symptom = symptom
    }

    var rawValue: String { symptom.rawValue }

    var label: String {
        switch symptom {
        case .allodynia: "allodynia"
        case .sleepLostToPain: "sleep lost to pain"
        case .shorterRelief: "shorter relief"
        case .mood: "low mood"
        case .anxiety: "anxiety"
        case .spreadingPain: "spreading pain"
        case .hyperalgesia: "hyperalgesia, as reported"
        case .sedation: "sedation"
        case .nausea: "nausea"
        case .constipation: "constipation"
        case .other: "another symptom"
        }
    }
}

/// What patients were asked about.
enum SymptomName: Sendable, Hashable {
    /// A symptom of the tool's list, however the study writes it.
    case known(SymptomTerm)
    /// Pain at several body sites.
    case severalSites
    /// A symptom by the study's own word.
    case own(StudyWord)

    var label: String {
        switch self {
        case .known(let term): term.label
        case .severalSites: "pain at several body sites"
        case .own(let word): word.text
        }
    }

    /// Within a sentence: a word of the study's own in quotation marks.
    var inSentence: String {
        if case .own(let word) = self { "\u{201C}\(word.text)\u{201D}" } else { label }
    }

    fileprivate var coordinate: Coordinate {
        switch self {
        case .known(let term): Coordinate(.symptom, term)
        case .severalSites: Coordinate(.symptom, .word(id: "several_sites", label: label))
        case .own(let word):
            Coordinate(
                .variable, .study(StudyPlace(StudyWord("symptom"), origin: .tool, level: .recorded(word))))
        }
    }
}

extension Axis {
    /// The symptom.
    static let symptom = Axis("symptom", label: "Symptom")
}

/// What a number about a symptom is about.
struct SymptomKey: GroupKey {
    let name: SymptomName
    var band: BandPlace?
    /// Days since the start of exposure.
    var days: Int?

    static let within = Axis("within_days", label: "Within days")
    static let axes: [Axis] = [.symptom, .variable, .band, within]

    var coordinates: [Coordinate] {
        var coordinates = [name.coordinate]
        if let band { coordinates.append(Coordinate(.band, .word(id: band.id, label: band.label))) }
        if let days { coordinates.append(Coordinate(Self.within, .setting(Double(days)))) }
        return coordinates
    }
}

extension Quantity where Key == Overall {
    /// Who was exposed before anybody looked.
    static let symptomPrevalentShare = Quantity(
        "prevalent_share", label: "Exposed already when the record begins", unit: .share, format: .percent,
        meaning: "Share of the patients asked while exposed who were exposed already when their observation began")
}

extension Quantity where Key == SymptomKey {
    static let symptomShare = Quantity(
        "symptom_share", label: "Share with the symptom", unit: .share, format: .percent,
        meaning: "Share with the symptom of the patients asked about it in the band, one report a patient")
    static let symptomOddsRatio = Quantity(
        "symptom_odds_ratio", label: "Odds ratio per band", unit: .named("odds ratio"),
        meaning: "Odds of the symptom in a band against the band before it, all steps taken as equal")
    static let symptomGainedShare = Quantity(
        "gained_share", label: "Newly present, of those who changed", unit: .share, format: .percent,
        meaning: """
            Of the patients asked in several bands whose symptom was there in one of their first and their last band and not in the \
            other, the share in whom it was there in the last
            """)
    static let symptomSeverity = Quantity(
        "mean_severity", label: "Mean severity", unit: .named("units of severity"),
        meaning: "Of a symptom with more than two levels: mean severity of the reports in the band, one a patient")
    static let symptomSeveritySlope = Quantity(
        "severity_per_30_days", label: "Severity per 30 days", unit: .named("units of severity per 30 days"),
        meaning: "Of a symptom with more than two levels: difference of severity by 30 days more of exposure")
    static let symptomAlreadyShare = Quantity(
        "already_present_share", label: "There at first", unit: .share, format: .percent,
        meaning: """
            Of the patients asked before or soon after the start of exposure, the share in whom the symptom was there by then
            """)
    static let symptomOnsetShare = Quantity(
        "onset_share", label: "First reported", unit: .share, format: .percent,
        meaning: """
            Cumulative incidence of the first report within so many days of the start of exposure, among those free of the symptom at \
            first, with death and dropout competing
            """)
    static let symptomOnsetGap = Quantity(
        "onset_gap_median", label: "Days between the reports around onset", unit: .days, format: .byError,
        quantile: 0.5,
        meaning: "Median days from the last report without the symptom to the first one with it")
}

extension DeclaredTest where Key == SymptomKey {
    static let symptomTrend = DeclaredTest(
        "symptom_trend", label: "trend across bands",
        meaning: "z test that the odds ratio per band is one, errors by patient (family symptoms)")
    static let symptomGainedOrLost = DeclaredTest(
        "gained_or_lost", label: "newly present against gone, within patients",
        meaning: "Exact test that as many gain a symptom as lose it (McNemar 1947; family within_patients)")
    static let symptomSeverityTrend = DeclaredTest(
        "severity_trend", label: "trend of severity",
        meaning: "Wald test that severity does not differ by exposure, errors by patient (family severity)")
}
