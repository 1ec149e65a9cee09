import DelimitedText
import Disclosure
import Foundation
import Ingest
import Logging
import StudyFile

/// A weekly run: is anything new, then a report, then the mail.
struct WeeklyRun {
    let study: StudyOptions
    let output: String
    /// The day that was asked for; `nil` for today.
    let asOf: RunClock?
    /// What the command line says in place of the study file.
    let maxAge: Int?
    let keep: Int?
    let timeLimit: Int?
    /// Whether a report is made although nothing changed.
    let again: Bool
    let hooks: WeeklyHooks
    let begun = ContinuousClock.now
    private let now = RunClock()

    init(
        study: StudyOptions, output: String, asOf: RunClock?, maxAge: Int?, keep: Int?, timeLimit: Int?, again: Bool,
        hooks: WeeklyHooks
    ) {
        self.study = study
        self.output = output
        self.asOf = asOf
        self.maxAge = maxAge
        self.keep = keep
        self.timeLimit = timeLimit
        self.again = again
        self.hooks = hooks
    }

    /// Runs it, and writes the mail, runs the hooks and adds to the log whatever became of it.
    func run() async -> WeeklyAccount {
        var account = WeeklyAccount(output: output, study: study.study, clock: asOf ?? now)
        let (path, output) = (study.study, output)
        let limit = timeLimit ?? WeeklySettings.standardTimeLimit
        var place =
            (try? await Patience.wait(seconds: limit) { WeeklyPlace(output: output, unreadable: path) })
            ?? WeeklyPlace(output: output, unreachable: path)
        account.last = place.last
        if let last = account.last { account.title = last.title }
        do {
            account.timeLimit = limit
            let file = try await Patience.wait(seconds: limit) { try StudyRun.studyFile(at: path) }
            account.title = file.title
            place = WeeklyPlace(output: output, title: file.title)
            try place.create()
            let lock = try RunLock(folder: place.folder)
            defer { withExtendedLifetime(lock) {} }
            do { try await work(file, place, &account) } catch { account.fail(error) }
            await finish(&account, place)
            place.end()
        } catch {
            account.fail(error)
            await finish(&account, place)
        }
        return account
    }

    private func work(_ file: StudyDefinition, _ place: WeeklyPlace, _ account: inout WeeklyAccount) async throws {
        account.timeLimit = timeLimit ?? file.weekly.timeLimit
        let end = TimeLimit(seconds: account.timeLimit)
        let owner = RunOwner(title: file.title, studyFile: study.study, dataFolder: study.data)
        let isInternal = DisclosurePolicy(of: file, isInternal: false).isInternal
        let run = try RunName.named(
            RunName.weekly(title: file.title, date: account.clock.date), isInternal: isInternal)
        account.last = place.last
        try check(account.last, owner)
        if let begun = try place.begin(at: now.date) {
            account.problems.append(
                "the run that began at \(begun) never came to its end: it was killed, or the machine went down; no report is lost by that"
            )
        }
        try checkClock(&account, run)
        let (path, data, output, last) = (study.study, study.data, output, account.last)
        let found = try await Patience.wait(seconds: end.secondsLeft()) {
            try WeeklyArrivals(of: file, at: path, dataDirectory: data, since: last, in: output, until: end)
        }
        account.files = found.files
        noteAge(of: found, allowed: maxAge ?? file.weekly.maxAge, &account)
        let isEarlier = standing(account.last).map { account.clock.day.description < $0.day } ?? false
        let comparison = found.comparison
        guard again || (isEarlier && asOf != nil) || !comparison.changes.isEmpty else {
            account.outcome = account.staleness != nil ? .stale : account.problems.isEmpty ? .nothingNew : .warnings
            return
        }
        account.because = comparison.changes.isEmpty ? ["it was asked for"] : comparison.changes
        account.keptLatest = isEarlier
        try await report(place, end, &account)
        guard case .done = account.outcome else { return }
        account.run = run
        if !isEarlier { try place.keep(try lastRun(run, found.study, account, owner)) }
        prune(owner, isInternal, keep ?? file.weekly.keep, &account)
        if account.staleness != nil {
            account.outcome = .stale
        } else if !account.problems.isEmpty {
            account.outcome = .warnings
        }
    }

    /// Makes the report, in a process of its own.
    private func report(_ place: WeeklyPlace, _ end: TimeLimit, _ account: inout WeeklyAccount) async throws {
        let said = place.folder + "/said"
        defer { unlink(said) }
        let process = ReportProcess(
            study: study, output: account.whole(output), day: account.clock.day.description,
            keepsLatest: account.keptLatest, log: said
        )
        var result = try await process.run(seconds: end.secondsLeft())
        // Another study's run has the output folder: it will end.
        while result.ending == .exited(SystemExit.tryAgain.rawValue), (try? end.secondsLeft()) ?? 0 > 2 {
            try await Task.sleep(for: .seconds(2))
            result = try await process.run(seconds: end.secondsLeft())
        }
        switch result.ending {
        case .exited(0): break
        case .exited(let code): account.outcome = .failed(SystemExit(rawValue: code) ?? .inputOutput)
        case .signaled(let signal): account.outcome = .killed(signal: signal)
        case .timeIsOver: account.outcome = .timeLimit
        }
        account.problems += result.said
    }

    /// Throws where the last run of this title was of another study, which is still there.
    private func check(_ last: LastRun?, _ owner: RunOwner) throws(CommandFailure) {
        guard let last, owner.difference(from: last.studyFile) != nil else { return }
        throw CommandFailure(
            status: .cannotCreate,
            message:
                "the weekly reports in \(output) under the title \"\(owner.title)\" are those of \(last.studyFile): give this study "
                + "another title, or another folder with --output")
    }

    /// Says where this machine's clock stands before the end of the last run. Throws where an earlier week's report would be replaced for
    /// no other reason.
    private func checkClock(_ account: inout WeeklyAccount, _ run: String) throws(CommandFailure) {
        guard let last = standing(account.last), now.date.timeIntervalSince1970 < last.clock - Self.clockTolerance
        else { return }
        let ended = Date(timeIntervalSince1970: last.clock).formatted(.iso8601)
        let words =
            "this machine's clock stands at \(now.date.formatted(.iso8601)), before the end of the last run (\(ended)): set it right "
            + "(timedatectl); or, where it was wrong then, remove the report of that run, \(output)/\(last.run)"
        if asOf == nil, account.clock.day.description < last.day, run != last.run,
            PathOccupant("\(output)/\(run)") != .nothing
        {
            throw CommandFailure(
                status: .cannotCreate,
                message:
                    "\(words), or give the day with --as-of; the report of \(account.week) is not replaced by what may be of another week"
            )
        }
        account.problems.append(words)
    }

    /// The last run, if its report is there: one that somebody removed, as its day was wrong, holds up none that follow.
    private func standing(_ last: LastRun?) -> LastRun? {
        last.flatMap { PathOccupant("\(output)/\($0.run)") == .folder ? $0 : nil }
    }

    /// Seconds that a clock may be put back by its own keeping of time.
    private static let clockTolerance = 300.0

    /// Notes where no input file is as new as it should be: written on a day that is at most `allowed` days before the run's.
    private func noteAge(of found: WeeklyArrivals, allowed: Int?, _ account: inout WeeklyAccount) {
        guard let allowed, let newest = found.newest else { return }
        let written = Date(timeIntervalSince1970: Double(newest))
        let first = RunClock(date: account.clock.date - Double(allowed) * 86_400).day
        let day = RunClock(date: written).day
        if day.description < first.description { account.staleness = (day.description, allowed) }
    }

    private func lastRun(
        _ run: String, _ bytes: [UInt8], _ account: WeeklyAccount, _ owner: RunOwner
    ) throws -> LastRun {
        LastRun(
            run: run, day: account.clock.day.description, clock: Date().timeIntervalSince1970,
            studySHA256: try SHA256Digest.hexadecimal(of: bytes),
            resultsSHA256: try SHA256Digest.hexadecimal(ofFile: "\(output)/\(run)/results.json"),
            warnings: account.problems.map(LastRun.key), title: owner.title, studyFile: owner.studyFile)
    }

    /// Removes reports that are not to be kept. Where another study's run has the output folder, next week does it.
    private func prune(_ owner: RunOwner, _ isInternal: Bool, _ keep: Int, _ account: inout WeeklyAccount) {
        guard let lock = try? RunLock(folder: output) else { return }
        defer { withExtendedLifetime(lock) {} }
        account.pruned = WeeklyPruning(output: output, owner: owner, isInternal: isInternal, keep: keep).prune(
            after: account.run)
    }
}
