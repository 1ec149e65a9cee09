import Testing

@testable import DelimitedText

@Suite struct TextColumnsTests {
    /// Lengths on both sides of the eight- and sixteen-byte words, and values that differ in one byte only.
    @Test func valuesOfEveryLengthAreToldApart() throws {
        var generator = SeededGenerator(seed: 7)
        var values: [String] = []
        for length in 1...40 {
            let base = [UInt8](repeating: UInt8(ascii: "a"), count: length)
            values.append(String(decoding: base, as: UTF8.self))
            for position in 0..<length {
                var other = base
                other[position] = UInt8(ascii: "b")
                values.append(String(decoding: other, as: UTF8.self))
            }
        }
        // Each one twice in a row, then all again in another order.
        let column = values.flatMap { [$0, $0] } + values.shuffled(using: &generator)
        let found = try cells("x,y\n" + column.map { "\($0),1\n" }.joined())
        #expect(found.map { $0[0] } == column.map { .text($0) })
    }

    @Test func labelsAreInOrderOfFirstAppearance() throws {
        let folder = try TemporaryFolder()
        let values = (0..<5000).map { "patient-\($0 * 7919 % 5000)" }
        let path = try folder.write(("x,y\nNA,1\n" + values.map { "\($0),1\n" }.joined()).utf8, as: "labels.csv")
        let (_, blocks, _) = try DelimitedReader(
            input: .file(path: path), dialect: Dialect(missing: ["NA"]), blockSize: 1 << 20, threads: 1
        )
        .read { _ in
            [ColumnRequest(header: "x", kind: .text)]
        } body: { block in
            let column = block.textColumn(0)
            return (column.labels, (0..<column.count).map { column[$0] })
        }
        #expect(blocks.map(\.0) == [values])
        #expect(blocks[0].1 == [.missing] + (0..<5000).map { .value(UInt32($0)) })
    }

    @Test func missingTokensAreNoLabels() throws {
        let long = "not recorded at this visit"
        let found = try cells(
            "x,y\nNA,\n\"NA\",NA\n\(long),na\n\(long),\(long)!\n", dialect: Dialect(missing: ["", "NA", long]))
        #expect(
            found == [
                [.missing, .missing], [.missing, .missing], [.missing, .text("na")], [.missing, .text(long + "!")],
            ])
        #expect(try cells("x,y\n,\"\"\n", dialect: Dialect(missing: ["NA"])) == [[.text(""), .text("")]])
    }

    /// A block may outlive the closure it was handed to: its memory is then its own.
    @Test func blocksMayBeKept() throws {
        let folder = try TemporaryFolder()
        let text = "x,y\n" + (0..<2000).map { "p\($0 / 3),\($0)\n" + ($0 % 100 == 0 ? "\n" : "") }.joined()
        let path = try folder.write(text.utf8, as: "kept.csv")
        let reader = DelimitedReader(input: .file(path: path), dialect: Dialect(), blockSize: 256, threads: 2)
        let (_, blocks, summary) = try reader.read { _ in
            [ColumnRequest(header: "x", kind: .text), ColumnRequest(header: "y", kind: .integer)]
        } body: {
            $0
        }
        #expect(summary.blocks > 20)
        var rows = 0
        for block in blocks {
            for row in 0..<block.rowCount {
                guard case .value(let code) = block.textColumn(0)[row] else { continue }
                #expect(block.textColumn(0).labels[Int(code)] == "p\(rows / 3)")
                #expect(block.integerColumn(1)[row] == .value(Int32(rows)))
                #expect(block.line(ofRow: row) == 2 + rows + (rows + 99) / 100)
                rows += 1
            }
        }
        #expect(rows == 2000)
    }
}
