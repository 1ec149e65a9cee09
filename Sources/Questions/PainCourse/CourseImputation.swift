import Cohort
import Estimation
import Findings

/// What scores that were not made could change: the differences with them imputed, as missing at random, by the course of the reference
/// group, and shifted.
struct CourseImputation {
    let model: CourseModel
    let instrument: InstrumentInfo
    let study: Study

    /// Data sets, and how few there are of many patients: those who stayed tell most of the difference then.
    static let imputations = 5...100
    /// Scores that are imputed in all draws together.
    private static let mostImputed = 2_000_000
    /// Patients that the model is fitted to in all draws together.
    private static let mostRefitted = 500_000
    private static let seed: UInt64 = 20_260_102
    /// Points added to what is imputed, in hundredths of the instrument's range; fixed beforehand.
    private static let shifts = [-20.0, -10, 10, 20]

    init(_ model: CourseModel, _ instrument: InstrumentInfo, study: Study) {
        self.model = model
        self.instrument = instrument
        self.study = study
    }

    private var courses: ComparedCourses { model.courses }

    /// How many data sets there are of so many missing scores and patients.
    static func imputations(missing: Int, patients: Int) -> Int {
        let most = min(mostImputed / max(1, missing), mostRefitted / max(1, patients))
        return min(max(most, imputations.lowerBound), imputations.upperBound)
    }

    /// Adds the differences; gives what could not be estimated.
    func add(_ key: PainCourseKey, to finding: inout FindingBuilder) -> [Prose] {
        let cells = courses.persons.count * courses.occasions.count
        let missing = cells - model.data.responses.count
        guard missing > 0 else { return [] }
        let count = Self.imputations(missing: missing, patients: courses.persons.count)
        finding.set("imputations", "\(setting: count)")
        let outcome = ReferenceImputation.draw(
            model.data, mean: model.mean,
            groups: .init(
                ofPerson: courses.groupOfPerson, reference: 0,
                regressorsInReference: Dictionary(uniqueKeysWithValues: model.groupRegressors.map { ($0, 0) })),
            options: .init(imputations: count, seed: Self.seed), executor: study.executor)
        switch outcome {
        case .notEstimable(let why): return [Self.note(why)]
        case .fitted(let draws): return add(draws, key, to: &finding)
        }
    }

    private static func note(_ why: NotEstimable) -> Prose {
        "The differences with missing scores imputed could not be estimated: \(Prose(why))."
    }

    private func add(
        _ draws: ReferenceImputation, _ key: PainCourseKey, to finding: inout FindingBuilder
    ) -> [Prose] {
        let analysis = ReferenceImputation.Analysis(
            baseline: courses.hasBaseline && courses.isRandomised ? 0 : nil, covariates: model.covariateRegressors)
        // Points are added in the other groups: the reference's own course is what they are held against.
        let shift = ReferenceImputation.Shift(
            .constant, weights: courses.groups.indices.map { $0 == 0 ? 0 : 1 })
        var notes: [Prose] = []
        for (method, strategy) in [
            (CourseMethod.imputed, ReferenceImputation.Strategy.missingAtRandom),
            (.jumpToReference, .jumpToReference), (.copyIncrements, .copyIncrements),
        ] {
            switch draws.compare(strategy, analysis: analysis, shift: shift, executor: study.executor) {
            case .notEstimable(let why): notes.append(Self.note(why))
            case .fitted(let comparison):
                for group in courses.groups.indices.dropFirst() {
                    add(comparison, method, group, key, to: &finding)
                    if method == .imputed { addShifts(comparison, group, key, to: &finding) }
                }
            }
        }
        return notes
    }

    private func basis(_ group: Int) -> Basis {
        .of(courses.groups[0].persons.union(courses.groups[group].persons))
    }

    private func add(
        _ comparison: ReferenceImputation.Comparison, _ method: CourseMethod, _ group: Int, _ key: PainCourseKey,
        to finding: inout FindingBuilder
    ) {
        var key = key.by(method)
        key.group = courses.contrast(group)
        for place in courses.later {
            guard let difference = comparison.difference(of: group, at: place).fit else { continue }
            finding.add(
                .differenceAtVisit, key.on(courses.day(place)), difference.estimate.value,
                se: difference.estimate.standardError, difference.interval(level: study.level), basis: basis(group))
        }
    }

    private func addShifts(
        _ comparison: ReferenceImputation.Comparison, _ group: Int, _ key: PainCourseKey,
        to finding: inout FindingBuilder
    ) {
        let last = courses.later.upperBound - 1
        let width = instrument.range.upperBound - instrument.range.lowerBound
        var key = key.by(.imputed)
        key.group = courses.contrast(group)
        key.day = courses.day(last)
        let deltas = Self.shifts.map { width * $0 / 100 }
        for point in comparison.points(of: group, at: last, deltas: deltas).fit ?? [] {
            let difference = point.difference
            finding.add(
                .differenceAtVisit, key.by(.imputed, delta: point.delta), difference.estimate.value,
                se: difference.estimate.standardError, difference.interval(level: study.level), basis: basis(group))
        }
        guard
            let tipping = comparison.tippingDelta(of: group, at: last, within: -width...width, level: study.level).fit,
            let nearest = [tipping.below, tipping.above].compactMap(\.self).min(by: { abs($0) < abs($1) })
        else { return }
        finding.add(.courseTippingDelta, key, nearest, basis: basis(group))
    }
}
