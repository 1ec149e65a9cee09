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
    /// Whether the run withholds nothing: such a run has a name, a link and a mode of its own, never those of one for release.
    let isInternal: Bool
    /// Whether the link to the latest report goes to this one.
    var movesLatest = true

    /// Where the finished run lies.
    var place: String { output + "/" + run }

    /// What is kept of the run and is no part of the report.
    var privateFolder: PrivateFolder { PrivateFolder(output: output, run: run) }

    private var mode: OutputMode { isInternal ? .restricted : .released }
    private var latest: String { output + "/" + RunName.latest(isInternal: isInternal) }
    private var staging: String { Self.partial(of: run, in: output) }
    private var linkPartial: String { Self.linkPartial(in: output, isInternal: isInternal) }
    private static func linkPartial(in output: String, isInternal: Bool) -> String {
        Self.partial(of: RunName.latest(isInternal: isInternal), in: output)
    }
    private static let partial = ".partial"

    /// The hidden name under which what is called `name` is made, or removed, and that ``recover(in:)`` clears.
    static func partial(of name: String, in output: String) -> String { "\(output)/.\(name)\(partial)" }

    private static let earlier = ".earlier"

    /// Throws where something stands in the run's place, in that of its private folder or of the link to the latest run, which
    /// is not of an earlier run of this study and would be lost.
    func checkPlace() throws(CommandFailure) {
        if let owner = FileOwner(foreign: place) {
            throw CommandFailure(
                status: .cannotCreate,
                message:
                    "\(place) is there and \(owner.words): \(owner.remedy), or give the run another name with --run")
        }
        if let objection = try objection() {
            throw CommandFailure(
                status: .cannotCreate,
                message: "\(place) is there and \(objection): move it away, or give the run another name with --run")
        }
        try privateFolder.checkPlace()
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
        guard earlier.isInternal == isInternal else {
            return earlier.isInternal ? "is an internal report" : "is a report for release"
        }
        if let objection = owner.objection(toReplacing: earlier.title, privateFolder) { return objection }
        return earlier.foreignFile.map { "holds \($0), which is not of a report" }
    }

    private func isLinkToRun(_ path: String) -> Bool {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return false }
        return !target.contains("/")
    }

    /// Fills the folder with `fill` and puts it in its place, with what is private of the run beside; a run that fails half-way leaves
    /// nothing behind.
    func publish(_ record: RunRecord, _ fill: (RunFolder) throws -> Void) throws {
        // Nobody else looks into a report that is half written.
        try OutputFolder.create(staging, mode: .restricted)
        defer { try? FileManager.default.removeItem(atPath: staging) }
        try fill(self)
        try OutputFolder.set(mode.folder, of: staging)
        try checkPlace()
        do {
            try privateFolder.prepare(record, of: owner)
            try putInPlace()
        } catch {
            try? privateFolder.settle()
            throw error
        }
        try privateFolder.settle()
        privateFolder.stopped.remove()
    }

    /// Writes a file of the run; `name` may have folders.
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws(CommandFailure) {
        let path = staging + "/" + name
        try OutputFolder.create((path as NSString).deletingLastPathComponent, mode: mode)
        try OutputFolder.writeAnew(Array(bytes), to: path, mode: mode)
    }

    /// Leaves only what is private of a run that was stopped, and returns the path of its rejected rows: an earlier report of the same
    /// name stays as it is, with what is private of it.
    func keepStopped(_ record: RunRecord) throws(CommandFailure) -> String {
        let folder = privateFolder.stopped
        try folder.write(record)
        return folder.path + "/rejects.csv"
    }

    /// Puts the run in its place, in the stead of an earlier one of the same name, and points `latest` at it. An earlier report
    /// ends in the staging folder.
    private func putInPlace() throws(CommandFailure) {
        try checkPlace()
        guard movesLatest else { return try exchange() }
        // Before the report's names change, as there may be no room for a link.
        let link = linkPartial
        unlink(link)
        guard symlink(run, link) == 0 else {
            throw CommandFailure(
                status: .inputOutput, message: "cannot create \(link): \(SystemError().words(at: link))")
        }
        do {
            try exchange()
        } catch {
            unlink(link)
            throw error
        }
        try move(link, latest)
    }

    /// Gives the finished folder the run's name, at once.
    private func exchange() throws(CommandFailure) {
        if PathOccupant(place) == .nothing {
            try move(staging, place)
        } else {
            switch exchange_names(staging, place) {
            case 0: break
            case EINVAL, ENOSYS, EOPNOTSUPP: try putInPlaceInTwoSteps()
            case let error: throw cannotPlace(error)
            }
        }
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
            status: .inputOutput, message: "cannot put \(place) in place: \(SystemError(error).words(at: place))")
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
                            + SystemError().words(at: output))
                }
            } else if EarlierReport(output + "/" + run) != nil {
                try? files.removeItem(atPath: output + "/" + name)
            }
        }
        for isInternal in [false, true] {
            let link = linkPartial(in: output, isInternal: isInternal)
            if PathOccupant(link) == .link { unlink(link) }
        }
        try PrivateFolder.recover(in: output)
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
