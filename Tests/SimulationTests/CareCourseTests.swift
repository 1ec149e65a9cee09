import Testing

@testable import Simulation

@Suite("Care in the scenarios of exposure")
struct CareCourseTests {
    private static let followUp = 500

    private static func people(_ scenario: Scenario) throws -> [SimulatedPerson] {
        let study = SimulatedStudy(
            design: try StudyDesign(
                people: 3000, meanScoresPerPerson: 20, followUpDays: followUp, seed: 8, scenario: scenario))
        return (0..<3000).map(study.person)
    }

    @Test(
        "it begins 4 days after a recorded score, a kind once, and ends with what is known",
        arguments: Scenario.ofExposure)
    func courses(_ scenario: Scenario) throws {
        let people = try Self.people(scenario)
        for person in people {
            let last = person.dropoutDay ?? Self.followUp
            #expect(Set(person.interventions.map(\.kind)).count == person.interventions.count)
            for care in person.interventions {
                #expect(person.assessments.contains { $0.day == care.startDay - 4 })
                #expect(care.startDay <= care.endDay && care.endDay == min(care.startDay + 83, last))
            }
        }
        #expect(Set(people.flatMap(\.interventions).map(\.kind)) == Set(CareCourse.kinds.map(\.0) + [CareCourse.last]))
    }

    @Test("it begins more often after a painful score, as often as the chance says")
    func chance() throws {
        var (scored, begun) = ([Int](repeating: 0, count: 3), [Int](repeating: 0, count: 3))
        var expected = [Double](repeating: 0, count: 3)
        for person in try Self.people(.null) {
            // The first course alone: later ones need another kind.
            let first = person.interventions.first?.startDay
            for score in person.assessments where score.day + 4 <= person.dropoutDay ?? Self.followUp {
                if let first, score.day + 4 > first { break }
                let band = score.score < 4 ? 0 : score.score < 6 ? 1 : 2
                scored[band] += 1
                begun[band] += score.day + 4 == first ? 1 : 0
                expected[band] += CareCourse.chance.at(tenths: score.scoreTenths)
            }
        }
        for band in 0..<3 {
            let spread = (expected[band] * (1 - expected[band] / Double(scored[band]))).squareRoot()
            #expect(abs(Double(begun[band]) - expected[band]) < 4 * spread)
        }
        #expect(Double(begun[2]) / Double(scored[2]) > 3 * Double(begun[0]) / Double(scored[0]))
    }
}
