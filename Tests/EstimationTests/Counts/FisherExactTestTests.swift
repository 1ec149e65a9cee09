import Estimation
import Testing

@Suite("Fisher's exact test")
struct FisherExactTestTests {
    private func table(_ cells: [Int]) throws -> FourfoldTable {
        try #require(
            FourfoldTable(
                firstWith: cells[0], firstWithout: cells[1], secondWith: cells[2], secondWithout: cells[3]))
    }

    /// fisher.test, and for mid-p the sum over all tables by dhyper.
    @Test func agreesWithR() throws {
        for reference in try TwoGroupsReference.read().fisher {
            for (alternative, exact, mid) in [
                (ProportionTest.Alternative.twoSided, reference.twoSided, reference.mid.twoSided),
                (.less, reference.less, reference.mid.less), (.greater, reference.greater, reference.mid.greater),
            ] {
                let test = try #require(FisherExactTest(table(reference.table), alternative: alternative))
                #expect(relativeError(test.pValue, exact) < 1e-10, "\(reference.table), \(alternative)")
                #expect(relativeError(test.midPValue, mid) < 1e-10, "\(reference.table), \(alternative)")
            }
        }
    }

    /// Fisher's (1935) lady tasting tea, 3 of 4 right: of 70 tables 1, 16, 36, 16, 1.
    @Test func ladyTastingTea() throws {
        let tea = try table([3, 1, 1, 3])
        #expect(relativeError(try #require(FisherExactTest(tea, alternative: .greater)).pValue, 17.0 / 70) < 1e-14)
        #expect(relativeError(try #require(FisherExactTest(tea)).pValue, 34.0 / 70) < 1e-14)
        #expect(relativeError(try #require(FisherExactTest(tea)).midPValue, 18.0 / 70) < 1e-13)
    }

    /// The groups' order turns the sides about and leaves the two-sided value.
    @Test func symmetry() throws {
        let forth = try table([5, 20, 11, 17])
        let back = try table([11, 17, 5, 20])
        let p = try #require(FisherExactTest(forth)).pValue
        #expect(relativeError(try #require(FisherExactTest(back)).pValue, p) < 1e-12)
        let less = try #require(FisherExactTest(forth, alternative: .less)).pValue
        #expect(relativeError(try #require(FisherExactTest(back, alternative: .greater)).pValue, less) < 1e-12)
    }

    /// Millions of people: both sides of the middle, where one tail is nearly all.
    @Test func largeTables() throws {
        let balanced = try table([1_000_000, 1_000_000, 1_000_000, 1_000_000])
        let test = try #require(FisherExactTest(balanced))
        #expect(test.pValue == 1)
        let less = try #require(FisherExactTest(balanced, alternative: .less)).midPValue
        #expect(relativeError(less, 0.5) < 1e-9)
        let off = try #require(FisherExactTest(table([1_000_500, 999_500, 1_000_000, 1_000_000])))
        // By R's dhyper over 20,501 tables; the chi-square test without correction gives 0.617075066.
        #expect(relativeError(off.midPValue, 0.617075247983579) < 1e-10)
    }

    @Test func tableOfTwoProportions() throws {
        let first = try #require(BinomialCount(successes: 3, trials: 4))
        let second = try #require(BinomialCount(successes: 1, trials: 4))
        #expect(FourfoldTable(first, second) == (try table([3, 1, 1, 3])))
        let most = try #require(BinomialCount(successes: 1, trials: 1 << 53))
        #expect(FourfoldTable(most, second) == nil)
    }

    @Test func countsThatCannotBe() {
        #expect(FourfoldTable(firstWith: -1, firstWithout: 1, secondWith: 1, secondWithout: 1) == nil)
        #expect(FourfoldTable(firstWith: 0, firstWithout: 0, secondWith: 0, secondWithout: 0) == nil)
        #expect(
            FourfoldTable(firstWith: .max, firstWithout: .max, secondWith: .max, secondWithout: .max) == nil)
        #expect(FourfoldTable(firstWith: 1 << 53, firstWithout: 1, secondWith: 0, secondWithout: 0) == nil)
    }
}
