import Testing

@testable import Simulation

@Suite struct RandomStreamTests {
    @Test func aStreamIsPhiloxWordsInOrderOfItsCounter() {
        var stream = RandomStream(seed: 0x0000_0002_0000_0001, person: 7, purpose: .scores)
        let drawn = (0..<8).map { _ in stream.word() }
        let key = SIMD2<UInt32>(1, 2)
        let purpose = RandomStream.Purpose.scores.rawValue
        let blocks = [0, 1].map { Philox.words(counter: SIMD4(UInt32($0), purpose, 7, 0), key: key) }
        #expect(drawn == blocks.flatMap { block in (0..<4).map { block[$0] } })
    }

    @Test func streamsOfOtherSeedsPeopleAndPurposesDiffer() {
        func first(_ seed: UInt64, _ person: Int, _ purpose: RandomStream.Purpose) -> UInt32 {
            var stream = RandomStream(seed: seed, person: person, purpose: purpose)
            return stream.word()
        }
        let words = [
            first(1, 0, .scores), first(2, 0, .scores), first(1 << 32, 0, .scores), first(1, 1, .scores),
            first(1, 1 << 32, .scores), first(1, 0, .visits),
        ]
        #expect(Set(words).count == words.count)
    }

    @Test func uniformsStayInsideTheUnitIntervalWithItsMeanAndVariance() {
        var stream = RandomStream(seed: 3, person: 0, purpose: .scores)
        let draws = (0..<100_000).map { _ in stream.uniform() }
        #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
        // Four standard errors: of a mean of uniforms sqrt(1/12/n), of their variance sqrt(1/180/n).
        let count = Double(draws.count)
        let mean = draws.reduce(0, +) / count
        let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / count
        #expect(abs(mean - 0.5) < 4 * (1 / 12 / count).squareRoot())
        #expect(abs(variance - 1.0 / 12) < 4 * (1 / 180 / count).squareRoot())
    }

    @Test func integersAreEven() {
        var stream = RandomStream(seed: 4, person: 0, purpose: .scores)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[stream.integer(below: 7)] += 1 }
        // Pearson's statistic on 6 degrees of freedom; 22.46 is exceeded once in a thousand seeds.
        let statistic = counts.reduce(0.0) { $0 + (Double($1) - 10_000) * (Double($1) - 10_000) / 10_000 }
        #expect(statistic < 22.46)
    }

    @Test func certaintyAndImpossibility() {
        var stream = RandomStream(seed: 5, person: 0, purpose: .scores)
        #expect((0..<1000).allSatisfy { _ in stream.happens(1) && !stream.happens(0) })
    }

    @Test func choicesFollowTheirWeights() {
        var stream = RandomStream(seed: 6, person: 0, purpose: .scores)
        let drawn = (0..<20_000).map { _ in stream.choice([("a", 0.5), ("b", 0.3)], otherwise: "c") }
        for (value, weight) in [("a", 0.5), ("b", 0.3), ("c", 0.2)] {
            let share = Double(drawn.count { $0 == value }) / 20_000
            #expect(abs(share - weight) < 4 * (weight * (1 - weight) / 20_000).squareRoot())
        }
    }
}
