/// The people of a study and their timelines, in clinical terms. A cohort holds no identifier, no calendar date and no
/// column name of the source data.
public struct Cohort: Sendable {
    /// Who.
    public let patients: Patients
    /// Instruments that the scores refer to by position.
    public let instruments: [Instrument]
    /// Pain scores.
    public let pain: PainAssessments
    /// Opioid exposures.
    public let exposures: OpioidExposures
    /// The factor set behind the exposures' morphine equivalents.
    public let morphineEquivalents: MorphineEquivalents
    /// Eras of exposure.
    public let eras: ExposureEras
    /// Withdrawal assessments.
    public let withdrawal: WithdrawalAssessments
    /// Medication for opioid use disorder.
    public let moud: MOUDDoses
    /// Interventions, sorted by person and day.
    public let interventions: [Intervention]
    /// Symptom reports, sorted by person and day.
    public let symptoms: [SymptomReport]
    /// Events, sorted by person and day.
    public let events: [CourseEvent]
    /// What sets day 0 of the withdrawal clock.
    public let indexRule: IndexRule

    /// A cohort; eras are derived from the exposures.
    ///
    /// - Parameter eraGap: the longest drug-free gap inside an era, in days.
    public init(
        patients: Patients, instruments: [Instrument], pain: PainAssessments, exposures: OpioidExposures,
        morphineEquivalents: MorphineEquivalents, eraGap: Int = 30, withdrawal: WithdrawalAssessments,
        moud: MOUDDoses, interventions: [Intervention] = [], symptoms: [SymptomReport] = [],
        events: [CourseEvent] = [], indexRule: IndexRule = .firstMOUDDose
    ) {
        self.patients = patients
        self.instruments = instruments
        self.pain = pain
        self.exposures = exposures
        self.morphineEquivalents = morphineEquivalents
        self.eras = ExposureEras(exposures, maximumGap: eraGap)
        self.withdrawal = withdrawal
        self.moud = moud
        self.interventions = interventions.sorted { ($0.person, $0.start) < ($1.person, $1.start) }
        self.symptoms = symptoms.sorted { ($0.person, $0.day) < ($1.person, $1.day) }
        self.events = events.sorted { ($0.person, $0.day) < ($1.person, $1.day) }
        self.indexRule = indexRule
    }
}
