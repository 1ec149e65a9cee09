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
            }.fit
        ).regression
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

    /// In each stratum the fitted hazards add up to the events, as the score equations say; whatever the value, the hazard is the share
    /// of occasions with the event. Strata 2 and 3, of which the second has no event, are put together.
    @Test func hazardsOfStrata() throws {
        var generator = SeededGenerator(state: 5)
        let rows = (0..<600).map { row -> (stratum: Int, value: Double, isEvent: Bool) in
            let (stratum, value) = (row % 4, Double(Int.random(in: 0...10, using: &generator)))
            let chance = 0.02 + 0.02 * value + (stratum == 0 ? 0.1 : 0)
            return (stratum, value, stratum != 2 && Double.random(in: 0..<1, using: &generator) < chance)
        }
        let fit = try #require(
            DiscreteTimeHazard.fit(personCount: 150, predictor: "pain") { person, take in
                for row in rows[4 * person..<4 * person + 4] { take(row.stratum, row.value, row.isEvent) }
            }.fit
        ).hazards
        for strata in [[0], [1], [2, 3]] {
            let own = rows.filter { strata.contains($0.stratum) }
            let events = Double(own.count(where: \.isEvent))
            let expected = own.reduce(0.0) { $0 + fit.hazard(ofValue: $1.value, inStratum: $1.stratum) }
            #expect(relativeError(expected, events) < 1e-10)
            #expect(relativeError(fit.hazard(inStratum: strata[0]), events / Double(own.count)) < 1e-14)
        }
        #expect(fit.hazard(ofValue: 5, inStratum: 9) == fit.hazard(ofValue: 5, inStratum: 3))
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
