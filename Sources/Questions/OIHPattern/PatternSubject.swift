import Cohort
import Estimation
import Findings

/// What is observed of a patient, before any threshold.
struct PatternSubject: Sendable {
    let person: Int
    /// Day means, of which a higher one is more pain.
    let scores: DailyScores
    /// Days of an injury, surgery or progression.
    let causes: [Int]
    /// Days on which withdrawal was assessed, and whether there was any.
    let withdrawal: [(day: Int, isThere: Bool)]
    /// Days on which spreading pain was asked about, and whether it was there.
    let spreading: [(day: Int, isThere: Bool)]
    /// Days on which scores name sites, with the number of painful ones.
    let sites: [(day: Int, count: Int)]
    let useDisorder: FactState
    let lessTolerance: FactState
    /// For each least change of the dose, in their order.
    let ladders: [PatientLadder]
}

/// Reads subjects out of a cohort; one serves many people.
struct PatternReader {
    private let cohort: Cohort
    private let settings: OIHPatternSettings
    private let instrument: Int
    private let sign: Double
    private let doseChanges: [Double]
    private let records: PatternRecords
    private let starts: ObservationStart
    private let ends: ObservationEnd
    private let painfulSites: PainfulSites
    private var timeline: DoseTimeline
    private var drugs: DrugTimeline

    init(
        _ cohort: Cohort, _ settings: OIHPatternSettings, instrument: Int, doseChanges: [Double],
        records: PatternRecords
    ) {
        self.cohort = cohort
        self.settings = settings
        self.instrument = instrument
        self.doseChanges = doseChanges
        self.records = records
        sign = cohort.instruments[instrument].direction == .higherIsMorePain ? 1 : -1
        painfulSites = PainfulSites(cohort, within: 0)
        (starts, ends) = (ObservationStart(cohort), ObservationEnd(cohort))
        (timeline, drugs) = (DoseTimeline(cohort.exposures), DrugTimeline(cohort.exposures))
    }

    /// A person with scores and exposures; `nil` of others.
    mutating func subject(_ person: Int) -> PatternSubject? {
        let spans = cohort.exposures[person]
        guard !spans.isEmpty, let start = starts[person], let end = ends[person], start <= end else { return nil }
        let own = DailyScores(cohort.pain[person], instrument: instrument)
        guard own.days.count > 1 else { return nil }
        timeline.begin(person, observed: start...end)
        drugs.begin(person)
        let lastExposed = spans.map { Int($0.end.rawValue) }.max()
        let ladders = doseChanges.map { change in
            PatientLadder(
                timeline, drugs, settings.rule(of: cohort, doseChange: change), lastExposed: lastExposed,
                transition: settings.transition, settle: settings.after.lowerBound - 1)
        }
        let sign = sign
        return PatternSubject(
            person: person,
            scores: sign > 0 ? own : DailyScores(days: own.days, scores: own.scores.map { $0 * sign }),
            causes: cohort.events[person].filter { PatternRecords.causes.contains($0.kind) }.map {
                Int($0.day.rawValue)
            },
            withdrawal: cohort.withdrawal[person].map { (Int($0.day.rawValue), $0.grade > .none) },
            spreading: records.spreadingWords.isEmpty
                ? []
                : cohort.symptoms[person].filter { records.spreadingWords.contains($0.symptom) }.map {
                    (Int($0.day.rawValue), $0.severity > 0)
                },
            sites: sites(person), useDisorder: records.useDisorder(of: person, in: cohort),
            lessTolerance: lessTolerance(person), ladders: ladders)
    }

    /// Painful sites by day.
    private func sites(_ person: Int) -> [(day: Int, count: Int)] {
        var counts: [(day: Int, count: Int)] = []
        painfulSites.forEachDay(of: person) { counts.append((Int($0.rawValue), $1)) }
        return counts
    }

    /// Whether the last evoked test was tolerated clearly less than the first of the same kind.
    private func lessTolerance(_ person: Int) -> FactState {
        guard records.hasEvoked else { return .unknown }
        var first: [UInt8: (day: StudyDay, score: Double)] = [:]
        var last: [UInt8: (day: StudyDay, score: Double)] = [:]
        for assessment in cohort.pain[person]
        where records.isEvoked[Int(assessment.instrument)] {
            let own = (assessment.day, assessment.score)
            if first[assessment.instrument] == nil { first[assessment.instrument] = own }
            last[assessment.instrument] = own
        }
        var state = FactState.unknown
        for number in first.keys.sorted() {
            guard let before = first[number], let after = last[number], before.day < after.day else { continue }
            let instrument = cohort.instruments[Int(number)]
            let loss = instrument.percentOfMaximum(after.score) - instrument.percentOfMaximum(before.score)
            // Percentages are rounded: a loss of exactly the share counts.
            if loss >= 100 * settings.evokedChange - 1e-9 { return .yes }
            state = .no
        }
        return state
    }
}

/// What the study records at all: what it does not record is unknown of everybody, and what it does is absent of those without a row.
struct PatternRecords: Sendable {
    /// Events that are a cause of their own.
    static let causes: Set<CourseEvent.Kind> = [.newInjury, .surgery, .progression]

    let hasCauses: Bool
    let hasEvoked: Bool
    /// By instrument.
    let isEvoked: [Bool]
    /// The words for pain that spreads.
    let spreadingWords: Set<UInt16>
    private let hasMOUD: Bool
    private let column: Covariate.Values?

    /// - Parameter recorded: the columns of patients as they were recorded: what a rare level says of a patient is asked here, and not its
    ///   name shown.
    init(_ cohort: Cohort, recorded: Patients) {
        hasCauses = (0..<cohort.patients.count).contains { person in
            cohort.events[person].contains { Self.causes.contains($0.kind) }
        }
        let isEvoked = cohort.instruments.map { $0.modality == .evoked }
        self.isEvoked = isEvoked
        hasEvoked = isEvoked.indices.contains { number in
            isEvoked[number] && cohort.pain.countOfInstrument.indices.contains(number)
                && cohort.pain.countOfInstrument[number] > 0
        }
        spreadingWords = Set(
            cohort.symptoms.symptoms.indices.filter { cohort.symptoms.symptoms[$0].code == .spreadingPain }.map {
                UInt16(truncatingIfNeeded: $0)
            })
        hasMOUD = !cohort.moud.spans.isEmpty
        column = recorded.covariate(named: OIHPatternSettings.useDisorderColumn)?.values
    }

    /// Whether the study says who has opioid use disorder.
    var hasUseDisorder: Bool { hasMOUD || column != nil }

    /// Medication for it that was given, or a column that says so; a column that says no does not outweigh medication.
    func useDisorder(of person: Int, in cohort: Cohort) -> FactState {
        if cohort.moud.firstDose(of: person) != nil { return .yes }
        switch column {
        case .numeric(let values)?: return FactState(values[person].map { $0 > 0 } ?? (hasMOUD ? false : nil))
        case .categorical(let levels, let codes)?:
            guard let code = codes[person] else { return hasMOUD ? .no : .unknown }
            return FactState(Self.isYes(levels[Int(code)]))
        case nil: return hasMOUD ? .no : .unknown
        }
    }

    private static func isYes(_ level: String) -> Bool? {
        switch level.lowercased() {
        case "yes", "y", "true", "1": true
        case "no", "n", "false", "0": false
        default: nil
        }
    }
}
