import Findings

/// What a number about person-specific slopes is about.
struct IndividualTrendsKey: GroupKey {
    let instrument: InstrumentInfo
    /// The part of the patients below a quantile.
    var quantile: Double?

    static let axes: [Axis] = [.instrument, .quantile]

    var coordinates: [Coordinate] {
        [Coordinate(instrument)] + (quantile.map { [Coordinate(.quantile, .setting($0))] } ?? [])
    }
}

extension Axis {
    /// The part of the patients below a quantile.
    static let quantile = Axis("quantile", label: "Quantile")
}

extension Quantity where Key == IndividualTrendsKey {
    /// Who has a slope.
    static let patients = Quantity(
        "patients", label: "Patients with a person-specific slope", unit: .patients, format: .count,
        meaning: "Patients with a person-specific slope: three scores on different days of exposure")
    /// The slope in the middle.
    static let pseudoMedianSlope = Quantity(
        "pseudo_median_slope", label: "Pseudo-median of person-specific slopes", unit: .scorePer("30 days"),
        meaning: "Hodges-Lehmann estimate over patients of their Theil-Sen slopes")
    /// How slopes spread.
    static let slopeQuantile = Quantity(
        "slope_quantile", label: "Quantile of person-specific slopes", unit: .scorePer("30 days"),
        meaning: "Quantile over patients of their Theil-Sen slopes")
    /// Whose pain gets worse.
    static let worseningShare = Quantity(
        "worsening_share", label: "Worsened by the meaningful change or more", unit: .share, format: .percent,
        meaning:
            "Share whose person-specific line goes towards more pain by the meaningful change or more from first to last score"
    )
    /// Whose pain gets better.
    static let improvingShare = Quantity(
        "improving_share", label: "Improved by the meaningful change or more", unit: .share, format: .percent,
        meaning:
            "Share whose person-specific line goes towards less pain by the meaningful change or more from first to last score"
    )
}
