import Findings

extension Released {
    /// Withholds what a policy does not let out, and renews numbers of earlier releases only where that tells of nobody.
    ///
    /// - Parameters:
    ///   - memory: what earlier runs let out.
    ///   - people: the persons of the run.
    ///   - date: the day of the run.
    ///   - watch: told how far the search for what must be withheld has come.
    /// - Returns: what may be shown, and the memory with it.
    public static func release(
        _ results: Results, under policy: DisclosurePolicy, after memory: ReleaseMemory, people: ReleasePeople,
        on date: ReleaseDate, watch: AuditWatch? = nil
    ) -> (released: Released, memory: ReleaseMemory) {
        let results = results.released(under: policy)
        let history = ReleaseHistory(results, under: policy, after: memory, people: people)
        var (released, suppression, decided) = release(results, under: policy, after: history, watch)
        var recording = ReleaseRecording(decided ?? history, people, date, suppression)
        for (number, finding) in results.findings.enumerated() {
            recording.add(finding, released.findings[number], number)
        }
        for (table, shown) in zip(results.quality, released.quality) { recording.add(table, shown) }
        let next = recording.memory()
        released.standing = recording.standing
        return (released, next)
    }
}
