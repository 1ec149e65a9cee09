import Glibc

/// Where bytes come from. gzip is recognised by content (`1f 8b`), whatever the name.
public enum DelimitedInput: Sendable, Hashable {
    /// A file, or anything that can be opened by a path.
    case file(path: String)
    /// The process's standard input; it can be read once.
    case standardInput

    /// The path as given, or "standard input": how errors call it.
    public var name: String {
        switch self {
        case .file(let path): path
        case .standardInput: "standard input"
        }
    }

    /// Bytes of its text; `nil` where that shows only when it is read: of what is compressed, or no file.
    public var textSize: Int? {
        guard case .file = self, let source = try? ByteSource(self), !source.isCompressed else { return nil }
        return source.fileSize
    }

    /// The inputs that a plain path or a pattern (`*`, `?`, `[…]`) stands for.
    ///
    /// A relative pattern is taken below `directory`; `-` is standard input. A file whose very name is the pattern comes
    /// first. Folders never match a pattern. The files are sorted by the bytes of their paths, whatever the locale.
    /// Throws `notFound` for a path without a file and for a pattern without a match.
    public static func expanding(
        _ pattern: String, in directory: String
    ) throws(DelimitedTextError) -> [DelimitedInput] {
        if pattern == "-" { return [.standardInput] }
        let isRelative = !pattern.hasPrefix("/") && !directory.isEmpty && directory != "."
        let folder = directory.hasSuffix("/") ? directory : directory + "/"
        let path = isRelative ? folder + pattern : pattern
        if access(path, F_OK) == 0 { return [.file(path: path)] }

        let escapedFolder = folder.reduce(into: "") { $0 += ("*?[\\".contains($1) ? "\\" : "") + String($1) }
        let matches = filesMatching(isRelative ? escapedFolder + pattern : pattern)
        guard !matches.isEmpty else {
            throw .notFound(path: path, neighbours: neighbours(of: path))
        }
        return matches.map { .file(path: $0) }
    }
}

/// The paths that are no folders and match `pattern`, sorted bytewise (`glob` itself would sort by locale).
private func filesMatching(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    // SAFETY: `glob` fills `found` with `gl_pathc` NUL-terminated paths that live until `globfree`; each is copied.
    guard glob(pattern, GLOB_NOSORT | GLOB_MARK, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
    return (0..<Int(found.gl_pathc))
        .compactMap { paths[$0].map { String(cString: $0) } }
        .filter { !$0.hasSuffix("/") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// The names in the folder of `path`, sorted, without hidden ones.
func neighbours(of path: String) -> [String] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    // SAFETY: `readdir` returns nil or an entry that is valid until the next call; its NUL-terminated name is copied.
    while let entry = readdir(listing) {
        names.append(
            withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                    String(cString: $0)
                }
            })
    }
    return names.filter { !$0.hasPrefix(".") }.sorted()
}
