import Cohort
import DelimitedText
import Disclosure
import Foundation

/// Where the memory of a study's releases is kept: `OUTPUT/.private/releases-STUDY.memory`, mode 0600.
///
/// It must never know less than what was published. So what a run lets out is written to `….memory.pending` before the report is put in its
/// place, and takes the memory's place after. A pending memory that is found at a start is of a run that ended between the two: what it
/// holds counts as released, as it may have been.
struct MemoryStore {
    private let output: String
    private let owner: RunOwner
    private let folder: String

    init(output: String, owner: RunOwner) {
        self.output = output
        self.owner = owner
        folder = output + "/.private"
    }

    /// The memory to go on from, and what is to be said of it.
    struct Loaded {
        var memory: ReleaseMemory
        var warnings: [String] = []
    }

    private static let ending = ".memory"
    private static let pending = ".pending"

    /// A study is known by its title, as its file and its data may move.
    private var file: MemoryFile {
        MemoryFile(path: "\(folder)/releases-\(RunName.key(of: owner.title))\(Self.ending)")
    }

    private var pendingFile: MemoryFile { MemoryFile(path: file.path + Self.pending) }

    /// A memory of nothing, where somebody wants the earlier releases forgotten.
    func forget() -> Loaded {
        guard found() != nil || hasReports else { return Loaded(memory: anew) }
        return Loaded(
            memory: anew,
            warnings: [
                "--forget: earlier reports of this study in \(output) are no longer taken into account. Whoever holds one of them and this "
                    + "report may work out what changed between the two, and of whom: delete the earlier ones, or pass this one to none of "
                    + "their readers"
            ])
    }

    private var anew: ReleaseMemory { ReleaseMemory(versionFormat: PersonVersions.format) }

    /// Reads the memory. One that cannot be read is kept aside under another name, and one that is not there although there are earlier
    /// reports is said to be lost.
    func load() throws(CommandFailure) -> Loaded {
        var warnings: [String] = []
        let consequence =
            "which numbers changed by few patients since earlier reports of this study is not known, so none stands: whoever holds an "
            + "earlier report may work out what changed; delete those in \(output), or pass this one to none of their readers"
        while let found = found() {
            switch found.read() {
            case .memory(let memory) where memory.versionFormat == PersonVersions.format:
                return Loaded(memory: memory, warnings: warnings)
            case .memory, .unreadable:
                let aside = try PrivateFile.keepAside(found.path)
                warnings.append(
                    "the memory of earlier releases \(found.path) cannot be read (damaged, or of another version) and was kept as \(aside); "
                        + consequence)
            }
        }
        if warnings.isEmpty, hasReports {
            warnings.append(
                "there are earlier reports of this study in \(output), but no memory of what they showed; "
                    + consequence)
        }
        return Loaded(memory: anew, warnings: warnings)
    }

    /// The file to go on from: that of the title, a pending one first; else that of a study file which had another title.
    private func found() -> MemoryFile? {
        if let own = [pendingFile, file].first(where: { PathOccupant($0.path) == .file }) { return own }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let memories = names.filter {
            $0.hasPrefix("releases-") && ($0.hasSuffix(Self.ending) || $0.hasSuffix(Self.ending + Self.pending))
        }.map { MemoryFile(path: "\(folder)/\($0)") }.filter { $0.head?.studyFile == owner.studyFile }
        return memories.last { $0.path.hasSuffix(Self.pending) } ?? memories.last
    }

    /// Whether the folder holds a report of the study that was let out.
    private var hasReports: Bool {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []).sorted()
        return names.contains { name in
            guard !name.hasPrefix("."), PathOccupant("\(output)/\(name)") == .folder,
                let report = EarlierReport("\(output)/\(name)")
            else { return false }
            return report.title == owner.title && !report.isInternal
        }
    }

    /// Writes down what is about to be published.
    func prepare(_ memory: ReleaseMemory) throws {
        try PrivateFile.createFolder(folder)
        try pendingFile.write(memory, of: owner)
    }

    /// What was prepared is published.
    func confirm() throws(CommandFailure) {
        try PrivateFile.move(pendingFile.path, to: file.path)
    }
}
