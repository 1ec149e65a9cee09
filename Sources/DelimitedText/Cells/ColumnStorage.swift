/// How cells without a value are written among the values of a column.
@usableFromInline enum CellCode {
    @usableFromInline static let integerMissing = Int32.min
    @usableFromInline static let integerMalformed = Int32.min + 1
    // Two quiet NaNs: no number in text reads as a NaN.
    @usableFromInline static let decimalMissing: UInt64 = 0x7ff8_0000_0000_0001
    @usableFromInline static let decimalMalformed: UInt64 = 0x7ff8_0000_0000_0002
    @usableFromInline static let textMissing = UInt32.max
    @usableFromInline static let textMalformed = UInt32.max - 1
}

/// The memory of one column, owned by a `ColumnStorage`.
///
/// `@unchecked Sendable`: written by one parser before any block can see it, read-only from then on.
@usableFromInline struct ColumnMemory: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutableRawPointer

    init(_ base: UnsafeMutableRawPointer) {
        self.base = base
    }

    @inlinable func load<Value: BitwiseCopyable>(
        _ row: Int, as type: Value.Type, from storage: ColumnStorage
    ) -> Value {
        // SAFETY: callers have checked `row` against the number of rows written; `storage` owns the memory and is kept
        // alive across the load.
        withExtendedLifetime(storage) {
            base.load(fromByteOffset: row &* MemoryLayout<Value>.stride, as: Value.self)
        }
    }
}

/// The columns of one block: a stretch of memory for each, and the labels of text columns.
///
/// A parser fills it and hands it to one `ColumnBlock`; it takes it back for its next block once nothing else refers to it.
/// `@unchecked Sendable`: filled before the block exists, unchanged while the block exists.
@usableFromInline final class ColumnStorage: @unchecked Sendable {
    let kinds: [ColumnRequest.Kind]
    let capacity: Int
    let columns: [ColumnMemory]
    var labels: [[String]]

    /// Uninitialised columns with room for `capacity` rows.
    init(kinds: [ColumnRequest.Kind], capacity: Int) {
        self.kinds = kinds
        self.capacity = capacity
        columns = kinds.map { kind in
            ColumnMemory(.allocate(byteCount: max(1, capacity) * kind.stride, alignment: 16))
        }
        labels = kinds.map { _ in [] }
    }

    deinit {
        for column in columns { column.base.deallocate() }
    }
}

extension ColumnRequest.Kind {
    /// The bytes that a cell takes.
    fileprivate var stride: Int {
        switch self {
        case .integer: MemoryLayout<Int32>.stride
        case .decimal: MemoryLayout<Double>.stride
        case .text, .digest: MemoryLayout<UInt32>.stride
        }
    }
}
