import Cohort
import Estimation
import Findings

/// The numbers of `pain_course` while one comparison after the other is added.
struct CourseAnswer {
    let instrument: InstrumentInfo
    let study: Study
    /// The tests of differences, one family.
    private(set) var differences: [HypothesisTest] = []
    /// The tests of change, another.
    private(set) var changes: [HypothesisTest] = []
    private(set) var cautions: [Prose] = []
    private(set) var hasModel = false
    /// Why there is no model, where there is none.
    private(set) var reason: Prose?

    init(_ instrument: InstrumentInfo, study: Study) {
        self.instrument = instrument
        self.study = study
    }

    /// Adds the courses of everybody, and compared by each column.
    mutating func add(
        _ scores: VisitScores, among: PersonSet, by columns: [PatientGroups], _ part: StudyPlace?,
        _ settings: PainCourseSettings, to finding: inout FindingBuilder
    ) {
        func courses(_ column: PatientGroups?) -> Result<ComparedCourses, ComparedCourses.Problem> {
            Result { () throws(ComparedCourses.Problem) in
                try ComparedCourses(scores, among: among, by: column, settings, of: study.cohort)
            }
        }
        let compared = columns.map { (column: $0, courses: courses($0)) }
        switch courses(nil) {
        case .failure(let problem): note("The course of \(Self.subject(part, nil))", problem.reason)
        case .success(let overall):
            // Who is in no group is what is left when the groups are taken off.
            let leftOut = compared.compactMap { compared in
                (try? compared.courses.get()).map { overall.everybody.subtracting($0.everybody) }
            }
            add(overall, part, apart: leftOut, settings, to: &finding)
        }
        for (column, courses) in compared {
            switch courses {
            case .failure(let problem): note("The course of \(Self.subject(part, column))", problem.reason)
            case .success(let courses): add(courses, part, apart: [], settings, to: &finding)
            }
        }
    }

    private static func subject(_ part: StudyPlace?, _ column: PatientGroups?) -> Prose {
        let whose: Prose = column.map { "the groups of \"\($0.name)\"" } ?? "all patients"
        return part.map { "\(whose) in \([$0].wording)" } ?? whose
    }

    private mutating func note(_ subject: Prose, _ why: Prose) {
        reason = reason ?? why
        cautions.append("\(subject) could not be estimated: \(why).")
    }

    private mutating func add(
        _ courses: ComparedCourses, _ part: StudyPlace?, apart: [PersonSet], _ settings: PainCourseSettings,
        to finding: inout FindingBuilder
    ) {
        let key = PainCourseKey(instrument: instrument, part: part)
        let scored = courses.scores.personsAtOccasions
        addObserved(courses, scored, key, apart: apart, to: &finding)
        describe(courses, part)
        let model = CourseModel(courses)
        let outcome = study.timed("pain_course.model") { model.fitted(executor: study.executor) }
        switch outcome {
        case .notEstimable(let why):
            note("The mixed model of \(subject(courses, part))", Prose(why))
        case .fitted(let fit):
            hasModel = true
            finding.set("covariance", Prose(StudyWord(fit.structure.rawValue)))
            add(fit, model, scored, key, apart: apart, to: &finding)
            if courses.groups.count > 1 {
                let missing = CourseImputation(model, instrument, study: study)
                cautions += study.timed("pain_course.imputation") { missing.add(key, to: &finding) }
            }
        }
    }

    private func subject(_ courses: ComparedCourses, _ part: StudyPlace?) -> Prose {
        let whose: Prose = courses.groups[0].place.map { "the groups of \"\($0.column)\"" } ?? "all patients"
        return part.map { "\(whose) in \([$0].wording)" } ?? whose
    }

    private mutating func describe(_ courses: ComparedCourses, _ part: StudyPlace?) {
        if !courses.leftOut.isEmpty {
            let days = courses.leftOut.map { "\(setting: courses.scores.visits.day(ofOccasion: $0))" as Prose }
            cautions.append(
                """
                Of \(subject(courses, part)) the visits on day \(days.listed) are left out: a group has fewer than \
                \(setting: ComparedCourses.fewest) scores there.
                """)
        }
        if !courses.fewLevels.isEmpty {
            cautions.append(
                """
                Levels with fewer than \(setting: ComparedCourses.fewest) patients with a later score are not among \
                \(subject(courses, part)).
                """)
        }
    }

    // MARK: - What was seen

    private func addObserved(
        _ courses: ComparedCourses, _ scored: [PersonSet], _ key: PainCourseKey, apart: [PersonSet],
        to finding: inout FindingBuilder
    ) {
        for group in courses.groups {
            var key = key
            key.group = group.place
            for (place, occasion) in courses.occasions.enumerated() {
                let own = group.persons.intersection(scored[occasion])
                key.day = courses.day(place)
                finding.add(
                    share: .scoredShare, key, of: own, among: group.persons, intervals: [.wilson], level: study.level,
                    apart: apart.map { $0.intersection(scored[occasion]) } + apart)
                let seen = OnlineMoments(own.persons.compactMap { courses.scores.score(of: $0, at: occasion) })
                finding.add(
                    .observedMean, key, seen.mean, seen.meanInterval(level: study.level),
                    basis: .of(own, apart: apart.map { $0.intersection(scored[occasion]) }))
            }
        }
    }

    // MARK: - The model

    private mutating func add(
        _ fit: RepeatedMeasuresModel.Fit, _ model: CourseModel, _ scored: [PersonSet], _ key: PainCourseKey,
        apart: [PersonSet], to finding: inout FindingBuilder
    ) {
        let courses = model.courses
        let satterthwaite =
            courses.groups.count > 1 ? model.satterthwaite(fit, executor: study.executor).fit : nil
        func basis(_ groups: [Int], _ place: Int) -> Basis {
            let own = groups.reduce(PersonSet()) { $0.union(courses.groups[$1].persons) }
            let seen = scored[courses.occasions[place]]
            return .of(own.intersection(seen), apart: apart.map { $0.intersection(seen) })
        }
        func add(_ quantity: Quantity<PainCourseKey>, _ key: PainCourseKey, _ weights: [Double], _ basis: Basis) {
            guard let estimate = fit.prediction(weights) else { return }
            finding.add(
                quantity, key, estimate.value, se: estimate.standardError, fit.interval(weights, level: study.level),
                basis: basis)
        }
        for group in courses.groups.indices {
            var key = key.by(.kenwardRoger)
            key.group = courses.groups[group].place
            for place in courses.occasions.indices {
                let own = key.on(courses.day(place))
                add(.meanAtVisit, own, model.weights(group, at: place), basis([group], place))
                guard courses.hasBaseline, courses.later.contains(place) else { continue }
                add(
                    .changeFromBaseline, own, model.changeWeights(group, at: place),
                    basis([group], place))
            }
            guard group > 0 else { continue }
            key.group = courses.contrast(group)
            for place in courses.compared {
                let own = key.on(courses.day(place))
                let weights = model.differenceWeights(group, at: place)
                add(.differenceAtVisit, own, weights, basis([0, group], place))
                guard let satterthwaite, let estimate = satterthwaite.prediction(weights) else { continue }
                finding.add(
                    .differenceAtVisit, own.by(.satterthwaite), estimate.value, se: estimate.standardError,
                    satterthwaite.interval(weights, level: study.level), basis: basis([0, group], place))
            }
            // Of groups that began differently what is asked is whether they went differently.
            let goesByChange = courses.hasBaseline && !courses.isRandomised
            let tested = courses.later.map { place in
                goesByChange
                    ? model.changeDifferenceWeights(group, at: place) : model.differenceWeights(group, at: place)
            }
            for (place, weights) in zip(courses.later, tested) {
                let own = key.on(courses.day(place))
                if goesByChange { add(.changeDifference, own, weights, basis([0, group], place)) }
                if let test = fit.test(weights) {
                    differences.append(HypothesisTest(.differenceIsZero, own, test, basis: basis([0, group], place)))
                }
            }
            if let test = fit.waldTest(tested) {
                differences.append(
                    HypothesisTest(
                        .noDifferenceAtAnyVisit, key, test,
                        basis: .of(courses.groups[0].persons.union(courses.groups[group].persons))))
            }
        }
        for (place, occasion) in courses.occasions.enumerated() {
            let variance = fit.responseCovariance[place, place]
            var own = key.by(.kenwardRoger).on(courses.day(place))
            own.group = courses.groups[0].place.map { StudyPlace($0.column, origin: $0.origin) }
            finding.add(
                .sdAtVisit, own, max(0, variance).squareRoot(),
                basis: .of(courses.everybody.intersection(scored[occasion]), apart: apart))
        }
        guard courses.groups.count == 1 else { return }
        let all = courses.occasions.indices.dropFirst().map { model.changeWeights(0, at: $0) }
        if let test = fit.waldTest(all) {
            changes.append(
                HypothesisTest(
                    .noChange, key.by(.kenwardRoger), test, basis: .of(courses.everybody, apart: apart)))
        }
    }
}
