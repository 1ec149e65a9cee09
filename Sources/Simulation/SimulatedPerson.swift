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

/// A pain score on the 0-10 numeric rating scale.
public struct SimulatedAssessment: Sendable, Equatable {
    /// The study day; negative before enrolment.
    public let day: Int
    /// Days since the start of the era that covers the day; nil outside every era.
    public let exposureDays: Int?
    /// The model's pain, before rounding and before the ends of the scale.
    public let pain: Double
    /// The score in the file, 0 to 10 in tenths.
    public var score: Double { Double(scoreTenths) / 10 }

    let scoreTenths: Int
}

/// A score of withdrawal.
public struct SimulatedWithdrawal: Sendable, Equatable {
    /// The study day.
    public let day: Int
    /// The scale's score.
    public let score: Int
    /// The scale of the person's site.
    public let scale: SimulatedScale
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
                scoreTenths: assessment.scoreTenths),
            isEvening: isEvening, blemish: blemish)
    }
}

/// A row of `moud.csv`.
struct MOUDRow: Sendable {
    let day: Int
    let doseTenths: Int
}

/// A row of `withdrawal.csv`, good or spoilt.
struct WithdrawalRow: Sendable {
    let assessment: SimulatedWithdrawal
    let blemish: Blemish?

    var isLost: Bool { blemish?.losesRow ?? false }
}
