/// What is wrong with a study file, where, and what to do about it.
public struct StudyFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The study file, or the preset that it names.
    public let path: String
    /// Line in it, from 1; `nil` where the whole file is meant.
    public let line: Int?
    /// Column of that line, from 1.
    public let column: Int?
    /// The offender, the nearest known name and the remedy.
    public let message: String
    /// ``ExitKind/studyFile``, or ``ExitKind/noInput`` where a file is not there.
    public let exitKind: ExitKind

    /// An error at a place of the file; without a position, about the whole file.
    public init(path: String, position: SourcePosition?, message: String, exitKind: ExitKind = .studyFile) {
        self.path = path
        self.line = position?.line
        self.column = position?.column
        self.message = shownMessage(message)
        self.exitKind = exitKind
    }

    /// For example `study.yaml line 12, column 5: unknown key "instrumnt"; did you mean "instrument"?`
    public var description: String {
        let path = printable(path.count > 200 ? "…" + path.suffix(200) : path)
        return switch (line, column) {
        case (let line?, let column?): "\(path) line \(line), column \(column): \(message)"
        case (let line?, nil): "\(path) line \(line): \(message)"
        case (nil, _): "\(path): \(message)"
        }
    }
}
