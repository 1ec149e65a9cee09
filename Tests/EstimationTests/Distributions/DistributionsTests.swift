import Estimation
import Foundation
import Testing

@Suite("Distributions")
struct DistributionsTests {
    /// Rows as References/distributions.R wrote them.
    struct Reference: Decodable {
        struct Quantiles: Decodable {
            let normal: [[Double]]
            let t: [[Double]]
            let chiSquare: [[Double]]
            let f: [[Double]]
            let beta: [[Double]]
        }
        let normal: [[Double]]
        let t: [[Double]]
        let chiSquare: [[Double]]
        let f: [[Double]]
        let beta: [[Double]]
        let binomial: [[Double]]
        let quantiles: Quantiles

        static func read() throws -> Reference {
            try ReferenceNumbers.json("distributions", as: Reference.self)
        }
    }

    /// R and GSL each compute tails to about 1e-13 of their size, more where the parameters are in the thousands: the exponent
    /// of the leading term is then large and its rounding shows.
    private func expectTails(
        _ row: [Double], _ lower: Double, _ upper: Double, tolerance: Double = 1e-11,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = (row[row.count - 2], row[row.count - 1])
        // Below the least normal double there are no digits to compare.
        for (value, expected) in [(lower, expected.0), (upper, expected.1)] where expected > 1e-290 || value > 1e-290 {
            #expect(relativeError(value, expected) < tolerance, "\(row)", sourceLocation: sourceLocation)
        }
    }

    @Test func normalTails() throws {
        for row in try Reference.read().normal {
            expectTails(row, try StandardNormal.lowerTail(row[0]), try StandardNormal.upperTail(row[0]))
        }
    }

    @Test func tTails() throws {
        for row in try Reference.read().t {
            let t = try StudentT(degreesOfFreedom: row[0])
            expectTails(row, try t.lowerTail(row[1]), try t.upperTail(row[1]))
        }
    }

    @Test func chiSquareTails() throws {
        for row in try Reference.read().chiSquare {
            let chiSquare = try ChiSquare(degreesOfFreedom: row[0])
            expectTails(row, try chiSquare.lowerTail(row[1]), try chiSquare.upperTail(row[1]))
        }
    }

    @Test func fTails() throws {
        for row in try Reference.read().f {
            let f = try FisherF(numerator: row[0], denominator: row[1])
            expectTails(row, try f.lowerTail(row[2]), try f.upperTail(row[2]))
        }
    }

    @Test func betaTails() throws {
        for row in try Reference.read().beta {
            let beta = try Beta(row[0], row[1])
            expectTails(row, try beta.lowerTail(row[2]), try beta.upperTail(row[2]))
        }
    }

    @Test func binomialTails() throws {
        for row in try Reference.read().binomial {
            let binomial = try Binomial(trials: Int(row[0]), probability: row[1])
            expectTails(
                Array(row.prefix(5)), try binomial.lowerTail(Int(row[2])), try binomial.upperTail(Int(row[2])))
            if row[5] > 1e-290 {
                #expect(relativeError(binomial.probability(of: Int(row[2])), row[5]) < 1e-11, "\(row)")
            }
        }
    }

    /// Quantiles to about a last digit of the tail they are defined by.
    @Test func quantiles() throws {
        let reference = try Reference.read().quantiles
        for row in reference.normal {
            #expect(relativeError(try StandardNormal.quantile(row[0]), row[1]) < 1e-13, "\(row)")
        }
        for row in reference.t {
            let value = try StudentT(degreesOfFreedom: row[1]).quantile(row[0])
            #expect(relativeError(value, row[2]) < 1e-11, "\(row)")
        }
        for row in reference.chiSquare {
            let value = try ChiSquare(degreesOfFreedom: row[1]).quantile(row[0])
            #expect(relativeError(value, row[2]) < 1e-11, "\(row)")
        }
        for row in reference.f {
            let value = try FisherF(numerator: row[1], denominator: row[2]).quantile(row[0])
            #expect(relativeError(value, row[3]) < 1e-11, "\(row)")
        }
        for row in reference.beta {
            let value = try Beta(row[1], row[2]).quantile(row[0])
            #expect(relativeError(value, row[3]) < 1e-11, "\(row)")
        }
    }

    /// Published: t on 1 degree of freedom is Cauchy, on 2 has a closed form; chi-square on 2 is exponential.
    @Test func closedForms() throws {
        let cauchy = try StudentT(degreesOfFreedom: 1)
        let two = try StudentT(degreesOfFreedom: 2)
        let exponential = try ChiSquare(degreesOfFreedom: 2)
        for x in [0.1, 1, 3, 50] {
            #expect(relativeError(try cauchy.upperTail(x), atan(1 / x) / .pi) < 1e-14)
            #expect(relativeError(try two.upperTail(x), 1 / (x * x + 2 + x * (x * x + 2).squareRoot())) < 1e-14)
            #expect(relativeError(try exponential.upperTail(x), exp(-x / 2)) < 1e-14)
            #expect(relativeError(try exponential.lowerTail(x), -expm1(-x / 2)) < 1e-14)
        }
        #expect(relativeError(try cauchy.quantile(0.75), 1) < 1e-15)
    }

    @Test func endsAndBadParameters() throws {
        #expect(try StandardNormal.quantile(0) == -.infinity)
        #expect(try StandardNormal.quantile(1) == .infinity)
        #expect(try StandardNormal.lowerTail(.infinity) == 1)
        #expect(try StudentT(degreesOfFreedom: 3).upperTail(.infinity) == 0)
        #expect(try StudentT(degreesOfFreedom: 3).quantile(0.5) == 0)
        #expect(try StudentT(degreesOfFreedom: 3).twoSidedTail(0) == 1)
        #expect(try ChiSquare(degreesOfFreedom: 3).quantile(1) == .infinity)
        #expect(try ChiSquare(degreesOfFreedom: 3).lowerTail(-2) == 0)
        #expect(try FisherF(numerator: 2, denominator: 3).quantile(0) == 0)
        #expect(try FisherF(numerator: 2, denominator: 3).quantile(1) == .infinity)
        #expect(try Beta(2, 3).quantile(1) == 1)
        #expect(try Binomial(trials: 0, probability: 0.5).lowerTail(0) == 1)
        #expect(try Binomial(trials: 5, probability: 1).upperTail(4) == 1)
        #expect(try Binomial(trials: 5, probability: 0).upperTail(0) == 0)
        #expect(throws: DistributionError.self) { try StandardNormal.lowerTail(.nan) }
        #expect(throws: DistributionError.self) { try StandardNormal.quantile(1.5) }
        #expect(throws: DistributionError.self) { try StudentT(degreesOfFreedom: 0) }
        #expect(throws: DistributionError.self) { try StudentT(degreesOfFreedom: .infinity) }
        #expect(throws: DistributionError.self) { try StudentT(degreesOfFreedom: 4).upperTail(.nan) }
        #expect(throws: DistributionError.self) { try StudentT(degreesOfFreedom: 4).quantile(.nan) }
        #expect(throws: DistributionError.self) { try ChiSquare(degreesOfFreedom: -1) }
        #expect(throws: DistributionError.self) { try FisherF(numerator: 1, denominator: .nan) }
        #expect(throws: DistributionError.self) { try FisherF(numerator: 1, denominator: 2).quantile(2) }
        #expect(throws: DistributionError.self) { try Beta(0, 1) }
        #expect(throws: DistributionError.self) { try Binomial(trials: -1, probability: 0.5) }
        #expect(throws: DistributionError.self) { try Binomial(trials: 1, probability: .nan) }
    }
}
