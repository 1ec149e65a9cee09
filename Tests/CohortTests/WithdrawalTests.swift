import Testing

@testable import Cohort

@Suite struct WithdrawalScaleTests {
    /// Wesson & Ling 2003: 5-12 mild, 13-24 moderate, 25-36 moderately severe, 37 and more severe.
    @Test func cowsAtEveryBoundary() {
        let grades: [(ClosedRange<Int>, WithdrawalGrade)] = [
            (0...4, .none), (5...12, .mild), (13...24, .moderate), (25...36, .moderatelySevere), (37...48, .severe),
        ]
        for (scores, grade) in grades {
            #expect(scores.allSatisfy { WithdrawalScale.cows.grade(ofScore: $0) == grade })
        }
        #expect(WithdrawalScale.cows.grade(ofScore: -1) == nil)
        #expect(WithdrawalScale.cows.grade(ofScore: 49) == nil)
    }

    /// Handelsman 1987: 1-10 mild, 11-20 moderate, 21 and more severe.
    @Test func sowsAtEveryBoundary() {
        let grades: [(ClosedRange<Int>, WithdrawalGrade)] = [
            (0...0, .none), (1...10, .mild), (11...20, .moderate), (21...64, .severe),
        ]
        for (scores, grade) in grades {
            #expect(scores.allSatisfy { WithdrawalScale.sows.grade(ofScore: $0) == grade })
        }
        #expect(WithdrawalScale.sows.grade(ofScore: 65) == nil)
    }

    @Test func numericGradesAreNoneMildModerateSevere() {
        #expect(
            (-1...4).map { WithdrawalGrade(numericGrade: $0) } == [
                nil, WithdrawalGrade.none, .mild, .moderate, .severe, nil,
            ])
        #expect(WithdrawalGrade.allCases == WithdrawalGrade.allCases.sorted())
    }
}

@Suite struct WindowedStatusTests {
    /// The status at day 7 of a clock that starts on study day 100, from assessments on days of that clock.
    private func status(_ assessments: [(day: Int32, grade: WithdrawalGrade)]) -> WindowedStatus? {
        WindowedStatus.status(
            of: assessments.map {
                WithdrawalAssessment(day: StudyDay(100 + $0.day), scale: .cows, grade: $0.grade)
            }[...], index: StudyDay(100), target: 7, window: 4...10)
    }

    @Test func nearestDayCounts() {
        #expect(status([(4, .mild), (6, .none), (10, .severe)])?.grade == WithdrawalGrade.none)
    }

    @Test func aTieGoesToTheLaterDay() {
        #expect(status([(8, .mild), (6, .severe)])?.day == 8)
        #expect(status([(6, .severe), (8, .mild)])?.grade == .mild)
    }

    @Test func ofSeveralOnThatDayTheWorstCounts() {
        #expect(status([(7, .none), (7, .moderate), (7, .mild)])?.grade == .moderate)
    }

    @Test func aWorseGradeOnADayFurtherOffDoesNotCount() {
        #expect(status([(7, .none), (8, .severe)])?.grade == WithdrawalGrade.none)
    }

    @Test func outsideTheWindowIsMissing() {
        #expect(status([(3, .none), (11, .none)]) == nil)
        #expect(status([(4, .none)])?.day == 4)
        #expect(status([(10, .none)])?.day == 10)
        #expect(status([]) == nil)
    }

    @Test func aScoreIsKeptBesideItsGrade() throws {
        let scored = try #require(WithdrawalAssessment(day: StudyDay(1), scale: .sows, score: 11))
        #expect(scored.score == 11 && scored.grade == .moderate)
        #expect(WithdrawalAssessment(day: StudyDay(1), scale: .cows, score: 49) == nil)
        #expect(WithdrawalAssessment(day: StudyDay(1), scale: .cows, grade: .mild).score == nil)
    }
}
