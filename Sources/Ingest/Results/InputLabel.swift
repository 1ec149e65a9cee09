import Cohort

/// What a report may say of where the rows of a table are from.
///
/// The names of files are people's words: `smith_2024-03-01.csv` holds a name and a date. A report shows the words of the study file's
/// entry, a pattern as a pattern, where they are plain (``PlainFileName``), and else `pain, file 2 of 3`, which counts the entries of the
/// study file and never the files of a folder. The names themselves are private.
public struct InputLabel: Sendable, Hashable {
    /// The table that the file feeds.
    public let table: CanonicalTable
    /// What is said of the file.
    public let words: String
}

extension StudyDefinition {
    /// A label for each file or pattern of the study file that was read, once a table, in reading order.
    public func labels(of inputs: [InputFile]) -> [InputLabel] {
        var labels: [InputLabel] = []
        for input in inputs {
            let label = InputLabel(table: input.table, words: words(for: input))
            if !labels.contains(label) { labels.append(label) }
        }
        return labels
    }

    private func words(for input: InputFile) -> String {
        if input.entry == "-" { return "standard input" }
        if PlainFileName.isPlain(input.entry, title: title) { return input.entry }
        var entries: [String] = []
        for entry in tables[input.table] ?? [] where !entries.contains(entry.file) { entries.append(entry.file) }
        guard let number = entries.firstIndex(of: input.entry) else { return "names of concepts" }
        return "\(input.table.rawValue), file \(number + 1) of \(entries.count)"
    }
}
