import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

/// What a reader of a released finding works out from pairs of its numbers: never a count of 1 to 10 patients.
@Suite("Opioid use keeps small groups to itself") struct OpioidUseDisclosureTests {
    /// 500 patients, exposed from day 0 on for a while and once, to one drug each (24 to the second), who leave one after the other: every
    /// difference between two numbers is then a number of patients.
    private static func cohort(_ seed: UInt64) -> Cohort {
        var random = RandomDays(state: seed)
        let people = (0..<500).map { number -> CohortFixture.Person in
            let left = Int32(30 + random.below(690))
            let end = min(left, Int32(5 + random.below(500)))
            let regimen = OpioidRegimen(
                drug: number % 20 == 0 ? 1 : 0, dailyMME: .milligrams(Double(5 + random.below(60))), isSupply: false)
            return CohortFixture.Person(pain: [(0, 3), (left, 3)], regimens: [(days: 0...end, regimen: regimen)])
        }
        return CohortFixture(people: people).cohort
    }

    private struct RandomDays {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state = (state | 1) &* 0xD134_2543_DE82_EF95 &+ 2
            return Int(truncatingIfNeeded: state >> 33) % bound
        }
    }

    private func isSmall(_ count: Double) -> Bool { (1...10).contains(abs(count.rounded())) }

    /// Of any two numbers.
    private func hasSmallDifference(_ counts: [Double]) -> Bool {
        counts.indices.contains { first in counts[..<first].contains { isSmall(counts[first] - $0) } }
    }

    private func released(_ seed: UInt64) throws -> ReleasedFinding {
        var settings = OpioidUseSettings()
        (settings.step, settings.steps) = (.week, 104)
        return try StudyFixture(Self.cohort(seed), analyses: "[opioid_use]")
            .finding(OpioidUse.self, settings, policy: .init(minimumCell: 11))
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func theCurvesStepByElevenOrByNobody(_ seed: UInt64) throws {
        let finding = try released(seed)
        let shown = finding.all(.coveredShare).filter { $0.estimate.number != nil }
        // Something is shown, and something is not.
        #expect(shown.count > 20 && finding.hasWithheld)
        var observed: [Int: Double] = [:]
        for (key, share) in shown {
            if let n = share.n?.number { observed[key.time.number] = n }
        }
        #expect(!hasSmallDifference(Array(observed.values)))
        for group in Set(shown.map(\.key.group)) {
            var events: [Double] = []
            for (key, share) in shown where key.group == group {
                if let count = share.events?.number { events.append(count) }
            }
            #expect(!hasSmallDifference(events), "\(group.label)")
        }
        for time in Set(shown.map(\.key.time)) {
            var any: Double?
            var drugs: [Double] = []
            for (key, share) in shown where key.time == time {
                guard let count = share.events?.number else { continue }
                if key.group == .anyOpioid { any = count } else { drugs.append(count) }
            }
            guard let any else { continue }
            for drug in drugs + [drugs.reduce(0, +)] { #expect(!isSmall(any - drug), "\(time)") }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func theDefinitionsOfLongTermTherapyGiveNoSmallCell(_ seed: UInt64) throws {
        let finding = try released(seed)
        for agreement in LongTermAgreement.allCases where agreement.definitions.count == 2 {
            guard let both = finding[.longTermAgreementShare, LongTermKey(agreement: agreement)],
                let n = both.n?.number, let events = both.events?.number
            else { continue }
            let each = agreement.definitions.compactMap { definition -> Double? in
                let share = finding[.longTermShare, LongTermKey(definition: LongTermTerm(definition))]
                return share?.n?.number == n ? share?.events?.number : nil
            }
            guard each.count == 2 else { continue }
            for cell in [events, each[0] - events, each[1] - events, n - each[0] - each[1] + events] {
                #expect(!isSmall(cell), "\(agreement.label)")
            }
        }
        let shown = finding.all(.restartShare).filter { $0.estimate.number != nil }
        #expect(shown.allSatisfy { $0.estimate.number == 0 })
    }

    /// Ten patients who switch and come back are nobody's business; eleven are.
    @Test(arguments: [10, 11]) func ofTenNothingIsSaid(_ few: Int) throws {
        let morphine = OpioidRegimen(drug: 0, dailyMME: .milligrams(30))
        let buprenorphine = OpioidRegimen(drug: 1, dailyMME: .milligrams(60))
        let usual = CohortFixture.Person(pain: [(0, 3), (500, 3)], regimens: [(days: 0...29, regimen: morphine)])
        let rare = CohortFixture.Person(
            pain: [(0, 3), (500, 3)],
            regimens: [
                (days: 0...29, regimen: morphine), (days: 30...59, regimen: buprenorphine),
                (days: 150...179, regimen: morphine),
            ])
        let cohort = CohortFixture(
            people: Array(repeating: usual, count: 100) + Array(repeating: rare, count: few)
        ).cohort
        let finding = try StudyFixture(cohort, analyses: "[opioid_use]")
            .finding(OpioidUse.self, policy: .init(minimumCell: 11))
        let isShown = few > 10
        #expect((finding[.switchedShare, SwitchKey()]?.number != nil) == isShown)
        #expect((finding[.severalErasShare, Overall()]?.number != nil) == isShown)
        // A median of eleven has fewer on either side.
        #expect(finding[.useMedian, MeasureKey(measure: .firstGap)]?.isWithheld == true)
        #expect((finding[.restartShare, RestartKey(days: 90)]?.number != nil) == isShown)
        // The drug of ten is told with the others, who are then everybody.
        let groups = Set(finding.all(.coveredShare).map(\.key.group))
        #expect(groups.contains(.drug(DrugTerm(.buprenorphine))) == isShown)
        let second = finding[.coveredShare, CoverageKey(group: .anyOpioid, time: .month(2))]
        #expect((second?.number != nil) == isShown)
    }
}
