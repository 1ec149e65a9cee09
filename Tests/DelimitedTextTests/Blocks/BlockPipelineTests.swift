import Dispatch
import Foundation
import Testing

@testable import DelimitedText

/// Lines of the table in `docs/delimited-text.md`.
@Suite struct BlockPipelineTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(arguments: [1, 2, 8]) func errorsOfTheBodyComeInFileOrder(threads: Int) throws {
        struct Stop: Error, Equatable { var block: Int }
        let text = "a,b\n" + (0..<400).map { "\($0),x\n" }.joined()
        let path = try folder.write(text.utf8, as: "input.csv")
        let reader = DelimitedReader(input: .file(path: path), dialect: Dialect(), blockSize: 64, threads: threads)
        // Each of the two blocks fails last once; both are under way before either fails, if two threads run.
        for slowBlock in [3, 4] {
            let isUnderWay = DispatchSemaphore(value: 0)
            #expect(throws: Stop(block: 3)) {
                try reader.read { _ in
                    []
                } body: { block in
                    if block.index == 4 { isUnderWay.signal() }
                    if block.index == 3, threads > 1 { _ = isUnderWay.wait(timeout: .now() + 1) }
                    if block.index == slowBlock { usleep(20_000) }
                    if block.index >= 3 { throw Stop(block: block.index) }
                }
            }
        }
    }
}
