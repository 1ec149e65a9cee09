import Testing

@testable import Simulation

@Suite struct ExposureHistoryTests {
    private static func people(_ scenario: Scenario, _ count: Int, seed: UInt64) throws -> [SimulatedPerson] {
        let study = SimulatedStudy(design: try StudyDesign(people: count, seed: seed, scenario: scenario))
        return (0..<count).map(study.person)
    }

    @Test func pathwaysComeInTheirShares() throws {
        let design = try StudyDesign(people: 1, seed: 21, scenario: .null)
        let drawn = (0..<20_000).map { person in
            var random = RandomStream(seed: 21, person: person, purpose: .pathway)
            return Pathway.draw(design, &random)
        }
        let starts = drawn.compactMap { if case .moud(let arm, let day) = $0 { (arm: arm, day: day) } else { nil } }
        let counts = [
            (drawn.count { $0 == .neverExposed }, 0.08, 20_000), (starts.count, 0.28, 20_000),
            (drawn.count { $0 == .tapering }, 0.18, 20_000), (drawn.count { $0 == .continuing }, 0.46, 20_000),
            (starts.count { $0.arm == .buprenorphine }, 0.5, starts.count),
            (starts.count { $0.arm == .methadone }, 0.3, starts.count),
            (starts.count { $0.arm == .naltrexone }, 0.2, starts.count),
        ]
        for (count, share, total) in counts {
            #expect(abs(Double(count) / Double(total) - share) < 4 * (share * (1 - share) / Double(total)).squareRoot())
        }
        #expect(starts.allSatisfy { (216..<432).contains($0.day) })
    }

    @Test(arguments: Scenario.allCases)
    func suppliesAreInOrderAndEndWithFollowUp(_ scenario: Scenario) throws {
        for person in try Self.people(scenario, 500, seed: 22) {
            #expect(person.exposures.allSatisfy { $0.startDay <= $0.endDay && $0.endDay <= 540 })
            #expect(zip(person.exposures, person.exposures.dropFirst()).allSatisfy { $0.startDay <= $1.startDay })
            #expect(person.exposures.allSatisfy { $0.doseTenths > 0 && $0.mme < 1000 })
        }
    }

    @Test func aSecondEraIsUsual() throws {
        let people = try Self.people(.hyperalgesia, 500, seed: 23)
        let several = people.count { $0.eras.count > 1 }
        #expect(several > 150 && several < 350)
        #expect(people.contains { $0.eras.isEmpty })
    }

    @Test func ofDosesAKnownShareIsUnknown() throws {
        let doses = try Self.people(.null, 500, seed: 24).flatMap(\.exposures)
        let unknown = Double(doses.count { $0.doseMilligrams == nil }) / Double(doses.count)
        #expect(abs(unknown - 0.03) < 4 * (0.03 * 0.97 / Double(doses.count)).squareRoot())
    }

    /// Dose must not explain pain where it has no effect, so it may not drift with duration: its rank among its own
    /// levels is compared between the first and the last third of long eras.
    @Test func withoutToleranceDosesHaveNoTrend() throws {
        var differences: [Double] = []
        for person in try Self.people(.hyperalgesia, 1500, seed: 25) where person.taperEndDay == nil {
            guard let first = person.exposures.first,
                let last = person.exposures.last(where: { $0.drug == first.drug }),
                last.startDay - first.startDay > 180
            else { continue }
            differences.append(NaturalLogarithm.value(last.mme / first.mme))
        }
        let count = Double(differences.count)
        let mean = differences.reduce(0, +) / count
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        #expect(count > 300 && variance > 0.01)
        #expect(abs(mean) < 4 * (variance / count).squareRoot())
    }

    @Test func aTaperHalvesAStableDoseOfFiftyMMEAndMoreAndEndsIt() throws {
        let tapers = try Self.people(.hyperalgesia, 1000, seed: 26).filter { $0.taperEndDay != nil }
        #expect(tapers.count > 100)
        for person in tapers {
            let doses = person.exposures.map(\.mme)
            guard let base = doses.first, let least = doses.last else { continue }
            #expect(base >= 50)
            #expect(Array(doses.prefix(4)) == Array(repeating: base, count: 4))
            #expect(zip(doses, doses.dropFirst()).allSatisfy { $0 >= $1 })
            #expect(least < 0.15 * base)
            #expect(person.exposures.last?.endDay == person.taperEndDay)
            #expect(person.eras.count == 1)
        }
    }

    /// The number of increases by day x of an era has mean x / 90, so that the mean pain is a straight line in x.
    @Test func inToleranceIncreasesComeEvenly() throws {
        var steps: [Int: (sum: Double, squares: Double, count: Double)] = [:]
        for person in try Self.people(.tolerance, 3000, seed: 27) {
            guard let era = person.eras.first, let first = person.exposures.first else { continue }
            for day in [30, 120, 240, 360] where era.startDay + day <= era.endDay {
                guard let inForce = person.exposures.last(where: { $0.startDay <= era.startDay + day }) else {
                    continue
                }
                let ratio = NaturalLogarithm.value(inForce.mme / first.mme) / NaturalLogarithm.value(1.25)
                // Doses are written to a tenth of a milligram, at least 26.7 of them: 0.2% of the dose is 0.01 steps.
                #expect(abs(ratio - ratio.rounded()) < 0.02)
                let old = steps[day] ?? (0, 0, 0)
                steps[day] = (old.sum + ratio, old.squares + ratio * ratio, old.count + 1)
            }
        }
        #expect(steps.count == 4)
        for (day, moments) in steps {
            let mean = moments.sum / moments.count
            let variance = moments.squares / moments.count - mean * mean
            #expect(abs(mean - Double(day) / 90) < 4 * (variance / moments.count).squareRoot())
        }
    }
}
