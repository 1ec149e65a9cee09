import Glibc

/// A small file, such as a study file, read at once.
public enum WholeFile {
    /// The bytes of a regular file, of which there may be `limit`; larger files are no study files. Throws `notFound`, `unreadable`, and `notAFile` for everything that is none.
    public static func bytes(of path: String, limit: Int = 64 << 20) throws(DelimitedTextError) -> [UInt8] {
        let file = try OpenedFile(path, below: [])
        defer { close(file.descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            // SAFETY: `read` writes at most the length that it is told, which is that of `block`.
            let count = block.withUnsafeMutableBytes { read(file.descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count > 0 {
                bytes += block[..<count]
            } else if errno != EINTR {
                throw .unreadable(path: path, reason: String(cString: strerror(errno)))
            }
        }
        throw .unreadable(path: path, reason: "larger than \(limit >> 20) MiB")
    }
}
