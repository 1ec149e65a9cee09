import DelimitedText

/// What a file's entry says of its shape so that it is read as it is meant.
enum FileShape: Sendable, Hashable {
    case utf16
    case windows1252
    case comment
    case skip(Int)
    case rowNames
    case fill
    case decimalComma

    /// The key of the entry, as YAML.
    var key: String {
        switch self {
        case .utf16: "encoding: utf-16"
        case .windows1252: "encoding: windows-1252"
        case .comment: "comment: \"#\""
        case .skip(let lines): "skip: \(lines)"
        case .rowNames: "row_names: true"
        case .fill: "fill: true"
        case .decimalComma: "decimal: \",\""
        }
    }

    func apply(to dialect: inout Dialect) {
        switch self {
        case .utf16: dialect.encoding = .utf16
        case .windows1252: dialect.encoding = .windows1252
        case .comment: dialect.comment = UInt8(ascii: "#")
        case .skip(let lines): dialect.skippedLines = lines
        case .rowNames: dialect.hasRowNames = true
        case .fill: dialect.fillsShortRecords = true
        case .decimalComma: dialect.decimalMark = .comma
        }
    }

    /// Titles above a header are hardly longer.
    private static let mostTitleLines = 20

    typealias Look = ([FileShape]) -> Result<FileSketch, FileSketch.Unreadable>

    /// The look at a file with every key that it shows to need.
    static func settled(_ look: Look) -> Result<FileSketch, FileSketch.Unreadable> {
        var shape: [FileShape] = []
        while true {
            let seen = look(shape)
            guard let need = need(of: seen, with: shape, look), !shape.contains(need) else { return seen }
            shape.append(need)
        }
    }

    private static func need(
        of seen: Result<FileSketch, FileSketch.Unreadable>, with shape: [FileShape], _ look: Look
    ) -> FileShape? {
        switch seen {
        case .failure(let failure):
            if case .notText(_, "UTF-16")? = failure.error { return .utf16 }
            return header(below: nil, with: shape, look)
        case .success(let sketch):
            if !sketch.isText { return .windows1252 }
            if sketch.widthBelow == sketch.width + 1, !shape.contains(.rowNames) { return .rowNames }
            if let lines = header(below: sketch, with: shape, look) { return lines }
            if sketch.malformed.short > 0 {
                if !shape.contains(.comment), case .success(let other) = look(shape + [.comment]),
                    other.malformed.count < sketch.malformed.count, other.hasNames
                {
                    return .comment
                }
                return .fill
            }
            return sketch.columns.contains(where: \.hasDecimalCommas) ? .decimalComma : nil
        }
    }

    /// Comments or titles that stand above the header: with them passed over, the header has more names and the rows fit below it.
    private static func header(below sketch: FileSketch?, with shape: [FileShape], _ look: Look) -> FileShape? {
        guard !shape.contains(where: { if case .skip = $0 { true } else { $0 == .comment } }) else { return nil }
        if let sketch {
            let isComment = sketch.columns.first?.name.hasPrefix("#") ?? false
            guard sketch.width < 2 || isComment || sketch.malformed.count > sketch.rowCount else { return nil }
        }
        for other in [.comment] + (1...mostTitleLines).map(FileShape.skip) {
            guard case .success(let found) = look(shape + [other]), found.width > max(1, sketch?.width ?? 1),
                found.hasNames, found.rowCount > 0, found.malformed.count * 10 <= found.rowCount
            else { continue }
            return other
        }
        return nil
    }
}
