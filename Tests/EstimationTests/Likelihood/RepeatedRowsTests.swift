import Testing

@testable import Estimation

@Suite("Repeated rows")
struct RepeatedRowsTests {
    /// Observations on few days, each with its person, and the same as different rows and where they occur.
    private struct Data {
        var days: [Double] = []
        var categories: [Int] = []
        var people: [Int] = []
        var rowDays: [Double] = []
        var rowCategories: [Int] = []
        var ofObservation: [Int32] = []

        init() {
            var generator = SeededGenerator(state: 23)
            for observation in 0..<600 {
                let day = Double(Int.random(in: 0...6, using: &generator)) * 30
                let category = min(2, max(0, Int(1.2 + day / 200 + 0.8 * generator.normal())))
                days.append(day)
                categories.append(category)
                people.append(observation / 4)
                let known = rowDays.indices.first { rowDays[$0] == day && rowCategories[$0] == category }
                if known == nil {
                    rowDays.append(day)
                    rowCategories.append(category)
                }
                ofObservation.append(Int32(known ?? rowDays.count - 1))
            }
        }

        var repeated: RepeatedRows { RepeatedRows(ofObservation: ofObservation) }
    }

    @Test func cumulativeLinkOfDifferentRowsIsThatOfAll() throws {
        let data = Data()
        let levels = ["a", "b", "c"]
        let all = try #require(
            CumulativeLink.fit(
                data.categories, levels: levels, predictors: [PredictorColumn("day", data.days)], clusters: data.people
            ).fit)
        let few = try #require(
            CumulativeLink.fit(
                data.rowCategories, levels: levels, predictors: [PredictorColumn("day", data.rowDays)],
                repeated: data.repeated, clusters: data.people
            ).fit)
        #expect(few.observations == 600 && few.counts == all.counts)
        #expect(relativeError(few.logLikelihood, all.logLikelihood) < 1e-12)
        #expect(relativeError(few.nullLogLikelihood, all.nullLogLikelihood) < 1e-12)
        check(few.estimates, all.estimates)
    }

    @Test func logisticRegressionOfDifferentRowsIsThatOfAll() throws {
        let data = Data()
        let all = try #require(
            LogisticRegression.fit(
                data.categories.map { $0 > 0 }, predictors: [PredictorColumn("day", data.days)], clusters: data.people
            ).fit)
        let few = try #require(
            LogisticRegression.fit(
                data.rowCategories.map { $0 > 0 }, predictors: [PredictorColumn("day", data.rowDays)],
                repeated: data.repeated, clusters: data.people
            ).fit)
        #expect(few.observations == 600 && few.events == all.events)
        #expect(few.probabilities.count == data.rowDays.count)
        #expect(relativeError(few.logLikelihood, all.logLikelihood) < 1e-12)
        #expect(relativeError(few.nullLogLikelihood, all.nullLogLikelihood) < 1e-12)
        check(few.estimates, all.estimates)
    }

    /// The sums run in another order and the columns have another centre: equal but for rounding.
    private func check(_ one: ParameterEstimates, _ other: ParameterEstimates) {
        for (left, right) in zip(one.modelBased + (one.robust ?? []), other.modelBased + (other.robust ?? [])) {
            #expect(relativeError(left.value, right.value) < 1e-9)
            #expect(relativeError(left.standardError, right.standardError) < 1e-9)
        }
        #expect(one.clusters == other.clusters)
    }

    @Test func badInput() {
        func reason(_ ofObservation: [Int32], clusters: [Int]? = nil) -> NotEstimable? {
            LogisticRegression.fit(
                [true, false, true], predictors: [], repeated: RepeatedRows(ofObservation: ofObservation),
                clusters: clusters
            ).reason
        }
        let needed = NotEstimable.invalidArgument(
            name: "the row of an observation", needed: "one of the 3 rows, each at least once")
        #expect(reason([0, 1, 2, 3]) == needed)
        #expect(reason([0, 1, 2, -1]) == needed)
        #expect(reason([0, 1, 1, 0]) == needed)
        #expect(reason([]) == needed)
        #expect(
            reason([0, 1, 2, 2], clusters: [1, 2, 3])
                == .invalidArgument(name: "clusters", needed: "one cluster for each of the 4 observations"))
        #expect(reason([0, 1, 2, 2], clusters: [1, 2, 3, 3]) == nil)
    }
}
