import Testing

@testable import DelimitedText

/// Records that a quote has run together are counted, and what keeps RFC 4180 is left as it is.
@Suite struct SwallowedLinesTests {
    private func found(_ text: String) throws -> Readback {
        let folder = try TemporaryFolder()
        let whole = try folder.read(text.utf8)
        for (size, threads) in [(1, 1), (16, 4)] {
            #expect(try readback(.file(path: folder.inputPath), blockSize: size, threads: threads) == whole)
        }
        return whole
    }

    private func swallowed(_ line: Int, _ count: Int) -> MalformedRecord {
        MalformedRecord(line: line, reason: .swallowedLines(count))
    }

    @Test func swallowedRecordsAreCountedAtTheFirstLine() throws {
        let ouch = try found("id,day,nrs,note\nP0,1,1,\"a\"\n\nP1,0,5,\"he said \"ouch\nP2,0,6,\"ok\"\nP3,0,7,\"\"\n")
        #expect(ouch.malformed == [swallowed(4, 1)])
        #expect(ouch.rows.map(\.line) == [2, 6])
        let inch = try found("id,note,x\n1,\"scar 5\"\",1\n2,,2\n3,b,3\n4,\"ok\",4\n5,\"c\",5\n")
        #expect(inch.malformed == [swallowed(2, 3)])
        #expect(inch.rows.map(\.line) == [6])
        #expect(try found("id,note\n1,\"a \"b\n2,\"c\"").malformed == [swallowed(2, 1)])
    }

    @Test func quotedTextThatKeepsTheRFCIsLeft() throws {
        let csvInside = try found("id,note,x\n1,\"a,b,c\nd,e,f\nsaid \"\"no\"\",g,h\",2\n")
        #expect(csvInside.malformed.isEmpty)
        #expect(csvInside.rows.map(\.cells) == [[.text("1"), .text("a,b,c\nd,e,f\nsaid \"no\",g,h"), .text("2")]])
    }

    @Test func commentOfSeveralLinesWithAStrayQuoteIsLeft() throws {
        let comment = try found("id,day,note\n1,2,\"he said \"ouch\nand left, in pain\n\"\n")
        #expect(comment.malformed.isEmpty)
        #expect(comment.rows.count == 1)
    }
}
