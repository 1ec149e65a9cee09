import Findings

/// What earlier runs of a study let out: for each number its last releases, and of whom each told.
///
/// It is private. From it and a report could be told what changed, and whom it concerned.
public struct ReleaseMemory: Sendable {
    /// Bytes under which people's keys and versions are made. Random, and nowhere else.
    public let secret: [UInt8]
    /// Changes with the way in which people's versions are made: those of two ways cannot be compared.
    public let versionFormat: UInt64
    /// Everybody met so far by number: first those of the last run, in its own order, then those who are in it no more.
    var people: [UInt128] = []
    /// The runs of which something still stands, the last one at the end.
    var runs: [Run] = []
    /// Sets of persons that numbers are about.
    var sets: [PersonSet] = []
    /// The releases of each number that had different persons or other data of them, the newest first.
    var numbers: [NumberName: [PastRelease]] = [:]
    /// What is public of which sets; what was told last at the end.
    var told: [PublicSet] = []
    /// The rows of each table, as they were shown last.
    var tables: [String: PastQuality] = [:]
    /// What the last run's audit chose: asked the same, the next one says the same, although it knows more to be public.
    var lastAudit = PastAudit(question: 0, hidden: [], barred: [])

    /// Whether it knows of no earlier release.
    public var isNew: Bool { runs.isEmpty }

    /// What an audit was asked, and the sets whose counts it withheld, by their words in the numbering of ``people``.
    struct PastAudit: Hashable {
        let question: UInt64
        let hidden: [UInt64]
        /// New numbers that were not shown as their like of nearly the same people was public, by the words of their names.
        let barred: [UInt64]
    }

    /// A run that released something.
    struct Run: Hashable {
        let date: ReleaseDate
        /// Those whose rows were not as in the run before, or who were new, with their versions.
        var versions: [Int: UInt64]
    }

    /// A number as it was released.
    struct PastRelease: Hashable {
        /// Which of ``runs``.
        var run: Int
        /// Which of ``sets`` it is about, and which have the event.
        var about: Int
        var event: Int?
        /// The value with what belongs to it, in the order of the number's kind.
        var measures: [Measure?]
        /// Its text, of a number in a sentence.
        var text: String?
        /// Of which sets it tells.
        var told: [PublicSet]
        /// Numbers that the same could be worked out from.
        var kin: NumberName?
    }

    /// What is public of a set.
    struct PublicSet: Hashable {
        enum Form: UInt8 {
            /// Its count.
            case count
            /// That something happened to nobody of it.
            case nobody
            /// That something happened to everybody of it.
            case everybody
            /// A sum over it.
            case sum
        }

        var set: Int
        let form: Form
        let kind: UInt64
    }

    /// The rows of a table as they were shown last.
    struct PastQuality: Sendable {
        var run: Int
        /// Everybody then.
        var everybody: Int
        /// The counts behind it, by what they count.
        var rows: [String: Int]
        var shown: ReleasedQuality
    }

    /// How many releases of a number are kept: a year of weeks and some more; of a study so large that these take more than `mostWords`
    /// of memory, `fewestReleases`. A number is held against all of them, and the changes since the last `fewestReleases` are audited together.
    static let mostReleases = 60
    static let fewestReleases = 8
    /// Words of 64 persons in the sets of all releases: 64 MiB.
    static let mostWords = 8 << 20
    /// How many public sets are kept.
    static let mostPublicSets = 20_000

    /// A memory of nothing.
    ///
    /// - Parameter versionFormat: the way in which people's versions are made.
    public init(secret: [UInt8], versionFormat: UInt64) {
        self.secret = secret
        self.versionFormat = versionFormat
    }

    /// A memory of nothing under a new secret.
    public init(versionFormat: UInt64) {
        var random = SystemRandomNumberGenerator()
        self.init(secret: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }, versionFormat: versionFormat)
    }

    /// Whether nothing was released yet.
    public var isEmpty: Bool { runs.isEmpty }
}

/// The day of a run: `2026-11-27`.
public struct ReleaseDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// As ISO 8601 writes it.
    public let description: String

    /// The day that is so written.
    public init(_ text: String) { description = text }

    /// In the order of days.
    public static func < (one: ReleaseDate, other: ReleaseDate) -> Bool { one.description < other.description }
}

/// Who the people of a run are to its memory.
public struct ReleasePeople: Sendable {
    /// By a person's number, the key by which they are known again.
    public let keys: [UInt128]
    /// By a person's number, a word that changes with their data.
    public let versions: [UInt64]

    /// The people of a run; both lists go by a person's number.
    public init(keys: [UInt128], versions: [UInt64]) {
        self.keys = keys
        self.versions = versions
    }
}
