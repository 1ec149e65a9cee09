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

    private static let bytesToSee = 1 << 16

    /// Ends the reading after the first block.
    private struct Enough: Error {
        let inspection: FileInspection
    }

    init(_ input: DelimitedInput, _ identifiers: IdentifierGuard) {
        let reader = DelimitedReader(
            input: input, dialect: identifiers.entry.dialect, blockSize: Self.bytesToSee, threads: 1)
        let requests = Mutex<[ColumnRequest]>([])
        do {
            _ = try reader.read { header in
                let times = Dictionary(header.names.map { ($0, 1) }, uniquingKeysWith: +)
                let columns = header.names.filter { !$0.isEmpty && times[$0] == 1 }
                requests.withLock { $0 = columns.map { ColumnRequest(header: $0, kind: .text) } }
                return requests.withLock { $0 }
            } body: { block -> Void in
                throw Enough(inspection: FileInspection(block, requests.withLock { $0 }, identifiers))
            }
        } catch let enough as Enough {
            self = enough.inspection
        } catch {
            // Whatever else is wrong with the file comes up again, with its reason, when it is read.
        }
    }

    private init(_ block: ColumnBlock, _ requests: [ColumnRequest], _ identifiers: IdentifierGuard) {
        var toRefuse: [IdentifierGuard.Sign] = []
        for (number, request) in requests.enumerated() {
            guard let sign = identifiers.sign(in: block.textColumn(number), named: request.header) else { continue }
            if sign.identifier == .date, !identifiers.uses(request.header) {
                unusedDates.append(request.header)
            } else {
                toRefuse.append(sign)
            }
        }
        finding = identifiers.first(of: toRefuse, in: block)
    }
}
