import DelimitedText
import Foundation
import Ingest
import StudyFile
import Synchronization

/// What lies where the study's files are, and how it differs from what the last run read.
struct WeeklyArrivals: Sendable {
    /// How many input files there are.
    let files: Int
    /// When the newest of them was written, in seconds since 1970.
    let newest: Int?
    /// The study file.
    let study: [UInt8]
    /// What differs from the last run.
    let comparison: InputComparison

    /// Looks at everything. Throws status 124 by way of ``TimeIsOver`` where the time is over.
    ///
    /// - Parameters:
    ///   - path: of the study file.
    ///   - dataDirectory: in place of the one that the study file names.
    init(
        of file: StudyDefinition, at path: String, dataDirectory: String?, since last: LastRun?, in output: String,
        until end: TimeLimit
    ) throws {
        let there: StudyFiles
        do throws(IngestError) {
            there = try StudyFiles(of: file, dataDirectory: dataDirectory)
        } catch {
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
        guard !there.readsStandardInput else {
            throw CommandFailure(
                status: .studyFile,
                message:
                    "\(path): a table is read from standard input (\"file: '-'\"), which cannot be compared with last week's; "
                    + "write it to a file for a weekly run")
        }
        files = there.files.count
        newest =
            there.files.compactMap { file -> Int? in
                var status = stat()
                return stat(file.path, &status) == 0 ? Int(status.st_mtim.tv_sec) : nil
            }.max()
        guard let bytes = try? WholeFile.bytes(of: path) else {
            throw CommandFailure(status: .noInput, message: "\(path): cannot be read any more")
        }
        study = bytes
        comparison = try InputComparison(there, study: bytes, with: last, in: output, until: end)
    }
}

/// Work that a dead network disk may keep for ever: it has a thread of its own, and is left there when the time is over. A process ends with
/// all its threads.
enum Patience {
    /// What the work gives. Throws what it throws, and ``TimeIsOver`` where it takes longer than so many seconds.
    static func wait<Value: Sendable>(
        seconds: Int, for work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let first = First()
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let result = Result { try work() }
                if first.isTaken() { continuation.resume(with: result) }
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) {
                if first.isTaken() { continuation.resume(throwing: TimeIsOver()) }
            }
        }
    }

    /// True for who asks first.
    private final class First: Sendable {
        private let taken = Atomic(false)

        func isTaken() -> Bool { taken.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged }
    }
}
