import Disclosure
import Findings
import Presentation

/// The page as the template reads it: every text made, nothing left to decide. Names are unique, since a template looks
/// a missing name up in what surrounds it.
struct ReportPage {
    /// A question and its answer.
    struct Answer {
        let answerAnchor: String
        let question: String
        let answerPlan: String
        let lead: String
        let more: [String]
        let isNotEstimable: Bool
    }

    /// A figure, or what stands in its place.
    struct Illustration {
        let figureAnchor: String
        let figureTitle: String
        let drawing: String?
        let figureCaption: String?
        let plotted: PageTable?
        let absence: String?
    }

    /// The tables of a finding.
    struct Numbers {
        let numbersAnchor: String
        let numbersTitle: String
        let numbersPlan: String
        let population: String
        let notEstimable: String?
        let tables: [PageTable]
    }

    /// How a finding was made.
    struct Method {
        let methodTitle: String
        let methodPlan: String
        let estimand: String
        let frame: [FramePart]
        let method: String
        let settings: String?
    }

    /// A part of a finding's frame: its name and what it says, once or several times.
    struct FramePart {
        /// A sentence, with what it answers where it answers something.
        struct Entry {
            let frameLead: String?
            let frameText: String
        }

        let frameTerm: String
        let frameEntries: [Entry]
    }

    /// A checklist beside the page.
    struct GuidelineLink {
        let guideline: String
        let guidelineFile: String
    }

    /// What differs from the report before.
    struct Since {
        /// A heading with what stands below it.
        struct Group {
            let sinceHeading: String
            let sinceItems: [String]
            let hasItems: Bool
            /// One or none.
            let sinceNumbers: [PageTable]
        }

        let sinceBefore: String
        let sinceLead: String
        let sinceRule: String
        let sinceGroups: [Group]
        /// The figure of the course; none of fewer than three runs.
        let course: [Illustration]
    }

    /// Cautions of a finding.
    struct Caution {
        let cautionTitle: String
        let cautions: [String]
    }

    let title: String
    let isSynthetic: Bool
    let isInternal: Bool
    /// A line each.
    let watermark: [String]
    let hasWatermark: Bool
    let colophon: String
    let indexDay: String
    /// Whether and when a plan was made.
    let planHead: String
    let answers: [Answer]
    let withheldRule: String?
    let withheldCounts: String?
    let standingRule: String?
    /// One or none.
    let since: [Since]
    let illustrations: [Illustration]
    let numbers: [Numbers]
    let methods: [Method]
    let definitions: [Results.Study.Definition]
    let quality: [PageTable]
    let inputs: [PageTable]
    let cautions: [Caution]
    let checklists: [GuidelineLink]
    let hasFigures: Bool
    let hasChecklists: Bool
    let hasCautions: Bool
    /// Whether other files of the run lie beside the page.
    let isBesideFiles: Bool

    /// - Parameters:
    ///   - since: what differs from the report before.
    ///   - course: the figure beside it.
    ///   - isAlone: whether the page is all that is written: a report of the data, without figures and checklists.
    init(
        _ released: Released, _ shown: [ShownQuestion], _ checklists: [Checklist], illustrations: [Illustration],
        since: SinceLastRun? = nil, course: Illustration? = nil, isAlone: Bool = false
    ) {
        hasFigures = !isAlone
        hasChecklists = !isAlone
        isBesideFiles = !isAlone
        hasCautions = !isAlone || released.findings.contains { !$0.cautions.isEmpty }
        title = released.study.title
        isSynthetic = released.study.synthetic
        isInternal = released.isInternal
        watermark = (isInternal ? [InternalMark.word] : []) + (isSynthetic ? ["SYNTHETIC DATA"] : [])
        hasWatermark = !watermark.isEmpty
        colophon = "Run \(released.run.id) \u{00B7} nocitrend \(released.run.version)"
        indexDay = Wording.sentence(released.study.index)
        planHead = PlanWords.head(released)
        answers = shown.compactMap { question in
            question.page.answer.map {
                Answer(
                    answerAnchor: "answer-\(question.finding.id)", question: $0.question,
                    answerPlan: question.finding.plan.label, lead: $0.lead, more: $0.more,
                    isNotEstimable: !$0.isEstimated)
            }
        }
        self.since =
            since.map { SinceWords(since: $0, minimumCell: released.run.minimumCell) }.map { words in
                [
                    Since(
                        sinceBefore: words.before, sinceLead: words.lead, sinceRule: words.rule,
                        sinceGroups: words.groups.map {
                            .init(
                                sinceHeading: $0.heading, sinceItems: $0.items, hasItems: !$0.items.isEmpty,
                                sinceNumbers: $0.numbers.map { [$0] } ?? [])
                        },
                        course: course.map { [$0] } ?? [])
                ]
            } ?? []
        self.illustrations = illustrations
        self.checklists = checklists.map {
            GuidelineLink(guideline: $0.title, guidelineFile: "checklists/\($0.name).md")
        }
        numbers = shown.map(Self.numbers)
        withheldRule = Self.withheldRule(released)
        withheldCounts = Self.withheldCounts(released)
        standingRule = StandingWords.legend(released)
        methods = released.findings.map(Self.method)
        definitions = released.study.definitions
        quality = QualityTables.all(released.quality)
        inputs = Self.inputs(released.inputs)
        cautions = released.findings.filter { !$0.cautions.isEmpty }.map {
            Caution(cautionTitle: $0.title, cautions: $0.cautions.map(Wording.sentence))
        }
    }

    /// The rule of disclosure control in a sentence, where it struck.
    static func withheldRule(_ released: Released) -> String? {
        guard released.findings.contains(where: \.hasWithheld) || released.quality.contains(where: \.hasWithheld) else {
            return nil
        }
        return "Withheld: a number that rests on 1 to \(released.run.minimumCell - 1) patients, or from which such a "
            + "count could be worked out, is not shown."
    }

    /// How many numbers are withheld and for which reasons, where any are; said once a report.
    static func withheldCounts(_ released: Released) -> String? {
        let withheld = released.withheld
        guard withheld.primary + withheld.complementary > 0 else { return nil }
        let cut =
            withheld.isHurried
            ? " The search for the least that has to be withheld was cut short: more is withheld than has to be." : ""
        let few = NumberText.count(Double(withheld.primary), "number", "numbers")
        let others = NumberText.count(Double(withheld.complementary))
        return
            "Withheld as they tell of few patients: \(few); so that none of these can be worked out from what is shown: "
            + "\(others) more.\(cut)"
    }

    /// Rows of a table that a reader may still look through; a study with thousands of sites has more.
    private static let mostRows = 300

    private static func numbers(_ shown: ShownQuestion) -> Numbers {
        let finding = shown.finding
        let patients = finding.patients.map { measure in
            EstimateText.text(measure) { NumberText.count($0, "patient", "patients") }
        }
        let observations = finding.observations.map { measure in
            EstimateText.text(measure) { NumberText.count($0, "observation", "observations") }
        }
        let counts = [patients, observations].compactMap { $0 }.joined(separator: ", ")
        return Numbers(
            numbersAnchor: "numbers-\(finding.id)", numbersTitle: finding.title, numbersPlan: finding.plan.label,
            population: Wording.sentence(
                Wording.capitalized(finding.population) + (counts.isEmpty ? "" : " (\(counts))")),
            notEstimable: finding.reason.map(Wording.statement),
            tables: shown.page.tables.map {
                $0.shortened(to: Self.mostRows, othersIn: "tables/\(finding.id).csv")
            })
    }

    private static func method(_ finding: ReleasedFinding) -> Method {
        let settings = finding.settings.sorted { $0.name < $1.name }.map {
            "\(Wording.phrase($0.name)): \(Wording.phrase($0.value))"
        }
        return Method(
            methodTitle: finding.title, methodPlan: finding.plan.label, estimand: Wording.statement(finding.estimand),
            frame: finding.frame.map(frame) ?? [], method: Wording.statement(finding.method),
            settings: settings.isEmpty ? nil : Wording.sentence(settings.joined(separator: "; ")))
    }

    private static func frame(_ frame: ReleasedFrame) -> [FramePart] {
        func part(_ term: String, _ text: String) -> FramePart {
            FramePart(frameTerm: term, frameEntries: [.init(frameLead: nil, frameText: Wording.statement(text))])
        }
        return [
            part("Population", frame.population), part("Strategies", frame.strategies),
            part("Variable", frame.variable),
            FramePart(
                frameTerm: "Intercurrent events",
                frameEntries: frame.intercurrentEvents.map {
                    .init(frameLead: Wording.statement($0.event), frameText: Wording.statement($0.handling))
                }),
            part("Summary", frame.summary), part("Time zero", frame.timeZero), part("Comparator", frame.comparator),
            FramePart(
                frameTerm: "Attacks that it invites",
                frameEntries: frame.attacks.map {
                    .init(frameLead: Wording.statement($0.attack), frameText: Wording.statement($0.done))
                }),
        ]
    }

    private static func inputs(_ inputs: [Results.Input]) -> [PageTable] {
        guard !inputs.isEmpty else { return [] }
        var table = PageTable(
            "Files read", heads: [.init("File"), .init("Table")],
            note:
                "A name that could be a person's or a date is not shown. Names, sizes and hashes are kept apart from the "
                + "report.")
        for input in inputs { table.row([input.file, QualityTables.name(input.table)]) }
        return [table]
    }
}
