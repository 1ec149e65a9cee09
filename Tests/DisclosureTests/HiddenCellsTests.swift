import Disclosure
import Findings
import Testing

@Suite("Hidden cells and rows")
struct HiddenCellsTests {
    private func hidden(_ sizes: [Int], sums: [Set<Int>]) -> Set<Int>? {
        HiddenCells.choose(
            sizes, isSmall: sizes.map { (1...10).contains($0) }, sums: sums,
            isSmallSum: { (1...10).contains($0.reduce(0) { $0 + sizes[$1] }) })
    }

    @Test func nothingIsHiddenWhereNothingIsSmall() {
        #expect(hidden([20, 0, 30], sums: [[0, 1, 2]]) == [])
    }

    @Test func oneSmallCellTakesTheSmallestOtherAlong() {
        #expect(hidden([50, 3, 20], sums: [[0, 1, 2]]) == [1, 2])
        #expect(hidden([50, 3, 20], sums: []) == [1])
    }

    @Test func twoSmallOnesWhoseSumIsSmallTakeAnother() {
        #expect(hidden([50, 3, 4], sums: [[0, 1, 2]]) == [0, 1, 2])
        #expect(hidden([50, 8, 9], sums: [[0, 1, 2]]) == [1, 2])
    }

    @Test func wholeTablesThatCannotBeProtectedAreSaid() {
        #expect(hidden([3], sums: [[0]]) == nil)
    }

    /// Cells 0 to 3 are neither, the first, the second, both: the rows' sums give the partner of a small cell back.
    @Test func twoSubtractionsAreSeen() {
        // Of the sums {1, 3} and {2, 3} and all, with 1 and 3 hidden, 3 follows from {2, 3} less 2, and 1 from {1, 3} less 3.
        let chosen = hidden([100, 5, 40, 20], sums: [[0, 1, 2, 3], [1, 3], [2, 3]])
        #expect(chosen == [0, 1, 2, 3])
    }

    private func rows(
        rejected: Results.RowCount, duplicates: Results.RowCount = .init(0), reasons: [Results.RowCount]
    ) -> HiddenRows {
        HiddenRows(rejected: rejected, duplicates: duplicates, reasons: reasons, fewerThan: 11)
    }

    @Test func rowsReadAreHiddenWithFewRejectedOnes() {
        let few = rows(rejected: .init(7), reasons: [.init(7)])
        #expect(few.hidesRead && few.hidesRejected && few.reasons == [0] && !few.hidesDuplicates)
        let many = rows(rejected: .init(70), reasons: [.init(70)])
        #expect(!many.hidesRead && !many.hidesRejected && many.reasons.isEmpty)
    }

    @Test func manyRowsOfFewPatientsAreHidden() {
        let few = rows(rejected: .init(70, ofPatients: 3), reasons: [.init(70, ofPatients: 3)])
        #expect(few.hidesRead && few.hidesRejected && few.reasons == [0])
    }

    @Test func aFewRowsForOneReasonHideBehindAnother() {
        let rows = rows(rejected: .init(63), reasons: [.init(46), .init(9), .init(8)])
        #expect(rows.reasons == [1, 2] && !rows.hidesRejected && !rows.hidesRead)
        let single = self.rows(rejected: .init(55), reasons: [.init(46), .init(9)])
        #expect(single.reasons == [0, 1] && !single.hidesRejected)
    }

    @Test func fewDuplicatesHideTheRowsRead() {
        let rows = rows(rejected: .init(63), duplicates: .init(5), reasons: [.init(63)])
        #expect(rows.hidesDuplicates && rows.hidesRead && !rows.hidesRejected)
    }
}
