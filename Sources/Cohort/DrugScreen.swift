/// Substances that a urine screen looks for.
public enum Substance: String, ClinicalCode {
    /// An opioid other than methadone and buprenorphine, or the panel for opiates.
    case opioid
    case methadone
    case buprenorphine
    case cocaine
    /// Amphetamines, MDMA among them.
    case amphetamine
    case benzodiazepine
    case cannabis
    case alcohol
    case barbiturate
    /// Another substance, or a word that is not known.
    case other

    /// By spelling.
    public static let bySpelling = spellings()

    /// Names on panels, and the opioids that laboratories name.
    public var synonyms: [String] {
        switch self {
        case .opioid:
            ["opioids", "opiate", "opiates", "opi", "6-mam", "6-monoacetylmorphine", "norfentanyl", "noroxycodone"]
                + Opioid.allCases.filter { ![.methadone, .buprenorphine, .other].contains($0) }.map(\.rawValue)
        case .methadone: ["eddp", "mtd"]
        case .buprenorphine: ["norbuprenorphine", "bup"]
        case .cocaine: ["crack", "benzoylecgonine", "coc"]
        case .amphetamine: ["amphetamines", "methamphetamine", "mdma", "amp", "met"]
        case .benzodiazepine: ["benzodiazepines", "benzo", "benzos", "bzo"]
        case .cannabis: ["thc", "cannabinoid", "cannabinoids", "marijuana"]
        case .alcohol: ["ethanol", "etg", "ethyl glucuronide"]
        case .barbiturate: ["barbiturates", "bar"]
        case .other: []
        }
    }
}

/// What a urine screen found of one substance on a day.
public struct DrugScreen: Sendable, Hashable {
    /// When.
    public let day: StudyDay
    /// Index into ``DrugScreens/substances``.
    public var substance: UInt16
    /// Whether it was found.
    public let isPositive: Bool
    /// Whether it is the medication that the patient is prescribed, so that finding it is no return to use.
    public let isPrescribed: Bool

    /// What was found.
    public init(day: StudyDay, substance: UInt16, isPositive: Bool, isPrescribed: Bool = false) {
        self.day = day
        self.substance = substance
        self.isPositive = isPositive
        self.isPrescribed = isPrescribed
    }
}

extension DrugScreen: PersonRow {
    /// By day.
    public static func precedes(_ screen: DrugScreen, _ other: DrugScreen) -> Bool { screen.day < other.day }
}

/// A cohort's urine screens, by person and day.
public struct DrugScreens: Sendable {
    /// The screens.
    public let rows: PersonRows<DrugScreen>
    /// The substances that they looked for.
    public let substances: [ClinicalTerm<Substance>]
    /// Whether any of them says that what it found is prescribed.
    public let saysPrescribed: Bool

    /// Screens of people with numbers below `personCount`, in blocks as they were read.
    public init(
        personCount: Int, blocks: [PersonBlock<DrugScreen>], substances: [ClinicalTerm<Substance>],
        dropsRepeats: Bool = false
    ) {
        rows = PersonRows(personCount: personCount, blocks: blocks, dropsRepeats: dropsRepeats)
        self.substances = substances
        saysPrescribed = blocks.contains { $0.rows.contains(where: \.isPrescribed) }
    }

    /// The screens of a person.
    public subscript(person: Int) -> ArraySlice<DrugScreen> { rows[person] }

    /// What a screen looked for.
    public func substance(of screen: DrugScreen) -> ClinicalTerm<Substance> { substances[Int(screen.substance)] }
}
