import Findings

/// What a number about subgroups is about: one of them, two against each other, or all that a column makes.
struct SubgroupKey: GroupKey {
    let instrument: InstrumentInfo
    /// Exposed scores alone, or against unexposed ones; `nil` of what no model gives.
    var model: TrendModelName?
    /// The column, with a level, maybe against another.
    let column: StudyPlace
    /// Days of exposure that a difference is over.
    var exposureDays: Int?

    static let axes: [Axis] = [.instrument, .model, .column, .exposureDays]

    var coordinates: [Coordinate] {
        [Coordinate(instrument)] + (model.map { [Coordinate(.model, $0)] } ?? [])
            + [Coordinate(.column, .study(column))]
            + (exposureDays.map { [Coordinate(.exposureDays, .number($0))] } ?? [])
    }
}

extension Quantity where Key == SubgroupKey {
    /// Who is in a subgroup.
    static let subgroupPatients = Quantity(
        "patients", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients with exposed scores in a subgroup; of a column as a whole, in all of its subgroups")
    /// The trend of a subgroup.
    static let subgroupSlope = Quantity(
        "slope", label: "Slope per 30 days", unit: .scorePer("30 days"),
        meaning: "Change of the mean score per 30 days of exposure in a subgroup, from its own mixed model")
    /// What two trends differ by.
    static let slopeDifference = Quantity(
        "slope_difference", label: "Difference of slopes", unit: .scorePer("30 days"),
        meaning: "Slope of a subgroup less that of the reference subgroup of its column (Welch)")
    /// The same over what exposures span.
    static let differenceOverSpan = Quantity(
        "difference_over_span", label: "Difference of the change", unit: .score,
        meaning: "Difference of slopes over the days that the middle 90% of exposures span")
    /// The mean of the slopes of sites.
    static let pooledSlope = Quantity(
        "pooled_slope", label: "Pooled slope", unit: .scorePer("30 days"),
        meaning: "Mean of the slopes of a column's subgroups by random effects (REML, Hartung and Knapp)")
    /// Where the slope of a further site lies.
    static let slopeOfAnother = Quantity(
        "slope_of_another", label: "Slope of another subgroup", unit: .scorePer("30 days"),
        meaning:
            "Pooled slope with its prediction interval, in which the slope of a further subgroup of the column lies")
    /// How much sites differ.
    static let slopeSD = Quantity(
        "slope_sd", label: "SD of slopes between subgroups (\u{03C4})", unit: .scorePer("30 days"),
        meaning: "Standard deviation of the true slopes of a column's subgroups (REML), with its Q-profile interval")
    /// How much of what is seen is that.
    static let slopeI2 = Quantity(
        "slope_i2", label: "I\u{00B2}", unit: .share, format: .percent,
        meaning: "Share of the variance of estimated slopes that is between subgroups and not chance (I\u{00B2})")
}

extension DeclaredTest where Key == SubgroupKey {
    /// No interaction.
    static let slopesAreEqual = DeclaredTest(
        "slopes_are_equal", label: "equal slopes in all subgroups of the column",
        meaning: "Welch\u{2019}s F test that the slopes of all subgroups of a column are equal: the test of interaction"
    )
}
