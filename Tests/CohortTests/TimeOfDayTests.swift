import Testing

@testable import Cohort

/// A time of day written as hours and minutes: 830 is half past eight.
func clock(_ hoursAndMinutes: Int) throws -> TimeOfDay {
    try #require(TimeOfDay(minute: hoursAndMinutes / 100 * 60 + hoursAndMinutes % 100))
}

@Suite("Time of day")
struct TimeOfDayTests {
    @Test("a day has 1440 minutes")
    func minutes() throws {
        #expect(TimeOfDay(minute: 0) == .midnight && TimeOfDay(minute: 1439)?.minute == 1439)
        #expect(TimeOfDay(minute: 1440) == nil && TimeOfDay(minute: -1) == nil)
        #expect(try clock(930).minutes(since: clock(845)) == 45 && clock(845) < clock(930))
    }

    private func block(_ rows: [(person: Int32, day: Int32, score: Double, time: Int?)]) throws -> PainBlock {
        var block = PainBlock()
        for row in rows {
            block.append(
                row.person, PainAssessment(day: StudyDay(row.day), score: row.score, instrument: 0),
                time: try row.time.map(clock))
        }
        return block
    }

    @Test("scores of one day go by time; those without a time stand before them, as they were read")
    func order() throws {
        let rows: [(person: Int32, day: Int32, score: Double, time: Int?)] = [
            (0, 1, 1, 1730), (0, 1, 2, nil), (0, 1, 3, 900), (0, 1, 4, nil), (0, 2, 5, 800),
            (1, 1, 6, nil), (1, 1, 7, nil), (2, 3, 8, 1200), (2, 3, 9, 1200), (2, 3, 10, 1159),
        ]
        for cut in 0...rows.count {
            let pain = PainAssessments(
                personCount: 3, blocks: [try block(Array(rows[..<cut])), try block(Array(rows[cut...]))])
            #expect((0..<3).map { pain[$0].map(\.score) } == [[2, 4, 3, 1, 5], [6, 7], [10, 8, 9]], "cut \(cut)")
            let times = pain[0].indices.map { pain.time(ofRow: $0, of: 0) }
            #expect(times == [nil, nil, try clock(900), try clock(1730), try clock(800)], "cut \(cut)")
            #expect(pain.hasTimes)
        }
    }

    @Test("a study without times keeps none")
    func none() throws {
        let rows: [(person: Int32, day: Int32, score: Double, time: Int?)] = [(0, 1, 1, nil), (0, 1, 2, nil)]
        let block = try block(rows)
        #expect(block.times.isEmpty)
        let pain = PainAssessments(personCount: 1, blocks: [block])
        #expect(!pain.hasTimes && pain.time(ofRow: pain[0].startIndex, of: 0) == nil)
    }

    @Test("equal scores of one day at two times are two records, at one time they are one")
    func doubled() throws {
        let rows: [(person: Int32, day: Int32, score: Double, time: Int?)] = [
            (0, 1, 5, 900), (0, 1, 5, 1000), (0, 1, 5, 900), (0, 1, 5, nil),
        ]
        let pain = PainAssessments(personCount: 1, blocks: [try block(rows)], dropsRepeats: true)
        #expect(pain.repeats.count == 1 && pain[0].count == 3)
        #expect(pain[0].indices.map { pain.time(ofRow: $0, of: 0) } == [nil, try clock(900), try clock(1000)])
    }

    @Test("withdrawal assessments of one day go by time as well")
    func withdrawal() throws {
        var block = PersonBlock<WithdrawalAssessment>()
        for (score, time) in [(9, 1100), (4, nil), (7, 800)] as [(Int, Int?)] {
            let assessment = WithdrawalAssessment(
                day: StudyDay(0), scale: .cows, score: score, time: try time.map(clock))
            block.append(try #require(assessment), of: 0)
        }
        let assessments = WithdrawalAssessments(personCount: 1, blocks: [block])
        #expect(assessments[0].map(\.score) == [4, 7, 9])
        #expect(assessments[0].map(\.time) == [nil, try clock(800), try clock(1100)])
    }

    // MARK: - The first day of an era

    private func statuses(
        _ doses: [(day: ClosedRange<Int32>, time: Int?)], _ scores: [(day: Int32, time: Int?)],
        rule: ExposureRule = ExposureRule()
    ) throws -> [ExposureStatus] {
        let exposures = try history(
            doses.map { dose in
                (0, dose.day, OpioidRegimen(drug: 0, dailyMME: .unknown, time: try dose.time.map(clock)))
            }, personCount: 1, drugs: ["morphine"])
        var cursor = ExposureCursor(exposures, rule: rule, clock: .eraDays)
        cursor.begin(0)
        return try scores.map { score in
            let time = try score.time.map(clock)
            return cursor.status(on: StudyDay(score.day), at: time)
        }
    }

    @Test(
        "a score after the first dose of an era is exposed on its first day; before it, or in its minute, it is baseline"
    )
    func firstDay() throws {
        let scores: [(day: Int32, time: Int?)] = [(5, nil), (5, 829), (5, 830), (5, 831), (6, 700)]
        #expect(
            try statuses([(5...9, 830)], scores) == [
                .baseline, .baseline, .baseline, .exposed(days: 0), .exposed(days: 1),
            ])
    }

    @Test("without a time of every dose of the day it cannot be told, and the score is baseline")
    func untimedDoses() throws {
        #expect(try statuses([(5...9, nil)], [(5, 2300)]) == [.baseline])
        #expect(try statuses([(5...5, 830), (5...9, nil)], [(5, 2300)]) == [.baseline])
        // The earlier of two doses is the first; that of another day has no say.
        #expect(
            try statuses([(5...5, 1100), (5...9, 830)], [(5, 900), (5, 1200)]) == [
                .exposed(days: 0), .exposed(days: 0),
            ])
        #expect(try statuses([(5...9, 830), (6...9, nil)], [(5, 900)]) == [.exposed(days: 0)])
    }

    @Test("each era has a first dose of its own; inside an era the clock has no say")
    func laterEras() throws {
        let doses: [(day: ClosedRange<Int32>, time: Int?)] = [(1...2, 830), (20...21, 830), (60...61, 1200)]
        #expect(
            try statuses(doses, [(20, 700), (60, 900), (60, 1300)]) == [
                .exposed(days: 19), .baseline, .exposed(days: 0),
            ])
        #expect(
            try statuses([(5...9, 830)], [(5, 700)], rule: ExposureRule(firstDay: .exposed)) == [.exposed(days: 0)])
    }
}
