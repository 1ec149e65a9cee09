import Foundation
import Testing

@testable import DelimitedText

@Suite struct InputLimitsTests {
    @Test func gzipMayMakeSoMuchOfAByteBeyondWhatIsHarmless() {
        let limits = InputLimits(expansion: 200)
        let harmless = InputLimits.harmless
        #expect(!limits.isTooMuch(harmless, from: 1))
        #expect(limits.isTooMuch(harmless + 1, from: 1) && limits.isTooMuch(harmless + 1, from: 0))
        #expect(!limits.isTooMuch(199_999_999, from: 1_000_000) && limits.isTooMuch(200_000_000, from: 1_000_000))
    }

    /// 80 MiB of one line, in which gzip finds nothing new.
    @Test func aFileThatIsMadeToFillAComputerIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/bomb.csv.gz"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "(echo a,b; yes 1,2 | head -c 83886080) | gzip -9 > \(path)"]
        try process.run()
        process.waitUntilExit()
        func error(_ expansion: Int) -> DelimitedTextError? {
            let reader = DelimitedReader(
                input: .file(path: path), dialect: Dialect(), threads: 2, limits: InputLimits(expansion: expansion))
            do {
                _ = try reader.read(columns: { _ in [] }, body: { $0.rowCount })
                return nil
            } catch {
                return error as? DelimitedTextError
            }
        }
        #expect(error(200) == .expandsTooMuch(path: path, expansion: 200))
        #expect(error(2000) == nil)
    }

    @Test(.timeLimit(.minutes(1))) func whoWritesNothingIsWaitedForNoLongerThanTheDeadline() throws {
        let pipe = Pipe()
        let deadline = InputLimits.Deadline(secondsFromNow: 1)
        let reading = pipe.fileHandleForReading.fileDescriptor
        #expect(!deadline.allowsReading(from: reading, isFile: false))
        let later = InputLimits.Deadline(secondsFromNow: 600)
        try pipe.fileHandleForWriting.write(contentsOf: Data([1]))
        #expect(later.allowsReading(from: reading, isFile: false))
        // What is written too late is too late.
        #expect(!deadline.allowsReading(from: reading, isFile: false))
        _ = try pipe.fileHandleForReading.read(upToCount: 1)
        try pipe.fileHandleForWriting.close()
        #expect(later.allowsReading(from: reading, isFile: false), "its end can be read")
        #expect(!deadline.allowsReading(from: reading, isFile: true))
    }
}
