/// Medication for opioid use disorder as it is given each day.
public struct MOUDRegimen: DrugRegimen {
    /// How much is given a day.
    public enum Amount: Sendable, Hashable {
        /// Milligrams, or 1 for an injection; 0 is a day on which none was given.
        case milligrams(Double)
        /// The table has no dose column: a row means that a dose was given.
        case given
        /// The table has a dose column and this cell is empty: it is not known whether a dose was given.
        case unknown

        /// Whether a dose above zero was given for certain.
        public var isAboveZero: Bool {
            switch self {
            case .milligrams(let dose): dose > 0
            case .given: true
            case .unknown: false
            }
        }
    }

    /// The drugs that it can be of.
    public typealias Drug = MOUDDrug

    /// Index into ``MOUDDoses/drugs``; `nil` where the table names no drug.
    public var drug: UInt16?
    /// How much.
    public let amount: Amount
    /// When on its first day it was first given, where that is recorded.
    public let time: TimeOfDay?

    /// The dose.
    public var mark: Double {
        if case .milligrams(let dose) = amount { dose } else { 0 }
    }

    /// A regimen.
    public init(drug: UInt16?, amount: Amount, time: TimeOfDay? = nil) {
        self.drug = drug
        self.amount = amount
        self.time = time
    }
}

/// A cohort's doses of medication for opioid use disorder.
public typealias MOUDDoses = DrugHistory<MOUDRegimen>

extension MOUDDrug {
    /// Milligrams from which on a dose is an injection for about a month, as nobody takes so much by mouth or under the tongue on a day:
    /// naltrexone 380 mg against 50 to 150 mg (Vivitrol, prescribing information 2022), buprenorphine 64 to 300 mg against 32 mg at most
    /// (Sublocade 2023, Brixadi 2023: its weekly injections of 8 to 32 mg cannot be told by their dose). `nil` where there is no such injection.
    public var leastMonthlyInjection: Double? {
        switch self {
        case .naltrexone: 300
        case .buprenorphine: 64
        case .methadone, .other: nil
        }
    }
}

extension DrugHistory where Regimen == MOUDRegimen {
    /// Whether a dose is an injection for about a month: by its milligrams, or as every dose of the drug is written as 1.
    ///
    /// - Parameter injected: ``injectedDrugs``, worked out once.
    public func isInjection(_ span: DrugSpan, injected: Set<MOUDDrug?>) -> Bool {
        let code = drug(of: span)?.code
        if injected.contains(code) { return true }
        guard let least = code?.leastMonthlyInjection, case .milligrams(let dose) = regimen(of: span).amount else {
            return false
        }
        return dose >= least
    }

    /// Drugs of which every dose above zero is 1: they are injections and no milligrams. `nil` stands for a drug that is not named.
    public var injectedDrugs: Set<MOUDDrug?> {
        var amounts: [MOUDDrug?: Set<Double>] = [:]
        for regimen in regimens {
            if case .milligrams(let dose) = regimen.amount, dose > 0 {
                amounts[drug(of: regimen)?.code, default: []].insert(dose)
            }
        }
        return Set(amounts.filter { $0.value == [1] }.keys)
    }

    /// The first day on which a person was given a dose above zero.
    public func firstDose(of person: Int) -> StudyDay? {
        self[person].first { regimen(of: $0).amount.isAboveZero }?.start
    }

    /// When on the day of the first dose above zero the first of them was given; `nil` where that is not known.
    public func firstDoseTime(of person: Int) -> TimeOfDay? {
        guard hasTimes, let day = firstDose(of: person) else { return nil }
        return firstTime(of: person, on: day) { $0.amount.isAboveZero }
    }
}
