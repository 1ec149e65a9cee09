import Disclosure
import Estimation
import Findings
import Logging
import Questions

extension StudyRun {
    /// What may be shown, and the memory with it; none where the run is not to be remembered.
    func release(
        _ results: Results, of ingested: IngestedStudy, _ policy: DisclosurePolicy, _ memory: ReleaseMemory?,
        _ clock: RunClock
    ) -> (Released, ReleaseMemory?) {
        timed("release.prints") { sumFingerprints(of: results) }
        let watch = progress.counting("small groups")
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

    /// Sets of persons are told apart by their fingerprints, which are kept once they are known: of many persons it takes a while, and
    /// several can be summed up at a time.
    private func sumFingerprints(of results: Results) {
        let bases = results.findings.flatMap { finding in finding.estimates.map(\.basis) + finding.tests.map(\.basis) }
        let sets = bases.flatMap { [$0.about] + ($0.event.map { [$0] } ?? []) + $0.apart }
        _ = BlockExecutor.dispatch(threads: options.threads).mapBlocks(of: sets.count, size: 16) { range in
            sets[range].reduce(0) { $0 ^ $1.fingerprint }
        }
    }
}
