/// The parameters of a scenario of change: one place for every number of the model
///
///     pain = level_i + effect of the change + withdrawal + residual,
///
/// with the level normal over the patients who are asked and the residual normal and independent from visit to visit.
/// A score is written with one decimal and kept in 0-10; the numbers leave its ends all but untouched.
///
/// Patients enter with a baseline score of at least `entryTenths`, and at each visit their treatment changes with a chance
/// that rises with that visit's recorded score, as does their chance of leaving. Given that score neither depends on
/// anything else: treatment is ignorable and dropout at random given what is recorded, while a comparison of before and
/// after, or of those who changed and those who did not, is confounded and sees regression to the mean.
///
/// The effects are made up, in the sizes that trials of such changes look for; none is an estimate of a real one.
struct ChangeModel: Sendable {
    /// What treatment can change to. The effects of several are those of alternatives.
    let options: [ChangeOption]
    /// The option that patients in more pain are given more often, and how often at which score; the others share the rest.
    let favoured: (option: Int, chance: LinearChance)?
    /// Steps in which the daily dose falls.
    let reductions: Int
    /// What a step takes off, in percent of the baseline dose.
    let reductionPercent: Int
    /// Points that pain is raised by for `withdrawalDays` days from a reduction on.
    let withdrawalPain: Double
    /// Contacts beside the visits: days after each step, with the mean severity of withdrawal in COWS points.
    let contacts: [(day: Int, severity: Double)]
    /// Rate of each harm after the first day of the change, as a multiple of the rate before.
    let hazardRatios: [SimulatedEvent.Kind: Double]

    static let meanLevel = 5.0
    static let sdLevel = 0.9
    static let sdResidual = 0.9
    /// Who scores less at the baseline visit is not taken in.
    static let entryTenths = 50

    /// Days from one planned visit to the next, and from one step to the next. A visit comes up to three days sooner or
    /// later, and a change four days after the planned day: after the visit that it was decided at, and 21 days or more
    /// before the next.
    static let interval = 28
    static let visitTolerance = 3
    static let daysToChange = 4
    /// The first visit, counted from the baseline visit 0, at which treatment may change.
    static let firstDecision = 2
    /// Visits that are planned after the last at which treatment may change.
    static let visitsAfterDecisions = 6
    /// Which visit after the one of the decision a comparison takes as the time after: the whole effect is there.
    static let visitsToAfter = 5

    /// Days over which a step's part of the effect grows from nothing.
    static let rampDays = 14
    /// Days, from a reduction on, with raised pain.
    static let withdrawalDays = 14
    /// Mean severity of withdrawal, in COWS points, at planned visits.
    static let settledSeverity = 1.0
    static let sdSeverityPerson = 1.5
    static let sdSeverityDay = 1.5
    /// Days of a course of non-opioid care.
    static let careDays = 84

    /// That treatment changes after a visit.
    static let chanceOfChange = LinearChance(at5Points: 0.05, perPoint: 0.04, lowest: 0.01, highest: 0.3)
    /// That a visit was the last, unless treatment changes after it.
    static let chanceOfLeaving = LinearChance(at5Points: 0.02, perPoint: 0.01, lowest: 0.005, highest: 0.15)

    /// Events a year, at a baseline score of 5 points and before a change.
    static let eventsPerYear: [SimulatedEvent.Kind: Double] = [
        .overdose: 0.06, .crisis: 0.05, .hospital: 0.2, .death: 0.01,
    ]
    /// What each point of the baseline score above 5 adds to every rate, as a share of the rate at 5.
    static let rateIncreasePerPoint = 0.2

    /// Years of 365.25 days.
    static let daysPerYear = 365.25

    private init(
        options: [ChangeOption], favoured: (Int, LinearChance)? = nil, reductions: Int = 0, reductionPercent: Int = 0,
        withdrawalPain: Double = 0, contacts: [(Int, Double)] = [], hazardRatios: [SimulatedEvent.Kind: Double] = [:]
    ) {
        self.options = options
        self.favoured = favoured.map { (option: $0.0, chance: $0.1) }
        self.reductions = reductions
        self.reductionPercent = reductionPercent
        self.withdrawalPain = withdrawalPain
        self.contacts = contacts.map { (day: $0.0, severity: $0.1) }
        self.hazardRatios = hazardRatios
    }

    static let tapering = ChangeModel(
        options: [ChangeOption("tapering", effect: -0.6)], reductions: 4, reductionPercent: 15, withdrawalPain: 1,
        contacts: [(3, 6), (7, 4), (13, 2)],
        hazardRatios: [.overdose: 1.7, .crisis: 2.3, .hospital: 1.3, .death: 1.5])

    static let abruptStop = ChangeModel(
        options: [ChangeOption("abrupt_stop", effect: 0.5)], reductions: 1, reductionPercent: 100, withdrawalPain: 1.5,
        contacts: [(3, 12), (7, 8), (13, 4)],
        hazardRatios: [.overdose: 2.5, .crisis: 3, .hospital: 1.8, .death: 2.5])

    static let opioidRotation = ChangeModel(
        options: [ChangeOption("opioid_rotation", effect: -0.5)], contacts: [(3, 3), (7, 2), (13, 1.5)])

    static let moudInitiation = ChangeModel(
        options: [
            ChangeOption("buprenorphine", effect: -0.8, share: 0.7, arm: .buprenorphine),
            ChangeOption("methadone", effect: -0.5, arm: .methadone),
            // After a full agonist an antagonist has to wait: a week without an opioid.
            ChangeOption("naltrexone", effect: 0.2, share: 0.3, arm: .naltrexone, daysToStart: 7),
        ],
        favoured: (1, LinearChance(at5Points: 0.3, perPoint: 0.1, lowest: 0.1, highest: 0.7)),
        hazardRatios: [.overdose: 0.5, .crisis: 0.8, .hospital: 0.8, .death: 0.5])

    static let nonopioidCare = ChangeModel(
        options: [
            ChangeOption("physical_therapy", effect: -0.8, share: 0.25, care: ["physical_therapy"]),
            ChangeOption(
                "cognitive_behavioural_therapy", effect: -0.6, share: 0.25, care: ["cognitive_behavioural_therapy"]),
            ChangeOption("mindfulness", effect: -0.4, share: 0.15, care: ["mindfulness"]),
            ChangeOption("acupuncture", effect: -0.3, share: 0.1, care: ["acupuncture"]),
            ChangeOption("yoga", effect: -0.4, share: 0.1, care: ["yoga"]),
            // A negative control.
            ChangeOption("other", effect: 0, share: 0.15, care: ["other"]),
            // The two effects add up.
            ChangeOption(
                "physical_therapy+cognitive_behavioural_therapy", effect: -1.4,
                care: ["physical_therapy", "cognitive_behavioural_therapy"]),
        ],
        favoured: (6, LinearChance(at5Points: 0.2, perPoint: 0.1, lowest: 0.05, highest: 0.6)))
}

/// What treatment can change to.
struct ChangeOption: Sendable {
    /// Its name in truth.json and in the arm of patients.csv.
    let name: String
    /// The whole effect on pain, in points.
    let effect: Double
    /// The chance of it among those who are not given the favoured option.
    let share: Double
    /// The kinds of care that begin.
    let care: [String]
    /// The medication for opioid use disorder that begins.
    let arm: MOUDArm?
    /// Days from the first day without the former treatment to the start.
    let daysToStart: Int

    init(
        _ name: String, effect: Double, share: Double = 1, care: [String] = [], arm: MOUDArm? = nil,
        daysToStart: Int = 0
    ) {
        self.name = name
        self.effect = effect
        self.share = share
        self.care = care
        self.arm = arm
        self.daysToStart = daysToStart
    }
}

extension ChangeModel {
    /// Steps in which the effect comes.
    var steps: Int { max(1, reductions) }

    /// The visits at which treatment may change, of a study whose last visit has this number.
    static func decisions(lastVisit: Int) -> Range<Int> {
        firstDecision..<max(firstDecision, lastVisit - visitsAfterDecisions + 1)
    }

    /// The number of the last visit that is sure to be within follow-up.
    static func lastVisit(followUpDays: Int) -> Int { (followUpDays - visitTolerance) / interval }

    /// The part of the effect that is there `day` days after the start, from 0 to 1.
    func effectShare(day: Int) -> Double {
        (0..<steps).reduce(0) { sum, step in
            let days = day - step * Self.interval + 1
            return sum + min(1, max(0, Double(days) / Double(Self.rampDays))) / Double(steps)
        }
    }

    /// Points of withdrawal `day` days after the start.
    func withdrawalPoints(day: Int) -> Double {
        let isRaised = (0..<reductions).contains { step in
            (0..<Self.withdrawalDays).contains(day - step * Self.interval)
        }
        return isRaised ? withdrawalPain : 0
    }

    /// The chance of an option, of a change at this score.
    func chance(of option: Int, tenths: Int) -> Double {
        guard let favoured else { return options[option].share }
        let chance = favoured.chance.at(tenths: tenths)
        return option == favoured.option ? chance : (1 - chance) * options[option].share
    }

    /// The option of a change at this score.
    func option(tenths: Int, _ random: inout RandomStream) -> ChangeOption? {
        let chances = options.indices.map { (options[$0], chance(of: $0, tenths: tenths)) }
        // Chances sum to 1 but for rounding, so the last is what is left.
        return options.last.map { random.choice(chances.dropLast().map { ($0.0, $0.1) }, otherwise: $0) }
    }

    /// How much higher the rates are at this baseline score than at 5 points.
    static func rateFactor(baselineTenths: Int) -> Double {
        1 + rateIncreasePerPoint * Double(baselineTenths - 50) / 10
    }
}
