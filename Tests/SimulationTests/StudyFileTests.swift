import Simulation
import Testing

@Suite struct StudyFileTests {
    private static func study(_ scenario: Scenario) throws -> SimulatedStudy {
        SimulatedStudy(design: try StudyDesign(people: 10, seed: 71, scenario: scenario))
    }

    @Test(arguments: Scenario.allCases)
    func everyFileAndColumnIsListed(_ scenario: Scenario) throws {
        let study = try Self.study(scenario)
        let lines = study.studyFile().split(separator: "\n").map(String.init)
        #expect(lines.contains("nocitrend: 1"))
        #expect(lines.contains("title: \"Synthetic study: \(scenario.rawValue), 10 people\""))
        #expect(lines.contains("synthetic: true"))
        #expect(lines.contains("index: \(study.files.contains(.moud) ? "first_moud_dose" : "origin")"))
        #expect(lines.count { $0.hasPrefix("    - file: ") } == study.files.count)
        for file in study.files {
            let bytes = study.contents(of: file)
            let header = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let position = try #require(lines.firstIndex(of: "    - file: \(file.name)"))
            let mapping = header.split(separator: ",").map { "\($0): \($0)" }.joined(separator: ", ")
            #expect(lines[position + 1] == "      columns: {\(mapping)}")
            #expect(lines[position - 1] == "  \(file.name.dropLast(4)):")
        }
    }

    @Test func theFolderOfTheDataIsQuoted() throws {
        let study = try Self.study(.null)
        #expect(study.studyFile().contains("\ndata: \".\"\n"))
        #expect(study.studyFile(data: "a \"b\" \\ c").contains("\ndata: \"a \\\"b\\\" \\\\ c\"\n"))
    }
}
