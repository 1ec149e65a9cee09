/// A place in a study file; both counts start at 1.
public struct SourcePosition: Sendable, Hashable {
    /// The line.
    public var line: Int
    /// The column of the line.
    public var column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A place together with the file that it is in: a study's own file or a preset.
public struct SourceReference: Sendable, Hashable {
    /// The file.
    public var path: String
    /// The place in it.
    public var position: SourcePosition

    /// A place in a file.
    public init(path: String, position: SourcePosition) {
        self.path = path
        self.position = position
    }

    /// An error about what stands here.
    public func error(_ message: String, exitKind: ExitKind = .studyFile) -> StudyFileError {
        StudyFileError(path: path, position: position, message: message, exitKind: exitKind)
    }
}
