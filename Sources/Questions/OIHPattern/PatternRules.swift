import Findings

/// Something that can be observed of a patient's course.
enum PatternFact: String, Term, CaseIterable {
    case painRose = "pain_rose"
    case answersRise = "pain_fell_after_dose_rise"
    case fellAfterReduction = "pain_fell_after_reduction"
    case roseAfterReduction = "pain_rose_after_reduction"
    case newCause = "new_cause"
    case withdrawal
    case useDisorder = "opioid_use_disorder"
    case spread
    case lessTolerance = "less_tolerance"

    var label: String {
        switch self {
        case .painRose: "pain rose under a stable or rising dose"
        case .answersRise: "pain fell after a rise of the dose"
        case .fellAfterReduction: "pain fell after a reduction, stop or rotation, past withdrawal"
        case .roseAfterReduction: "pain rose after a reduction, stop or rotation, past withdrawal"
        case .newCause: "injury, surgery or progression before or during the rise"
        case .withdrawal: "withdrawal at the time of the high scores"
        case .useDisorder: "opioid use disorder, or medication for it"
        case .spread: "pain spread to further sites"
        case .lessTolerance: "less tolerance to heat, cold or pressure"
        }
    }

    fileprivate var bit: UInt16 { 1 << UInt16(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// What is known of a fact.
enum FactState: Sendable, Hashable {
    case yes
    case no
    case unknown

    init(_ isSo: Bool?) { self = isSo.map { $0 ? .yes : .no } ?? .unknown }
}

/// The facts of a patient.
struct PatientFacts: Sendable, Hashable {
    private var known: UInt16 = 0
    private var holds: UInt16 = 0

    subscript(_ fact: PatternFact) -> FactState {
        get { known & fact.bit == 0 ? .unknown : holds & fact.bit == 0 ? .no : .yes }
        set {
            known = newValue == .unknown ? known & ~fact.bit : known | fact.bit
            holds = newValue == .yes ? holds | fact.bit : holds & ~fact.bit
        }
    }
}

/// What a course is compatible with.
enum PatternTerm: String, Term, CaseIterable {
    case hyperalgesia
    case tolerance
    case progression
    case withdrawal
    case useDisorder = "opioid_use_disorder"
    case several
    case cannotTell = "cannot_be_told"
    case noRise = "no_rise"

    var label: String {
        switch self {
        case .hyperalgesia: "compatible with hyperalgesia"
        case .tolerance: "compatible with tolerance"
        case .progression: "compatible with a new cause or progression"
        case .withdrawal: "compatible with withdrawal"
        case .useDisorder: "compatible with opioid use disorder"
        case .several: "compatible with several of these"
        case .cannotTell: "pain rose, and it cannot be told"
        case .noRise: "pain did not rise"
        }
    }
}

/// A row of the decision table: the course is compatible with the pattern where the facts are so.
struct PatternRule: Sendable {
    /// A number of the table.
    enum Name: String, Term, CaseIterable {
        case reduction = "hyperalgesia_by_reduction"
        case spread = "hyperalgesia_by_spread"
        case evoked = "hyperalgesia_by_evoked_test"
        case tolerance = "tolerance_by_dose_rise"
        case newCause = "progression_by_event"
        case withdrawal = "withdrawal_by_assessment"
        case useDisorder = "use_disorder_by_record"

        var label: String {
            switch self {
            case .reduction: "Hyperalgesia: pain falls with the dose"
            case .spread: "Hyperalgesia: pain spreads and more opioid does not help"
            case .evoked: "Hyperalgesia: less tolerance to a test (weak evidence)"
            case .tolerance: "Tolerance: more opioid helps"
            case .newCause: "New cause or progression"
            case .withdrawal: "Withdrawal"
            case .useDisorder: "Opioid use disorder"
            }
        }
    }

    let name: Name
    let pattern: PatternTerm
    /// Facts that must be known to hold.
    let needs: [PatternFact]
    /// Facts that must be known not to hold.
    let excludes: [PatternFact]
    /// Facts that must not be known to hold: they may be unknown.
    let excludesIfKnown: [PatternFact]
    /// Whether it rests on evidence that many studies do not find.
    var isWeak = false
    let reason: StaticWords
    let source: StaticWords

    /// Whether the facts are so.
    func isMet(_ facts: PatientFacts) -> Bool {
        needs.allSatisfy { facts[$0] == .yes } && excludes.allSatisfy { facts[$0] == .no }
            && excludesIfKnown.allSatisfy { facts[$0] != .yes }
    }

    /// The decision table: this is what is applied, and what is printed.
    static let table: [PatternRule] = [
        PatternRule(
            name: .reduction, pattern: .hyperalgesia, needs: [.painRose, .fellAfterReduction], excludes: [.newCause],
            excludesIfKnown: [.answersRise, .withdrawal],
            reason:
                "Sensitised pain should lessen with the opioid; disease and tolerance leave it or let it rise. A new cause must be excluded.",
            source: "Lee 2011, Pain Physician 14:145\u{2013}161; Chu 2008, 10.1097/AJP.0b013e31816b2f43"),
        PatternRule(
            name: .spread, pattern: .hyperalgesia, needs: [.painRose, .spread], excludes: [.newCause, .answersRise],
            excludesIfKnown: [.roseAfterReduction, .withdrawal],
            reason: "Hyperalgesia is diffuse and reaches beyond the first site, and a higher dose does not relieve it.",
            source: "Chu 2008, 10.1097/AJP.0b013e31816b2f43; Tompkins 2011, 10.1007/s11916-010-0171-1"),
        PatternRule(
            name: .evoked, pattern: .hyperalgesia, needs: [.painRose, .lessTolerance], excludes: [.newCause],
            excludesIfKnown: [.answersRise, .roseAfterReduction, .withdrawal], isWeak: true,
            reason:
                "Less tolerance to a painful test is what the word means, but tests differ and most find no change.",
            source: "Higgins 2019, 10.1016/j.bja.2018.09.019"),
        PatternRule(
            name: .tolerance, pattern: .tolerance, needs: [.painRose, .answersRise], excludes: [.newCause],
            excludesIfKnown: [.fellAfterReduction, .spread],
            reason: "A dose that relieves less than it did relieves again when it is raised.",
            source: "Chen 2014, 10.5055/jom.2014.0235; Angst 2006, 10.1097/00000542-200603000-00025"),
        PatternRule(
            name: .newCause, pattern: .progression, needs: [.painRose, .newCause], excludes: [],
            excludesIfKnown: [.fellAfterReduction],
            reason: "Pain that rises after an injury, surgery or progression has a cause of its own.",
            source: "Lee 2011, Pain Physician 14:145\u{2013}161"),
        PatternRule(
            name: .withdrawal, pattern: .withdrawal, needs: [.painRose, .withdrawal], excludes: [],
            excludesIfKnown: [],
            reason: "Withdrawal hurts, and between doses as well: pain that is high then may be that of withdrawal.",
            source: "Wesson 2003, 10.1080/02791072.2003.10400007; Angst 2006, 10.1097/00000542-200603000-00025"),
        PatternRule(
            name: .useDisorder, pattern: .useDisorder, needs: [.painRose, .useDisorder], excludes: [],
            excludesIfKnown: [],
            reason:
                "With opioid use disorder pain is reported for other reasons too, and supply is not what is recorded.",
            source: "Ballantyne 2003, 10.1056/NEJMra025411"),
    ]
}

extension [PatternRule] {
    /// What a course is compatible with; `nil` where it is not known whether pain rose.
    func pattern(of facts: PatientFacts, weak: WeakEvidence) -> PatternTerm? {
        switch facts[.painRose] {
        case .unknown: return nil
        case .no: return .noRise
        case .yes: break
        }
        var met: Set<PatternTerm> = []
        for rule in self where (!rule.isWeak || weak == .counted) && rule.isMet(facts) { met.insert(rule.pattern) }
        return met.count > 1 ? .several : met.first ?? .cannotTell
    }
}
