import Testing

@testable import DelimitedText

@Suite struct DelimiterSniffingTests {
    private func sniffed(_ text: String) throws -> Character {
        let folder = try TemporaryFolder()
        let path = try folder.write(text.utf8, as: "sniff.txt")
        let header = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).header()
        return Character(UnicodeScalar(header.delimiter))
    }

    @Test func eachOfTheFourIsFound() throws {
        #expect(try sniffed("a,b\n1,2\n") == ",")
        #expect(try sniffed("a;b\n1;2\n") == ";")
        #expect(try sniffed("a\tb\n1\t2\n") == "\t")
        #expect(try sniffed("a|b\n1|2\n") == "|")
    }

    @Test func decimalCommasAndNotesDoNotMislead() throws {
        #expect(try sniffed("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n") == ";")
        #expect(try sniffed("name, first;age\nx;1\ny;2\n") == ";")
        #expect(try sniffed("a,note\n1,x;y;z\n2,\"p\tq\"\n") == ",")
    }

    @Test func delimitersInQuotesDoNotCount() throws {
        #expect(try sniffed("\"a,b,c,d\";e\n\"1,2,3,4\";5\n") == ";")
        #expect(try sniffed("\"a\n,b\";e\n1;2\n") == ";")
    }

    @Test func raggedRecordsDoNotDecide() throws {
        #expect(try sniffed("a,b,c\n1,2,3\n1;2,2\n1,2,3\n") == ",")
    }

    @Test func tiesAndSingleColumnsAreDefined() throws {
        #expect(try sniffed("a\n1\n2\n") == ",")
        #expect(try sniffed("a\n1,5\n2;5\n") == ",")
        #expect(try sniffed("a,b;c\n1,2;3\n") == ",")  // equal in all: the first of comma, semicolon, tab
        #expect(try sniffed("a,b;c;d\n1,2;3;4\n") == ";")  // equal agreement: more columns
        #expect(try sniffed("a;b") == ";")
    }

    @Test func namedDelimiterIsTaken() throws {
        let pipe = Dialect(delimiter: .byte(UInt8(ascii: "|")))
        #expect(try cells("a|b\n1,2|3\n", dialect: pipe) == [[.text("1,2"), .text("3")]])
        let tab = Dialect(delimiter: .byte(UInt8(ascii: "\t")))
        #expect(try cells("a\tb\n\t \n x \t\"y\"\t\n", dialect: tab) == [[.missing, .missing]])
        #expect(try cells("a\tb\n x \t\"y\"\n", dialect: tab) == [[.text("x"), .text("y")]])
    }
}
