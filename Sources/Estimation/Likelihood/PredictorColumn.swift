/// A predictor of a regression on rows: its name with its value on each row.
public struct PredictorColumn: Sendable, Hashable {
    /// As reports name it.
    public let name: String
    /// In its own units, one a row.
    public let values: [Double]

    /// The predictor `name`.
    public init(_ name: String, _ values: [Double]) {
        self.name = name
        self.values = values
    }
}
