import Dispatch
import Synchronization

/// Parses the blocks of a supply on several threads and keeps what `body` makes of each, in file order.
///
/// Taking a block is serial; parsing and `body` run side by side. Where the supply cut wrongly, libcsv does not end a block
/// at a record start. Such a block and all after it are discarded, products included, and the work goes on from there with
/// cuts that libcsv itself confirms. So that this is possible with input that can be read only once, a block's bytes are
/// kept until every block before it has proved right. At most `8 * threads` blocks may be under way or wait for that: enough
/// that nobody stands idle while the system holds one thread back, and few enough that memory stays flat.
final class BlockPipeline<Product: Sendable>: Sendable {
    fileprivate struct Progress {
        let supply: BlockSupply
        /// By block index; nil where the work is not done.
        var products: [Finished?] = []
        /// The blocks handed out, until all before them and they themselves have proved right.
        var unproved: [Int: RawBlock] = [:]
        /// Blocks that are right if those before them are.
        var endedWell: Set<Int> = []
        var firstUnproved = 0
        /// The first block that does not end where a record ends.
        var misfit: Int?
        /// The error of the first block, in file order, that has one.
        var failure: (block: Int, error: any Error)?
        var isStopped = false
    }

    fileprivate struct Finished {
        var product: Product
        var recordCount: Int
    }

    private let progress: Mutex<Progress>
    private let plan: BlockParser.Plan
    private let threads: Int

    init(supply: sending BlockSupply, plan: BlockParser.Plan, threads: Int) {
        progress = Mutex(Progress(supply: supply))
        self.plan = plan
        self.threads = max(1, threads)
    }

    /// What has been read, once `run` has come to the end.
    func summary() throws -> ReadSummary {
        try progress.withLock { progress in
            ReadSummary(
                records: progress.products.reduce(0) { $0 + ($1?.recordCount ?? 0) }, bytes: progress.supply.byteCount,
                lines: progress.supply.lineCount, blocks: progress.products.count,
                stored: try progress.supply.stored())
        }
    }

    /// Reads the supply to its end. Throws the error of the first block, in file order, that has one.
    func run(_ body: @Sendable (ColumnBlock) throws -> Product) throws -> [Product] {
        repeat {
            // How many more blocks may be taken.
            let permits = DispatchSemaphore(value: 0)
            for _ in 0..<(8 * threads) { permits.signal() }
            DispatchQueue.concurrentPerform(iterations: threads) { _ in
                let parser = BlockParser(plan)
                while let raw = take(permits) {
                    process(raw, with: parser, permits: permits, body)
                    release(raw)
                }
            }
        } while recover()
        return try progress.withLock { progress in
            if let failure = progress.failure { throw failure.error }
            return progress.products.compactMap { $0?.product }
        }
    }

    private func take(_ permits: DispatchSemaphore) -> RawBlock? {
        permits.wait()
        let raw: RawBlock? = progress.withLock { progress in
            if progress.isStopped { return nil }
            do {
                guard let raw = try progress.supply.next() else {
                    progress.isStopped = true
                    return nil
                }
                progress.unproved[raw.index] = raw
                return raw
            } catch {
                progress.fail(error, block: progress.supply.nextIndex)
                return nil
            }
        }
        if raw == nil { permits.signal() }  // for the next worker that waits
        return raw
    }

    private func process(
        _ raw: RawBlock, with parser: BlockParser, permits: DispatchSemaphore,
        _ body: (ColumnBlock) throws -> Product
    ) {
        do throws(any Error) {
            switch try parser.parse(raw) {
            case .misfit:
                progress.withLock { $0.noteMisfit(raw.index) }
                permits.signal()
            case .block(let block):
                let proved = progress.withLock { $0.noteGoodEnd(raw.index) }
                for _ in 0..<proved { permits.signal() }
                let recordCount = block.rowCount + block.malformed.count
                let finished = Finished(product: try body(block), recordCount: recordCount)
                progress.withLock { $0.store(finished, block: raw.index) }
            }
        } catch {
            progress.withLock { $0.fail(error, block: raw.index) }
            permits.signal()
        }
    }

    private func release(_ raw: consuming RawBlock) {
        var raw = raw
        progress.withLock { progress in
            if isKnownUniquelyReferenced(&raw) { progress.supply.reuse(raw) }
        }
    }

    /// After a wrong cut: forgets what came of it and stands ready to run again from there. Called between runs.
    private func recover() -> Bool {
        progress.withLock { progress in
            guard let misfit = progress.misfit else { return false }
            if let failure = progress.failure, failure.block < misfit { return false }
            progress.supply.restart(with: progress.unproved.keys.sorted().compactMap { progress.unproved[$0] })
            progress.products.removeSubrange(min(misfit, progress.products.count)...)
            progress.unproved = [:]
            progress.endedWell = []
            progress.failure = nil
            progress.misfit = nil
            progress.isStopped = false
            return true
        }
    }
}

extension BlockPipeline.Progress {
    /// Marks a block whose end is a record end, and returns how many blocks have thereby proved right.
    mutating func noteGoodEnd(_ block: Int) -> Int {
        endedWell.insert(block)
        let before = firstUnproved
        while endedWell.remove(firstUnproved) != nil {
            if var raw = unproved.removeValue(forKey: firstUnproved), isKnownUniquelyReferenced(&raw) {
                supply.reuse(raw)
            }
            firstUnproved += 1
        }
        return firstUnproved - before
    }

    mutating func noteMisfit(_ block: Int) {
        misfit = min(misfit ?? block, block)
        isStopped = true
    }

    mutating func fail(_ error: any Error, block: Int) {
        if block < failure?.block ?? .max { failure = (block, error) }
        isStopped = true
    }

    mutating func store(_ finished: BlockPipeline.Finished, block: Int) {
        while products.count <= block { products.append(nil) }
        products[block] = finished
    }
}
