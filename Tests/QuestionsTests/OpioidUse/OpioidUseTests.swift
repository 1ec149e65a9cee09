import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Opioid use over time") struct OpioidUseTests {
    private static let morphine = OpioidRegimen(drug: 0, dailyMME: .milligrams(30), dailyDose: 30)
    private static let buprenorphine = OpioidRegimen(drug: 1, dailyMME: .milligrams(60), dailyDose: 2)

    /// Scored on day 0 and on a last day.
    private static func person(
        until last: Int32, _ regimens: [(ClosedRange<Int32>, OpioidRegimen)] = []
    ) -> CohortFixture.Person {
        CohortFixture.Person(pain: [(0, 3), (last, 3)], regimens: regimens.map { (days: $0.0, regimen: $0.1) })
    }

    /// Twenty on morphine for 30 days; twenty who take it again from day 100 on; twelve who go over to buprenorphine; twelve of unknown dose
    /// for 200 days; eleven never exposed, who leave on day 60; eleven exposed for ten days, who die on day 69. Era gap 30.
    static let cohort: Cohort = {
        let once = person(until: 200, [(0...29, morphine)])
        let again = person(until: 200, [(0...29, morphine), (100...129, morphine)])
        let over = person(until: 200, [(0...29, morphine), (25...60, buprenorphine)])
        let long = CohortFixture.Person(pain: [(0, 3)], supplies: [(0...199, nil)])
        let never = person(until: 60)
        var dead = person(until: 5, [(0...9, morphine)])
        dead.events = [(69, .death)]
        dead.doses = [5, 6]
        let people =
            Array(repeating: once, count: 20) + Array(repeating: again, count: 20) + Array(repeating: over, count: 12)
            + Array(repeating: long, count: 12) + Array(repeating: never, count: 11) + Array(repeating: dead, count: 11)
        return CohortFixture(people: people).cohort
    }()

    private func finding(_ settings: OpioidUseSettings = .init(), _ cell: Int = 1) throws -> ReleasedFinding {
        try StudyFixture(Self.cohort, analyses: "[opioid_use]", minimumStep: cell)
            .finding(OpioidUse.self, settings, policy: .init(minimumCell: cell))
    }

    private func share(_ group: UseGroup, _ month: Int, in finding: ReleasedFinding) -> [Double?] {
        let share = finding[.coveredShare, CoverageKey(group: group, time: .month(month))]
        return [share?.events?.number, share?.n?.number]
    }

    /// Everybody is observed through month 2 (days 30-59); the never exposed and the dead are not through month 3.
    @Test func coverageByMonth() throws {
        let finding = try finding()
        let any: [[Double?]] = [[75, 86], [24, 86], [24, 64], [32, 64], [32, 64], [12, 64]]
        for (month, expected) in any.enumerated() { #expect(share(.anyOpioid, month + 1, in: finding) == expected) }
        #expect(finding[.coveredShare, CoverageKey(group: .anyOpioid, time: .month(7))] == nil)
        #expect(share(.drug(DrugTerm(.buprenorphine)), 1, in: finding) == [12, 86])
        #expect(share(.drug(DrugTerm(.morphine)), 3, in: finding) == [12, 64])
        #expect(share(.moud, 1, in: finding) == [11, 86])
        #expect(share(.moud, 2, in: finding) == [0, 86])
        let groups = Set(finding.all(.coveredShare).map(\.key.group))
        #expect(groups == [.anyOpioid, .drug(DrugTerm(.morphine)), .drug(DrugTerm(.buprenorphine)), .moud])
    }

    /// A week has 7 days: the twelve of day 60 are in week 9, days 56-62, through which the never exposed are not observed.
    @Test func coverageByWeek() throws {
        var settings = OpioidUseSettings()
        (settings.step, settings.steps) = (.week, 9)
        let finding = try finding(settings)
        let eighth = finding[.coveredShare, CoverageKey(group: .anyOpioid, time: .week(8))]
        let ninth = finding[.coveredShare, CoverageKey(group: .anyOpioid, time: .week(9))]
        #expect([eighth?.events?.number, eighth?.n?.number] == [24, 86])
        #expect([ninth?.events?.number, ninth?.n?.number] == [24, 75])
    }

    /// Counted from the first exposure, the never exposed have no time of their own.
    @Test func coverageSinceTheFirstExposure() throws {
        var settings = OpioidUseSettings()
        settings.clock = .firstExposure
        #expect(share(.anyOpioid, 1, in: try finding(settings)) == [75, 75])
        settings.clock = .observationStart
        #expect(share(.anyOpioid, 1, in: try finding(settings)) == [75, 86])
    }

    /// Of 75 in order: quartiles at positions 18.5, 37 and 55.5 from 0.
    @Test func durations() throws {
        let finding = try finding()
        func quartiles(_ measure: UseMeasure) -> [Double?] {
            [Quantity.useLowerQuartile, .useMedian, .useUpperQuartile].map {
                finding[$0, MeasureKey(measure: measure)]?.number
            }
        }
        #expect(quartiles(.firstDay) == [0, 0, 0])
        #expect(quartiles(.firstEra) == [30, 30, 61])
        #expect(quartiles(.coveredDays) == [30, 60, 61])
        #expect(quartiles(.firstGap) == [70, 70, 70])
        #expect(finding[.useMedian, MeasureKey(measure: .firstGap)]?.n?.number == 20)
        #expect(finding[.erasMedian, Overall()]?.number == 1)
        #expect(finding[.severalErasShare, Overall()]?.number == 20.0 / 75)
        // The twelve are exposed to the end of their record. S falls to 64/75 on day 10, to 24/75 on day 30.
        #expect(finding[.stillRunningShare, Overall()]?.number == 12.0 / 75)
        #expect(finding[.firstEraMedian, Overall()]?.number == 30)
    }

    /// Only the twelve of 200 days, whose doses nobody knows: Svendsen's definition judges the others alone.
    @Test func longTermTherapy() throws {
        let finding = try finding()
        func share(_ definition: LongTermTherapy.Definition) -> [Double?] {
            let share = finding[.longTermShare, LongTermKey(definition: LongTermTerm(definition))]
            return [share?.events?.number, share?.n?.number]
        }
        #expect(share(.consort) == [12, 75] && share(.ninetyDays) == [12, 75] && share(.svendsen) == [0, 63])
        func both(_ agreement: LongTermAgreement) -> [Double?] {
            let share = finding[.longTermAgreementShare, LongTermKey(agreement: agreement)]
            return [share?.events?.number, share?.n?.number]
        }
        #expect(both(.consortAndNinety) == [12, 75] && both(.allThree) == [0, 63] && both(.anyOfThree) == [0, 63])
        #expect(finding[.unknownDoseRows, Overall()]?.number == 12)
        #expect(finding[.withoutFactorRows, Overall()]?.number == 0)
    }

    @Test func switches() throws {
        let finding = try finding()
        #expect(finding[.switchedShare, SwitchKey()]?.number == 12.0 / 75)
        let pair = SwitchKey(from: DrugTerm(.morphine), to: DrugTerm(.buprenorphine))
        #expect(finding[.switchShare, pair]?.number == 1)
        // Five days side by side are more than four.
        var settings = OpioidUseSettings()
        settings.overlap = 4
        #expect(try self.finding(settings)[.switchedShare, SwitchKey()]?.number == 0)
        settings.overlap = 5
        #expect(try self.finding(settings)[.switchedShare, SwitchKey()]?.number == 12.0 / 75)
    }

    /// Since day 59 or 39 or 90: eleven of 63 die after 30 days, twenty of the 52 left restart after 41. Nobody is followed for 365.
    @Test func restartsWithDeathCompeting() throws {
        let finding = try finding()
        #expect(finding[.restartShare, RestartKey(days: 30)]?.number == 0)
        let within = try #require(finding[.restartShare, RestartKey(days: 90)]?.number)
        #expect(abs(within - 20.0 / 63) < 1e-12)
        #expect(finding[.restartShare, RestartKey(days: 365)] == nil)
        #expect(finding[.restartShare, RestartKey(days: 90)]?.n?.number == 63)
    }

    @Test func whatItSays() throws {
        let page = try StudyFixture(Self.cohort, analyses: "[opioid_use]").page(OpioidUse.self)
        let answer = try #require(page.answer)
        #expect(answer.lead.hasPrefix("Of the patients observed, the share covered by an opioid was 87.2%"))
        #expect(answer.more.contains { $0.contains("16.0%") && $0.contains("by CONSORT's definition") })
        #expect(answer.more.contains { $0.contains("from morphine to buprenorphine") })
        #expect(answer.more.last?.contains("`opioid_doses` gives doses by the four denominators") == true)
        let told = try finding().cautions
        #expect(told.contains { $0.contains("observation_end") })
    }

    /// Without exposures it is not asked, and where it is named it says why there is no answer.
    @Test func aStudyWithoutExposures() throws {
        let cohort = CohortFixture(people: [Self.person(until: 10)]).cohort
        let all = try StudyFixture(cohort)
        #expect(all.run().finding("opioid_use") == nil)
        #expect(try StudyFixture(cohort, analyses: "[opioid_use]").finding(OpioidUse.self).reason != nil)
    }
}

@Suite("Switches of the drug") struct DrugSwitchTests {
    private func switches(_ rows: [(Int32, Int32, UInt16)], gap: Int = 30, overlap: Int = 7) throws -> [DrugSwitch] {
        let people = [
            CohortFixture.Person(
                regimens: rows.map { (days: $0...$1, regimen: OpioidRegimen(drug: $2, dailyMME: .unknown)) })
        ]
        let exposures = CohortFixture(people: people).cohort.exposures
        let drugOf = exposures.regimens.map { UInt8($0.drug ?? 9) }
        return DrugSwitch.all(in: exposures[0], of: exposures, drugOf: drugOf, gap: gap, overlap: overlap)
    }

    private static let there = DrugSwitch(from: 0, to: 1)
    private static let back = DrugSwitch(from: 1, to: 0)

    /// 7 days side by side are a switch, 8 are company; 30 free days are within an era, 31 are not.
    @Test(arguments: [(23, true), (22, false), (30, true), (60, true), (61, false)] as [(Int32, Bool)])
    func edges(_ start: Int32, _ isSwitch: Bool) throws {
        #expect(try switches([(0, 29, 0), (start, 100, 1)]) == (isSwitch ? [Self.there] : []))
    }

    @Test func whatComesBackWithinTheGapWasNotLeft() throws {
        #expect(try switches([(0, 29, 0), (30, 59, 1), (60, 99, 0)]) == [])
        #expect(try switches([(0, 29, 0), (30, 60, 1), (61, 99, 0)]) == [Self.there, Self.back])
    }

    /// A drug within another one's days, and one that begins on the same day, replace nothing.
    @Test func whatIsTakenBesideIsNoSwitch() throws {
        #expect(try switches([(0, 99, 0), (20, 40, 1)]) == [])
        #expect(try switches([(0, 5, 0), (0, 99, 1)]) == [])
        #expect(try switches([(0, 5, 0), (3, 5, 1)]) == [])
    }

    /// The new drug replaces the one that ended last.
    @Test func ofSeveralTheLast() throws {
        #expect(
            try switches([(0, 10, 1), (5, 29, 0), (30, 60, 2)], overlap: 7) == [
                DrugSwitch(from: 1, to: 0), DrugSwitch(from: 0, to: 2),
            ])
    }
}
