import DelimitedText

// Files that somebody changes, replaces or takes away while they are read.
extension StudyReading {
    /// Notes which files there are, so that one which is gone when its turn comes is not called a mistake of the study file.
    mutating func noteFilesAtStart() {
        var sizes: [Int?] = []
        for entry in study.tables.values.joined() {
            // What is wrong with an entry is said when it is read.
            for input in (try? inputs(of: entry)) ?? [] {
                if case .file(let path) = input { filesAtStart.insert(path) }
                if options.progress != nil { sizes.append(input.textSize) }
            }
        }
        guard options.progress != nil else { return }
        totalBytes = sizes.reduce(0) { sum, size in size.flatMap { size in sum.map { $0 + size } } }
    }

    /// Reads a file, and throws where it is not the same afterwards: whatever else is wrong with it then may be due to that.
    mutating func unchanged<Read>(
        _ input: DelimitedInput, _ read: (inout StudyReading) throws -> Read
    ) throws -> Read {
        guard case .file(let path) = input else { return try read(&self) }
        let before = FileStatus(path: path)
        let outcome = Result { try read(&self) }
        guard before == FileStatus(path: path) else {
            throw IngestError.input(
                FileStatus.isAnything(at: path) ? .changedWhileRead(path: path) : .vanishedWhileRead(path: path))
        }
        if before == nil, filesAtStart.contains(path), !FileStatus.isAnything(at: path) {
            throw IngestError.input(.vanishedWhileRead(path: path))
        }
        return try outcome.get()
    }

    /// Throws where a pattern stands for other files than before they were read.
    func checkList(of entry: TableEntry, was files: [DelimitedInput]) throws(IngestError) {
        let isPattern = files != [.standardInput] && (files.count > 1 || entry.file.contains { "*?[".contains($0) })
        guard isPattern, (try? inputs(of: entry)) != files else { return }
        throw .input(.listChangedWhileRead(pattern: entry.file))
    }
}
