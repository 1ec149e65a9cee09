import Findings
import Foundation
import Testing

@testable import History

/// Numbers and runs written down by hand.
enum HistoryFixture {
    static let study = StudyIdentity(title: "Clinic", studyFile: "/study.yaml", dataFolder: nil)

    static func number(
        _ value: Double?, _ lower: Double? = nil, _ upper: Double? = nil, finding: String = "pain_trend",
        quantity: String = "slope", key: String = "model=unadjusted", state: RecordedNumber.State = .shown,
        asOf: String? = nil, isMain: Bool = true, unit: String = "points per 30 days"
    ) -> RecordedNumber {
        RecordedNumber(
            name: SeriesName(finding: finding, quantity: quantity, key: key, interval: "wald"), label: "Slope",
            keyWords: "unadjusted", unit: unit, isMain: isMain, state: state, value: value, se: nil, lower: lower,
            upper: upper, level: 0.95, n: value.map { _ in 100 }, events: nil, asOf: asOf,
            reason: state == .shown ? nil : "few", text: value.map { "\($0)" } ?? state.rawValue)
    }

    static func content(
        _ numbers: [RecordedNumber], reason: String? = nil, files: [String] = ["scores.csv"], rows: Double? = 1000
    ) -> RunContent {
        RunContent(
            findings: [
                RecordedFinding(
                    id: "pain_trend", title: "Pain over exposure", isMain: true, reason: reason, patients: 100,
                    observations: 1000)
            ], numbers: numbers, inputs: files.map { Results.Input(table: "pain", file: $0) },
            tables: [
                RecordedTable(table: "pain", read: rows, kept: rows, rejected: 0, duplicates: 0, asOf: nil)
            ])
    }

    static func run(_ name: String, _ day: String, warnings: Int = 0, startsAnew: Bool = false) -> NewRun {
        NewRun(
            name: name, day: day, madeAt: "2026-01-05T06:00:00Z", version: "0.1.0", withheldOfFew: 2,
            withheldToProtect: 3, standing: 1, warnings: warnings, startsAnew: startsAnew)
    }

    /// A folder of its own with an empty history in it.
    static func store(in folder: URL) throws -> HistoryStore {
        let path = folder.appending(path: "history.sqlite").path
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        try HistoryStore.make(inEmptyFile: path)
        return try HistoryStore(path: path)
    }

    static func inFolder<Value>(_ work: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try work(folder)
    }
}

extension HistoryStore {
    func record(_ run: NewRun, _ content: RunContent) throws {
        try record(run, content, of: HistoryFixture.study) { _ in true }
    }

    func runs() throws -> [RecordedRun] { try runs(of: HistoryFixture.study) { _ in true } }

    func since(_ run: NewRun, _ content: RunContent) throws -> SinceLastRunOfTests? {
        try since(run, content, of: HistoryFixture.study) { _ in true }.map(SinceLastRunOfTests.init)
    }
}
