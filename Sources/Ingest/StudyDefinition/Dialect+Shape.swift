import DelimitedText
import StudyFile

extension Dialect {
    /// What a mapping's `encoding`, `skip`, `comment`, `fill` and `row_names` say of a file's shape.
    mutating func readShape(_ mapping: StudyMapping) throws(StudyFileError) {
        if let value = mapping["encoding"] {
            encoding = try value.choice(as: "encoding", among: Self.encodings)
        }
        if let value = mapping["skip"] {
            skippedLines = try value.integer(as: "skip", in: 0...10_000)
        }
        if let value = mapping["comment"] {
            comment = try Self.comment(value)
        }
        if let value = mapping["fill"] {
            fillsShortRecords = try value.flag(as: "fill")
        }
        if let value = mapping["row_names"] {
            hasRowNames = try value.flag(as: "row_names")
        }
    }

    private static let encodings: [(name: String, value: TextEncoding)] = [
        ("utf-8", .utf8), ("utf-16", .utf16), ("utf-16le", .utf16LittleEndian), ("utf-16be", .utf16BigEndian),
        ("windows-1252", .windows1252), ("latin-1", .latin1),
    ]

    private static func comment(_ value: StudyValue) throws(StudyFileError) -> UInt8? {
        // A bare # after the colon begins a comment of the study file itself.
        let sign = value.isNull ? "" : try value.text(as: "comment")
        guard sign.utf8.count == 1, let byte = sign.utf8.first, (0x21..<0x7f).contains(byte), sign != "\"" else {
            throw value.error("comment must be one sign in quotes, such as \"#\"")
        }
        return byte
    }
}
