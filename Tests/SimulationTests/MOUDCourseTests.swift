import Testing

@testable import Simulation

@Suite struct MOUDCourseTests {
    private static func starters(_ people: Int, seed: UInt64) throws -> [SimulatedPerson] {
        let design = try StudyDesign(
            people: people, meanScoresPerPerson: 2, seed: seed, scenario: .hyperalgesia, untidiness: .none)
        let study = SimulatedStudy(design: design)
        return (0..<people).map(study.person).filter { $0.arm != nil }
    }

    @Test func theFirstDoseAboveZeroIsOnTheFirstDay() throws {
        let starters = try Self.starters(1500, seed: 41)
        var withEarlierZeros = 0
        var withLaterZeros = 0
        for person in starters {
            let doses = person.moudDoses
            #expect(doses.first { $0.milligrams > 0 }?.day == person.moudStartDay)
            #expect(zip(doses, doses.dropFirst()).allSatisfy { $0.day < $1.day })
            #expect(doses.allSatisfy { $0.day <= 540 })
            withEarlierZeros += doses.first?.milligrams == 0 ? 1 : 0
            withLaterZeros += doses.dropFirst(3).contains { $0.milligrams == 0 } ? 1 : 0
            #expect(person.exposures.allSatisfy { $0.endDay < person.moudStartDay ?? 0 })
        }
        #expect(withEarlierZeros > 50 && withLaterZeros > 50)
        #expect(Set(starters.compactMap(\.arm)) == Set(MOUDArm.allCases))
    }

    /// The report's rule, on the rows: nearest to day 7 of those in days 4 to 10, the later of two as near, the worst
    /// of several that day.
    @Test func theRowsTellTheStatusOfDaySeven() throws {
        var ties = 0
        var several = 0
        var missing = 0
        for person in try Self.starters(3000, seed: 42) {
            guard let start = person.moudStartDay else { continue }
            let inWindow = person.withdrawalAssessments.filter { (4...10).contains($0.day - start) }
            guard let nearest = inWindow.map({ abs($0.day - start - 7) }).min() else {
                missing += 1
                continue
            }
            let candidates = inWindow.filter { abs($0.day - start - 7) == nearest }
            let day = candidates.map(\.day).max()
            if Set(candidates.map(\.day)).count > 1 { ties += 1 }
            let thatDay = candidates.filter { $0.day == day }
            if thatDay.count > 1 { several += 1 }
            let worst = thatDay.map(\.score).max() ?? 0
            let isFree = person.site == "site_7" || person.site == "site_8" ? worst == 0 : worst <= 4
            #expect(isFree == person.hasNoWithdrawalOnDay7)
        }
        #expect(ties > 20 && several > 20 && missing > 50)
    }

    @Test func scoresStayOnTheirScales() throws {
        for person in try Self.starters(1500, seed: 43) {
            let scale: SimulatedScale = ["site_7", "site_8"].contains(person.site) ? .sows : .cows
            for assessment in person.withdrawalAssessments {
                #expect(assessment.scale == scale)
                #expect((0...(scale == .cows ? 48 : 64)).contains(assessment.score))
            }
        }
    }

    /// Among all who start the share is the truth's; among those assessed it is higher, since the more pain the more
    /// withdrawal and the fewer assessments; weighted by the inverse of the chance to be assessed it is the truth's
    /// again.
    @Test func theShareOnDaySevenIsTheTruthAndTheAssessedShareIsNot() throws {
        let starters = try Self.starters(20_000, seed: 44)
        let truth = Truth(.hyperalgesia, .hyperalgesia)
        var all: [MOUDArm: [Double]] = [:]
        var assessed: [Double] = []
        var weighted = (free: 0.0, total: 0.0)
        for person in starters {
            guard let arm = person.arm, let start = person.moudStartDay, let isFree = person.hasNoWithdrawalOnDay7,
                let pain = person.assessments.first(where: { $0.day == start })
            else { continue }
            all[arm, default: []].append(isFree ? 1 : 0)
            if person.withdrawalAssessments.contains(where: { (4...10).contains($0.day - start) }) {
                assessed.append(isFree ? 1 : 0)
                let weight = 1 / (1 - WithdrawalModel.chanceOfMissing(painTenths: pain.scoreTenths))
                weighted.free += isFree ? weight : 0
                weighted.total += weight
            }
        }
        for arm in MOUDArm.allCases {
            let sample = Sample(all[arm] ?? [])
            let expected = try #require(truth.noWithdrawalShareDay7ByArm[arm.rawValue])
            #expect(abs(sample.mean - expected) < 4 * sample.standardError)
            #expect((0.58...0.76).contains(expected))
        }
        let overall = Sample(all.values.flatMap { $0 })
        #expect(abs(overall.mean - truth.noWithdrawalShareDay7) < 4 * overall.standardError)
        let observed = Sample(assessed)
        #expect(observed.mean - overall.mean > 2 * observed.standardError)
        // The weights' spread makes the weighted share's error somewhat larger than an unweighted one's: 1.1 times
        // here.
        #expect(abs(weighted.free / weighted.total - truth.noWithdrawalShareDay7) < 4 * 1.2 * observed.standardError)
        let missing = 1 - Double(assessed.count) / Double(overall.count)
        #expect((0.15...0.3).contains(missing))
    }
}
