import Cohort
import Estimation
import Findings
import StudyFile

/// Does the trend of pain with exposure differ between patients: by sex always, by age, arm, site, trial or any column of categories.
enum Subgroups: Question {
    typealias Settings = SubgroupsSettings

    static let id = "subgroups"
    static let title = "Whether the trend differs between patients"
    static let question = "Does the trend of pain with exposure differ between patients?"
    static let sample: String? = "{by: [age, arm, site]}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.subgroupPatients.info, Quantity.subgroupSlope.info, Quantity.slopeDifference.info,
        Quantity.differenceOverSpan.info, Quantity.pooledSlope.info, Quantity.slopeOfAnother.info,
        Quantity.slopeSD.info, Quantity.slopeI2.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.pooledSlope), MainAnswer(.slopeDifference)]

    static let tests: [TestInfo] = [DeclaredTest.slopesAreEqual.info]

    /// The name of the family of tests.
    static let family = "subgroups"

    /// Instrument and exposure are those of the trend.
    static func completed(_ settings: Settings, beside asked: AskedQuestions) -> Settings {
        guard let trend = asked.settings(of: PainTrend.self) else { return settings }
        var settings = settings
        settings.instrument = settings.instrument ?? trend.instrument
        settings.exposure = settings.exposure ?? trend.exposure
        return settings
    }

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        study.cohort.mostUsedInstrument != nil
    }

    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        [
            .init(
                term: "Subgroup",
                meaning: """
                    Patients at one level of a column with at least \(study.minimumStep) who have exposed scores; rarer levels together are \
                    "other levels" where they are as many.
                    """)
        ]
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let subject = TrendSubject(settings.trend, of: study)
        describe(subject, study, in: &finding)
        let line: MainTrend
        switch subject.line(of: study) {
        case .success(let trend): line = trend
        case .failure(let missing): return finding.notEstimable(missing.reason)
        }
        let names = settings.columns(in: study.cohort)
        guard !names.isEmpty else {
            return finding.notEstimable(
                "the study has none of the columns sex, age, arm, site and trial, and \"by\" names no other")
        }
        finding.set(Setting.columns, Prose(StudyWord(names.joined(separator: ", "))))
        let comparison = study.shared(TimeComparisonOf(exposed: subject.source))
        let rule = SubgroupColumn.Rule(
            fewest: study.minimumStep, mostLevels: settings.mostLevels, ageCuts: settings.ageCuts)
        var answer = SubgroupsFinding(subject, line, study: study)
        for name in names {
            do throws(SubgroupColumn.Problem) {
                let column = try SubgroupColumn(name, of: study.cohort, among: subject.persons.exposed, rule)
                let slopes = study.timed("subgroups.\(name)") {
                    SubgroupSlopes.of(column, line, comparison, of: study)
                }
                answer.add(column, slopes, to: &finding)
            } catch {
                answer.note(name, error.reason)
            }
        }
        guard answer.hasSlopes else { return finding.notEstimable(answer.reasonNotEstimable) }
        finding.add(answer.tests.asFamily(family))
        finding.set(Setting.sex, answer.sexSetting)
        finding.cautions =
            cautions(settings, answer, study, isOfTrials: isOfTrials(subject, study))
            + subject.prevalentUse
    }

    private static func isOfTrials(_ subject: TrendSubject, _ study: Study) -> Bool {
        StudyTrials(of: study.cohort, among: subject.persons.exposed) != nil
    }

    /// Names of settings that are read from the data.
    enum Setting {
        static let columns = "columns"
        /// Why sexes could not be compared; absent where they were.
        static let sex = "sex"
    }
}
