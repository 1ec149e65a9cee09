import DelimitedText
import StudyFile
import Testing

@testable import Ingest

@Suite("What a study file calls planned")
struct PlanRecordTests {
    private static let file = """
        # A study.
        nocitrend: 1
        tables:
          pain:
            - file: pain.csv
              columns: {patient: id, day: day, score: score}
              instrument: nrs

        # What is asked.
        analyses: [pain_trend, taper]
        # The end.

        """

    private func parse(_ text: String) throws -> StudyDefinition {
        try StudyDefinition.parse(text, path: "study.yaml")
    }

    private func message(_ planned: String) -> String {
        do {
            _ = try parse(Self.file + planned)
            return ""
        } catch {
            return "\(error)"
        }
    }

    private func planned(_ text: String = Self.file) throws -> (block: String, file: String) {
        try parse(text).plan(of: ["pain_trend", "taper"], date: "2026-05-01", version: "0.1.0")
    }

    @Test("nothing, without the key")
    func none() throws {
        #expect(try parse(Self.file).planned == nil)
    }

    @Test("a list, or a mapping of questions alone, has no date and no hash")
    func undated() throws {
        for text in [
            "planned: [pain_trend, taper]", "planned: {questions: [pain_trend, taper]}",
            "planned:\n- pain_trend\n- taper",
        ] {
            let plan = try #require(try parse(Self.file + text + "\n").planned)
            #expect(plan.questions.map(\.name) == ["pain_trend", "taper"])
            #expect(plan.date == nil && plan.hash == nil && !plan.hasChanged)
        }
    }

    @Test("the hash is the SHA-256 of the file without the plan, and of a line with what the plan says")
    func hash() throws {
        let (block, file) = try planned()
        let expected = try SHA256Digest.hexadecimal(
            of: Array((Self.file + "planned: [pain_trend, taper] 2026-05-01 nocitrend 0.1.0\n").utf8))
        #expect(
            block == "planned: {questions: [pain_trend, taper], date: 2026-05-01, version: 0.1.0, hash: \(expected)}")
        #expect(file == Self.file.replacing("# What is asked.", with: "\(block)\n# What is asked."))
        let plan = try #require(try parse(file).planned)
        #expect(plan.date == "2026-05-01" && plan.version == "0.1.0" && plan.hash == expected && !plan.hasChanged)
    }

    @Test("what the plan holds may be laid out otherwise, and comments around it are the file's")
    func layout() throws {
        let (block, file) = try planned()
        let hash = try #require(block.firstMatch(of: /hash: ([0-9a-f]{64})/)).1
        let long = """
            planned:
              # As the ethics committee has it.
              questions:
              - pain_trend
              - taper

              date: 2026-05-01
              version: "0.1.0"
              hash: \(hash.uppercased())
            """
        let plan = try #require(try parse(file.replacing(block, with: long)).planned)
        #expect(!plan.hasChanged && plan.questions.count == 2)
    }

    @Test(
        "any change of the file, the questions, the day or the version shows",
        arguments: [
            ("instrument: nrs", "instrument: vas"), ("# A study.", "# A Study."), ("# The end.", "# The end"),
            ("questions: [pain_trend, taper]", "questions: [pain_trend]"), ("date: 2026-05-01", "date: 2026-04-30"),
            ("version: 0.1.0", "version: 0.2.0"), ("version: 0.1.0, ", ""),
            ("taper]\n# The", "taper, rotation]\n# The"),
        ])
    func changed(_ part: String, _ other: String) throws {
        let file = try planned().file
        let changed = file.replacing(part, with: other)
        try #require(changed != file)
        #expect(try parse(changed).planned?.hasChanged == true)
        #expect(try parse(file).planned?.hasChanged == false)
    }

    @Test("goes into files of any layout, and comes out byte for byte")
    func anywhere() throws {
        let files = [
            Self.file, Self.file.replacing("\n", with: "\r\n"),
            Self.file.replacing("analyses: [pain_trend, taper]\n", with: ""),
            String(Self.file.dropLast()),
            Self.file.replacing("analyses: [pain_trend, taper]\n# The end.\n", with: "title: x"),
            Self.file + "title: Schmerz und \u{00DC}bung\n",
        ]
        for file in files {
            let (block, written) = try planned(file)
            let plan = try #require(try parse(written).planned)
            #expect(!plan.hasChanged)
            #expect(written.replacing(block + "\n", with: "") == file)
        }
    }

    @Test("an undated list is what is planned, and gives way")
    func completes() throws {
        let (block, file) = try planned(Self.file + "planned: [taper]\n")
        #expect(try planned().block == block)
        #expect(file == (try planned().file))
    }

    @Test("a dated plan is not written over")
    func notTwice() throws {
        let file = try planned().file
        #expect(throws: StudyFileError.self) { try planned(file) }
        do {
            _ = try planned(file.replacing("nrs", with: "vas"))
        } catch {
            #expect("\(error)".contains("has a plan of 2026-05-01 already, and has changed since"))
        }
    }

    @Test("keys in braces have no line to put a plan on")
    func noLine() throws {
        let flow =
            "{nocitrend: 1, tables: {pain: {file: p.csv, columns: {patient: i, day: d, score: s}, instrument: nrs}}}\n"
        do {
            _ = try planned(flow)
            Issue.record("it was written")
        } catch {
            #expect("\(error)".contains("a plan cannot be put into it"))
        }
    }

    @Test(
        "what is wrong is told with its line and the remedy",
        arguments: [
            ("planned: []", "names no questions"), ("planned: {date: 2026-05-01}", "names no questions"),
            ("planned: [taper, taper]", "\"taper\" stands twice"), ("planned:", "is empty"),
            (
                "planned: {questions: [taper], date: 2026-05-01}",
                "a date and no hash: let \"nocitrend plan\" write both"
            ),
            ("planned: {questions: [taper], hash: \(String(repeating: "0", count: 64))}", "a hash and no date"),
            (
                "planned: {questions: [taper], date: 2026-02-30, hash: \(String(repeating: "0", count: 64))}",
                "not \"2026-02-30\""
            ),
            (
                "planned: {questions: [taper], date: 2026-05-01T10, hash: \(String(repeating: "0", count: 64))}",
                "must be a day such as"
            ),
            ("planned: {questions: [taper], date: 2026-05-01, hash: abc}", "64 hexadecimal digits"),
            (
                "planned: {questions: [taper], date: 2026-05-01, hash: \(String(repeating: "g", count: 64))}",
                "64 hexadecimal digits"
            ),
            ("planned: {question: [taper]}", "did you mean \"questions\"?"),
        ])
    func wrong(_ planned: String, _ expected: String) {
        let message = message(planned)
        #expect(message.contains(expected), "\(message)")
        #expect(message.hasPrefix("study.yaml line 12, column"))
    }
}
