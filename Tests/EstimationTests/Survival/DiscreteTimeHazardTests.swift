import Estimation
import Testing

@Suite("Discrete-time hazard")
struct DiscreteTimeHazardTests {
    /// Counted and handed over person by person, as a logistic regression with a row for each occasion.
    @Test func isTheLogisticRegressionOfAllOccasions() throws {
        var generator = SeededGenerator(state: 12)
        let values = (0..<400).map { _ in Double(Int.random(in: 0...10, using: &generator)) }
        let isEvent = values.map { Double.random(in: 0..<1, using: &generator) < 0.05 + 0.03 * $0 }
        let people = values.indices.map { $0 / 6 }
        let hazard = try #require(
            DiscreteTimeHazard.fit(personCount: 70, predictor: "pain") { person, take in
                for row in people.indices where people[row] == person { take(0, values[row], isEvent[row]) }
            }.fit)
        let rows = try #require(
            LogisticRegression.fit(isEvent, predictors: [.init("pain", values)], clusters: people).fit)
        #expect(hazard.observations == 400)
        #expect(hazard.events == rows.events)
        #expect(hazard.estimates.clusters == 67)
        #expect(relativeError(hazard.logLikelihood, rows.logLikelihood) < 1e-12)
        let pairs =
            Array(zip(hazard.estimates.parameters, rows.estimates.parameters))
            + Array(zip(hazard.estimates.modelBased, rows.estimates.modelBased))
        #expect(pairs.count == 4)
        for (left, right) in pairs {
            #expect(left.name == right.name)
            #expect(relativeError(left.value, right.value) < 1e-11)
            #expect(relativeError(left.standardError, right.standardError) < 1e-11)
        }
        #expect(hazard.estimates.test([0, 1])?.degreesOfFreedom == [])
    }

    @Test func refusals() {
        func reason(_ occasions: [(Double, Bool)]) -> NotEstimable? {
            DiscreteTimeHazard.fit(personCount: occasions.count, predictor: "pain") { person, take in
                take(0, occasions[person].0, occasions[person].1)
            }.reason
        }
        #expect(reason([]) == .noObservations)
        #expect(reason([(1, false), (2, false)]) == .noEvents)
        #expect(reason([(1, true), (1, true)]) == .constantResponse(name: "the event"))
        #expect(reason([(1, true), (1, false), (1, false)]) == .constantColumn(name: "pain"))
        #expect(reason([(1, false), (2, false), (3, true)]) == .separated(name: "pain"))
        #expect(reason([(1, false), (.nan, true)]) == .nonFinite)
    }
}
