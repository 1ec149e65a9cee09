import DelimitedText
import Testing

@testable import Ingest

@Suite("How a column writes dates") struct DateNotationTests {
    private func formats(_ words: String...) -> [DateNotation] { DateNotation.formats(of: words, decimalMark: .point) }

    @Test("each format is recognised by cells of its own") func recognised() {
        #expect(formats("2020-01-31", "2020-02-01T08:30") == [.iso])
        #expect(formats("1/31/2020", "12/1/2020") == [.american])
        #expect(formats("31/1/2020", "1/12/2020") == [.european])
        #expect(formats("1/2/2020") == [.american, .european])
        #expect(formats("10JUN2013", "1JAN2014:10:30:00") == [.sas])
        #expect(formats("43861", "43864.5") == [.excel])
        #expect(formats("20200131") == [.digits])
        #expect(formats("31.1.20") == [.pointsShort])
    }

    @Test("study days, doses and codes are no dates") func others() {
        for word in ["12", "-3", "A-1", "1/2", "8/2", "2020", "june"] {
            #expect(formats(word) == [], "\(word)")
        }
        #expect(formats() == [])
        #expect(formats("1", "2", "43861") == [])
    }

    @Test("a column that decides decides for those that do not") func together() {
        #expect(DateNotation.together([[.american, .european], [.european]]) == [[.european]])
        #expect(DateNotation.together([[.american, .european], [.american, .european]]) == [[.american, .european]])
        #expect(DateNotation.together([[.iso], [.american], []]) == [[.iso], [.american]])
    }
}
