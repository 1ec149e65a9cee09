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
    /// When a day counts as exposed.
    public let exposureRule: ExposureRule
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
    /// Urine screens.
    public let screens: DrugScreens
    /// Visits to the clinic.
    public let visits: ClinicVisits
    /// What sets day 0 of the withdrawal clock.
    public let indexRule: IndexRule
    /// What was read for it.
    public let reading: ReadingRecord

    /// A cohort. A table that is not given has no rows.
    public init(
        patients: Patients, instruments: [Instrument], pain: PainAssessments, exposures: OpioidExposures,
        morphineEquivalents: MorphineEquivalents, exposureRule: ExposureRule = ExposureRule(),
        withdrawal: WithdrawalAssessments,
        moud: MOUDDoses, interventions: Interventions? = nil, symptoms: SymptomReports? = nil,
        events: CourseEvents? = nil, screens: DrugScreens? = nil, visits: ClinicVisits? = nil,
        indexRule: IndexRule = .firstMOUDDose, reading: ReadingRecord = ReadingRecord()
    ) {
        self.patients = patients
        self.instruments = instruments
        self.pain = pain
        self.exposures = exposures
        self.morphineEquivalents = morphineEquivalents
        self.exposureRule = exposureRule
        self.withdrawal = withdrawal
        self.moud = moud
        self.interventions = interventions ?? Interventions(personCount: patients.count, blocks: [], kinds: [])
        self.symptoms = symptoms ?? SymptomReports(personCount: patients.count, blocks: [], symptoms: [])
        self.events = events ?? CourseEvents(personCount: patients.count, blocks: [])
        self.screens = screens ?? DrugScreens(personCount: patients.count, blocks: [], substances: [])
        self.visits = visits ?? ClinicVisits(personCount: patients.count, blocks: [])
        self.indexRule = indexRule
        self.reading = reading
    }

    /// The same people with other columns of the patients table.
    public func with(covariates: [Covariate]) -> Cohort {
        Cohort(
            patients: Patients(count: patients.count, covariates: covariates), instruments: instruments, pain: pain,
            exposures: exposures, morphineEquivalents: morphineEquivalents, exposureRule: exposureRule,
            withdrawal: withdrawal, moud: moud, interventions: interventions, symptoms: symptoms, events: events,
            screens: screens, visits: visits, indexRule: indexRule, reading: reading)
    }
}
