import Disclosure
import Foundation
import StudyFixtures
import Testing

@testable import Reports

@Suite("results.json")
struct ResultsDocumentTests {
    private func document(_ fixture: ReportFixture?) throws -> [UInt8] {
        ResultsDocument.bytes(try #require(fixture).released)
    }

    private var schema: JSONSchema {
        get throws {
            try JSONSchema(
                contentsOf: SnapshotFolder.project.appendingPathComponent("docs/results.schema.json"))
        }
    }

    @Test("Agrees with the published schema")
    func agreesWithSchema() throws {
        for fixture in [ReportFixture.planted, .internal, try ReportFixture("{day7_withdrawal: {day: 300}}")] {
            #expect(try schema.violations(in: Data(try document(fixture))) == [])
        }
    }

    @Test(
        "The schema refuses what is not the format",
        arguments: [
            (#""synthetic" : true"#, #""synthetic" : "yes""#),
            (#""schema" : "nocitrend.results/2""#, #""schema" : "other""#),
            (#""minimum_cell" : 11"#, #""minimum_cell" : 0"#),
            (#""minimum_cell" : 11"#, #""minimum_cell" : 11, "more" : 1"#),
            (#""status" : "estimated""#, #""status" : "maybe""#), (#""level" : 0.95"#, #""level" : 95"#),
            (#""id" : "pain_trend""#, #""id" : "Pain trend""#), (#""read" : 40100"#, #""read" : 40100.5"#),
            (#""withheld" :"#, #""hidden" :"#),
        ])
    func schemaRefuses(part: String, replacement: String) throws {
        let text = String(decoding: try document(.planted), as: UTF8.self)
        try #require(text.contains(part))
        #expect(try !schema.violations(in: Data(text.replacing(part, with: replacement).utf8)).isEmpty)
    }

    @Test("Keys are sorted; it ends with a newline; the study's columns stand apart from the tool's words")
    func form() throws {
        let bytes = try document(.planted)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("{\n  \"analyses\""))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let analyses = try #require(object["analyses"] as? [[String: Any]])
        let day7 = try #require(analyses.first { $0["id"] as? String == "day7_withdrawal" })
        let shares = try #require(day7["estimates"] as? [[String: Any]]).filter {
            $0["name"] as? String == "no_withdrawal_share"
        }
        let columns = shares.compactMap { $0["column"] as? [String: Any] }.filter {
            $0["name"] as? String == "denominator"
        }
        let levels = Set(columns.compactMap { $0["level"] as? String })
        #expect(levels == Set(PlantedStudy.awkwardLevels))
        #expect(columns.contains { $0["recorded"] as? Bool == false && $0["level"] is NSNull })
        for share in shares {
            let group = try #require(share["group"] as? [String: String])
            #expect(Set(group.keys).isSubset(of: ["denominator"]))
        }
    }

    @Test("Text is escaped, an empty list is one, and Foundation reads what is written")
    func escaping() throws {
        var json = JSONText()
        json.object { json in
            json.member("text", "a \"b\" \\ c\n\r\t\u{1}\u{1F}\u{7F}é\u{1F600}/")
            json.member("none", nil as String?)
            json.member("numbers") { json in
                json.array([0.1 + 0.2, 1e-300, -5, 1e22]) { json, number in json.object { $0.member("n", number) } }
            }
            json.member("empty") { $0.array([Int]()) { _, _ in } }
            json.member("object") { $0.object { _ in } }
            json.member("flag", true)
            json.member("line") {
                $0.line {
                    $0.member("a", "b"); $0.member("c") { $0.object { $0.member("d", 1.5) } }
                }
            }
        }
        json.end()
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        #expect(read["text"] as? String == "a \"b\" \\ c\n\r\t\u{1}\u{1F}\u{7F}é\u{1F600}/")
        #expect(read["none"] is NSNull && read["flag"] as? Bool == true)
        let text = String(decoding: json.bytes, as: UTF8.self)
        for number in ["0.30000000000000004", "1e-300", "-5", "1e+22"] { #expect(text.contains("\"n\" : \(number)")) }
        #expect(text.contains(#""line" : {"a" : "b", "c" : {"d" : 1.5}}"#))
        #expect((read["empty"] as? [Any])?.isEmpty == true && (read["object"] as? [String: Any])?.isEmpty == true)
    }
}
