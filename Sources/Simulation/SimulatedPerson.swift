/// One synthetic person: the draws that the files are written from, as values.
public struct SimulatedPerson: Sendable {
    /// Position in the study, from 0.
    public let index: Int
    /// Age at enrolment in years, 18 to 89; nil where it is not recorded.
    public let age: Int?
    /// `female` or `male`.
    public let sex: String
    /// Self-reported race; nil where it is not recorded.
    public let race: String?
    /// Clinic, `site_1` to `site_8`.
    public let site: String
    /// The treatment started for opioid use disorder, if any.
    public let arm: MOUDArm?
    /// The person's true mean pain at the first day of an era; in a scenario of change, before the change.
    public let intercept: Double
    /// The person's true slope, in NRS points for 30 exposure days.
    public let slope: Double
    /// Dispensed supplies, by start.
    public let exposures: [SimulatedExposure]
    /// The eras that `exposures` make.
    public let eras: [SimulatedEra]
    /// The last day of a completed taper, if there was one.
    public let taperEndDay: Int?
    /// The day after which the person left the study, if that happened. Supplies go on: they stand for dispensing
    /// records, which do not need the person's presence.
    public let dropoutDay: Int?
    /// The first day with a dose of MOUD.
    public let moudStartDay: Int?
    /// Whether the person was free of withdrawal on the seventh day of MOUD, assessed or not.
    public let hasNoWithdrawalOnDay7: Bool?
    /// The change of treatment, in a scenario of change.
    public let change: SimulatedChange?
    /// Courses of non-opioid care, by start.
    public let interventions: [SimulatedIntervention]
    /// What happened, by day.
    public let events: [SimulatedEvent]
    /// Symptoms asked about, by day.
    public internal(set) var symptoms: [SimulatedSymptom] = []
    /// Urine screens, by day.
    public internal(set) var screens: [SimulatedScreen] = []
    /// Planned visits, by planned day.
    public internal(set) var visits: [SimulatedVisit] = []
    /// The day of randomisation, in `return_to_use`.
    public internal(set) var randomizedDay: Int?
    /// The day of the first use after randomisation, seen or not, in `return_to_use`; nil where there was none while the person
    /// was in treatment.
    public internal(set) var returnDay: Int?
    /// The planted pattern, in `mixed_patterns`.
    public internal(set) var pattern: PlantedPattern?

    let painRows: [PainRow]
    let moudRows: [MOUDRow]
    let withdrawalRows: [WithdrawalRow]
    let bodySite: String

    /// The identifier in the files: `P` and at least six digits, counted from 1.
    public var patient: String {
        String(decoding: [UInt8](patientIndex: index), as: UTF8.self)
    }

    /// What the person's treatment became, in words.
    public var armName: String { change?.name ?? arm?.rawValue ?? "usual_care" }

    /// The pain scores that the files hold in readable rows, by day.
    public var assessments: [SimulatedAssessment] {
        painRows.lazy.filter { !$0.isLost }.map(\.assessment)
    }

    /// The days with a row of MOUD, by day; a dose of 0 is a day without it.
    public var moudDoses: [(day: Int, milligrams: Double)] {
        moudRows.map { ($0.day, Double($0.doseTenths) / 10) }
    }

    /// The withdrawal assessments that the files hold in readable rows.
    public var withdrawalAssessments: [SimulatedWithdrawal] {
        withdrawalRows.lazy.filter { !$0.isLost }.map(\.assessment)
    }
}

extension SimulatedPerson {
    /// A person of a scenario of one question: at first with a background and a level of pain alone.
    init(
        _ index: Int, _ background: Background, level: Double, slope: Double = 0, arm: MOUDArm? = nil, course: Course
    ) {
        self.index = index
        age = background.age
        sex = background.sex
        race = background.race
        site = background.site
        bodySite = background.bodySite
        self.arm = arm
        intercept = level
        self.slope = slope
        exposures = course.supplies
        eras = SimulatedEra.merging(course.supplies)
        taperEndDay = nil
        dropoutDay = course.dropoutDay
        moudStartDay = course.moudRows.first { $0.doseTenths > 0 }?.day
        hasNoWithdrawalOnDay7 = nil
        change = nil
        interventions = []
        let dropout = course.dropoutDay.map { [SimulatedEvent(day: $0, kind: .dropout)] } ?? []
        events = (course.events + dropout).sorted { ($0.day, $0.kind.rawValue) < ($1.day, $1.kind.rawValue) }
        let eras = eras
        painRows = course.painRows.map { $0.exposed(in: eras) }
        moudRows = course.moudRows
        withdrawalRows = course.withdrawalRows
    }

    /// What happens to a person of a scenario of one question.
    struct Course: Sendable {
        /// By day.
        var painRows: [PainRow] = []
        /// By start.
        var supplies: [SimulatedExposure] = []
        var moudRows: [MOUDRow] = []
        var withdrawalRows: [WithdrawalRow] = []
        /// But dropout.
        var events: [SimulatedEvent] = []
        var dropoutDay: Int?
    }
}

/// A dispensed supply of an opioid.
public struct SimulatedExposure: Sendable, Equatable {
    /// The first day of the supply.
    public let startDay: Int
    /// Its last day, which counts.
    public let endDay: Int
    /// The drug.
    public let drug: OpioidDrug
    /// The daily dose, in tenths of a milligram.
    let doseTenths: Int
    /// Whether the dose is written.
    let isDoseRecorded: Bool

    /// The daily dose in milligrams, nil where the file does not give it.
    public var doseMilligrams: Double? { isDoseRecorded ? Double(doseTenths) / 10 : nil }

    /// Daily morphine milligram equivalents, recorded or not.
    public var mme: Double { Double(doseTenths) / 10 * drug.mmePerMilligram }
}

/// What a pain score is of.
public enum SimulatedInstrument: String, CaseIterable, Sendable, Codable {
    /// The 0-10 numeric rating scale.
    case nrs
    /// Seconds for which a hand was kept in cold water.
    case coldPressor = "cold_pressor_s"
    /// The pressure at which it begins to hurt, in kPa.
    case pressureThreshold = "ppt_kpa"
    /// The temperature at which it begins to hurt, in °C.
    case heatThreshold = "heat_threshold_c"
}

/// A pain score: on the 0-10 numeric rating scale, or of a test.
public struct SimulatedAssessment: Sendable, Equatable {
    /// The study day; negative before enrolment.
    public let day: Int
    /// Days since the start of the era that covers the day; nil outside every era.
    public let exposureDays: Int?
    /// The model's pain, before rounding and before the ends of the scale.
    public let pain: Double
    /// The score in the file, to a tenth.
    public var score: Double { Double(scoreTenths) / 10 }

    let scoreTenths: Int
    /// What it is of.
    public var instrument = SimulatedInstrument.nrs
    /// The body site, where it is not the one that the person's pain began at.
    public var otherSite: String?
}

/// A symptom that was asked about.
public struct SimulatedSymptom: Sendable, Equatable {
    /// The day.
    public let day: Int
    /// Its name.
    public let symptom: String
    /// Whether it was there.
    public let isPresent: Bool
}

/// A urine screen for one substance.
public struct SimulatedScreen: Sendable, Equatable {
    /// The day.
    public let day: Int
    /// The substance.
    public let substance: String
    /// Whether it was found.
    public let isPositive: Bool
}

/// A visit that was planned, made or not.
public struct SimulatedVisit: Sendable, Equatable {
    /// The day on which it was made; of a missed one, the planned day.
    public let day: Int
    /// The day for which it was planned.
    public let plannedDay: Int
    /// Whether it was made.
    public let isAttended: Bool
}

/// A score of withdrawal.
public struct SimulatedWithdrawal: Sendable, Equatable {
    /// The study day.
    public let day: Int
    /// The scale's score.
    public let score: Int
    /// The scale of the person's site.
    public let scale: SimulatedScale
    /// Minutes since midnight, where the time is written.
    public var minute: Int?
}

/// A withdrawal scale in use at a site.
public enum SimulatedScale: String, Sendable, Codable {
    /// Clinical Opiate Withdrawal Scale, 0-48; none at 4 or less.
    case cows
    /// Subjective Opiate Withdrawal Scale, 0-64; none at 0.
    case sows
}

/// A row of `pain.csv`, good or spoilt.
struct PainRow: Sendable {
    let assessment: SimulatedAssessment
    let isEvening: Bool
    let blemish: Blemish?

    var isLost: Bool { blemish?.losesRow ?? false }

    /// With the exposure of its day.
    func exposed(in eras: [SimulatedEra]) -> PainRow {
        let day = assessment.day
        let era = eras.last { $0.startDay <= day && day <= $0.endDay }
        return PainRow(
            assessment: SimulatedAssessment(
                day: day, exposureDays: era.map { day - $0.startDay }, pain: assessment.pain,
                scoreTenths: assessment.scoreTenths, instrument: assessment.instrument,
                otherSite: assessment.otherSite),
            isEvening: isEvening, blemish: blemish)
    }
}

/// A row of `moud.csv`.
struct MOUDRow: Sendable {
    let day: Int
    let doseTenths: Int
    /// Minutes since midnight, where the time is written.
    var minute: Int?
}

/// A row of `withdrawal.csv`, good or spoilt.
struct WithdrawalRow: Sendable {
    let assessment: SimulatedWithdrawal
    let blemish: Blemish?

    var isLost: Bool { blemish?.losesRow ?? false }
}
