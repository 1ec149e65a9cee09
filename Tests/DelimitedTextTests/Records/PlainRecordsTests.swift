import Testing

@testable import DelimitedText

/// Blocks without a quote are split without libcsv, and come out as libcsv would have them, cell for cell.
@Suite struct PlainRecordsTests {
    private static let tokens: [String] = [
        "a", "bc", "long text of more than eight bytes", "é", "7", "-7", "+3", "7.25", "12345678", "123456789", ".5",
        "5.",
        "1.2.3", ".", "-", "1e3", "99", "NA", "", " ", "  x ", "\t", "\ty\t", ",", ",", ",", ",", ",", ";", "\n", "\n",
        "\r",
        "\r\n", "\n\n", " \n", "\t\n", ",\n", "1,2,3\n", "4, 5 ,6.5\r\n", "\u{0}",
    ]

    static func text(seed: UInt64, delimiter: Character) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var text = "h1,h2,h3\n"
        for _ in 0..<Int.random(in: 0...300, using: &generator) {
            text += tokens.randomElement(using: &generator) ?? ""
        }
        var bytes = Array(String(text.map { $0 == "," ? delimiter : $0 }).utf8)
        if seed % 8 == 0 { bytes.append(0xff) }
        return bytes
    }

    private struct Cells: Equatable {
        var integers: [IntegerCell] = []
        var decimals: [DecimalCell] = []
        var texts: [TextCell] = []
        var lines: [Int] = []
        var labels: [String] = []
        var malformed: [MalformedRecord] = []
    }

    /// The first column as whole numbers, the second as decimals and as text, the third as text.
    private static func cells(_ path: String, delimiter: Character, blockSize: Int, libCSVAlone: Bool) throws -> [Cells]
    {
        var dialect = Dialect(delimiter: .byte(delimiter.asciiValue ?? 0))
        dialect.missing = ["", "NA", "99"]
        var reader = DelimitedReader(input: .file(path: path), dialect: dialect, blockSize: blockSize, threads: 2)
        reader.splitsPlainRecords = !libCSVAlone
        return try reader.read { _ in
            [
                ColumnRequest(header: "h1", kind: .integer), ColumnRequest(header: "h2", kind: .decimal),
                ColumnRequest(header: "h2", kind: .text), ColumnRequest(header: "h3", kind: .text),
            ]
        } body: { block in
            var cells = Cells(malformed: block.malformed)
            for column in [2, 3] { cells.labels += block.textColumn(column).labels }
            for row in 0..<block.rowCount {
                cells.integers.append(block.integerColumn(0)[row])
                cells.decimals.append(block.decimalColumn(1)[row])
                cells.texts += [block.textColumn(2)[row], block.textColumn(3)[row]]
                cells.lines.append(block.line(ofRow: row))
            }
            return cells
        }.results
    }

    @Test(arguments: 0..<10) func sameCellsAsLibCSV(batch: UInt64) throws {
        let folder = try TemporaryFolder()
        var (rows, malformed) = (0, 0)
        for seed in (batch * 40)..<(batch * 40 + 40) {
            let delimiter: Character = [",", ";", "\t", " "][Int(seed % 4)]
            let text = Self.text(seed: seed, delimiter: delimiter)
            let path = try folder.write(text, as: "\(seed).csv")
            for blockSize in [1, 40, 64, 65, 1 << 20] {
                let found = try Self.cells(path, delimiter: delimiter, blockSize: blockSize, libCSVAlone: false)
                let expected = try Self.cells(path, delimiter: delimiter, blockSize: blockSize, libCSVAlone: true)
                #expect(
                    found == expected,
                    "seed \(seed), blocks of \(blockSize): \(String(decoding: text, as: UTF8.self).debugDescription)")
                rows += expected.reduce(0) { $0 + $1.lines.count }
                malformed += expected.reduce(0) { $0 + $1.malformed.count }
            }
        }
        #expect(rows > 500 && malformed > 500, "the texts have both")
    }

    @Test(arguments: 1..<140) func lastRecordWithoutALineBreak(length: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(("h\n" + String(repeating: "x", count: length)).utf8, as: "last.csv")
        for input in [
            path, try folder.write(("h\n" + String(repeating: "x", count: length) + "\n ").utf8, as: "blank.csv"),
        ] {
            let rows = try readback(.file(path: input)).rows
            #expect(rows == [ReadRow(line: 2, cells: [.text(String(repeating: "x", count: length))])])
        }
    }
}
