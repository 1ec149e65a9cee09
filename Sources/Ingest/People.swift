/// Who the identifiers in the files are: each gets a dense index, and here the identifiers end.
enum People: Sendable {
    /// The patients table has said who there is.
    case closed([String: Int32])
    /// There is no patients table: people are met as their rows are read.
    case open
}

/// Numbers identifiers in the order in which they are met.
struct PersonNumbering: Sendable {
    private(set) var indices: [String: Int32] = [:]

    var count: Int { indices.count }

    /// Makes room for some more people at once, so that the identifiers so far are not hashed again and again.
    mutating func reserve(_ more: Int) {
        indices.reserveCapacity(indices.count + more)
    }

    /// The index of a person, new or known.
    mutating func index(of identifier: String) -> Int32 {
        // In place, so that a new identifier is hashed once.
        let next = Int32(truncatingIfNeeded: indices.count)
        return Self.value(&indices[identifier, default: next])
    }

    private static func value(_ index: inout Int32) -> Int32 { index }
}
