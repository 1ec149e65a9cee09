import Cohort
import Foundation
import StudyFile
import Synchronization
import Testing

@testable import Ingest

@Suite struct ThreadsAndBlocksTests {
    @Test("who watches is told of every row and byte, and of how many bytes there are")
    func progress() throws {
        let pain = "id,day,score\n" + (0..<3000).map { "P\($0 % 60),\($0 % 400),\($0 % 11)\n" }.joined()
        let folder = try StudyFolder(["pain.csv": pain])
        let study = try StudyDefinition.parse(
            "nocitrend: 1\n" + StudyFolder.pain + "}]\n", path: folder.path + "/study.yaml")
        let told = Mutex<[IngestProgress]>([])
        _ = try Ingest(
            study: study,
            options: IngestOptions(threads: 2, blockSize: 1000) { step in told.withLock { $0.append(step) } }
        ).run()
        let all = told.withLock { $0 }
        #expect(all.count > 10)
        #expect(all.reduce(0) { $0 + $1.rows } == 3000)
        #expect(all.allSatisfy { $0.totalBytes == pain.utf8.count && $0.file == "pain.csv" })
        let read = all.reduce(0) { $0 + $1.bytes }
        #expect(read <= pain.utf8.count && read >= pain.utf8.count - 14)
    }

    /// The same cohort, whatever the threads and the blocks, with and without a patients table.
    @Test(arguments: [true, false]) func threadsAndBlocksChangeNothing(hasPatients: Bool) throws {
        var pain = "id,day,score\n"
        var doses = "id,day,drug,mg\n"
        var state: UInt64 = 42
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for _ in 0..<3000 {
            pain += "P\(random(60)),\(random(400)),\(random(105)).\(random(10))\n"
            doses +=
                "P\(random(60)),\(random(400)),\(["morphine", "codeine", "tramadol"][Int(random(3))]),\(random(50))\n"
        }
        let folder = try StudyFolder([
            "pain.csv": pain, "doses.csv": doses,
            "patients.csv": "id\n" + (0..<50).map { "P\($0)\n" }.joined(),
        ])
        let yaml =
            "max_rejected: 1\n" + StudyFolder.pain.replacing("nrs", with: "vas") + "}]\n"
            + "  exposures: [{file: doses.csv, columns: {patient: id, day: day, drug: drug, dose_mg: mg}}]\n"
            + (hasPatients ? "  patients: [{file: patients.csv, columns: {patient: id}}]\n" : "")
        let reference = try folder.ingest(yaml)
        #expect(reference.rejectedRows.count > 100)
        for table in reference.tables where table.table != .patients { #expect(table.read == 3000) }
        for threads in [1, 2, 8] {
            for blockSize in [7, 1000, 1 << 20] {
                let result = try folder.ingest(yaml, threads: threads, blockSize: blockSize)
                // Compared before they are expected: thousands of rows make no message.
                let hasSamePain =
                    result.cohort.pain.all.map { $0.day.rawValue } == reference.cohort.pain.all.map { $0.day.rawValue }
                    && result.cohort.pain.all.map(\.score) == reference.cohort.pain.all.map(\.score)
                    && result.cohort.pain.counts == reference.cohort.pain.counts
                let hasSameExposures =
                    result.cohort.exposures.spans.all == reference.cohort.exposures.spans.all
                    && result.cohort.exposures.regimens == reference.cohort.exposures.regimens
                let hasSameRejects = result.rejects == reference.rejects
                #expect(hasSamePain && hasSameExposures && hasSameRejects)
                #expect(result.cohort.exposures.drugs == reference.cohort.exposures.drugs)
                #expect(result.tables == reference.tables)
            }
        }
    }
}
