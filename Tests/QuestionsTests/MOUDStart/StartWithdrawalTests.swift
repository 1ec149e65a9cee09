import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Withdrawal after the start of medication for opioid use disorder")
struct StartWithdrawalTests {
    private func finding(
        _ people: [StartFixture.Person], index: IndexRule = .firstMOUDDose
    ) throws -> ReleasedFinding {
        try StudyFixture(StartFixture(people: people, index: index).cohort, analyses: "[moud_start]").finding(
            MOUDStart.self)
    }

    private func person(
        _ withdrawal: [(day: Int32, grade: WithdrawalGrade)], scale: WithdrawalScale = .cows, trial: String? = nil
    ) -> StartFixture.Person {
        var person = StartFixture.Person(doses: [(10...10, "buprenorphine", 8)])
        person.own = CohortFixture.Person(
            withdrawal: withdrawal, scale: scale, columns: trial.map { ["trial": $0] } ?? [:])
        return person
    }

    private func key(_ denominator: Denominator, _ day: Int, scale: WithdrawalScaleName = .cows) -> StartWithdrawalKey {
        StartWithdrawalKey(drug: .buprenorphine, scale: scale, denominator: denominator, day: day)
    }

    @Test("free of withdrawal by days since the first dose, whatever the index day is; missing counts as withdrawal")
    func shares() throws {
        // Days 3, 4, 10 and 11 after the first dose; and one who was not assessed.
        let people = [
            person([(13, .none)]), person([(14, .none)]), person([(20, .none)]), person([(21, .none)]),
            person([(17, .mild)]), person([]),
        ]
        for index in [IndexRule.firstMOUDDose, .origin] {
            let finding = try finding(people, index: index)
            let assessed = try #require(finding[.noWithdrawalAfterStart, key(.assessed, 7)])
            #expect(assessed.events == .number(2) && assessed.n == .number(3))
            let worst = try #require(finding[.noWithdrawalAfterStart, key(.missingAsWithdrawal, 7)])
            #expect(worst.events == .number(2) && worst.n == .number(6))
            #expect(finding[.noWithdrawalAfterStart, key(.assessed, 28)] == nil)
        }
    }

    @Test("two scales are not pooled, and then nobody is counted as missing from one")
    func scales() throws {
        let finding = try finding([person([(17, .none)]), person([(17, .mild)], scale: .sows)])
        #expect(finding[.noWithdrawalAfterStart, key(.assessed, 7)]?.n == .number(1))
        #expect(finding[.noWithdrawalAfterStart, key(.assessed, 7, scale: .sows)]?.number == 0)
        #expect(!finding.all(.noWithdrawalAfterStart).contains { $0.key.denominator == .missingAsWithdrawal })
    }

    @Test("a trial that did not assess then has nobody missing")
    func notPlanned() throws {
        let people =
            (0..<40).map { number in person(number == 0 ? [(17, .none)] : [], trial: "27") }
            + (0..<40).map { number in person(number < 30 ? [(17, .none)] : [], trial: "30") }
        let finding = try finding(people)
        #expect(Set(finding.all(.noWithdrawalAfterStart).map { $0.key.part?.label }) == ["30"])
        #expect(finding.cautions.contains { $0.hasPrefix("Hardly anybody of trial 27") })
    }

    @Test(
        "the grade rose with the first dose: which assessment is before it, which after",
        arguments: [
            // The day before and the day of the first dose.
            ([(9, .none), (10, .mild)], StartWithdrawal.Turn.rose),
            ([(9, .mild), (11, .none)], .fell),
            // An assessment of the day counts as before where another follows: on the day, or on the next.
            ([(9, .none), (10, .moderate), (11, .mild)], .fell),
            ([(10, .mild), (10, .severe)], .rose),
            ([(10, .mild), (11, .mild)], .same),
            ([(10, .mild), (10, .none), (11, .moderate)], .rose),
            // The last of the day before.
            ([(9, .severe), (9, .none), (11, .mild)], .rose),
            // Two days before, two days after, one alone.
            ([(8, .none), (10, .mild)], nil), ([(10, .none), (12, .mild)], nil), ([(10, .mild)], nil),
            ([(9, .mild)], nil), ([], nil),
        ] as [([(Int32, WithdrawalGrade)], StartWithdrawal.Turn?)])
    func turn(_ rows: [(Int32, WithdrawalGrade)], _ expected: StartWithdrawal.Turn?) {
        let own = rows.map { WithdrawalAssessment(day: StudyDay($0), scale: .cows, grade: $1) }
        #expect(StartWithdrawal.turn(own, around: StudyDay(10)) == expected)
    }

    @Test("shares of those assessed before and after; on another scale is no pair")
    func rises() throws {
        let finding = try finding([
            person([(9, .none), (10, .mild)]), person([(9, .mild), (10, .none)]), person([(9, .mild), (11, .mild)]),
            person([(9, .none)]),
        ])
        let key = StartWithdrawalKey(drug: .buprenorphine, scale: .cows)
        let (rose, fell) = (finding[.gradeRoseShare, key], finding[.gradeFellShare, key])
        #expect(rose?.events == .number(1) && rose?.n == .number(3))
        #expect(fell?.events == .number(1) && fell?.n == .number(3))
    }
}
