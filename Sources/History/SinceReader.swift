import Presentation

extension HistoryStore {
    /// What differs in a report from the one before of its study; `nil` where there is none that it may be compared with.
    ///
    /// The one before is, among the runs of another name, the last by day, and of one day by when it was made first. A run that knew
    /// nothing of earlier reports, as it was told to forget them or their memory was lost, is compared with none, and none after it with
    /// one before it: to tell both numbers would undo that.
    ///
    /// - Parameters:
    ///   - run: the run, not yet recorded or to be replaced.
    ///   - content: what its report shows.
    public func since(
        _ run: NewRun, _ content: RunContent, of study: StudyIdentity, isSame: (StudyIdentity) -> Bool
    ) throws(HistoryError) -> SinceLastRun? {
        guard !run.startsAnew else { return nil }
        let earlier = Self.before(run, try runs(of: study, isSame: isSame))
        guard let last = earlier.last else { return nil }
        let course = try mainCourse(of: earlier)
        let now = RunCourse.Run(
            name: run.name, day: run.day, numbers: content.mainNumbers, findings: content.findings)
        return Comparison(before: try self.content(of: last), now: content).since(
            last, course: RunCourse(course.runs + [now]))
    }

    /// The runs before one, the earliest first: those made since earlier reports were last forgotten.
    static func before(_ run: NewRun, _ all: [RecordedRun]) -> [RecordedRun] {
        let own = all.first { $0.name == run.name }?.id ?? .max
        let beginning = all.filter(\.startsAnew).map(\.id).max() ?? .min
        guard own > beginning else { return [] }
        return all.filter { $0.id >= beginning && $0.name != run.name && ($0.day, $0.id) < (run.day, own) }
    }
}
