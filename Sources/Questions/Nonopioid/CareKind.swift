import Cohort
import Findings

/// A class of non-opioid analgesics, where the word that a study writes names it or a drug of it.
enum AnalgesicClass: String, Term, CaseIterable {
    case nsaid
    case acetaminophen
    case gabapentinoid
    case antidepressant
    case unnamed = "nonopioid_drug"

    var label: String {
        switch self {
        case .nsaid: "an NSAID"
        case .acetaminophen: "acetaminophen (paracetamol)"
        case .gabapentinoid: "a gabapentinoid"
        case .antidepressant: "an antidepressant given for pain"
        case .unnamed: "a non-opioid analgesic of a class that is not named"
        }
    }

    /// Spellings, as ``CareKind`` reads a word: letters and digits alone.
    private static let spellings: [String: AnalgesicClass] = [
        "nsaid": .nsaid, "nsaids": .nsaid, "ibuprofen": .nsaid, "naproxen": .nsaid, "diclofenac": .nsaid,
        "celecoxib": .nsaid, "acetaminophen": .acetaminophen, "paracetamol": .acetaminophen,
        "gabapentin": .gabapentinoid, "pregabalin": .gabapentinoid, "duloxetine": .antidepressant,
        "amitriptyline": .antidepressant, "nortriptyline": .antidepressant,
    ]

    /// The class that a word of a non-opioid analgesic tells.
    init(word: String) {
        self = Self.spellings[CareKind.bare(word)] ?? .unnamed
    }
}

/// A kind of care that is told apart: one that the tool knows, a class of analgesics, or what the study itself calls it.
enum CareKind: Sendable, Hashable {
    case known(InterventionKind)
    case analgesic(AnalgesicClass)
    /// The study's own word, letters and digits alone, lower case.
    case study(String)
    /// Words of the study's own that stand for few patients each.
    case rare

    init(_ term: ClinicalTerm<InterventionKind>) {
        switch term.code {
        case .nonopioidDrug: self = .analgesic(AnalgesicClass(word: term.word))
        case .other: self = .study(Self.bare(term.word))
        case .physicalTherapy, .cognitiveBehaviouralTherapy, .mindfulness, .acupuncture, .yoga, .exercise:
            self = .known(term.code)
        }
    }

    static func bare(_ word: String) -> String {
        String(word.lowercased().filter { $0.isLetter || $0.isNumber })
    }
}

/// The kinds of care that a study records, in the order in which its words first name them.
struct CareKinds: Sendable {
    private(set) var kinds: [CareKind] = []
    /// As results and sentences call them.
    private(set) var words: [StrategyWord] = []
    /// The kind of each of the cohort's terms.
    private(set) var numbers: [Int] = []

    /// The kinds of what is recorded. Those with a name of the study's own, of fewer than `fewest` patients each, are one, but for the one
    /// that the study file names itself.
    init(_ recorded: Interventions, fewest: Int, named: String?) {
        let terms = recorded.kinds
        let asked = named.map { CareKind(ClinicalTerm($0)) }
        let rare = Self.rare(recorded, fewest: fewest).subtracting(asked.map { [$0] } ?? [])
        for term in terms {
            let own = CareKind(term)
            let kind = rare.contains(own) ? .rare : own
            let number = kinds.firstIndex(of: kind) ?? kinds.count
            if number == kinds.count {
                kinds.append(kind)
                words.append(Self.word(kind, term.word))
            }
            numbers.append(number)
        }
    }

    private static func rare(_ recorded: Interventions, fewest: Int) -> Set<CareKind> {
        let kinds = recorded.kinds.map { CareKind($0) }
        let own = Set(kinds.filter { if case .study = $0 { true } else { false } })
        guard fewest > 1, !own.isEmpty else { return [] }
        var patients: [CareKind: Int] = [:]
        for person in 0..<recorded.rows.personCount {
            for kind in Set(recorded[person].map { kinds[Int($0.kind)] }) { patients[kind, default: 0] += 1 }
        }
        return own.filter { patients[$0, default: 0] < fewest }
    }

    /// The kind that a word of the study file stands for, if the study has it.
    func number(of word: String) -> Int? { kinds.firstIndex(of: CareKind(ClinicalTerm(word))) }

    /// A study's own word never passes for one of the tool's.
    private static func word(_ kind: CareKind, _ word: String) -> StrategyWord {
        switch kind {
        case .known(let known):
            StrategyWord(id: known.rawValue, label: known.rawValue.split(separator: "_").joined(separator: " "))
        case .analgesic(let own): StrategyWord(own)
        case .study: StrategyWord(id: "study: \(word)", label: word)
        case .rare: StrategyWord(id: InterventionKind.other.rawValue, label: "other kinds of care of few patients each")
        }
    }
}
