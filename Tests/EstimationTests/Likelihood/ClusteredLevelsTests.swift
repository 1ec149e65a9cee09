import Testing

@testable import Estimation

@Suite("Levels by cluster")
struct ClusteredLevelsTests {
    /// People with one to six observations, nobody's day or level in order; some have none.
    private struct Data {
        var days: [Int] = []
        var categories: [Int] = []
        var people: [Int] = []
        /// By person.
        var ages: [Double] = []
        let levels: ClusteredLevels

        static let blockSize = 16

        init(width: Int = 4) {
            var generator = SeededGenerator(state: 29)
            var blocks: [ClusteredLevels.Block] = []
            for person in 0..<200 {
                if person % Self.blockSize == 0 { blocks.append(ClusteredLevels.Block()) }
                let own = 0.9 * generator.normal()
                ages.append(40 + 9 * generator.normal())
                for _ in 0..<(person % 7) {
                    let day = Int.random(in: 0...240, using: &generator)
                    let score = own + Double(day) / 160 + ages[person] / 80 + generator.normal()
                    let category = min(width - 1, max(0, Int(score)))
                    days.append(day)
                    categories.append(category)
                    people.append(person)
                    blocks[blocks.count - 1].append(day: day, category: UInt8(category))
                }
                blocks[blocks.count - 1].endCluster()
            }
            levels = ClusteredLevels(blocks, blockSize: Self.blockSize, width: width)
        }

        let names = ["a", "b", "c", "d"]

        func means() -> [Double] {
            var means = [Double](repeating: 0, count: ages.count)
            for person in means.indices {
                let own = zip(days, people).filter { $0.1 == person }.map(\.0)
                if !own.isEmpty { means[person] = Double(own.reduce(0, +)) / Double(own.count) / 30 }
            }
            return means
        }
    }

    /// Sums run in another order and exponentials are products of others: equal but for rounding.
    private func check(_ one: ParameterEstimates, _ other: ParameterEstimates) {
        #expect(one.modelBased.map(\.name) == other.modelBased.map(\.name))
        for (left, right) in zip(one.modelBased + (one.robust ?? []), other.modelBased + (other.robust ?? [])) {
            #expect(relativeError(left.value, right.value) < 1e-9)
            #expect(relativeError(left.standardError, right.standardError) < 1e-9)
        }
        #expect(one.clusters == other.clusters && one.robust?.count == other.robust?.count)
    }

    @Test func countsWhatWasObserved() {
        let data = Data()
        #expect(data.levels.observations == data.days.count)
        #expect(data.levels.clusters == Set(data.people).count)
        let cell = data.days[3] * 4 + data.categories[3]
        #expect(
            data.levels.counts[cell]
                == zip(data.days, data.categories).count { $0 == data.days[3] && $1 == data.categories[3] })
    }

    @Test func withinAndBetweenIsThatOfRows() throws {
        let data = Data()
        let means = data.means()
        let rows = try #require(
            CumulativeLink.fit(
                data.categories, levels: data.names,
                predictors: [
                    PredictorColumn(
                        "deviation", zip(data.days, data.people).map { Double($0) / 30 - means[$1] }),
                    PredictorColumn("mean", data.people.map { means[$0] }),
                ], clusters: data.people
            ).fit)
        let levels = try #require(
            CumulativeLink.fit(
                data.levels, names: data.names, response: "score",
                day: .init("deviation", unit: 30, offsets: means), constants: [PredictorColumn("mean", means)]
            ).fit)
        check(levels, rows.estimates)
    }

    @Test func someClustersWithConstantsAreThoseOfRows() throws {
        let data = Data()
        let isKept = data.ages.map { $0 > 36 }
        let used = data.days.indices.filter { isKept[data.people[$0]] }
        let rows = try #require(
            CumulativeLink.fit(
                used.map { data.categories[$0] }, levels: data.names,
                predictors: [
                    PredictorColumn("day", used.map { Double(data.days[$0]) / 30 }),
                    PredictorColumn("age", used.map { data.ages[data.people[$0]] }),
                ], clusters: used.map { data.people[$0] }
            ).fit)
        let levels = try #require(
            CumulativeLink.fit(
                data.levels, names: data.names, response: "score", day: .init("day", unit: 30),
                constants: [PredictorColumn("age", data.ages)], keeping: isKept
            ).fit)
        check(levels, rows.estimates)
    }

    @Test func threadsChangeNothing() throws {
        let data = Data()
        let backwards = BlockExecutor { blocks, body in for block in (0..<blocks).reversed() { body(block) } }
        func fit(_ executor: BlockExecutor) throws -> ParameterEstimates {
            try #require(
                CumulativeLink.fit(
                    data.levels, names: data.names, response: "score", day: .init("day", unit: 30),
                    constants: [PredictorColumn("age", data.ages)], executor: executor
                ).fit)
        }
        let (one, other) = (try fit(.serial), try fit(backwards))
        #expect(one.parameters == other.parameters && one.covariance == other.covariance)
    }

    @Test func repeatedRowsOfLevelsAreThoseListed() throws {
        let data = Data()
        var (rowDays, rowCategories) = ([Double](), [Int]())
        var rowOfCell = [Int32](repeating: -1, count: data.levels.counts.count)
        for (cell, count) in data.levels.counts.enumerated() where count > 0 {
            rowOfCell[cell] = Int32(rowDays.count)
            rowDays.append(Double(cell / 4))
            rowCategories.append(cell % 4)
        }
        let listed = zip(data.days, data.categories).map { rowOfCell[$0 * 4 + $1] }
        func fit(_ repeated: RepeatedRows, _ clusters: [Int]?) throws -> ParameterEstimates {
            try #require(
                CumulativeLink.fit(
                    rowCategories, levels: data.names, predictors: [PredictorColumn("day", rowDays)],
                    repeated: repeated, clusters: clusters
                ).fit
            ).estimates
        }
        check(
            try fit(RepeatedRows(data.levels, rowOfCell: rowOfCell), nil),
            try fit(RepeatedRows(ofObservation: listed), data.people))
    }

    @Test func noEstimate() {
        let data = Data()
        func reason(
            constants: [PredictorColumn] = [], keeping isKept: [Bool]? = nil,
            unit: Double = 30
        ) -> NotEstimable? {
            CumulativeLink.fit(
                data.levels, names: data.names, response: "score", day: .init("day", unit: unit),
                constants: constants, keeping: isKept
            ).reason
        }
        #expect(reason(keeping: data.ages.map { _ in false }) == .noObservations)
        #expect(
            reason(constants: [PredictorColumn("one", data.ages.map { _ in 1 })]) == .constantColumn(name: "one"))
        #expect(
            reason(constants: [PredictorColumn("age", data.ages), PredictorColumn("twice", data.ages.map { 2 * $0 })])
                == .collinear(name: "twice"))
        #expect(
            reason(constants: [PredictorColumn("age", [1])])
                == .invalidArgument(name: "the clusters' columns", needed: "one value for each of 200"))
    }

    /// Days beyond 100 are all of the higher level, so that the odds have no bound; and a step that overshoots forms exponents that
    /// the products of exponentials do not hold.
    @Test func separatedLevels() {
        var block = ClusteredLevels.Block()
        for person in 0..<40 {
            block.append(day: 5 * person, category: person < 20 ? 0 : 1)
            block.endCluster()
        }
        let levels = ClusteredLevels([block], blockSize: 64, width: 2)
        let outcome = CumulativeLink.fit(
            levels, names: ["low", "high"], response: "score", day: .init("day", unit: 1))
        #expect(outcome.reason == .separated(name: "day"))
    }
}
