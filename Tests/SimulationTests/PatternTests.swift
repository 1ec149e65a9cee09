import Testing

@testable import Simulation

@Suite("mixed_patterns: what is planted is found")
struct PatternTests {
    private static let people = 3000

    private static let study: SimulatedStudy? = try? SimulatedStudy(
        design: StudyDesign(people: people, seed: 141, scenario: .mixedPatterns, untidiness: .none))

    private static let everybody: [SimulatedPerson] = study.map { (0..<people).map($0.person) } ?? []

    private static func persons() throws -> [SimulatedPerson] {
        try #require(everybody.count == people)
        return everybody
    }

    private static func truth() throws -> PatternTruth { try #require(study?.truth.ofMixedPatterns) }

    private static func mean(_ person: SimulatedPerson, _ days: Range<Int>) -> Double? {
        let scores = person.assessments.filter { days.contains($0.day) }.map(\.score)
        return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }

    /// The first fall and the rises of the daily dose, from supplies alone.
    private static func doseChanges(_ person: SimulatedPerson) -> (rises: [Int], fall: Int?) {
        let steps = zip(person.exposures, person.exposures.dropFirst())
        return (
            steps.filter { $1.mme > $0.mme * 1.01 }.map(\.1.startDay),
            steps.first { $1.mme < $0.mme * 0.99 }?.1.startDay
        )
    }

    @Test func sharesOfThePatterns() throws {
        let truth = try Self.truth()
        let patterns = try Self.persons().map { try #require($0.pattern) }
        #expect(abs(truth.patternShares.values.reduce(0, +) - 1) < 1e-12)
        for pattern in PlantedPattern.allCases {
            let share = try #require(truth.patternShares[pattern.rawValue])
            let found = Double(patterns.count { $0 == pattern }) / Double(Self.people)
            #expect(abs(found - share) < 4 * (share * (1 - share) / Double(Self.people)).squareRoot())
        }
    }

    /// Days 28 to 55 after the first fall of the dose against the 28 days before it: visits are every two weeks, so that they are
    /// spread over both evenly.
    @Test func afterAReductionPainFallsInHyperalgesiaAlone() throws {
        let truth = try Self.truth()
        var changes: [PlantedPattern: [Double]] = [:]
        for person in try Self.persons() {
            let pattern = try #require(person.pattern)
            let fall = Self.doseChanges(person).fall
            #expect((fall != nil) == pattern.hasReduction)
            guard let fall, let after = Self.mean(person, fall + 28..<fall + 56),
                let before = Self.mean(person, fall - 28..<fall)
            else { continue }
            changes[pattern, default: []].append(after - before)
        }
        #expect(Set(changes.keys.map(\.rawValue)) == Set(truth.changeAfterReductionPoints.keys))
        for (pattern, values) in changes {
            let sample = Sample(values)
            let expected = try #require(truth.changeAfterReductionPoints[pattern.rawValue])
            #expect(abs(sample.mean - expected) < 4 * sample.standardError, "\(pattern): \(sample.mean), \(expected)")
        }
        let all = Sample(changes.values.flatMap { $0 })
        #expect(abs(all.mean - truth.naiveChangeAfterReductionPoints) < 4 * all.standardError)
        #expect(changes[.nothing].map { Sample($0).mean }.map { abs($0) < 0.1 } ?? false)
    }

    /// Two weeks after each rise against two weeks before: the step, and the slope of four weeks less a fifteenth.
    @Test func aRiseOfTheDoseMakesItWorseBetterOrNothing() throws {
        let truth = try Self.truth()
        var steps: [PlantedPattern: ClusteredMean] = [:]
        for person in try Self.persons() {
            let pattern = try #require(person.pattern)
            let rises = Self.doseChanges(person).rises
            let expected = pattern == .tolerance ? 3...6 : pattern.hasRise ? 1...1 : 0...0
            #expect(expected.contains(rises.count))
            steps[pattern, default: ClusteredMean()].add(
                rises.compactMap { day in
                    guard let after = Self.mean(person, day..<day + 14), let before = Self.mean(person, day - 14..<day)
                    else { return nil }
                    return after - before
                })
        }
        for (pattern, change) in truth.changeAtRisePoints {
            let pattern = try #require(PlantedPattern(rawValue: pattern))
            let slope = try #require(truth.slopePer30DaysAtAStableDose[pattern.rawValue])
            let found = try #require(steps[pattern])
            #expect(abs(found.mean - change - slope * 14 / 30) < 4 * found.standardError, "\(pattern): \(found.mean)")
        }
    }

    @Test func painAtAStableDoseRisesAsPlanted() throws {
        let truth = try Self.truth()
        var slopes: [PlantedPattern: [Double]] = [:]
        for person in try Self.persons() {
            guard let pattern = person.pattern, let late = Self.mean(person, 70..<98),
                let early = Self.mean(person, 0..<28)
            else { continue }
            slopes[pattern, default: []].append((late - early) / 70 * 30)
        }
        for (pattern, values) in slopes where pattern != .progression {
            let sample = Sample(values)
            let expected = try #require(truth.slopePer30DaysAtAStableDose[pattern.rawValue])
            #expect(abs(sample.mean - expected) < 4 * sample.standardError, "\(pattern): \(sample.mean)")
        }
        // The event of progression is at day 98 or later, so pain is flat until then.
        #expect(abs(Sample(slopes[.progression] ?? []).mean) < 0.05)
    }

    @Test func whatElseTellsThePatternsApart() throws {
        for person in try Self.persons() {
            let pattern = try #require(person.pattern)
            let events = person.events.filter { $0.kind != .dropout }
            let last = person.dropoutDay ?? 540
            #expect(events.allSatisfy { [.newInjury, .progression].contains($0.kind) })
            #expect(events.count == (pattern == .progression && last >= 126 ? 1 : events.count))
            if pattern != .progression { #expect(events.isEmpty) }
            if pattern != .opioidUseDisorder { #expect(person.moudDoses.isEmpty && person.arm == nil) }
            if pattern == .opioidUseDisorder, last >= 280 {
                let start = try #require(person.moudStartDay)
                #expect(person.exposures.allSatisfy { $0.endDay < start })
            }
            let gaps = zip(person.exposures, person.exposures.dropFirst()).filter { $0.endDay + 1 < $1.startDay }
            #expect(gaps.isEmpty == (pattern != .withdrawal))
            #expect(gaps.allSatisfy { $1.startDay - $0.endDay - 1 == 8 })
            #expect(person.eras.count == 1)
        }
    }

    @Test func withdrawalIsAroundMissedSuppliesAndReductions() throws {
        let truth = try Self.truth()
        var around: [Double] = [], elsewhere: [Double] = [], pain: [Double] = []
        for person in try Self.persons() where person.pattern == .withdrawal {
            let gaps = zip(person.exposures, person.exposures.dropFirst()).filter { $0.endDay + 1 < $1.startDay }
                .map { $0.0.endDay + 2...$0.1.startDay + 1 }
            for assessment in person.withdrawalAssessments {
                let isAround = gaps.contains { $0.contains(assessment.day) }
                if isAround {
                    around.append(Double(assessment.score))
                } else {
                    elsewhere.append(Double(assessment.score))
                }
            }
            for assessment in person.assessments where gaps.contains(where: { $0.contains(assessment.day) }) {
                pain.append(assessment.pain - person.intercept)
            }
        }
        #expect(Double(around.count { $0 > 4 }) > 0.99 * Double(around.count) && around.count > 300)
        // A severity of 1 point, standard deviation 2.12, is above 4.5 with a chance of 0.049; a person's own part is shared.
        #expect(Double(elsewhere.count { $0 > 4 }) < 0.07 * Double(elsewhere.count))
        let raised = Sample(pain)
        #expect(abs(raised.mean - truth.painAtMissedSupplyPoints) < 4 * raised.standardError)
    }

    @Test func symptomsBelongToTheirPatterns() throws {
        let truth = try Self.truth()
        var found: [String: ClusteredMean] = [:]
        for person in try Self.persons() {
            for (symptom, pattern) in [("allodynia", PlantedPattern.hyperalgesia), ("shorter_relief", .tolerance)] {
                // A person's shift is at most 27 days.
                let late = person.symptoms.filter { $0.symptom == symptom && $0.day >= 140 }
                let key = person.pattern == pattern ? "\(symptom)_in_\(pattern.rawValue)" : "else"
                found[key, default: ClusteredMean()].add(late.map { $0.isPresent ? 1 : 0 })
            }
        }
        #expect(Set(found.keys) == Set(truth.symptomShare.keys))
        for (key, share) in truth.symptomShare {
            let sample = try #require(found[key])
            #expect(abs(sample.mean - share) < 4 * sample.standardError, "\(key): \(sample.mean)")
        }
    }
}
