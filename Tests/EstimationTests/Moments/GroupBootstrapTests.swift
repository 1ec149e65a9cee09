import Dispatch
import Estimation
import Testing

@Suite("Group bootstrap")
struct GroupBootstrapTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        struct Interval: Decodable {
            let level: Double
            let percentile: [Double]
            let bca: [Double]
        }
        struct Statistic: Decodable {
            let value: Double
            let acceleration: Double
            let replicates: [Double]
            let intervals: [Interval]
        }
        let data: String
        let predictors: [String]
        let statistics: [Statistic]

        var testDescription: String { "\(data) ~ \(predictors)" }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("group-bootstrap", as: File.self).fits) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 2)
    }

    /// Intervals of boot 1.3.28's own replicates against boot.ci (References/group-bootstrap.R), and the acceleration that goes
    /// into them. The replicates are written with 15 digits.
    @Test(arguments: Reference.all)
    func intervalsAgreeWithBoot(_ reference: Reference) throws {
        let p = reference.predictors.count
        let moments = try Rows.reference(reference.data).moments(reference.predictors + ["score"])
        let fit = try #require(
            GroupBootstrap(seed: 3, replicates: 999)
                .regression(moments, response: p, predictors: Array(0..<p)).fit)
        #expect(fit.statistics.map(\.name) == ["intercept"] + reference.predictors)
        #expect(fit.notEstimable == 0)
        for (own, boot) in zip(fit.statistics, reference.statistics) {
            #expect(relativeError(own.value, boot.value) < 1e-11)
            #expect(relativeError(own.acceleration ?? 0, boot.acceleration) < 1e-8)
            for interval in boot.intervals {
                let level = try #require(ConfidenceLevel(interval.level))
                let percentile = try #require(
                    ConfidenceInterval.bootstrapPercentile(replicates: boot.replicates, level: level))
                #expect(relativeError(percentile.lower, interval.percentile[0]) < 1e-12)
                #expect(relativeError(percentile.upper, interval.percentile[1]) < 1e-12)
                let bca = try #require(
                    ConfidenceInterval.bootstrapBCa(
                        replicates: boot.replicates, estimate: boot.value, acceleration: boot.acceleration,
                        level: level))
                #expect(relativeError(bca.lower, interval.bca[0]) < 1e-11)
                #expect(relativeError(bca.upper, interval.bca[1]) < 1e-11)
                // Other draws: the ends of 999 and of 499 replicates differ by some tenths of the standard error.
                let drawn = try #require(own.biasCorrectedInterval(level: level))
                let error = try #require(own.standardError)
                #expect(abs(drawn.lower - bca.lower) < 0.6 * error)
                #expect(abs(drawn.upper - bca.upper) < 0.6 * error)
            }
        }
    }

    /// Each replicate of the fast way, against a regression on the rows of the groups that it drew. A design with a column for each
    /// group reads off how often.
    @Test func replicatesAreRegressionsOnTheDrawnGroups() throws {
        let rows = try Rows.reference("sleepstudy")
        let bootstrap = GroupBootstrap(seed: 20_240_229, replicates: 40)
        let moments = rows.moments(["day", "score"])
        let fit = try #require(bootstrap.regression(moments, response: 1, predictors: [0]).fit)
        let drawn = try weights(bootstrap, groups: 18)
        for (replicate, weights) in drawn.enumerated() {
            #expect(weights.reduce(0, +) == 18)
            var resampled = Rows(groups: [], columns: ["day": [], "score": []])
            for (row, group) in rows.groups.enumerated() {
                for _ in 0..<Int(weights[group]) {
                    resampled.groups.append(group)
                    resampled.columns["day"]?.append(rows.columns["day"]?[row] ?? .nan)
                    resampled.columns["score"]?.append(rows.columns["score"]?[row] ?? .nan)
                }
            }
            let direct = try #require(
                ClusterRobustRegression.fit(resampled.moments(["day", "score"]), response: 1, predictors: [0]).fit)
            for (statistic, coefficient) in zip(fit.statistics, direct.coefficients) {
                #expect(relativeError(statistic.replicates[replicate], coefficient.value) < 1e-11)
            }
        }
    }

    /// How often each group is in each replicate, from moments with one row a group and a column that marks it.
    private func weights(_ bootstrap: GroupBootstrap, groups: Int) throws -> [[Double]] {
        let columns = (0..<groups).map { GroupedMoments.Column("\($0)") }
        let marks = GroupedMoments(columns: columns, groupCount: groups) { group, sums in
            sums.addRow { $0 == group ? 1 : 0 }
        }
        let fit = try #require(
            bootstrap.fit(marks, statistics: columns.map(\.name)) { total in (1...groups).map { total[0, $0] } }.fit)
        return (0..<bootstrap.replicates).map { replicate in fit.statistics.map { $0.replicates[replicate] } }
    }

    /// Counts of the draws from parts of the groups have the mean, variance and covariance of a multinomial, on one block of groups
    /// and on many, with parts that lie across blocks. 1,000 replicates: bounds are five standard errors of theirs.
    @Test(arguments: [40, 512, 513, 1300])
    func drawsAreMultinomial(_ groups: Int) throws {
        let replicates = 1000
        let ends = [0, groups / 10, groups / 3, groups / 2, groups - groups / 8, groups]
        let columns = ends.dropLast().map { GroupedMoments.Column("from \($0)") }
        let moments = GroupedMoments(columns: columns, groupCount: groups) { group, sums in
            sums.addRow { group >= ends[$0] && group < ends[$0 + 1] ? 1 : 0 }
        }
        let fit = try #require(
            GroupBootstrap(seed: 5, replicates: replicates).fit(moments, statistics: columns.map(\.name) + ["all"]) {
                total in (1...columns.count).map { total[0, $0] } + [total[0, 0]]
            }.fit)
        #expect(fit.statistics.last?.replicates == Array(repeating: Double(groups), count: replicates))
        let n = Double(groups)
        let draws = Double(replicates)
        for (i, one) in fit.statistics.dropLast().enumerated() {
            let share = Double(ends[i + 1] - ends[i]) / n
            let variance = n * share * (1 - share)
            #expect(one.value == n * share)
            #expect(abs(try #require(one.bias)) < 5 * (variance / draws).squareRoot())
            let spread = try #require(one.standardError)
            #expect(abs(spread * spread / variance - 1) < 5 * (2 / draws).squareRoot())
            for (j, other) in fit.statistics.dropLast().enumerated() where j < i {
                let otherShare = Double(ends[j + 1] - ends[j]) / n
                let products = zip(one.replicates, other.replicates).map { ($0 - one.value) * ($1 - other.value) }
                let covariance = products.reduce(0, +) / draws
                let otherVariance = n * otherShare * (1 - otherShare)
                #expect(
                    abs(covariance + n * share * otherShare) < 5 * (2 * variance * otherVariance / draws).squareRoot())
            }
        }
    }

    /// The bootstrap variance of a mean of groups of one size is CR0's, exactly so with endless replicates; and of the slope of
    /// sleepstudy, where all have the same days. The spread of 2,000 replicates is known to 1.6%.
    @Test func theStandardErrorIsCR0s() throws {
        let moments = try Rows.reference("sleepstudy").moments(["day", "score"])
        let robust = try #require(
            ClusterRobustRegression.fit(moments, response: 1, predictors: [0], correction: .cr0).fit)
        let fit = try #require(
            GroupBootstrap(seed: 7, replicates: 2000).regression(moments, response: 1, predictors: [0]).fit)
        for (statistic, coefficient) in zip(fit.statistics, robust.coefficients) {
            #expect(relativeError(try #require(statistic.standardError), coefficient.standardError) < 0.064)
            #expect(abs(try #require(statistic.bias)) < 4 * coefficient.standardError / 2000.squareRoot())
        }
    }

    /// Any executor and any number of further replicates give the same bits; another seed gives others.
    @Test func replicatesDependOnSeedAndNumberAlone() throws {
        let moments = try Rows.reference("unbalanced").moments(["day", "score"])
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        func slopes(_ seed: UInt64, _ replicates: Int, _ executor: BlockExecutor = .serial) throws -> [Double] {
            try #require(
                GroupBootstrap(seed: seed, replicates: replicates)
                    .regression(moments, response: 1, predictors: [0], executor: executor).fit
            ).statistics[1].replicates
        }
        let all = try slopes(1, 200)
        #expect(try slopes(1, 200, threads).map(\.bitPattern) == all.map(\.bitPattern))
        #expect(try slopes(1, 37) == Array(all.prefix(37)))
        #expect(Set(try slopes(2, 200)).isDisjoint(with: all))
        #expect(Set(all).count == 200)
    }

    /// One of three groups has another x than the rest: of the 27 samples the 9 without any contrast have no slope.
    @Test func replicatesWithoutASlopeAreCounted() throws {
        let rows = Rows(groups: [0, 0, 1, 2], columns: ["x": [1, 1, 1, 2], "y": [3, 4, 5, 9]])
        let bootstrap = GroupBootstrap(seed: 1, replicates: 900)
        let fit = try #require(bootstrap.regression(rows.moments(["x", "y"]), response: 1, predictors: [0]).fit)
        let drawn = try weights(bootstrap, groups: 3)
        #expect(fit.notEstimable == drawn.count { $0[2] == 0 || $0[2] == 3 })
        #expect(fit.notEstimable > 200)
        #expect(fit.statistics[1].replicates.count == 900 - fit.notEstimable)
        // Without that group there is no slope, so no acceleration either.
        #expect(fit.statistics[1].acceleration == nil)
        #expect(fit.statistics[1].biasCorrectedInterval() == nil)
    }

    /// By hand: of replicates 1...19 the ranks of the 90% interval are 20 · 0.05 = 1 and 19; the acceleration of the mean of 1, 2, 6
    /// is that of leave-one-out means 4, 3.5, 1.5 about 3: deviations -1, -0.5, 1.5, cubes 2.25, squares 3.5.
    @Test func byHand() throws {
        let replicates = (1...19).map(Double.init).reversed()
        let interval = try #require(
            ConfidenceInterval.bootstrapPercentile(replicates: Array(replicates), level: .ninety))
        #expect(interval.lower == 1 && interval.upper == 19)
        #expect(interval.method == .bootstrapPercentile)
        let rows = Rows(groups: [0, 1, 2], columns: ["y": [1, 2, 6]])
        let fit = try #require(
            GroupBootstrap(seed: 1, replicates: 10).regression(rows.moments(["y"]), response: 0, predictors: []).fit)
        #expect(relativeError(fit.statistics[0].acceleration ?? 0, 2.25 / (6 * 3.5 * 3.5.squareRoot())) < 1e-13)
    }

    /// Ends that would lie beyond the replicates, and replicates that are all on one side, give no interval.
    @Test func intervalsThatCannotBeHad() {
        let few = (1...38).map(Double.init)
        #expect(ConfidenceInterval.bootstrapPercentile(replicates: few) == nil)
        #expect(ConfidenceInterval.bootstrapPercentile(replicates: few + [39]) != nil)
        #expect(ConfidenceInterval.bootstrapPercentile(replicates: []) == nil)
        #expect(ConfidenceInterval.bootstrapPercentile(replicates: few + [.nan]) == nil)
        let many = (1...999).map(Double.init)
        #expect(ConfidenceInterval.bootstrapBCa(replicates: many, estimate: 500.5, acceleration: 0) != nil)
        #expect(ConfidenceInterval.bootstrapBCa(replicates: many, estimate: 1, acceleration: 0) == nil)
        #expect(ConfidenceInterval.bootstrapBCa(replicates: many, estimate: 2000, acceleration: 0) == nil)
        #expect(ConfidenceInterval.bootstrapBCa(replicates: many, estimate: .nan, acceleration: 0) == nil)
        #expect(ConfidenceInterval.bootstrapBCa(replicates: many, estimate: 500.5, acceleration: .infinity) == nil)
        #expect(ConfidenceInterval.bootstrapBCa(replicates: many, estimate: 500.5, acceleration: 0.6) == nil)
        #expect(ConfidenceInterval.bootstrapBCa(replicates: many, estimate: 999, acceleration: 0) == nil)
    }

    @Test(arguments: [0, -1, Int.min, Int.max])
    func impossibleNumbersOfReplicates(_ replicates: Int) {
        let rows = Rows(groups: [0, 1, 2], columns: ["y": [1, 2, 6]])
        let outcome = GroupBootstrap(seed: 1, replicates: replicates)
            .regression(rows.moments(["y"]), response: 0, predictors: [])
        #expect(
            outcome.reason
                == .invalidArgument(name: "the number of bootstrap replicates", needed: "between 1 and 1,000,000"))
    }

    @Test func refusals() {
        let bootstrap = GroupBootstrap(seed: 1, replicates: 50)
        func reason(_ groups: [Int], _ y: [Double]) -> NotEstimable? {
            let moments = Rows(groups: groups, columns: ["y": y]).moments(["y"], columns: [.init("y")])
            return bootstrap.regression(moments, response: 0, predictors: []).reason
        }
        #expect(reason([], []) == .noObservations)
        #expect(reason([0, 0, 0], [1, 2, 4]) == .tooFewGroups(found: 1, needed: 2))
        #expect(reason([0, 1, 2], [1, .infinity, 4]) == .nonFinite)
        #expect(reason([0, 1, 2], [4, 4, 4]) == .constantResponse(name: "y"))

        let moments = Rows(groups: [0, 1, 2], columns: ["y": [1, 2, 6]]).moments(["y"])
        let undefined = NotEstimable.invalidArgument(
            name: "each bootstrapped statistic", needed: "a finite number on the whole sample")
        #expect(bootstrap.fit(moments, statistics: ["a"]) { _ in nil }.reason == undefined)
        #expect(bootstrap.fit(moments, statistics: ["a"]) { _ in [.nan] }.reason == undefined)
        #expect(bootstrap.fit(moments, statistics: ["a"]) { _ in [1, 2] }.reason == undefined)
        let empty = GroupedMoments(columns: [], groupCount: 0) { _, _ in }
        #expect(bootstrap.fit(empty, statistics: []) { _ in [] }.reason == .noObservations)
        let constant = bootstrap.fit(moments, statistics: ["a"]) { _ in [1] }.fit?.statistics.first
        #expect(constant?.standardError == 0)
        #expect(constant?.acceleration == nil)
    }
}
