import Foundation

/// How the odds of a symptom go with the length of exposure: by the same factor with every 30 days.
struct SymptomOdds: Sendable {
    let symptom: String
    /// Without an opioid and on the first day with it.
    let logOddsAtStart: Double
    let logOddsRatioPer30Days: Double

    init(_ symptom: String, start: Double, per30Days: Double) {
        self.symptom = symptom
        logOddsAtStart = start
        logOddsRatioPer30Days = per30Days
    }

    func logOdds(exposureDays: Int?) -> Double {
        logOddsAtStart + logOddsRatioPer30Days * Double(exposureDays ?? 0) / 30
    }

    /// The expected share with the symptom.
    func share(exposureDays: Int?) -> Double { 1 / (1 + exp(-logOdds(exposureDays: exposureDays))) }
}

/// One person's yes-or-no answers to one question, each yes where a logistic threshold is below the log odds of the day.
///
/// At each answer the threshold is the person's own with a chance of `chanceOfOwn`, and else a new one. So a person's answers are
/// alike, and the odds over all persons are those that were asked for exactly: the logistic model holds for the marginal
/// odds, which generalised estimating equations or a logistic regression with errors by person find.
struct AlikeAnswers: Sendable {
    private let own: Double

    static let chanceOfOwn = 0.4

    init(_ random: inout RandomStream) { own = random.logistic() }

    func isYes(logOdds: Double, _ random: inout RandomStream) -> Bool {
        let fresh = random.logistic()
        return (random.happens(Self.chanceOfOwn) ? own : fresh) < logOdds
    }
}

/// What a person says of each symptom on the days on which they are asked.
struct SymptomCourse: Sendable {
    /// By day.
    private(set) var reports: [SimulatedSymptom] = []

    init(
        _ symptoms: [SymptomOdds], on visits: [(day: Int, exposureDays: Int?)], design: StudyDesign, person: Int
    ) {
        var random = RandomStream(seed: design.seed, person: person, purpose: .symptoms)
        let answers = symptoms.map { _ in AlikeAnswers(&random) }
        for visit in visits {
            for (symptom, answer) in zip(symptoms, answers) {
                let isPresent = answer.isYes(logOdds: symptom.logOdds(exposureDays: visit.exposureDays), &random)
                reports.append(SimulatedSymptom(day: visit.day, symptom: symptom.symptom, isPresent: isPresent))
            }
        }
    }
}
