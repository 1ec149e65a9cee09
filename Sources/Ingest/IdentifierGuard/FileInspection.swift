import DelimitedText

/// A look at the first cells of every column of a file, before anything is read. Columns that nobody uses are looked at
/// as well: a file with e-mail addresses is not de-identified, whether they are used or not.
///
/// Standard input can be read only once; of it the rows are looked at that the reader has read with the header.
struct FileInspection: Sendable {
    /// The first sign of a direct identifier.
    private(set) var finding: IdentifierGuard.Finding?
    /// Columns with dates that nobody uses: worth a word, and nothing that leaves the file.
    var unusedDates: [String] { datesByPlace.map(\.name) }
    private var datesByPlace: [(name: String, position: Int)] = []
    /// Columns whose cells are all answers, whatever they are called.
    private(set) var answered: Set<String> = []
    /// Columns in use whose cells are mostly numbers with a decimal comma, where the study file does not say so.
    private(set) var decimalCommas: [String] = []
    /// Whether the start of the file is no UTF-8.
    private(set) var isNoUTF8 = false

    private static let bytesToSee = 1 << 16

    init(_ input: DelimitedInput, _ identifiers: IdentifierGuard) {
        let reader = DelimitedReader(
            input: input, dialect: identifiers.entry.dialect, blockSize: Self.bytesToSee, threads: 1)
        // Whatever else is wrong with the file comes up again, with its reason, when it is read.
        let look = try? reader.first(columns: \.textOfAllColumns) { FileInspection($0, $1, identifiers) }
        guard let (header, result) = look, let inspection = result else { return }
        self = inspection
        name(by: header)
    }

    /// The same look at what an input that can be read once begins with.
    init(_ preview: InputPreview, _ identifiers: IdentifierGuard) {
        self.init(preview.block, preview.requests, identifiers)
        name(by: preview.header)
    }

    private mutating func name(by header: Header) {
        isNoUTF8 = !header.isText
        finding = finding?.shown(in: header)
        datesByPlace = datesByPlace.map { column in
            let isUnclear = column.name.isEmpty || header.names.count { $0 == column.name } > 1
            return (isUnclear ? "number \(column.position + 1)" : header.shownColumn(column.name), column.position)
        }
        decimalCommas = decimalCommas.map(header.shownColumn)
    }

    private init(_ block: ColumnBlock, _ requests: [ColumnRequest], _ identifiers: IdentifierGuard) {
        var toRefuse: [IdentifierGuard.Sign] = []
        for (number, request) in requests.enumerated() {
            if identifiers.entry.dialect.decimalMark == .point, request.occurrence == 0,
                identifiers.uses(request.header),
                Self.hasDecimalCommas(block.textColumn(number))
            {
                decimalCommas.append(request.header)
            }
            let column = block.textColumn(number)
            if InnocentCells.areAnswers(column.labels) { answered.insert(request.header) }
            guard
                var sign = identifiers.sign(in: column, named: request.header)
                    ?? identifiers.signOfWholeColumn(column, named: request.header)
            else { continue }
            sign.position = number
            if sign.identifier == .date, !identifiers.uses(request.header) {
                datesByPlace.append((request.header, number))
            } else {
                toRefuse.append(sign)
            }
        }
        finding = identifiers.first(of: toRefuse, in: block)
    }

    /// Whether one word in four or more is a number such as `6,5`, and hardly another has any letter.
    static func hasDecimalCommas(_ column: TextColumn) -> Bool {
        let words = column.labels
        let commas = words.count { word in
            let parts = word.drop { $0 == "-" }.split(separator: ",", omittingEmptySubsequences: false)
            return parts.count == 2
                && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        }
        guard commas * 4 >= words.count, commas > 0 else { return false }
        return words.count { CellText.number($0, decimalMark: .comma) == nil } * 10 <= words.count
    }
}
