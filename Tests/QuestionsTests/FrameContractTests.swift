import Findings
import Foundation
import StudyFixtures
import Testing

@testable import Questions

/// What every question's frame keeps to: estimand, time zero, comparator and two attacks, decided before anything was counted.
@Suite("The frame of every question")
struct FrameContractTests {
    private static var questions: [String] { AllQuestions.list.map { $0.id } }

    /// Studies with everything, and one with people and nothing else.
    private static let cohorts = [
        PlantedStudy.cohort, PlantedStudy.cohortOfLevels, CohortFixture(people: [.init(), .init()]).cohort,
        CohortFixture(people: []).cohort,
    ]

    /// The frame's texts, each with its name.
    private func texts(_ frame: EstimandFrame) -> [(name: String, prose: Prose)] {
        [
            ("population", frame.population), ("strategies", frame.strategies), ("variable", frame.variable),
            ("summary", frame.summary), ("time zero", frame.timeZero), ("comparator", frame.comparator),
        ]
            + frame.intercurrentEvents.flatMap { [("event", $0.event), ("handling", $0.handling)] }
            + frame.attacks.flatMap { [("attack", $0.attack), ("done", $0.done)] }
    }

    private func words(_ prose: Prose) -> String {
        prose.segments.map { segment in
            if case .words(let words) = segment { words } else { "" }
        }.joined()
    }

    @Test("says all of it, in sentences, whatever the study has", arguments: questions)
    func complete(_ id: String) throws {
        for cohort in Self.cohorts {
            let fixture = try StudyFixture(cohort, analyses: "[\(id)]")
            let finding = try #require(fixture.study.asked.answers(of: fixture.study).first { $0.id == id })
            let frame = try #require(finding.frame)
            #expect(frame.attacks.count == 2)
            #expect(frame.attacks[0] != frame.attacks[1])
            #expect(!frame.intercurrentEvents.isEmpty)
            for (name, prose) in texts(frame) {
                let text = words(prose)
                #expect(text.count > 3, "\(id): \(name)")
                #expect(name == "event" || text.hasSuffix("."), "\(id): \(name): \(text)")
                #expect(!text.contains("  ") && !text.contains(" .") && !text.contains(".."), "\(id): \(name): \(text)")
                #expect(!text.contains("Optional") && !text.contains("nil"), "\(id): \(name): \(text)")
            }
        }
    }

    @Test("tells what was decided and no number about persons", arguments: questions)
    func decided(_ id: String) throws {
        let fixture = try StudyFixture(PlantedStudy.cohort, analyses: "[\(id)]")
        let finding = try #require(fixture.study.asked.answers(of: fixture.study).first { $0.id == id })
        for (name, prose) in texts(try #require(finding.frame)) {
            let isMeasured = prose.segments.contains { if case .measured = $0 { true } else { false } }
            #expect(!isMeasured, "\(id): \(name)")
        }
    }

    @Test("prints the settings that are in force")
    func settings() throws {
        func text(_ analyses: String, _ id: String) throws -> String {
            let fixture = try StudyFixture(PlantedStudy.cohort, analyses: analyses)
            let finding = try #require(fixture.study.asked.answers(of: fixture.study).first { $0.id == id })
            return texts(try #require(finding.frame)).map { words($0.prose) }.joined(separator: "\n")
        }
        let taper = try text("{taper: {grace: 90, baseline: 123, least_dose: 55}}", "taper")
        #expect(taper.contains("grace period of 90 days"))
        #expect(taper.contains("stable for 123 days") && taper.contains("55 mg"))
        let day = try text("{day7_withdrawal: {day: 9, window: [8, 11], claim: 0.9, weight_by: []}}", "day7_withdrawal")
        #expect(day.contains("nearest to day 9 from day 8 to day 11"))
        #expect(day.contains("share of 0.9,") && day.contains("turned off"))
        #expect(try !text("{day7_withdrawal: }", "day7_withdrawal").contains("turned off"))
    }

    /// A digit in the words of a program cannot follow a setting, so that it would be wrong as soon as somebody sets it.
    @Test("has no digit that is not a setting")
    func digits() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Questions").standardizedFileURL
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.lastPathComponent.hasSuffix("Frame.swift") }
        #expect(files.count > AllQuestions.list.count)
        for file in files {
            let source = try String(contentsOf: file, encoding: .utf8)
            #expect(Self.literals(source).filter { $0.contains(where: \.isNumber) } == [], "\(file.lastPathComponent)")
            #expect(source.firstMatch(of: /\(setting: *[0-9]/) == nil, "\(file.lastPathComponent)")
        }
        #expect(Self.literals(#"let a = "1 \(f(2, "3")) x" // "4""#) == ["1  x"])
    }

    /// What stands in the string literals of a source, without interpolations, escapes and comments.
    private static func literals(_ source: String) -> [String] {
        let code = source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.firstMatch(of: /(^|\s)\/\/.*$/).map { String(line[..<$0.range.lowerBound]) } ?? String(line)
        }.joined(separator: "\n")
        var plain = ""
        var depth = 0
        var rest = Substring(code)
        while let character = rest.first {
            if depth == 0, rest.hasPrefix(#"\("#) {
                depth = 1
                rest = rest.dropFirst(2)
                continue
            }
            if depth > 0 {
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
            } else {
                plain.append(character)
            }
            rest = rest.dropFirst()
        }
        plain = plain.replacing(/\\u\{[0-9A-Fa-f]+\}/, with: "")
        return plain.replacing("\"\"\"", with: "\"").split(separator: "\"", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
