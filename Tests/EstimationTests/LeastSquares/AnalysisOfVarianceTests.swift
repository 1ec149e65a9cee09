import Estimation
import Foundation
import Testing

@Suite("Analysis of variance")
struct AnalysisOfVarianceTests {
    /// A data set of NIST StRD with its certified values (References/nist-anova.json).
    struct Certified: Decodable, Sendable {
        struct Table: Decodable, Sendable {
            let between: Double
            let within: Double
            let f: Double
            let rSquared: Double
            let residualSd: Double
        }
        let name: String
        let between: Double
        let within: Double
        let f: Double
        let rSquared: Double
        let residualSd: Double
        let inDoubles: Table
        private let groups: [[Double]]?
        private let replicates: Int?
        private let firstThree: [[Double]]?

        static func read() throws -> [Certified] {
            struct File: Decodable { let dataSets: [Certified] }
            return try ReferenceNumbers.json("nist-anova", as: File.self).dataSets
        }

        /// The values; in the SmLs sets the second and third alternate after the first.
        var values: [[Double]] {
            groups
                ?? (firstThree ?? []).map { first in
                    (0..<(replicates ?? 0)).map { $0 == 0 ? first[0] : first[2 - $0 % 2] }
                }
        }
    }
    /// The table is that of the doubles given to 14 digits. NIST certifies the decimals, and rounding those to doubles
    /// takes all but 10 digits from SmLs04-06 (six digits in common) and all but 4 from SmLs07-09 (twelve), whatever
    /// the program. R's aov keeps 4.6, 2.7 and 0.2 digits of F there (rank-trends.json).
    @Test func meetsNISTCertifiedValues() throws {
        let digits = [
            "SiRstv": 13.0, "AtmWtAg": 10, "SmLs01": 14, "SmLs02": 14, "SmLs03": 14, "SmLs04": 9.8, "SmLs05": 9.8,
            "SmLs06": 9.8, "SmLs07": 3.8, "SmLs08": 3.8, "SmLs09": 3.8,
        ]
        let dataSets = try Certified.read()
        #expect(dataSets.count == 11)
        for data in dataSets {
            let fit = try #require(AnalysisOfVariance.fit(data.values).fit)
            let tolerance = pow(10, -(try #require(digits[data.name])))
            let rounded = data.inDoubles
            for (value, certified, ofDoubles) in [
                (fit.betweenSumOfSquares, data.between, rounded.between),
                (fit.withinSumOfSquares, data.within, rounded.within),
                (fit.fTest.statistic, data.f, rounded.f), (fit.rSquared, data.rSquared, rounded.rSquared),
                (fit.sdResidual, data.residualSd, rounded.residualSd),
            ] {
                #expect(relativeError(value, certified) < tolerance, "\(data.name)")
                #expect(relativeError(value, ofDoubles) < 1e-14, "\(data.name)")
            }
        }
    }

    /// P-values where R's table holds (References/rank-trends.R).
    @Test func agreesWithR() throws {
        struct File: Decodable {
            struct Tables: Decodable { let variance: [Table] }
            struct Table: Decodable {
                let name: String
                let pValue: Double
            }
            let rOnNist: Tables
        }
        let tables = try ReferenceNumbers.json("rank-trends", as: File.self).rOnNist.variance
        let values = try Certified.read()
        for name in ["SiRstv", "AtmWtAg", "SmLs01"] {
            let expected = try #require(tables.first { $0.name == name }).pValue
            let fit = AnalysisOfVariance.fit(try #require(values.first { $0.name == name }).values).fit
            #expect(relativeError(try #require(fit).fTest.pValue, expected) < 1e-9, "\(name)")
        }
    }

    /// By hand: means 2, 4, 9 about 5 (two values each): between 2(9 + 1 + 16) = 52, within 2 + 2 + 2 = 6, F = 26 / 2.
    @Test func threeGroupsByHand() throws {
        let fit = try #require(AnalysisOfVariance.fit([[1, 3], [5, 3], [8, 10]]).fit)
        #expect(fit.betweenSumOfSquares == 52)
        #expect(fit.withinSumOfSquares == 6)
        #expect(fit.fTest.statistic == 13)
        #expect(fit.fTest.degreesOfFreedom == [2, 3])
        #expect(fit.means == [2, 4, 9])
        #expect(fit.counts == [2, 2, 2])
        #expect(relativeError(fit.rSquared, 52.0 / 58) < 1e-15)
        // P(F > f) on 2 and 3 degrees of freedom is (1 + 2f/3)^(-3/2).
        #expect(relativeError(fit.fTest.pValue, pow(1 + 26.0 / 3, -1.5)) < 1e-12)
    }

    @Test func whatCannotBeComparedSaysWhy() {
        func reason(_ groups: [[Double]]) -> NotEstimable? { AnalysisOfVariance.fit(groups).reason }
        #expect(reason([]) == .noObservations)
        #expect(reason([[], []]) == .noObservations)
        #expect(reason([[1, 2, 3]]) == .tooFewGroups(found: 1, needed: 2))
        #expect(reason([[1, 2], [], [3]]) == .emptyCategory(name: "group 2"))
        #expect(reason([[1], [2]]) == .tooFewObservations(found: 2, needed: 3))
        #expect(reason([[1, .nan], [2, 3]]) == .nonFinite)
        #expect(reason([[1, -.infinity], [2, 3]]) == .nonFinite)
        #expect(reason([[1, 1], [1, 1]]) == .constantResponse(name: "the response"))
        #expect(reason([[1, 1], [2, 2]]) == .noResidualVariation)
        let huge = Double.greatestFiniteMagnitude
        #expect(reason([[huge, huge], [-huge, 3]]) == .nonFinite)
        #expect(reason([[1e-200, 2e-200], [3e-200, 7e-200]]) == .noResidualVariation)
    }
}
