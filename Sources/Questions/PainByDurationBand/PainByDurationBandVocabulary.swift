import Findings

/// What a number about bands of exposure duration is about.
struct BandKey: GroupKey {
    let instrument: InstrumentInfo
    var band: BandPlace?
    var model: TrendModelName?
    /// A cut between two levels: above this score.
    var above: Double?

    static let axes: [Axis] = [.instrument, .band, .model, .term]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument)]
        if let band { coordinates.append(Coordinate(.band, .word(id: band.id, label: band.label))) }
        if let model { coordinates.append(Coordinate(.model, model)) }
        if let cutName { coordinates.append(Coordinate(.term, .word(id: cutName, label: cutName))) }
        return coordinates
    }

    /// The cut in words: `above 2`.
    var cutName: String? { above.map { "above \($0.plainText)" } }
}

/// A band of exposure duration.
struct BandPlace: Sendable, Hashable, Comparable {
    /// Its number, from 0.
    let index: Int
    /// Its days as in results.json: `0–29`, `365+`.
    let id: String

    /// For people.
    var label: String { id }
    /// Within a sentence: `0–29 days`.
    var days: String { "\(label) days" }

    static func < (band: BandPlace, other: BandPlace) -> Bool { band.index < other.index }
}

extension Quantity where Key == BandKey {
    /// Who was exposed before anybody looked.
    static let bandPrevalentShare = Quantity(
        "prevalent_share", label: "Exposed already when the record begins", unit: .share, format: .percent,
        meaning: "Share of the patients with exposed scores who were exposed already when their observation began")
    /// The mean score of a band.
    static let bandMean = Quantity(
        "mean", label: "Mean score", unit: .score, meaning: "Mean score of the assessments in the band")
    /// Where the band's assessments lie.
    static let bandMeanDays = Quantity(
        "mean_exposure_days", label: "Mean days", unit: .days, format: .fixed(1),
        meaning: "Mean exposure of the band's assessments")
    /// The band's assessments.
    static let bandAssessments = Quantity(
        "assessments", label: "Assessments", unit: .rows, format: .count, meaning: "Assessments in the band")
    /// Who scores above a level.
    static let levelShare = Quantity(
        "level_share", label: "Share above a level", unit: .share, format: .percent,
        meaning: """
            Of an instrument of ordered levels: share of the patients whose longest exposure is in the band that score higher at \
            their last assessment there
            """)
    /// The odds against the first band.
    static let bandOddsRatio = Quantity(
        "odds_ratio", label: "Odds ratio of a higher score", unit: .named("odds ratio"),
        meaning: "Of an instrument of ordered levels: odds of a higher score against the first band compared")
}

extension DeclaredTest where Key == BandKey {
    /// A trend in the means.
    static let linearTrendAcrossBands = DeclaredTest(
        "linear_trend_across_bands", label: "linear trend across bands",
        meaning: "Wald test of the linear contrast over bands (family trend_across_bands)")
    /// A trend over patients.
    static let jonckheereTerpstra = DeclaredTest(
        "jonckheere_terpstra", label: "trend over patients, one value each (Jonckheere\u{2013}Terpstra)",
        meaning: """
            Trend over one value a patient, the mean score in the last band that the patient reached (family trend_across_bands)
            """)
    /// A trend over patients.
    static let cuzick = DeclaredTest(
        "cuzick", label: "trend over patients, one value each (Cuzick)",
        meaning: """
            Trend over one value a patient, the mean score in the last band that the patient reached (family trend_across_bands)
            """)
    /// A trend in the share above a level.
    static let cochranArmitage = DeclaredTest(
        "cochran_armitage", label: "trend in the share over bands (Cochran\u{2013}Armitage)",
        meaning: "Trend of the share above a level over bands (family levels)")
    /// No difference from the first band.
    static let bandOddsRatioIsOne = DeclaredTest(
        "odds_ratio_is_one", label: "odds ratio against the first band",
        meaning: "z test that the odds ratio against the first band is one (family levels)")
}
