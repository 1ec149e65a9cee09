import Testing

@testable import Simulation

@Suite struct SimulatedEraTests {
    private static func eras(_ days: [ClosedRange<Int>]) -> [SimulatedEra] {
        SimulatedEra.merging(
            days.map {
                SimulatedExposure(
                    startDay: $0.lowerBound, endDay: $0.upperBound, drug: .morphine, doseTenths: 300,
                    isDoseRecorded: true)
            })
    }

    @Test func thirtyFreeDaysAreBridgedAndThirtyOneAreNot() {
        #expect(Self.eras([1...10, 41...50]) == [SimulatedEra(startDay: 1, endDay: 50)])
        #expect(
            Self.eras([1...10, 42...50])
                == [SimulatedEra(startDay: 1, endDay: 10), SimulatedEra(startDay: 42, endDay: 50)])
    }

    @Test func aSupplyInsideALongerOneDoesNotShortenTheEra() {
        #expect(Self.eras([1...90, 5...10, 121...130]) == [SimulatedEra(startDay: 1, endDay: 130)])
        #expect(Self.eras([5...10, 1...90]) == [SimulatedEra(startDay: 1, endDay: 90)])
        #expect(Self.eras([]).isEmpty)
    }

    /// Exposure days by walking back from each assessment a day at a time, over the supplies alone.
    @Test(arguments: Scenario.allCases.filter { $0.files.contains(.exposures) })
    func exposureDaysAreThoseOfAWalkOverTheSupplies(_ scenario: Scenario) throws {
        let study = SimulatedStudy(design: try StudyDesign(people: 300, seed: 11, scenario: scenario))
        var exposed = 0
        var bridged = 0
        for index in 0..<300 {
            let person = study.person(index)
            var covered: Set<Int> = []
            for supply in person.exposures { covered.formUnion(supply.startDay...supply.endDay) }
            for assessment in person.assessments {
                let expected = Self.exposureDays(assessment.day, covered)
                #expect(assessment.exposureDays == expected)
                if expected != nil { exposed += 1 }
                if expected != nil, !covered.contains(assessment.day) { bridged += 1 }
            }
        }
        #expect(exposed > 1000)
        // Only the scenarios with late refills or missed supplies have days that are bridged.
        #expect([.null, .hyperalgesia, .mixedPatterns].contains(scenario) ? bridged > 50 : bridged == 0)
    }

    /// A day is covered when the nearest supplied days before and after it have at most 30 free days between them; its
    /// era begins where more than 30 free days lie before.
    private static func exposureDays(_ day: Int, _ covered: Set<Int>) -> Int? {
        guard let before = (0...30).first(where: { covered.contains(day - $0) }),
            let after = (0...30).first(where: { covered.contains(day + $0) }),
            before == 0 || before + after - 1 <= 30
        else { return nil }
        var start = day - before
        var free = 0
        var earlier = start - 1
        while free <= 30 {
            if covered.contains(earlier) {
                start = earlier
                free = 0
            } else {
                free += 1
            }
            earlier -= 1
        }
        return day - start
    }
}
