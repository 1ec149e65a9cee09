import Dispatch
import Testing

@testable import Estimation

@Suite("Bootstrap of clone-censor weighting")
struct CloneCensorBootstrapTests {
    private static let parallel = BlockExecutor(threads: 8) {
        DispatchQueue.concurrentPerform(iterations: $0, execute: $1)
    }

    /// A replicate is the estimate on the persons drawn, each as often as drawn, as persons of their own.
    @Test func aRefittedReplicateIsTheFitOnThePersonsDrawn() throws {
        let trials = try CloneCensorWeightingTests.study(events: false)
        let options = CloneCensorWeighting.Options(
            truncation: 0.95, bootstrap: GroupBootstrap(seed: 11, replicates: 3), replicateWeights: .refitted)
        let fit = try #require(CloneCensorWeighting.fit(trials, measure: .mean, options: options).fit)
        #expect(fit.replicatesWereRefitted)
        let persons = try ClusterIndex(trials.persons, rows: trials.entryCount)
        let resampling = GroupResampling(numbers: [], width: 0, groupCount: persons.count, seed: 11)
        for replicate in 0..<3 {
            let counts = resampling.counts(replicate)
            #expect(counts.reduce(0, +) == Int32(persons.count))
            var drawn = SequentialTrials(
                strategies: trials.strategies, baseline: trials.baseline, covariates: trials.covariates,
                decision: trials.decision, intervals: trials.intervals)
            for entry in 0..<trials.entryCount {
                for copy in 0..<Int(counts[persons.ofRow[entry]]) {
                    try drawn.add(
                        person: 1000 * copy + persons.ofRow[entry],
                        baseline: trials.baseline.indices.map { trials.value($0, entry: entry, row: 0) },
                        intervals: trials.rows(ofEntry: entry).map { row in
                            let severity = trials.value(2, entry: entry, row: row)
                            guard !trials.isLost[row] else { return .lost(covariates: [severity], decisions: 1) }
                            return SequentialTrials.Interval(
                                compatible: trials.compatible[row], isWaiting: trials.isWaiting[row],
                                covariates: [severity], decision: [trials.value(3, entry: entry, row: row)],
                                outcome: trials.outcomes[row])
                        })
                }
            }
            let own = try #require(
                CloneCensorWeighting.fit(drawn, measure: .mean, options: .init(truncation: 0.95)).fit)
            for strategy in 0..<3 {
                #expect(own.curve(strategy).count == 4)
                for (point, expected) in zip(fit.curve(strategy), own.curve(strategy)) {
                    // Regressions standardised by other samples: rounding of some Newton steps.
                    #expect(relativeError(point.bootstrap.replicates[replicate], expected.value) < 1e-8)
                }
            }
        }
    }

    /// The sums of a linearised sample are those of its draws, and its errors are near those of refitted samples.
    @Test(arguments: [CloneCensorWeighting.Measure.mean, .cumulativeIncidence(cause: 1)])
    func linearisedAndRefittedAgree(measure: CloneCensorWeighting.Measure) throws {
        let trials = try CloneCensorWeightingTests.study(events: measure != .mean)
        func fit(_ weights: CloneCensorWeighting.ReplicateWeights) throws -> CloneCensorWeighting.Fit {
            let options = CloneCensorWeighting.Options(
                truncation: nil, bootstrap: GroupBootstrap(seed: 5, replicates: 400), replicateWeights: weights)
            return try #require(
                CloneCensorWeighting.fit(trials, measure: measure, options: options, executor: Self.parallel).fit)
        }
        let (refitted, linearized) = (try fit(.refitted), try fit(.linearized))
        #expect(!linearized.replicatesWereRefitted)
        #expect(linearized.replicates == 400)
        for (one, two) in zip(refitted.difference(1, minus: 0), linearized.difference(1, minus: 0)) {
            #expect(one.value == two.value)
            let (left, right) = (
                try #require(one.bootstrap.standardError), try #require(two.bootstrap.standardError)
            )
            // The same draws; what is left is of second order, in a study of 150 persons and weights up to 6.
            #expect(abs(left / right - 1) < 0.25, "\(left) \(right)")
            // 400 draws tell a standard error to 4%.
            #expect(abs(right / two.standardError - 1) < 0.15, "\(right) \(two.standardError)")
            #expect(two.bootstrap.percentileInterval()?.contains(two.value) == true)
            #expect(two.bootstrap.biasCorrectedInterval() != nil)
        }
    }

    /// An influence value is the derivative by the person's weight: the estimate without the person is nearly value - u / 1.
    @Test func accelerationIsThatOfLeavingOut() throws {
        let trials = try CloneCensorWeightingTests.study(events: false)
        let persons = try ClusterIndex(trials.persons, rows: trials.entryCount)
        let clones = try StrategyClones(trials, strategy: 0, weightsLosses: true, executor: .serial)
        var values: [Double] = []
        for person in 0..<persons.count {
            let counts = persons.ofRow.map { $0 == person ? Int32(0) : 1 }
            let sums = try #require(clones.sums(.mean, counts: counts, truncation: nil))
            values.append(try #require(CloneCensorWeighting.Measure.mean.curve(sums)[3]))
        }
        let fit = try #require(
            CloneCensorWeighting.fit(trials, measure: .mean, options: .init(truncation: nil)).fit)
        let jackknife = try #require(GroupBootstrap.acceleration(values))
        let own = try #require(fit.curve(0)[3].bootstrap.acceleration)
        // Of second order in 1 / 150 and in the weights.
        #expect(abs(jackknife - own) < 0.02, "\(jackknife) \(own)")
    }

    @Test(arguments: [CloneCensorWeighting.ReplicateWeights.refitted, .linearized])
    func sameBitsOnAnyNumberOfThreads(weights: CloneCensorWeighting.ReplicateWeights) throws {
        let trials = try CloneCensorWeightingTests.study(events: true, copies: 10)
        let options = CloneCensorWeighting.Options(
            bootstrap: GroupBootstrap(seed: 2, replicates: 40), replicateWeights: weights)
        func numbers(_ executor: BlockExecutor) throws -> [Double] {
            let fit = try #require(
                CloneCensorWeighting.fit(trials, measure: .cumulativeIncidence(), options: options, executor: executor)
                    .fit)
            return (0..<3).flatMap { fit.curve($0) + fit.difference($0, minus: ($0 + 1) % 3) }
                .flatMap { [$0.value, $0.standardError] + $0.bootstrap.replicates }
        }
        let serial = try numbers(.serial)
        #expect(serial.count == 24 * 42)
        #expect(serial == (try numbers(Self.parallel)))
    }

    /// Regressions are refitted while that is quick.
    @Test func largeStudiesAreLinearised() throws {
        let trials = try CloneCensorWeightingTests.study(events: false)
        let rows = try (0..<3).reduce(0) {
            $0 + (try StrategyClones(trials, strategy: $1, weightsLosses: true, executor: .serial)).rowCount
        }
        let most = CloneCensorWeighting.refittedRows / rows
        #expect(most > 1000)
        let options = CloneCensorWeighting.Options(bootstrap: GroupBootstrap(seed: 2, replicates: most + 1))
        let fit = try #require(CloneCensorWeighting.fit(trials, measure: .mean, options: options).fit)
        #expect(!fit.replicatesWereRefitted)
        let few = CloneCensorWeighting.Options(bootstrap: GroupBootstrap(seed: 2, replicates: 20))
        #expect(
            try #require(CloneCensorWeighting.fit(trials, measure: .mean, options: few).fit).replicatesWereRefitted)
    }
}
