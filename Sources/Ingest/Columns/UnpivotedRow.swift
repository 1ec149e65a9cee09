import DelimitedText
import StudyFile

/// One of the rows that each line of a file makes: the columns that it is read from, and what their names say.
struct UnpivotedRow: Sendable {
    /// The column of the file for each canonical column that is read from several.
    let headers: [String: String]
    /// What is the same in every such row, by canonical column.
    let values: [String: String]
    let source: SourceReference

    /// Tells rows of one line apart, whatever the file's other columns.
    var mark: UInt32 {
        // FNV-1a (Fowler, Noll and Vo, RFC 9923).
        var mark: UInt32 = 2_166_136_261
        for byte in headers.values.sorted().joined(separator: "\n").utf8 { mark = (mark ^ UInt32(byte)) &* 16_777_619 }
        return mark
    }
}

extension Unpivot {
    /// A column of the file that holds cells of a canonical column.
    private struct Match {
        let header: String
        let source: Source
        let says: [String: String]
    }

    /// The rows that each line of a file makes, in the order of the file's columns.
    ///
    /// - Parameter mapped: columns that the entry reads for something else.
    func rows(of file: String, header: Header, mapped: Set<String>) throws(StudyFileError) -> [UnpivotedRow] {
        let matches = try matches(in: file, header: header, mapped: mapped)
        guard columns.count > 1 else {
            try refuseSameNumber(matches)
            return matches.map {
                UnpivotedRow(
                    headers: [$0.source.column: $0.header], values: $0.says.filter { $0.key != "n" },
                    source: $0.source.source)
            }
        }
        return try joined(matches, in: file)
    }

    private func matches(in file: String, header: Header, mapped: Set<String>) throws(StudyFileError) -> [Match] {
        var matches: [Match] = []
        for name in header.names {
            let fitting = sources.compactMap { source in source.pattern.captures(of: name).map { (source, $0) } }
            guard let (source, captures) = fitting.first else { continue }
            if fitting.count > 1 {
                throw fitting[1].0.source.error(
                    "\(file): \"\(fitting[1].0.pattern.text)\" and \"\(source.pattern.text)\" both stand for column \"\(name)\"; "
                        + "make one of them narrower")
            }
            guard !mapped.contains(name) else {
                throw source.source.error(
                    "\(file): \"\(source.pattern.text)\" stands for column \"\(name)\", which is read for something else too; "
                        + "keep one of them"
                )
            }
            matches.append(
                Match(header: name, source: source, says: captures.merging(source.values) { first, _ in first }))
        }
        for source in sources where !matches.contains(where: { $0.source.pattern.text == source.pattern.text }) {
            let kind = source.pattern.isName ? "column" : "column like"
            throw source.source.error(
                "\(file) has no \(kind) \"\(source.pattern.text)\""
                    + (header.looksLikeData
                        ? ""
                        : suggestion(
                            for: source.pattern.text, among: header.names.map(source.pattern.numbersReplaced)))
                    + " (its \(header.names.count) columns are on line \(header.line))")
        }
        return matches
    }

    /// `pain_d7` beside `pain_d07` is one too many.
    private func refuseSameNumber(_ matches: [Match]) throws(StudyFileError) {
        for source in sources where !source.pattern.isName {
            var seen: [[String: String]: String] = [:]
            for match in matches where match.source.pattern.text == source.pattern.text {
                guard let other = seen.updateValue(match.header, forKey: match.says) else { continue }
                throw source.source.error(
                    "columns \"\(other)\" and \"\(match.header)\" both fit \"\(source.pattern.text)\" and say the same; "
                        + "list the columns by name: {COLUMN: DAY}")
            }
        }
    }

    /// Rows that are read from several columns each: those whose names say the same.
    private func joined(_ matches: [Match], in file: String) throws(StudyFileError) -> [UnpivotedRow] {
        var order: [[String: String]] = []
        var groups: [[String: String]: [String: Match]] = [:]
        for match in matches {
            if groups[match.says] == nil { order.append(match.says) }
            if let other = groups[match.says]?[match.source.column] {
                throw match.source.source.error(
                    "columns \"\(other.header)\" and \"\(match.header)\" are both \"\(match.source.column)\" of one row; "
                        + "tell them apart, for example with \"{n}\"")
            }
            groups[match.says, default: [:]][match.source.column] = match
        }
        var rows: [UnpivotedRow] = []
        for says in order {
            guard let group = groups[says], let some = group.values.min(by: { $0.header < $1.header }) else { continue }
            // The day of a visit at which nothing else was asked.
            if !days.isSuperset(of: columns), group.keys.allSatisfy(days.contains) { continue }
            if let missing = columns.first(where: { group[$0] == nil }) {
                throw some.source.source.error(
                    "\(file): no column for \"\(missing)\" goes with \"\(some.header)\"; correct the pattern, or list the columns by name"
                )
            }
            rows.append(
                UnpivotedRow(
                    headers: group.mapValues(\.header), values: says.filter { $0.key != "n" },
                    source: some.source.source))
        }
        return rows
    }
}
