/// Columns of one file that are one measure at several times: `pain_d7`, `pain_d35` …
struct VisitColumns: Sendable {
    /// What stands before the number.
    let stem: String
    let columns: [ColumnSketch]

    /// The pattern of their names; `nil` where the name does not say what the number counts.
    var pattern: String? {
        let last = IdentifierNames.words(of: String(stem.map { $0.isLetter ? $0 : " " })).last.map(String.init)
        switch last {
        case "d", "day", "days": return stem + "{day}"
        case "w", "wk", "week", "weeks": return stem + "{week}"
        default: return nil
        }
    }

    /// Of a file, the families of columns of numbers whose name tells of pain.
    static func ofPain(in sketch: FileSketch) -> [VisitColumns] {
        families(in: sketch).filter { family in
            let words = IdentifierNames.words(of: String(family.stem.map { $0.isLetter ? $0 : " " })).map(String.init)
            return words.contains { ["pain", "nrs", "vas", "vrs", "bpi", "peg", "score"].contains($0) }
        }
    }

    /// Items of a scale of withdrawal: `cows1` to `cows11`.
    static func items(of scale: String, in sketch: FileSketch) -> VisitColumns? {
        families(in: sketch).first { $0.stem.lowercased().hasPrefix(scale) && $0.columns.count >= 10 }
    }

    private static func families(in sketch: FileSketch) -> [VisitColumns] {
        var families: [String: [ColumnSketch]] = [:]
        var stems: [String] = []
        for column in sketch.columns where column.isNumeric {
            let digits = column.name.reversed().prefix { $0.isASCII && $0.isNumber }.count
            guard digits > 0, digits < column.name.count else { continue }
            let stem = String(column.name.dropLast(digits))
            if families[stem] == nil { stems.append(stem) }
            families[stem, default: []].append(column)
        }
        return stems.compactMap { stem in
            families[stem].flatMap { $0.count > 1 ? VisitColumns(stem: stem, columns: $0) : nil }
        }
    }
}
