/// Kinds of care beside opioids.
public enum InterventionKind: String, ClinicalCode {
    case physicalTherapy = "physical_therapy"
    case cognitiveBehaviouralTherapy = "cognitive_behavioural_therapy"
    case mindfulness
    case acupuncture
    case yoga
    case exercise
    /// A drug for pain that is no opioid, whichever.
    case nonopioidDrug = "nonopioid_drug"
    /// Another kind, or a word that is not known.
    case other

    /// By spelling.
    public static let bySpelling = spellings()

    /// Names of the care, and of common drugs.
    public var synonyms: [String] {
        switch self {
        case .physicalTherapy: ["physiotherapy", "physio", "physical rehabilitation"]
        case .cognitiveBehaviouralTherapy:
            ["cognitive behavioral therapy", "cognitive behaviour therapy", "cognitive behavior therapy", "cbt"]
        case .mindfulness: ["mindfulness meditation", "mindfulness-based stress reduction", "mbsr"]
        case .acupuncture: ["electroacupuncture"]
        case .yoga: []
        case .exercise: ["exercise therapy", "aerobic exercise"]
        case .nonopioidDrug:
            [
                "non-opioid", "nonopioid medication", "nonopioid analgesic", "nsaid", "nsaids", "acetaminophen",
                "paracetamol", "ibuprofen", "naproxen", "diclofenac", "celecoxib", "gabapentin", "pregabalin",
                "duloxetine", "amitriptyline", "nortriptyline",
            ]
        case .other: []
        }
    }
}

/// An intervention over some days.
public struct Intervention: Sendable, Hashable {
    /// First day.
    public let start: StudyDay
    /// Last day, inclusive; `nil` where it is not recorded.
    public let end: StudyDay?
    /// Index into ``Interventions/kinds``.
    public var kind: UInt16

    /// An intervention.
    public init(start: StudyDay, end: StudyDay?, kind: UInt16) {
        self.start = start
        self.end = end
        self.kind = kind
    }
}

extension Intervention: PersonRow {
    /// By first day.
    public static func precedes(_ intervention: Intervention, _ other: Intervention) -> Bool {
        intervention.start < other.start
    }
}

/// A cohort's interventions, by person and first day.
public struct Interventions: Sendable {
    /// The interventions.
    public let rows: PersonRows<Intervention>
    /// The kinds that they are of.
    public let kinds: [ClinicalTerm<InterventionKind>]

    /// Interventions of people with numbers below `personCount`, in blocks as they were read.
    public init(
        personCount: Int, blocks: [PersonBlock<Intervention>], kinds: [ClinicalTerm<InterventionKind>],
        dropsRepeats: Bool = false
    ) {
        rows = PersonRows(personCount: personCount, blocks: blocks, dropsRepeats: dropsRepeats)
        self.kinds = kinds
    }

    /// The interventions of a person.
    public subscript(person: Int) -> ArraySlice<Intervention> { rows[person] }

    /// What an intervention is.
    public func kind(of intervention: Intervention) -> ClinicalTerm<InterventionKind> {
        kinds[Int(intervention.kind)]
    }
}
