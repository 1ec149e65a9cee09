import Cohort
import Estimation
import Findings

/// Every patient's changes of dose, with the contrasts of each analysis, and the line over time that all share.
struct DoseLadders: Sendable {
    /// A patient's ladder.
    struct Climber: Sendable {
        let person: Int
        /// The direction of each change.
        let directions: [DoseDirection]
        let contrasts: [DechallengeAnalysis: [DoseContrast]]
        /// Scores for the line: days after the changes and between two doses are left out.
        let rows: [Row]

        /// The first fall or stop followed by a rise or restart, both with a contrast and without another rise in between.
        func pair(_ analysis: DechallengeAnalysis) -> (down: DoseContrast, up: DoseContrast)? {
            let own = contrasts[analysis] ?? []
            for up in own where up.direction == .up {
                let down = own.last { $0.direction == .down && $0.number < up.number }
                guard let down, directions[(down.number + 1)..<up.number].allSatisfy({ $0 == .down }) else { continue }
                return (down, up)
            }
            return nil
        }
    }

    /// A day's score, with how often the dose had gone down and up by then.
    struct Row: Sendable {
        let day: Double
        let downs: Double
        let ups: Double
        let score: Double
    }

    /// Patients whose ladders are looked at; of more, so many evenly spread.
    static let mostPatients = 20_000
    /// Days of the unit of the line over time.
    static let unit = 30.0

    let climbers: [Climber]
    /// Whether they are a part of all.
    let isPart: Bool

    init(_ settings: DechallengeSettings, instrument: Int, study: Study) {
        let cohort = study.cohort
        let everybody = (0..<cohort.patients.count).filter {
            !cohort.exposures[$0].isEmpty || !cohort.pain[$0].isEmpty
        }
        let people = everybody.evenlySpread(Self.mostPatients)
        isPart = people.count < everybody.count
        let (starts, ends) = (ObservationStart(cohort), ObservationEnd(cohort))
        let rule = settings.rule(of: cohort)
        climbers = study.executor.mapBlocks(of: people.count, size: 256) { range in
            var timeline = DoseTimeline(cohort.exposures)
            return people[range].compactMap { person -> Climber? in
                guard let start = starts[person], let end = ends[person], start <= end else { return nil }
                timeline.begin(person, observed: start...end)
                let ladder = timeline.ladder(rule)
                let scores = DailyScores(cohort.pain[person], instrument: instrument)
                let last = ladder.endsUnseen ? cohort.exposures[person].map(\.end.rawValue).max().map(Int.init) : nil
                return Climber(person, ladder.changes, scores, knownUntil: last, settings)
            }
        }.flatMap(\.self)
    }

    /// The patients with a change in a direction.
    func changed(_ direction: DoseDirection) -> PersonSet {
        PersonSet(ascending: climbers.lazy.filter { $0.directions.contains(direction) }.map(\.person))
    }

    /// The line over time that all patients share: per day, with its error by patient.
    ///
    ///     score = level of the patient + line over time + a step for each fall or stop + a step for each rise or restart
    ///
    /// Least squares of deviations from the patient's own means. Without the steps, a fall of pain after falls of the dose would pass for
    /// the course of time.
    func line(executor: BlockExecutor) -> FitOutcome<(slope: ErredValue, persons: PersonSet)> {
        let groups = climbers.filter { $0.rows.count > 1 }
        let deviations = groups.map { Self.deviations($0.rows) }
        let scales = (0..<4).map { column in
            deviations.reduce(0.0) { $1.reduce($0) { max($0, abs($1[column])) } }
        }
        guard !groups.isEmpty else { return .notEstimable(.oneObservationPerGroup) }
        guard scales[0] > 0 else { return .notEstimable(.constantWithinGroups(name: "the study day")) }
        let steps = [1, 2].filter { scales[$0] > 0 }
        let columns = ["time", "falls", "rises", "score"].enumerated().map {
            GroupedMoments.Column($1, scale: scales[$0] > 0 ? scales[$0] : 1)
        }
        // Where no score changes in anybody there is no course.
        let persons = PersonSet(ascending: groups.map(\.person))
        guard scales[3] > 0 else {
            return .fitted((ErredValue(value: 0, standardError: 0), persons))
        }
        let outcome = ClusterRobustRegression.fit(
            columns: columns, groupCount: groups.count, response: 3, predictors: [0] + steps, executor: executor
        ) { group, sums in
            for row in deviations[group] { sums.addRow { row[$0] } }
        }
        switch outcome {
        case .notEstimable(let why): return .notEstimable(why)
        case .fitted(let fit):
            let weights = fit.coefficients.indices.map { $0 == 1 ? 1.0 : 0 }
            guard let slope = fit.prediction(weights) else { return .notEstimable(.collinear(name: "time")) }
            return .fitted((ErredValue(value: slope.value, standardError: slope.standardError), persons))
        }
    }

    /// Day, steps and score less their means in the patient; from the first row on, so that what does not change is exactly 0.
    private static func deviations(_ rows: [Row]) -> [SIMD4<Double>] {
        let values = rows.map { SIMD4($0.day, $0.downs, $0.ups, $0.score) }
        guard let first = values.first else { return [] }
        let mean = values.reduce(SIMD4<Double>.zero) { $0 + ($1 - first) } / Double(values.count)
        return values.map { $0 - first - mean }
    }
}

extension DoseLadders.Climber {
    fileprivate init?(
        _ person: Int, _ changes: [DoseChange], _ scores: DailyScores, knownUntil last: Int?,
        _ settings: DechallengeSettings
    ) {
        guard !changes.isEmpty || scores.days.count > 1 else { return nil }
        var contrasts: [DechallengeAnalysis: [DoseContrast]] = [:]
        for analysis in DechallengeAnalysis.allCases {
            contrasts[analysis] = settings.windows(analysis)?.contrasts(changes, scores, knownUntil: last)
        }
        var rows: [DoseLadders.Row] = []
        var (next, downs, ups) = (0, 0.0, 0.0)
        var settled = Int.min
        for (day, score) in zip(scores.days, scores.scores) {
            while next < changes.count, Int(changes[next].firstDayAfter.rawValue) <= day {
                switch DoseDirection(changes[next].kind) {
                case .down: downs += 1
                case .up: ups += 1
                }
                settled = Int(changes[next].firstDayAfter.rawValue) + settings.after.lowerBound - 1
                next += 1
            }
            let isBetween = next < changes.count && Int(changes[next].lastDayBefore.rawValue) < day
            if day >= settled, !isBetween {
                rows.append(DoseLadders.Row(day: Double(day), downs: downs, ups: ups, score: score))
            }
        }
        self.init(
            person: person, directions: changes.map { DoseDirection($0.kind) }, contrasts: contrasts, rows: rows)
    }
}
