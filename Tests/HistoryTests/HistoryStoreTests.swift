import Foundation
import GRDB
import Presentation
import Testing

@testable import History

@Suite("The file of the history")
struct HistoryStoreTests {
    private func failure(_ work: () throws -> Void) -> HistoryError? {
        do {
            try work()
            return nil
        } catch {
            return error as? HistoryError
        }
    }

    @Test("What is recorded is read as it was")
    func roundTrip() throws {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            let content = HistoryFixture.content([
                HistoryFixture.number(0.1 + 0.2, -1e-300, 1e300), HistoryFixture.number(nil, key: "", state: .withheld),
                HistoryFixture.number(nil, key: "model=x", state: .absent, isMain: false),
            ])
            try store.record(HistoryFixture.run("a", "2026-01-05", warnings: 2), content)
            let run = try #require(try store.runs().first)
            #expect((run.name, run.day, run.status, run.warnings) == ("a", "2026-01-05", "warned", 2))
            #expect((run.withheld, run.patients, run.answered, run.inputs) == (5, 100, 1, 1))
            let read = try store.content(of: run)
            #expect(read.numbers == content.numbers && read.findings == content.findings)
            #expect(read.inputs == content.inputs && read.tables == content.tables)
            #expect(try store.content(of: run, mainOnly: true).numbers == Array(content.numbers.prefix(2)))
        }
    }

    @Test("A run that is made anew replaces its rows, and keeps its place")
    func anew() throws {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            for name in ["a", "b"] {
                try store.record(
                    HistoryFixture.run(name, "2026-01-05"), HistoryFixture.content([HistoryFixture.number(1, 0, 2)]))
            }
            let next = HistoryFixture.content([HistoryFixture.number(5, 4, 6)])
            #expect(try store.since(HistoryFixture.run("a", "2026-01-05"), next) == nil)
            try store.record(HistoryFixture.run("a", "2026-01-05"), next)
            let runs = try store.runs()
            #expect(runs.map(\.name) == ["a", "b"])
            #expect(try store.content(of: runs[0]).numbers.map(\.value) == [5])
            let rows = try store.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM number") }
            #expect(rows == 2)
        }
    }

    @Test("The run before is the last by day, never the run itself, and never one that was forgotten")
    func before() throws {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            let content = HistoryFixture.content([HistoryFixture.number(1, 0, 2)])
            #expect(try store.since(HistoryFixture.run("w3", "2026-01-19"), content) == nil)
            for (name, day) in [("w3", "2026-01-19"), ("w1", "2026-01-05"), ("w2", "2026-01-12")] {
                try store.record(HistoryFixture.run(name, day), content)
            }
            func earlier(_ name: String, _ day: String, startsAnew: Bool = false) throws -> String? {
                try store.since(HistoryFixture.run(name, day, startsAnew: startsAnew), content)?.run
            }
            #expect(try earlier("w4", "2026-01-26") == "w3")
            #expect(try earlier("w3", "2026-01-19") == "w2")
            #expect(try earlier("w2", "2026-01-12") == "w1")
            #expect(try earlier("w1", "2026-01-05") == nil)
            #expect(try earlier("w4", "2026-01-26", startsAnew: true) == nil)
            try store.record(HistoryFixture.run("w4", "2026-01-26", startsAnew: true), content)
            #expect(try earlier("w5", "2026-02-02") == "w4")
            // Made anew without forgetting, it still begins the chapter.
            try store.record(HistoryFixture.run("w4", "2026-01-26"), content)
            #expect(try earlier("w4", "2026-01-26") == nil)
            #expect(try earlier("late", "2026-01-14") == nil)
            #expect(try earlier("w3", "2026-01-19") == nil)
            #expect(try store.since(HistoryFixture.run("w5", "2026-02-02"), content)?.courseRuns == ["w4", "w5"])
        }
    }

    @Test("Studies of one title are apart, and one that was called otherwise goes on")
    func studies() throws {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            let content = HistoryFixture.content([HistoryFixture.number(1, 0, 2)])
            let other = StudyIdentity(title: "Clinic", studyFile: "/other.yaml", dataFolder: nil)
            try store.record(HistoryFixture.run("a", "2026-01-05"), content)
            try store.record(HistoryFixture.run("a", "2026-01-05"), content, of: other) { $0 == other }
            #expect(try store.runs(of: other) { $0 == other }.map(\.id) == [2])
            #expect(try store.runs(of: HistoryFixture.study) { $0 == HistoryFixture.study }.map(\.id) == [1])
            let renamed = StudyIdentity(title: "Clinic of 2026", studyFile: "/other.yaml", dataFolder: nil)
            #expect(try store.runs(of: renamed) { $0 == renamed }.map(\.id) == [2])
            let unknown = StudyIdentity(title: "Another", studyFile: "/third.yaml", dataFolder: nil)
            #expect(try store.runs(of: unknown) { $0 == unknown }.isEmpty)
        }
    }

    @Test("A file of a later version is left as it is")
    func newer() throws {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            try store.queue.write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2')")
            }
            store.close()
            let bytes = try Data(contentsOf: URL(fileURLWithPath: store.path))
            #expect(failure { _ = try HistoryStore(path: store.path) } == .newer(path: store.path))
            #expect(try Data(contentsOf: URL(fileURLWithPath: store.path)) == bytes)
        }
    }

    @Test("Damage is told from all else", arguments: ["emptied", "cut", "page", "head", "text", "other program"])
    func damaged(kind: String) throws {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            let numbers = (0..<500).map { HistoryFixture.number(Double($0), 0, 1000, key: "day=\($0)") }
            try store.record(HistoryFixture.run("a", "2026-01-05"), HistoryFixture.content(numbers))
            store.close()
            let url = URL(fileURLWithPath: store.path)
            var bytes = try Data(contentsOf: url)
            switch kind {
            case "emptied": bytes = Data()
            case "cut": bytes = bytes.prefix(bytes.count / 2)
            case "page": bytes.replaceSubrange(8192..<12288, with: Data(repeating: 0xA5, count: 4096))
            case "head": bytes[20] ^= 0xFF
            case "text": bytes = Data("run,day\n".utf8)
            default: bytes.replaceSubrange(68..<72, with: Data([1, 2, 3, 4]))
            }
            try bytes.write(to: url)
            #expect(failure { _ = try HistoryStore(path: store.path) } == .unreadable(path: store.path))
        }
    }

    @Test("Without a file there is no history, and none is made")
    func missing() throws {
        try HistoryFixture.inFolder { folder in
            let path = folder.appending(path: "history.sqlite").path
            #expect(failure { _ = try HistoryStore(path: path) } == .missing(path: path))
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("A full disk loses the run and not those before")
    func full() throws {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            try store.record(
                HistoryFixture.run("a", "2026-01-05"), HistoryFixture.content([HistoryFixture.number(1, 0, 2)]))
            try store.queue.writeWithoutTransaction { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
            }
            let many = (0..<5000).map { HistoryFixture.number(Double($0), 0, 1e6, key: "day=\($0)") }
            let failed = failure {
                try store.record(HistoryFixture.run("b", "2026-01-12"), HistoryFixture.content(many))
            }
            #expect(failed == .failed(path: store.path, reason: "there is no room left on its disk"))
            #expect(try store.runs().map(\.name) == ["a"])
            store.close()
            #expect(try HistoryStore(path: store.path).runs().map(\.name) == ["a"])
        }
    }

    @Test("Two programs that record at once wait for one another")
    func atOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try HistoryFixture.store(in: folder).path
        let numbers = (0..<200).map { HistoryFixture.number(Double($0), 0, 1000, key: "day=\($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    let store = try HistoryStore(path: path)
                    for run in 0..<10 {
                        try store.record(
                            HistoryFixture.run("\(writer)-\(run)", "2026-01-05"), HistoryFixture.content(numbers))
                    }
                }
            }
            try await group.waitForAll()
        }
        let store = try HistoryStore(path: path)
        let runs = try store.runs()
        #expect(runs.count == 20)
        for run in runs { #expect(try store.content(of: run).numbers.count == 200) }
    }
}
