import Estimation
import Testing

@Suite("Grouped moments")
struct GroupedMomentsTests {
    /// By hand: rows (1, 2), (3, 5) in group 0, none in group 1, (2, 2) in group 2; x about 2 in halves, y as it is.
    @Test func sumsByHand() {
        let x = GroupedMoments.Column("x", center: 2, scale: 2)
        let rows: [[(Double, Double)]] = [[(1, 2), (3, 5)], [], [(2, 2)]]
        let pairs = GroupedMoments(x: x, y: .init("y"), groupCount: 3) { group, sums in
            for (x, y) in rows[group] { sums.add(x: x, y: y) }
        }
        #expect((0..<4).map(pairs.rowCount) == [2, 0, 1, 0])
        // Standardised x is -0.5 and 0.5: n, Σx, Σy, Σx², Σxy, Σy² = 2, 0, 7, 0.5, 1.5, 29; then 1, 0, 2, 0, 0, 4.
        let general = GroupedMoments(columns: [x, .init("y")], groupCount: 3) { group, sums in
            for (x, y) in rows[group] { sums.addRow { $0 == 0 ? x : y } }
        }
        #expect(pairs == general)
        let byHand = GroupedMoments(x: x, y: .init("y"), groupCount: 3) { group, sums in
            switch group {
            case 0: (sums.count, sums.x, sums.y, sums.xx, sums.xy, sums.yy) = (2, 0, 7, 0.5, 1.5, 29)
            case 2: (sums.count, sums.x, sums.y, sums.xx, sums.xy, sums.yy) = (1, 0, 2, 0, 0, 4)
            default: break
            }
        }
        #expect(pairs == byHand)
    }

    /// Rows known by their sums alone: the same moments as the rows themselves; columns that are not there change nothing.
    @Test func sumsCanStandForRows() {
        let columns = [GroupedMoments.Column("x"), .init("y")]
        let rows = GroupedMoments(columns: columns, groupCount: 1) { _, sums in
            sums.addRow { $0 == 0 ? 2 : 5 }
            sums.addRow { $0 == 0 ? 4 : 1 }
        }
        // n 2, Σx 6, Σy 6, Σx² 20, Σxy 14, Σy² 26.
        let known = GroupedMoments(columns: columns, groupCount: 1) { _, sums in
            for (value, i, j) in [
                (2.0, 0, 0), (6, 0, 1), (6, 2, 0), (20, 1, 1), (14, 2, 1), (26, 2, 2), (99, 3, 0), (99, 0, -1),
            ] {
                sums.add(value, toProductOf: i, and: j)
            }
        }
        #expect(rows == known)
    }

    @Test func addingNeedsTheSameColumnsAndGroups() {
        func moments(_ name: String, groups: Int) -> GroupedMoments {
            GroupedMoments(x: .init(name), y: .init("y"), groupCount: groups) { _, sums in sums.add(x: 1, y: 2) }
        }
        #expect(throws: GroupedMoments.MergeError.differentColumns) {
            try moments("a", groups: 2).adding(moments("b", groups: 2))
        }
        #expect(throws: GroupedMoments.MergeError.differentGroupCount(2, 3)) {
            try moments("a", groups: 2).adding(moments("a", groups: 3))
        }
    }

    /// Another center and scale and back again: halves and whole numbers, so exactly the same.
    @Test func standardizingBackAndForthIsExact() throws {
        let columns = [GroupedMoments.Column("x", center: 2, scale: 2), .init("y", center: 4, scale: 0.5)]
        let moments = GroupedMoments(columns: columns, groupCount: 2) { group, sums in
            for row in 0..<4 { sums.addRow { Double(row * (group + 1) + $0) } }
        }
        let plain = try moments.standardized(like: [.init("x"), .init("y")])
        let direct = GroupedMoments(columns: [.init("x"), .init("y")], groupCount: 2) { group, sums in
            for row in 0..<4 { sums.addRow { Double(row * (group + 1) + $0) } }
        }
        #expect(plain == direct)
        #expect(try plain.standardized(like: columns) == moments)
    }

    @Test func columnsWithoutAUsableScaleAreTakenAsTheyAre() {
        #expect(GroupedMoments.Column("x", center: .nan, scale: 0) == GroupedMoments.Column("x"))
        #expect(GroupedMoments.Column("x", scale: -.infinity) == GroupedMoments.Column("x"))
    }

    @Test func thereIsNoColumnBeyondTheLast() {
        let moments = GroupedMoments(x: .init("x"), y: .init("y"), groupCount: 1) { _, sums in sums.add(x: 1, y: 2) }
        #expect(moments.appendingGroupMean(of: 2, as: .init("m")) == nil)
        #expect(moments.appendingGroupDeviation(of: -1, as: .init("m")) == nil)
        #expect(moments.position(of: "z") == nil)
    }

    /// A negative or zero number of groups is none.
    @Test func noGroups() {
        let moments = GroupedMoments(x: .init("x"), y: .init("y"), groupCount: -4) { _, _ in }
        #expect(moments.groupCount == 0)
    }

    @Test func meansAndCountsAreOverAllRows() {
        let columns = [GroupedMoments.Column("x", center: 1e6, scale: 10), .init("y")]
        let moments = GroupedMoments(columns: columns, groupCount: 3) { group, sums in
            for row in 0..<group * 2 { sums.addRow { $0 == 0 ? 1e6 + Double(row) : 5 } }
        }
        // Rows 0, 1 and 0, 1, 2, 3.
        #expect(moments.mean(ofColumn: 0) == 1e6 + 7.0 / 6 && moments.mean(ofColumn: 1) == 5)
        #expect(moments.rowCount == 6 && moments.groupsWithRows == 2)
        #expect(moments.mean(ofColumn: 2) == nil && moments.mean(ofColumn: -1) == nil)
        #expect(moments.keeping { _ in false }.mean(ofColumn: 0) == nil)
    }
}
