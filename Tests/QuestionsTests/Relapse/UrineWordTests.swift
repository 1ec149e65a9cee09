import Cohort
import Testing

@testable import Questions

@Suite("Words of weekly urine results") struct UrineWordTests {
    private func endpoint(
        _ positives: Int, of width: Int, fromWeek: Int = 1
    ) -> ReturnEndpoint {
        ReturnEndpoint(
            id: "own", title: "own", source: "", width: width, positives: positives, fromWeek: fromWeek,
            missing: .positive, mixed: .positive)
    }

    private func event(_ word: String, _ endpoint: ReturnEndpoint) -> Int? {
        UrineWord.event(UrineWord(word).weeks.map { $0 != .negative }, endpoint)
    }

    /// The day of time zero is the last of week 0, which begins six days before; seven days later is the last of week 1.
    @Test func weeksOfDays() {
        let zero = StudyDay(10)
        let days: [Int32] = [3, 4, 9, 10, 11, 17, 18, 24, 25]
        #expect(days.map { UrineWord.week(of: StudyDay($0), from: zero) } == [-1, 0, 0, 0, 1, 1, 2, 2, 3])
    }

    /// 15 days of follow-up are two weeks and a day: the third has a letter.
    @Test func lettersOfAWord() {
        func word(_ end: Int32, _ positive: [Int32], _ negative: [Int32]) -> String {
            String(
                UrineWord(
                    from: StudyDay(0), through: StudyDay(end), positive: positive.map { StudyDay($0) },
                    negative: negative.map { StudyDay($0) }
                ).weeks.map(\.rawValue))
        }
        #expect(word(14, [], []) == "oo")
        #expect(word(15, [], []) == "ooo")
        // Day 0 and what is after the end are not of the word; day 7 is of week 1, day 8 of week 2.
        #expect(word(15, [0, 7, 16], [8, 9]) == "+-o")
        #expect(word(15, [1, 8], [3]) == "*+o")
        #expect(word(0, [1], [1]) == "")
        #expect(word(-5, [], []) == "")
    }

    /// Hand-worked, with the two of the outcome library's description (Odom 2023): four of four begin at week 8, and so do two or three
    /// of four.
    @Test func eventsOfWords() {
        let word = "-------++++"
        #expect(event(word, endpoint(4, of: 4)) == 8)
        #expect(event(word, endpoint(3, of: 4)) == 8)
        #expect(event(word, endpoint(2, of: 4)) == 8)
        #expect(event("-------+++", endpoint(4, of: 4)) == nil)
        #expect(event("++++", endpoint(4, of: 4)) == 1)
        #expect(event("+++", endpoint(4, of: 4)) == nil)
        // Two of four, apart: the first four weeks have one, weeks 2 to 5 two; the time is week 2 + (4 - 2).
        #expect(event("---+-+--", endpoint(2, of: 4)) == 5)
        #expect(event("+--+", endpoint(2, of: 4)) == 3)
    }

    /// Weeks before the first that is looked at do not count, and the week is counted from time zero all the same.
    @Test func weeksBeforeTheFirstAreNotRead() {
        #expect(event("++++---", endpoint(4, of: 4, fromWeek: 3)) == nil)
        #expect(event("++++++-", endpoint(4, of: 4, fromWeek: 3)) == 3)
        #expect(event("++--++", endpoint(2, of: 2, fromWeek: 4)) == 5)
        #expect(event("+++", endpoint(2, of: 2, fromWeek: 4)) == nil)
    }

    @Test func everyStretchAgainstAPlainSearch() {
        // All words of nine weeks, each against the definition read slowly.
        for bits in 0..<512 {
            let isPositive = (0..<9).map { bits >> $0 & 1 == 1 }
            for (positives, width, from) in [(4, 4, 1), (2, 4, 1), (3, 3, 2), (2, 2, 4), (1, 3, 3)] {
                let plain = ((from - 1)..<9).first { start in
                    start + width <= 9 && isPositive[start..<(start + width)].count { $0 } >= positives
                }
                #expect(
                    UrineWord.event(isPositive, endpoint(positives, of: width, fromWeek: from))
                        == plain.map { $0 + width - positives + 1 })
            }
        }
    }
}
