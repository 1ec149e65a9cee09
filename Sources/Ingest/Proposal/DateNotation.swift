import DelimitedText
import StudyFile

/// A way to write dates, under the name that `dates: {format: …}` gives it.
enum DateNotation: String, Sendable, Hashable, CaseIterable {
    case iso = "YYYY-MM-DD"
    case yearFirst = "YYYY/M/D"
    case digits = "YYYYMMDD"
    case american = "M/D/YYYY"
    case european = "D/M/YYYY"
    case americanHyphens = "M-D-YYYY"
    case europeanHyphens = "D-M-YYYY"
    case points = "D.M.YYYY"
    case sas = "DDMONYYYY"
    case sasHyphens = "DD-MON-YYYY"
    case monthNamed = "DD MON YYYY"
    case monthNamedFirst = "MON D, YYYY"
    case sasShort = "DDMONYY"
    case sasHyphensShort = "DD-MON-YY"
    case americanShort = "M/D/YY"
    case europeanShort = "D/M/YY"
    case pointsShort = "D.M.YY"
    case excel

    private static let wordsToSee = 400
    /// Excel's serial numbers of 1949 to 2064. No study day is as late.
    private static let serials = 18_000.0...60_000

    /// The formats in which nearly all words are dates; `excel` where they are numbers that no study day reaches.
    static func formats(of words: [String], decimalMark: DecimalMark) -> [DateNotation] {
        let seen = words.prefix(wordsToSee)
        guard !seen.isEmpty, seen.count(where: { $0.contains(where: \.isNumber) }) * 10 > seen.count * 9 else {
            return []
        }
        return allCases.filter { style in
            seen.count { style.reads($0, decimalMark: decimalMark) } * 10 > seen.count * 9
        }
    }

    private func reads(_ word: String, decimalMark: DecimalMark) -> Bool {
        switch self {
        case .iso: CalendarDate(word) != nil
        case .excel: CellText.number(word, decimalMark: decimalMark).map(Self.serials.contains) ?? false
        case .digits: word.utf8.count >= 8 && isDate(word, decimalMark)
        default: isDate(word, decimalMark)
        }
    }

    private func isDate(_ word: String, _ decimalMark: DecimalMark) -> Bool {
        DateFormat(rawValue)?.date(in: word, decimalMark: decimalMark) != nil
    }

    private static let bytesToSee = 1 << 20

    /// What to write under `dates`, by the look of a column's first cells; `nil` where they are no dates or ISO's.
    static func remedy(_ input: DelimitedInput, column: String, _ dialect: Dialect) -> String? {
        let reader = DelimitedReader(input: input, dialect: dialect, blockSize: bytesToSee, threads: 1)
        // The file has been read once: whatever is wrong now is no answer.
        let look = try? reader.first(columns: { _ in [ColumnRequest(header: column, kind: .text)] }) { block, _ in
            formats(of: block.textColumn(0).labels.map(CellText.trimmed), decimalMark: dialect.decimalMark)
        }
        guard let formats = look?.result, !formats.isEmpty, !formats.contains(.iso) else { return nil }
        let names = formats.map { "\"format: \($0.rawValue)\"" }
        return "dates seem to be written so: add \(listed(names)) to \"dates\""
    }

    /// The formats that a study needs for columns of dates: of each column the one that reads it, decided together where several do.
    ///
    /// - Returns: for each kind of column the formats that may be meant; more than one where no cell tells them apart.
    static func together(_ columns: [[DateNotation]]) -> [[DateNotation]] {
        var kinds: [[DateNotation]] = []
        for formats in columns.filter({ !$0.isEmpty }).sorted(by: { $0.count < $1.count }) {
            if let kind = kinds.firstIndex(where: { !Set($0).isDisjoint(with: formats) }) {
                kinds[kind].removeAll { !formats.contains($0) }
            } else {
                kinds.append(formats)
            }
        }
        return kinds
    }
}
