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
        let data: String
        let predictors: [String]
        let coefficients: [Double]
        let sdResidual: Double
        let types: [String: Robust]

        var testDescription: String { "\(data) ~ \(predictors)" }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("cluster-robust", as: File.self).fits) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 3)
    }

    /// Against clubSandwich 0.5.8 (References/cluster-robust.R), which works on rows by QR; cross-products of standardised
    /// columns agree with it to all but a few of the last digits.
    @Test(arguments: Reference.all, ClusterRobustRegression.Correction.allCases)
    func agreesWithClubSandwich(_ reference: Reference, _ correction: ClusterRobustRegression.Correction) throws {
        let robust = try #require(reference.types[correction.rawValue])
        let rows = try Rows.reference(reference.data)
        let fit = try #require(
            ClusterRobustRegression.fit(
                rows.moments(reference.predictors + ["score"]), response: reference.predictors.count,
                predictors: Array(reference.predictors.indices), correction: correction
            ).fit)
        #expect(relativeError(fit.sdResidual, reference.sdResidual) < 1e-11)
        let p = reference.coefficients.count
        for i in 0..<p {
            #expect(relativeError(fit.coefficients[i].value, reference.coefficients[i]) < 1e-10)
            #expect(relativeError(fit.coefficients[i].standardError, robust.standardErrors[i]) < 1e-9)
            for j in 0..<p {
                let size = robust.standardErrors[i] * robust.standardErrors[j]
                #expect(abs(fit.covariance[i, j] - robust.covariance[i][j]) < 1e-9 * size)
            }
            let test = try #require(fit.tTest((0..<p).map { $0 == i ? 1 : 0 }))
            // Relative error of a tail probability is that of t times its size.
            #expect(relativeError(test.pValue, robust.pValues[i]) < 1e-7)
        }
        let wald = try #require(fit.waldTest((1..<p).map { row in (0..<p).map { $0 == row ? 1 : 0 } }))
        #expect(relativeError(wald.statistic, robust.f) < 1e-9)
        #expect(relativeError(wald.pValue, robust.fP) < 1e-7)
        #expect(wald.degreesOfFreedom == [Double(p - 1), fit.degreesOfFreedom])
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
        #expect(fit.tTest([1]) == nil)
        #expect(fit.tTest([0, 0]) == nil)
        #expect(fit.tTest([1, .nan]) == nil)
        #expect(fit.waldTest([[0, 1], [0, 2]]) == nil)
        #expect(fit.waldTest([]) == nil)
    }
}
