import DelimitedText
import Synchronization

/// A look at the first cells of every column of a file, before anything is read. Columns that nobody uses are looked at
/// as well: a file with e-mail addresses is not de-identified, whether they are used or not.
///
/// Standard input can be read only once; there the columns in use are looked at as they are read.
struct FileInspection: Sendable {
    /// The first sign of a direct identifier.
    private(set) var finding: IdentifierGuard.Finding?
    /// Columns with dates that nobody uses: worth a word, and nothing that leaves the file.
    private(set) var unusedDates: [String] = []
    /// Columns in use whose cells are mostly numbers with a decimal comma, where the study file does not say so.
    private(set) var decimalCommas: [String] = []
    /// Whether the start of the file is no UTF-8.
    private(set) var isNoUTF8 = false

    private static let bytesToSee = 1 << 16

    /// Ends the reading after the first block.
    private struct Enough: Error {
        let inspection: FileInspection
    }

    init(_ input: DelimitedInput, _ identifiers: IdentifierGuard) {
        let reader = DelimitedReader(
            input: input, dialect: identifiers.entry.dialect, blockSize: Self.bytesToSee, threads: 1)
        let requests = Mutex<[ColumnRequest]>([])
        let head = Mutex<Header?>(nil)
        do {
            _ = try reader.read { header in
                head.withLock { $0 = header }
                let times = Dictionary(header.names.map { ($0, 1) }, uniquingKeysWith: +)
                let columns = header.names.filter { !$0.isEmpty && times[$0] == 1 }
                requests.withLock { $0 = columns.map { ColumnRequest(header: $0, kind: .text) } }
                return requests.withLock { $0 }
            } body: { block -> Void in
                throw Enough(inspection: FileInspection(block, requests.withLock { $0 }, identifiers))
            }
        } catch let enough as Enough {
            self = enough.inspection
            guard let header = head.withLock({ $0 }) else { return }
            isNoUTF8 = !header.isText
            finding = finding?.shown(in: header)
            unusedDates = unusedDates.map(header.shownColumn)
            decimalCommas = decimalCommas.map(header.shownColumn)
        } catch {
            // Whatever else is wrong with the file comes up again, with its reason, when it is read.
        }
    }

    private init(_ block: ColumnBlock, _ requests: [ColumnRequest], _ identifiers: IdentifierGuard) {
        var toRefuse: [IdentifierGuard.Sign] = []
        for (number, request) in requests.enumerated() {
            if identifiers.entry.dialect.decimalMark == .point, identifiers.uses(request.header),
                Self.hasDecimalCommas(block.textColumn(number))
            {
                decimalCommas.append(request.header)
            }
            guard let sign = identifiers.sign(in: block.textColumn(number), named: request.header) else { continue }
            if sign.identifier == .date, !identifiers.uses(request.header) {
                unusedDates.append(request.header)
            } else {
                toRefuse.append(sign)
            }
        }
        finding = identifiers.first(of: toRefuse, in: block)
    }

    /// Whether one word in four or more is a number such as `6,5`, and hardly another has any letter.
    private static func hasDecimalCommas(_ column: TextColumn) -> Bool {
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
