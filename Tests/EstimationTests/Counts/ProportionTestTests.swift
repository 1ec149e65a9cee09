import Estimation
import Testing

@Suite("Exact test and intervals of a proportion")
struct ProportionTestTests {
    struct Reference: Decodable {
        let successes: Int
        let trials: Int
        let claim: Double
        let twoSided: Double
        let less: Double
        let greater: Double
        let exact: [Double]
        let wilson: [Double]

        static func read() throws -> [Reference] {
            struct File: Decodable { let cases: [Reference] }
            return try ReferenceNumbers.json("proportions", as: File.self).cases
        }
    }

    /// R's binom.test and prop.test (References/proportions.R). Tails of a million trials carry the rounding of exponents in
    /// the hundreds of thousands.
    @Test func agreesWithR() throws {
        let references = try Reference.read()
        #expect(references.count > 100)
        for reference in references {
            let name = "\(reference.successes) of \(reference.trials), claim \(reference.claim)"
            let count = try #require(BinomialCount(successes: reference.successes, trials: reference.trials))
            for (alternative, expected) in [
                (ProportionTest.Alternative.twoSided, reference.twoSided), (.less, reference.less),
                (.greater, reference.greater),
            ] where expected > 1e-290 {
                let test = try #require(ProportionTest(count, claim: reference.claim, alternative: alternative))
                #expect(relativeError(test.pValue, expected) < 1e-10, "\(name), \(alternative)")
            }
            let exact = try #require(ConfidenceInterval.clopperPearson(count))
            #expect(relativeError(exact.lower, reference.exact[0]) < 1e-10, "\(name)")
            #expect(relativeError(exact.upper, reference.exact[1]) < 1e-10, "\(name)")
            let wilson = try #require(ConfidenceInterval.wilson(count))
            // R forms the lower limit as a difference, which at 0 successes leaves rounding.
            #expect(abs(wilson.lower - reference.wilson[0]) < 1e-12, "\(name)")
            #expect(abs(wilson.upper - reference.wilson[1]) < 1e-12, "\(name)")
        }
    }

    /// Newcombe (1998), Table I: methods 3 (score) and 5 (exact), to the four digits printed.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662, 0.2527, 0.3676), (15, 148, 0.0624, 0.1605, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1611, 0.0, 0.1684), (1, 29, 0.0061, 0.1718, 0.0009, 0.1776),
    ])
    func givesNewcombesTable(
        _ successes: Int, _ trials: Int, _ wilsonLower: Double, _ wilsonUpper: Double, _ exactLower: Double,
        _ exactUpper: Double
    ) throws {
        let count = try #require(BinomialCount(successes: successes, trials: trials))
        let wilson = try #require(ConfidenceInterval.wilson(count))
        let exact = try #require(ConfidenceInterval.clopperPearson(count))
        #expect(abs(wilson.lower - wilsonLower) < 0.00005)
        #expect(abs(wilson.upper - wilsonUpper) < 0.00005)
        #expect(abs(exact.lower - exactLower) < 0.00005)
        #expect(abs(exact.upper - exactUpper) < 0.00005)
        #expect(wilson.method.rawValue == "wilson")
        #expect(exact.method.rawValue == "clopper_pearson")
    }

    /// By hand: 1 of 4 at a claim of one half. Probabilities 1, 4, 6, 4, 1 of 16: no likelier than 4/16 are all but the 6.
    @Test func fourTossesByHand() throws {
        let count = try #require(BinomialCount(successes: 1, trials: 4))
        #expect(relativeError(try #require(ProportionTest(count, claim: 0.5)).pValue, 10.0 / 16) < 1e-14)
        #expect(
            relativeError(try #require(ProportionTest(count, claim: 0.5, alternative: .less)).pValue, 5.0 / 16) < 1e-14)
        #expect(
            relativeError(try #require(ProportionTest(count, claim: 0.5, alternative: .greater)).pValue, 15.0 / 16)
                < 1e-14)
    }

    /// The mid-p value by listing all outcomes (References/two-groups.R).
    @Test func midPAgreesWithR() throws {
        for reference in try TwoGroupsReference.read().midBinomial {
            let count = try #require(BinomialCount(successes: reference.successes, trials: reference.trials))
            for (alternative, expected) in [
                (ProportionTest.Alternative.twoSided, reference.twoSided), (.less, reference.less),
                (.greater, reference.greater),
            ] {
                let test = try #require(ProportionTest(count, claim: reference.claim, alternative: alternative))
                #expect(
                    relativeError(test.midPValue, expected) < 1e-10,
                    "\(reference.successes) of \(reference.trials), \(alternative)")
            }
        }
    }

    /// By hand: 1 of 4 at one half. The 1 and the 3 of four are tied: (1 + 1)/16 + (4 + 4)/32.
    @Test func midPByHand() throws {
        let count = try #require(BinomialCount(successes: 1, trials: 4))
        #expect(relativeError(try #require(ProportionTest(count, claim: 0.5)).midPValue, 6.0 / 16) < 1e-14)
        let less = try #require(ProportionTest(count, claim: 0.5, alternative: .less))
        #expect(relativeError(less.midPValue, 3.0 / 16) < 1e-14)
    }

    /// All or none have closed exact limits: 1 - (α/2)^(1/n).
    @Test func noSuccessesByHand() throws {
        let count = try #require(BinomialCount(successes: 0, trials: 1))
        let interval = try #require(ConfidenceInterval.clopperPearson(count))
        #expect(interval.lower == 0)
        #expect(relativeError(interval.upper, 0.975) < 1e-15)
    }

    /// A claim of all or none.
    @Test func claimsAtTheEnds() throws {
        let none = try #require(BinomialCount(successes: 0, trials: 9))
        let all = try #require(BinomialCount(successes: 9, trials: 9))
        #expect(ProportionTest(none, claim: 0)?.pValue == 1)
        #expect(ProportionTest(all, claim: 0)?.pValue == 0)
        #expect(ProportionTest(none, claim: 1)?.pValue == 0)
        #expect(ProportionTest(all, claim: 1)?.pValue == 1)
        #expect(ProportionTest(all, claim: 1.1) == nil)
        #expect(ProportionTest(all, claim: .nan) == nil)
    }

    @Test func countsThatCannotBe() {
        #expect(BinomialCount(successes: 1, trials: 0) == nil)
        #expect(BinomialCount(successes: -1, trials: 3) == nil)
        #expect(BinomialCount(successes: 4, trials: 3) == nil)
        #expect(ConfidenceLevel(0) == nil)
        #expect(ConfidenceLevel(1) == nil)
        #expect(ConfidenceLevel(.nan) == nil)
    }
}
