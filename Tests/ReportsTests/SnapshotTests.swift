import Foundation
import Testing

@testable import Reports

/// Where the snapshots lie. To record them anew: `RECORD_SNAPSHOTS=1 swift test --filter SnapshotTests`; that run fails, so
/// that no recording passes for a test.
enum SnapshotFolder {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().resolvingSymlinksInPath()
    static let project = tests.deletingLastPathComponent().deletingLastPathComponent()
    static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

    static func expect(_ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = tests.appendingPathComponent("Snapshots").appendingPathComponent(name)
        if isRecording {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name); run again without RECORD_SNAPSHOTS", sourceLocation: sourceLocation)
            return
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        guard text != recorded else { return }
        let pairs = zip(text.split(separator: "\n"), recorded.split(separator: "\n"))
        let difference = pairs.first { $0 != $1 }.map { "now: \($0)\nrecorded: \($1)" } ?? "one is longer"
        Issue.record("\(name) differs from its snapshot\n\(difference)", sourceLocation: sourceLocation)
    }
}

@Suite("Snapshots")
struct SnapshotTests {
    @Test("The mail of the planted study")
    func summary() throws {
        let run = try #require(ReportFixture.planted)
        try SnapshotFolder.expect(MailSummary.text(run.released, run.shown), is: "summary.md")
    }

    /// Without gnuplot, whose drawings differ between versions.
    @Test("A small report")
    func report() async throws {
        let run = try ReportFixture("{day7_withdrawal: {by: [arm], claim: 0.9}, pain_trend: {adjust: [sex]}}")
        let report = try await ReportRenderer.render(
            run.released, run.shown, options: ReportOptions(gnuplotPath: "/nonexistent/gnuplot"))
        try SnapshotFolder.expect(report.html, is: "report.html")
    }
}
