/// The first record of an input, and what the input looked like.
public struct Header: Sendable, Hashable {
    /// The column names in order; may hold empty and repeated names. Bytes that are not UTF-8 are shown as U+FFFD.
    public let names: [String]
    /// The delimiter in use, named or sniffed.
    public let delimiter: UInt8
    /// Whether the input began with the UTF-8 byte order mark (it is not part of the first name).
    public let hasByteOrderMark: Bool
    /// Whether the bytes were gzip-compressed.
    public let isCompressed: Bool
    /// The 1-based physical line on which the header starts (blank lines may stand before it).
    public let line: Int

    /// The position of the first column called `name`, counted from 0.
    public func position(of name: String) -> Int? {
        names.firstIndex(of: name)
    }
}

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

extension Header {
    /// The position of each requested column; the same column may be asked for more than once.
    func positions(of requests: [ColumnRequest], path: String) throws(DelimitedTextError) -> [Int] {
        let positionsByName = Dictionary(grouping: names.indices) { names[$0] }
        var positions: [Int] = []
        for request in requests {
            let matches = positionsByName[request.header] ?? []
            guard let position = matches.first else {
                throw .missingColumn(
                    path: path, line: line, name: request.header, nearest: nearestName(to: request.header, among: names)
                )
            }
            guard matches.count == 1 else {
                throw .ambiguousColumn(path: path, line: line, name: request.header, positions: matches.map { $0 + 1 })
            }
            positions.append(position)
        }
        return positions
    }
}
