import DelimitedText
import Foundation
import Ingest

/// What is kept of a run in its private folder: which rows were rejected, exact counts, where the rows came from, and the log.
struct RunRecord {
    let files: [String: [UInt8]]

    /// The file that says which report the others belong to.
    static let inputs = "inputs.json"
    private static let rejects = "rejects.csv"
    private static let rows = "rows.csv"
    private static let log = "log.jsonl"
    /// All files that a run keeps.
    static let names = [inputs, log, rejects, rows]

    /// What ``inputs`` says.
    struct Provenance: Codable {
        struct Input: Codable {
            let table: String
            let file: String
            let entry: String
            let path: String?
            let bytes: Int
            let sha256: String
        }

        let version: String
        /// Of results.json, so that a report can be told to be this run's.
        let resultsSHA256: String?
        let inputs: [Input]
    }

    /// The record of a run.
    ///
    /// - Parameter results: results.json; `nil` for a run that was stopped.
    init(
        tables: [TableReport], rejects: [UInt8], inputs: [InputFile], results: [UInt8]?, log: [UInt8]
    ) throws {
        let provenance = Provenance(
            version: Version.current,
            resultsSHA256: try results.map { try SHA256Digest.hexadecimal(of: $0) },
            inputs: inputs.map {
                .init(
                    table: $0.table.rawValue, file: $0.file, entry: $0.entry, path: $0.path, bytes: $0.bytes,
                    sha256: $0.sha256)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        files = [
            Self.rejects: rejects, Self.rows: Self.rows(of: tables), Self.log: log,
            Self.inputs: Self.plain(try encoder.encode(provenance)) + [UInt8(ascii: "\n")],
        ]
    }

    /// What a folder's files belong to; `nil` where it does not say.
    static func provenance(in folder: String) -> Provenance? {
        let bytes = try? WholeFile.bytes(of: folder + "/" + inputs, limit: .max)
        return bytes.flatMap { try? JSONDecoder().decode(Provenance.self, from: Data($0)) }
    }

    /// Seconds that each stage of the run took, as its log says; none where there is no log.
    static func seconds(in folder: String) -> [String: Double] {
        struct Line: Decodable {
            let stage: String?
            let seconds: String?
        }
        guard let bytes = try? WholeFile.bytes(of: folder + "/" + log) else { return [:] }
        var seconds: [String: Double] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)), let stage = line.stage else {
                continue
            }
            seconds[stage] = line.seconds.flatMap { Double($0) }
        }
        return seconds
    }

    /// JSON in which signs that a terminal would obey are escaped: the names of files are as they are.
    private static func plain(_ json: Data) -> [UInt8] {
        var text = ""
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n", .format, .lineSeparator, .paragraphSeparator:
                text += UTF16.CodeUnit(exactly: scalar.value).map { String(format: "\\u%04x", $0) } ?? ""
            default: text.unicodeScalars.append(scalar)
            }
        }
        return Array(text.utf8)
    }

    /// Exact counts, a row for each table's outcomes and another for each reason and each column with unreadable cells.
    private static func rows(of tables: [TableReport]) -> [UInt8] {
        var writer = DelimitedWriter()
        writer.append(row: ["table", "measure", "column", "reason", "rows"])
        for table in tables {
            let outcomes = [
                ("read", table.read), ("kept", table.kept), ("duplicates", table.duplicates),
                ("doubled", table.doubled), ("filtered", table.filtered), ("rejected", table.rejected),
            ]
            for (measure, rows) in outcomes {
                writer.append(row: [table.table.rawValue, measure, "", "", "\(rows)"])
            }
            for reason in table.reasons {
                writer.append(row: [
                    table.table.rawValue, "rejected", reason.column ?? "", reason.reason.wording, "\(reason.rows)",
                ])
            }
            for column in table.unreadable {
                writer.append(row: [table.table.rawValue, "unreadable", column.column, "", "\(column.cells)"])
            }
        }
        return writer.bytes
    }
}
