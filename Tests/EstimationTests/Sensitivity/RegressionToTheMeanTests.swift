import Estimation
import Foundation
import Testing

@Suite("Regression to the mean")
struct RegressionToTheMeanTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let mean: Double
        let between: Double
        let within: Double
        let cutOff: Double
        let above: Bool
        let measurements: Int
        let baseline: Double
        let followUp: Double
        let fall: Double
        let share: Double

        var testDescription: String {
            "\(mean), \(between) + \(within)/\(measurements), \(above ? ">" : "<") \(cutOff)"
        }

        static let all: [Reference] = {
            struct File: Decodable { let regressionToTheMean: [Reference] }
            return (try? ReferenceNumbers.json("alternative-explanations", as: File.self).regressionToTheMean) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 7)
    }

    /// Against numerical integration in R (References/alternative-explanations.R), which is good to about 1e-11.
    @Test(arguments: Reference.all)
    func agreesWithIntegration(_ reference: Reference) throws {
        let expected = try #require(
            RegressionToTheMean.expected(
                selecting: reference.above ? .above(reference.cutOff) : .below(reference.cutOff), mean: reference.mean,
                betweenVariance: reference.between, withinVariance: reference.within,
                baselineMeasurements: reference.measurements
            ).fit)
        #expect(relativeError(expected.expectedFall, reference.fall) < 1e-9)
        #expect(relativeError(expected.expectedBaseline, reference.baseline) < 1e-10)
        #expect(relativeError(expected.expectedFollowUp, reference.followUp) < 1e-10)
        #expect(relativeError(expected.shareSelected, reference.share) < 1e-10)
    }

    /// A follow-up of variance whatever and covariance 2 with a baseline of variance 4 + 2/2 = 5: a score of 1 above the mean at baseline
    /// is followed by 2/5, so that 3/5 of the excess √5 φ(0)/Φ(0) = √5 · √(2/π) is lost.
    @Test func personsMeansThatMoveApart() throws {
        let expected = try #require(
            RegressionToTheMean.expected(
                selecting: .above(6), mean: 6, betweenVariance: 4, withinVariance: 2, baselineMeasurements: 2,
                followUpCovariance: 2
            ).fit)
        let excess = (5 * 2 / Double.pi).squareRoot()
        #expect(relativeError(expected.expectedFall, 0.6 * excess) < 1e-14)
        #expect(relativeError(expected.expectedFollowUp, 6 + 0.4 * excess) < 1e-14)
    }

    /// The setting of the code published with Barnett et al. (2005): mean 60, standard deviation 15, cut-off 40. With a
    /// correlation of 0 all that lies beyond goes back: 15 φ(4/3) / Φ(-4/3) = 26.972; each part of the correlation
    /// takes its share.
    @Test(arguments: [0, 0.3, 0.8, 1])
    func givesThePublishedSetting(_ correlation: Double) throws {
        let expected = try #require(
            RegressionToTheMean.expected(
                selecting: .below(40), mean: 60, betweenVariance: correlation * 225,
                withinVariance: (1 - correlation) * 225
            ).fit)
        #expect(abs(-expected.expectedFall - (1 - correlation) * 26.972) < 0.0005)
    }

    /// By hand: cutting at the mean, φ(0) / Φ(0) = √(2/π), and equal variances give back half of it.
    @Test func byHand() throws {
        let above = try #require(
            RegressionToTheMean.expected(selecting: .above(5), mean: 5, betweenVariance: 2, withinVariance: 2).fit)
        #expect(relativeError(above.expectedFall, (2 / Double.pi).squareRoot()) < 1e-14)
        #expect(relativeError(above.expectedBaseline, 5 + 2 * (2 / Double.pi).squareRoot()) < 1e-14)
        #expect(above.shareSelected == 0.5)
        let below = try #require(
            RegressionToTheMean.expected(selecting: .below(5), mean: 5, betweenVariance: 2, withinVariance: 2).fit)
        #expect(below.expectedFall == -above.expectedFall)
    }

    /// With within-person variance alone, the fall is the mean beyond the cut-off. R takes it from differences of
    /// logarithms near z²/2, whose rounding bounds the agreement; the continued fraction of far tails begins at 6.
    @Test func farTailsAgreeWithR() throws {
        struct File: Decodable {
            struct Values: Decodable { let z: [Double], values: [Double] }
            let meanBeyond: Values
        }
        let reference = try ReferenceNumbers.json("alternative-explanations", as: File.self).meanBeyond
        #expect(reference.z.count == 12)
        for (z, value) in zip(reference.z, reference.values) {
            let expected = RegressionToTheMean.expected(
                selecting: .above(z), mean: 0, betweenVariance: 0, withinVariance: 1)
            let fall = try #require(expected.fit).expectedFall
            #expect(abs(fall - value) <= (1e-14 + 3e-16 * z * z) * value, "\(z)")
        }
        let far = RegressionToTheMean.expected(
            selecting: .below(-1e150), mean: 0, betweenVariance: 0, withinVariance: 1)
        #expect(far.fit?.expectedFall == -1e150)
        #expect(far.fit?.shareSelected == 0)
    }

    @Test func refusals() {
        func reason(
            cut: Double = 6, mean: Double = 5, between: Double = 1, within: Double = 1, measurements: Int = 1
        ) -> NotEstimable? {
            RegressionToTheMean.expected(
                selecting: .above(cut), mean: mean, betweenVariance: between, withinVariance: within,
                baselineMeasurements: measurements
            ).reason
        }
        #expect(reason() == nil)
        #expect(reason(mean: .nan) == .invalidArgument(name: "mean", needed: "a finite number"))
        #expect(reason(cut: .infinity) == .invalidArgument(name: "cut-off", needed: "a finite number"))
        #expect(reason(cut: .nan) != nil)
        let variances = NotEstimable.invalidArgument(
            name: "variances", needed: "finite, not negative and not both 0")
        #expect(reason(between: 0, within: 0) == variances)
        #expect(reason(between: -1, within: 3) == variances)
        #expect(reason(between: 3, within: -1) == variances)
        #expect(reason(between: .nan) == variances)
        #expect(reason(within: .infinity) == variances)
        #expect(reason(measurements: 0) != nil)
        #expect(reason(measurements: .min) != nil)
        #expect(reason(measurements: .max) == nil)
        // Their distance is beyond the largest double.
        #expect(reason(cut: 1.7e308, mean: -1e308) == .invalidArgument(name: "cut-off", needed: "a finite number"))
    }
}
