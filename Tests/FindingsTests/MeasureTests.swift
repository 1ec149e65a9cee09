import Findings
import Foundation
import Testing

@Suite("Measures in JSON")
struct MeasureTests {
    private func json(_ measure: Measure) throws -> String {
        String(decoding: try JSONEncoder().encode([measure]), as: UTF8.self)
    }

    @Test("a number is a bare number at full precision, a count has no fraction")
    func number() throws {
        #expect(try json(.number(0.1 + 0.2)) == "[0.30000000000000004]")
        #expect(try json(Measure(12)) == "[12]")
    }

    @Test("a withheld number is an object with the reason")
    func withheld() throws {
        #expect(try json(.withheld("too few")) == #"[{"withheld":"too few"}]"#)
    }

    @Test("both forms are read back", arguments: [Measure.number(-1.5), .withheld("too few")])
    func roundTrip(_ measure: Measure) throws {
        let data = try JSONEncoder().encode([measure])
        #expect(try JSONDecoder().decode([Measure].self, from: data) == [measure])
    }

    @Test("NaN and infinities are no measure", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(_ value: Double) {
        #expect(Measure(value) == nil)
    }

    @Test("cells are never written")
    func cells() throws {
        let estimate = Estimate("share", value: .number(0.5), n: 20, events: 10, cells: [3])
        let text = String(decoding: try JSONEncoder().encode(estimate), as: UTF8.self)
        #expect(!text.contains("cells"))
        #expect(text.contains(#""se":null"#))
    }

    @Test("results of another schema are refused")
    func otherSchema() throws {
        let results = Results(
            study: .init(title: "t", synthetic: false, index: "i", definitions: []),
            run: .init(id: "r", version: "v", isInternal: false, minimumCell: 11), inputs: [], quality: [], analyses: []
        )
        let text = String(decoding: try JSONEncoder().encode(results), as: UTF8.self)
        #expect(try JSONDecoder().decode(Results.self, from: Data(text.utf8)) == results)
        let other = text.replacingOccurrences(of: "results\\/1", with: "results\\/2")
        #expect(other != text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Results.self, from: Data(other.utf8)) }
    }
}
