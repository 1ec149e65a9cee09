import Testing

@testable import Simulation

@Suite struct SimulatedStudyTests {
    private static func study(
        people: Int = 600, seed: UInt64 = 51, scenario: Scenario = .hyperalgesia, untidiness: Untidiness = .realistic
    ) throws -> SimulatedStudy {
        SimulatedStudy(
            design: try StudyDesign(
                people: people, meanScoresPerPerson: 8, seed: seed, scenario: scenario, untidiness: untidiness))
    }

    @Test(arguments: Scenario.allCases)
    func theSameDesignGivesTheSameBytesAndAnotherSeedOthers(_ scenario: Scenario) throws {
        let first = try Self.study(scenario: scenario)
        let again = try Self.study(scenario: scenario)
        let other = try Self.study(seed: 52, scenario: scenario)
        for file in first.files {
            #expect(first.contents(of: file) == again.contents(of: file))
            #expect(first.contents(of: file) != other.contents(of: file))
        }
    }

    /// Pins the bytes themselves: they may change only on purpose, with a line in the change log.
    @Test func theBytesAreThoseOfEveryMachine() throws {
        let digests = try (Scenario.ofExposure + Scenario.ofChange).map { scenario in
            let study = try Self.study(people: 100, seed: 2026, scenario: scenario)
            return Self.fnv1a(study.files.filter { !Self.reports.contains($0) }.flatMap(study.contents))
        }
        #expect(
            digests == [
                0x71b8_7e69_6eaf_48a6, 0xe873_5f45_6508_f993, 0x51be_cba6_c8ff_bf16, 0x791a_784f_3ea3_de63,
                0xd6d2_0c64_5f0c_b60c, 0xa401_6b5c_576f_ffb1, 0x2e99_fe6d_3880_0484, 0xcea1_1ff3_b609_1127,
            ])
    }

    private static let reports: [SimulatedFile] = [.symptoms, .screens, .visits]

    /// The same of the files that the scenarios of exposure were given later: symptoms, screens and visits of null, hyperalgesia and
    /// tolerance. Screens and visits are alike in all three, as return to use does not depend on pain.
    @Test func theBytesOfReportsAreThoseOfEveryMachine() throws {
        let digests = try Scenario.ofExposure.flatMap { scenario in
            let study = try Self.study(people: 100, seed: 2026, scenario: scenario)
            return Self.reports.map { Self.fnv1a(study.contents(of: $0)) }
        }
        #expect(
            digests == [
                0xad2f_1d23_3be7_169e, 0xac4d_ea7c_76df_7f19, 0x3b7c_03ee_b0a3_692d,
                0x2eca_21e7_7a7f_0b5c, 0xac4d_ea7c_76df_7f19, 0x3b7c_03ee_b0a3_692d,
                0xecaa_8b9d_47d3_fe0a, 0xac4d_ea7c_76df_7f19, 0x3b7c_03ee_b0a3_692d,
            ])
    }

    /// The same of each scenario of one question, all its files together: spreading, mixed_patterns, return_to_use, evoked_tests,
    /// pain_drives_dose.
    @Test func theBytesOfQuestionsAreThoseOfEveryMachine() throws {
        let digests = try Scenario.ofQuestion.map { scenario in
            let study = try Self.study(people: 100, seed: 2026, scenario: scenario)
            return Self.fnv1a(study.files.flatMap(study.contents))
        }
        #expect(
            digests == [
                0x1d5e_a696_e0a8_04a1, 0xf0d8_fa0b_d6ad_6c65, 0xd301_8dd5_73dc_d50d, 0x7317_4c61_16bf_f0e5,
                0x768e_8e38_c161_0a99,
            ])
    }

    @Test(arguments: Scenario.allCases)
    func blocksMadeInAnyOrderOnAnyThreadMakeTheSameFile(_ scenario: Scenario) async throws {
        let study = try Self.study(scenario: scenario)
        #expect(study.blockCount == 3)
        let blocks = await withTaskGroup(of: (Int, SimulatedBlock).self) { group in
            for index in (0..<study.blockCount).reversed() { group.addTask { (index, study.block(index)) } }
            return await group.reduce(into: [Int: SimulatedBlock]()) { $0[$1.0] = $1.1 }
        }
        for file in SimulatedFile.allCases {
            let joined = (0..<3).reduce(into: study.header(of: file)) { $0 += blocks[$1]?.bytes(of: file) ?? [] }
            #expect(joined == study.contents(of: file))
        }
    }

    @Test func blocksOutsideTheStudyAreEmpty() throws {
        let study = try Self.study()
        for index in [-1, 3, Int.max] {
            #expect(SimulatedFile.allCases.allSatisfy { study.block(index).bytes(of: $0).isEmpty })
        }
    }

    @Test(arguments: Scenario.allCases)
    func aPersonDoesNotDependOnTheSizeOfTheStudy(_ scenario: Scenario) throws {
        let small = try Self.study(people: 1, scenario: scenario)
        let large = try Self.study(people: 600, scenario: scenario)
        for file in SimulatedFile.allCases {
            #expect(large.contents(of: file).starts(with: small.contents(of: file)))
        }
    }

    @Test(arguments: Scenario.allCases)
    func whatIsNotAFileOfTheScenarioHasNoRows(_ scenario: Scenario) throws {
        let study = try Self.study(scenario: scenario)
        for file in SimulatedFile.allCases {
            #expect((study.contents(of: file) == study.header(of: file)) == !study.files.contains(file))
        }
    }

    @Test func identifiersCountFromOneWithSixDigitsAndMore() {
        let texts = [0, 8, 99_998, 99_999, 999_998, 999_999, 9_999_999].map {
            String(decoding: [UInt8](patientIndex: $0), as: UTF8.self)
        }
        #expect(texts == ["P000001", "P000009", "P099999", "P100000", "P999999", "P1000000", "P10000000"])
    }

    private static func fnv1a(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
