import Dispatch
import Estimation
import Foundation
import Testing

/// Studies in which what a person does next depends on her last response, as that on a level which nobody sees: the response is level +
/// effect of what is done now + error. Whoever always does it has a mean that is the effect above that of whoever never does.
@Suite("Clone-censor weighting of simulated studies")
struct CloneCensorSimulationTests {
    /// Studies a truth.
    private static let studies = 150
    private static let people = 300
    private static let replicates = 199
    private static let weights = CloneCensorWeighting.ReplicateWeights.linearized

    /// Persons in two trials, which begin one interval apart, each of three intervals.
    private static func study(
        effect: Double, _ generator: inout SeededGenerator
    ) throws -> (weighted: SequentialTrials, naive: SequentialTrials) {
        let strategies = ["never", "always"]
        var weighted = SequentialTrials(
            strategies: strategies, baseline: ["before"], covariates: ["last"], intervals: 3)
        var naive = SequentialTrials(strategies: strategies, intervals: 3)
        for person in 0..<people {
            let level = generator.normal()
            var (before, last) = (Bool.random(using: &generator), level + generator.normal())
            var course: [(last: Double, before: Bool, does: Bool, response: Double)] = []
            for _ in 0..<4 {
                let logOdds = 0.4 * last + (before ? 0.7 : -0.7)
                let does = Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-logOdds))
                let response = level + (does ? effect : 0) + generator.normal()
                course.append((last, before, does, response))
                (before, last) = (does, response)
            }
            for start in 0...1 {
                func intervals(_ covariates: (Double) -> [Double]) -> [SequentialTrials.Interval] {
                    course[start..<start + 3].map {
                        SequentialTrials.Interval(
                            compatible: .strategy($0.does ? 1 : 0), covariates: covariates($0.last),
                            outcome: .value($0.response))
                    }
                }
                try weighted.add(
                    person: person, baseline: [course[start].before ? 1 : 0], intervals: intervals { [$0] })
                try naive.add(person: person, intervals: intervals { _ in [] })
            }
        }
        return (weighted, naive)
    }

    /// Unweighted, those who go on are those with high responses: a bias of 0.8 at the last interval. Weighted, there is none, and
    /// intervals by person hold the truth; 150 studies tell a coverage of 95% to 1.8%, a mean to a twelfth of its spread.
    @Test(arguments: [0.0, 1.0]) func coverage(effect: Double) throws {
        var generator = SeededGenerator(state: effect == 0 ? 77 : 78)
        let executor = BlockExecutor(threads: 2) { DispatchQueue.concurrentPerform(iterations: $0, execute: $1) }
        var (naive, full, truncated) = (OnlineMoments(), OnlineMoments(), OnlineMoments())
        var (percentile, corrected, jackknifed, truncatedHeld, count) = (0, 0, 0, 0, 0)
        for number in 0..<Self.studies {
            let study = try Self.study(effect: effect, &generator)
            func last(_ trials: SequentialTrials, truncation: Double?) -> CloneCensorWeighting.Estimate? {
                let options = CloneCensorWeighting.Options(
                    truncation: truncation,
                    bootstrap: GroupBootstrap(seed: UInt64(number), replicates: Self.replicates),
                    replicateWeights: Self.weights)
                return CloneCensorWeighting.fit(trials, measure: .mean, options: options, executor: executor)
                    .fit?.difference(1, minus: 0).last
            }
            guard let plain = last(study.naive, truncation: nil), let own = last(study.weighted, truncation: nil),
                let cut = last(study.weighted, truncation: 0.99), own.interval == 2
            else { continue }
            count += 1
            naive.add(plain.value - effect)
            full.add(own.value - effect)
            truncated.add(cut.value - effect)
            percentile += own.bootstrap.percentileInterval()?.contains(effect) == true ? 1 : 0
            corrected += own.bootstrap.biasCorrectedInterval()?.contains(effect) == true ? 1 : 0
            let interval = ConfidenceInterval.studentT(
                estimate: own.value, standardError: own.standardError, degreesOfFreedom: own.degreesOfFreedom)
            jackknifed += interval?.contains(effect) == true ? 1 : 0
            truncatedHeld += cut.bootstrap.percentileInterval()?.contains(effect) == true ? 1 : 0
        }
        func words(_ moments: OnlineMoments) -> String {
            String(
                format: "%.3f (SE %.3f, SD %.3f)", moments.mean ?? .nan, moments.standardErrorOfMean ?? .nan,
                moments.standardDeviation ?? .nan)
        }
        print(
            "clone-censor, effect \(effect), \(Self.weights): \(count) studies, bias naive \(words(naive)), weighted "
                + "\(words(full)), truncated at 99% \(words(truncated)); 95% intervals hold it: percentile \(percentile), "
                + "BCa \(corrected), jackknife \(jackknifed), truncated percentile \(truncatedHeld)")
        #expect(count == Self.studies)
        #expect((naive.mean ?? 0) > 0.4)
        #expect(abs(full.mean ?? 1) < 3 * (full.standardErrorOfMean ?? 0) + 0.02)
        #expect(Double(percentile) / Double(count) > 0.88)
        // 95% but for 2.8 of its errors.
        #expect(Double(jackknifed) / Double(count) > 0.9)
    }
}
