import Disclosure
import Findings
import Logging
import Questions
import Reports

/// A report from a study's files to its folder.
struct ReportRun {
    let study: StudyOptions
    /// The folder that holds the runs.
    let output: String
    /// The name that was asked for; `nil` for one from the study's title and the week.
    let run: String?
    let isInternal: Bool
    /// Whether what earlier reports showed is forgotten.
    let forgets: Bool
    let clock: RunClock
    /// Where a notebook is written as well.
    let notebook: String?
    /// Whether a bundle for the output checker is written as well.
    let hasCheckerBundle: Bool
    /// Whether the link to the latest report goes to this one.
    var movesLatest = true
    /// Whether `nocitrend weekly` ends this run with all that it started.
    var isSupervised = false

    /// What was written.
    struct Published {
        let folder: RunFolder
        let title: String
        /// What a person at a terminal reads of it.
        let screen: [String]
        /// The bundle for the output checker, where one was asked for.
        let checker: String?
    }

    /// Reads, answers, withholds, draws and puts the report in its place.
    func publish(_ log: Logger, keeping record: LogRecord, _ progress: ProgressLine) async throws -> Published {
        var work = StudyRun(options: study, log: log, progress: progress)
        var file = try work.loadStudyFile()
        let asked = try work.questions(of: file)
        file.groupColumns = asked.groupColumns
        let policy = DisclosurePolicy(of: file, isInternal: isInternal)
        if let notice = DisclosurePolicy.notice(of: file, isInternal: isInternal) { log.warning("\(notice)") }
        let name = try RunName.named(
            run ?? RunName.weekly(title: file.title, date: clock.date), isInternal: policy.isInternal)
        try OutputFolder.create(output)
        let lock = try RunLock(folder: output)
        defer { withExtendedLifetime(lock) {} }
        try RunFolder.recover(in: output)
        let owner = RunOwner(title: file.title, studyFile: study.study, dataFolder: study.data)
        let folder = RunFolder(
            output: output, run: name, owner: owner, isInternal: policy.isInternal, movesLatest: movesLatest)
        try folder.checkPlace()
        if progress.isShown { work.secondsBefore = RunRecord.seconds(in: folder.privateFolder.path) }
        let export = notebook.map { NotebookFiles(path: $0, isInternal: policy.isInternal) }
        try export?.checkPlace()
        let store = policy.isInternal ? nil : MemoryStore(output: output, owner: owner)
        let earlier = try work.timed("recall") { forgets ? store?.forget() : try store?.load() }
        // Of those that a quiet run says too: who gets the report decides what to do about it.
        for warning in earlier?.warnings ?? [] { log.error("\(warning)") }
        let ingested: IngestedStudy
        do {
            ingested = try work.ingest(file, personSecret: earlier?.memory.secret)
        } catch let stop as RejectedStudy {
            let rejects = try folder.keepStopped(
                RunRecord(
                    tables: stop.rejection.tables, rejects: stop.rejects, inputs: stop.rejection.inputs, results: nil,
                    log: record.bytes))
            throw CommandFailure(status: .data, message: "\(stop.message)\nThe rejected rows are listed in \(rejects)")
        }
        let results = try work.results(of: ingested, asked: asked, run: name, isInternal: policy.isInternal)
        progress.begin(StageProgress("auditing"))
        let (released, memory) = work.timed("release") {
            work.release(results, of: ingested, policy, earlier?.memory, clock)
        }
        let shown = work.timed("present") { asked.pages(of: released) }
        var history = earlier.map { earlier in
            RunHistory(
                output: output, owner: owner, run: name, clock: clock, startsAnew: forgets || earlier.memory.isNew,
                log: log)
        }
        progress.begin(StageProgress("drawing"))
        let since = work.timed("history") { history?.since(released, shown) }
        let rendered = try await work.timed("render") {
            try await ReportRenderer.render(
                released, shown, since: since, options: ReportOptions(isSupervised: isSupervised),
                watch: progress.counting("figures"))
        }
        for warning in rendered.warnings { log.warning("\(warning)") }
        for alert in rendered.alerts { log.error("\(alert)") }
        progress.begin(StageProgress("writing"))
        let files = ReportFiles(rendered: rendered)
        try work.timed("write") {
            try folder.publish(
                RunRecord(
                    tables: ingested.result.tables, rejects: ingested.rejects, inputs: ingested.result.inputs,
                    results: rendered.resultsJSON, log: record.bytes)
            ) {
                try files.write(to: $0)
                if let memory { try store?.prepare(memory) }
            }
            if memory != nil { try store?.confirm() }
            history?.record(warnings: record.warnings)
            if let export { try export.write(NotebookExport(released, shown, since: since)) }
        }
        let checker =
            try hasCheckerBundle
            ? CheckerFiles(bundle: CheckerBundle(released, rendered), report: files).write(
                beside: folder.privateFolder) : nil
        return Published(folder: folder, title: file.title, screen: rendered.screen, checker: checker)
    }
}
