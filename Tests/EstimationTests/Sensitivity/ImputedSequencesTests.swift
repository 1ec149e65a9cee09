import Foundation
import Testing

@testable import Estimation

@Suite("Imputed sequences") struct ImputedSequencesTests {
    private typealias Sequence = ImputedSequences.Sequence

    /// Chains of eight steps: yes at first in 40%, then with a chance of 75% after a yes and 20% after a no.
    private static func chains(_ count: Int, seed: UInt64) -> [[Bool]] {
        var state = seed
        func uniform() -> Double {
            // SplitMix64 (Steele, Lea & Flood 2014).
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
        return (0..<count).map { _ in
            var steps = [uniform() < 0.4]
            while steps.count < 8 { steps.append(uniform() < (steps[steps.count - 1] ? 0.75 : 0.2)) }
            return steps
        }
    }

    /// After a yes a chain is broken off with a chance that is high, after a no it is low: missing at random.
    private static func brokenOff(_ chains: [[Bool]]) -> [Sequence] {
        chains.enumerated().map { number, chain in
            var steps: [Bool?] = chain
            for step in 1..<chain.count where chain[step - 1] && (number &* 7 &+ step &* 13) % 5 < 2 {
                for later in step..<chain.count { steps[later] = nil }
                break
            }
            return Sequence(steps)
        }
    }

    @Test func whatWasSeenStays() throws {
        let sequences = Self.brokenOff(Self.chains(200, seed: 1))
        let model = try ImputedSequences.fit(sequences).get()
        for (sequence, completed) in zip(sequences, model.completed(3, oddsFactors: [0.1])[0]) {
            #expect(zip(sequence.steps, completed).allSatisfy { $0 == nil || $0 == $1 })
        }
    }

    /// Of 4,000 chains the completed ones have as many yes in the last step as the whole ones had, within four standard errors of the
    /// share (0.44; 0.008 each, the imputation's own error included); those that were seen have fewer, and counting gaps as yes gives more.
    @Test func missingAtRandomIsMended() throws {
        let chains = Self.chains(4000, seed: 2)
        let sequences = Self.brokenOff(chains)
        let whole = Double(chains.count { $0[7] }) / 4000
        let model = try ImputedSequences.fit(sequences).get()
        var sum = 0.0
        for imputation in 0..<10 {
            sum += Double(model.completed(imputation, oddsFactors: [1])[0].count { $0[7] }) / 4000
        }
        let seen = sequences.compactMap { $0.steps[7] }
        #expect(abs(sum / 10 - whole) < 0.035)
        #expect(Double(seen.count { $0 }) / Double(seen.count) < whole - 0.1)
    }

    /// Two completed data sets differ, the same one is the same again, whatever the number of threads.
    @Test func drawsAreTheSameEveryTime() throws {
        let sequences = Self.brokenOff(Self.chains(600, seed: 3))
        let model = try ImputedSequences.fit(sequences, seed: 9).get()
        let again = try ImputedSequences.fit(sequences, seed: 9).get()
        let first = model.completed(0, oddsFactors: [1, 4])
        #expect(first == again.completed(0, oddsFactors: [1, 4]))
        #expect(first != model.completed(1, oddsFactors: [1, 4]))
        #expect(try first != ImputedSequences.fit(sequences, seed: 10).get().completed(0, oddsFactors: [1, 4]))
        // The same draws serve every factor: greater odds never turn a first gap from yes to no.
        #expect(first[0] == model.completed(0, oddsFactors: [1])[0])
    }

    @Test func reasons() {
        #expect(ImputedSequences.fit([Sequence([true, true, nil])]).reason == .constantResponse(name: "the step"))
        #expect(ImputedSequences.fit([Sequence([nil, nil])]).reason == .noObservations)
        #expect(ImputedSequences.fit([Sequence([true], covariates: [1])]).reason != nil)
    }

    /// A covariate without variation is left out, and one that matters moves what is imputed.
    @Test func covariates() throws {
        let chains = Self.chains(1500, seed: 4)
        let sequences = chains.enumerated().map { number, chain in
            // Those of the second half say yes at every third further step; half of all are not seen after the fourth.
            let steps: [Bool?] = chain.enumerated().map { step, value in
                number % 2 == 0 && step > 3 ? nil : value || (number % 4 > 1 && (number + step) % 3 == 0)
            }
            return Sequence(steps, covariates: [number % 4 > 1 ? 1 : 0, 5])
        }
        let model = try ImputedSequences.fit(sequences, covariates: ["group", "constant"]).get()
        let completed = model.completed(0, oddsFactors: [1])[0]
        func share(_ remainder: Int) -> Double {
            let own = completed.indices.filter { $0 % 4 == remainder }
            return Double(own.count { completed[$0][7] }) / Double(own.count)
        }
        #expect(share(2) > share(0) + 0.05)
    }
}
