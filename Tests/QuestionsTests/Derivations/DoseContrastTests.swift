import Cohort
import StudyFixtures
import StudyFile
import Testing

@testable import Questions

@Suite("Contrasts of a ladder of doses")
struct DoseContrastTests {
    /// The ladder of one patient, seen from day 0 to `end`, and the last day of which the dose is known.
    private func ladder(
        _ supplies: [(days: ClosedRange<Int32>, mme: Double?)], until end: Int32 = 400
    ) -> (changes: [DoseChange], last: Int?) {
        let cohort = CohortFixture(people: [.init(pain: [(0, 5), (end, 5)], supplies: supplies)]).cohort
        var timeline = DoseTimeline(cohort.exposures)
        timeline.begin(0, observed: StudyDay(0)...StudyDay(end))
        let ladder = timeline.ladder(LadderRule())
        let last = cohort.exposures[0].map(\.end.rawValue).max().map(Int.init)
        return (ladder.changes, ladder.endsUnseen ? last : nil)
    }

    private func windows(_ analysis: DechallengeAnalysis = .main) throws -> ContrastWindows {
        try #require(DechallengeSettings().windows(analysis))
    }

    /// A fall on day 100 and a rise on day 200. Day 1 is the first day of the new dose: days 15 to 75 are 114 to 174 and 214 to 274.
    @Test("the days before and after, and no day twice")
    func days() throws {
        let (changes, last) = ladder([(0...99, 40), (100...199, 20), (200...400, 60)])
        #expect(changes.map(\.kind) == [.fall, .rise] && last == 400)
        let main = try windows()
        let fall = try #require(main.days(around: 0, of: changes.map { ChangeDays($0) }, knownUntil: last))
        #expect(fall.before == 40...99 && fall.after == 114...174)
        // The 60 days before would begin on day 140, in the days after the fall.
        let rise = try #require(main.days(around: 1, of: changes.map { ChangeDays($0) }, knownUntil: last))
        #expect(rise.before == 175...199 && rise.after == 214...274)

        let without = try windows(.withoutDaysBefore)
        let early = try #require(without.days(around: 0, of: changes.map { ChangeDays($0) }, knownUntil: last))
        #expect(early.before == 40...69 && early.after == 114...174)
        #expect(without.days(around: 1, of: changes.map { ChangeDays($0) }, knownUntil: last) == nil)
        let soon = try #require(
            try windows(.firstDays).days(around: 0, of: changes.map { ChangeDays($0) }, knownUntil: last))
        #expect(soon.before == 40...99 && soon.after == 100...113)
        let naive = try #require(
            try windows(.beforeAfter).days(around: 0, of: changes.map { ChangeDays($0) }, knownUntil: last))
        #expect(naive.before == 40...99 && naive.after == 100...174)
    }

    @Test("a score on the first and the last day of a window counts, on the day before and after does not")
    func edges() throws {
        let (changes, last) = ladder([(0...99, 40), (100...199, 20), (200...400, 60)])
        func contrasts(_ days: [Int32]) throws -> [DoseContrast] {
            let pain = days.map { (day: $0, score: Double($0)) }
            let cohort = CohortFixture(people: [.init(pain: pain)]).cohort
            return try windows().contrasts(changes, DailyScores(cohort.pain[0], instrument: 0), knownUntil: last)
        }
        for (day, other) in [(40, 114), (40, 174), (99, 114)] as [(Int32, Int32)] {
            let own = try contrasts([day, other])
            #expect(own.map(\.number) == [0] && own[0].difference(beyond: 0) == Double(other - day))
            #expect(own[0].difference(beyond: 1) == 0 && own[0].varianceFactor == 2)
        }
        for days in [[39, 114], [100, 114], [99, 113], [99, 175]] as [[Int32]] {
            #expect(try contrasts(days).isEmpty, "\(days)")
        }
        #expect(try contrasts([99, 174, 175, 214]).map(\.number) == [0, 1])
        #expect(try contrasts([174, 213]).isEmpty && contrasts([175, 213]).isEmpty && contrasts([199, 275]).isEmpty)
        #expect(try contrasts([199, 274]).map(\.direction) == [.up])
    }

    @Test("a change within the days after another has no days before, and ends them")
    func closeChanges() throws {
        let (changes, last) = ladder([(0...99, 40), (100...149, 20), (150...400, 40)])
        let main = try windows()
        #expect(main.days(around: 0, of: changes.map { ChangeDays($0) }, knownUntil: last)?.after == 114...149)
        #expect(main.days(around: 1, of: changes.map { ChangeDays($0) }, knownUntil: last) == nil)
        // The last day after the fall is day 174: one day later there is a day before the rise.
        let later = ladder([(0...99, 40), (100...174, 20), (175...400, 40)])
        #expect(main.days(around: 1, of: later.changes.map { ChangeDays($0) }, knownUntil: later.last) == nil)
        let latest = ladder([(0...99, 40), (100...175, 20), (176...400, 40)])
        #expect(
            main.days(around: 1, of: latest.changes.map { ChangeDays($0) }, knownUntil: latest.last)?.before
                == 175...175)
    }

    @Test("a stop and a restart; the drug-free gap of an era is no change")
    func stops() throws {
        let (changes, last) = ladder([(0...99, 40), (200...400, 40)])
        #expect(changes.map(\.kind) == [.stop, .restart] && last == 400)
        let main = try windows()
        #expect(main.days(around: 0, of: changes.map { ChangeDays($0) }, knownUntil: last)?.after == 114...174)
        #expect(main.days(around: 1, of: changes.map { ChangeDays($0) }, knownUntil: last)?.before == 175...199)
        #expect(ladder([(0...99, 40), (130...400, 40)]).changes.isEmpty)
        #expect(ladder([(0...99, 40), (131...400, 40)]).changes.count == 2)
    }

    @Test("days after the last known exposure are not after the change, unless it is a stop")
    func unseenEnd() throws {
        let open = ladder([(0...99, 40), (100...129, 20)], until: 150)
        #expect(open.last == 129)
        #expect(
            try windows().days(around: 0, of: open.changes.map { ChangeDays($0) }, knownUntil: open.last)?.after
                == 114...129)
        let stopped = ladder([(0...99, 40)])
        #expect(stopped.last == nil)
        #expect(
            try windows().days(around: 0, of: stopped.changes.map { ChangeDays($0) }, knownUntil: nil)?.after
                == 114...174)
    }

    @Test("a change may take 30 days and not 31")
    func transition() throws {
        let slow = ladder([(0...99, 40), (100...129, nil), (130...400, 20)])
        let days = try #require(
            try windows().days(around: 0, of: slow.changes.map { ChangeDays($0) }, knownUntil: slow.last))
        #expect(days.before == 40...99 && days.after == 144...204)
        let slower = ladder([(0...99, 40), (100...130, nil), (131...400, 20)])
        #expect(slower.changes.count == 1)
        #expect(
            try windows().days(around: 0, of: slower.changes.map { ChangeDays($0) }, knownUntil: slower.last) == nil)
    }

    /// Before 6 and 8 on days 90 and 96, after 4, 5 and 6 on days 120, 130 and 140: 5 less 7, 37 days apart.
    @Test("means, the line taken off, and squares about the line")
    func numbers() throws {
        let (changes, last) = ladder([(0...99, 40), (100...400, 20)])
        let cohort = CohortFixture(people: [.init(pain: [(90, 6), (96, 8), (120, 4), (130, 4), (130, 6), (140, 6)])])
            .cohort
        let scores = DailyScores(cohort.pain[0], instrument: 0)
        let contrast = try #require(try windows().contrasts(changes, scores, knownUntil: last).first)
        #expect(contrast.direction == .down && contrast.days == 37)
        #expect(contrast.difference(beyond: 0) == -2)
        #expect(abs(contrast.difference(beyond: 0.01) + 2.37) < 1e-12)
        #expect(contrast.varianceFactor == 1 / 2.0 + 1 / 3.0)
        #expect(contrast.before.squares(about: 0) == 2 && contrast.after.squares(about: 0) == 2)
        // Deviations of 1 are 0.7 beyond 0.1 a day over 3 days, and 0 over 10.
        #expect(abs(contrast.before.squares(about: 0.1) - 0.98) < 1e-12)
        #expect(abs(contrast.after.squares(about: 0.1)) < 1e-12)
    }

    @Test("settings that contradict each other are refused, with what to do")
    func settings() throws {
        func read(_ yaml: String) throws -> DechallengeSettings? {
            try StudyFixture(CohortFixture(people: [.init()]).cohort, analyses: "{dechallenge: {\(yaml)}}").study.asked
                .settings(of: Dechallenge.self)
        }
        let defaults = try #require(try read(""))
        #expect(defaults == DechallengeSettings() && defaults.after == 15...75 && defaults.before == 60)
        let own = try #require(try read("after: [1, 30], before: 20, leave_out: 10"))
        #expect(own.windows(.firstDays) == nil && own.windows(.withoutDaysBefore)?.leaveOut == 10)
        #expect { try read("after: [0, 30]") } throws: { "\($0)".contains("day 1 or later") }
        #expect { try read("before: 30") } throws: { "\($0)".contains("leave_out must be shorter") }
        #expect(Dechallenge.Settings.fields.map(\.key).contains("transition"))
    }
}
