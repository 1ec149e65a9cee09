import Foundation

/// Why the system did not do what it was asked, in words.
struct SystemError: Error, Equatable {
    let code: Int32

    /// What went wrong last, or what a call returned.
    init(_ code: Int32 = errno) { self.code = code }

    /// In words, with what to do.
    ///
    /// - Parameter path: what it was about; it is looked whose that is where the system did not permit something.
    func words(at path: String? = nil) -> String {
        switch code {
        case ENOSPC: "no space is left on the disk"
        case EDQUOT: "the quota of the disk is used up"
        case EFBIG: "the file would be larger than allowed; raise the limit (ulimit -f)"
        case EMFILE, ENFILE: "too many files are open; raise the limit (ulimit -n)"
        case ENOMEM: "memory ran out"
        case EACCES, EPERM: path.flatMap(FileOwner.init(above:)).map { "\($0.path) \($0.words): \($0.remedy)" } ?? plain
        default: plain
        }
    }

    private var plain: String { String(cString: strerror(code)) }
}

/// Somebody else, to whom a file or folder belongs.
struct FileOwner: Equatable {
    let path: String
    private let user: uid_t

    /// The owner of what is at `path`; `nil` where nothing is, where it is this process's user, and for root, who may do anything.
    init?(foreign path: String) {
        var status = stat()
        guard geteuid() != 0, lstat(path, &status) == 0, status.st_uid != geteuid() else { return nil }
        self.path = path
        user = status.st_uid
    }

    /// The foreign owner of what is at `path`, or of the nearest folder above it that can be looked at.
    init?(above path: String) {
        var place = path
        var owner = FileOwner(foreign: place)
        var status = stat()
        while owner == nil, place != "/", place != "." {
            place = (place as NSString).deletingLastPathComponent
            if place.isEmpty { place = "." }
            owner = FileOwner(foreign: place)
            if lstat(place, &status) == 0 { break }
        }
        guard let owner else { return nil }
        self = owner
    }

    /// After the path.
    var words: String { "belongs to \(Self.name(of: user)), and this run is \(Self.name(of: geteuid()))'s" }

    /// What to do.
    var remedy: String { "run it as the user to whom that belongs, or name another folder with --output" }

    private static func name(of user: uid_t) -> String {
        guard let entry = getpwuid(user), let name = entry.pointee.pw_name else { return "user \(user)" }
        return "\(String(cString: name)) (user \(user))"
    }
}

/// Bytes on their way to an open file, pipe or terminal.
enum DescriptorBytes {
    /// Writes all of them.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A call takes at most 2 GiB.
            let piece = rest.count == bytes.count && bytes.count < 1 << 30 ? bytes : Array(rest.prefix(1 << 30))
            let count = Foundation.write(descriptor, piece, piece.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw SystemError()
            }
        }
    }
}
