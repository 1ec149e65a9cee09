import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Tapers of a stable dose")
struct TaperTests {
    private static let nrs = Instrument.catalogue[0].info

    /// Sixty patients on 100 mg for more than a year. A third lowers the dose by a fifth a month from the second month on, and has a point
    /// less of pain two months later; the others stay. Scores every ten days, and overdoses before and soon after a taper.
    static var cohort: Cohort {
        CohortFixture(people: (0..<60).map(person)).cohort
    }

    private static func person(_ number: Int) -> CohortFixture.Person {
        let isTapered = number % 3 == 0
        let start = Int32(5 + 11 * (number * 7 % 20))
        var pain: [(day: Int32, score: Double)] = []
        for visit in Int32(-20)...60 {
            let day = 10 * visit + Int32(number % 5)
            let noise = Double((Int(visit) * 7 + number * 5 + 140) % 9) / 4 - 1
            pain.append((day, 5 + Double(number % 4) / 2 + noise - (isTapered && day > start + 60 ? 1 : 0)))
        }
        let supplies: [(days: ClosedRange<Int32>, mme: Double?)] =
            isTapered
            ? [
                (-400...(start - 1), 100), (start...(start + 29), 80), ((start + 30)...(start + 59), 60),
                ((start + 60)...600, 40),
            ]
            : [(-400...600, 100)]
        let events: [(day: Int32, kind: CourseEvent.Kind)] =
            isTapered
            ? [
                (number % 2 == 0 ? start + 20 : start - 15, .overdose), (start - 100, .overdose),
                (start + 150, .overdose),
            ]
            : number % 10 == 1 ? [(150, .overdose)] : []
        return CohortFixture.Person(pain: pain, supplies: supplies, events: events)
    }

    private func key(_ analysis: EmulationAnalysis, _ strategy: DoseStrategy, comparator: DoseStrategy? = nil)
        -> EmulationKey
    {
        EmulationKey(
            instrument: Self.nrs, outcome: .score, analysis: analysis, strategy: StrategyWord(strategy),
            comparator: comparator.map { StrategyWord($0) }, day: 210)
    }

    @Test("a taper that goes with a point less is found so, in the patients alike and in each compared with herself")
    func planted() throws {
        let finding = try StudyFixture(Self.cohort, analyses: "[taper]").finding(Taper.self)
        #expect(finding.isEstimated, "\(finding.reason ?? "")")
        #expect(
            finding[.stableDose, TaperKey()]?.number == 60
                && finding[.doseChanged, TaperKey(change: .taper)]?.number == 20)
        for analysis in [EmulationAnalysis.perProtocol, .perProtocolTruncated, .intentionToTreat] {
            let difference = try #require(finding[.strategyDifference, key(analysis, .taper, comparator: .stable)])
            #expect(abs(try #require(difference.number) + 1) < 0.5, "\(analysis)")
        }
        let later = SelfControlledKey(
            instrument: Self.nrs, change: StrategyWord(DoseStrategy.taper), period: .later, outcome: .score)
        #expect(try #require(finding[.selfControlledDifference, later]?.number) < -0.3)
        // A fifth a month of the dose before.
        #expect(finding[.taperVelocity, TaperKey(change: .taper, velocity: .from20)]?.number == 1)
    }

    @Test("who stays at the dose is nobody's comparison, and says so")
    func nobodyTapers() throws {
        let people = (1..<40).filter { $0 % 3 != 0 }.map(Self.person)
        let finding = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[taper]").finding(Taper.self)
        #expect(finding.reason?.contains("fewer than 10 patients") == true)
        let none = try StudyFixture(
            CohortFixture(people: [.init(pain: [(0, 4)], supplies: [(0...20, 30)])]).cohort, analyses: "[taper]"
        ).finding(Taper.self)
        #expect(none.reason?.contains("no patient had a dose that was known, stable and high enough") == true)
    }

    @Test("a window for withdrawal that is longer than the follow-up, and a record that ends soon after the change")
    func edges() throws {
        let people = (0..<60).map { number in
            var person = Self.person(number)
            person.pain.removeAll { $0.day > 75 }
            person.supplies = person.supplies.compactMap { supply in
                supply.days.lowerBound > 90 ? nil : (supply.days.clamped(to: -400...90), supply.mme)
            }
            person.events.removeAll { $0.day > 75 }
            return person
        }
        let built = try StudyFixture(
            CohortFixture(people: people).cohort, analyses: "{taper: {withdrawal: 90, follow_up: 60, grace: 30}}"
        ).finding(Taper.self)
        #expect(built.isEstimated || built.reason != nil)
    }

    @Test("the words name the difference, the interval and what before and after would have said")
    func words() throws {
        let page = try StudyFixture(Self.cohort, analyses: "[taper]").page(Taper.self)
        let answer = try #require(page.answer)
        #expect(answer.lead.hasPrefix("By day 210 the mean score on the Numeric rating scale"))
        #expect(answer.more.contains { $0.hasPrefix("Before and after a taper, without a comparison") })
        #expect(page.figures.count == 1 && page.tables.count >= 4)
    }
}
