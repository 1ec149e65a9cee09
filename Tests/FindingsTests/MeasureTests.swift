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
        #expect(try json(.number(12)) == "[12]")
    }

    @Test("a withheld number is an object with the reason")
    func withheld() throws {
        #expect(try json(.withheld("too few")) == #"[{"withheld":"too few"}]"#)
    }
}
