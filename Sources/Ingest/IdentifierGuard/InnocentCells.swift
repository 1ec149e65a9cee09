import Cohort

/// Tells by its cells that a column is no identifier although its name is that of one: `lat` may be a latitude or the side of the body,
/// `name` a patient's or a drug's, `mobile` a telephone or whether somebody walks.
enum InnocentCells {
    /// Whether a column's cells are those of another thing. Cells that tell nothing leave it at what the name says.
    static func areOfOtherThing(_ labels: [String], than identifier: IdentifierClass) -> Bool {
        let cells = labels.map { CellText.trimmed($0).lowercased() }.filter {
            !$0.isEmpty && !MissingWords.contains($0)
        }
        guard !cells.isEmpty else { return false }
        if cells.allSatisfy(answers.contains) { return true }
        if identifier == .name { return areClinical(cells) }
        if identifier == .smallArea, cells.count(where: isOfBody) * 2 > cells.count { return true }
        // A code of few small numbers, or measurements.
        let numbers = cells.compactMap(Double.init)
        guard numbers.count == cells.count, numbers.count > 1 else {
            return areShortWords(cells, identifier) || areWords(cells, identifier)
        }
        switch identifier {
        case .smallArea:
            return numbers.allSatisfy { $0 == $0.rounded() && abs($0) < 100 }
                || numbers.contains { abs($0) > 180 && $0 < 500 }
        default: return numbers.allSatisfy { abs($0) < 10_000 }
        }
    }

    /// Whether a column's cells are answers: whether somebody has an e-mail address is none, whatever the column is called.
    static func areAnswers(_ labels: [String]) -> Bool {
        let cells = Set(labels.map { CellText.trimmed($0).lowercased() }).filter {
            !$0.isEmpty && !MissingWords.contains($0)
        }
        return cells == ["0", "1"] || !cells.isEmpty && cells.allSatisfy { $0.count > 1 && yesOrNo.contains($0) }
    }

    private static let yesOrNo: Set<String> = [
        "yes", "no", "true", "false", "sí", "si", "ja", "nein", "oui", "non", "unknown", "not sure", "refused",
    ]

    private static func isOfBody(_ cell: String) -> Bool {
        cell.split { !$0.isLetter }.contains { body.contains(ColumnName.folded($0)) }
    }

    private static let body: Set<String> = [
        "head", "neck", "back", "shoulder", "arm", "elbow", "wrist", "hand", "hip", "knee", "leg", "ankle", "foot",
        "chest",
        "abdomen", "pelvis", "spine", "lumbar", "cervical", "thoracic", "face", "jaw", "kopf", "nacken", "rucken",
        "schulter",
        "arme", "hufte", "knie", "bein", "fuss", "brust", "bauch", "cabeza", "cuello", "espalda", "hombro", "brazo",
        "cadera",
        "rodilla", "pierna", "pie", "tete", "cou", "dos", "epaule", "bras", "hanche", "genou", "jambe", "pied",
    ]

    /// Answers and sides of the body.
    private static let answers: Set<String> = [
        "yes", "no", "y", "n", "true", "false", "t", "f", "unknown", "not sure", "sí", "si", "ja", "nein", "oui", "non",
        "left",
        "right", "l", "r", "b", "both", "bilateral", "midline", "unilateral", "lt", "rt", "bi", "lateral", "medial",
        "izquierda", "derecha", "izquierdo", "derecho", "links", "rechts", "beidseits", "gauche", "droite", "bilatéral",
        "none", "mobile", "immobile", "ambulatory", "bedbound", "wheelchair", "independent", "assisted", "urban",
        "rural",
        "small", "medium", "large", "short", "limited", "full",
        "good", "poor", "suburban", "metro", "long", "active", "inactive", "current", "expired", "opened", "closed",
        "present", "absent", "normal", "abnormal",
    ]

    /// A third of the cells are drugs, instruments, doses or institutions, and none begins as a person's name.
    private static func areClinical(_ cells: [String]) -> Bool {
        let clinical = cells.prefix(200).count { isClinical($0) }
        let persons = cells.prefix(200).contains { cell in
            PersonNames.isGivenName(cell.split { !$0.isLetter && $0 != "-" }.first ?? "")
        }
        return clinical * 3 >= min(cells.count, 200) && !persons
    }

    /// Whether a text in small letters has a drug, a scale, a dose or an institution.
    static func isClinical(_ text: String) -> Bool {
        if Opioid(word: text) != .other { return true }
        return text.split { !$0.isLetter }.map { ColumnName.folded($0) }.contains { word in
            PersonNames.institutions.contains(word) || isOfMedicine(word)
        }
    }

    private static func isOfMedicine(_ word: String) -> Bool {
        guard !medicine.contains(word) else { return true }
        // "oxicodona" and "Oxycodon" end as "oxycodone" does.
        let root = word.last.map { "aeo".contains($0) } == true ? word.dropLast() : word[...]
        return root.utf8.count > 5 && stems.contains { root.hasSuffix($0) }
    }

    private static let medicine: Set<String> = [
        "aspirin", "ibuprofen", "paracetamol", "acetaminophen", "tylenol", "advil", "heroin", "cocaine", "cannabis",
        "alcohol",
        "ketamine", "clonidine", "baclofen", "insulin", "metformin", "placebo", "saline", "cows", "sows", "nrs", "vas",
        "bpi",
        "peg", "phq", "gad", "pain", "sleep", "mood", "baseline", "screening", "visit", "week", "month", "followup",
        "control",
        "treatment", "acupuncture", "yoga", "massage", "exercise", "surgery", "nausea", "vomiting", "constipation",
        "headache",
        "fatigue", "glucose", "hemoglobin", "sodium", "potassium", "morphine", "methadone", "tablet", "capsule",
        "patch", "mg",
        "active", "units", "unit", "tablets", "capsules", "steps", "cells", "pressor", "ppt", "cold", "heat",
        "pressure", "threshold", "tolerance", "qst", "intensity", "interference", "anxiety",
        "depression", "withdrawal", "opioid", "weight", "height", "pulse", "duloxetine",
        "naproxen", "diclofenac", "lidocaine", "cbt", "tens", "oral", "amitriptyline", "warfarin",
    ]
    /// Endings of international nonproprietary names (WHO stem book), without a last vowel, and of diseases.
    private static let stems = [
        "codon", "morphon", "orphin", "orphanol", "adol", "fentanil", "fentanyl", "profen", "coxib", "fenac", "oxicam",
        "cain", "azepam", "zolam", "gabalin", "gabapentin", "triptylin", "pramin", "oxetin", "faxin", "azodon",
        "statin",
        "sartan", "olol", "dipin", "prazol", "mycin", "cillin", "floxacin", "triptan", "setron", "pyrin", "zepin",
        "barbital",
        "oxon", "alexon", "methason", "isolon", "ison", "formin", "gliptin", "thiazid", "semid", "tidin", "azol", "vir",
        "therapy", "itis", "algia", "pathy", "osis",
    ]

    /// Words without any digit, where the name says a number.
    private static func areWords(_ cells: [String], _ identifier: IdentifierClass) -> Bool {
        let isOfNumbers = ![.smallArea, .email, .url, .photograph].contains(identifier)
        return isOfNumbers && cells.count > 1
            && cells.allSatisfy { $0.utf8.count > 2 && !$0.contains(where: \.isNumber) }
    }

    /// Words too short for what the name says: no telephone has three signs. One cell alone is no code.
    private static func areShortWords(_ cells: [String], _ identifier: IdentifierClass) -> Bool {
        let isOfNumbers = ![.smallArea, .email, .url, .photograph].contains(identifier)
        return isOfNumbers && cells.count > 1 && cells.allSatisfy { $0.utf8.count < 4 }
    }
}
