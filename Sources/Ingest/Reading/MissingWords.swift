import DelimitedText

/// Words by which programs and people say that a value is missing. As they are the same everywhere, a message may name them.
enum MissingWords {
    private static let words: Set<String> = [
        "null", "(null)", "n/a", "#n/a", "na", "n.a.", "<na>", "nan", "#null!", "#value!", "#div/0!", "none recorded",
        ".", "-", "--", "?",
        "unknown", "unk", "missing", "(missing)", "not available", "not recorded", "not known", "not done", "nil", "nd",
        "no data",
        "\\n",
    ]

    /// Whether a word says so, whatever its letter case.
    static func contains(_ word: String) -> Bool {
        word.utf8.count <= 16 && words.contains(word.lowercased())
    }

    private static let bytesToSee = 4 << 20

    /// Such words in the first cells of a column, as they are written there.
    static func first(in input: DelimitedInput, column: String, dialect: Dialect) -> [String] {
        let reader = DelimitedReader(input: input, dialect: dialect, blockSize: bytesToSee, threads: 1)
        // The file has been read once: whatever is wrong now is no answer.
        let look = try? reader.first(columns: { _ in [ColumnRequest(header: column, kind: .text)] }) { block, _ in
            Set(block.textColumn(0).labels.map(CellText.trimmed).filter(contains)).sorted()
        }
        return look?.result ?? []
    }
}
