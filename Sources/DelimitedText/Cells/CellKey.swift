/// The first and the last eight bytes of a cell and its length. Up to 16 bytes they are the whole cell.
struct CellKey {
    let low: UInt64
    let high: UInt64
    let count: Int

    /// SAFETY: `bytes` must be readable for `max(8, count)` bytes; what lies behind `count` does not matter.
    @inline(__always) init(_ bytes: UnsafeRawPointer, count: Int) {
        self.count = count
        let first = bytes.loadUnaligned(as: UInt64.self)
        if count < 8 {
            low = UInt64(littleEndian: first) & ((1 &<< (8 &* UInt64(truncatingIfNeeded: count))) &- 1)
            high = 0
        } else {
            low = UInt64(littleEndian: first)
            high = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
        }
    }

    /// The key of no cell.
    static let none = CellKey(low: 0, high: 0, count: -1)

    private init(low: UInt64, high: UInt64, count: Int) {
        self.low = low
        self.high = high
        self.count = count
    }

    @inline(__always) func agrees(with other: CellKey) -> Bool {
        (low ^ other.low) | (high ^ other.high) | UInt64(bitPattern: Int64(count ^ other.count)) == 0
    }

    /// Whether the key alone decides equality.
    @inline(__always) var isWholeCell: Bool { count <= 16 }
}
