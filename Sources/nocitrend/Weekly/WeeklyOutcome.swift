/// What became of a weekly run. Each has a word for logs and hooks, and an exit code.
enum WeeklyOutcome: Equatable {
    /// The report is written and nothing is to be said.
    case done
    /// Nothing that a report is made from changed since the last good run.
    case nothingNew
    /// The report is written, or nothing was new, and something is to be looked at.
    case warnings
    /// No input file is as new as it should be.
    case stale
    /// It took longer than it may.
    case timeLimit
    /// The run was ended by a signal: by the kernel that had no memory left, by an administrator, by a fault of its own.
    case killed(signal: Int32)
    /// There is no report; the statuses are those of every command.
    case failed(SystemExit)

    /// The exit code: those of sysexits.h where they say it, 124 as timeout(1) has it, and 10 and 11, which neither uses.
    var code: Int32 {
        switch self {
        case .done, .nothingNew: 0
        case .warnings: 10
        case .stale: 11
        case .timeLimit: 124
        case .killed: 70
        case .failed(let status): status.rawValue
        }
    }

    /// The word in the log and in `NOCITREND_OUTCOME`.
    var word: String {
        switch self {
        case .done: "done"
        case .nothingNew: "nothing_new"
        case .warnings: "warnings"
        case .stale: "stale"
        case .timeLimit: "time_limit"
        case .killed: "killed"
        case .failed(.data): "data_refused"
        case .failed(.noInput): "missing_input"
        case .failed(.studyFile): "study_file"
        case .failed(.tryAgain): "locked"
        case .failed(.cannotCreate): "cannot_create"
        case .failed(.inputOutput): "input_output"
        case .failed(.usage): "usage"
        case .failed(.software): "own_fault"
        case .failed(.system): "out_of_resources"
        }
    }

    /// Words for a subject.
    var words: String {
        switch self {
        case .done: "done"
        case .nothingNew: "nothing new"
        case .warnings: "done with warnings"
        case .stale: "STALE INPUT"
        case .timeLimit: "TIME LIMIT"
        case .killed: "KILLED"
        case .failed(.data): "DATA REFUSED"
        case .failed(.noInput): "INPUT MISSING"
        case .failed(.studyFile): "STUDY FILE WRONG"
        case .failed(.tryAgain): "another run was going on"
        case .failed: "FAILED"
        }
    }

    /// Whether the failure hook is run: everything but a report, or the sentence that nothing was new.
    var isFailure: Bool { code != 0 && self != .warnings }

    /// What to do about it.
    var remedies: [String] {
        switch self {
        case .done, .nothingNew: []
        case .warnings:
            ["Read the warnings; what is not to be said any more is put right in the data or the study file."]
        case .stale:
            [
                "Ask who delivers the files why none came, or raise max_age. A copy that keeps the times of files says when they were made."
            ]
        case .timeLimit:
            ["Run it once by hand with --verbose to see what takes long; raise time_limit if it has to be so long."]
        case .killed:
            ["Look into the system's log (journalctl -k) whether memory ran out; the next run begins anew."]
        case .failed(.data):
            [
                "Mend the files, or say in the study file what they are like; then run the same command again. nocitrend check STUDY says "
                    + "what becomes of every row."
            ]
        case .failed(.noInput):
            ["Put the file back, or mend its name in the study file; then run the same command again."]
        case .failed(.studyFile):
            [
                "Mend the study file at the line that is named, or the file that does not fit it; nocitrend check STUDY tries both."
            ]
        case .failed(.tryAgain):
            ["Nothing, unless it comes again: then look whether a run hangs, and give studies hours of their own."]
        case .failed(.software):
            ["This is a fault of nocitrend's own: report it with the line above; the last report holds."]
        case .failed(.system):
            ["Give it more memory (the limits of the service or of ulimit), then run the same command again."]
        case .failed(.cannotCreate), .failed(.inputOutput), .failed(.usage): []
        }
    }
}
