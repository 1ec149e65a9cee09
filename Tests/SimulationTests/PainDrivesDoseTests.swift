import Testing

@testable import Simulation

@Suite("pain_drives_dose: what is planted is found")
struct PainDrivesDoseTests {
    private static let people = 4000

    private static let study: SimulatedStudy? = try? SimulatedStudy(
        design: StudyDesign(people: people, seed: 131, scenario: .painDrivesDose, untidiness: .none))

    /// A visit with a next one, and whether the dose rose between the two.
    private struct Step {
        let score: Double
        let next: Double
        let rises: Bool
    }

    /// From supplies and scores alone.
    private static func steps(_ person: SimulatedPerson) -> [Step] {
        let scores = Dictionary(
            uniqueKeysWithValues: person.assessments.map { (Int((Double($0.day) / 28).rounded()), $0.score) })
        let doses = Dictionary(uniqueKeysWithValues: person.exposures.map { ($0.startDay, $0.mme) })
        return scores.keys.sorted().compactMap { visit in
            guard let score = scores[visit], let next = scores[visit + 1], let dose = doses[visit * 28 + 4],
                let earlier = doses[(visit - 1) * 28 + 4]
            else { return nil }
            return Step(score: score, next: next, rises: dose > earlier)
        }
    }

    @Test func naiveComparisonsFindWhatTheTruthSaysAndAdjustedOnesNothing() throws {
        let study = try #require(Self.study)
        let truth = try #require(study.truth.ofPainDrivesDose)
        var change = ClusteredMean(), before = ClusteredMean()
        var afterRise = ClusteredMean(), afterNone = ClusteredMean()
        var weightedRise = ClusteredMean(), weightedNone = ClusteredMean()
        var rises = CountedChances()
        for person in (0..<Self.people).lazy.map(study.person) {
            let steps = Self.steps(person)
            let raised = steps.filter(\.rises), others = steps.filter { !$0.rises }
            func chance(_ step: Step) -> Double { ChangeTables.chance(truth.chanceOfRise, step.score) }
            change.add(raised.map { $0.next - $0.score })
            before.add(raised.map { $0.score - truth.meanPain })
            afterRise.add(raised.map(\.next))
            afterNone.add(others.map(\.next))
            weightedRise.add(raised.map(\.next), weights: raised.map { 1 / chance($0) })
            weightedNone.add(others.map(\.next), weights: others.map { 1 / (1 - chance($0)) })
            for step in steps { rises.add(step.rises, chance: chance(step)) }
        }
        func isNear(_ found: Double, _ expected: Double, _ means: ClusteredMean...) -> Bool {
            // One person's scores before and after are alike, which only makes a difference surer than this.
            let error = means.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot()
            return abs(found - expected) < 4 * error
        }
        #expect(rises.agree)
        #expect(isNear(change.mean, truth.naiveBeforeAfterPoints, change), "\(change.mean)")
        #expect(isNear(before.mean, truth.painBeforeRiseAboveMeanPoints, before), "\(before.mean)")
        let crude = afterRise.mean - afterNone.mean
        #expect(isNear(crude, truth.naiveRiseAgainstNonePoints, afterRise, afterNone), "\(crude)")
        let adjusted = weightedRise.mean - weightedNone.mean
        #expect(isNear(adjusted, truth.doseEffectPoints, weightedRise, weightedNone), "\(adjusted)")
        // What is planted is large enough to be seen.
        #expect(truth.naiveBeforeAfterPoints < -0.15 && truth.naiveRiseAgainstNonePoints > 0.3)
    }

    @Test func painDoesNotChangeWithExposureAndHasItsMemory() throws {
        let study = try #require(Self.study)
        let truth = try #require(study.truth.ofPainDrivesDose)
        var slopes = ClusteredMean()
        var products: [Double] = []
        for person in (0..<Self.people).lazy.map(study.person) {
            let scores = person.assessments
            let months = scores.map { Double($0.exposureDays ?? 0) / 30 }
            let mean = months.reduce(0, +) / Double(months.count)
            let spread = months.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            if spread > 0 {
                slopes.add(
                    [zip(months, scores).reduce(0) { $0 + ($1.0 - mean) * $1.1.score } / spread], weights: [spread])
            }
            if scores.count > 1 {
                products.append((scores[0].pain - person.intercept) * (scores[1].pain - person.intercept))
            }
            #expect(zip(person.exposures, person.exposures.dropFirst()).allSatisfy { $0.mme <= $1.mme + 1e-9 })
            #expect(scores.allSatisfy { $0.exposureDays != nil })
        }
        #expect(abs(slopes.mean - truth.slopePer30Days) < 4 * slopes.standardError, "\(slopes.mean)")
        let memory = Sample(products)
        let expected = truth.correlationFromVisitToVisit * truth.sdPain * truth.sdPain
        #expect(abs(memory.mean - expected) < 4 * memory.standardError)
    }
}
