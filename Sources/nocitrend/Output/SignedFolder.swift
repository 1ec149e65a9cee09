import DelimitedText
import Foundation

/// A folder of the user's in which this tool replaces only files that it wrote and that nobody changed since.
///
/// `SHA256SUMS` in it lists them, in the form of sha256sum(1): `sha256sum --check SHA256SUMS` tells which were changed.
/// New files are written beside, in a hidden folder, and renamed into place. For the time of the renaming the list has the
/// digests of the earlier files and of the new ones, so that after a kill all of them are still known as the tool's own.
struct SignedFolder {
    let path: String
    /// The command that writes here; another command's files are not its own.
    let writer: String
    /// What the user may do instead, after "move it away, or".
    let remedy: String
    /// Of the files, and of folders that are made for them.
    var mode = OutputMode.released

    private static let list = "SHA256SUMS"
    private var staging: String { path + "/.nocitrend.partial" }
    private var firstLine: String {
        "# Written by nocitrend \(writer), which replaces these files only while they are as it wrote them."
    }

    /// Throws status 73 where one of `names`, or a file on the list, is there and is not as this tool wrote it.
    func checkPlace(for names: [String]) throws(CommandFailure) {
        let signed = try signatures()
        for name in names.sorted() where signed[name] == nil { try checkIsFree(name) }
        for (name, digests) in signed.sorted(by: { $0.key < $1.key }) {
            let file = path + "/" + name
            switch PathOccupant(file) {
            case .nothing: continue
            case .file:
                if let digest = try? SHA256Digest.hexadecimal(ofFile: file), digests.contains(digest) { continue }
            default: break
            }
            throw refusal(file, "has been changed since nocitrend wrote it")
        }
    }

    /// Writes what `fill` adds and puts it in place, after `checkPlace`. Files on the list that are not among them any more go.
    func replace(_ fill: (inout Staging) throws -> Void) throws(CommandFailure) {
        try OutputFolder.create(path, mode: mode)
        try? FileManager.default.removeItem(atPath: staging)  // what a kill may have left
        defer { try? FileManager.default.removeItem(atPath: staging) }
        try OutputFolder.create(staging, mode: .restricted)
        var staged = Staging(folder: staging, mode: mode)
        do {
            try fill(&staged)
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as SystemError {
            throw CommandFailure(status: .inputOutput, message: "cannot write to \(path): \(error.words(at: path))")
        } catch {
            throw CommandFailure(status: .inputOutput, message: "cannot write to \(path): \(error)")
        }
        try putInPlace(staged.digests.mapValues { Set([$0]) })
    }

    private func putInPlace(_ new: [String: Set<String>]) throws(CommandFailure) {
        try checkPlace(for: Array(new.keys))
        let earlier = try signatures()
        try writeList(earlier.merging(new) { $0.union($1) })
        for name in new.keys.sorted() {
            let file = path + "/" + name
            try OutputFolder.create((file as NSString).deletingLastPathComponent, mode: mode)
            guard rename(staging + "/" + name, file) == 0 else {
                throw CommandFailure(
                    status: .inputOutput, message: "cannot write \(file): \(SystemError().words(at: file))")
            }
        }
        for name in earlier.keys where new[name] == nil {
            try? FileManager.default.removeItem(atPath: path + "/" + name)
        }
        try writeList(new)
    }

    /// The digests that each file on the list may have. Throws where a list is there that is not this writer's.
    private func signatures() throws(CommandFailure) -> [String: Set<String>] {
        let file = path + "/" + Self.list
        guard PathOccupant(file) != .nothing else { return [:] }
        let text = (try? WholeFile.bytes(of: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(separator: "\n")
        guard PathOccupant(file) == .file, let first = lines.first, first == firstLine else {
            throw refusal(file, "is not of nocitrend \(writer)")
        }
        var signatures: [String: Set<String>] = [:]
        for line in lines.dropFirst() {
            guard let space = line.firstRange(of: "  ") else { continue }
            let name = String(line[space.upperBound...])
            guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else { continue }
            signatures[name, default: []].insert(String(line[..<space.lowerBound]))
        }
        return signatures
    }

    private func writeList(_ signatures: [String: Set<String>]) throws(CommandFailure) {
        let lines = signatures.sorted { $0.key < $1.key }.flatMap { name, digests in
            digests.sorted().map { "\($0)  \(name)" }
        }
        try OutputFolder.write(
            Array(([firstLine] + lines).map { $0 + "\n" }.joined().utf8), to: path + "/" + Self.list, mode: mode)
    }

    private func checkIsFree(_ name: String) throws(CommandFailure) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/" + part
            guard [.nothing, .folder].contains(PathOccupant(folder)) else { throw refusal(folder, "is not a folder") }
        }
        let file = path + "/" + name
        guard PathOccupant(file) == .nothing else {
            throw refusal(file, "was not written by nocitrend \(writer)")
        }
    }

    private func refusal(_ file: String, _ reason: String) -> CommandFailure {
        CommandFailure(
            status: .cannotCreate, message: "\(file) is there and \(reason): move it away, or \(remedy)")
    }
}

extension SignedFolder {
    /// New files on their way into the folder.
    struct Staging {
        fileprivate let folder: String
        fileprivate let mode: OutputMode
        /// The digest of each finished file, by its name.
        fileprivate(set) var digests: [String: String] = [:]

        /// Adds a file; `name` may have a folder.
        mutating func add(_ name: String, _ bytes: [UInt8]) throws {
            let file = try begin(name)
            try file.append(bytes)
            try finish(file)
        }

        /// Begins a file that is written piece by piece and then finished.
        func begin(_ name: String) throws -> StagedFile { try StagedFile(folder: folder, name: name, mode: mode) }

        /// Ends a file.
        mutating func finish(_ file: StagedFile) throws { digests[file.name] = try file.close() }
    }
}

/// A file that is digested as it is written.
struct StagedFile {
    fileprivate let name: String
    private let handle: FileHandle
    private let digest: SHA256Digest

    fileprivate init(folder: String, name: String, mode: OutputMode) throws {
        self.name = name
        let path = folder + "/" + name
        try OutputFolder.create((path as NSString).deletingLastPathComponent, mode: .restricted)
        try OutputFolder.writeAnew([], to: path, mode: mode)
        handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        digest = try SHA256Digest()
    }

    /// Writes more bytes.
    func append(_ bytes: [UInt8]) throws {
        digest.update(bytes)
        try DescriptorBytes.write(bytes, to: handle.fileDescriptor)
    }

    fileprivate func close() throws -> String {
        try handle.close()
        return try digest.finish()
    }
}
