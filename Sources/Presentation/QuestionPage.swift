/// What a question shows of itself: its answer in words, its tables, its figures, and its cells of the notebook.
public struct QuestionPage: Sendable {
    /// The answer in plain words; absent for what answers no question in words (the patient flow).
    public var answer: PlainAnswer?
    /// The detailed tables.
    public var tables: [PageTable] = []
    /// The figures.
    public var figures: [Illustration] = []
    /// Text and code of the notebook.
    public var notebook: [NotebookPart] = []

    /// A figure, or the title of the one that is absent because nothing of it may be shown.
    public enum Illustration: Sendable {
        /// To be drawn.
        case figure(FigurePlan)
        /// Nothing to draw under this title.
        case absent(title: String)
    }

    /// A part of the exported notebook: what it is about, and Python that draws it from the tidy tables.
    public struct NotebookPart: Sendable, Hashable {
        /// Identifier of the cells.
        public let id: String
        /// Markdown.
        public let text: String
        /// Python. Nothing of the study is in it: it reads the tables.
        public let code: String

        /// A part.
        public init(id: String, text: String, code: String) {
            self.id = id
            self.text = text
            self.code = code
        }
    }

    /// An empty page.
    public init() {}

    /// Adds a figure, or its absence.
    public mutating func add(_ plan: FigurePlan?, title: String) {
        figures.append(plan.map { .figure($0) } ?? .absent(title: title))
    }

    /// Adds tables; absent ones are left out.
    public mutating func add(_ tables: [PageTable?]) {
        self.tables += tables.compactMap(\.self)
    }
}
