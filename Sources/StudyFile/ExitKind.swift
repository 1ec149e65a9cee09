/// What kind of failure stopped a run. The command line gives each its exit code (after sysexits.h).
public enum ExitKind: Int32, Sendable, Hashable {
    /// The data cannot be used as they are: 65.
    case data = 65
    /// A file named in the study file is not there or cannot be opened: 66.
    case noInput = 66
    /// Reading had to be given up: 74.
    case inputOutput = 74
    /// The study file is wrong, or does not fit the files that it names: 78.
    case studyFile = 78
}
