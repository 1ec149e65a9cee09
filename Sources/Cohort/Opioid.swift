/// Opioids that a study may name.
public enum Opioid: String, ClinicalCode {
    case alfentanil
    case buprenorphine
    case butorphanol
    case codeine
    case dihydrocodeine
    case fentanyl
    case heroin
    case hydrocodone
    case hydromorphone
    case levorphanol
    case meperidine
    case methadone
    case morphine
    case nalbuphine
    case opium
    case oxycodone
    case oxymorphone
    case pentazocine
    case propoxyphene
    case remifentanil
    case sufentanil
    case tapentadol
    case tramadol
    /// Another opioid, several at once, or a word that is not known.
    case other

    /// By spelling.
    public static let bySpelling = spellings()

    /// Salts, forms, routes, and what is put into one tablet with an opioid.
    public static var qualifiers: Set<String> { drugQualifiers }

    /// International and brand names.
    public var synonyms: [String] {
        switch self {
        case .buprenorphine: ["suboxone", "subutex", "zubsolv", "butrans", "belbuca", "sublocade", "brixadi"]
        case .fentanyl: ["duragesic"]
        case .heroin: ["diamorphine", "diacetylmorphine"]
        case .hydrocodone: ["vicodin", "norco", "lortab", "zohydro"]
        case .hydromorphone: ["dilaudid", "exalgo"]
        case .meperidine: ["pethidine", "demerol"]
        case .methadone: ["methadose", "dolophine"]
        case .morphine: ["ms contin"]
        case .oxycodone: ["oxycontin", "roxicodone", "percocet", "endocet"]
        case .oxymorphone: ["opana"]
        case .propoxyphene: ["dextropropoxyphene"]
        case .tapentadol: ["nucynta"]
        case .tramadol: ["ultram"]
        default: []
        }
    }
}

/// Medications for opioid use disorder.
public enum MOUDDrug: String, ClinicalCode {
    case buprenorphine
    case methadone
    case naltrexone
    /// Another medication, or a word that is not known.
    case other

    /// By spelling.
    public static let bySpelling = spellings()

    /// Salts, forms, routes, and what is put into one tablet with the drug.
    public static var qualifiers: Set<String> { drugQualifiers }

    /// Brand names and trials' abbreviations.
    public var synonyms: [String] {
        switch self {
        case .buprenorphine: Opioid.buprenorphine.synonyms + ["bup", "bup-nx"]
        case .methadone: Opioid.methadone.synonyms
        case .naltrexone: ["vivitrol", "ntx", "nr-ntx"]
        case .other: []
        }
    }
}

private let drugQualifiers: Set<String> = [
    "hcl", "hydrochloride", "sulfate", "sulphate", "phosphate", "citrate", "tartrate", "bitartrate", "hydrobromide",
    "acetaminophen", "apap", "paracetamol", "aspirin", "ibuprofen", "naloxone",
    "er", "xr", "sr", "cr", "la", "ir", "extended", "sustained", "controlled", "immediate", "release",
    "tablet", "tablets", "capsule", "capsules", "film", "patch", "injection", "solution", "oral", "transdermal",
    "sublingual", "buccal", "iv", "intravenous", "im", "intramuscular",
]

/// How a drug is given.
public enum Route: String, ClinicalCode {
    case oral
    case sublingual
    case buccal
    case transdermal
    case intranasal
    case inhaled
    case rectal
    case subcutaneous
    case intramuscular
    case intravenous
    case epidural
    case intrathecal
    /// Another way, or a word that is not known.
    case other

    /// By spelling.
    public static let bySpelling = spellings()

    /// Abbreviations of prescriptions.
    public var synonyms: [String] {
        switch self {
        case .oral: ["po", "by mouth", "orally"]
        case .sublingual: ["sl"]
        case .transdermal: ["td", "patch"]
        case .intranasal: ["nasal"]
        case .inhaled: ["inhalation"]
        case .rectal: ["pr"]
        case .subcutaneous: ["sc", "sq", "subcut"]
        case .intramuscular: ["im"]
        case .intravenous: ["iv"]
        case .buccal, .epidural, .intrathecal, .other: []
        }
    }
}
