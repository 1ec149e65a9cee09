/// What a column of a file that nobody has described may be, by its name.
enum ColumnRole: String, Sendable, Hashable, CaseIterable {
    case patient, day, score, grade, scale, instrument, drug, dose, mme, route
    case start, end, supply
    case event, kind, symptom, severity, present, substance, positive
    case age, sex, race, site, arm, randomized
    case unit, strength, quantity, frequency, visit, outcome

    /// Names as people write them, lower case, words apart; the likelier ones first.
    private var names: [String] {
        switch self {
        case .patient:
            [
                "patient", "patient id", "patientid", "usubjid", "subjid", "subject", "subject id", "subjectid",
                "participant",
                "participant id", "record id", "study id", "studyid", "person id", "person", "who", "pid", "ptid", "id",
                "case id",
                "case", "subj", "pat id", "code",
            ]
        case .day:
            [
                "day", "study day", "studyday", "day of study", "visit day", "days", "dy", "relday", "when", "time",
                "date", "visit date",
                "date visit", "date of visit", "date of assessment", "encounter date", "service date", "day number",
                "dayno",
                "days since enrollment", "days since enrolment", "days since baseline", "days since start",
                "measurement date", "measurement datetime", "assessment date", "timepoint",
            ]
        case .score:
            [
                "score", "pain", "pain score", "painscore", "rating", "pain rating", "nrs", "vas", "vrs", "pain nrs",
                "pain vas", "nrs pain",
                "vas pain", "nprs", "peg", "bpi", "bpi severity", "sf36 bp", "sf 36 bp", "bodily pain",
                "value as number",
                "aval", "qsstresn", "vsstresn", "qsorres",
            ]
        case .grade: ["grade", "withdrawal", "withdrawal grade", "severity of withdrawal"]
        case .scale: ["scale", "withdrawal scale"]
        case .instrument: ["instrument", "tool", "measure", "questionnaire", "paramcd", "qstestcd"]
        case .drug:
            [
                "drug", "drug name", "medication", "medication name", "med", "med name", "opioid", "drug source value",
                "cmtrt", "cmdecod",
                "extrt", "product", "generic name", "what",
            ]
        case .dose:
            [
                "dose mg", "dose", "daily dose", "mg per day", "dose per day", "total daily dose", "mg", "mcg",
                "amount",
                "cmdose", "exdose", "dose day", "dosage",
            ]
        case .mme: ["mme", "mme day", "daily mme", "med", "omedd", "ome", "mme per day"]
        case .route: ["route", "cmroute", "exroute", "route of administration"]
        case .start:
            [
                "start day", "start", "from", "begin", "first day", "start date", "cmstdy", "exstdy",
                "drug exposure start date", "fill day",
                "fill date", "dispensed", "dispense date", "rx date", "startday",
            ]
        case .end:
            [
                "end day", "end", "stop", "stop day", "to", "through", "last day", "end date", "stop date", "cmendy",
                "exendy",
                "drug exposure end date", "endday",
            ]
        case .supply:
            [
                "days supply", "day supply", "dayssupply", "supply", "days of supply", "supply days",
                "days of medication", "duration",
            ]
        case .event: ["event", "event type", "aeterm", "aedecod", "what"]
        case .kind: ["kind", "intervention", "therapy", "type", "what"]
        case .symptom: ["symptom", "symptom name"]
        case .severity: ["severity", "intensity"]
        case .present: ["present", "is present", "yes no"]
        case .substance: ["substance", "analyte", "panel", "test", "drug tested", "what"]
        case .positive: ["positive", "result", "is positive", "did use", "test result"]
        case .age: ["age", "age years", "age at entry", "age yrs"]
        case .sex: ["sex", "gender", "is male", "is female", "gender source value"]
        case .race: ["race", "ethnicity", "racegrp", "race source value"]
        case .site: ["site", "site masked", "center", "centre", "clinic", "siteid", "site id"]
        case .randomized:
            [
                "randomized", "randomised", "randomization day", "randomisation day", "randomization date",
                "day of randomization",
                "rand day", "rand date", "randdy", "randomized on", "date of randomization",
            ]
        case .unit:
            [
                "unit", "units", "score unit", "dose unit", "dose units", "vas unit", "pain unit", "unit of measure",
                "uom",
                "cmdosu", "exdosu", "qsstresu", "vsstresu",
            ]
        case .strength:
            [
                "strength", "strength mg", "strength per unit", "mg per unit", "mg per tablet", "mg per pill",
                "tablet strength",
                "dose strength", "unit strength",
            ]
        case .quantity:
            [
                "quantity", "qty", "quantity dispensed", "qty dispensed", "units dispensed", "pills", "tablets",
                "number of pills",
                "number of tablets", "pill count", "dispensed quantity",
            ]
        case .frequency:
            [
                "doses per 24 hours", "doses per day", "times per day", "times a day", "frequency per day",
                "doses a day",
                "daily frequency", "units per day", "tablets per day", "pills per day",
            ]
        case .visit:
            [
                "visit", "visit name", "redcap event name", "event name", "visitnum", "visit number", "visit num",
                "visit no",
                "timepoint", "time point", "epoch", "wave", "phase", "week", "month", "study week", "visit week",
            ]
        case .outcome: ["y", "value", "outcome", "response", "outcome value", "result value"]
        case .arm:
            [
                "arm", "treatment", "group", "treatment group", "randomized arm", "trt", "trt01p", "help arm",
                "allocation", "treat",
            ]
        }
    }

    /// How well a name fits, with or without the unit at its end; 0 is best, `nil` not at all.
    func rank(of name: String) -> Int? {
        let words = IdentifierNames.words(of: name).map(String.init)
        if let rank = names.firstIndex(of: words.joined(separator: " ")) { return rank }
        guard words.count > 1, MeasurementUnit.named(in: name) != nil else { return nil }
        return names.firstIndex(of: words.dropLast().joined(separator: " ")).map { $0 + names.count }
    }

    /// The column of a file that fits best by its name and by a further condition.
    func column(in sketch: FileSketch, where isOne: (ColumnSketch) -> Bool = { _ in true }) -> ColumnSketch? {
        let ranked = sketch.columns.compactMap { column in rank(of: column.name).map { (rank: $0, column: column) } }
        return ranked.filter { isOne($0.column) }.min { $0.rank < $1.rank }?.column
    }
}
