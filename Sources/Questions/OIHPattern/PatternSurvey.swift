import Cohort
import Estimation
import Findings

/// Everybody's facts, and, of a sample, the classes under other thresholds and with scores in random order.
struct PatternSurvey: Sendable {
    /// Patients with two days of scores and an exposure.
    let subjects: PersonSet
    /// Of whom a rise can be judged, with their facts.
    let judged: [(person: Int, facts: PatientFacts)]
    /// Those of a sample who are judged by the main thresholds.
    let sample: [SampledPatient]
    /// How many were drawn in random order and judged, and of them in each class, by ``PatternTerm/allCases``.
    let shuffled: (judged: Int, classes: [Int])
    /// The thresholds of the grid.
    let grid: [PatternThresholds]

    /// A patient under every threshold of the grid.
    struct SampledPatient: Sendable {
        let person: Int
        /// By the thresholds of the grid: the position of the class, or one beyond the last where a rise cannot be judged.
        let classes: [UInt8]
    }

    /// Patients of whom all thresholds are tried; of more, so many evenly spread.
    static let mostSampled = ScoredDays.mostPatients
    static let classCount = PatternTerm.allCases.count

    init(_ settings: OIHPatternSettings, instrument: Int, study: Study) {
        let cohort = study.cohort
        let main = settings.thresholds(cohort.instruments[instrument])
        let grid = main.grid
        let doseChanges = PatternThresholds.doseFactors.map { min(1, main.doseChange * $0) }
        let records = PatternRecords(cohort, recorded: study.recorded)
        let people = (0..<cohort.patients.count).filter {
            !cohort.exposures[$0].isEmpty && cohort.pain[$0].count > 1
        }
        let evidence = PatternEvidence(settings: settings, thresholds: main, records: records)
        let blocks = study.executor.mapBlocks(of: people.count, size: 256) { range in
            var reader = PatternReader(
                cohort, settings, instrument: instrument, doseChanges: [main.doseChange], records: records)
            var found: (subjects: [Int], judged: [(person: Int, facts: PatientFacts)]) = ([], [])
            for person in people[range] {
                guard let subject = reader.subject(person) else { continue }
                found.subjects.append(person)
                let facts = evidence.facts(subject, subject.ladders[0], scores: subject.scores)
                if facts[.painRose] != .unknown { found.judged.append((person, facts)) }
            }
            return found
        }
        subjects = PersonSet(ascending: blocks.lazy.flatMap(\.subjects))
        judged = blocks.flatMap(\.judged)
        self.grid = grid

        let sampled = subjects.persons.evenlySpread(Self.mostSampled)
        let weak = settings.weakEvidence
        let parts = study.executor.mapBlocks(of: sampled.count, size: 64, counting: "patients") { range in
            var reader = PatternReader(
                cohort, settings, instrument: instrument, doseChanges: doseChanges, records: records)
            var part = Part()
            for person in sampled[range] {
                guard let subject = reader.subject(person) else { continue }
                part.add(subject, evidence, grid, doseChanges, weak: weak, rounds: settings.shuffles)
            }
            return part
        }
        sample = parts.flatMap(\.sample)
        shuffled = parts.reduce(into: (0, [Int](repeating: 0, count: Self.classCount))) { sum, part in
            sum.0 += part.shuffled
            for position in sum.1.indices { sum.1[position] += part.classes[position] }
        }
    }

    /// The number of the main thresholds in the grid.
    var main: Int { grid.count / 2 }

    /// A block of the sample.
    private struct Part: Sendable {
        var sample: [SampledPatient] = []
        var shuffled = 0
        var classes = [Int](repeating: 0, count: PatternSurvey.classCount)

        mutating func add(
            _ subject: PatternSubject, _ main: PatternEvidence, _ grid: [PatternThresholds], _ doseChanges: [Double],
            weak: WeakEvidence, rounds: Int
        ) {
            let own = grid.map { thresholds -> UInt8 in
                let evidence = PatternEvidence(
                    settings: main.settings, thresholds: thresholds, records: main.records)
                let ladder = doseChanges.firstIndex(of: thresholds.doseChange) ?? doseChanges.count / 2
                let facts = evidence.facts(subject, subject.ladders[ladder], scores: subject.scores)
                return PatternSurvey.position(PatternRule.table.pattern(of: facts, weak: weak))
            }
            if Int(own[grid.count / 2]) < PatternSurvey.classCount {
                sample.append(SampledPatient(person: subject.person, classes: own))
            }
            for round in 0..<rounds {
                let order = GroupShuffle.order(
                    of: subject.scores.days.count, group: subject.person, round: round)
                let scores = DailyScores(days: subject.scores.days, scores: order.map { subject.scores.scores[$0] })
                let facts = main.facts(subject, subject.ladders[doseChanges.count / 2], scores: scores)
                guard let pattern = PatternRule.table.pattern(of: facts, weak: weak) else { continue }
                shuffled += 1
                classes[Int(PatternSurvey.position(pattern))] += 1
            }
        }
    }

    fileprivate static func position(_ pattern: PatternTerm?) -> UInt8 {
        UInt8(truncatingIfNeeded: pattern.flatMap { PatternTerm.allCases.firstIndex(of: $0) } ?? classCount)
    }
}
