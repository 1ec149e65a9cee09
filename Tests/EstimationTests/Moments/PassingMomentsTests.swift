import Testing

@testable import Estimation

@Suite("Moments that are stored nowhere")
struct PassingMomentsTests {
    private let columns = [
        GroupedMoments.Column("x", center: 3, scale: 2), GroupedMoments.Column("y", center: 1, scale: 0.5),
    ]

    /// 3000 groups of none to four rows, of which more than one block is formed.
    @Sendable private static func accumulate(_ group: Int, _ sums: inout RowSums) {
        for row in 0..<(group % 5) {
            let x = Double((group * 7 + row * 13) % 17)
            sums.addRow { $0 == 0 ? x : 0.3 * x + Double((group * 11 + row * 5) % 23) / 7 }
        }
    }

    @Test("The regression is that of stored moments, to the last digit")
    func regression() throws {
        let stored = try #require(
            ClusterRobustRegression.fit(
                GroupedMoments(columns: columns, groupCount: 3000, accumulate: Self.accumulate), response: 1,
                predictors: [0]
            ).fit)
        let backwards = BlockExecutor { blocks, body in for block in (0..<blocks).reversed() { body(block) } }
        let passing = try #require(
            ClusterRobustRegression.fit(
                columns: columns, groupCount: 3000, response: 1, predictors: [0], executor: backwards,
                accumulate: Self.accumulate
            ).fit)
        #expect(passing.coefficients == stored.coefficients && passing.covariance == stored.covariance)
        #expect(passing.groups == stored.groups && passing.observations == stored.observations)
        #expect(passing.sdResidual == stored.sdResidual)
    }

    @Test("Parts make the same moments")
    func parts() {
        let whole = GroupedMoments(columns: columns, groupCount: 3000, accumulate: Self.accumulate)
        let parts = [0..<1024, 1024..<2048, 2048..<3000].map { groups in
            var part = GroupedMoments.Part(columns, groups: groups.count)
            for group in groups {
                for row in 0..<(group % 5) {
                    let x = Double((group * 7 + row * 13) % 17)
                    part.addRow { $0 == 0 ? x : 0.3 * x + Double((group * 11 + row * 5) % 23) / 7 }
                }
                part.endGroup()
            }
            return part
        }
        #expect(GroupedMoments(columns: columns, parts: parts) == whole)
        #expect(GroupedMoments(columns: columns, parts: []).groupCount == 0)
    }
}
