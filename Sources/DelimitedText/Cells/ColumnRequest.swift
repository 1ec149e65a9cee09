/// A column that a reader is to decode.
public struct ColumnRequest: Sendable, Hashable {
    /// What the cells of a column become.
    public enum Kind: Sendable, Hashable {
        /// `Int32`; also `7.0` and `1e3`, but not `7.5`.
        case integer
        /// `Double`, correctly rounded.
        case decimal
        /// A code into the distinct values of the block.
        case text
    }

    /// The column's name in the header, exactly.
    public var header: String
    /// What its cells become.
    public var kind: Kind

    /// A request for the column called `header`.
    public init(header: String, kind: Kind) {
        self.header = header
        self.kind = kind
    }
}
