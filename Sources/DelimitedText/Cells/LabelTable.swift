import Glibc

/// The distinct values of one text column in one block, numbered in order of first appearance.
///
/// An open-addressing table of byte strings that lie one after the other in an arena. A plain struct of plain memory: it is
/// used behind libcsv's callbacks, where a reference count or an exclusivity check a cell would cost more than the parse.
struct LabelTable {
    private struct Entry {
        var key: CellKey
        var hash: UInt64
        var offset: Int
        var code: UInt32
    }

    /// The latest cell's key and code: in grouped data the next cell is the same. Of one whose key is not the whole cell,
    /// the key stands apart, with its place in the arena.
    private var latestKey = CellKey.none
    private var latestCode: UInt32 = 0
    private var latestLongKey = CellKey.none
    private var latestOffset = 0
    private var entries: PlainList<Entry>
    private var arena: PlainList<UInt8>
    /// Positions in `entries` plus one; 0 is free. A power of two, at most half full.
    private var slots: PlainList<UInt32>
    private var labelCount: UInt32 = 0

    init() {
        entries = PlainList()
        arena = PlainList()
        slots = PlainList()
        slots.fill(count: 64, with: 0)
    }

    func deallocate() {
        entries.deallocate()
        arena.deallocate()
        slots.deallocate()
    }

    /// Forgets all values and starts with the missing tokens.
    mutating func restart(missing: [[UInt8]]) {
        let keptArena = 4 << 20
        labelCount = 0
        entries.removeAll()
        arena.removeAll(keepingCapacity: keptArena)
        slots.fill(count: slots.count > 64 << 10 ? 1024 : slots.count, with: 0)
        for token in missing {
            // A key reads eight bytes.
            let padded = token + [UInt8](repeating: 0, count: max(0, 8 - token.count))
            padded.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                _ = code(of: base, key: CellKey(base, count: token.count), newCode: CellCode.textMissing)
            }
        }
        latestKey = .none
        latestLongKey = .none
    }

    /// The code of the latest cell, if this one is the same and at most 16 bytes long.
    ///
    /// SAFETY: `bytes` must be readable for `max(8, count)` bytes.
    @inline(__always) func latestCode(of bytes: UnsafeRawPointer, count: Int) -> UInt32? {
        let key = CellKey(bytes, count: count)
        return key.agrees(with: latestKey) ? latestCode : nil
    }

    /// The code of a cell: a label's number, or one of the codes for missing and malformed.
    ///
    /// SAFETY: `bytes` must be readable for `max(8, count)` bytes.
    mutating func code(of bytes: UnsafeRawPointer, count: Int) -> UInt32 {
        let key = CellKey(bytes, count: count)
        if key.agrees(with: latestLongKey), isInArena(bytes, at: latestOffset, count: count) { return latestCode }
        return code(of: bytes, key: key, newCode: nil)
    }

    private func isInArena(_ bytes: UnsafeRawPointer, at offset: Int, count: Int) -> Bool {
        // SAFETY: `offset` is where a cell of the same `count` was stored.
        memcmp(arena.base + offset, bytes, count) == 0
    }

    private mutating func code(of bytes: UnsafeRawPointer, key: CellKey, newCode: UInt32?) -> UInt32 {
        let hash = Self.hash(bytes, key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if entry.hash == hash, entry.key.agrees(with: key),
                key.isWholeCell || isInArena(bytes, at: entry.offset, count: key.count)
            {
                return remember(entry)
            }
            slot = (slot + 1) & mask
        }
        let cell = UnsafeRawBufferPointer(start: bytes, count: key.count)
        let entry = Entry(key: key, hash: hash, offset: arena.count, code: newCode ?? nextCode(for: cell))
        entries.append(entry)
        arena.append(contentsOf: cell)
        slots[slot] = UInt32(entries.count)
        if entries.count * 2 > slots.count { grow() }
        return remember(entry)
    }

    private mutating func remember(_ entry: Entry) -> UInt32 {
        latestKey = entry.key.isWholeCell ? entry.key : .none
        latestLongKey = entry.key.isWholeCell ? .none : entry.key
        latestOffset = entry.offset
        latestCode = entry.code
        return entry.code
    }

    private mutating func nextCode(for cell: UnsafeRawBufferPointer) -> UInt32 {
        guard isText(cell) else { return CellCode.textMalformed }
        defer { labelCount += 1 }
        return labelCount
    }

    private mutating func grow() {
        slots.fill(count: slots.count * 2, with: 0)
        let mask = slots.count - 1
        for entry in 0..<entries.count {
            var slot = Int(truncatingIfNeeded: entries[entry].hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(entry + 1)
        }
    }

    /// The labels by code.
    func labels() -> [String] {
        var labels: [String] = []
        labels.reserveCapacity(Int(labelCount))
        for entry in 0..<entries.count where entries[entry].code < CellCode.textMalformed {
            let start = arena.base + entries[entry].offset
            labels.append(
                String(decoding: UnsafeRawBufferPointer(start: start, count: entries[entry].key.count), as: UTF8.self))
        }
        return labels
    }

    /// Multiply and fold, eight bytes at a time.
    private static func hash(_ bytes: UnsafeRawPointer, _ key: CellKey) -> UInt64 {
        var hash = fold(key.low ^ 0x9e37_79b9_7f4a_7c15, key.high ^ UInt64(key.count) ^ 0xd1b5_4a32_d192_ed03)
        if !key.isWholeCell {
            for offset in stride(from: 8, to: key.count - 8, by: 8) {
                hash = fold(hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0x9e37_79b9_7f4a_7c15)
            }
        }
        return hash
    }

    private static func fold(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = first.multipliedFullWidth(by: second)
        return product.high ^ product.low
    }
}

/// Whether the bytes are UTF-8 without NUL.
private func isText(_ cell: UnsafeRawBufferPointer) -> Bool {
    // SAFETY: `memchr` looks at the bytes of `cell` only.
    if let base = cell.baseAddress, memchr(base, 0, cell.count) != nil { return false }
    let isShortASCII = cell.count <= 32 && cell.allSatisfy { $0 < 0x80 }
    return isShortASCII || String(validating: cell, as: UTF8.self) != nil
}
