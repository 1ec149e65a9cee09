import Dispatch
import Foundation
import Testing

@testable import DelimitedText

/// Lines of the table in `docs/delimited-text.md`.
@Suite struct CellsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func nullAndWrongBytesAreMalformedInUsedTextOnly() throws {
        let bytes =
            Array("a,b\nx".utf8) + [0] + Array("y,1\n".utf8) + [0xff] + Array(",2\n".utf8) + [0xc3, 0xa9]
            + Array(",3\n".utf8)
        let found = try folder.read(bytes)
        #expect(
            found.rows.map(\.cells) == [
                [.malformed, .text("1")], [.malformed, .text("2")], [.text("é"), .text("3")],
            ])
        let (_, days, _) = try DelimitedReader(input: .file(path: folder.inputPath), dialect: Dialect(), threads: 1)
            .read { _ in
                [ColumnRequest(header: "b", kind: .integer)]
            } body: { block in
                (0..<block.rowCount).map { block.integerColumn(0)[$0] }
            }
        #expect(days == [[.value(1), .value(2), .value(3)]])
    }

    @Test func oneColumnMayBeReadInSeveralWays() throws {
        let path = try folder.write("a,b\n7.0,x\n7.5,y\nx,z\n".utf8, as: "input.csv")
        let (_, blocks, _) = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).read { _ in
            [.text, .integer, .decimal, .text].map { ColumnRequest(header: "a", kind: $0) }
        } body: { block in
            let texts = (block.textColumn(0), block.textColumn(3))
            #expect(texts.0.labels == ["7.0", "7.5", "x"])
            #expect(texts.1.labels == ["7.0", "7.5", "x"])
            return (0..<block.rowCount).map { (block.integerColumn(1)[$0], block.decimalColumn(2)[$0]) }
        }
        #expect(blocks[0].map(\.0) == [.value(7), .malformed, .malformed])
        #expect(blocks[0].map(\.1) == [.value(7), .value(7.5), .malformed])
    }
}
