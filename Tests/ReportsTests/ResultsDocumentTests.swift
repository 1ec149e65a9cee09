import Disclosure
import Findings
import Foundation
import Testing

@testable import Reports

@Suite("results.json")
struct ResultsDocumentTests {
    private func document(_ results: Results, isInternal: Bool = false) throws -> [UInt8] {
        try ResultsDocument.bytes(.release(results, under: .init(isInternal: isInternal)))
    }

    private var schema: JSONSchema {
        get throws {
            try JSONSchema(
                contentsOf: SnapshotFolder.project.appendingPathComponent("docs/results.schema.json"))
        }
    }

    @Test("Agrees with the published schema", arguments: [false, true])
    func agreesWithSchema(isInternal: Bool) throws {
        for results in [ReportFixtures.trial, ReportFixtures.synthetic] {
            let bytes = try document(results, isInternal: isInternal)
            #expect(try schema.violations(in: Data(bytes)) == [])
        }
    }

    @Test(
        "The schema refuses what is not the format",
        arguments: [
            (#""synthetic" : true"#, #""synthetic" : "yes""#),
            (#""schema" : "nocitrend.results/1""#, #""schema" : "other""#),
            (#""minimum_cell" : 11"#, #""minimum_cell" : 0"#),
            (#""minimum_cell" : 11"#, #""minimum_cell" : 11, "more" : 1"#),
            (#""status" : "estimated""#, #""status" : "not_estimable""#), (#""level" : 0.95"#, #""level" : 95"#),
            (#""id" : "pain_trend""#, #""id" : "Pain trend""#), (#""read" : 40100"#, #""read" : 40100.5"#),
            (#""withheld" :"#, #""hidden" :"#),
        ])
    func schemaRefuses(part: String, replacement: String) throws {
        let text = String(decoding: try document(ReportFixtures.synthetic), as: UTF8.self)
        try #require(text.contains(part))
        #expect(try !schema.violations(in: Data(text.replacing(part, with: replacement).utf8)).isEmpty)
    }

    @Test("Reads back as the same results; keys are sorted; it ends with a newline")
    func roundTrip() throws {
        let findings = ReleasableFindings.release(ReportFixtures.trial, under: .init())
        let bytes = try ResultsDocument.bytes(findings)
        var expected = findings.results
        for index in expected.analyses.indices {
            for estimate in expected.analyses[index].estimates.indices {
                expected.analyses[index].estimates[estimate].cells = []
            }
            for test in expected.analyses[index].tests.indices { expected.analyses[index].tests[test].cells = [] }
        }
        #expect(try JSONDecoder().decode(Results.self, from: Data(bytes)) == expected)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("{\n  \"analyses\""))
    }
}
