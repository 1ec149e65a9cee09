import Cohort
import Estimation
import Findings

/// Do other symptoms than pain itself move with exposure: allodynia, sleep lost to pain, shorter relief, mood, anxiety, the study's own
/// words, and the number of painful body sites.
enum Symptoms: Question {
    typealias Settings = SymptomsSettings

    static let id = "symptoms"
    static let title = "Other symptoms by duration of opioid exposure"
    static let question =
        "Do allodynia, sleep, relief, mood and the spread of pain differ between short and long exposure?"
    static let sample: String? = "{}"

    static let quantities: [QuantityInfo] = [
        Quantity.symptomPrevalentShare.info, Quantity.symptomShare.info, Quantity.symptomOddsRatio.info,
        Quantity.symptomGainedShare.info, Quantity.symptomSeverity.info, Quantity.symptomSeveritySlope.info,
        Quantity.symptomAlreadyShare.info, Quantity.symptomOnsetShare.info, Quantity.symptomOnsetGap.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.symptomOddsRatio)]

    static let tests: [TestInfo] = [
        DeclaredTest.symptomTrend.info, DeclaredTest.symptomGainedOrLost.info, DeclaredTest.symptomSeverityTrend.info,
    ]
    /// A standard error of a log odds ratio below this is rounding.
    static let leastError = 1e-8
    /// The families of tests, with their headings.
    static let families = [
        (name: "symptoms", heading: "Trend across bands, one test a symptom"),
        (name: "within_patients", heading: "Gained or lost, within patients"),
        (name: "severity", heading: "Severity"),
    ]

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        !study.cohort.symptoms.rows.isEmpty || study.cohort.pain.hasSites
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        let bands = settings.bands ?? study.bands
        let asked = AskedSymptoms(cohort, fewest: study.minimumStep, executor: study.executor)
        let courses = study.timed("symptoms.courses") { SymptomCourses(asked, settings, bands: bands, study: study) }
        let told = asked.names.indices.filter { isTold($0, asked, courses, settings) }
        describe(settings, bands, in: &finding)
        finding.population = population(told.map { courses.all[$0] })
        finding.cautions = cautions(settings, asked, isSpreadTold: told.contains { $0 == asked.sites })
        guard !told.isEmpty else { return finding.notEstimable(reasonForNothing(cohort, asked)) }
        let trends = told.map { position in
            SymptomTrend(
                courses.all[position], above: settings.threshold(of: asked.names[position]), bands: bands)
        }
        guard trends.contains(where: { !$0.bands.isEmpty }) else {
            return finding.notEstimable("nobody was asked about a symptom while exposed")
        }
        addPrevalent(trends, study, to: &finding)
        var tests: [[HypothesisTest]] = [[], [], []]
        for (position, trend) in zip(told, trends) {
            let name = asked.names[position]
            addShares(trend, name, study, to: &finding)
            tests[0] += addTrend(trend, name, study, to: &finding)
            tests[1] += addChanges(trend, name, study, to: &finding)
            if courses.all[position].isGraded { tests[2] += addSeverity(trend, name, study, to: &finding) }
            addOnset(courses.all[position], name, bands, study, to: &finding)
        }
        for (family, own) in zip(families, tests) { finding.add(own.asFamily(family.name)) }
    }

    /// Sites are told where somebody has pain at more than one: a study that records one site a score shows no spread.
    private static func isTold(
        _ position: Int, _ asked: AskedSymptoms, _ courses: SymptomCourses, _ settings: Settings
    ) -> Bool {
        let course = courses.all[position]
        guard position == asked.sites else { return course.count > 0 }
        return course.levels.contains { $0 > 1 } || course.levels.count > 2
    }

    private static func population(_ courses: [SymptomCourses.OfOne]) -> FindingBuilder.Population {
        let persons = courses.reduce(PersonSet()) { $0.union(PersonSet(ascending: $1.asked)) }
        return .init(
            "patients asked about a symptom; observations are days with a report of one", patients: persons,
            observations: courses.reduce(0) { $0 + $1.count })
    }

    private static func reasonForNothing(_ cohort: Cohort, _ asked: AskedSymptoms) -> Prose {
        if asked.sites != nil {
            return "the study has no symptom reports, and no patient has scores of pain at two body sites of one day"
        }
        return cohort.symptoms.rows.isEmpty
            ? "the study has no symptom reports, and its pain scores name no body sites"
            : "no symptom is reported by enough patients"
    }

    // MARK: - By band

    private static func addPrevalent(_ trends: [SymptomTrend], _ study: Study, to finding: inout FindingBuilder) {
        let asked = trends.reduce(PersonSet()) { $0.union($1.persons) }
        let starts = ObservationStart(study.cohort)
        let prevalent = PersonSet(ascending: asked.persons.filter { starts.isPrevalentUser($0) })
        finding.add(
            share: .symptomPrevalentShare, Overall(), of: prevalent, among: asked, intervals: [.wilson],
            level: study.level)
        guard !prevalent.isEmpty else { return }
        finding.cautions.append(
            """
            Prevalent users: of \(Measured.count(asked)) patients asked while exposed, \(Measured.count(prevalent)) were exposed already \
            when their record begins, for how long is not known; their days of exposure are counted from there.
            """)
    }

    private static func addShares(
        _ trend: SymptomTrend, _ name: SymptomName, _ study: Study, to finding: inout FindingBuilder
    ) {
        for band in trend.bands {
            finding.add(
                share: .symptomShare, SymptomKey(name: name, band: band.place), of: band.present, among: band.persons,
                intervals: [.wilson], level: study.level)
        }
    }

    private static func addTrend(
        _ trend: SymptomTrend, _ name: SymptomName, _ study: Study, to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        let compared = trend.compared(fewest: study.minimumStep)
        guard compared.count > 1 else {
            finding.cautions.append(
                "Of \(name.prose) there is no trend: fewer than two bands have enough patients who were asked.")
            return []
        }
        switch SymptomTrend.regression(
            trend.reports, above: trend.threshold, compared: compared, executor: study.executor)
        {
        case .notEstimable(let why):
            finding.cautions.append("The trend of \(name.prose) across bands could not be estimated: \(Prose(why)).")
            return []
        case .fitted(let fit):
            let weights = fit.parameters.indices.map { $0 == fit.parameters.count - 1 ? 1.0 : 0 }
            guard let log = fit.prediction(weights) else { return [] }
            // Where the same patients have it in every band there is no error by patient, and no trend.
            guard log.standardError > leastError else {
                finding.cautions.append(
                    "The trend of \(name.prose) has no error: nobody in whom it differs between bands was asked in several."
                )
                return []
            }
            let ratio = RatioEstimate(log: log)
            let key = SymptomKey(name: name)
            let either = compared.flatMap { [$0.present, $0.persons.subtracting($0.present)] }
            let basis = Basis.of(
                compared.reduce(PersonSet()) { $0.union($1.persons) }, apart: compared.map(\.persons) + either)
            finding.add(.symptomOddsRatio, key, ratio.value, ratio.interval(level: study.level), basis: basis)
            return fit.test(weights).map { [HypothesisTest(.symptomTrend, key, $0, basis: basis)] } ?? []
        }
    }

    private static func addChanges(
        _ trend: SymptomTrend, _ name: SymptomName, _ study: Study, to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        let (several, gained, lost) = trend.changes
        let changed = gained.union(lost)
        guard let count = BinomialCount(successes: gained.count, trials: changed.count) else { return [] }
        let key = SymptomKey(name: name)
        let apart = [several, several.subtracting(changed)]
        finding.add(
            share: .symptomGainedShare, key, of: gained, among: changed, intervals: [.wilson], level: study.level,
            apart: apart)
        let test = ProportionTest(count, claim: 0.5)
        return [
            HypothesisTest(
                .symptomGainedOrLost, key, p: test?.pValue, basis: .event(gained, among: changed, apart: apart))
        ]
    }

    // MARK: - Severity

    private static func addSeverity(
        _ trend: SymptomTrend, _ name: SymptomName, _ study: Study, to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        for band in trend.bands {
            let moments = OnlineMoments(band.severities)
            guard let mean = moments.mean else { continue }
            let interval = moments.standardErrorOfMean.flatMap { error in
                ConfidenceInterval.studentT(
                    estimate: mean, standardError: error, degreesOfFreedom: Double(band.severities.count - 1),
                    level: study.level)
            }
            finding.add(
                .symptomSeverity, SymptomKey(name: name, band: band.place), mean, se: moments.standardErrorOfMean,
                interval, n: band.persons.count, basis: .of(band.persons), of: Contributions(band.severities))
        }
        switch trend.severity(executor: study.executor) {
        case .notEstimable(let why):
            finding.cautions.append("The severity of \(name.prose) has no line on exposure: \(Prose(why)).")
            return []
        case .fitted(let fit):
            let month = [0, OwnSlopes.days]
            guard let slope = fit.prediction(month) else { return [] }
            let (key, basis) = (SymptomKey(name: name), Basis.of(trend.persons))
            finding.add(
                .symptomSeveritySlope, key, slope.value, se: slope.standardError,
                fit.interval(month, level: study.level), n: trend.persons.count, basis: basis)
            return fit.test(month).map { [HypothesisTest(.symptomSeverityTrend, key, $0, basis: basis)] } ?? []
        }
    }

    // MARK: - Onset

    private static func addOnset(
        _ course: SymptomCourses.OfOne, _ name: SymptomName, _ bands: DurationBands, _ study: Study,
        to finding: inout FindingBuilder
    ) {
        let already = PersonSet(ascending: course.already)
        let free = PersonSet(ascending: course.onsets.map(\.person))
        let late = PersonSet(ascending: course.late)
        guard !already.union(free).isEmpty else { return }
        finding.add(
            share: .symptomAlreadyShare, SymptomKey(name: name), of: already, among: already.union(free),
            intervals: [.wilson], level: study.level, apart: [late])
        guard !free.isEmpty else { return }
        let curves = AalenJohansen.fit(
            times: course.onsets.map { Double($0.days) }, causes: course.onsets.map(\.cause.rawValue)
        ).fit
        let own = curves?.curves.first { $0.cause == SymptomCourses.Onset.Cause.onset.rawValue }
        let longest = course.onsets.lazy.map(\.days).max() ?? 0
        var last = 0
        for days in bands.lowerBounds.dropFirst() where longest >= days || curves?.eventFree.last == 0 {
            // Those counted from two horizons that are both shown are those between them.
            let between = SymptomCourses.Onset.Cause.all.map { cause in
                PersonSet(
                    ascending: course.onsets.lazy.filter {
                        $0.cause == cause && ((last + (last > 0 ? 1 : 0))...days).contains($0.days)
                    }.map(\.person))
            }
            let beyond = PersonSet(ascending: course.onsets.lazy.filter { $0.days > days }.map(\.person))
            let point = curves?.position(at: Double(days)).flatMap { own?.points[$0] }
            finding.add(
                .symptomOnsetShare, SymptomKey(name: name, days: days), point?.incidence ?? 0,
                se: point?.standardError, point?.interval(level: study.level), n: free.count,
                basis: .of(free, apart: [already, late, beyond] + between))
            if (between + [beyond]).allSatisfy({ $0.isEmpty || $0.count >= study.minimumStep }) { last = days }
        }
        addGap(course, name, free, to: &finding)
    }

    private static func addGap(
        _ course: SymptomCourses.OfOne, _ name: SymptomName, _ free: PersonSet, to finding: inout FindingBuilder
    ) {
        let gaps = course.onsets.compactMap { onset in onset.gap.map { (onset.person, Double($0)) } }
        guard let quartiles = Quantile.quartiles(gaps.map(\.1)) else { return }
        let persons = PersonSet(ascending: gaps.map(\.0))
        let beyond = [gaps.filter { $0.1 <= quartiles.median }, gaps.filter { $0.1 >= quartiles.median }].map {
            PersonSet(ascending: $0.map(\.0))
        }
        finding.add(
            .symptomOnsetGap, SymptomKey(name: name), quartiles.median, n: persons.count,
            basis: .event(persons, among: free, apart: beyond))
    }
}

extension SymptomCourses.Onset.Cause {
    static let all = [Self.lastReport, .onset, .death, .dropout]
}

extension SymptomName {
    /// In a sentence of a finding.
    var prose: Prose {
        switch self {
        case .known(let term): "\(term)"
        case .severalSites: "pain at several body sites"
        case .own(let word): "\u{201C}\(word)\u{201D}"
        }
    }
}
