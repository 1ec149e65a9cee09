import Disclosure
import Findings
import Logging

extension StudyRun {
    /// What may be shown, and the memory with it; none where the run is not to be remembered.
    func release(
        _ results: Results, of ingested: IngestedStudy, _ policy: DisclosurePolicy, _ memory: ReleaseMemory?,
        _ clock: RunClock
    ) -> (Released, ReleaseMemory?) {
        let watch: AuditWatch = { [progress] done, total in
            progress.update { $0.note("small groups", done: done, of: total) }
        }
        guard let memory, !policy.isInternal else {
            return (Released.release(results, under: policy, watch: watch), nil)
        }
        let people = timed("release.people") { ReleasePeople(ingested.result, memory, threads: options.threads) }
        let outcome = Released.release(
            results, under: policy, after: memory, people: people, on: clock.day, watch: watch)
        let standing = outcome.released.standing
        log.info(
            "numbers beside earlier releases",
            metadata: [
                "standing": "\(standing.numbers)", "unchanged": "\(standing.unchanged)",
                "renewed": "\(standing.renewed)",
            ])
        return (outcome.released, outcome.memory)
    }
}
