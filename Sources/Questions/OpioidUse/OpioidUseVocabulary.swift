import Cohort
import Findings

/// What patients are covered by.
enum UseGroup: Term {
    /// Any opioid exposure.
    case anyOpioid
    /// One of the commonest drugs.
    case drug(DrugTerm)
    /// The other drugs together.
    case otherOpioids
    /// Medication for opioid use disorder.
    case moud

    init?(rawValue: String) {
        let words = [UseGroup.anyOpioid, .otherOpioids, .moud]
        guard
            let group = words.first(where: { $0.rawValue == rawValue })
                ?? DrugTerm(rawValue: rawValue).map(UseGroup.drug)
        else { return nil }
        self = group
    }

    var rawValue: String {
        switch self {
        case .anyOpioid: "any_opioid"
        case .drug(let drug): drug.rawValue
        case .otherOpioids: "other_opioids"
        case .moud: "moud"
        }
    }

    var label: String {
        switch self {
        case .anyOpioid: "any opioid"
        case .drug(let drug): drug.label
        case .otherOpioids: "another opioid"
        case .moud: "medication for opioid use disorder"
        }
    }
}

/// A step of the course: the first is number 1.
enum UseTime: Sendable, Hashable {
    case week(Int)
    case month(Int)

    init(_ step: UseStep, _ number: Int) { self = step == .week ? .week(number) : .month(number) }

    var number: Int {
        switch self {
        case .week(let number), .month(let number): number
        }
    }

    var step: UseStep {
        if case .week = self { .week } else { .month }
    }
}

/// What a share of the course is about.
struct CoverageKey: GroupKey {
    let group: UseGroup
    let time: UseTime

    static let covered = Axis("covered_by", label: "Covered by")
    static let axes: [Axis] = [covered, .week, .month]

    var coordinates: [Coordinate] {
        [Coordinate(Self.covered, group), Coordinate(time.step == .week ? .week : .month, .number(time.number))]
    }
}

extension Axis {
    /// The month, of 30 days.
    static let month = Axis("month", label: "Month of 30 days")
}

/// What is measured in each patient, in days.
enum UseMeasure: String, Term, CaseIterable {
    case firstDay = "first_day"
    case coveredDays = "covered_days"
    case firstEra = "first_era_length"
    case firstGap = "first_gap"

    var label: String {
        switch self {
        case .firstDay: "study day of the first exposure"
        case .coveredDays: "days covered in all"
        case .firstEra: "length of the first era, as far as it is seen"
        case .firstGap: "days without an opioid between the first era and the second"
        }
    }
}

/// What a quartile is about.
struct MeasureKey: GroupKey {
    let measure: UseMeasure

    static let measure = Axis("measure", label: "Measure")
    static let axes: [Axis] = [measure]

    var coordinates: [Coordinate] { [Coordinate(Self.measure, measure)] }
}

/// A definition of long-term therapy.
struct LongTermTerm: Term, CaseIterable {
    let definition: LongTermTherapy.Definition

    static let allCases = LongTermTherapy.Definition.allCases.map(LongTermTerm.init)

    init(_ definition: LongTermTherapy.Definition) { self.definition = definition }

    init?(rawValue: String) {
        guard let definition = LongTermTherapy.Definition(rawValue: rawValue) else { return nil }
        self.definition = definition
    }

    var rawValue: String { definition.rawValue }

    var label: String {
        switch definition {
        case .consort: "CONSORT: an episode over 90 days with 10 dispensings or 120 days' supply"
        case .ninetyDays: "90 covered days within a year"
        case .svendsen: "Svendsen, wide: over 4,500 mg of morphine equivalents in a year, in three quarters of it"
        }
    }

    /// In a sentence.
    var name: String {
        switch definition {
        case .consort: "CONSORT's definition"
        case .ninetyDays: "90 covered days within a year"
        case .svendsen: "Svendsen's wide definition"
        }
    }
}

/// Who meets several definitions of long-term therapy.
enum LongTermAgreement: String, Term, CaseIterable {
    case consortAndNinety = "consort_and_ninety_days"
    case consortAndSvendsen = "consort_and_svendsen_wide"
    case ninetyAndSvendsen = "ninety_days_and_svendsen_wide"
    case allThree = "all_three"
    case anyOfThree = "any_of_three"

    /// The definitions that it compares.
    var definitions: [LongTermTherapy.Definition] {
        switch self {
        case .consortAndNinety: [.consort, .ninetyDays]
        case .consortAndSvendsen: [.consort, .svendsen]
        case .ninetyAndSvendsen: [.ninetyDays, .svendsen]
        case .allThree, .anyOfThree: LongTermTherapy.Definition.allCases
        }
    }

    var label: String {
        switch self {
        case .consortAndNinety: "CONSORT and 90 days, both"
        case .consortAndSvendsen: "CONSORT and Svendsen, both"
        case .ninetyAndSvendsen: "90 days and Svendsen, both"
        case .allThree: "all three"
        case .anyOfThree: "at least one of the three"
        }
    }
}

/// What a share of patients with long-term therapy is about.
struct LongTermKey: GroupKey {
    var definition: LongTermTerm?
    var agreement: LongTermAgreement?

    static let definition = Axis("definition", label: "Definition")
    static let agreement = Axis("agreement", label: "Definitions met")
    static let axes: [Axis] = [definition, agreement]

    var coordinates: [Coordinate] {
        [
            definition.map { Coordinate(Self.definition, $0) }, agreement.map { Coordinate(Self.agreement, $0) },
        ].compactMap(\.self)
    }
}

/// The drugs of a switch; none of the rarer ones together.
struct SwitchKey: GroupKey {
    var from: DrugTerm?
    var to: DrugTerm?

    static let from = Axis("from", label: "From")
    static let to = Axis("to", label: "To")
    static let axes: [Axis] = [from, to]

    var coordinates: [Coordinate] {
        [from.map { Coordinate(Self.from, $0) }, to.map { Coordinate(Self.to, $0) }].compactMap(\.self)
    }
}

/// Within how many days a restart is counted.
struct RestartKey: GroupKey {
    let days: Int

    static let within = Axis("within_days", label: "Within days")
    static let axes: [Axis] = [within]

    var coordinates: [Coordinate] { [Coordinate(Self.within, .setting(Double(days)))] }
}
