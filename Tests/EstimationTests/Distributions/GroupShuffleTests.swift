import Estimation
import Testing

@Suite("Shuffled rows of a group")
struct GroupShuffleTests {
    @Test("every order holds each row once, and depends on group, round and seed alone")
    func orders() {
        for count in [0, 1, 2, 3, 17, 100] {
            let order = GroupShuffle.order(of: count, group: 5, round: 1)
            #expect(order.sorted() == Array(0..<count))
            #expect(order == GroupShuffle.order(of: count, group: 5, round: 1))
        }
        #expect(GroupShuffle.order(of: 50, group: 5, round: 1) != GroupShuffle.order(of: 50, group: 6, round: 1))
        #expect(GroupShuffle.order(of: 50, group: 5, round: 1) != GroupShuffle.order(of: 50, group: 5, round: 2))
        #expect(
            GroupShuffle.order(of: 50, group: 5, round: 1) != GroupShuffle.order(of: 50, group: 5, round: 1, seed: 9))
    }

    /// 6,000 groups of three: each of the six orders 1,000 times, chi-square on 5 degrees of freedom; above 20.5 in one of a thousand.
    @Test("the six orders of three rows are equally likely")
    func uniform() {
        var counts: [[Int]: Int] = [:]
        for group in 0..<6000 { counts[GroupShuffle.order(of: 3, group: group, round: 0), default: 0] += 1 }
        let statistic = counts.values.reduce(0.0) { $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000 }
        #expect(counts.count == 6 && statistic < 20.5)
    }
}
