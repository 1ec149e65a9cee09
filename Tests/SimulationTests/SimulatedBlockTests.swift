import Foundation
import Testing

@testable import Simulation

/// The files as another program reads them: split at line ends and commas, every row judged anew.
@Suite struct SimulatedBlockTests {
    private static let people = 1200

    /// A file of a scenario that has it; the rare rows in enough patients that each defect occurs.
    struct Source: Sendable, CustomTestStringConvertible {
        let scenario: Scenario
        let file: SimulatedFile
        var people: Int {
            !scenario.isOfExposure || [.interventions, .screens, .visits].contains(file)
                ? 4 * SimulatedBlockTests.people : SimulatedBlockTests.people
        }
        var testDescription: String { "\(file.name) of \(scenario.rawValue)" }
    }

    static let sources =
        [Scenario.hyperalgesia, .tapering].flatMap { scenario in
            scenario.files.map { Source(scenario: scenario, file: $0) }
        } + [
            Source(scenario: .nonopioidCare, file: .interventions), Source(scenario: .moudInitiation, file: .moud),
            Source(scenario: .evokedTests, file: .pain), Source(scenario: .mixedPatterns, file: .patients),
        ]

    private static func study(
        _ untidiness: Untidiness = .realistic, scenario: Scenario = .hyperalgesia, people: Int = people
    ) throws -> SimulatedStudy {
        SimulatedStudy(
            design: try StudyDesign(
                people: people, meanScoresPerPerson: 20, seed: 61, scenario: scenario, untidiness: untidiness))
    }

    private static func study(_ untidiness: Untidiness, _ source: Source) throws -> SimulatedStudy {
        try study(untidiness, scenario: source.scenario, people: source.people)
    }

    @Test(arguments: sources)
    func theTallyIsWhatAReaderFinds(_ source: Source) throws {
        // As much of each as may be, so that each occurs wherever it can.
        let file = source.file
        let study = try Self.study(
            Untidiness(
                missing: 0.004, outOfRange: 0.004, unreadable: 0.004, unknownPatient: 0.004, duplicate: 0.004,
                blankLine: 0.01, unknownDose: 0.1), source)
        let tally = Self.tally(of: file, in: study)
        let read = Reading(study.contents(of: file), file)
        #expect(read.header == study.columns(of: file))
        #expect(read.rows.count == tally.rows)
        #expect(read.blankLines == tally.blankLines)
        #expect(read.rows.allSatisfy { $0.count == study.columns(of: file).count })
        for defect in RowDefect.allCases { #expect(read.count(of: defect) == tally[defect], "\(defect)") }
        #expect(tally.expectedRejects() == RowDefect.allCases.reduce(0) { $0 + tally[$1] })
        #expect(
            tally.expectedRejects(tolerating: [.exactDuplicate]) == tally.expectedRejects() - tally[.exactDuplicate])
        let possible: Set<RowDefect> =
            switch file {
            case .patients: [.missingValue, .exactDuplicate]
            case .pain, .withdrawal:
                [.missingValue, .outOfRange, .unreadable, .unknownPatient, .exactDuplicate]
            case .exposures, .interventions:
                [.missingValue, .endBeforeStart, .unreadable, .unknownPatient, .exactDuplicate]
            case .moud, .events, .symptoms, .screens, .visits:
                [.missingValue, .unreadable, .unknownPatient, .exactDuplicate]
            }
        #expect(Set(RowDefect.allCases.filter { tally[$0] > 0 }) == possible)
        #expect(tally.blankLines > 0)
    }

    @Test(arguments: sources)
    func realisticUntidinessSpoilsAtMostTwoPercent(_ source: Source) throws {
        let tally = Self.tally(of: source.file, in: try Self.study(.realistic, source))
        let share = Double(tally.expectedRejects()) / Double(tally.rows)
        #expect(share <= 0.02)
        #expect(share > 0.002)
    }

    private static func tally(of file: SimulatedFile, in study: SimulatedStudy) -> RowTally {
        (0..<study.blockCount).reduce(RowTally()) { $0 + study.block($1).tally(of: file) }
    }

    @Test(arguments: sources)
    func withoutUntidinessEveryRowIsGood(_ source: Source) throws {
        let file = source.file
        let study = try Self.study(.none, source)
        let read = Reading(study.contents(of: file), file)
        #expect(read.blankLines == 0)
        #expect(read.judgements.allSatisfy { $0 == nil })
        let tally = Self.tally(of: file, in: study)
        #expect(tally.expectedRejects() == 0)
        #expect(tally.rows == read.rows.count)
    }

    @Test(arguments: [Scenario.hyperalgesia, .tapering, .moudInitiation, .nonopioidCare] + Scenario.ofQuestion)
    func theGoodRowsAreTheTypedPeople(_ scenario: Scenario) throws {
        let study = try Self.study(scenario: scenario)
        let people = (0..<Self.people).map(study.person)
        func yesOrNo(_ isYes: Bool) -> String { isYes ? "yes" : "no" }
        func good(_ file: SimulatedFile) -> [[String]] { Reading(study.contents(of: file), file).goodRows }

        let pain = people.flatMap { person in
            person.assessments.map { score in
                let site = score.instrument == .nrs ? score.otherSite ?? person.bodySite : "forearm"
                return [person.patient, "\(score.day)", "\(score.score)", score.instrument.rawValue, site]
            }
        }
        #expect(good(.pain).map { Array($0.prefix(5)) } == pain)

        let exposures = people.flatMap { person in
            person.exposures.map { supply in
                let dose = supply.doseMilligrams.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" } ?? ""
                return [
                    person.patient, "\(supply.startDay)", "\(supply.endDay)", supply.drug.rawValue, dose, "oral",
                ]
            }
        }
        #expect(good(.exposures) == exposures)

        func time(_ minute: Int?) -> [String] {
            guard scenario == .moudInitiation else { return [] }
            return [minute.map { String(format: "%02d:%02d", $0 / 60, $0 % 60) } ?? ""]
        }
        let withdrawal = people.flatMap { person in
            person.withdrawalAssessments.map {
                [person.patient, "\($0.day)", "\($0.score)", $0.scale.rawValue] + time($0.minute)
            }
        }
        #expect(good(.withdrawal) == withdrawal)

        let moud = people.flatMap { person in
            person.moudRows.map {
                [person.patient, "\($0.day)", person.arm?.rawValue ?? "", "\($0.doseTenths / 10)"] + time($0.minute)
            }
        }
        #expect(good(.moud) == moud)

        let patients = people.map { person in
            [
                person.patient, person.age.map(String.init) ?? "", person.sex, person.race ?? "Missing", person.site,
                person.armName,
            ] + [person.randomizedDay.map(String.init), person.pattern?.rawValue].compactMap { $0 }
        }
        #expect(good(.patients) == patients)

        let care = people.flatMap { person in
            person.interventions.map { [person.patient, "\($0.startDay)", "\($0.endDay)", $0.kind] }
        }
        #expect(good(.interventions) == care)
        let events = people.flatMap { person in
            person.events.map { [person.patient, "\($0.day)", $0.kind.rawValue] }
        }
        #expect(good(.events) == events)

        let symptoms = people.flatMap { person in
            person.symptoms.map { [person.patient, "\($0.day)", $0.symptom, yesOrNo($0.isPresent)] }
        }
        #expect(good(.symptoms) == symptoms)
        let screens = people.flatMap { person in
            person.screens.map { [person.patient, "\($0.day)", $0.substance, yesOrNo($0.isPositive)] }
        }
        #expect(good(.screens) == screens)
        let visits = people.flatMap { person in
            person.visits.map {
                [person.patient, "\($0.day)", $0.isAttended ? "attended" : "missed", "\($0.plannedDay)"]
            }
        }
        #expect(good(.visits) == visits)
    }

    @Test func untidinessLeavesEveryOtherDrawAsItWas() throws {
        let tidy = try Self.study(.none)
        let untidy = try Self.study()
        for index in 0..<200 {
            let clean = tidy.person(index)
            let spoilt = untidy.person(index)
            #expect(clean.intercept == spoilt.intercept && clean.arm == spoilt.arm && clean.eras == spoilt.eras)
            // A lost score can change who leaves and when, not what was measured until then.
            let pains = Dictionary(clean.assessments.map { ($0.pain, $0.day) }, uniquingKeysWith: { first, _ in first })
            let common = spoilt.assessments.filter { $0.day <= clean.dropoutDay ?? .max }
            #expect(common.allSatisfy { pains[$0.pain] == $0.day })
        }
    }
}

/// A file read by the simplest means, each row judged by what its cells say.
private struct Reading {
    let header: [String]
    let rows: [[String]]
    let blankLines: Int
    let judgements: [RowDefect?]

    init(_ bytes: [UInt8], _ file: SimulatedFile) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        // The last row ends with a line end, so nothing follows it.
        let records = lines.dropFirst().dropLast()
        header = (lines.first ?? "").split(separator: ",").map(String.init)
        blankLines = records.count { $0.isEmpty }
        let texts = records.filter { !$0.isEmpty }
        rows = texts.map(Self.cells)
        var seen: Set<Substring> = []
        judgements = zip(texts, rows).map { text, row in
            if let defect = Self.judge(row, file) { return defect }
            return seen.insert(text).inserted ? nil : .exactDuplicate
        }
    }

    func count(of defect: RowDefect) -> Int { judgements.count { $0 == defect } }

    var goodRows: [[String]] { zip(rows, judgements).filter { $0.1 == nil }.map(\.0) }

    /// Commas outside quotes.
    private static func cells(_ line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    private static func judge(_ row: [String], _ file: SimulatedFile) -> RowDefect? {
        guard let patient = row.first else { return .unreadable }
        let missing: Set<String> = ["", "NA", "Missing"]
        let needed =
            switch file {
            case .patients: [patient]
            case .pain, .exposures, .withdrawal, .interventions: Array(row.prefix(3))
            case .events: Array(row.prefix(2))
            case .moud, .visits: [patient, row[1], row[3]]
            case .symptoms, .screens: [patient, row[1]]
            }
        if needed.contains(where: missing.contains) { return .missingValue }
        if !patient.hasPrefix("P") { return .unknownPatient }
        let numbers = needed.dropFirst().map(Double.init)
        if numbers.contains(where: { $0 == nil }) { return .unreadable }
        let values = numbers.compactMap { $0 }
        switch file {
        case .patients, .moud, .events, .visits: return nil
        case .symptoms, .screens: return ["yes", "no"].contains(row[3]) ? nil : .unreadable
        case .exposures, .interventions: return values[1] < values[0] ? .endBeforeStart : nil
        case .pain:
            let highest: [String: Double] = [
                "nrs": 10, "cold_pressor_s": 300, "ppt_kpa": 2000, "heat_threshold_c": 55,
            ]
            return (0...(highest[row[3]] ?? 0)).contains(values[1]) ? nil : .outOfRange
        case .withdrawal: return (0...(row[3] == "cows" ? 48 : 64)).contains(values[1]) ? nil : .outOfRange
        }
    }
}
