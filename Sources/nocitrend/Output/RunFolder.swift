import CRename
import Foundation

/// The folder of a run: written beside its place and renamed, so a reader or a crash never sees half a report.
///
/// A whole report is under its name at every moment. Where a run replaces an earlier one the two change places in one step.
/// A file system that cannot do that has the earlier report under `.RUN.earlier` between two steps; after a kill there,
/// `recover` puts it back at the next start.
struct RunFolder {
    let output: String
    let run: String
    let owner: RunOwner

    /// Where the finished run lies.
    var place: String { output + "/" + run }

    private var staging: String { "\(output)/.\(run)\(Self.partial)" }
    private static let partial = ".partial"
    private static let earlier = ".earlier"

    /// Throws where something stands in the run's place, in that of its rejected rows or of the link to the latest run, which
    /// is not of an earlier run of this study and would be lost.
    func checkPlace() throws(CommandFailure) {
        if let objection = try objection() {
            throw CommandFailure(
                status: .cannotCreate,
                message: "\(place) is there and \(objection): move it away, or give the run another name with --run")
        }
        try rejectsFile.checkPlace()
        let latest = output + "/latest"
        guard PathOccupant(latest) == .nothing || isLinkToRun(latest) else {
            throw CommandFailure(
                status: .cannotCreate,
                message: "\(latest) is there and is not the link to the latest report: move it away")
        }
    }

    /// Why what stands in the run's place must not be replaced; nil where it may, or where nothing does.
    private func objection() throws(CommandFailure) -> String? {
        switch PathOccupant(place) {
        case .nothing: return nil
        case .folder: break
        default: return "is not a report"
        }
        guard let earlier = EarlierReport(place) else { return "is not a report" }
        if let objection = owner.objection(toReplacing: earlier.title, output: output, run: run) { return objection }
        return earlier.foreignFile.map { "holds \($0), which is not of a report" }
    }

    private func isLinkToRun(_ path: String) -> Bool {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return false }
        return !target.contains("/")
    }

    /// Fills the folder with `fill` and puts it in its place; a run that fails half-way leaves nothing behind.
    func publish(_ fill: (RunFolder) throws -> Void) throws {
        do {
            try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
        } catch {
            throw CommandFailure(
                status: .cannotCreate, message: "cannot create \(staging): \(error.localizedDescription)")
        }
        defer { try? FileManager.default.removeItem(atPath: staging) }
        try fill(self)
        try owner.record(output: output, run: run)
        try putInPlace()
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
        try rejectsFile.write(bytes)
        return rejectsFile.path
    }

    private var rejectsFile: ChosenFile {
        ChosenFile(content: .rejectedRows, path: place + ".rejects.csv", remedy: "give the run another name with --run")
    }

    /// Puts the run in its place, in the stead of an earlier one of the same name, and points `latest` at it. An earlier report
    /// ends in the staging folder.
    private func putInPlace() throws(CommandFailure) {
        try checkPlace()
        if PathOccupant(place) == .nothing {
            try move(staging, place)
        } else {
            switch exchange_names(staging, place) {
            case 0: break
            case EINVAL, ENOSYS, EOPNOTSUPP: try putInPlaceInTwoSteps()
            case let error: throw cannotPlace(error)
            }
        }
        let link = "\(output)/.latest\(Self.partial)"
        do {
            if PathOccupant(link) != .nothing { try FileManager.default.removeItem(atPath: link) }
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: run)
        } catch {
            throw CommandFailure(
                status: .inputOutput, message: "cannot create \(link): \(error.localizedDescription)")
        }
        try move(link, output + "/latest")
    }

    /// For a file system that cannot exchange two names.
    private func putInPlaceInTwoSteps() throws(CommandFailure) {
        let earlier = "\(output)/.\(run)\(Self.earlier)"
        try move(place, earlier)
        do {
            try move(staging, place)
        } catch {
            try move(earlier, place)
            throw error
        }
        try? FileManager.default.removeItem(atPath: earlier)
    }

    private func move(_ path: String, _ target: String) throws(CommandFailure) {
        guard rename(path, target) == 0 else { throw cannotPlace(errno) }
    }

    private func cannotPlace(_ error: Int32) -> CommandFailure {
        CommandFailure(
            status: .inputOutput, message: "cannot put \(place) in place: \(String(cString: strerror(error)))")
    }
}

extension RunFolder {
    /// Sets right what killed runs left in an output folder, whatever their names: a report that was moved aside goes back to
    /// its place if nothing came there, and what was written beside or superseded goes. Needs the lock.
    static func recover(in output: String) throws(CommandFailure) {
        let files = FileManager.default
        let hidden = ((try? files.contentsOfDirectory(atPath: output)) ?? []).filter { $0.hasPrefix(".") }.sorted()
        for name in hidden where PathOccupant(output + "/" + name) == .folder {
            guard let run = runName(hidden: name, with: earlier) else { continue }
            if PathOccupant(output + "/" + run) == .nothing {
                guard rename(output + "/" + name, output + "/" + run) == 0 else {
                    throw CommandFailure(
                        status: .inputOutput,
                        message: "cannot put back the report \(output)/\(run), which a killed run left as \(name): "
                            + String(cString: strerror(errno)))
                }
            } else if EarlierReport(output + "/" + run) != nil {
                try? files.removeItem(atPath: output + "/" + name)
            }
        }
        for name in hidden
        where PathOccupant(output + "/" + name) == .folder && runName(hidden: name, with: partial) != nil {
            try? files.removeItem(atPath: output + "/" + name)
        }
    }

    /// The run of which `name` is the hidden folder; nil where it is not one.
    private static func runName(hidden name: String, with suffix: String) -> String? {
        guard name.hasPrefix("."), name.hasSuffix(suffix) else { return nil }
        return RunName.validated(String(name.dropFirst().dropLast(suffix.count)))
    }
}
