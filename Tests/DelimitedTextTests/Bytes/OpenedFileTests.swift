import Foundation
import Testing

@testable import DelimitedText

/// What is no file is not opened, and what lies elsewhere is not read.
@Suite struct OpenedFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func error(_ name: String, below folders: [String]) -> DelimitedTextError? {
        let path = name.hasPrefix("/") ? name : folder.path + "/" + name
        do {
            try DelimitedReader(
                input: .file(path: path), dialect: Dialect(), threads: 1, limits: InputLimits(folders: folders)
            ).check()
            return nil
        } catch {
            return error
        }
    }

    @Test(.timeLimit(.minutes(1))) func aPipeThatNobodyWritesToIsNotOpened() {
        let path = folder.path + "/pipe.csv"
        #expect(mkfifo(path, 0o600) == 0)
        #expect(readError(path) == .notAFile(path: path, kind: .pipe))
        #expect(symlink("pipe.csv", folder.path + "/link.csv") == 0)
        #expect(readError(folder.path + "/link.csv") == .notAFile(path: folder.path + "/link.csv", kind: .pipe))
    }

    @Test func aDeviceAndASocketAreNoFiles() throws {
        #expect(readError("/dev/zero") == .notAFile(path: "/dev/zero", kind: .device))
        let path = folder.path + "/s"
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8.prefix(100))) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        #expect(readError(path) == .notAFile(path: path, kind: .socket))
    }

    @Test func aFileLiesBelowAFolderByItsRealPath() throws {
        try folder.write("a\n1\n".utf8, as: "outside.csv")
        for name in ["data", "database", "other"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + name, withIntermediateDirectories: false)
            try folder.write("a\n1\n".utf8, as: name + "/in.csv")
        }
        let data = folder.path + "/data"
        #expect(symlink("../outside.csv", data + "/out.csv") == 0)
        #expect(symlink("in.csv", data + "/alias.csv") == 0)
        #expect(symlink("data", folder.path + "/linked") == 0)
        for inside in ["data/in.csv", "data/alias.csv", "linked/in.csv", "data/../data/in.csv"] {
            #expect(error(inside, below: [data]) == nil, "\(inside)")
            #expect(error(inside, below: [folder.path + "/linked"]) == nil, "\(inside)")
        }
        let real = try #require(realPath(folder.path))
        for (outside, place) in [
            ("outside.csv", real), ("data/out.csv", real), ("database/in.csv", real + "/database"),
            ("data/../other/in.csv", real + "/other"),
        ] {
            #expect(
                error(outside, below: [data]) == .outside(path: folder.path + "/" + outside, folder: place),
                "\(outside)")
        }
        // A folder, or the file itself, may be named.
        #expect(error("other/in.csv", below: [data, folder.path + "/other"]) == nil)
        #expect(error("data/out.csv", below: [data, folder.path + "/outside.csv"]) == nil)
        #expect(error("outside.csv", below: [data, "/"]) == nil && error("outside.csv", below: []) == nil)
        #expect(error("outside.csv", below: [folder.path + "/none"]) != nil)
    }
}
