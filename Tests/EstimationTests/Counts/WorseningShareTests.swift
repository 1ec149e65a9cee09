import Estimation
import Testing

@Suite("Share that worsens")
struct WorseningShareTests {
    private typealias Course = WorseningShare.Course

    /// By hand: changes 2 (1/15 a day over 30 days), 1.9, -3, 0, 5 at a meaningful change of 2: two worse, one better, of five.
    @Test func fivePeopleByHand() throws {
        let courses = [
            Course(slope: 1.0 / 15, span: 30), Course(slope: 0.19, span: 10), Course(slope: -0.1, span: 30),
            Course(slope: 0, span: 90), Course(slope: 0.5, span: 10),
        ]
        let share = try #require(WorseningShare.count(courses, meaningfulChange: 2).fit)
        #expect(share.worsened == BinomialCount(successes: 2, trials: 5))
        #expect(share.improved == BinomialCount(successes: 1, trials: 5))
        let count = try #require(BinomialCount(successes: 2, trials: 5))
        #expect(share.interval() == ConfidenceInterval.wilson(count))
        #expect(share.interval(exact: true, level: .ninety) == ConfidenceInterval.clopperPearson(count, level: .ninety))
    }

    /// A line that rises by exactly the change counts, though slope · span is rounded: k thirds over three days.
    @Test func exactlyTheChangeCounts() throws {
        for k in 1...200 {
            for days in 1...60 {
                let course = Course(slope: Double(k) / Double(days), span: Double(days))
                let share = try #require(WorseningShare.count([course], meaningfulChange: Double(k)).fit)
                #expect(share.worsened.successes == 1)
            }
        }
    }

    @Test func whatCannotBeCountedSaysWhy() {
        func reason(_ courses: [Course], _ change: Double = 2) -> NotEstimable? {
            WorseningShare.count(courses, meaningfulChange: change).reason
        }
        let course = Course(slope: 1, span: 1)
        #expect(reason([]) == .noObservations)
        for change in [0, -1, .nan, .infinity] {
            #expect(
                reason([course], change) == .invalidArgument(name: "meaningful change", needed: "above 0 and finite"))
        }
        #expect(reason([Course(slope: .nan, span: 1)]) == .nonFinite)
        #expect(reason([Course(slope: 1, span: .infinity)]) == .nonFinite)
        #expect(reason([Course(slope: 1, span: -1)]) == .invalidArgument(name: "span", needed: "at least 0"))
    }
}
