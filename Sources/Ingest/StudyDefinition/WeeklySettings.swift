import StudyFile

/// `weekly`: how `nocitrend weekly` runs a study. Options of the command win over it.
public struct WeeklySettings: Sendable, Hashable {
    /// How many days before the run's day the newest input file may have been written, before the input is said to be stale; `nil`
    /// where it may have any age.
    public var maxAge: Int?
    /// How many of the study's weekly reports are kept.
    public var keep = 53
    /// How many seconds a run may take.
    public var timeLimit = standardTimeLimit

    /// The seconds that a run may take where nobody says.
    public static let standardTimeLimit = 4 * 3600

    /// The days that `max_age` may say.
    public static let maxAges = 1...3650
    /// The reports that `keep` may say: the newest is never removed.
    public static let keeps = 1...10_000

    static let keys = ["max_age", "keep", "time_limit"]

    init(_ value: StudyValue?) throws(StudyFileError) {
        guard let value, !value.isNull else { return }
        let mapping = try value.mapping(as: "weekly")
        try mapping.allowOnly(Self.keys, in: "weekly")
        maxAge = try mapping["max_age"]?.integer(as: "max_age", in: Self.maxAges)
        if let value = mapping["keep"] { keep = try value.integer(as: "keep", in: Self.keeps) }
        if let value = mapping["time_limit"] {
            guard let seconds = Self.seconds(try value.text(as: "time_limit")) else {
                throw value.error("time_limit must be \(Self.wordsForTime)")
            }
            timeLimit = seconds
        }
    }

    /// How a time is written, for messages.
    public static let wordsForTime = "a time of at least a second and at most 30 days, such as 90s, 30m or 4h"

    /// The seconds of `90s`, `30m`, `4h`, or of a number of seconds; `nil` for anything else.
    public static func seconds(_ text: String) -> Int? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard digits.count <= 7, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
            return nil
        }
        let seconds = number * (unit ?? 1)
        return (1...30 * 86_400).contains(seconds) ? seconds : nil
    }
}
