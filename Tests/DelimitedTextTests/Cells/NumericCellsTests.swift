import Glibc
import Testing

@testable import DelimitedText

@Suite struct NumericCellsTests {
    private func read(_ cells: [String], dialect: Dialect) throws -> (integers: [IntegerCell], decimals: [DecimalCell])
    {
        let folder = try TemporaryFolder()
        let text = "x;y\n" + cells.map { "\($0);\n" }.joined()
        let path = try folder.write(text.utf8, as: "numbers.csv")
        var dialect = dialect
        dialect.delimiter = .byte(UInt8(ascii: ";"))
        let (_, blocks, _) = try DelimitedReader(input: .file(path: path), dialect: dialect, threads: 1).read { _ in
            [ColumnRequest(header: "x", kind: .integer)]
        } body: { block in
            (0..<block.rowCount).map { block.integerColumn(0)[$0] }
        }
        let (_, others, _) = try DelimitedReader(input: .file(path: path), dialect: dialect, threads: 1).read { _ in
            [ColumnRequest(header: "x", kind: .decimal)]
        } body: { block in
            (0..<block.rowCount).map { block.decimalColumn(0)[$0] }
        }
        return (blocks.flatMap { $0 }, others.flatMap { $0 })
    }

    private func expectIntegers(_ expected: [(String, IntegerCell)], dialect: Dialect = Dialect()) throws {
        let found = try read(expected.map(\.0), dialect: dialect).integers
        for (found, expected) in zip(found, expected) { #expect(found == expected.1, "\(expected.0)") }
        #expect(found.count == expected.count)
    }

    private func expectDecimals(_ expected: [(String, DecimalCell)], dialect: Dialect = Dialect()) throws {
        let found = try read(expected.map(\.0), dialect: dialect).decimals
        for (found, expected) in zip(found, expected) { #expect(found == expected.1, "\(expected.0)") }
        #expect(found.count == expected.count)
    }

    @Test func integersAreRead() throws {
        try expectIntegers([
            ("0", .value(0)), ("7", .value(7)), ("-8", .value(-8)), ("+9", .value(9)), ("007", .value(7)),
            ("12345678", .value(12_345_678)), ("123456789", .value(123_456_789)), ("2147483647", .value(.max)),
            ("-2147483646", .value(-2_147_483_646)), ("7.0", .value(7)), ("7.", .value(7)), ("-7.00", .value(-7)),
            ("7.0000000000000000000000000", .value(7)), ("1e3", .value(1000)), ("1E+05", .value(100_000)),
            ("1.5e1", .value(15)), ("1200e-2", .value(12)), ("0e99", .value(0)), ("\" 7 \"", .value(7)),
            ("-0", .value(0)),
        ])
    }

    @Test func otherThanIntegersIsMalformed() throws {
        try expectIntegers(
            [
                "7.5", "7.00000000000000000000000001", "2147483648", "-2147483647", "-2147483648",
                "99999999999999999999", "1e10",
                "1e-1", "1e999999999999", "x", "7x", "-", "+", ".", "e5", "1e", "1e+", "1 2", "0x10", "1,000", "--1",
                "1.2.3",
                "nan", "NA", "\"\"\"7\"\"\"", "７",
            ].map { ($0, .malformed) })
    }

    @Test func decimalsAreRead() throws {
        try expectDecimals([
            ("0", .value(0)), ("7", .value(7)), ("7.5", .value(7.5)), (".5", .value(0.5)), ("5.", .value(5)),
            ("-2.25", .value(-2.25)),
            ("+0.1", .value(0.1)), ("0.1", .value(0.1)), ("1234.567", .value(1234.567)),
            ("12345.678", .value(12345.678)), ("1e3", .value(1000)),
            ("1E-3", .value(0.001)), ("1e22", .value(1e22)), ("1e23", .value(1e23)),
            ("9007199254740993", .value(9007199254740992)),

            // Half-way between two neighbours, to the even one; and a little below.
            ("0.3000000000000000166533453693773481063544750213623046875", .value(0x1.3333333333334p-2)),
            ("0.3000000000000000166533453693773481063544750213623046874", .value(0x1.3333333333333p-2)),
            ("1.7976931348623157e308", .value(.greatestFiniteMagnitude)),
            ("4.9e-324", .value(.leastNonzeroMagnitude)), ("1e-400", .value(0)),
            ("123456789012345678901234567890", .value(1.2345678901234568e29)),
            ("\" 7.5 \"", .value(7.5)),
        ])
    }

    @Test func otherThanDecimalsIsMalformed() throws {
        try expectDecimals(
            [
                "inf", "-inf", "Infinity", "nan", "NaN", "0x1p3", "0x10", "1e309", "1.8e308", ".", "-.", "e", "1e",
                "1.2.3", "1..2",
                "1,5", "1 5", "7%", "seven", "1_000", "1.5f",
            ].map { ($0, .malformed) })
    }

    @Test func decimalCommaReplacesThePoint() throws {
        let dialect = Dialect(decimalMark: .comma)
        try expectDecimals(
            [
                ("7,5", .value(7.5)), ("1234567,891234", .value(1234567.891234)), ("7.5", .malformed),
                ("1.234,5", .malformed),
            ],
            dialect: dialect)
        try expectIntegers([("7,0", .value(7)), ("7,5", .malformed), ("7.0", .malformed)], dialect: dialect)
    }

    @Test func missingTokensComeFirst() throws {
        let dialect = Dialect(missing: [
            "", "NA", "-9", "999", "inf", "a token of more than sixteen bytes, of more than sixty-three even",
        ])
        let cells = [
            "", "\"\"", "NA", "-9", "999", "inf", "a token of more than sixteen bytes, of more than sixty-three even",
        ]
        try expectIntegers(cells.map { ($0, .missing) }, dialect: dialect)
        try expectDecimals(cells.map { ($0, .missing) }, dialect: dialect)
        // Compared byte for byte: another way to write the same number is that number.
        try expectIntegers(
            [("-9.0", .value(-9)), ("998", .value(998)), ("na", .malformed), ("10", .value(10))], dialect: dialect)
        try expectDecimals([("999.0", .value(999)), ("-8", .value(-8))], dialect: dialect)
        let none = Dialect(missing: [])
        try expectIntegers([("", .malformed)], dialect: none)
        try expectDecimals([("", .malformed)], dialect: none)
    }

    /// Against glibc's `strtod`, which rounds correctly: every way of writing takes its own path here.
    @Test func decimalsAreCorrectlyRounded() throws {
        var generator = SeededGenerator(seed: 1990)
        var cells: [String] = []
        for _ in 0..<20_000 {
            let whole = digits(Int.random(in: 0...12, using: &generator), using: &generator)
            let fraction = digits(Int.random(in: whole.isEmpty ? 1...12 : 0...12, using: &generator), using: &generator)
            let exponents = [
                "", "", "", "e\(Int.random(in: -330...300, using: &generator))",
                "E+\(Int.random(in: 0...22, using: &generator))",
            ]
            let sign = ["", "", "-", "+"].randomElement(using: &generator) ?? ""
            let mark = fraction.isEmpty && Bool.random(using: &generator) ? "" : "."
            cells.append(sign + whole + mark + fraction + (exponents.randomElement(using: &generator) ?? ""))
        }
        try expectDecimals(
            cells.map { cell in
                let value = strtod(cell, nil)
                return (cell, value.isFinite ? .value(value) : .malformed)
            })
    }

    private func digits(_ count: Int, using generator: inout SeededGenerator) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
    }
}
