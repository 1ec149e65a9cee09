import Foundation
import Testing

@testable import Simulation

/// What the scenarios of exposure have of symptoms, screens and visits.
@Suite struct ExposureReportsTests {
    private static let people = 4000

    private static func study(_ scenario: Scenario, seed: UInt64) throws -> SimulatedStudy {
        SimulatedStudy(design: try StudyDesign(people: people, seed: seed, scenario: scenario, untidiness: .none))
    }

    @Test(arguments: zip(Scenario.ofExposure, [151, 152, 153] as [UInt64]))
    func oddsOfSymptomsFollowExposureAsPlanted(_ scenario: Scenario, _ seed: UInt64) throws {
        let study = try Self.study(scenario, seed: seed)
        let truth = try #require(study.truth.ofExposure)
        var sums = truth.symptomLogOddsRatioPer30Days.mapValues { _ in LogisticSums() }
        for index in 0..<Self.people {
            let person = study.person(index)
            let exposures = Dictionary(uniqueKeysWithValues: person.assessments.map { ($0.day, $0.exposureDays ?? 0) })
            #expect(person.symptoms.count == (person.assessments.count + 4) / 5 * 5)
            for report in person.symptoms {
                let days = try #require(exposures[report.day])
                sums[report.symptom]?.add(person: index, x: Double(days) / 30, report.isPresent)
            }
        }
        for (symptom, slope) in truth.symptomLogOddsRatioPer30Days {
            let found = try #require(sums[symptom]).line
            #expect(abs(found.slope - slope) < 4 * found.slopeStandardError, "\(symptom): \(found), \(slope)")
            // Nothing is more than four errors away from what is planted.
            #expect(slope == 0 || 4 * found.slopeStandardError < slope, "\(symptom): \(found)")
            let start = try #require(truth.symptomShareAtStart[symptom])
            #expect(abs(found.intercept - log(start / (1 - start))) < 4 * found.interceptStandardError, "\(symptom)")
        }
        #expect((scenario == .hyperalgesia) == truth.symptomLogOddsRatioPer30Days.values.contains { $0 > 0 })
    }

    /// Of those on medication alone, weekly, with a hazard of return to use that is the same whatever the pain.
    @Test func screensOfThoseOnMedication() throws {
        let study = try Self.study(.hyperalgesia, seed: 154)
        let truth = try #require(study.truth.ofExposure)
        var returned = [false: CountedChances(), true: CountedChances()]
        var courses = 0
        for person in (0..<Self.people).lazy.map(study.person) {
            guard let start = person.moudStartDay else {
                #expect(person.visits.isEmpty && person.screens.isEmpty)
                continue
            }
            courses += 1
            let last = try #require(person.moudDoses.last?.day)
            #expect(person.visits.map(\.plannedDay) == Array(stride(from: start, through: last, by: 7)))
            let attended = person.visits.filter { $0.isAttended && $0.plannedDay > start }.map(\.day)
            #expect(person.screens.map(\.day) == attended.flatMap { [$0, $0] })
            let pain = try #require(person.assessments.first { $0.day == start }?.score)
            returned[pain >= 4.5]?.add(
                person.returnDay != nil, chance: 1 - exp(-truth.returnToUsePerWeek * Double(last - start) / 7))
        }
        #expect(courses > 1000)
        for counted in returned.values { #expect(counted.agree, "\(counted)") }
    }
}
