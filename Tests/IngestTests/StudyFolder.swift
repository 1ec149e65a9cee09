import Cohort
import Foundation
import Testing

@testable import Ingest

/// A temporary folder with a study file and its data; it goes when the test is over.
final class StudyFolder {
    /// A study file whose pain table is `pain.csv`, up to the end of its entry.
    static let pain =
        "tables:\n  pain: [{file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs"

    let path: String

    init(_ files: [String: String] = [:]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nocitrend-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
        for (name, text) in files { try write(text, to: name) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// Reads the study whose tables are given as YAML, two blanks deep.
    func ingest(
        _ yaml: String, groupColumns: Set<String> = [], threads: Int = 1, blockSize: Int = 2 << 20
    ) throws -> IngestResult {
        var study = try StudyDefinition.parse("nocitrend: 1\n" + yaml, path: path + "/study.yaml")
        study.groupColumns = groupColumns
        return try Ingest(study: study, options: IngestOptions(threads: threads, blockSize: blockSize)).run()
    }

    /// The message that reading the study ends with, without the folder's name.
    func complaint(_ yaml: String) -> String {
        do {
            _ = try ingest(yaml)
            return "no error"
        } catch {
            return "\(error)".replacing(path + "/", with: "")
        }
    }
}

extension IngestResult {
    /// Rejected rows as `file:line:column:reason`.
    var rejects: [String] {
        rejectedRows.map { "\($0.file):\($0.line):\($0.column ?? "-"):\($0.reason.wording)" }
    }

    func report(_ table: CanonicalTable) -> TableReport? {
        tables.first { $0.table == table }
    }
}

/// The message of the error that parsing a study file ends with.
func complaint(parsing yaml: String) -> String {
    do {
        _ = try StudyDefinition.parse(yaml, path: "study.yaml")
        return "no error"
    } catch {
        return error.description
    }
}

extension PainAssessments {
    /// Every score, person by person.
    var all: [PainAssessment] { (0..<personCount).flatMap { self[$0] } }

    /// Scores of each person.
    var counts: [Int] { (0..<personCount).map { self[$0].count } }
}
