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
    /// Whether the start of the input is UTF-8: what is not is most often Windows-1252.
    public let isText: Bool
    /// How many fields each of the first records has, if all have as many; nil where there is none, or they do not agree.
    public let widthBelow: Int?
    /// How many names stand as a cell below themselves, in one of the first records: in a file without a header words come again.
    public let namesBelow: Int

    /// The position of the first column called `name`, counted from 0. Blanks around names do not matter.
    public func position(of name: String) -> Int? {
        let wanted = Self.trimmed(name)
        return names.firstIndex(of: wanted)
    }

    /// A name without what cannot be seen around it: blanks, non-breaking ones as well, and marks without width.
    public static func trimmed(_ name: String) -> String {
        func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x200b...0x200d).contains(scalar.value) || scalar.value == 0xfeff
        }
        let scalars = name.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isUnseen($0) }),
            let last = scalars.lastIndex(where: { !isUnseen($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}

extension Header {
    /// The position of each requested column; the same column may be asked for more than once.
    func positions(of requests: [ColumnRequest], path: String) throws(DelimitedTextError) -> [Int] {
        let positionsByName = Dictionary(grouping: names.indices) { names[$0] }
        var positions: [Int] = []
        for request in requests {
            let matches = positionsByName[Self.trimmed(request.header)] ?? []
            guard let position = request.occurrence.map({ $0 < matches.count ? matches[$0] : nil }) ?? matches.first
            else {
                // Names that come again below may be a patient's cells, and no message has one.
                throw .missingColumn(path: path, line: line, name: request.header, columns: namesBelow > 0 ? [] : names)
            }
            guard matches.count == 1 || request.occurrence != nil else {
                throw .ambiguousColumn(path: path, line: line, name: request.header, positions: matches.map { $0 + 1 })
            }
            positions.append(position)
        }
        return positions
    }
}
