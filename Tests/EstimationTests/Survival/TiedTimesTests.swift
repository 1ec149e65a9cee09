import Estimation
import Testing

@Suite("Tied times")
struct TiedTimesTests {
    /// survival's aeqSurv on runs of near ties, with absolute and with relative steps.
    @Test func agreesWithTimefix() throws {
        for reference in try SurvivalReferences.read().nearTies {
            let tied = try TiedTimes(reference.time)
            #expect(tied.ranks.map { tied.times[$0] } == reference.tied)
        }
    }

    /// 0.1 + 0.2 and 0.3 differ in the last bit.
    @Test func theLastBitIsATie() throws {
        let tied = try TiedTimes([0.3, 1, 0.1 + 0.2, -2])
        #expect(tied.times == [-2, 0.3, 1])
        #expect(tied.ranks == [1, 2, 1, 0])
    }

    @Test func badInputIsATypedOutcome() {
        #expect(throws: NotEstimable.noObservations) { try TiedTimes([]) }
        #expect(throws: NotEstimable.nonFinite) { try TiedTimes([1, .nan]) }
        #expect(throws: NotEstimable.nonFinite) { try TiedTimes([-.infinity]) }
    }

    @Test func theLargestTimesDoNotOverflow() throws {
        let huge = Double.greatestFiniteMagnitude
        #expect(try TiedTimes([huge, -huge, 0]).times == [-huge, 0, huge])
    }
}
