import Cohort
import Estimation
import Findings
import StudyFile

/// Which scores are held against which exposure.
struct TrendChoice: Sendable, Hashable {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// What counts as exposure duration.
    var clock: ExposureClock

    /// A choice; by default the most used clinical instrument against days of the current era.
    init(instrument: String? = nil, clock: ExposureClock = .eraDays) {
        self.instrument = instrument
        self.clock = clock
    }
}

/// The exposed scores of an instrument, summed person by person.
struct ExposedPainOf: Derivation {
    let trend: TrendChoice
    let bands: DurationBands
    static let stage = "exposed_pain"

    func derive(from study: Study) -> ExposedPain {
        ExposedPain(cohort: study.cohort, settings: trend, bands: bands, executor: study.executor)
    }
}

/// Who has scores, and who has exposed ones.
struct ExposedPersonsOf: Derivation {
    let exposed: ExposedPainOf
    static let stage = "exposed_persons"

    func derive(from study: Study) -> ExposedPersons { ExposedPersons(study.shared(exposed), in: study.cohort) }
}

/// Who has a score of an instrument, who has an exposed one, and who has two.
struct ExposedPersons: Sendable {
    /// With a score, exposed or not.
    let withScores: PersonSet
    /// With an exposed score.
    let exposed: PersonSet
    /// With at least two.
    let withTwo: PersonSet
    /// With an exposed score, and exposed already when their observation began.
    let prevalent: PersonSet

    init(_ pain: ExposedPain, in cohort: Cohort) {
        let people = pain.people
        let start = ObservationStart(cohort)
        prevalent = PersonSet(below: people.count) { people[$0].n > 0 && start.isPrevalentUser($0) }
        withScores = PersonSet(below: people.count) { people[$0].scores > 0 }
        exposed = PersonSet(below: people.count) { people[$0].n > 0 }
        withTwo = PersonSet(below: people.count) { people[$0].n > 1 }
    }
}

/// The straight line of pain against exposure and nothing else.
struct MainTrendOf: Derivation {
    let exposed: ExposedPainOf
    static let stage = "pain_trend.main"

    func derive(from study: Study) -> Result<MainTrend, MainTrend.Missing> {
        MainTrend.of(study.shared(exposed), executor: study.executor)
    }
}

/// Settings of a question that asks more of the exposed scores than what ``ExposedPain`` sums.
protocol PainWalkSettings: QuestionSettings {
    /// Which scores are held against which exposure.
    var trend: TrendChoice { get }
    /// What it asks of the walk over them.
    var partsOfWalk: PainWalk.Parts { get }
    /// Knots of the spline among these; `nil` where it asks for none.
    var knotsOfWalk: Int? { get }
}

extension PainWalkSettings {
    var knotsOfWalk: Int? { nil }
}

extension Question where Settings: PainWalkSettings {
    /// The walk over the scores.
    static func prepare(_ settings: Settings, of study: Study) {
        _ = TrendSubject(settings.trend, of: study).walk(of: study)
    }
}

/// The one walk over the exposed scores that the questions asked share.
struct PainWalkOf: Derivation {
    let exposed: ExposedPainOf
    static let stage = "pain_walk"

    func derive(from study: Study) -> PainWalk {
        let asking = study.asked.settings.compactMap { $0 as? any PainWalkSettings }.filter {
            $0.trend == exposed.trend
        }
        return PainWalk(
            study.shared(exposed), parts: asking.reduce(into: []) { $0.formUnion($1.partsOfWalk) },
            knots: asking.lazy.compactMap(\.knotsOfWalk).first ?? TrendColumns.usualKnots, executor: study.executor)
    }
}

/// Each patient's own line.
struct OwnSlopesOf: Derivation {
    let exposed: ExposedPainOf
    static let stage = "own_slopes"

    func derive(from study: Study) -> OwnSlopes {
        study.shared(PainWalkOf(exposed: exposed)).ownSlopes
    }
}

/// What a question needs of the scores that it holds against exposure.
struct TrendSubject {
    /// The scores.
    let source: ExposedPainOf
    let exposed: ExposedPain
    /// Who has them.
    let persons: ExposedPersons

    init(_ trend: TrendChoice, bands: DurationBands? = nil, of study: Study) {
        source = ExposedPainOf(trend: trend, bands: bands ?? study.bands)
        exposed = study.shared(source)
        persons = study.shared(ExposedPersonsOf(exposed: source))
    }

    /// The instrument; `nil` where the study has no score of it.
    var instrument: InstrumentInfo? { exposed.instrument?.info }

    /// Who a trend is about. Apart are those whom the patient flow shows as left out on the way.
    var population: FindingBuilder.Population {
        .init(
            "patients with a pain score while exposed; observations are those scores",
            patients: persons.exposed,
            apart: [persons.withScores, PersonSet(everyoneBelow: exposed.people.count)].map {
                $0.subtracting(persons.exposed)
            },
            observations: exposed.exposedScores, observationsBasis: .of(persons.exposed))
    }

    /// Prevalent users among the patients above this part of them keep days of exposure from being read as its length.
    static let mostPrevalent = 0.2

    /// Who is a prevalent user, where there are any.
    var prevalentUse: [Prose] {
        guard !persons.prevalent.isEmpty else { return [] }
        return [
            """
            Prevalent users: of \(Measured.count(persons.exposed)) patients, \(Measured.count(persons.prevalent)) were exposed already \
            when their record begins, for how long is not known; their days of exposure are counted from there. Where a record \
            begins with the first dose, a column "observation_start" of patients says since when they were watched.
            """
        ]
    }

    /// The straight line through the scores, or why there is none.
    func line(of study: Study) -> Result<MainTrend, MainTrend.Missing> { study.shared(MainTrendOf(exposed: source)) }

    /// The walk over the scores that the questions share.
    func walk(of study: Study) -> PainWalk { study.shared(PainWalkOf(exposed: source)) }

    /// Each patient's own line.
    func ownSlopes(of study: Study) -> OwnSlopes { study.shared(OwnSlopesOf(exposed: source)) }
}

extension ExposedPain {
    /// Why no question may take the exposed scores as measured; `nil` where they all are.
    var reasonNotMeasured: Prose? {
        guard let instrument, let cutOff = instrument.cutOff, censoredScores > 0 else { return nil }
        return """
            some scores (\(instrument.info)) are at the cut-off of \(StudyWord(instrument.text(cutOff))), known only to be at \
            least that and not measured; ask "evoked_pain: {instrument: \(StudyWord(instrument.id))}"
            """
    }
}
