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
    /// Interventions.
    public let interventions: Interventions
    /// Symptom reports.
    public let symptoms: SymptomReports
    /// Events.
    public let events: CourseEvents
    /// What sets day 0 of the withdrawal clock.
    public let indexRule: IndexRule

    /// A cohort; eras are derived from the exposures. A table that is not given has no rows.
    ///
    /// - Parameter eraGap: the longest drug-free gap inside an era, in days.
    public init(
        patients: Patients, instruments: [Instrument], pain: PainAssessments, exposures: OpioidExposures,
        morphineEquivalents: MorphineEquivalents, eraGap: Int = 30, withdrawal: WithdrawalAssessments,
        moud: MOUDDoses, interventions: Interventions? = nil, symptoms: SymptomReports? = nil,
        events: CourseEvents? = nil, indexRule: IndexRule = .firstMOUDDose
    ) {
        self.patients = patients
        self.instruments = instruments
        self.pain = pain
        self.exposures = exposures
        self.morphineEquivalents = morphineEquivalents
        self.eras = ExposureEras(exposures, maximumGap: eraGap)
        self.withdrawal = withdrawal
        self.moud = moud
        self.interventions = interventions ?? Interventions(personCount: patients.count, blocks: [], kinds: [])
        self.symptoms = symptoms ?? SymptomReports(personCount: patients.count, blocks: [], symptoms: [])
        self.events = events ?? CourseEvents(personCount: patients.count, blocks: [])
        self.indexRule = indexRule
    }
}
