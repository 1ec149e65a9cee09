import Findings

/// What a number of Table 1 is about.
struct BaselineKey: GroupKey {
    /// The column of the table: patients at one level; `nil` for all of them.
    var column: StudyPlace?
    /// The row: a variable, maybe one of its levels.
    var variable: StudyPlace?

    static let axes: [Axis] = [.column, .variable]

    var coordinates: [Coordinate] {
        [
            column.map { Coordinate(.column, .study($0)) }, variable.map { Coordinate(.variable, .study($0)) },
        ].compactMap(\.self)
    }
}

extension Quantity where Key == BaselineKey {
    /// How many patients a column has.
    static let columnPatients = Quantity(
        "patients", label: "Patients", unit: .patients, format: .count,
        meaning:
            "Patients of the table's column: all of them, or those at one level of the column named in `settings.by`")
    static let baselineMean = Quantity(
        "mean", label: "Mean", unit: .named("units of the variable"), format: .fixed(1),
        meaning: "Mean of a numeric variable")
    static let baselineSD = Quantity(
        "sd", label: "SD", unit: .named("units of the variable"), format: .fixed(1),
        meaning: "Standard deviation of a numeric variable")
    static let baselineMedian = Quantity(
        "median", label: "Median", unit: .named("units of the variable"), format: .fixed(1), quantile: 0.5,
        meaning: "Median of a numeric variable")
    static let baselineLowerQuartile = Quantity(
        "lower_quartile", label: "Lower quartile", unit: .named("units of the variable"), format: .fixed(1),
        quantile: 0.25,
        meaning: "Lower quartile of a numeric variable")
    static let baselineUpperQuartile = Quantity(
        "upper_quartile", label: "Upper quartile", unit: .named("units of the variable"), format: .fixed(1),
        quantile: 0.75,
        meaning: "Upper quartile of a numeric variable")
    /// A level of a categorical variable.
    static let baselineShare = Quantity(
        "share", label: "Share", unit: .share, format: .percent,
        meaning: "Share of all patients of the table's column at a level of a categorical variable, or without a value")
    /// A numeric variable that is not recorded.
    static let baselineMissing = Quantity(
        "missing", label: "Missing", unit: .share, format: .percent,
        meaning: "Share of the patients of the table's column without a value of a numeric variable")
    /// How far the columns differ.
    static let standardizedDifference = Quantity(
        "standardized_difference", label: "Largest standardised difference", unit: .named("standard deviations"),
        format: .fixed(2),
        meaning: "Largest absolute standardised difference of a variable between two of the table's columns")
}
