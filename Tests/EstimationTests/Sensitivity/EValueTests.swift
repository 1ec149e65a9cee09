import Estimation
import Foundation
import Testing

@Suite("E-value")
struct EValueTests {
    /// Examples of VanderWeele & Ding (2017): breastfeeding and an infant's death of respiratory infection, risk ratio
    /// 3.9 (1.8 to 8.7), E-values 7.26 and 3.0; breastfeeding and childhood leukaemia, 0.80 (0.71 to 0.91), of which
    /// the formula makes 1.81 and 1.43.
    @Test func givesThePublishedExamples() throws {
        let death = try #require(EValue.ofRiskRatio(3.9, interval: Self.interval(1.8, 8.7)).fit)
        #expect(abs(death.ofEstimate - 7.26) < 0.005)
        #expect(abs(try #require(death.ofNearerLimit) - 3.0) < 0.005)
        let leukaemia = try #require(EValue.ofRiskRatio(0.80, interval: Self.interval(0.71, 0.91)).fit)
        #expect(abs(leukaemia.ofEstimate - 1.81) < 0.005)
        #expect(abs(try #require(leukaemia.ofNearerLimit) - 1.43) < 0.005)
    }

    /// Against the formula in R (References/alternative-explanations.R).
    @Test func agreesWithR() throws {
        struct File: Decodable {
            struct Values: Decodable { let ratios: [Double], values: [Double] }
            let eValues: Values
        }
        let reference = try ReferenceNumbers.json("alternative-explanations", as: File.self).eValues
        #expect(reference.ratios.count == 12)
        for (ratio, value) in zip(reference.ratios, reference.values) {
            // R's product loses digits of RR - 1 near 1, as does the ratio itself.
            #expect(relativeError(try #require(EValue.ofRiskRatio(ratio).fit).ofEstimate, value) < 1e-13, "\(ratio)")
        }
    }

    /// By hand: RR = 4/3 gives 4/3 + √(4/9) = 2, and so does 3/4.
    @Test(arguments: [4.0 / 3, 0.75])
    func byHand(_ ratio: Double) throws {
        #expect(relativeError(try #require(EValue.ofRiskRatio(ratio).fit).ofEstimate, 2) < 1e-14)
    }

    /// d = log(4/3) / 0.91 is a risk ratio of 4/3, in any unit of the outcome and in either direction.
    @Test(arguments: [1, 2.5, -40])
    func ofADifference(_ unit: Double) throws {
        let difference = unit * log(4.0 / 3) / 0.91
        let value = try #require(EValue.ofDifference(difference, standardDeviation: abs(unit)).fit)
        #expect(relativeError(value.ofEstimate, 2) < 1e-13)
        #expect(value.ofNearerLimit == nil)
    }

    /// A standardised difference of -0.42 with standard error 0.14: exp(0.91 · 0.42) = 1.4655, and for the nearer limit
    /// exp(0.91 (0.42 - 1.95996 · 0.14)) = 1.1417; with the rounded factor 1.78 the latter is 1.1422, E-value 1.545.
    @Test func intervalOfADifference() throws {
        let interval = ConfidenceInterval.wald(estimate: -0.42, standardError: 0.14)
        let value = try #require(EValue.ofDifference(-0.42, interval: interval, standardDeviation: 1).fit)
        #expect(abs(value.riskRatio - 1 / 1.4655) < 1e-4)
        #expect(abs(value.ofEstimate - 2.2915) < 1e-4)
        #expect(abs(try #require(value.ofNearerLimit) - 1.545) < 0.002)
    }

    @Test func anIntervalThatHoldsNoEffectNeedsNoConfounding() throws {
        for (estimate, lower, upper) in [(1.2, 0.9, 1.6), (0.9, 0.8, 1.0), (1.1, 1.0, 1.3)] {
            let value = try #require(EValue.ofRiskRatio(estimate, interval: Self.interval(lower, upper)).fit)
            #expect(value.ofNearerLimit == 1)
            #expect(value.ofEstimate > 1)
        }
        #expect(EValue.ofRiskRatio(1).fit?.ofEstimate == 1)
    }

    @Test func refusals() {
        let ratio = NotEstimable.invalidArgument(name: "risk ratio", needed: "a finite number above 0")
        for value in [0, -1, Double.nan, .infinity] {
            #expect(EValue.ofRiskRatio(value).reason == ratio)
        }
        let outside = EValue.ofRiskRatio(2, interval: Self.interval(3, 4))
        #expect(outside.reason == .invalidArgument(name: "interval", needed: "from 0 up and hold the risk ratio"))
        #expect(EValue.ofRiskRatio(2, interval: Self.interval(-1, 4)).fit == nil)
        for deviation in [0, -1, Double.nan, .infinity] {
            #expect(EValue.ofDifference(1, standardDeviation: deviation).fit == nil)
        }
        for difference in [Double.nan, .infinity, 1e300, -1e300] {
            #expect(EValue.ofDifference(difference, standardDeviation: 1).fit == nil)
        }
        #expect(EValue.ofDifference(5, interval: Self.interval(3, 4), standardDeviation: 1).fit == nil)
        #expect(EValue.ofRiskRatio(1e308).fit?.ofEstimate.isFinite == false)
    }

    /// An interval with these ends, by way of the only public maker of any: a Wald interval about its middle.
    static func interval(_ lower: Double, _ upper: Double) -> ConfidenceInterval? {
        let z = 1.959963984540054
        return ConfidenceInterval.wald(estimate: (lower + upper) / 2, standardError: (upper - lower) / 2 / z)
    }
}
