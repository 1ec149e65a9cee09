import Foundation
import Reports

/// What became of a weekly run, as the mail, the log and the hooks tell it.
struct WeeklyAccount {
    let output: String
    let study: String
    let clock: RunClock
    /// The study's title, or its file as long as that has not been read.
    var title: String
    var outcome = WeeklyOutcome.done
    /// What is to be looked at, a sentence each.
    var problems: [String] = []
    /// Why a report was made.
    var because: [String]?
    /// The run that was written.
    var run: String?
    /// The last good run before this one.
    var last: LastRun?
    /// How many input files there are.
    var files = 0
    /// The day of the newest input file where it is too old, and how old it may be.
    var staleness: (newest: String, maxAge: Int)?
    /// Whether the link to the latest report stayed with a later day.
    var keptLatest = false
    var pruned: [String] = []
    /// Seconds that a run may take.
    var timeLimit = 0

    init(output: String, study: String, clock: RunClock) {
        self.output = output
        self.study = study
        self.clock = clock
        title = (study as NSString).lastPathComponent
    }

    /// The week, as `2026-W48`.
    var week: String { RunName.week(of: clock.date) }

    /// The report that was written, as a whole path.
    var report: String? { run.map { whole("\(output)/\($0)/report.html") } }

    /// The report that holds where none was written.
    private var standing: String? { last.map { whole("\(output)/\($0.run)/report.html") } }

    /// A path that a reader of the mail can use from any folder.
    func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    mutating func fail(_ error: any Error) {
        switch error {
        case is TimeIsOver: outcome = .timeLimit
        case let failure as CommandFailure:
            outcome = .failed(failure.status)
            problems.insert(failure.message, at: 0)
        default:
            outcome = .failed(.inputOutput)
            problems.insert("\(error)", at: 0)
        }
    }

    /// What became of it in a sentence or two.
    var sentence: String {
        var sentences = [opening]
        if let staleness {
            sentences.append(
                "The newest of \(files) input files was written on \(staleness.newest), more than \(staleness.maxAge) days before "
                    + "\(clock.day) (max_age).")
        }
        if let because, run != nil { sentences.append("Because: \(because.joined(separator: ", ")).") }
        if keptLatest { sentences.append("\"latest\" stays with a report of a later day.") }
        return sentences.joined(separator: " ")
    }

    private var opening: String {
        let code = "code \(outcome.code)"
        let stays = last.map { " That of \($0.day) (\($0.run)) stays the last good one." } ?? ""
        switch outcome {
        case .done: return "Done: the report of \(week) is written."
        case .nothingNew: return nothingNew
        case .warnings:
            return run == nil
                ? "To be looked at (\(code)). \(nothingNew)"
                : "Done with warnings (\(code)): the report of \(week) is written."
        case .stale:
            return run == nil
                ? "Stale input (\(code)), no report: nothing changed." + stays
                : "Stale input (\(code)): the report of \(week) is written, as something changed."
        case .timeLimit: return "Ended (\(code)), no report: it took longer than \(timeLimit) s (time_limit)." + stays
        case .killed(let signal): return "Ended by signal \(signal) (\(code)), no report." + stays
        case .failed(.data): return "Data refused (\(code)), no report." + stays
        case .failed(.tryAgain): return "Not begun (\(code)): another run was going on."
        case .failed: return "Failed (\(code)), no report." + stays
        }
    }

    private var nothingNew: String {
        "Nothing new: none of \(files) input files changed since the report of \(last?.day ?? "") (\(last?.run ?? "")), nor did the study "
            + "file or nocitrend. No report was written; that one holds."
    }

    /// One line for standard output or the log.
    var line: String {
        switch outcome {
        case .nothingNew: "nothing new since \(last?.run ?? ""): \(standing ?? "")"
        default: report ?? sentence
        }
    }

    /// Words for the subject.
    private var status: String {
        guard outcome == .warnings else { return outcome.words }
        let count = problems.count == 1 ? "1 warning" : "\(problems.count) warnings"
        let new = freshProblems.count
        let which = new < problems.count ? new > 0 ? ", \(new) new" : ", none new" : ""
        return (run == nil ? "nothing new, \(count)" : "done with \(count)") + which
    }

    /// Those that the last good run did not have; where there is no report they are all of interest.
    private var freshProblems: [String] {
        guard let last, run != nil else { return problems }
        let known = Set(last.warnings)
        return problems.filter { !known.contains(LastRun.key(of: $0)) }
    }

    /// The mail.
    var mail: WeeklyMail {
        var places: [(word: String, path: String)] = []
        if let report {
            places.append(("Report", report))
        } else if let standing {
            places.append(("Last report", standing))
        }
        if let run { places.append(("Rejected rows, log", whole("\(output)/.private/\(run)"))) }
        places.append(("Study file", whole(study)))
        places.append(("Log of all weeks", whole("\(output)/\(WeeklyPlace.root)/log.jsonl")))
        return WeeklyMail(
            title: title, week: week, status: status,
            sentence: sentence, problems: freshProblems, standing: problems.count - freshProblems.count,
            remedies: outcome.remedies, summary: summary, places: places)
    }

    /// What the report says of itself. One in which nothing is withheld is not mailed.
    private var summary: WeeklyMail.Summary? {
        guard let run else { return nil }
        if run.hasSuffix(RunName.internalEnding) {
            let words = "The report is internal: nothing is withheld in it, so its numbers are not mailed.\n"
            return WeeklyMail.Summary(text: words, markdown: words)
        }
        func text(_ name: String) -> String {
            FileManager.default.contents(atPath: "\(output)/\(run)/\(name)").map { String(decoding: $0, as: UTF8.self) }
                ?? ""
        }
        return WeeklyMail.Summary(text: text("summary.txt"), markdown: text("summary.md"))
    }
}
