import DelimitedText
import Foundation
import Ingest

/// Whether anything that a report is made from differs from the last good run.
///
/// Every file that the study file stands for now is compared with `.private/RUN/inputs.json`: by name and size first, which may only say
/// that something changed, then by SHA-256. Times of files say nothing here: a copy changes them, and a tool may keep them.
struct InputComparison {
    /// What differs, in a few words each; none where nothing does.
    let changes: [String]

    /// Compares with the last run. Throws status 124 by way of ``TimeIsOver`` where the time is over.
    init(_ files: StudyFiles, study: [UInt8], with last: LastRun?, in output: String, until end: TimeLimit)
        throws(TimeIsOver)
    {
        guard let last else {
            changes = ["no earlier weekly run"]
            return
        }
        guard let known = RunRecord.provenance(in: PrivateFolder(output: output, run: last.run).path),
            known.resultsSHA256 == last.resultsSHA256,
            (try? SHA256Digest.hexadecimal(ofFile: "\(output)/\(last.run)/results.json")) == last.resultsSHA256
        else {
            changes = ["the last report is not there, or is another one"]
            return
        }
        var changes: [String] = []
        if known.version != Version.current { changes.append("another version of nocitrend") }
        if (try? SHA256Digest.hexadecimal(of: study)) != last.studySHA256 { changes.append("the study file changed") }
        let earlier = Dictionary(known.inputs.map { ($0.file, $0) }) { first, _ in first }
        let names = Set(files.files.map(\.name))
        func add(_ count: Int, _ what: String) {
            if count > 0 { changes.append("\(count) \(count == 1 ? "file" : "files") \(what)") }
        }
        add(names.count { earlier[$0] == nil }, "new")
        add(earlier.keys.count { !names.contains($0) }, "gone")
        var changed = 0
        for file in files.files {
            guard let before = earlier[file.name] else { continue }
            if try Self.differs(file, from: before, files, until: end) { changed += 1 }
        }
        add(changed, "changed")
        self.changes = changes
    }

    private static func differs(
        _ file: StudyFiles.File, from before: RunRecord.Provenance.Input, _ files: StudyFiles, until end: TimeLimit
    ) throws(TimeIsOver) -> Bool {
        guard size(of: file.path) == before.bytes else { return true }
        do {
            return try files.digest(of: file, within: end.secondsLeft()) != before.sha256
        } catch is TimeIsOver {
            throw TimeIsOver()
        } catch let error as DelimitedTextError {
            if case .tookTooLong = error { throw TimeIsOver() }
            // The run itself says what is wrong with it.
            return true
        } catch {
            return true
        }
    }

    private static func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }
}

/// The time that a whole run may take.
struct TimeLimit {
    let seconds: Int
    private let end: ContinuousClock.Instant

    init(seconds: Int) {
        self.seconds = seconds
        end = .now + .seconds(seconds)
    }

    /// Whole seconds that are left, at least one.
    func secondsLeft() throws(TimeIsOver) -> Int {
        let left = ContinuousClock.now.duration(to: end) / .seconds(1)
        guard left > 0 else { throw TimeIsOver() }
        return max(1, Int(left))
    }
}

/// A run took longer than it may.
struct TimeIsOver: Error {}
