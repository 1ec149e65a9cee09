import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Precipitated withdrawal by score")
struct StartPrecipitatedTests {
    /// A score at minutes from the first dose at ten; `nil` has no time.
    typealias Score = (minutes: Int?, score: Int)

    private func assessment(_ score: Score, scale: WithdrawalScale = .cows) throws -> WithdrawalAssessment {
        let minute = score.minutes.map { 600 + $0 }
        let day = minute.map { $0 < 0 ? -1 : $0 / 1440 } ?? 0
        let time = minute.flatMap { TimeOfDay(minute: $0 - day * 1440) }
        return try #require(
            WithdrawalAssessment(day: StudyDay(Int32(10 + day)), scale: scale, score: score.score, time: time))
    }

    private func person(
        _ scores: [Score], drug: String = "buprenorphine", scale: WithdrawalScale = .cows, dose: Int? = 600
    ) throws -> StartFixture.Person {
        var person = StartFixture.Person(doses: [(10...10, drug, 8)])
        person.own.assessments = try scores.map { try assessment($0, scale: scale) }
        person.doseTime = dose.flatMap { TimeOfDay(minute: $0) }
        return person
    }

    private func finding(_ people: [StartFixture.Person], _ settings: String = "{}") throws -> ReleasedFinding {
        try StudyFixture(StartFixture(people: people).cohort, analyses: "{moud_start: \(settings)}").finding(
            MOUDStart.self)
    }

    private static let key = PrecipitatedKey(drug: .buprenorphine, scale: .cows)

    @Test(
        "the last score before the first dose on its day, and those within the hour after it",
        arguments: [
            ([(-20, 8), (30, 14), (55, 12)], .told(FirstDoseScores(before: 8, highest: 14, lowest: 12))),
            // The last before counts; a score in the minute of the dose is before it; the hour ends with its sixtieth minute.
            ([(-120, 3), (0, 9), (60, 15), (61, 30)], .told(FirstDoseScores(before: 9, highest: 15, lowest: 15))),
            ([(30, 14)], .untold(.noneBefore)), ([(-20, 8), (61, 20)], .untold(.noneWithin)),
            ([], .untold(.notAssessed)),
            ([(nil, 8), (nil, 14)], .untold(.noAssessmentTime)),
            // What has no time is left out beside what has one.
            ([(nil, 1), (-20, 8), (30, 14)], .told(FirstDoseScores(before: 8, highest: 14, lowest: 14))),
        ] as [([Score], FirstDoseScores.Outcome)])
    func outcomes(_ scores: [Score], _ expected: FirstDoseScores.Outcome) throws {
        let own = try scores.map { try assessment($0) }
        let dose = TimeOfDay(minute: 600)
        #expect(FirstDoseScores.outcome(of: own, around: StudyDay(10), at: dose, within: 60) == expected)
    }

    @Test("an hour goes on past midnight, and grades and missing times say why nothing is told")
    func edges() throws {
        let midnight = try [(-20, 8), (30, 14)].map { minutes, score -> WithdrawalAssessment in
            let minute = 1420 + minutes
            return try #require(
                WithdrawalAssessment(
                    day: StudyDay(minute < 1440 ? 10 : 11), scale: .cows, score: score,
                    time: TimeOfDay(minute: minute % 1440)))
        }
        let late = FirstDoseScores.outcome(
            of: midnight, around: StudyDay(10), at: TimeOfDay(minute: 1420), within: 60)
        #expect(late == .told(FirstDoseScores(before: 8, highest: 14, lowest: 14)))
        let noDose = FirstDoseScores.outcome(of: midnight, around: StudyDay(10), at: nil, within: 60)
        #expect(noDose == .untold(.noDoseTime))
        let grade = [WithdrawalAssessment(day: StudyDay(10), scale: .cows, grade: .mild, time: .midnight)]
        #expect(
            FirstDoseScores.outcome(of: grade, around: StudyDay(10), at: .midnight, within: 60) == .untold(.gradeOnly))
    }

    /// Twenty patients: of fourteen who are told five rose by 6 or more, two fell by as much, and one came with a score that leaves no room.
    func twenty() throws -> [StartFixture.Person] {
        try [
            [(-20, 8), (30, 14)], [(-20, 8), (30, 10), (60, 20)], [(-20, 0), (45, 6)], [(-20, 10), (30, 25)],
            [(-20, 12), (59, 18)],
            [(-20, 15), (30, 9)], [(-20, 20), (30, 5)],
            [(-20, 43), (30, 44)],
            [(-20, 8), (30, 13)], [(-20, 8), (30, 8)], [(-20, 8), (30, 7)], [(-20, 8), (30, 3)], [(-20, 8), (60, 12)],
            // The rise comes later than an hour.
            [(-20, 8), (50, 9), (90, 20)],
            // Six who are not told: two without a score before, three without one within the hour, one who was not assessed.
            [(30, 20)], [(10, 20)], [(-20, 8), (90, 20)], [(-20, 8)], [(-60, 8), (61, 8)], [],
        ].map { try person($0) }
    }

    @Test("shares of those with a score before and within the hour, what they are read against, and who is not told")
    func shares() throws {
        let finding = try finding(try twenty())
        func events(_ quantity: Quantity<PrecipitatedKey>, _ key: PrecipitatedKey = Self.key) -> [Double?] {
            let estimate = finding[quantity, key]
            return [estimate?.events?.number, estimate?.n?.number]
        }
        #expect(events(.precipitatedShare) == [5, 14])
        #expect(events(.fellAsMuchShare) == [2, 14])
        #expect(events(.noRoomShare) == [1, 14])
        // Sorted: 0, 8 eight times, 10, 12, 15, 20, 43: the middle of fourteen is 8.
        #expect(finding[.scoreBeforeDoseMedian, Self.key]?.number == 8)
        // Without times the rises after ninety minutes are taken for others: those told, and two with two scores that day.
        #expect(events(.roseAtAnyTimeShare) == [7, 16])
        var untold: [FirstDoseScores.Untold: Double] = [:]
        for (key, share) in finding.all(.riseNotToldShare) { untold[try #require(key.reason)] = share.events?.number }
        #expect(untold == [.notAssessed: 1, .noneBefore: 2, .noneWithin: 3])
        // Five of seven that changed one way alone: 1 - pbinom(4, 7, 0.5) in R.
        let p = try #require(finding[.risesAsFalls, Self.key]?.p?.number)
        #expect(abs(p - 0.2265625) < 1e-9)
        #expect(finding.setting(StartReason.precipitated) == nil)
        #expect(finding.setting("precipitated_rise") == "COWS up by 6, SOWS by 10, within 60 minutes")
    }

    @Test("the minutes and the points are settings; scales and drugs are never put together")
    func settings() throws {
        let people =
            try twenty() + [
                try person([(-20, 20), (30, 29)], scale: .sows), try person([(-20, 20), (30, 30)], scale: .sows),
                try person([(-20, 8), (30, 20)], drug: "methadone"),
            ]
        let usual = try finding(people)
        #expect(usual[.precipitatedShare, Self.key]?.n == .number(14))
        let sows = usual[.precipitatedShare, PrecipitatedKey(drug: .buprenorphine, scale: .sows)]
        #expect(sows?.events == .number(1) && sows?.n == .number(2))
        #expect(usual[.precipitatedShare, PrecipitatedKey(drug: .methadone, scale: .cows)]?.events == .number(1))
        let other = try finding(people, "{precipitated_within: 90, precipitated_cows: 5, precipitated_sows: 9}")
        // Beside the five: 8 to 13; 8 to 20 after ninety minutes, of two, one of whom was not told before.
        let own = other[.precipitatedShare, Self.key]
        #expect(own?.events == .number(8) && own?.n == .number(16))
        #expect(other[.precipitatedShare, PrecipitatedKey(drug: .buprenorphine, scale: .sows)]?.events == .number(2))
    }

    @Test("the answer says how many rose, and whether more than fell by as much; a few are withheld")
    func words() throws {
        func text(_ people: [StartFixture.Person], minimumCell: Int = 1) throws -> String {
            let fixture = try StudyFixture(StartFixture(people: people).cohort, analyses: "[moud_start]")
            let answer = try #require(
                try fixture.page(MOUDStart.self, policy: .init(minimumCell: minimumCell)).answer)
            return ([answer.lead] + answer.more).joined(separator: " ")
        }
        let seen =
            "Precipitated withdrawal by score (COWS up by 6, SOWS by 10, within 60 minutes of the first dose) was seen in"
        let noise = try text(try twenty())
        #expect(
            noise.contains("\(seen) 35.7%") && noise.contains("not clearly more often than it fell by as much (14.3%)"))
        let many = try (0..<40).map { try person([(-20, 8), (30, $0 < 15 ? 20 : 8)]) }
        #expect(try text(many).contains("more often than it fell by as much (0.0%)"))
        #expect(try !text(twenty(), minimumCell: 11).contains(seen))
    }

    @Test("without times, or without scores, the finding says what is missing")
    func reasons() throws {
        let untimed = try finding([try person([(nil, 8), (nil, 20)], dose: nil)])
        #expect(untimed.setting(StartReason.precipitated)?.contains("\"time_of_day\" among the columns") == true)
        #expect(untimed.all(.precipitatedShare).isEmpty && untimed.all(.riseNotToldShare).isEmpty)
        var graded = StartFixture.Person(doses: [(10...10, "buprenorphine", 8)])
        graded.own.withdrawal = [(9, .none), (10, .mild)]
        let grades = try finding([graded])
        #expect(grades.setting(StartReason.precipitated)?.contains("the assessments have grades alone") == true)
        #expect(grades[.gradeRoseShare, StartWithdrawalKey(drug: .buprenorphine, scale: .cows)]?.events == .number(1))
    }

    @Test("by the clock the last assessment before the dose is the one before it, also for the grade")
    func gradesByTheClock() throws {
        // Moderate, mild, dose, mild: without the clock the first of the day alone is before.
        let own = try [(-90, 14), (-10, 6), (40, 8)].map { try assessment($0) }
        #expect(StartWithdrawal.turn(own, around: StudyDay(10)) == .fell)
        #expect(StartWithdrawal.turn(own, around: StudyDay(10), at: TimeOfDay(minute: 600)) == .same)
    }
}
