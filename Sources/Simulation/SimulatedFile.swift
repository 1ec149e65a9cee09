/// The files of a synthetic study, in the order in which they are described.
public enum SimulatedFile: String, CaseIterable, Sendable, Codable {
    /// A row a person.
    case patients = "patients.csv"
    /// A row a pain score.
    case pain = "pain.csv"
    /// A row a dispensed supply.
    case exposures = "exposures.csv"
    /// A row an assessment of withdrawal.
    case withdrawal = "withdrawal.csv"
    /// A row a day of treatment for opioid use disorder.
    case moud = "moud.csv"
    /// A row a course of non-opioid care.
    case interventions = "interventions.csv"
    /// A row an event.
    case events = "events.csv"
    /// A row a symptom and a day on which it was asked about.
    case symptoms = "symptoms.csv"
    /// A row a urine screen and a substance.
    case screens = "screens.csv"
    /// A row a planned visit.
    case visits = "visits.csv"

    /// The file's name.
    public var name: String { rawValue }

    /// The table's name in a study file.
    var table: String {
        String(rawValue.dropLast(".csv".count))
    }

    var slot: Int {
        switch self {
        case .patients: 0
        case .pain: 1
        case .exposures: 2
        case .withdrawal: 3
        case .moud: 4
        case .interventions: 5
        case .events: 6
        case .symptoms: 7
        case .screens: 8
        case .visits: 9
        }
    }
}

extension Scenario {
    /// The files of a study, in the order in which they are described: those that can have rows.
    public var files: [SimulatedFile] {
        switch self {
        case .null, .hyperalgesia, .tolerance:
            [.patients, .pain, .exposures, .withdrawal, .moud, .interventions, .symptoms, .screens, .visits]
        case .tapering, .abruptStop, .opioidRotation: [.patients, .pain, .exposures, .withdrawal, .events]
        case .moudInitiation: [.patients, .pain, .exposures, .withdrawal, .moud, .events]
        case .nonopioidCare: [.patients, .pain, .exposures, .interventions, .events]
        case .spreading: [.patients, .pain, .exposures, .events, .symptoms]
        case .mixedPatterns: [.patients, .pain, .exposures, .withdrawal, .moud, .events, .symptoms]
        case .returnToUse: [.patients, .pain, .moud, .events, .screens, .visits]
        case .evokedTests, .painDrivesDose: [.patients, .pain, .exposures, .events]
        }
    }

    /// A file's columns, in order; each is named as the canonical column that it holds.
    func columns(of file: SimulatedFile) -> [String] {
        switch file {
        case .patients: ["patient", "age", "sex", "race", "site", "arm"] + patientColumns
        case .pain: ["patient", "day", "score", "instrument", "body_site", "time_of_day"]
        case .exposures: ["patient", "start_day", "end_day", "drug", "dose_mg", "route"]
        case .withdrawal: ["patient", "day", "score", "scale"] + timeColumns
        case .moud: ["patient", "day", "drug", "dose_mg"] + timeColumns
        case .interventions: ["patient", "start_day", "end_day", "kind"]
        case .events: ["patient", "day", "event"]
        case .symptoms: ["patient", "day", "symptom", "present"]
        case .screens: ["patient", "day", "substance", "positive"]
        case .visits: ["patient", "day", "kind", "planned_day"]
        }
    }

    /// What the files of the first dose have more where it has a time.
    var timeColumns: [String] { self == .moudInitiation ? ["time_of_day"] : [] }

    /// What patients.csv has more than in the other scenarios.
    private var patientColumns: [String] {
        switch self {
        case .returnToUse: ["randomized"]
        case .mixedPatterns: ["planted_pattern"]
        case .null, .hyperalgesia, .tolerance, .tapering, .abruptStop, .opioidRotation, .moudInitiation, .nonopioidCare,
            .spreading, .evokedTests, .painDrivesDose:
            []
        }
    }
}
