import Cohort
import Estimation
import Findings
import StudyFile

/// The main question: how pain moves with the duration of opioid exposure.
///
/// A linear mixed model with a random intercept and slope for each patient, by REML. Beside the unadjusted model stand those
/// that a critic would ask for: the slope split into what happens within a patient over time and how patients differ
/// (Mundlak 1978, 10.2307/1913646), adjusted for patients' columns, curved, and with the dose held constant.
enum PainTrend: Question {
    typealias Settings = PainTrendSettings

    static let id = "pain_trend"
    static let title = "Pain against duration of opioid exposure"
    static let question = "Does pain rise with the length of opioid exposure?"
    static let isMain = true
    static let sample: String? = "{instrument: nrs, adjust: [age, sex]}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.intercept.info, Quantity.slope.info, Quantity.sdIntercept.info, Quantity.sdSlope.info,
        Quantity.correlation.info, Quantity.sdResidual.info, Quantity.logLikelihood.info, Quantity.r2Marginal.info,
        Quantity.r2Conditional.info, Quantity.predictedMean.info, Quantity.coefficient.info, Quantity.curvature.info,
        Quantity.doseDoubling.info, Quantity.interaction.info, Quantity.modelPatients.info, Quantity.sdSite.info,
        Quantity.oddsRatio.info, Quantity.prevalentShare.info, Quantity.changeOverSpan.info,
        Quantity.sdSiteSlope.info, Quantity.slopeOfAnotherSite.info, Quantity.residualRange.info,
        Quantity.residualNugget.info, Quantity.visitRate.info,
    ]

    static let mainAnswers: [MainAnswer] = [
        MainAnswer(.slope) { [.unadjusted, .ofTrial].contains($0.model) && $0.term == nil }
    ]

    static let tests: [TestInfo] = [
        DeclaredTest.slopeIsZero.info, DeclaredTest.slopeIsConstant.info, DeclaredTest.interactionIsZero.info,
        DeclaredTest.oddsRatioIsOne.info, DeclaredTest.slopesAreAlike.info,
        DeclaredTest.residualsAreIndependent.info,
    ]

    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        let meaning =
            switch settings.exposure {
            case .eraDays: "At an exposed assessment, days since the first day of the era."
            case .cumulativeDays:
                "At an exposed assessment, days covered by any exposure from the start of the record to the day before."
            }
        return [.init(term: "Exposure duration", meaning: meaning)]
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let subject = TrendSubject(settings.trend, of: study)
        describe(settings, subject, in: &finding)
        let line: MainTrend
        switch subject.line(of: study) {
        case .success(let trend): line = trend
        case .failure(let missing): return finding.notEstimable(missing.reason)
        }
        finding.keep(.slope)
        finding.cautions = cautions(subject) + subject.prevalentUse
        if !subject.persons.prevalent.isEmpty {
            finding.add(
                share: .prevalentShare, TrendKey(instrument: line.instrument.info), of: subject.persons.prevalent,
                among: subject.persons.exposed, intervals: [.wilson], level: study.level)
        }

        var answer = TrendAnswer(line.instrument.info, everybody: subject.persons.exposed, level: study.level)
        add(line, of: subject, study, to: &answer, &finding)
        addComparison(settings, line, subject, study, to: &answer, &finding)
        addTrials(line, subject, study, answer, &finding)
        addVisits(line, subject, study, &finding)
        addRowModels(settings, line, subject, study, to: &answer, &finding)
        addFurtherModels(settings, line, subject, study, to: &answer, &finding)
        addAlternatives(line, subject, study, to: &answer, &finding)
        if line.instrument.isOrdinal { addLevels(settings, subject, study, to: &answer, &finding) }
        finding.add(answer.testFamilies)
    }

    /// Adds the straight line with its intervals, its picture and whether it is of everybody.
    private static func add(
        _ line: MainTrend, of subject: TrendSubject, _ study: Study, to answer: inout TrendAnswer,
        _ finding: inout FindingBuilder
    ) {
        let (fitted, executor) = (line.fitted, study.executor)
        answer.add(
            fitted.fit, of: line.model, profile: fitted.fit.profileLikelihood(executor: executor).fit, to: &finding)
        if let test = line.model.slopeVarianceTest(fitted, executor: executor) { answer.add(test, of: line.model) }
        answer.addLine(
            fitted.fit, of: line.model, upTo: longestShownExposure(subject.exposed), days: MainTrend.days, to: &finding)

        finding.set("criterion", "REML")
        finding.set("random_effects", fitted.hasRandomSlope ? "intercept and slope" : "intercept")
        finding.set("convergence", Prose(StudyWord(fitted.fit.convergence.description)))
        if !fitted.hasRandomSlope {
            finding.cautions.append(
                """
                Patients have too few scores each to tell differing slopes from noise: the model has a random intercept \
                only, and its interval may be too narrow.
                """)
        }
        if fitted.fit.isSingular {
            finding.cautions.append(
                fitted.hasRandomSlope
                    ? """
                    The fit lies on the boundary: a variance of the random effects is estimated as zero, or their \
                    correlation as perfect, so the correlation of intercepts and slopes could not be estimated.
                    """ : "The fit lies on the boundary: the variance of the random intercept is estimated as zero.")
        }
    }

    /// Adds the slope beside the course over time that unexposed scores show, and what the slope that leads amounts to.
    private static func addComparison(
        _ settings: Settings, _ line: MainTrend, _ subject: TrendSubject, _ study: Study, to answer: inout TrendAnswer,
        _ finding: inout FindingBuilder
    ) {
        let days = subject.exposed.middleSpan
        let change =
            settings.smallestChange ?? (line.instrument.range.upperBound - line.instrument.range.lowerBound) / 10
        finding.set(PainTrendSetting.smallestChange, Prose(StudyWord(NumberText.plain(change))))
        answer.addChange(line.fitted.fit, of: line.model, slopeAt: 1, over: days, unit: MainTrend.days, to: &finding)
        guard let comparison = study.shared(TimeComparisonOf(exposed: subject.source)) else {
            finding.set(PainTrendSetting.comparator, Prose(StudyWord(PainTrendSetting.none)))
            finding.cautions.insert(
                """
                Time and exposure cannot be told apart: fewer than \(setting: TimeComparison.fewest) patients were scored on two days or \
                more while unexposed, so that a course which everybody has, such as recovery, looks like one of exposure.
                """, at: 0)
            return
        }
        let isOfNewUsers = !comparison.leftOut.isEmpty
        finding.set(
            PainTrendSetting.comparator,
            isOfNewUsers ? Prose(StudyWord(PainTrendSetting.newUsers)) : "unexposed scores")
        let compared = subject.persons.exposed.subtracting(comparison.leftOut)
        let model = comparison.model
        switch model.fitted(executor: study.executor) {
        case .success(let fitted):
            answer.add(fitted.fit, of: model, isOfSomePeople: true, to: &finding)
            answer.addChange(
                fitted.fit, of: model, slopeAt: 1,
                over: isOfNewUsers ? subject.exposed.middleSpan(of: compared, executor: study.executor) : days,
                unit: MainTrend.days, to: &finding)
            if isOfNewUsers {
                finding.cautions.append(
                    """
                    The comparison with unexposed scores takes new users alone: what prevalent users took before anybody looked makes their \
                    levels higher or lower, which would pass for what longer exposure does.
                    """)
            }
            finding.cautions.append(
                """
                Against unexposed scores (before the first era, its first day included, and of patients never exposed) the slope is what a \
                month of exposure adds to a month of time, beside a shift when exposure begins. It presumes that exposed and unexposed \
                scores would have gone the same way.
                """)
        case .failure(let reason):
            finding.set(PainTrendSetting.comparator, Prose(StudyWord(PainTrendSetting.none)))
            finding.cautions.append("The comparison with unexposed scores could not be fitted: \(Prose(reason)).")
        }
    }

    /// Adds the slope of each trial, where the study is made of several: patients of one are no continuation of those of another.
    private static func addTrials(
        _ line: MainTrend, _ subject: TrendSubject, _ study: Study, _ answer: TrendAnswer,
        _ finding: inout FindingBuilder
    ) {
        guard let trials = StudyTrials(of: study.cohort, among: subject.persons.exposed) else { return }
        let exposed = trials.groups.persons.map { $0.intersection(subject.persons.exposed) }
        for (level, persons) in exposed.enumerated() where !persons.isEmpty {
            let place = trials.groups.place(level)
            let model = TrendModel(
                name: .ofTrial, moments: line.moments.line.choosing(groups: persons.persons),
                fixed: [TrendMoments.exposure], slope: TrendMoments.exposure, quantities: [])
            switch model.fitted(executor: study.executor) {
            case .success(let fitted):
                answer.add(
                    fitted.fit, ofTrial: place, persons, beside: exposed,
                    over: subject.exposed.middleSpan(of: persons, executor: study.executor),
                    unit: MainTrend.days, to: &finding)
            case .failure(let reason):
                finding.cautions.append(
                    "The slope of \([place].wording) could not be estimated: \(Prose(reason)).")
            }
        }
        finding.cautions.insert(
            """
            The study has several trials, and the answer is of each by itself. All other numbers take their patients together: what \
            differs between the trials, such as who was taken in and how long they were seen, is part of these.
            """, at: 0)
    }

    /// Adds whether scores were taken when it hurt, of which a trend can come alone.
    private static func addVisits(
        _ line: MainTrend, _ subject: TrendSubject, _ study: Study, _ finding: inout FindingBuilder
    ) {
        let pattern = study.shared(VisitPatternOf(exposed: subject.source))
        guard let fit = pattern.outcome.fit else { return }
        finding.add(
            .visitRate, TrendKey(instrument: line.instrument.info), fit.rateRatio,
            fit.interval(level: study.level),
            n: fit.persons, events: fit.events, basis: pattern.basis(among: subject.persons.exposed))
        let isAfterMorePain = (fit.rateRatio > 1) == line.instrument.info.isHigherMorePain
        finding.set(
            PainTrendSetting.visits,
            !pattern.followsPain
                ? "no sign that they follow pain"
                : Prose(
                    StudyWord(
                        isAfterMorePain ? PainTrendSetting.soonerAfterMorePain : PainTrendSetting.soonerAfterLessPain)))
        if let caution = pattern.caution { finding.cautions.insert(caution, at: 0) }
    }

    /// Adds the models that need the scores themselves.
    private static func addRowModels(
        _ settings: Settings, _ line: MainTrend, _ subject: TrendSubject, _ study: Study, to answer: inout TrendAnswer,
        _ finding: inout FindingBuilder
    ) {
        let models = TrendRowModels(
            subject.exposed, instrument: line.instrument, knots: settings.knots, executor: study.executor)
        switch study.timed("pain_trend.serial", { models.serial() }) {
        case .success(let serial):
            answer.add(serial, to: &finding)
            finding.set(
                PainTrendSetting.residuals,
                serial.isBelieved ? Prose(StudyWord(PainTrendSetting.remember)) : "no sign that they remember")
            if serial.isBelieved {
                finding.cautions.append(
                    """
                    Scores close in time are alike beyond what level and slope of a patient explain. Whether patients' slopes differ and \
                    whether the line is straight are read from the model with residuals that remember: without it both tests reject \
                    in most studies in which nothing differs.
                    """)
            }
        case .failure(.varianceNotIdentified): break
        case .failure(let reason):
            finding.cautions.append("The model with residuals that remember could not be fitted: \(Prose(reason)).")
        }
        guard !line.instrument.isOrdinal else { return }
        switch study.timed("pain_trend.limits", { models.limited() }) {
        case nil: break
        case .success(let limited)?:
            answer.add(limited, to: &finding)
            finding.cautions.append(
                """
                More than \(setting: Int(100 * TrendRowModels.limitShare))% of the scores lie at an end of the instrument, where it can tell \
                no more: read the slope without floor and ceiling beside the unadjusted one.
                """)
        case .failure(let reason)?:
            finding.cautions.append("The model without floor and ceiling could not be fitted: \(Prose(reason)).")
        }
    }

    /// Adds what a critic of the straight line would fit beside it.
    private static func addFurtherModels(
        _ settings: Settings, _ line: MainTrend, _ subject: TrendSubject, _ study: Study, to answer: inout TrendAnswer,
        _ finding: inout FindingBuilder
    ) {
        let models = TrendModels(
            exposed: subject.exposed, prevalent: subject.persons.prevalent, moments: line.moments,
            walk: subject.walk(of: study), cohort: study.cohort,
            settings: settings,
            executor: study.executor)
        for candidate in study.timed("pain_trend.columns", { models.others() }) {
            let fitted = candidate.model.flatMap { model in
                model.fitted(executor: study.executor).map { (model: model, fit: $0.fit) }
                    .mapError { TrendModels.Problem(reason: Prose($0)) }
            }
            switch fitted {
            case .success(let fitted):
                answer.add(fitted.fit, of: fitted.model, isOfSomePeople: candidate.isOfSomePeople, to: &finding)
            case .failure(let problem):
                finding.cautions.append("\(candidate.title) could not be fitted: \(problem.reason).")
            }
        }
    }

    /// Adds the slope without the mixed models' assumptions, and whether it depends on one patient or site.
    private static func addAlternatives(
        _ line: MainTrend, _ subject: TrendSubject, _ study: Study, to answer: inout TrendAnswer,
        _ finding: inout FindingBuilder
    ) {
        // Of a few levels most patients' median slope is zero, however many rise.
        let own = line.instrument.isOrdinal ? nil : subject.ownSlopes(of: study)
        // Sites are clusters here, and no name of one is shown: each is its own, however few its patients.
        let alternatives = TrendAlternatives(
            moments: line.moments, own: own, patients: study.recorded, level: study.level, executor: study.executor)
        for attempt in study.timed("pain_trend.alternatives", { alternatives.attempts() }) {
            switch attempt.outcome {
            case .success(let slope): answer.add(slope, to: &finding)
            case .failure(let reason):
                finding.cautions.append("\(attempt.title) could not be estimated: \(Prose(reason)).")
            }
        }
        finding.cautions += influence(alternatives)
    }

    /// Adds what the scores say as ordered levels.
    private static func addLevels(
        _ settings: Settings, _ subject: TrendSubject, _ study: Study, to answer: inout TrendAnswer,
        _ finding: inout FindingBuilder
    ) {
        // Where no column can be used the adjusted mixed model has said why.
        let adjustment =
            settings.adjust.isEmpty
            ? nil
            : try? TrendAdjustment(
                settings.adjust, cohort: study.cohort, hasScores: subject.exposed.people.map { $0.n > 0 })
        do throws(NotEstimable) {
            guard let levels = try subject.exposed.levels(executor: study.executor) else { return }
            let trend = OrdinalTrend(levels, level: study.level, executor: study.executor)
            for attempt in trend.attempts(adjustedBy: adjustment) {
                switch attempt.outcome {
                case .success(let ratios): for ratio in ratios { answer.add(ratio, to: &finding) }
                case .failure(let reason):
                    finding.cautions.append("\(attempt.title) could not be estimated: \(Prose(reason)).")
                }
            }
        } catch {
            finding.cautions.append("The scores could not be taken as ordered levels: \(Prose(error)).")
        }
    }

    /// The line is drawn as far as at least ``fewestBeyond`` patients are observed, in whole steps of 30 days: where the
    /// data end is itself something about a few.
    private static func longestShownExposure(_ exposed: ExposedPain) -> Int {
        let longest = exposed.people.filter { $0.n > 0 }.map { Int($0.longest) }.sorted()
        guard longest.count > fewestBeyond else { return 0 }
        return longest[longest.count - 1 - fewestBeyond] / Int(MainTrend.days) * Int(MainTrend.days)
    }

    private static let fewestBeyond = 20
}
