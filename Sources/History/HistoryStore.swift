import Foundation
import GRDB

/// history.sqlite: the runs of studies and what their reports showed.
///
/// The journal is SQLite's own rollback journal, not its write-ahead log: that needs memory which all processes share, and so fails on
/// network file systems, where reports often lie. A transaction is on disk before it counts (`synchronous = EXTRA`), and one that a kill
/// or a full disk ends is undone when the file is opened next.
public struct HistoryStore: Sendable {
    /// Where it is.
    public let path: String
    let queue: DatabaseQueue

    /// Opens a history that is there. A file that may not be written is opened for reading.
    ///
    /// - Throws: ``HistoryError``.
    public init(path: String) throws(HistoryError) {
        self.path = path
        do {
            guard FileManager.default.fileExists(atPath: path) else { throw HistoryError.missing(path: path) }
            // What SQLite would take for a new database. A history is put in its place whole.
            guard (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) > 0 else {
                throw HistoryError.unreadable(path: path)
            }
            queue = try Self.queue(path)
            try Self.check(queue, path)
            if try !queue.read(HistorySchema.migrator.hasCompletedMigrations) {
                try HistorySchema.migrator.migrate(queue)
            }
        } catch {
            throw HistoryError(error, path: path)
        }
    }

    /// Makes an empty history in a file that is there, empty and of the mode that it is to have.
    public static func make(inEmptyFile path: String) throws(HistoryError) {
        do {
            let queue = try queue(path)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(HistorySchema.applicationID)")
            }
            try HistorySchema.migrator.migrate(queue)
            try queue.close()
        } catch {
            throw HistoryError(error, path: path)
        }
    }

    private static func queue(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "history"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = EXTRA") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Throws where the file is damaged, of another program, or newer than this tool. `quick_check` reads the file once and does not look
    /// whether indices agree with their tables.
    private static func check(_ queue: DatabaseQueue, _ path: String) throws {
        try queue.read { db in
            guard try Int.fetchOne(db, sql: "PRAGMA application_id") == HistorySchema.applicationID,
                try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok"
            else { throw HistoryError.unreadable(path: path) }
            if try HistorySchema.migrator.hasBeenSuperseded(db) { throw HistoryError.newer(path: path) }
        }
    }

    /// Closes the file.
    public func close() { try? queue.close() }

    /// Runs work on the file and says in a sentence what went wrong.
    func work<Value>(_ work: () throws -> Value) throws(HistoryError) -> Value {
        do { return try work() } catch { throw HistoryError(error, path: path) }
    }
}
