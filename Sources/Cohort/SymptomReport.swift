/// Symptoms that tell opioid-induced hyperalgesia, tolerance, withdrawal and disease apart, as far as they do.
public enum Symptom: String, ClinicalCode {
    /// Pain from what does not usually hurt.
    case allodynia
    /// Sleep lost to pain.
    case sleepLostToPain = "sleep_lost_to_pain"
    /// Relief that does not last as long as it did.
    case shorterRelief = "shorter_relief"
    /// Low mood.
    case mood
    case anxiety
    /// Pain in more places than before.
    case spreadingPain = "spreading_pain"
    case hyperalgesia
    case sedation
    case nausea
    case constipation
    /// Another symptom, or a word that is not known.
    case other

    /// By spelling.
    public static let bySpelling = spellings()

    /// Names in questionnaires.
    public var synonyms: [String] {
        switch self {
        case .sleepLostToPain:
            ["sleep loss", "lost sleep", "sleep lost", "sleep lost to pain", "poor sleep due to pain"]
        case .shorterRelief: ["shorter pain relief", "shorter duration of relief"]
        case .mood: ["low mood", "depressed mood"]
        case .spreadingPain: ["spread of pain", "pain spread", "pain spreading"]
        case .allodynia, .anxiety, .hyperalgesia, .sedation, .nausea, .constipation, .other: []
        }
    }
}

/// A symptom asked about on a day.
public struct SymptomReport: Sendable, Hashable {
    /// When.
    public let day: StudyDay
    /// Index into ``SymptomReports/symptoms``.
    public var symptom: UInt16
    /// Severity on the data's own scale; 1 for present and 0 for absent where only that is recorded.
    public let severity: Double

    /// A report of a symptom.
    public init(day: StudyDay, symptom: UInt16, severity: Double) {
        self.day = day
        self.symptom = symptom
        self.severity = severity
    }
}

extension SymptomReport: PersonRow {
    /// By day.
    public static func precedes(_ report: SymptomReport, _ other: SymptomReport) -> Bool { report.day < other.day }
}

/// A cohort's symptom reports, by person and day.
public struct SymptomReports: Sendable {
    /// The reports.
    public let rows: PersonRows<SymptomReport>
    /// The symptoms that they are of.
    public let symptoms: [ClinicalTerm<Symptom>]

    /// Reports of people with numbers below `personCount`, in blocks as they were read.
    public init(
        personCount: Int, blocks: [PersonBlock<SymptomReport>], symptoms: [ClinicalTerm<Symptom>],
        dropsRepeats: Bool = false
    ) {
        rows = PersonRows(personCount: personCount, blocks: blocks, dropsRepeats: dropsRepeats)
        self.symptoms = symptoms
    }

    /// The reports of a person.
    public subscript(person: Int) -> ArraySlice<SymptomReport> { rows[person] }

    /// What a report is of.
    public func symptom(of report: SymptomReport) -> ClinicalTerm<Symptom> { symptoms[Int(report.symptom)] }
}
