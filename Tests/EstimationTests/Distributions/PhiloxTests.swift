import Testing

@testable import Estimation

@Suite("Counter-based random bits")
struct PhiloxTests {
    /// The known answers of `philox4x32 10` in Random123's tests/kat_vectors (Salmon et al. 2011): counter, key, outcome.
    @Test(
        arguments: [
            ([0, 0, 0, 0], 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            (
                [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], 0xffff_ffff_ffff_ffff,
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], 0x299f_31d0_a409_3822,
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
            ),
        ] as [([UInt64], UInt64, [UInt64])])
    func knownAnswers(_ counter: [UInt64], _ key: UInt64, _ outcome: [UInt64]) {
        for lane in 0..<4 {
            // The counter in one lane, others in the other lanes.
            func word(_ index: Int) -> SIMD4<UInt64> {
                var lanes = SIMD4<UInt64>(1, 2, 3, 4)
                lanes[lane] = counter[index]
                return lanes
            }
            let words = Philox.words(counters: (word(0), word(1), word(2), word(3)), key: key)
            #expect([words.0[lane], words.1[lane], words.2[lane], words.3[lane]] == outcome)
        }
    }

    /// The first bits of the purpose (0, 0, 0) under key 0 are the first known answer's.
    @Test func bitsAreTheGeneratorsWords() {
        var bits = RandomBits(seed: 0, purpose: (0, 0, 0))
        let first = bits.next()
        #expect(first.0[0] == 0xe169_c58d_6627_e8d5)
        #expect(first.1[0] == 0x9b00_dbd8_bc57_ac4c)
        let second = bits.next()
        var others = RandomBits(seed: 0, purpose: (0, 0, 1))
        let other = others.next()
        let all = [first, second, other].flatMap { words in (0..<4).flatMap { [words.0[$0], words.1[$0]] } }
        #expect(Set(all).count == 24)
    }

    /// 20,000 draws beside the distribution's probabilities: Pearson's statistic below its 1 - 1e-4 quantile.
    @Test(arguments: [(1, 2), (1, 3), (512, 788), (99_840, 100_001)])
    func binomialCountsAreBinomial(_ numerator: Int, _ denominator: Int) throws {
        let (trials, draws) = (9, 20_000)
        var bits = RandomBits(seed: 11, purpose: (1, UInt32(numerator), UInt32(denominator)))
        var observed = [Int](repeating: 0, count: trials + 1)
        for _ in 0..<draws {
            observed[bits.binomial(trials: trials, successProbability: numerator, outOf: denominator)] += 1
        }
        let distribution = try Binomial(
            trials: trials, probability: Double(numerator) / Double(denominator))
        var (statistic, cells) = (0.0, 0.0)
        for successes in 0...trials {
            let expected = Double(draws) * distribution.probability(of: successes)
            guard expected > 1 else { continue }
            statistic += (Double(observed[successes]) - expected) * (Double(observed[successes]) - expected) / expected
            cells += 1
        }
        #expect(try ChiSquare(degreesOfFreedom: cells - 1).upperTail(statistic) > 1e-4)
        #expect(observed.reduce(0, +) == draws)
    }
}
