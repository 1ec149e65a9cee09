import Dispatch
import Estimation
import Testing

@Suite("Cluster-robust regression")
struct ClusterRobustRegressionTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        struct Robust: Decodable {
            let covariance: [[Double]]
            let standardErrors: [Double]
            let pValues: [Double]
            let f: Double
            let fP: Double
        }
        struct BiasReduced: Decodable {
            let covariance: [[Double]]
            let standardErrors: [Double]
            let degreesOfFreedom: [Double]
            let pValues: [Double]
            let f: Double
            let fDenominator: Double
            let fP: Double
        }
        let data: String
        let copies: Int
        let predictors: [String]
        let coefficients: [Double]
        let sdResidual: Double
        let types: [String: Robust]
        let cr2: BiasReduced

        /// Day numbers near a million cost clubSandwich, which does not centre them, about seven digits.
        var tolerance: Double { data == "large-days" ? 1e-6 : 1e-9 }

        func fit(
            _ correction: ClusterRobustRegression.Correction, executor: BlockExecutor = .serial
        ) throws -> ClusterRobustRegression.Fit {
            var rows = try Rows.reference(data)
            rows.columns["third"] = rows.groups.map { $0 == 3 ? 1 : 0 }
            let once = rows.moments(predictors + ["score"])
            var moments = once
            for _ in 1..<max(copies, 1) {
                moments = try moments.appendingGroups(of: once)
            }
            return try #require(
                ClusterRobustRegression.fit(
                    moments, response: predictors.count, predictors: Array(predictors.indices),
                    correction: correction, executor: executor
                ).fit)
        }

        var testDescription: String { "\(copies) \(data) ~ \(predictors)" }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("cluster-robust", as: File.self).fits) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 6)
    }

    /// Against clubSandwich 0.5.8 (References/cluster-robust.R), which works on rows by QR; cross-products of standardised
    /// columns agree with it to all but a few of the last digits.
    @Test(arguments: Reference.all, [ClusterRobustRegression.Correction.cr0, .cr1, .cr1s])
    func agreesWithClubSandwich(_ reference: Reference, _ correction: ClusterRobustRegression.Correction) throws {
        let robust = try #require(reference.types[correction.rawValue])
        let fit = try reference.fit(correction)
        let tolerance = reference.tolerance
        #expect(relativeError(fit.sdResidual, reference.sdResidual) < 1e-11)
        let p = reference.coefficients.count
        for i in 0..<p {
            #expect(relativeError(fit.coefficients[i].value, reference.coefficients[i]) < tolerance / 10)
            #expect(relativeError(fit.coefficients[i].standardError, robust.standardErrors[i]) < tolerance)
            for j in 0..<p {
                let size = robust.standardErrors[i] * robust.standardErrors[j]
                #expect(abs(fit.covariance[i, j] - robust.covariance[i][j]) < tolerance * size)
            }
            let test = try #require(fit.test((0..<p).map { $0 == i ? 1 : 0 }))
            // Relative error of a tail probability is that of t times its size.
            #expect(relativeError(test.pValue, robust.pValues[i]) < 100 * tolerance)
        }
        let wald = try #require(fit.waldTest((1..<p).map { row in (0..<p).map { $0 == row ? 1 : 0 } }))
        #expect(relativeError(wald.statistic, robust.f) < tolerance)
        #expect(relativeError(wald.pValue, robust.fP) < 100 * tolerance)
        #expect(wald.degreesOfFreedom == [Double(p - 1), fit.degreesOfFreedom])
    }

    /// CR2, Satterthwaite's t and the approximate Hotelling test against clubSandwich 0.5.8, which forms each group's adjustment matrix.
    @Test(arguments: Reference.all)
    func biasReducedAgreesWithClubSandwich(_ reference: Reference) throws {
        let fit = try reference.fit(.cr2)
        let tolerance = reference.tolerance
        let p = reference.coefficients.count
        for i in 0..<p {
            let unit = (0..<p).map { $0 == i ? 1.0 : 0 }
            #expect(relativeError(fit.coefficients[i].standardError, reference.cr2.standardErrors[i]) < tolerance)
            for j in 0..<p {
                let size = reference.cr2.standardErrors[i] * reference.cr2.standardErrors[j]
                #expect(abs(fit.covariance[i, j] - reference.cr2.covariance[i][j]) < tolerance * size)
            }
            let test = try #require(fit.test(unit))
            #expect(relativeError(test.degreesOfFreedom[0], reference.cr2.degreesOfFreedom[i]) < tolerance)
            #expect(relativeError(test.pValue, reference.cr2.pValues[i]) < 100 * tolerance)
            let interval = try #require(fit.interval(unit))
            let quantile = try StudentT(degreesOfFreedom: test.degreesOfFreedom[0]).upperQuantile(0.025)
            let halfWidth = quantile * fit.coefficients[i].standardError
            #expect(relativeError((interval.upper - interval.lower) / 2, halfWidth) < 1e-9)
        }
        let tested = reference.predictors.indices.filter { reference.predictors[$0] != "third" }
        let wald = try #require(fit.waldTest(tested.map { column in (0..<p).map { $0 == column + 1 ? 1 : 0 } }))
        #expect(relativeError(wald.statistic, reference.cr2.f) < tolerance)
        #expect(relativeError(wald.degreesOfFreedom[1], reference.cr2.fDenominator) < tolerance)
        #expect(relativeError(wald.pValue, reference.cr2.fP) < 100 * tolerance)
    }

    /// By hand: the mean of groups {1, 3}, {8}: 4; group scores -4 and 4, so the CR0 variance is 32/9, CR1 twice that, CR1S
    /// with (n - 1)/(n - p) = 1 the same.
    @Test func meanOfTwoGroupsByHand() throws {
        let rows = Rows(groups: [0, 0, 1], columns: ["y": [1, 3, 8]])
        for (correction, variance) in [
            (ClusterRobustRegression.Correction.cr0, 32.0 / 9), (.cr1, 64.0 / 9), (.cr1s, 64.0 / 9),
        ] {
            let fit = try #require(
                ClusterRobustRegression.fit(rows.moments(["y"]), response: 0, predictors: [], correction: correction)
                    .fit)
            #expect(abs(fit.coefficients[0].value - 4) < 1e-14)
            #expect(relativeError(fit.covariance[0, 0], variance) < 1e-14)
        }
    }

    /// Blocks of groups go to any thread and are added up in order.
    @Test(arguments: ClusterRobustRegression.Correction.allCases)
    func theSameBitsOnAnyExecutor(_ correction: ClusterRobustRegression.Correction) throws {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let rows = try Rows.reference("unbalanced")
        let once = rows.moments(["day", "score"])
        var moments = once
        while moments.groupCount < 3000 {
            moments = try moments.appendingGroups(of: moments)
        }
        let fits = try [BlockExecutor.serial, threads].map { executor in
            try #require(
                ClusterRobustRegression.fit(
                    moments, response: 1, predictors: [0], correction: correction, executor: executor
                ).fit)
        }
        #expect(fits[0].covariance == fits[1].covariance)
        #expect(fits[0].degreesOfFreedom(of: [0, 1]) == fits[1].degreesOfFreedom(of: [0, 1]))
    }

    /// Each of two groups has an x of its own: both coefficients rest on single groups, whose residuals add up to zero, and nothing
    /// is known of their spread.
    @Test(arguments: ClusterRobustRegression.Correction.allCases)
    func groupsThatAloneTellACoefficient(_ correction: ClusterRobustRegression.Correction) throws {
        let rows = Rows(groups: [0, 0, 1, 1], columns: ["x": [0, 0, 1, 1], "y": [1.1, 3.3, 8.7, 4.3]])
        let fit = try #require(
            ClusterRobustRegression.fit(
                rows.moments(["x", "y"]), response: 1, predictors: [0], correction: correction
            ).fit)
        #expect(fit.coefficients.allSatisfy { $0.standardError < 1e-14 })
        #expect(fit.degreesOfFreedom(of: [0, 1]) == nil)
        #expect(fit.test([0, 1]) == nil)
        #expect(fit.interval([0, 1]) == nil)
        #expect(fit.waldTest([[0, 1]]) == nil)
    }

    /// The mean of the only group with x = 1 is the sum of two coefficients, each with a spread of its own that the other takes away.
    @Test(arguments: ClusterRobustRegression.Correction.allCases)
    func groupThatAloneTellsASum(_ correction: ClusterRobustRegression.Correction) throws {
        let rows = Rows(
            groups: [0, 0, 1, 1, 2, 2], columns: ["x": [0, 0, 0, 0, 1, 1], "y": [1.1, 3.3, 8.7, 4.3, 2.2, 9.4]])
        let fit = try #require(
            ClusterRobustRegression.fit(
                rows.moments(["x", "y"]), response: 1, predictors: [0], correction: correction
            ).fit)
        #expect(fit.test([1, 1]) == nil)
        #expect(fit.test([1, 0]) != nil)
        #expect(fit.waldTest([[0, 1], [1, 1]]) == nil)
    }

    /// A column that differs from another in one group alone, and little, stands for a mark of that group: the same t with the same
    /// degrees of freedom, though rounding is 1e9 times larger.
    @Test func collinearityDoesNotHideAGroupOfItsOwn() throws {
        var rows = try Rows.reference("unbalanced")
        rows.columns["third"] = rows.groups.map { $0 == 3 ? 1 : 0 }
        rows.columns["copy"] = zip(rows.columns["day"] ?? [], rows.groups).map { $0 + ($1 == 3 ? 0x1p-5 : 0) }
        let tests = try ["third", "copy"].map { column in
            let fit = try #require(
                ClusterRobustRegression.fit(
                    rows.moments(["day", column, "score"]), response: 2, predictors: [0, 1], correction: .cr2
                ).fit)
            return try #require(fit.test([0, 0, 1]))
        }
        #expect(relativeError(tests[1].statistic, tests[0].statistic) < 1e-5)
        #expect(relativeError(tests[1].degreesOfFreedom[0], tests[0].degreesOfFreedom[0]) < 1e-5)
    }

    /// Residuals a billionth of the response's spread are no rounding.
    @Test func nearlyExactFitsAreTested() throws {
        let rows = Rows(
            groups: [0, 0, 1, 1, 2, 2, 3], columns: ["x": [0, 1, 2, 3, 4, 5, 6], "y": [0, 1, 2, 3, 4, 5, 6 + 1e-9]])
        for correction in ClusterRobustRegression.Correction.allCases {
            let fit = try #require(
                ClusterRobustRegression.fit(
                    rows.moments(["x", "y"]), response: 1, predictors: [0], correction: correction
                ).fit)
            #expect(try #require(fit.test([0, 1])).pValue < 1e-6)
        }
    }

    /// By hand: the mean of groups {1, 3}, {8}. s is 2/3 and 1/3, so the scores -4 and 4 are multiplied by √3 and √1.5:
    /// 16 · 4.5 / 9 = 8. P has 2/3 and 1/3 on its diagonal and -√(4/3 · 1/6) beside it: (tr P)² / Σ P² = 1 degree of freedom.
    @Test func biasReducedMeanOfTwoGroupsByHand() throws {
        let rows = Rows(groups: [0, 0, 1], columns: ["y": [1, 3, 8]])
        let fit = try #require(
            ClusterRobustRegression.fit(rows.moments(["y"]), response: 0, predictors: [], correction: .cr2).fit)
        #expect(relativeError(fit.covariance[0, 0], 8) < 1e-14)
        #expect(relativeError(fit.degreesOfFreedom(of: [1]) ?? 0, 1) < 1e-14)
    }

    /// NIST StRD "Norris" (certified): each row its own group, so only the coefficients and the residual spread are compared.
    @Test func givesTheCertifiedNorrisCoefficients() throws {
        let y = [
            0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3,
            448.9, 10.8,
            557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4,
            449.2,
            0.2,
        ]
        let x = [
            0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0,
            447.5, 11.6,
            556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1,
            448.9,
            0.5,
        ]
        let rows = Rows(groups: Array(y.indices), columns: ["x": x, "y": y])
        let fit = try #require(
            ClusterRobustRegression.fit(rows.moments(["x", "y"]), response: 1, predictors: [0]).fit)
        // Certified to 15 digits; the intercept is a small difference of large numbers, and the residual variance a part of
        // 1e-5 of the response's.
        #expect(relativeError(fit.coefficients[0].value, -0.262323073774029) < 1e-11)
        #expect(relativeError(fit.coefficients[1].value, 1.00211681802045) < 1e-13)
        #expect(relativeError(fit.sdResidual, 0.884796396144373) < 1e-10)
    }

    @Test func refusals() {
        let one = Rows(groups: [0, 0, 0], columns: ["x": [1, 2, 4], "y": [1, 3, 8]]).moments(["x", "y"])
        #expect(
            ClusterRobustRegression.fit(one, response: 1, predictors: [0]).reason == .tooFewGroups(found: 1, needed: 2))
        #expect(
            ClusterRobustRegression.fit(one, response: 1, predictors: [0, 0]).reason
                == .tooFewObservations(found: 3, needed: 4))
        #expect(ClusterRobustRegression.fit(one, response: 2, predictors: [0]).reason == .unknownColumn(position: 2))
    }

    @Test func contrastsThatCannotBeTested() throws {
        let rows = try Rows.reference("sleepstudy")
        let fit = try #require(
            ClusterRobustRegression.fit(rows.moments(["day", "score"]), response: 1, predictors: [0]).fit)
        #expect(fit.test([1]) == nil)
        #expect(fit.test([0, 0]) == nil)
        #expect(fit.test([1, .nan]) == nil)
        #expect(fit.waldTest([[0, 1], [0, 2]]) == nil)
        #expect(fit.waldTest([]) == nil)

        let biasReduced = try #require(
            ClusterRobustRegression.fit(
                rows.moments(["day", "score"]), response: 1, predictors: [0], correction: .cr2
            ).fit)
        for weights in [[1], [0, 0], [1, .nan], []] {
            #expect(biasReduced.degreesOfFreedom(of: weights) == nil)
            #expect(biasReduced.test(weights) == nil)
        }
        #expect(biasReduced.waldTest([[0, 1], [0, 2]]) == nil)
        #expect(biasReduced.waldTest([]) == nil)
    }
}
