/// Medication for opioid use disorder on one day or a stretch of days.
public struct MOUDDose: Sendable, Hashable {
    /// How much was given a day.
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

    /// Dense person index.
    public var person: Int32
    /// First day.
    public let start: StudyDay
    /// Last day, inclusive; not before `start`.
    public let end: StudyDay
    // Of rows by the day there are millions: what is not a number is told beside the numbers, for 24 bytes a row.
    private var drugNumber: UInt16
    private var hasDrug: Bool
    private let kind: Kind
    private let milligrams: Double

    private enum Kind: UInt8, Sendable {
        case milligrams, given, unknown
    }

    /// Index into ``MOUDDoses/drugs``; `nil` where the table names no drug.
    public var drug: UInt16? {
        get { hasDrug ? drugNumber : nil }
        set { (hasDrug, drugNumber) = (newValue != nil, newValue ?? 0) }
    }

    /// How much.
    public var amount: Amount {
        switch kind {
        case .milligrams: .milligrams(milligrams)
        case .given: .given
        case .unknown: .unknown
        }
    }

    /// A dose, or `nil` where it would end before it starts.
    public init?(person: Int32, start: StudyDay, end: StudyDay, drug: UInt16?, amount: Amount) {
        guard start <= end else { return nil }
        self.person = person
        self.start = start
        self.end = end
        (hasDrug, drugNumber) = (drug != nil, drug ?? 0)
        switch amount {
        case .milligrams(let dose): (kind, milligrams) = (.milligrams, dose)
        case .given: (kind, milligrams) = (.given, 0)
        case .unknown: (kind, milligrams) = (.unknown, 0)
        }
    }
}

extension MOUDDose: PersonRow {
    /// By first day.
    public static func precedes(_ dose: MOUDDose, _ other: MOUDDose) -> Bool { dose.start < other.start }
}

/// A cohort's doses of medication for opioid use disorder, by person and first day.
public struct MOUDDoses: Sendable {
    /// The doses.
    public let rows: PersonRows<MOUDDose>
    /// The drugs.
    public let drugs: [ClinicalTerm<MOUDDrug>]

    /// Doses of people with numbers below `personCount`, in blocks as they were read.
    public init(personCount: Int, blocks: [PersonBlock<MOUDDose>], drugs: [ClinicalTerm<MOUDDrug>]) {
        rows = PersonRows(personCount: personCount, blocks: blocks)
        self.drugs = drugs
    }

    /// The doses of a person.
    public subscript(person: Int) -> ArraySlice<MOUDDose> { rows[person] }

    /// The drug of a dose; `nil` where the table names none.
    public func drug(of dose: MOUDDose) -> ClinicalTerm<MOUDDrug>? { dose.drug.map { drugs[Int($0)] } }

    /// The first day on which a person was given a dose above zero.
    public func firstDose(of person: Int) -> StudyDay? {
        self[person].first { $0.amount.isAboveZero }?.start
    }
}
