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

    /// Salts, forms, strengths, routes, and what is put into one tablet with an opioid.
    public static func isQualifier(_ part: String) -> Bool { DrugWord.isQualifier(part) }

    /// International and brand names.
    public var synonyms: [String] {
        switch self {
        case .alfentanil: ["alfenta"]
        case .buprenorphine:
            [
                "suboxone", "subutex", "zubsolv", "bunavail", "butrans", "belbuca", "sublocade", "brixadi", "buprenex",
                "temgesic",
            ]
        case .butorphanol: ["stadol"]
        case .codeine: ["tylenol 2", "tylenol 3", "tylenol 4", "fioricet codeine", "fiorinal codeine", "co codamol"]
        case .dihydrocodeine: ["synalgos dc", "trezix", "panlor", "co dydramol"]
        case .fentanyl:
            ["duragesic", "actiq", "fentora", "abstral", "subsys", "lazanda", "onsolis", "sublimaze", "ionsys"]
        case .heroin: ["diamorphine", "diacetylmorphine"]
        case .hydrocodone:
            [
                "vicodin", "norco", "lortab", "lorcet", "xodol", "verdrocet", "zohydro", "hysingla", "vicoprofen",
                "reprexain",
                "hycodan", "tussionex", "tussigon", "hydromet",
            ]
        case .hydromorphone: ["dilaudid", "exalgo", "palladone"]
        case .levorphanol: ["levo dromoran"]
        case .meperidine: ["pethidine", "demerol"]
        case .methadone: ["methadose", "dolophine", "diskets"]
        case .morphine:
            [
                "ms contin", "mst", "msir", "kadian", "avinza", "embeda", "arymo", "morphabond", "oramorph", "roxanol",
                "duramorph", "astramorph", "infumorph", "mitigo", "sevredol",
            ]
        case .nalbuphine: ["nubain"]
        case .opium: ["opium tincture", "laudanum", "paregoric", "belladonna opium"]
        case .oxycodone:
            [
                "oxycontin", "roxicodone", "roxybond", "oxaydo", "oxecta", "oxy ir", "xtampza", "percocet", "percodan",
                "endocet",
                "endodan", "roxicet", "primlev", "nalocet", "prolate", "tylox", "xartemis", "xolox", "targiniq",
                "targin",
                "combunox",
            ]
        case .oxymorphone: ["opana", "numorphan"]
        case .pentazocine: ["talwin", "talwin nx"]
        case .propoxyphene: ["dextropropoxyphene", "darvon", "darvocet"]
        case .remifentanil: ["ultiva"]
        case .sufentanil: ["sufenta", "dsuvia"]
        case .tapentadol: ["nucynta", "palexia"]
        case .tramadol: ["ultram", "ultracet", "conzip", "ryzolt", "rybix", "seglentis", "qdolo"]
        case .other: []
        }
    }

    /// Whether it is taken by mouth, so that a route which nobody wrote down is oral.
    public var hasOralForm: Bool {
        switch self {
        case .alfentanil, .buprenorphine, .butorphanol, .fentanyl, .heroin, .nalbuphine, .remifentanil, .sufentanil,
            .other:
            false
        default: true
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

    /// Salts, forms, strengths, routes, and what is put into one tablet with the drug.
    public static func isQualifier(_ part: String) -> Bool { DrugWord.isQualifier(part) }

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

/// What the parts of a word for a drug say beside which drug it is.
enum DrugWord {
    private static let qualifiers: Set<String> = [
        // salts
        "hcl", "hydrochloride", "sulfate", "sulphate", "phosphate", "citrate", "tartrate", "bitartrate", "hydrobromide",
        "pectinate", "terephthalate", "napsylate", "lactate", "hcit", "sulf", "bit", "hbr",
        // what is put into one tablet with it
        "acetaminophen", "apap", "acetamin", "paracetamol", "tylenol", "aspirin", "asa", "ibuprofen", "ibup",
        "celecoxib",
        "naloxone", "naltrexone", "nalox", "butalbital", "caffeine", "caff", "carisoprodol", "promethazine",
        "guaifenesin",
        "chlorpheniramine", "homatropine", "pseudoephedrine", "phenylephrine",
        // forms
        "er", "xr", "sr", "cr", "la", "ir", "xl", "cii", "pf", "extended", "sustained", "controlled", "immediate",
        "delayed", "release", "transmucosal",
        "acting", "long", "short", "rel", "tablet", "tablets", "tab", "tabs", "capsule", "capsules", "cap", "caps",
        "film", "strip",
        "lozenge", "solution", "soln", "sol", "syrup", "elixir", "liquid", "concentrate", "suspension", "vial",
        "ampule", "syringe", "disintegrating",
        "with", "w", "and", "per", "every", "daily", "day", "hour", "hours", "hr", "hrs", "h",
        // units
        "mg", "mcg", "ug", "g", "gm", "ml",
    ]
    /// Words for ways other than by mouth that name no single one: a word beside them that does is what they mean.
    private static let parenteral: Set<String> = ["injection", "injectable", "inj", "infusion", "spray"]
    /// Brands that are given in one way, where it is not by mouth.
    private static let brands: [(route: Route, words: [String])] = [
        (.sublingual, ["suboxone", "subutex", "zubsolv", "abstral", "subsys", "dsuvia", "temgesic"]),
        (.buccal, ["bunavail", "belbuca", "fentora", "onsolis"]),
        (.transdermal, ["butrans", "duragesic", "ionsys"]),
        (.subcutaneous, ["sublocade", "brixadi"]),
        (.intranasal, ["lazanda", "stadol"]),
        (.intravenous, ["sublimaze", "ultiva", "alfenta", "sufenta", "duramorph", "buprenex", "nubain"]),
        (.epidural, ["infumorph", "astramorph"]),
        (.intrathecal, ["mitigo"]),
        (.oral, ["actiq"]),
    ]
    private static let routes: [String: Route] = {
        var routes: [String: Route] = [:]
        for route in Route.allCases where route != .other {
            for word in [route.rawValue] + route.synonyms where !word.contains(" ") { routes[word] = route }
        }
        for word in parenteral { routes[word] = .other }
        for brand in brands { for word in brand.words { routes[word] = brand.route } }
        // In the name of a drug these are other words, or of another drug's.
        for word in ["in", "it", "ep", "mouth", "transmucosal", "buc"] { routes[word] = nil }
        return routes
    }()

    static func isQualifier(_ part: String) -> Bool {
        if qualifiers.contains(part) { return true }
        if routes[part] != nil { return !brandWords.contains(part) }
        // A strength, with or without its unit: 10, 10mg, 72h, q12h.
        let digits = part.first == "q" ? part.dropFirst() : part[...]
        guard digits.first?.isNumber == true else { return false }
        let unit = digits.drop { $0.isNumber }
        return unit.isEmpty || qualifiers.contains(String(unit))
    }

    private static let brandWords = Set(brands.flatMap(\.words))

    /// The way that a word names, for example of a patch; `.other` where it names several or only "injection" and the like, `nil`
    /// where it names none.
    static func route(in word: String) -> Route? {
        let named = Set(Opioid.parts(word).compactMap { routes[$0] })
        let single = named.subtracting([.other])
        return single.count == 1 ? single.first : named.isEmpty ? nil : .other
    }
}

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
        case .oral: ["po", "per os", "by mouth", "orally", "mouth", "enteral", "via g tube", "ng tube", "nasogastric"]
        case .sublingual: ["sl", "under the tongue"]
        case .buccal: ["buc", "bucc", "transmucosal", "oral transmucosal"]
        case .transdermal: ["td", "patch", "patches", "topical patch", "skin patch"]
        case .intranasal: ["nasal", "nas", "in", "nasal spray", "into the nose"]
        case .inhaled: ["inhalation", "inh"]
        case .rectal: ["pr", "per rectum", "suppository"]
        case .subcutaneous: ["sc", "sq", "subcut", "subq", "subcutaneously"]
        case .intramuscular: ["im", "intramuscularly"]
        case .intravenous: ["iv", "intravenously", "ivp", "iv push", "iv pca", "pca", "pca iv"]
        case .epidural: ["ep", "epidural pca", "pcea"]
        case .intrathecal: ["it", "spinal", "intraspinal"]
        case .other: []
        }
    }
}

extension Route {
    /// The way that a word for a drug names: transdermal in "fentanyl patch" and of "Duragesic".
    ///
    /// ``other`` where it names several, or none of the list ("injection"); `nil` where it names none.
    public init?(inDrugWord word: String) {
        guard let route = DrugWord.route(in: word) else { return nil }
        self = route
    }
}
