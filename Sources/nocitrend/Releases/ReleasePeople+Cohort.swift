import Cohort
import Disclosure
import Estimation
import Ingest
import Questions

extension ReleasePeople {
    /// The people of a run, with a word over the data of each under the memory's secret.
    init(_ result: IngestResult, _ memory: ReleaseMemory, threads: Int) {
        let secret = memory.secret.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        let versions = PersonVersions(of: result.cohort, secret: secret)
        let words = BlockExecutor.dispatch(threads: threads).mapBlocks(of: result.personKeys.count, size: 1024) {
            people in
            people.map { versions[$0] }
        }
        self.init(keys: result.personKeys, versions: words.flatMap(\.self))
    }
}
