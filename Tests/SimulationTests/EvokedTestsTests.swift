import Testing

@testable import Simulation

@Suite("evoked_tests: what is planted is found")
struct EvokedTestsTests {
    private static let people = 5000

    private static let study: SimulatedStudy? = try? SimulatedStudy(
        design: StudyDesign(people: people, seed: 121, scenario: .evokedTests, untidiness: .none))

    private static let everybody: [SimulatedPerson] = study.map { (0..<people).map($0.person) } ?? []

    /// Each person's own line through what would have been measured had no test been stopped, weighted by what it knows.
    @Test(arguments: SimulatedInstrument.allCases)
    func slopes(_ instrument: SimulatedInstrument) throws {
        let study = try #require(Self.study)
        let truth = try #require(study.truth.ofEvokedTests)
        var slopes = ClusteredMean()
        for person in Self.everybody {
            let scores = person.assessments.filter { $0.instrument == instrument }
            let months = scores.map { Double($0.exposureDays ?? 0) / 30 }
            guard scores.count > 1 else { continue }
            let mean = months.reduce(0, +) / Double(months.count)
            let spread = months.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            guard spread > 0 else { continue }
            let slope = zip(months, scores).reduce(0) { $0 + ($1.0 - mean) * $1.1.pain } / spread
            slopes.add([slope], weights: [spread])
        }
        let slope = try #require(truth.slopePer30Days[instrument.rawValue])
        #expect(abs(slopes.mean - slope) < 4 * slopes.standardError, "\(slopes.mean), \(slope)")
        #expect(Self.everybody.count == Self.people)
        // The error is small beside what would matter: over ten months a hundredth of the level.
        let level = try #require(truth.meanAtStart[instrument.rawValue])
        #expect(slopes.standardError * 10 < level / 100)
    }

    /// A person's scores without an opioid and after 330 to 390 days of it, as the file has them: one a person. Over that month
    /// what is recorded changes by less than 4 s and as good as evenly, so that its middle stands for it.
    @Test func whoDoesNotAskForTheCutOffFindsWhatTheTruthSays() throws {
        let study = try #require(Self.study)
        let truth = try #require(study.truth.ofEvokedTests)
        var before: [Double] = [], after: [Double] = []
        for person in Self.everybody {
            let cold = person.assessments.filter { $0.instrument == .coldPressor }
            if let score = cold.first(where: { $0.exposureDays == nil }) { before.append(score.score) }
            if let score = cold.first(where: { (330...390).contains($0.exposureDays ?? 0) }) {
                after.append(score.score)
            }
            #expect(cold.allSatisfy { $0.score <= truth.coldPressorCutOffSeconds })
        }
        let cutOff = truth.coldPressorCutOffSeconds
        func compare(_ expected: Double, _ select: (Double) -> Bool) {
            let (first, last) = (Sample(before.filter(select)), Sample(after.filter(select)))
            let error =
                (first.standardError * first.standardError + last.standardError * last.standardError).squareRoot()
            let change = last.mean - first.mean
            #expect(abs(change - expected) < 4 * error, "\(change), \(expected), error \(error)")
            #expect(truth.coldPressorChangeOver360Days < expected - 2 * error)
        }
        compare(truth.naiveChangeStoppedAsMeasured) { _ in true }
        compare(truth.naiveChangeStoppedLeftOut) { $0 < cutOff }
        #expect(truth.coldPressorChangeOver360Days == -48)
        for (scores, day) in [(before, "day_0"), (after, "day_360")] {
            let share = try #require(truth.coldPressorStoppedShare[day])
            let found = Double(scores.count { $0 >= cutOff }) / Double(scores.count)
            #expect(abs(found - share) < 4 * (share * (1 - share) / Double(scores.count)).squareRoot(), "\(day)")
        }
    }

    /// Hand-worked, Z = 50 / sqrt(50² + 20²) = 0.928477, 1 - Φ(Z) = 0.176580.
    @Test func stoppedShare() throws {
        let truth = try #require(Self.study?.truth.ofEvokedTests)
        #expect(abs((truth.coldPressorStoppedShare["day_0"] ?? 0) - 0.17658) < 2e-5)
    }
}
