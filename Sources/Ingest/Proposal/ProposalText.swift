import StudyFile

/// The study file of a proposal, with its questions as comments.
struct ProposalText {
    let title: String
    let data: String
    let entries: [TableProposal]
    let left: [(file: String, why: String)]
    let seen: StudySketch

    /// What begins a line that a person has to decide.
    private static let asks = "# ?"

    /// How many questions a proposal has.
    static func questions(in yaml: String) -> Int { yaml.split(separator: "\n").count { $0.contains(asks) } - 1 }

    var yaml: String {
        var lines = [
            "# Proposed from the names of columns and the first rows of the files. Lines with \"\(Self.asks)\" are for you to decide;",
            "# docs/study-file.md has every key. Then: nocitrend check, which says what becomes of every row.",
            "nocitrend: 1", "title: \(Self.quoted(title))", "data: \(Self.quoted(data))",
            "missing: [\((["", "NA"] + seen.missing.filter { $0 != "NA" }).map { "\"\(Self.escaped($0))\"" }.joined(separator: ", "))]",
        ]
        lines += dates
        if seen.comparesLoosely {
            lines += [
                "\(Self.asks) Patients' codes are written in two ways (letter case, blanks, leading zeros or \".0\"): are they the same patients?",
                "ids: {compare: loosely}",
            ]
        }
        let instruments = Dictionary(entries.flatMap(\.instruments).map { ($0.id, $0.declaration) }) { first, _ in first
        }
        if !instruments.isEmpty {
            lines.append("instruments:")
            lines += instruments.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        }
        // Without a table there is nothing to read: an empty key would be an error of its own.
        let isUsable = entries.contains(where: \.isUsable)
        lines.append("\(isUsable ? "" : "# ")tables:")
        for table in CanonicalTable.allCases {
            let own = entries.filter { $0.table == table }
            guard !own.isEmpty else { continue }
            lines.append("\(own.contains(where: \.isUsable) ? "" : "# ")  \(table.rawValue):")
            for entry in own { lines += text(entry) }
        }
        lines.append("index: \(has(.moud) ? "first_moud_dose" : has(.exposures) ? "first_exposure" : "origin")")
        if !left.isEmpty {
            lines.append("\(Self.asks) Files without a place:")
            lines += left.map { "#   \(shown($0.file)): \(shownMessage($0.why))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// How days are read, as far as it is not by whole numbers.
    private var dates: [String] {
        guard !seen.dates.isEmpty else {
            guard seen.hasFractions else { return [] }
            return ["\(Self.asks) Days have fractions: is the whole part the day?", "dates: {fractions: floor}"]
        }
        var lines = [
            "\(Self.asks) Columns of days hold dates, which are read only if they are shifted, the same way for all of a patient's. If they are,",
            "#   take the mark off the line \"dates\"; else turn them into study days first. \"origin\" is the day from which days are counted.",
        ]
        for kind in seen.dates where kind.count > 1 {
            let names = kind.map { "\"\($0.rawValue)\"" }.joined(separator: " and as ")
            lines.append("\(Self.asks) Every date seen can be read as \(names): which is it?")
        }
        let formats = seen.dates.compactMap(\.first)
        let written = formats.map { Self.quoted($0.rawValue) }
        let format =
            formats == [.iso]
            ? "" : "format: \(written.count == 1 ? written[0] : "[\(written.joined(separator: ", "))]"), "
        lines.append("# dates: {shifted: true, \(format)origin: \(seen.origin)}")
        return lines
    }

    /// The study file of a folder whose tables a preset knows.
    static func preset(_ name: String, title: String, data: String) -> String {
        """
        # The files have the names of the harmonised data that this preset maps; docs/study-file.md has every key.
        nocitrend: 1
        title: \(quoted(title))
        data: \(quoted(data))
        preset: \(name)

        """
    }

    /// The study file of a folder with tables of the OMOP Common Data Model.
    static func omop(title: String, data: String) -> String {
        """
        # The files have the names of the OMOP Common Data Model, which this preset maps; docs/study-file.md has every key.
        nocitrend: 1
        title: \(quoted(title))
        data: \(quoted(data))
        preset: omop
        \(asks) Are the dates shifted, the same way for all of a person's? Then take the mark off this line:
        # dates: {shifted: true}

        """
    }

    private func has(_ table: CanonicalTable) -> Bool { entries.contains { $0.table == table && $0.isUsable } }

    private func text(_ entry: TableProposal) -> [String] {
        let columns = entry.columns.map { "\($0.name): \(entry.forms[$0.name] ?? Self.quoted($0.header))" }
        var lines =
            ["- file: \(Self.quoted(entry.file))", "  columns: {\(columns.joined(separator: ", "))}"]
            + entry.constants.map { "  \($0.name): \(Self.quoted($0.value))" } + entry.keys.map { "  \($0)" }
        if !entry.isUsable { lines = lines.map { "# \($0)" } }
        var comments = entry.questions.map { "\(Self.asks) \($0)" }
        comments += entry.missing.map { "\(Self.asks) This entry \($0): map it, and take the marks off its lines." }
        for one in seen.identifiers where one.file == entry.file {
            let header = Self.quoted(one.header)
            comments.append(
                "\(Self.asks) Column \(header) is by its name a direct identifier (\(one.kind)): take it out of the file, or, if it is none, write not_identifiers: [\(header)]."
            )
        }
        if !entry.further.isEmpty {
            comments.append("# More columns that may be mapped under names of your own: \(shownList(entry.further))")
        }
        return (comments.map(Self.onOneLine) + lines).map { "    \($0)" }
    }

    /// A comment ends where its line does, whatever a header holds.
    private static func onOneLine(_ comment: String) -> String {
        String(
            String.UnicodeScalarView(
                comment.unicodeScalars.map {
                    $0.value < 0x20 || $0.properties.generalCategory == .lineSeparator ? " " : $0
                }))
    }

    /// A text as YAML reads it back.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true && text.utf8.allSatisfy { $0 < 0x80 }
            && text.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) }
        let reserved: Set<String> = ["yes", "no", "true", "false", "null", "on", "off", "y", "n"]
        if isPlain, !reserved.contains(text.lowercased()) { return text }
        return "\"\(escaped(text))\""
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { quoted, sign in
            switch sign {
            case "\"", "\\": quoted += "\\" + String(sign)
            case _ where sign.value < 0x20 || sign.value == 0x7f:
                quoted +=
                    "\\u" + String(repeating: "0", count: 4 - String(sign.value, radix: 16).count)
                    + String(sign.value, radix: 16)
            default: quoted.unicodeScalars.append(sign)
            }
        }
    }
}
