import Foundation

/// The folder of a run: written beside its place and renamed, so a reader or a crash never sees half a report.
struct RunFolder {
    let output: String
    let run: String
    private let staging: String

    /// The folder of a run below `output`; nothing is written yet.
    init(output: String, run: String) {
        self.output = output
        self.run = run
        staging = output + "/.\(run).partial"
    }

    /// Where the finished run lies.
    var place: String { output + "/" + run }

    /// Throws where something stands in the run's place, or in that of the link to the latest run, which is not a report's and
    /// would be lost.
    func checkPlace() throws(CommandFailure) {
        let files = FileManager.default
        guard !files.fileExists(atPath: place) || isReport(place) else {
            throw CommandFailure(
                status: .cannotCreate,
                message: "\(place) is there and is not a report: move it away, or give the run another name with --run")
        }
        let latest = output + "/latest"
        let isLink = (try? files.destinationOfSymbolicLink(atPath: latest)) != nil
        guard isLink || !files.fileExists(atPath: latest) else {
            throw CommandFailure(
                status: .cannotCreate,
                message: "\(latest) is there and is not the link to the latest report: move it away")
        }
    }

    /// Whether a folder holds results in the form that this tool writes.
    private func isReport(_ folder: String) -> Bool {
        let results = URL(fileURLWithPath: folder + "/results.json")
        return (try? Data(contentsOf: results))?.range(of: Data("\"nocitrend.results/".utf8)) != nil
    }

    /// Fills the folder with `fill` and puts it in its place; a run that fails half-way leaves nothing behind.
    func publish(_ fill: (RunFolder) throws -> Void) throws {
        do {
            // What a crash may have left.
            if FileManager.default.fileExists(atPath: staging) { try FileManager.default.removeItem(atPath: staging) }
            try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(
                status: .cannotCreate, message: "cannot create \(staging): \(error.localizedDescription)")
        }
        do {
            try fill(self)
            try putInPlace()
        } catch {
            try? FileManager.default.removeItem(atPath: staging)
            throw error
        }
    }

    /// Writes a file of the run; `name` may have folders.
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws(CommandFailure) {
        let path = staging + "/" + name
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure(status: .inputOutput, message: "cannot write \(path): \(error.localizedDescription)")
        }
    }

    /// Leaves only the rejected rows of a run that was stopped, beside the runs, and returns their path: an earlier report of
    /// the same name stays as it is.
    func publishRejects(_ bytes: [UInt8]) throws(CommandFailure) -> String {
        let path = output + "/" + run + ".rejects.csv"
        try OutputFolder.write(bytes, to: path)
        return path
    }

    /// Puts the run in its place, in the stead of an earlier one of the same name, and points `latest` at it.
    private func putInPlace() throws(CommandFailure) {
        let files = FileManager.default
        let earlier = output + "/.\(run).earlier"
        do {
            if files.fileExists(atPath: earlier) { try files.removeItem(atPath: earlier) }
            if files.fileExists(atPath: place) { try files.moveItem(atPath: place, toPath: earlier) }
            try files.moveItem(atPath: staging, toPath: place)
            if files.fileExists(atPath: earlier) { try files.removeItem(atPath: earlier) }
            let link = output + "/.latest.partial"
            try? files.removeItem(atPath: link)
            try files.createSymbolicLink(atPath: link, withDestinationPath: run)
            guard rename(link, output + "/latest") == 0 else {
                throw CocoaError(.fileWriteUnknown)
            }
        } catch {
            throw CommandFailure(
                status: .inputOutput, message: "cannot put \(place) in place: \(error.localizedDescription)")
        }
    }
}
