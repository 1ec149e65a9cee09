import Cohort
import Estimation
import Findings

/// Whose course is compatible with hyperalgesia, tolerance, progression, withdrawal or opioid use disorder: a decision table over observable
/// facts, applied as it is printed, in counts only.
enum OIHPattern: Question {
    typealias Settings = OIHPatternSettings

    static let id = "oih_pattern"
    static let title = "Patterns compatible with opioid-induced hyperalgesia"
    static let question =
        "How many courses are compatible with hyperalgesia, and how many with tolerance, progression, withdrawal or use disorder?"
    static let sample: String? = "{window: 120, scores: 1}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.patternJudged.info, Quantity.patternClassShare.info, Quantity.patternChance.info,
        Quantity.patternRuleShare.info, Quantity.patternFactKnown.info, Quantity.patternFactShare.info,
        Quantity.patternSame.info, Quantity.patternCohen.info, Quantity.patternFleiss.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.patternClassShare) { $0.thresholds == nil }]

    static let tests: [TestInfo] = []

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        !study.cohort.exposures.spans.isEmpty && study.cohort.mostUsedInstrument != nil
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(settings, in: &finding)
        guard let number = cohort.scoredInstrument(settings.instrument) else {
            return finding.notEstimable("the study has no pain scores")
        }
        let instrument = cohort.instruments[number]
        finding.set("instrument", Prose(StudyWord(instrument.id)))
        let main = settings.thresholds(instrument)
        finding.set("meaningful_change", "\(setting: main.change) \(StudyWord(instrument.info.unit))")
        guard !cohort.exposures.spans.isEmpty else { return finding.notEstimable("the study has no exposures") }
        guard instrument.cutOff == nil else {
            return finding.notEstimable(
                "scores (\(instrument.info)) at the test's cut-off are not measurements; name an instrument without one"
            )
        }
        let survey = study.timed("oih_pattern.survey") {
            PatternSurvey(settings, instrument: number, study: study)
        }
        let judged = PersonSet(ascending: survey.judged.map(\.person))
        finding.population = .init(
            "patients with scores and exposures of whom it can be told whether pain rose under a stable or rising dose",
            patients: judged, apart: [survey.subjects.subtracting(judged)], observations: nil)
        let key = OIHPatternKey(instrument: instrument.info)
        guard !survey.subjects.isEmpty else {
            return finding.notEstimable("nobody has scores on two days and an exposure")
        }
        finding.add(
            share: .patternJudged, key, of: judged, among: survey.subjects, intervals: [.wilson], level: study.level)
        guard !judged.isEmpty else {
            return finding.notEstimable(
                """
                nobody has scores enough at the beginning and the end of a time of stable dose, or on both sides of a rise of it; \
                shorter windows or fewer scores would judge more, less surely
                """)
        }
        addClasses(survey, judged, settings, key, study, to: &finding)
        addRules(survey, judged, key, study.level, to: &finding)
        addFacts(survey, judged, key, study.level, to: &finding)
        addAgreement(survey, key, study.level, to: &finding)
        finding.cautions += missing(PatternRecords(cohort, recorded: study.recorded))
        if survey.subjects.count > PatternSurvey.mostSampled {
            finding.cautions.append(
                """
                Other thresholds and random orders are tried of \(setting: PatternSurvey.mostSampled) of the patients, evenly spread.
                """)
        }
    }

    // MARK: - Classes

    private static func addClasses(
        _ survey: PatternSurvey, _ judged: PersonSet, _ settings: Settings, _ key: OIHPatternKey, _ study: Study,
        to finding: inout FindingBuilder
    ) {
        let classes = PatternTerm.allCases.map { pattern in
            PersonSet(
                ascending: survey.judged.lazy.filter {
                    PatternRule.table.pattern(of: $0.facts, weak: settings.weakEvidence) == pattern
                }.map(\.person))
        }
        for (position, pattern) in PatternTerm.allCases.enumerated() {
            var own = key
            own.pattern = pattern
            finding.add(
                share: .patternClassShare, own, of: classes[position], among: judged, intervals: [.wilson],
                level: study.level)
            let shuffled = survey.shuffled
            guard shuffled.judged > 0 else { continue }
            finding.add(
                .patternChance, own, Double(shuffled.classes[position]) / Double(shuffled.judged), basis: .of(judged))
        }
    }

    private static func addRules(
        _ survey: PatternSurvey, _ judged: PersonSet, _ key: OIHPatternKey, _ level: ConfidenceLevel,
        to finding: inout FindingBuilder
    ) {
        for rule in PatternRule.table {
            var own = key
            own.rule = rule.name
            let met = PersonSet(ascending: survey.judged.lazy.filter { rule.isMet($0.facts) }.map(\.person))
            finding.add(share: .patternRuleShare, own, of: met, among: judged, intervals: [.wilson], level: level)
        }
    }

    private static func addFacts(
        _ survey: PatternSurvey, _ judged: PersonSet, _ key: OIHPatternKey, _ level: ConfidenceLevel,
        to finding: inout FindingBuilder
    ) {
        for fact in PatternFact.allCases {
            var own = key
            own.fact = fact
            func persons(_ state: FactState) -> PersonSet {
                PersonSet(ascending: survey.judged.lazy.filter { $0.facts[fact] == state }.map(\.person))
            }
            let (yes, no) = (persons(.yes), persons(.no))
            let known = yes.union(no)
            finding.add(
                share: .patternFactKnown, own, of: known, among: judged, intervals: [.wilson], level: level)
            finding.add(
                share: .patternFactShare, own, of: yes, among: known, intervals: [.wilson], level: level,
                apart: [judged.subtracting(known)])
        }
    }

    // MARK: - Agreement

    private static func addAgreement(
        _ survey: PatternSurvey, _ key: OIHPatternKey, _ level: ConfidenceLevel, to finding: inout FindingBuilder
    ) {
        let persons = PersonSet(ascending: survey.sample.map(\.person))
        guard !persons.isEmpty else { return }
        let size = PatternSurvey.classCount + 1
        for (number, thresholds) in survey.grid.enumerated() where number != survey.main {
            var own = key
            own.thresholds = thresholds
            let same = PersonSet(
                ascending: survey.sample.lazy.filter { $0.classes[number] == $0.classes[survey.main] }.map(\.person))
            finding.add(
                share: .patternSame, own, of: same, among: persons, intervals: [.wilson], level: level)
            var table = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
            for patient in survey.sample {
                table[Int(patient.classes[survey.main])][Int(patient.classes[number])] += 1
            }
            guard let kappa = CohenKappa.fit(table).fit else { continue }
            finding.add(
                .patternCohen, own, kappa.kappa, n: persons.count,
                basis: .event(same, among: persons))
        }
        let counts = survey.sample.map { patient in
            patient.classes.reduce(into: [Int](repeating: 0, count: size)) { $0[Int($1)] += 1 }
        }
        guard let kappa = FleissKappa.fit(counts).fit else { return }
        finding.add(.patternFleiss, key, kappa.kappa, n: persons.count, basis: .of(persons))
    }
}
