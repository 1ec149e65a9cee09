import Cohort
import Disclosure
import Estimation
import Findings
import Presentation
import StudyFile
import StudyFixtures

@testable import Questions

/// A question asked of a cohort written down by hand, on the way that a run takes: answer, disclosure, page.
struct StudyFixture {
    let study: Study

    /// A study of a cohort, with the questions of `analyses` (YAML under that key), or every question.
    init(_ cohort: Cohort, analyses: String? = nil, minimumStep: Int = 11) throws {
        let names = SettingNames(
            patientColumns: cohort.patients.covariates.map(\.name),
            numericColumns: Set(
                cohort.patients.covariates.filter {
                    if case .numeric = $0.values { true } else { false }
                }.map(\.name)), instruments: cohort.instruments.map(\.id),
            instrumentsWithCutOff: cohort.instruments.filter { $0.cutOff != nil }.map(\.id),
            tables: Dictionary(uniqueKeysWithValues: cohort.reading.tables.map { ($0.table.rawValue, $0.columns) }))
        let value = try analyses.map { try StudyValue.root(ofYAML: "analyses: \($0)", path: "study.yaml")["analyses"] }
        let asked = try AskedQuestions(value ?? nil, names: names)
        study = Study(cohort: cohort, asked: asked, minimumStep: minimumStep, executor: .serial)
    }

    /// The answer of a question as it stands before disclosure.
    func built<Asked: Question>(_ question: Asked.Type, _ settings: Asked.Settings? = nil) -> FindingBuilder {
        let own = settings ?? study.asked.settings(of: question) ?? Asked.Settings()
        return Asking<Asked>(settings: own, isNamed: true).answer(of: study)
    }

    /// The answer of a question as it may be shown.
    func finding<Asked: Question>(
        _ question: Asked.Type, _ settings: Asked.Settings? = nil, policy: DisclosurePolicy = .init(minimumCell: 1)
    ) throws -> ReleasedFinding {
        let released = Self.released([built(question, settings)], policy: policy)
        guard let finding = released.finding(Asked.id) else { throw Missing() }
        return finding
    }

    /// What a question shows of itself, alone in a run.
    func page<Asked: Question>(
        _ question: Asked.Type, _ settings: Asked.Settings? = nil, policy: DisclosurePolicy = .init(minimumCell: 1)
    ) throws -> QuestionPage {
        let own = settings ?? study.asked.settings(of: question) ?? Asked.Settings()
        let run = Self.released([built(question, own)], policy: policy)
        guard let finding = run.finding(Asked.id) else { throw Missing() }
        return Asking<Asked>(settings: own, isNamed: true).page(finding, of: run)
    }

    /// Every question asked, as a run releases them.
    func run(policy: DisclosurePolicy = .init()) -> Released {
        Self.released(study.asked.answers(of: study), policy: policy)
    }

    /// Findings as a run releases them.
    static func released(_ findings: [FindingBuilder], policy: DisclosurePolicy) -> Released {
        Released.release(
            Results(
                study: .init(title: "Test study", synthetic: true, index: "study day 0", definitions: [], plan: nil),
                run: .init(id: "run", version: "test", isInternal: false, minimumCell: 1), inputs: [], quality: [],
                findings: findings), under: policy)
    }

    struct Missing: Error {}
}
