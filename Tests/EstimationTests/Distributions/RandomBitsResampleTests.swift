import Testing

@testable import Estimation

@Suite("Random bits: numbers below a bound")
struct RandomBitsResampleTests {
    /// Each of seven numbers as often as the others: chi-square on 6 degrees of freedom below its 99.9% point, 22.5.
    @Test func eachIsAsLikely() {
        var bits = RandomBits(seed: 3, purpose: (1, 2, 3))
        var counts = [Double](repeating: 0, count: 7)
        bits.draw(70_000, below: 7) { counts[$0] += 1 }
        #expect(counts.reduce(0, +) == 70_000)
        let statistic = counts.reduce(0.0) { $0 + ($1 - 10_000) * ($1 - 10_000) / 10_000 }
        #expect(statistic < 22.5)
    }

    @Test func countsAndBoundsAreKept() {
        var bits = RandomBits(seed: 3, purpose: (1, 2, 3))
        for count in [0, 1, 7, 8, 9] {
            var drawn = 0
            bits.draw(count, below: 1) { number in
                #expect(number == 0)
                drawn += 1
            }
            #expect(drawn == count)
        }
    }
}
