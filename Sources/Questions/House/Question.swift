import Disclosure
import Findings
import Presentation
import StudyFile

/// A question that a study can be asked: a room of its own.
///
/// A folder of `Questions` holds everything of it: settings, quantities, answer, presentation. One line in ``AllQuestions`` makes it
/// known to the study file, the run, the report, the notebook, the documents and the tests.
public protocol Question: Sendable {
    /// What a study file may set.
    associatedtype Settings: QuestionSettings

    /// Name in study files and results.
    static var id: String { get }
    /// The question in a few words, as a heading.
    static var title: String { get }
    /// The question in a sentence, as a researcher asks it.
    static var question: String { get }
    /// Every quantity that it may give.
    static var quantities: [QuantityInfo] { get }
    /// Every test that it may give.
    static var tests: [TestInfo] { get }
    /// The numbers that a reader follows from report to report; none of a question that only describes.
    static var mainAnswers: [MainAnswer] { get }
    /// The settings with which the bundled synthetic study asks it, in YAML; `nil` where it has nothing to answer it from.
    static var sample: String? { get }
    /// Whether it is asked of every study that does not turn it off.
    static var isAskedAlways: Bool { get }
    /// Whether a mail puts it before the others.
    static var isMain: Bool { get }

    /// Whether it uses pain scores, so that doubled ones matter to it.
    static var usesPainScores: Bool { get }

    /// The items of reporting guidelines that it answers, beyond what every question's frame does.
    static var reportingItems: [ReportedItem] { get }
    /// Whether it emulates a trial, so that the guideline on that applies.
    static var emulatesTrial: Bool { get }

    /// The settings with what they take from other questions where the study file says nothing.
    static func completed(_ settings: Settings, beside asked: AskedQuestions) -> Settings
    /// Whether the study has what the question is about. One that no study file names is left out where it has not.
    static func hasSubject(in study: Study, _ settings: Settings) -> Bool
    /// What its words mean in this run, each with the source.
    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition]
    /// What a person who runs the tool is to know of the data before any question is answered, and what stops the run.
    static func notices(_ settings: Settings, of study: Study) -> StudyNotices
    /// Has what it shares with other questions worked out, before any question is answered and with all threads at it.
    static func prepare(_ settings: Settings, of study: Study)
    /// What the answer is about, decided before it is looked for: estimand, time zero, comparator, and the two attacks that it invites
    /// most. It must hold of a study that has nothing to answer from, too.
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame
    /// Answers the question: sees patients.
    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder)
    /// Shows the answer: sees only what may be released. Stands in a file that imports no `Cohort`.
    ///
    /// - Parameters:
    ///   - finding: the answer.
    ///   - run: every answer of the run, for a figure that shows two together.
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage)
}

extension Question {
    /// No settings.
    public static var sample: String? { "{}" }
    /// Asked where a study file names it, or names no question.
    public static var isAskedAlways: Bool { false }
    /// One among others.
    public static var isMain: Bool { false }
    /// None.
    public static var usesPainScores: Bool { false }
    /// None of its own.
    public static var reportingItems: [ReportedItem] { [] }
    /// Nothing is emulated.
    public static var emulatesTrial: Bool { false }
    /// The settings as the study file has them.
    public static func completed(_ settings: Settings, beside asked: AskedQuestions) -> Settings { settings }
    /// Every study has it.
    public static func hasSubject(in study: Study, _ settings: Settings) -> Bool { true }
    /// Nothing to say beforehand.
    public static func notices(_ settings: Settings, of study: Study) -> StudyNotices { StudyNotices() }
    /// Nothing that takes long.
    public static func prepare(_ settings: Settings, of study: Study) {}
    /// No words of its own.
    public static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] { [] }
}

/// What a study's data make a question say before it is answered, one sentence each: levels and names, never a count.
public struct StudyNotices: Sendable, Hashable {
    /// What is to be known.
    public var warnings: [String]
    /// What stops the run.
    public var stops: [String]

    /// Some notices.
    public init(warnings: [String] = [], stops: [String] = []) {
        self.warnings = warnings
        self.stops = stops
    }
}
