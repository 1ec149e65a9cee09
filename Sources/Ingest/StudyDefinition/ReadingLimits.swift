import DelimitedText
import StudyFile

/// `limits`: what a study's files may ask of the computer.
struct ReadingLimits: Sendable, Hashable {
    /// How many bytes gzip may make of one that is stored.
    var expansion = InputLimits.usualExpansion
    /// How long the reading of all files may take.
    var seconds = Self.usualSeconds

    /// 10 million scores take seconds: an hour is for a slow network, or a slow program behind standard input.
    static let usualSeconds = 3600

    static let keys = ["expansion", "seconds"]

    init(_ value: StudyValue?) throws(StudyFileError) {
        guard let mapping = try value?.mapping(as: "limits") else { return }
        try mapping.allowOnly(Self.keys, in: "limits")
        if let value = mapping["expansion"] { expansion = try value.integer(as: "expansion", in: 2...1_000_000) }
        if let value = mapping["seconds"] { seconds = try value.integer(as: "seconds", in: 1...31_536_000) }
    }
}
