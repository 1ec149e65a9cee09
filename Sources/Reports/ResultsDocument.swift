import Disclosure
import Findings
import Foundation

/// results.json: the machine-readable twin of the report, as `docs/results-format.md` describes it.
enum ResultsDocument {
    static func bytes(_ findings: ReleasableFindings) throws -> [UInt8] {
        Array(try encoder().encode(findings.results)) + [UInt8(ascii: "\n")]
    }

    /// The encoder of every JSON file: sorted keys, so that the same value gives the same bytes.
    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return encoder
    }
}
