import Cohort

/// A cohort for a test, written down person by person.
package struct CohortFixture {
    /// One person's timeline. Doses, assessments and scores are on study days.
    package struct Person {
        package var doses: [Int32] = []
        package var withdrawal: [(day: Int32, grade: WithdrawalGrade)] = []
        package var scale = WithdrawalScale.cows
        /// Assessments of withdrawal that are said whole: with a score, with a time.
        package var assessments: [WithdrawalAssessment] = []
        package var exposures: [ClosedRange<Int32>] = []
        package var pain: [(day: Int32, score: Double)] = []
        /// Scores of the second instrument.
        package var otherPain: [(day: Int32, score: Double)] = []
        /// Days on a drug with its daily MME; `nil` is a dose that nobody noted.
        package var supplies: [(days: ClosedRange<Int32>, mme: Double?)] = []
        /// What happened on a day.
        package var events: [(day: Int32, kind: CourseEvent.Kind)] = []
        /// Days on what is said whole: a supply, a route, a dose without a factor. Drug 0 is morphine, 1 buprenorphine,
        /// 2 oxycodone, 3 one that no name says.
        package var regimens: [(days: ClosedRange<Int32>, regimen: OpioidRegimen)] = []
        /// Days with care beside opioids, by the study's own words.
        package var care: [(days: ClosedRange<Int32>, kind: String)] = []
        /// Urine screens.
        package var screens: [(day: Int32, substance: String, isPositive: Bool, isPrescribed: Bool)] = []
        /// Visits to the clinic.
        package var visits: [(day: Int32, kind: ClinicVisit.Kind)] = []
        /// Visits that were kept, and the days for which they were planned.
        package var plannedVisits: [(day: Int32, planned: Int32)] = []
        /// Numbers in further columns, by their names: days of randomisation, planned weeks.
        package var numbers: [String: Double] = [:]
        /// Symptoms asked about, by the study's own words; 1 is yes, 0 no.
        package var symptoms: [(day: Int32, symptom: String, severity: Double)] = []
        /// Scores of the first instrument that name their body site, by its number.
        package var sitePain: [(day: Int32, score: Double, site: UInt16)] = []
        package var arm: String?
        /// Levels of further columns, by their names.
        package var columns: [String: String] = [:]
        package var sex: String?
        package var age: Double?

        package init(
            doses: [Int32] = [], withdrawal: [(day: Int32, grade: WithdrawalGrade)] = [],
            scale: WithdrawalScale = .cows,
            exposures: [ClosedRange<Int32>] = [], pain: [(day: Int32, score: Double)] = [],
            otherPain: [(day: Int32, score: Double)] = [], supplies: [(days: ClosedRange<Int32>, mme: Double?)] = [],
            events: [(day: Int32, kind: CourseEvent.Kind)] = [], arm: String? = nil, sex: String? = nil,
            age: Double? = nil, columns: [String: String] = [:],
            regimens: [(days: ClosedRange<Int32>, regimen: OpioidRegimen)] = []
        ) {
            self.regimens = regimens
            self.doses = doses
            self.withdrawal = withdrawal
            self.scale = scale
            self.exposures = exposures
            self.pain = pain
            self.otherPain = otherPain
            self.supplies = supplies
            self.events = events
            self.arm = arm
            self.sex = sex
            self.age = age
            self.columns = columns
        }
    }

    package var people: [Person]
    package var instruments: [Instrument]
    /// Most cases worked by hand have their first score at no exposure, on the first day, and no record before it.
    package var rule: ExposureRule
    /// Factors of the set that the study names; doses stand in the fixture as they were converted.
    package var conversions: [(drug: String, conversion: MorphineEquivalents.Conversion)]

    /// What was read for it; what a file would say of the rest stands in the people.
    package var reading = ReadingRecord()

    package init(
        people: [Person], instruments: [Instrument] = [Instrument.catalogue[0]],
        rule: ExposureRule = ExposureRule(firstDay: .exposed, washout: 0),
        conversions: [(drug: String, conversion: MorphineEquivalents.Conversion)] = []
    ) {
        self.conversions = conversions
        self.people = people
        self.instruments = instruments
        self.rule = rule
    }

    package var cohort: Cohort {
        let count = people.count
        var block = PainBlock()
        var exposures = PersonBlock<DrugSpan>()
        var regimens = RegimenNumbering<OpioidRegimen>()
        var withdrawal = PersonBlock<WithdrawalAssessment>()
        var doses = PersonBlock<DrugSpan>()
        var events = PersonBlock<CourseEvent>()
        var care = PersonBlock<Intervention>()
        var symptoms = PersonBlock<SymptomReport>()
        let asked = Set(people.flatMap { $0.symptoms.map(\.symptom) }).sorted()
        let kinds = Set(people.flatMap { $0.care.map(\.kind) }).sorted()
        var screens = PersonBlock<DrugScreen>()
        var visits = PersonBlock<ClinicVisit>()
        let substances = Set(people.flatMap { $0.screens.map(\.substance) }).sorted()
        for (index, person) in people.enumerated() {
            let id = Int32(index)
            for (day, score) in person.pain {
                block.append(id, PainAssessment(day: StudyDay(day), score: score, instrument: 0))
            }
            for (day, score) in person.otherPain {
                block.append(id, PainAssessment(day: StudyDay(day), score: score, instrument: 1))
            }
            for (day, score, site) in person.sitePain {
                block.append(id, PainAssessment(day: StudyDay(day), score: score, instrument: 0), site: site)
            }
            for (day, symptom, severity) in person.symptoms {
                let number = UInt16(asked.firstIndex(of: symptom) ?? 0)
                symptoms.append(SymptomReport(day: StudyDay(day), symptom: number, severity: severity), of: id)
            }
            for (days, mme) in person.exposures.map({ ($0, nil) }) + person.supplies {
                let regimen = OpioidRegimen(drug: 0, dailyMME: mme.map { .milligrams($0) } ?? .unknown)
                let span = DrugSpan(
                    StudyDay(days.lowerBound), through: StudyDay(days.upperBound), regimen: regimens.number(of: regimen)
                )
                if let span { exposures.append(span, of: id) }
            }
            for (days, regimen) in person.regimens {
                let (start, end) = (StudyDay(days.lowerBound), StudyDay(days.upperBound))
                let span = DrugSpan(start, through: end, regimen: regimens.number(of: regimen))
                if let span { exposures.append(span, of: id) }
            }
            for (day, grade) in person.withdrawal {
                withdrawal.append(WithdrawalAssessment(day: StudyDay(day), scale: person.scale, grade: grade), of: id)
            }
            for assessment in person.assessments { withdrawal.append(assessment, of: id) }
            for day in person.doses {
                let span = DrugSpan(StudyDay(day), through: StudyDay(day), regimen: 0)
                if let span { doses.append(span, of: id) }
            }
            for (days, kind) in person.care {
                let (start, end) = (StudyDay(days.lowerBound), StudyDay(days.upperBound))
                let number = UInt16(kinds.firstIndex(of: kind) ?? 0)
                care.append(Intervention(start: start, end: end, kind: number), of: id)
            }
            for (day, kind) in person.events { events.append(CourseEvent(day: StudyDay(day), kind: kind), of: id) }
            for screen in person.screens {
                let number = UInt16(substances.firstIndex(of: screen.substance) ?? 0)
                screens.append(
                    DrugScreen(
                        day: StudyDay(screen.day), substance: number, isPositive: screen.isPositive,
                        isPrescribed: screen.isPrescribed), of: id)
            }
            for (day, planned) in person.plannedVisits {
                visits.append(ClinicVisit(day: StudyDay(day), plannedDay: StudyDay(planned)), of: id)
            }
            for (day, kind) in person.visits { visits.append(ClinicVisit(day: StudyDay(day), kind: kind), of: id) }
        }
        return Cohort(
            patients: Patients(
                count: count,
                covariates: [
                    Covariate(name: "arm", values: .categorical(people.map(\.arm))),
                    Covariate(name: "sex", values: .categorical(people.map(\.sex))),
                    Covariate(name: "age", values: .numeric(people.map(\.age))),
                ]
                    + Set(people.flatMap(\.columns.keys)).sorted().map { name in
                        Covariate(name: name, values: .categorical(people.map { $0.columns[name] }))
                    }
                    + Set(people.flatMap(\.numbers.keys)).sorted().map { name in
                        Covariate(name: name, values: .numeric(people.map { $0.numbers[name] }))
                    }),
            instruments: instruments, pain: PainAssessments(personCount: count, blocks: [block]),
            exposures: OpioidExposures(
                personCount: count, blocks: [DrugBlock(exposures, regimens: regimens.regimens)],
                drugs: ["morphine", "buprenorphine", "oxycodone", "a study opioid"]
            ).deciding(.carryOver),
            morphineEquivalents: MorphineEquivalents(name: "none", source: "test", conversions: conversions),
            exposureRule: rule,
            withdrawal: WithdrawalAssessments(personCount: count, blocks: [withdrawal]),
            moud: MOUDDoses(
                personCount: count, blocks: [DrugBlock(doses, regimens: [MOUDRegimen(drug: nil, amount: .given)])],
                drugs: []),
            interventions: Interventions(
                personCount: count, blocks: [care], kinds: kinds.map { ClinicalTerm($0) }),
            symptoms: SymptomReports(
                personCount: count, blocks: [symptoms], symptoms: asked.map { ClinicalTerm($0) }),
            events: CourseEvents(personCount: count, blocks: [events]),
            screens: DrugScreens(
                personCount: count, blocks: [screens], substances: substances.map { ClinicalTerm($0) }),
            visits: ClinicVisits(personCount: count, blocks: [visits]), reading: reading)
    }
}

extension Covariate.Values {
    fileprivate static func categorical(_ values: [String?]) -> Covariate.Values {
        let levels = Set(values.compactMap(\.self)).sorted()
        return .categorical(
            levels: levels, codes: values.map { value in value.flatMap { levels.firstIndex(of: $0) }.map { Int32($0) } }
        )
    }
}
