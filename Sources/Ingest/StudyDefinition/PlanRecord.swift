import DelimitedText
import StudyFile

/// What a study file calls planned: which questions, when, and the fingerprint of the study file then.
public struct PlanRecord: Sendable {
    /// A question's name, with its place.
    public struct Name: Sendable {
        /// The name as written.
        public let name: String
        /// Where it stands.
        public let source: SourceReference
    }

    /// The questions.
    public let questions: [Name]
    /// The day, as `2026-05-01`; absent where the plan has none.
    public let date: String?
    /// The fingerprint in hexadecimal, together with the day.
    public let hash: String?
    /// The version of nocitrend that made the plan, where it says so.
    public let version: String?
    /// Whether the study file, the questions, the day or the version are others than those of which the fingerprint is.
    public let hasChanged: Bool

    static let key = "planned"
    private static let keys = ["questions", "date", "version", "hash"]

    /// Reads the value of `planned`.
    ///
    /// - Parameter text: the whole study file.
    init(_ entry: StudyMapping.Entry, in text: String) throws(StudyFileError) {
        let value = entry.value
        guard value.isMapping else {
            self.init(questions: try Self.names(value), date: nil, hash: nil, version: nil, hasChanged: false)
            return
        }
        let mapping = try value.mapping(as: "planned")
        try mapping.allowOnly(Self.keys, in: "planned")
        guard let listed = mapping["questions"] else {
            throw value.error("\"planned\" names no questions; add \"questions: [NAME, …]\"")
        }
        let questions = try Self.names(listed)
        let date = try mapping["date"].map(Self.date)
        let hash = try mapping["hash"].map(Self.hash)
        let version = try mapping["version"]?.name(as: "version")
        let remedy = "let \"nocitrend plan\" write both, or leave both out"
        switch (date, hash) {
        case (nil, nil):
            self.init(questions: questions, date: nil, hash: nil, version: version, hasChanged: false)
        case (.some, nil): throw value.error("\"planned\" has a date and no hash: \(remedy)")
        case (nil, .some): throw value.error("\"planned\" has a hash and no date: \(remedy)")
        case (let date?, let hash?):
            let file = try StudyFileText(text).withoutPlan(entry.keySource)
            let now = try Self.fingerprint(
                of: file, questions: questions.map(\.name), date: date, version: version, at: value.source)
            self.init(questions: questions, date: date, hash: hash, version: version, hasChanged: now != hash)
        }
    }

    private init(questions: [Name], date: String?, hash: String?, version: String?, hasChanged: Bool) {
        self.questions = questions
        self.date = date
        self.hash = hash
        self.version = version
        self.hasChanged = hasChanged
    }

    private static func names(_ value: StudyValue) throws(StudyFileError) -> [Name] {
        let names = try value.distinct(as: "planned", named: \.name) { one throws(StudyFileError) in
            Name(name: try one.name(as: "a planned question"), source: one.source)
        }
        guard !names.isEmpty else { throw value.error("\"planned\" names no questions; list them or leave it out") }
        return names
    }

    private static func date(_ value: StudyValue) throws(StudyFileError) -> String {
        let text = try value.text(as: "date")
        guard text.utf8.count == 10, CalendarDate(text) != nil else {
            throw value.error("date must be a day such as 2026-05-01, not \"\(text)\"")
        }
        return text
    }

    private static func hash(_ value: StudyValue) throws(StudyFileError) -> String {
        let text = try value.text(as: "hash").lowercased()
        guard text.utf8.count == 64, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            throw value.error(
                "hash must be the 64 hexadecimal digits that \"nocitrend plan\" prints; this one has \(text.count) characters"
            )
        }
        return text
    }

    /// The SHA-256 of a study file without its plan, followed by a line with what the plan says, so that neither can be changed alone.
    private static func fingerprint(
        of file: String, questions: [String], date: String, version: String?, at source: SourceReference
    ) throws(StudyFileError) -> String {
        let plan =
            "planned: [\(questions.joined(separator: ", "))] \(date)" + (version.map { " nocitrend \($0)" } ?? "")
        do {
            return try SHA256Digest.hexadecimal(of: Array((file + plan + "\n").utf8))
        } catch {
            throw source.error("\(error)")
        }
    }

    /// The block of a study file that records a plan of questions: one line, which can be taken out again.
    ///
    /// - Parameter file: the study file without a plan.
    static func block(
        of file: String, questions: [String], date: String, version: String, at source: SourceReference
    ) throws(StudyFileError) -> String {
        let hash = try fingerprint(of: file, questions: questions, date: date, version: version, at: source)
        return
            "planned: {questions: [\(questions.joined(separator: ", "))], date: \(date), version: \(version), hash: \(hash)}"
    }
}

extension StudyDefinition {
    /// The plan of some questions for a study file: the line that records it, and the file with the line in it.
    ///
    /// Reads the study file and no data.
    ///
    /// - Parameters:
    ///   - date: the day, as `2026-05-01`.
    ///   - version: of the program.
    /// - Throws: ``StudyFileError`` where the file has a dated plan already, or is laid out so that a line cannot be put into it.
    public func plan(
        of questions: [String], date: String, version: String
    ) throws(StudyFileError) -> (block: String, file: String) {
        if let planned, let date = planned.date {
            throw StudyFileError(
                path: path, position: planSource?.position,
                message:
                    "has a plan of \(date) already\(planned.hasChanged ? ", and has changed since" : ""); take \"planned\" out to "
                    + "plan anew, and say in the paper why")
        }
        let layout = StudyFileText(text)
        let bare = try planSource.map { source throws(StudyFileError) in try layout.withoutPlan(source) } ?? text
        let start = SourceReference(path: path, position: SourcePosition(line: 1, column: 1))
        let block = try PlanRecord.block(of: bare, questions: questions, date: date, version: version, at: start)
        let file = StudyFileText(bare).inserting(block)
        // What is written must be read as what was meant.
        let reread = try? Self.parse(file, path: path).planned
        guard let reread, reread.date == date, !reread.hasChanged, reread.questions.map(\.name) == questions else {
            throw StudyFileError(
                path: path, position: nil,
                message:
                    "is laid out so that a plan cannot be put into it; write its keys a line each, from the left margin"
            )
        }
        return (block, file)
    }
}
