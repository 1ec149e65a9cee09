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
        /// A `UInt32` that equal cells share, and different ones as good as never: what tells records apart without being read.
        case digest
    }

    /// The column's name in the header, exactly.
    public var header: String
    /// What its cells become.
    public var kind: Kind
    /// Which of the columns of that name, counted from 0; nil where the name must be that of one column only.
    public var occurrence: Int?

    /// A request for the column called `header`.
    public init(header: String, kind: Kind, occurrence: Int? = nil) {
        self.header = header
        self.kind = kind
        self.occurrence = occurrence
    }
}
