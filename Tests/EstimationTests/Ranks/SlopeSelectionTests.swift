import Testing

@testable import Estimation

@Suite("Slope selection")
struct SlopeSelectionTests {
    /// Storing no more than 16 slopes and sampling 64, so that short series take every way through: each rank has the slope that sorting
    /// all of them gives, to the last bit.
    @Test(arguments: PointCloud.allCases, [2, 3, 12, 41])
    func everyRankIsThatOfAllSlopes(_ cloud: PointCloud, _ count: Int) throws {
        let points = cloud.points(count)
        let order = points.x.indices.sorted { (points.x[$0], points.y[$0]) < (points.x[$1], points.y[$1]) }
        let (x, y) = (order.map { points.x[$0] }, order.map { points.y[$0] })
        let slopes = allSlopes(x, y)
        let selection = SlopeSelection(try #require(SlopeOrder(ascending: x, y)), storedSlopes: 16, sampleSize: 64)
        for rank in stride(from: 1, through: slopes.count, by: max(1, slopes.count / 40)) {
            #expect(selection.ofRanks([rank]) == [slopes[rank - 1]], "\(rank) of \(slopes.count)")
        }
        let middle = OrderStatistic.medianRanks(slopes.count)
        #expect(selection.ofRanks(middle + [1, slopes.count]) == (middle + [1, slopes.count]).map { slopes[$0 - 1] })
    }

    /// Where too many slopes are the same but for rounding, they are not formed: what comes is within the rounding of two differences and a
    /// quotient.
    @Test func tooManyTiesToForm() throws {
        let x = (0..<60).map { 0.1 * Double($0) }
        let y = (0..<60).map { 0.3 * Double($0) + ($0 % 7 == 0 ? 1 : 0) }
        let slopes = allSlopes(x, y)
        let selection = SlopeSelection(
            try #require(SlopeOrder(ascending: x, y)), storedSlopes: 16, formedSlopes: 100, sampleSize: 64)
        for rank in OrderStatistic.medianRanks(slopes.count) + [slopes.count / 3] {
            let found = try #require(selection.ofRanks([rank]).first)
            // Those differences are of doubles up to 18 that are rounded themselves: 2⁻⁴⁸ in y over 0.1 in x.
            #expect(relativeError(found, slopes[rank - 1]) < 1e-14, "\(rank)")
        }
    }

    /// (0, 0), (1, 1), (3, 1), (1, 4) have the slopes 1, 4, 1/3, 0 and -3/2: below 1 are three, up to it four.
    @Test func pairsThatChangePlacesByHand() throws {
        let order = try #require(SlopeOrder(ascending: [0, 1, 1, 3], [0, 1, 4, 1]))
        #expect(Inversions.count(order.positions(at: .init(value: 1), tiesChange: false)) == 3)
        #expect(Inversions.count(order.positions(at: .init(value: 1), tiesChange: true)) == 4)
        #expect(Inversions.count(order.positions(at: .init(value: -.infinity), tiesChange: false)) == 0)
        #expect(Inversions.count(order.positions(at: .init(value: .infinity), tiesChange: true)) == 5)
        // One third lies between two doubles.
        #expect(Inversions.count(order.positions(at: .init(value: 1.0 / 3), tiesChange: true)) == 2)
        #expect(Inversions.count(order.positions(at: .init(value: (1.0 / 3).nextUp), tiesChange: false)) == 3)
    }

    /// In doubles 1 - 0.1 is 0.9, but the double 0.1 lies above one tenth and the double 0.9 above nine tenths: the true slope is below it.
    @Test func comparesWithoutRounding() throws {
        let order = try #require(SlopeOrder(ascending: [0, 1], [0.1, 1]))
        #expect(1 - 0.1 == 0.9)
        #expect(Inversions.count(order.positions(at: .init(value: 0.9), tiesChange: false)) == 1)
        #expect(!order.hasExactDifferences)
        #expect(SlopeOrder(ascending: [0, 1], [0, 1e300]) == nil)
        #expect(SlopeOrder(ascending: [0, 1e-300], [0, 1]) == nil)
    }
}
