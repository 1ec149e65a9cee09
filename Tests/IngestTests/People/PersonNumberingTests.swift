import Testing

@testable import Ingest

@Suite struct PersonNumberingTests {
    @Test func identifiersAreNumberedInTheOrderInWhichTheyAreMet() {
        var numbering = PersonNumbering()
        let met = ["b", "a", "b", "", "a", "c"]
        #expect(met.map { numbering.index(of: $0) } == [0, 1, 0, 2, 1, 3])
        #expect(numbering.identifiers == ["b", "a", "", "c"] && numbering.count == 4)
        #expect(numbering.knownIndex(of: "c") == 3 && numbering.knownIndex(of: "d") == nil)
    }

    @Test func manyIdentifiersKeepTheirNumbers() {
        var numbering = PersonNumbering()
        numbering.reserve(100)
        for number in 0..<5000 { #expect(numbering.index(of: "P\(number)") == Int32(number)) }
        for number in 0..<5000 { #expect(numbering.knownIndex(of: "P\(number)") == Int32(number)) }
        #expect(numbering.knownIndex(of: "P5000") == nil && numbering.count == 5000)
    }

    @Test func lettersWrittenInTwoWaysAreOnePerson() {
        var numbering = PersonNumbering()
        let composed = "Ren\u{e9}e-01"
        let decomposed = "Rene\u{301}e-01"
        #expect(numbering.index(of: composed) == 0 && numbering.index(of: decomposed) == 0)
    }

    @Test func aWrongGuessCostsNothingButTime() {
        var numbering = PersonNumbering()
        for name in ["x", "y"] { _ = numbering.index(of: name) }
        let known = KnownPeople(numbering)
        #expect(known.index(of: "y", guess: 1) == 1 && known.index(of: "y", guess: 0) == 1)
        #expect(known.index(of: "y", guess: 2) == 1 && known.index(of: "y", guess: -1) == 1)
        #expect(known.index(of: "z", guess: 1) == nil)
    }

    @Test("An order of people depends on their identifiers alone, and is that of most files")
    func order() {
        var numbering = PersonNumbering()
        for identifier in ["p10", "p9", "q1", "p2"] { _ = numbering.index(of: identifier) }
        #expect(numbering.order() == [3, 1, 2, 0])
        #expect(numbering.identifiers == ["p2", "p9", "q1", "p10"])
        #expect(numbering.knownIndex(of: "p10") == 3 && numbering.index(of: "p11") == 4)
        #expect(numbering.order() == nil)
    }
}
