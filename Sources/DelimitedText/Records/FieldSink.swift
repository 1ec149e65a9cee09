/// Where one field of a record goes. A plain struct, for the same reason as `LabelTable`.
struct FieldSink {
    // Two flags and a pointer, as each is a branch that the processor learns; a switch over four cases is a jump that costs
    // twice as much a field.
    /// Whether its cells become numbers.
    var isNumeric = false
    /// Whether the numbers are to be whole.
    var isInteger = false
    /// Bit n is set for the lengths of numeric cells that go the fast way: none where a further sink follows.
    var fastCounts: UInt64 = 0
    /// The column of the present block; it has room for one row more than the block has line breaks.
    var values: UnsafeMutableRawPointer?
    /// The distinct texts, where its cells become texts.
    var labels: UnsafeMutablePointer<LabelTable>?
    /// Whether its cells become digests.
    var isDigest = false
    /// A further sink for the same field, if it was requested more than once.
    var next: UnsafeMutablePointer<FieldSink>?

    /// Whether a column is filled from it.
    var isUsed: Bool { isNumeric || labels != nil || isDigest }

    @inline(__always) func isFast(_ count: Int) -> Bool {
        count < 64 && fastCounts &>> UInt64(truncatingIfNeeded: count) & 1 != 0
    }

    @inline(__always) func store<Value: BitwiseCopyable>(_ value: Value, at row: Int) {
        // SAFETY: every sink that is numeric or has labels has its column from before a block is parsed, with room for `row`.
        let values = values.unsafelyUnwrapped
        values.storeBytes(of: value, toByteOffset: row &* MemoryLayout<Value>.stride, as: Value.self)
    }
}
