import StudyFile

/// The study file of a proposal, with its questions as comments.
struct ProposalText {
    let title: String
    let data: String
    let entries: [TableProposal]
    let left: [(file: String, why: String)]
    let missing: [String]
    let hasDates: Bool
    /// Whether a column of days holds fractions.
    let hasFractions: Bool

    /// What begins a line that a person has to decide.
    private static let asks = "# ?"

    /// How many questions a proposal has.
    static func questions(in yaml: String) -> Int { yaml.split(separator: "\n").count { $0.contains(asks) } - 1 }

    var yaml: String {
        var lines = [
            "# Proposed from the names of columns and the first rows of the files. Lines with \"\(Self.asks)\" are for you to decide;",
            "# docs/study-file.md has every key. Then: nocitrend check, which says what becomes of every row.",
            "nocitrend: 1", "title: \(Self.quoted(title))", "data: \(Self.quoted(data))",
            "missing: [\((["", "NA"] + missing.filter { $0 != "NA" }).map { "\"\($0)\"" }.joined(separator: ", "))]",
        ]
        if hasDates {
            lines += [
                "\(Self.asks) Columns of days hold dates. Are they shifted, the same way for all of a person's? Then take the mark off this line:",
                "# dates: {shifted: true, origin: 2020-01-01}",
            ]
        }
        if hasFractions {
            lines += ["\(Self.asks) Days have fractions: is the whole part the day?", "dates: {fractions: floor}"]
        }
        lines.append("tables:")
        for table in CanonicalTable.allCases {
            let own = entries.filter { $0.table == table }
            guard !own.isEmpty else { continue }
            let isUsable = own.contains { $0.missing.isEmpty }
            lines.append("\(isUsable ? "" : "# ")  \(table.rawValue):")
            for entry in own { lines += text(entry) }
        }
        lines.append("index: \(has(.moud) ? "first_moud_dose" : has(.exposures) ? "first_exposure" : "origin")")
        if !left.isEmpty {
            lines.append("\(Self.asks) Files without a place:")
            lines += left.map { "#   \(shown($0.file)): \($0.why)" }
        }
        return lines.joined(separator: "\n") + "\n"
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

    private func has(_ table: CanonicalTable) -> Bool { entries.contains { $0.table == table && $0.missing.isEmpty } }

    private func text(_ entry: TableProposal) -> [String] {
        let isWhole = entry.missing.isEmpty
        let columns = entry.columns.map { "\($0.name): \(Self.quoted($0.header))" }
        var lines =
            ["- file: \(Self.quoted(entry.file))", "  columns: {\(columns.joined(separator: ", "))}"]
            + entry.constants.map { "  \($0.name): \(Self.quoted($0.value))" } + entry.keys.map { "  \($0)" }
        if !isWhole { lines = lines.map { "# \($0)" } }
        var comments = entry.questions.map { "\(Self.asks) \($0)" }
        comments += entry.missing.map { "\(Self.asks) This entry \($0): map it, and take the marks off its lines." }
        if !entry.further.isEmpty {
            comments.append("# More columns that may be mapped under names of your own: \(shownList(entry.further))")
        }
        return (comments + lines).map { "    \($0)" }
    }

    /// A text as YAML reads it back.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true && text.utf8.allSatisfy { $0 < 0x80 }
            && text.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) }
        let reserved: Set<String> = ["yes", "no", "true", "false", "null", "on", "off", "y", "n"]
        if isPlain, !reserved.contains(text.lowercased()) { return text }
        let escaped = text.unicodeScalars.reduce(into: "") { quoted, sign in
            switch sign {
            case "\"", "\\": quoted += "\\" + String(sign)
            case _ where sign.value < 0x20 || sign.value == 0x7f:
                quoted +=
                    "\\u" + String(repeating: "0", count: 4 - String(sign.value, radix: 16).count)
                    + String(sign.value, radix: 16)
            default: quoted.unicodeScalars.append(sign)
            }
        }
        return "\"\(escaped)\""
    }
}
