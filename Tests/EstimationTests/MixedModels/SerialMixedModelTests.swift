import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Mixed model with serial residuals")
struct SerialMixedModelTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let predictors: [String]
        let slope: Bool
        let criterion: String
        let nuggetEstimated: Bool
        let given: Bool
        let range: Double
        let nugget: Double
        let logLikelihood: Double
        let nlmeLogLikelihood: Double
        let nlmeFixedEffects: [Double], nlmeStandardErrors: [Double]
        let fixedEffects: [Double], standardErrors: [Double]
        let sdResidual: Double
        let sdIntercept: Double
        let sdSlope: Double?
        let correlation: Double?

        var testDescription: String {
            let residuals = given ? "given" : nuggetEstimated ? "with a nugget" : "without a nugget"
            return "\(predictors), \(slope ? "slope, " : "")\(criterion), correlation \(residuals)"
        }

        func serial() throws -> SerialMixedModel.Correlation {
            if given { return .given(try #require(SerialCorrelation(range: range, nugget: nugget))) }
            return nuggetEstimated ? .estimated : .estimatedWithoutNugget
        }

        static let all: [Reference] = {
            struct File: Decodable { let models: [Reference] }
            return (try? ReferenceNumbers.json("serial-mixed-models", as: File.self).models) ?? []
        }()
    }

    static let names = ["day", "age", "score"]

    /// The study's rows, which stand group by group in the order of their days.
    static func study() throws -> SerialRows {
        let rows = try Rows.reference("serial")
        let starts = rows.groups.indices.filter { $0 == 0 || rows.groups[$0] != rows.groups[$0 - 1] }
        return SerialRows(
            times: try #require(rows.columns["day"]), starts: starts + [rows.groups.count],
            columns: names.map(rows.standardColumn), values: try names.map { try #require(rows.columns[$0]) })
    }

    static func problem(_ predictors: [String] = ["day"], slope: Bool = true) throws -> SerialMixedModel.Problem {
        .init(
            rows: try study(), response: 2, fixed: try predictors.map { try #require(names.firstIndex(of: $0)) },
            random: slope ? .interceptAndSlope(0) : .intercept)
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 9)
    }

    /// Against the likelihood with whole covariance matrices, carried on to its optimum, and against nlme 3.1-162 itself
    /// (References/serial-mixed-models.R).
    ///
    /// The criterion is stationary at the optimum, so it agrees to rounding. Parameters agree to what numDeriv and the
    /// differences over five points leave: 3e-8 and 6e-8 of the worst, range and correlation. nlme stops up to 5e-9 of the
    /// log likelihood short of the optimum, which is 4e-6 of a standard error.
    @Test(arguments: Reference.all)
    func agreesWithNlme(_ reference: Reference) throws {
        let options = SerialMixedModel.Options(
            criterion: try #require(LinearMixedModel.Criterion(rawValue: reference.criterion)),
            correlation: try reference.serial())
        let problem = try Self.problem(reference.predictors, slope: reference.slope)
        let fit = try #require(SerialMixedModel.fit(problem, options: options).fit)
        let serial = try #require(fit.correlation)
        #expect(fit.bounds.isEmpty)
        #expect(fit.isCorrelationIdentified)
        #expect(relativeError(fit.logLikelihood, reference.logLikelihood) < 1e-11)
        #expect(fit.logLikelihood > reference.nlmeLogLikelihood - 1e-9)
        #expect(relativeError(fit.logLikelihood, reference.nlmeLogLikelihood) < 1e-10)
        #expect(relativeError(serial.range, reference.range) < 3e-7)
        #expect(abs(serial.nugget - reference.nugget) < 1e-7)
        #expect(fit.model.fixedEffects.count == reference.fixedEffects.count)
        for (i, effect) in fit.model.fixedEffects.enumerated() {
            #expect(relativeError(effect.value, reference.fixedEffects[i]) < 3e-7, "\(effect.name)")
            #expect(relativeError(effect.standardError, reference.standardErrors[i]) < 3e-7, "\(effect.name)")
            let error = reference.standardErrors[i]
            #expect(abs(effect.value - reference.nlmeFixedEffects[i]) < 1e-5 * error, "\(effect.name)")
            #expect(relativeError(effect.standardError, reference.nlmeStandardErrors[i]) < 1e-5, "\(effect.name)")
        }
        #expect(relativeError(fit.model.sdResidual, reference.sdResidual) < 3e-7)
        #expect(relativeError(fit.model.sdIntercept, reference.sdIntercept) < 3e-7)
        #expect((fit.model.sdSlope == nil) == (reference.sdSlope == nil))
        if let sdSlope = fit.model.sdSlope, let expected = reference.sdSlope {
            #expect(relativeError(sdSlope, expected) < 3e-7)
        }
        if let correlation = fit.model.correlation, let expected = reference.correlation {
            #expect(abs(correlation - expected) < 5e-7)
        }
    }

    /// The test of independence is twice the difference of the two fits' log likelihoods; nothing is tested where the
    /// correlation is given.
    @Test func testsIndependence() throws {
        let problem = try Self.problem()
        let fit = try #require(SerialMixedModel.fit(problem).fit)
        let ordinary = try #require(
            LinearMixedModel.fit(
                .init(
                    moments: Rows.reference("serial").moments(Self.names), response: 2, fixed: [0],
                    random: .interceptAndSlope(0))
            ).fit)
        let test = try #require(fit.independenceTest)
        // Two sums of 470 rows in different orders.
        #expect(relativeError(test.statistic, 2 * (fit.logLikelihood - ordinary.logLikelihood)) < 1e-9)
        #expect(test.degreesOfFreedom == [2])
        // P(χ² on 2 > x) = exp(-x/2).
        #expect(relativeError(test.pValue, exp(-test.statistic / 2)) < 1e-12)
        let withoutNugget = SerialMixedModel.fit(problem, options: .init(correlation: .estimatedWithoutNugget))
        #expect(try #require(withoutNugget.fit?.independenceTest).degreesOfFreedom == [1])
        let known = try #require(SerialCorrelation(range: 20, nugget: 0.3))
        #expect(SerialMixedModel.fit(problem, options: .init(correlation: .given(known))).fit?.independenceTest == nil)
    }

    /// By hand: two rows in each of three groups, responses 1 3, 5 7, 6 8, with correlation r = 1/2: a half after one unit
    /// of time without a nugget, and at one time with half the variance new. Differences within a group vary by 2σ²(1 - r),
    /// so σ² = 2/(1 - r) = 4; sums of a group have the mean square 14 = σ²(1 + r) + 2σ_b², so σ_b² = (14 - 6)/2 = 4. Mean,
    /// its variance 14/6 and the likelihood are those of independent residuals, for which σ² = 2 and σ_b² = 6.
    @Test(arguments: [([0.0, 1, 5, 6, 2, 3], 0.0), ([0, 0, 5, 5, 2, 2], 0.5)])
    func givesTheBalancedLayout(_ times: [Double], _ nugget: Double) throws {
        let rows = SerialRows(
            times: times, starts: [0, 2, 4, 6], columns: [.init("score")], values: [[1, 3, 5, 7, 6, 8]])
        let serial = try #require(SerialCorrelation(range: 1 / log(2.0), nugget: nugget))
        let moments = try #require(SerialMixedModel.moments(rows, correlation: serial).fit)
        #expect(moments.isWhitened)
        #expect(moments.rowCount == 6)
        #expect(moments.mean(ofColumn: 0) == nil)
        let fit = try #require(
            LinearMixedModel.fit(.init(moments: moments, response: 0, fixed: [], random: .intercept)).fit)
        // Newton's last step leaves rounding.
        #expect(abs(fit.sdResidual - 2) < 1e-11)
        #expect(abs(fit.sdIntercept - 2) < 1e-11)
        #expect(abs(fit.fixedEffects[0].value - 5) < 1e-12)
        #expect(abs(fit.fixedEffects[0].standardError - (14.0 / 6).squareRoot()) < 1e-12)
        let deviance = 5 * log(2 * Double.pi) + 3 * log(2.0) + 2 * log(14.0) + 5 + log(6.0)
        #expect(abs(-2 * fit.logLikelihood - deviance) < 1e-11)
        #expect(fit.observations == 6)
        #expect(fit.groups == 3)
    }

    @Test func theCorrelationIsWhatItSays() throws {
        let serial = try #require(SerialCorrelation(range: 3, nugget: 0.2))
        #expect(abs(serial.correlation(at: 3) - 0.8 / M_E) < 1e-15)
        #expect(serial.correlation(at: -3) == serial.correlation(at: 3))
        #expect(SerialCorrelation(range: 0, nugget: 0.2) == nil)
        #expect(SerialCorrelation(range: .nan, nugget: 0.2) == nil)
        #expect(SerialCorrelation(range: 3, nugget: 1.1) == nil)
        #expect(SerialCorrelation(range: 3, nugget: .nan) == nil)
    }

    /// With a nugget of 1 whitening changes nothing.
    @Test func aNuggetOfOneIsIndependence() throws {
        let problem = try Self.problem()
        let one = try #require(SerialCorrelation(range: 20, nugget: 1))
        let fit = try #require(SerialMixedModel.fit(problem, options: .init(correlation: .given(one))).fit)
        // Rounding of columns divided by their scales, and multiplied by the inverse.
        #expect(relativeError(fit.logLikelihood, fit.independent.logLikelihood) < 1e-12)
        #expect(relativeError(try #require(fit.model.sdSlope), try #require(fit.independent.sdSlope)) < 1e-9)
    }

    /// A column of the group appended to whitened moments is that column whitened; a group's mean is nothing that they know.
    @Test func groupConstantsCanBeAppended() throws {
        let rows = try Self.study()
        let serial = try #require(SerialCorrelation(range: 20, nugget: 0.3))
        let ages = (0..<rows.starts.count - 1).map { rows.values[1][rows.starts[$0]] }
        let all = try #require(SerialMixedModel.moments(rows, correlation: serial).fit)
        var few = rows
        few.columns.remove(at: 1)
        few.values.remove(at: 1)
        let short = try #require(SerialMixedModel.moments(few, correlation: serial).fit)
        let whole = LinearMixedModel.fit(
            .init(moments: all, response: 2, fixed: [0, 1], random: .interceptAndSlope(0)))
        let appended = [
            short.appendingGroupConstant(rows.columns[1]) { ages[$0] },
            short.appendingGroupConstants([(rows.columns[1], ages)]),
        ]
        for moments in appended {
            let fit = LinearMixedModel.fit(
                .init(moments: moments, response: 1, fixed: [0, 2], random: .interceptAndSlope(0)))
            // Sums in another order.
            #expect(relativeError(try #require(fit.fit).logLikelihood, try #require(whole.fit).logLikelihood) < 1e-11)
        }
        #expect(short.appendingGroupMean(of: 0, as: .init("mean")) == nil)
        #expect(short.appendingGroupDeviation(of: 0, as: .init("deviation")) == nil)
        #expect(throws: GroupedMoments.MergeError.whitened) { try short.adding(short) }
        #expect(throws: GroupedMoments.MergeError.whitened) { try short.appendingGroups(of: short) }
    }

    /// Estimators that have their own idea of a group's correlation refuse whitened rows.
    @Test func otherEstimatorsRefuseWhitenedRows() throws {
        let serial = try #require(SerialCorrelation(range: 20, nugget: 0.3))
        let moments = try #require(SerialMixedModel.moments(Self.study(), correlation: serial).fit)
        let outcome = ClusterRobustRegression.fit(moments, response: 2, predictors: [0])
        #expect(
            outcome.reason
                == .invalidArgument(name: "the moments", needed: "of the rows as they are, not of whitened rows"))
    }

    /// Slopes that differ in a model whose residuals remember, each model with its own range and nugget.
    @Test func comparesModels() throws {
        let options = SerialMixedModel.Options(criterion: .maximumLikelihood)
        let level = try #require(SerialMixedModel.fit(Self.problem(slope: false), options: options).fit)
        let slope = try #require(SerialMixedModel.fit(Self.problem(), options: options).fit)
        let test = try #require(LikelihoodRatioTest.compare(smaller: level, larger: slope).fit)
        #expect(test.statistic == 2 * (slope.logLikelihood - level.logLikelihood))
        #expect(test.degreesOfFreedom == 2)
        #expect(test.isOnBoundary)
        #expect(LikelihoodRatioTest.compare(smaller: slope, larger: level).fit == nil)
        let part = SerialMixedModel.Options(criterion: .maximumLikelihood, mostRowsForCorrelation: 200)
        let sampled = try #require(SerialMixedModel.fit(Self.problem(), options: part).fit)
        #expect(LikelihoodRatioTest.compare(smaller: level, larger: sampled).fit == nil)
    }

    /// The same bits on one thread and on several.
    @Test func isTheSameOnThreads() throws {
        let threads = BlockExecutor(threads: 4) { blocks, body in
            DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        // More groups than a block holds.
        let study = try Self.study()
        var rows = study
        for copy in 1..<20 {
            rows.starts += study.starts.dropFirst().map { $0 + copy * study.times.count }
            rows.times += study.times
            for column in rows.values.indices {
                rows.values[column] += study.values[column].map { $0 + Double(copy % 3) }
            }
        }
        #expect(rows.starts.count > 1025)
        let serial = try #require(SerialCorrelation(range: 20, nugget: 0.3))
        let one = try #require(SerialMixedModel.moments(rows, correlation: serial).fit)
        let many = try #require(SerialMixedModel.moments(rows, correlation: serial, executor: threads).fit)
        #expect(one == many)
    }

    /// Range and nugget from a part of the groups, everything else from all: the fit with the part's range and nugget given.
    @Test func estimatesTheCorrelationFromAPart() throws {
        let problem = try Self.problem()
        let fit = try #require(SerialMixedModel.fit(problem, options: .init(mostRowsForCorrelation: 250)).fit)
        #expect(fit.rowsForCorrelation <= 250)
        #expect(fit.rowsForCorrelation > 0)
        let serial = try #require(fit.correlation)
        let given = try #require(SerialMixedModel.fit(problem, options: .init(correlation: .given(serial))).fit)
        #expect(fit.logLikelihood == given.logLikelihood)
        #expect(fit.model.fixedEffects == given.model.fixedEffects)
        // The part alone has the same range and nugget: the groups evenly spaced, as many as have at most 250 rows.
        let rows = problem.rows
        let sizes = zip(rows.starts.dropFirst(), rows.starts).map { $0 - $1 }
        let samples = (1...sizes.count).map { Array(stride(from: 0, to: sizes.count, by: $0)) }
        let sample = try #require(
            samples.first { groups in
                let count = groups.reduce(0) { $0 + sizes[$1] }
                return count <= 250
            })
        var part = problem
        part.rows.starts = [0]
        part.rows.times = []
        part.rows.values = rows.values.map { _ in [] }
        for group in sample {
            let range = rows.starts[group]..<rows.starts[group + 1]
            part.rows.times += rows.times[range]
            part.rows.starts.append(part.rows.times.count)
            for column in rows.values.indices { part.rows.values[column] += rows.values[column][range] }
        }
        #expect(SerialMixedModel.fit(part).fit?.correlation == serial)
    }

    /// Residuals that alternate correlate negatively with the ones before, which no range and nugget do.
    @Test func withoutNeedItIsTheModelOfIndependentResiduals() throws {
        var generator = SeededGenerator(state: 11)
        let score: [Double] = (0..<60).map { row in
            let level = Double(row / 6 % 4)
            return level + (row.isMultiple(of: 2) ? 1 : -1) + 0.3 * generator.normal()
        }
        let rows = SerialRows(
            times: (0..<60).map { Double($0 % 6) }, starts: Array(stride(from: 0, through: 60, by: 6)),
            columns: [.init("score")], values: [score])
        let fit = try #require(
            SerialMixedModel.fit(.init(rows: rows, response: 0, fixed: [], random: .intercept)).fit)
        #expect(fit.correlation == nil)
        #expect(fit.bounds.isEmpty)
        #expect(fit.logLikelihood == fit.independent.logLikelihood)
        #expect(fit.independenceTest?.pValue == 1)
    }

    /// Rows at 0, 1 and 2: a variance and two covariances are no more than levels, residuals and range can fit with any nugget; with
    /// rows at 0 and 1 alone, they are too few without a nugget too.
    @Test(arguments: [(2, true), (2, false), (3, true), (3, false), (4, true)])
    func needsDistancesInTime(_ rows: Int, _ nugget: Bool) {
        let outcome = Self.fitSmall(nugget ? .estimated : .estimatedWithoutNugget) {
            let count = 24 / rows * rows
            $0.times = (0..<count).map { Double($0 % rows) }
            $0.starts = Array(stride(from: 0, through: count, by: rows))
            $0.values = $0.values.map { Array($0.prefix(count)) }
        }
        if rows >= (nugget ? 4 : 3) {
            #expect(outcome.fit != nil)
        } else {
            #expect(outcome.reason == .varianceNotIdentified)
        }
    }

    // MARK: - What cannot be estimated

    /// A study of 6 groups with 4 rows each.
    static func small(_ change: (inout SerialRows) -> Void) -> FitOutcome<SerialMixedModel.Fit> {
        fitSmall(.estimated, change)
    }

    static func fitSmall(
        _ correlation: SerialMixedModel.Correlation = .estimated, _ change: (inout SerialRows) -> Void
    ) -> FitOutcome<SerialMixedModel.Fit> {
        var generator = SeededGenerator(state: 3)
        var rows = SerialRows(
            times: (0..<24).map { Double($0 % 4) }, starts: Array(stride(from: 0, through: 24, by: 4)),
            columns: [.init("day"), .init("score")],
            values: [(0..<24).map { Double($0 % 4) }, (0..<24).map { Double($0 % 5) + generator.normal() }])
        change(&rows)
        return SerialMixedModel.fit(
            .init(rows: rows, response: 1, fixed: [0], random: .intercept), options: .init(correlation: correlation))
    }

    @Test func refusesRowsThatAreNoRows() {
        #expect(Self.small { _ in }.fit != nil)
        let starts = NotEstimable.invalidArgument(
            name: "the groups' starts", needed: "ascending from 0 to the number of rows")
        #expect(Self.small { $0.starts = [] }.reason == starts)
        #expect(Self.small { $0.starts[1] = 9 }.reason == starts)
        #expect(Self.small { $0.starts[0] = -1 }.reason == starts)
        #expect(Self.small { $0.starts.removeLast() }.reason == starts)
        let values = NotEstimable.invalidArgument(name: "the values", needed: "a number in each row for each column")
        #expect(Self.small { $0.values[1].removeLast() }.reason == values)
        #expect(Self.small { $0.values.removeLast() }.reason == values)
        #expect(Self.small { $0.times[3] = .nan }.reason == .nonFinite)
        #expect(Self.small { $0.times[3] = .infinity }.reason == .nonFinite)
        #expect(
            Self.small { $0.times[3] = 1 }.reason
                == .invalidArgument(name: "the times", needed: "ascending within each group"))
        #expect(Self.small { $0.values[1][3] = .nan }.reason == .nonFinite)
        #expect(Self.small { $0.values[0][3] = .infinity }.reason == .nonFinite)
    }

    @Test func refusesWhatTheModelCannotTell() {
        #expect(
            Self.small { $0 = SerialRows(times: [], starts: [0], columns: $0.columns, values: [[], []]) }.reason
                == .noObservations)
        #expect(
            Self.small {
                $0.starts = [0, 24]; $0.times = (0..<24).map(Double.init)
            }.reason
                == .tooFewGroups(found: 1, needed: 2))
        #expect(Self.small { $0.starts = Array(0...24) }.reason == .oneObservationPerGroup)
        #expect(Self.small { $0.values[1] = Array(repeating: 4, count: 24) }.reason == .constantResponse(name: "score"))
        #expect(Self.small { $0.values[0] = Array(repeating: 4, count: 24) }.reason == .constantColumn(name: "day"))
        #expect(Self.small { $0.values[1] = $0.values[0].map { 2 * $0 + 1 } }.reason == .noResidualVariation)
        // Without two times in a group there is no range.
        #expect(Self.small { $0.times = Array(repeating: 1, count: 24) }.reason == .varianceNotIdentified)
    }

    @Test func rowsAtOneTimeNeedANugget() throws {
        let tied: (inout SerialRows) -> Void = { $0.times[1] = 0 }
        let reason = NotEstimable.invalidArgument(
            name: "the nugget", needed: "above 0 where a group has two rows at one time")
        #expect(Self.fitSmall(.estimatedWithoutNugget, tied).reason == reason)
        let none = try #require(SerialCorrelation(range: 2, nugget: 0))
        #expect(Self.fitSmall(.given(none), tied).reason == reason)
        let some = try #require(SerialCorrelation(range: 2, nugget: 0.1))
        #expect(Self.fitSmall(.given(some), tied).fit != nil)
        #expect(Self.fitSmall(.estimated, tied).fit != nil)
    }
}
