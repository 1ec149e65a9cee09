import Foundation
import Simulation
import Testing

@Suite struct StudyDesignTests {
    @Test(arguments: [
        (0, 20, 540, "people is 0: choose 1 to 10000000"),
        (10_000_001, 20, 540, "people is 10000001: choose 1 to 10000000"),
        (10, 0, 540, "meanScoresPerPerson is 0: choose 1 to 270"),
        (10, 271, 540, "meanScoresPerPerson is 271: choose 1 to 270"),
        (10, 20, 179, "followUpDays is 179: choose 180 to 3650"),
        (10, 20, Int.max, "followUpDays is \(Int.max): choose 180 to 3650"),
    ])
    func numbersOutsideTheirLimitsAreRefused(people: Int, scores: Int, days: Int, message: String) {
        #expect {
            try StudyDesign(
                people: people, meanScoresPerPerson: scores, followUpDays: days, seed: 1, scenario: .null)
        } throws: {
            "\($0)" == message
        }
    }

    @Test(arguments: Scenario.ofChange)
    func aChangeTakesAYear(_ scenario: Scenario) throws {
        #expect(throws: StudyDesignError.outOfRange(name: "followUpDays", value: 364, limits: 365...3650)) {
            try StudyDesign(people: 10, followUpDays: 364, seed: 1, scenario: scenario)
        }
        let shortest = SimulatedStudy(
            design: try StudyDesign(people: 400, followUpDays: 365, seed: 1, scenario: scenario))
        #expect((0..<400).contains { shortest.person($0).change != nil })
    }

    @Test(arguments: zip(Scenario.ofQuestion, [365...1_095, 450...730, 220...1_095, 365...1_095, 365...1_095]))
    func theAnswerOfAQuestionTakesItsTime(_ scenario: Scenario, _ limits: ClosedRange<Int>) throws {
        for days in [limits.lowerBound - 1, limits.upperBound + 1] {
            #expect(throws: StudyDesignError.outOfRange(name: "followUpDays", value: days, limits: limits)) {
                try StudyDesign(people: 10, followUpDays: days, seed: 1, scenario: scenario)
            }
        }
        for days in [limits.lowerBound, limits.upperBound] {
            let study = SimulatedStudy(
                design: try StudyDesign(people: 40, followUpDays: days, seed: 1, scenario: scenario))
            for person in (0..<40).map(study.person) {
                #expect(
                    person.assessments.allSatisfy { $0.day <= days } && person.symptoms.allSatisfy { $0.day <= days })
                #expect(
                    person.exposures.allSatisfy { $0.endDay <= days } && person.moudDoses.allSatisfy { $0.day <= days })
                #expect(person.visits.allSatisfy { $0.day <= days } && person.events.allSatisfy { $0.day <= days })
            }
        }
    }

    @Test func sharesAreSharesAndFewRowsAreRejected() throws {
        #expect(throws: StudyDesignError.shareOutOfRange(name: "missing", share: -0.1)) {
            try Untidiness(
                missing: -0.1, outOfRange: 0, unreadable: 0, unknownPatient: 0, duplicate: 0, blankLine: 0,
                unknownDose: 0)
        }
        #expect(throws: StudyDesignError.shareOutOfRange(name: "unknownDose", share: 1.5)) {
            try Untidiness(
                missing: 0, outOfRange: 0, unreadable: 0, unknownPatient: 0, duplicate: 0, blankLine: 0,
                unknownDose: 1.5)
        }
        #expect(throws: StudyDesignError.tooUntidy(share: 0.03125)) {
            try Untidiness(
                missing: 0.015625, outOfRange: 0.015625, unreadable: 0, unknownPatient: 0, duplicate: 0, blankLine: 0,
                unknownDose: 0)
        }
        #expect(throws: (any Error).self) {
            try Untidiness(
                missing: .nan, outOfRange: 0, unreadable: 0, unknownPatient: 0, duplicate: 0, blankLine: 0,
                unknownDose: 0)
        }
        // A blank line or an unknown dose rejects nothing.
        _ = try Untidiness(
            missing: 0.02, outOfRange: 0, unreadable: 0, unknownPatient: 0, duplicate: 0, blankLine: 1, unknownDose: 1)
    }

    @Test func aDesignSurvivesJSON() throws {
        let design = try StudyDesign(
            people: 12, meanScoresPerPerson: 3, followUpDays: 200, seed: .max, scenario: .tolerance, dropout: false)
        #expect(try JSONDecoder().decode(StudyDesign.self, from: JSONEncoder().encode(design)) == design)
    }

    @Test func aDesignFromJSONIsCheckedToo() throws {
        let design = try StudyDesign(people: 12, seed: 1, scenario: .null)
        let text = String(decoding: try JSONEncoder().encode(design), as: UTF8.self)
        let spoilt = text.replacingOccurrences(of: "\"people\":12", with: "\"people\":0")
        #expect(spoilt != text)
        #expect(throws: StudyDesignError.self) {
            try JSONDecoder().decode(StudyDesign.self, from: Data(spoilt.utf8))
        }
    }
}
