import Cohort
import Estimation
import Findings

/// Who stays on medication for opioid use disorder, and whether pain goes before leaving it.
enum Retention: Question {
    typealias Settings = RetentionSettings

    static let id = "retention"
    static let title = "Staying in treatment"
    static let question =
        "Who stays on medication for opioid use disorder, for how long, and does pain go before leaving?"
    static let usesPainScores = true
    static let sample: String? = "{days: [14, 28, 56]}"

    static let quantities: [QuantityInfo] = [
        Quantity.startedTreatmentShare.info, Quantity.retainedShare.info, Quantity.leftByDay.info,
        Quantity.meanDaysInTreatment.info, Quantity.meanDaysDifference.info, Quantity.leavingHazardRatio.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.retainedShare)]

    static let tests: [TestInfo] = [
        DeclaredTest.leavingLogRank.info, DeclaredTest.leavingHazardIsOne.info,
        DeclaredTest.leavingProportionalHazards.info,
    ]

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool { !study.cohort.moud.spans.isEmpty }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(settings, in: &finding)
        guard !cohort.moud.spans.isEmpty else {
            return finding.notEstimable("the study has no medication for opioid use disorder")
        }
        let spans = study.timed("retention.spans") { TreatmentSpans(settings, of: study) }
        let persons = spans.persons
        finding.set("from", Prose(StudyWord(spans.clock.rawValue)))
        finding.population = .init(
            "patients with a time zero, \(spans.clock), and a dose of medication on or after it", patients: persons,
            apart: [study.everyone.subtracting(persons)], observations: nil)
        guard !persons.isEmpty else {
            return finding.notEstimable(
                "no patient has a dose of medication known to be above zero on or after time zero")
        }
        finding.add(
            share: .startedTreatmentShare, Overall(), of: persons, among: spans.eligible, intervals: [.wilson],
            level: study.level)
        finding.cautions = cautions(settings, spans)

        var pain: PainAtStart?
        if let instrument = cohort.scoredInstrument(settings.instrument) {
            finding.set("instrument", Prose(StudyWord(cohort.instruments[instrument].id)))
            pain = PainAtStart(
                instrument: instrument, of: spans.started.map { ($0.person, $0.zero) }, settings.pain, in: study)
        }
        var numbers = RetentionNumbers(
            spans, by: settings.groups(settings.by, in: cohort, among: persons), pain, settings, study: study)
        for gap in settings.gaps.indices { numbers.addShares(gap, to: &finding) }
        numbers.addLeaving(to: &finding)
        finding.cautions += numbers.cautions
    }
}
