import Estimation
import Foundation
import Testing

@Suite("Online moments and compensated sum")
struct OnlineMomentsTests {
    @Test func agreeWithR() throws {
        let reference = try DescriptiveReference.read()
        let moments = OnlineMoments(reference.values)
        #expect(relativeError(try #require(moments.mean), reference.mean) < 1e-14)
        #expect(relativeError(try #require(moments.variance), reference.variance) < 1e-13)
        let interval = try #require(moments.meanInterval())
        #expect(relativeError(interval.lower, reference.tInterval[0]) < 1e-13)
        #expect(relativeError(interval.upper, reference.tInterval[1]) < 1e-13)
        #expect(moments.minimum == reference.values.min())
        #expect(moments.maximum == reference.values.max())
    }

    /// NIST StRD "NumAcc3": 1000000.2, then 500 times 1000000.1 and 1000000.3. Certified mean 1000000.2 and standard deviation
    /// 0.1; the data themselves are rounded to 1e-10, a relative 1e-9 of the deviations.
    @Test func givesTheCertifiedDeviationAtAHugeOffset() throws {
        let values = [1000000.2] + (0..<500).flatMap { _ in [1000000.1, 1000000.3] }
        let moments = OnlineMoments(values)
        #expect(relativeError(try #require(moments.mean), 1000000.2) < 1e-15)
        #expect(relativeError(try #require(moments.standardDeviation), 0.1) < 1e-8)
    }

    @Test func mergingIsSeeingAll() throws {
        let values = try DescriptiveReference.read().values
        for cut in [0, 1, 50, values.count] {
            var moments = OnlineMoments(values.prefix(cut))
            moments.merge(OnlineMoments(values.dropFirst(cut)))
            let whole = OnlineMoments(values)
            #expect(moments.count == whole.count)
            #expect(relativeError(try #require(moments.mean), try #require(whole.mean)) < 1e-14)
            #expect(relativeError(try #require(moments.variance), try #require(whole.variance)) < 1e-13)
            #expect(moments.maximum == whole.maximum)
        }
    }

    @Test func fewValues() {
        #expect(OnlineMoments([]).mean == nil)
        #expect(OnlineMoments([]).minimum == nil)
        #expect(OnlineMoments([3]).mean == 3)
        #expect(OnlineMoments([3]).variance == nil)
        #expect(OnlineMoments([3]).meanInterval() == nil)
        #expect(OnlineMoments([3, 5]).variance == 2)
        #expect(OnlineMoments([3, .infinity]).mean == nil)
        #expect(OnlineMoments([3, .nan]).variance == nil)
    }

    /// Neumaier's example: plain and Kahan's sums give 0.
    @Test func compensatedSumKeepsWhatCancels() {
        #expect(CompensatedSum([1, 1e100, 1, -1e100]).value == 2)
        var sum = CompensatedSum([1e100, 1])
        sum.merge(CompensatedSum([1, -1e100]))
        #expect(sum.value == 2)
        #expect(CompensatedSum(repeatElement(0.1, count: 10)).value == 1)
        #expect(CompensatedSum([.infinity, 1]).value == .infinity)
    }
}
