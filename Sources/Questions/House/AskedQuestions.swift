import Disclosure
import Findings
import Presentation
import StudyFile

/// The questions that a study file asks, with their settings, in the order of the report.
public struct AskedQuestions: Sendable {
    /// The questions.
    public private(set) var all: [any AskedQuestion] = []
    /// What was planned before outcomes were looked at.
    public var plan: StudyPlan?

    /// The questions under `analyses`: those named, with those that are always asked unless they are set to `false`. Without the
    /// key, all of them.
    ///
    /// Throws with the line and the remedy where a name is unknown, planned, or has settings that do not fit.
    public init(_ value: StudyValue?, names: SettingNames) throws(StudyFileError) {
        var settings: [String: StudyMapping?] = [:]
        var leftOut: Set<String> = []
        var isEverything = false
        if let value, !value.isNull {
            if value.isMapping {
                for entry in try value.mapping(as: "analyses").entries {
                    try AllQuestions.checkName(entry.key, at: entry.keySource)
                    if !entry.value.isMapping, !entry.value.isNull {
                        guard try entry.value.flag(as: "\"\(entry.key)\"") else {
                            leftOut.insert(entry.key)
                            continue
                        }
                    }
                    settings[entry.key] = .some(
                        entry.value.isMapping ? try entry.value.mapping(as: entry.key) : nil)
                }
            } else {
                for item in value.oneOrMore() {
                    let name = try item.name(as: "an analysis")
                    try AllQuestions.checkName(name, at: item.source)
                    settings[name] = .some(nil)
                }
            }
        } else {
            isEverything = true
        }
        for question in AllQuestions.list where !leftOut.contains(question.id) {
            if let own = settings[question.id] {
                all.append(try question.asked(own, isNamed: true, names: names))
            } else if isEverything || question.isAskedAlways {
                all.append(try question.asked(nil, isNamed: false, names: names))
            }
        }
        let asked = self
        all = all.map { $0.completed(beside: asked) }
    }

    /// The settings of a question, if it is asked.
    public func settings<Asked: Question>(of question: Asked.Type) -> Asked.Settings? {
        for case let asked as Asking<Asked> in all { return asked.settings }
        return nil
    }

    /// The settings of every question asked, in the order of the report.
    var settings: [any QuestionSettings] { all.map(\.ownSettings) }

    /// Columns of patients whose levels make groups in some question: they are to be read as categories.
    public var groupColumns: Set<String> { Set(all.flatMap(\.groupColumns)) }

    /// The questions that are answered, by id: those that the study file names, and of the others those that the study has something of.
    public func answered(in study: Study) -> [String] { due(in: study).map(\.id) }

    private func due(in study: Study) -> [any AskedQuestion] {
        all.filter { $0.isNamed || $0.hasSubject(in: study) }
    }

    /// Answers every question of a study, several at a time; the answers are in order. Never throws: what a study cannot answer is a
    /// finding that says why.
    public func answers(of study: Study) -> [FindingBuilder] {
        let due = due(in: study)
        for asked in due { asked.prepare(study) }
        return study.executor.mapSideBySide(due.count) { number in
            var finding = study.timed(due[number].id) { due[number].answer(of: study) }
            finding.plan = plan?.status(of: finding.id) ?? .exploratory
            return finding
        }
    }

    /// What the questions say of the data before they are answered.
    public func notices(of study: Study) -> StudyNotices {
        let notices = all.map { $0.notices(of: study) }
        return StudyNotices(warnings: notices.flatMap(\.warnings), stops: notices.flatMap(\.stops))
    }

    /// The question on the data alone, with the settings of the study file whether it is turned off or not.
    public var onlyDataQuality: AskedQuestions {
        var only = self
        only.all = all.filter { $0.id == DataQuality.id }
        if only.all.isEmpty { only.all = [Asking<DataQuality>(settings: .init(), isNamed: true)] }
        return only
    }

    /// What the questions' words mean in this run, each term once.
    public func definitions(of study: Study) -> [Results.Study.Definition] {
        var seen: Set<String> = []
        return all.flatMap { $0.definitions(of: study) }.filter { seen.insert($0.term).inserted }
    }

    /// What each answered question shows of itself, in the order of the report.
    public func pages(of run: Released) -> [ShownQuestion] {
        all.compactMap { asked in
            run.finding(asked.id).map { finding in
                ShownQuestion(
                    finding: finding, page: asked.page(finding, of: run), isMain: asked.isMain,
                    mainAnswers: MainAnswer.numbers(of: asked.mainAnswers, in: finding),
                    reportingItems: asked.reportingItems, emulatesTrial: asked.emulatesTrial)
            }
        }
    }
}

/// A question with its settings.
public protocol AskedQuestion: Sendable {
    /// Name in study files and results.
    var id: String { get }
    /// Whether a mail puts it before the others.
    var isMain: Bool { get }
    /// The numbers that a reader follows from report to report.
    var mainAnswers: [MainAnswer] { get }
    /// The items of reporting guidelines that it answers.
    var reportingItems: [ReportedItem] { get }
    /// Whether it emulates a trial.
    var emulatesTrial: Bool { get }
    /// Whether the study file names it.
    var isNamed: Bool { get }
    /// What the study file sets of it, and what it leaves as it is.
    var ownSettings: any QuestionSettings { get }
    /// Columns of patients whose levels make groups.
    var groupColumns: [String] { get }
    /// The same with what its settings take from other questions.
    func completed(beside asked: AskedQuestions) -> any AskedQuestion
    /// Whether the study has what it is about.
    func hasSubject(in study: Study) -> Bool
    /// What it says of the data beforehand.
    func notices(of study: Study) -> StudyNotices
    /// Has what it shares with other questions worked out.
    func prepare(_ study: Study)
    /// What its words mean.
    func definitions(of study: Study) -> [Results.Study.Definition]
    /// The answer.
    func answer(of study: Study) -> FindingBuilder
    /// What it shows of itself.
    func page(_ finding: ReleasedFinding, of run: Released) -> QuestionPage
}

extension Question {
    /// The question with the settings of a study file.
    static func asked(
        _ mapping: StudyMapping?, isNamed: Bool, names: SettingNames
    ) throws(StudyFileError) -> any AskedQuestion {
        Asking<Self>(settings: try Settings(mapping, of: id, names: names), isNamed: isNamed)
    }
}

struct Asking<Asked: Question>: AskedQuestion {
    let settings: Asked.Settings
    let isNamed: Bool

    var id: String { Asked.id }
    var isMain: Bool { Asked.isMain }
    var mainAnswers: [MainAnswer] { Asked.mainAnswers }
    var reportingItems: [ReportedItem] { Asked.reportingItems }
    var emulatesTrial: Bool { Asked.emulatesTrial }
    var ownSettings: any QuestionSettings { settings }
    var groupColumns: [String] { settings.groupColumns }

    func completed(beside asked: AskedQuestions) -> any AskedQuestion {
        Asking(settings: Asked.completed(settings, beside: asked), isNamed: isNamed)
    }

    func hasSubject(in study: Study) -> Bool { Asked.hasSubject(in: study, settings) }

    func definitions(of study: Study) -> [Results.Study.Definition] { Asked.definitions(settings, of: study) }

    func notices(of study: Study) -> StudyNotices { Asked.notices(settings, of: study) }

    func prepare(_ study: Study) { Asked.prepare(settings, of: study) }

    func answer(of study: Study) -> FindingBuilder {
        var finding = FindingBuilder(id: Asked.id, title: Prose(StudyWord(Asked.title)))
        for setting in settings.inForce { finding.set(setting.name, Prose(StudyWord(setting.value))) }
        // Until the question says whom it is about: also where it finds nothing to answer from.
        finding.population = .init("all patients", patients: study.everyone, observations: nil)
        finding.frame = Asked.frame(settings, of: study)
        Asked.answer(settings, of: study, into: &finding)
        if Asked.usesPainScores { finding.cautions += Self.doubledScores(of: study) }
        return finding
    }

    /// What scores that stand twice in their file do to a finding.
    private static func doubledScores(of study: Study) -> [Prose] {
        let repeats = study.cohort.pain.repeats
        guard repeats.count > 0, repeats.areKept else { return [] }
        let rows = Measured.rows(repeats.count, of: .of(repeats.persons))
        return [
            """
            Scores alike in every column of their file with an earlier one of the same patient: \(rows). They are used: if they are \
            copies, intervals are too narrow and the patients who have them weigh too much ("duplicates: {pain: drop}" uses one).
            """
        ]
    }

    func page(_ finding: ReleasedFinding, of run: Released) -> QuestionPage {
        var page = QuestionPage()
        Asked.present(finding, of: run, settings, on: &page)
        return page
    }
}
