/// A guideline on what a paper must report.
public struct ReportingGuideline: Sendable {
    /// An item, in words of our own: the guideline's are in its paper.
    public struct Item: Sendable, Hashable {
        /// Its number in the guideline.
        public let number: String
        /// What it is about, in a few words.
        public let topic: String
        /// What it asks for.
        public let asks: String
    }

    /// What it is called.
    public let title: String
    /// What its file is called, without the extension.
    public let name: String
    /// Author, year, DOI.
    public let source: String
    /// Its items, in its order.
    public let items: [Item]

    init<Guide: ReportingItem>(_ title: String, name: String, source: String, _ items: Guide.Type) {
        self.title = title
        self.name = name
        self.source = source
        self.items = Guide.allCases.map { item in
            let (topic, asks) = item.words
            return Item(number: item.rawValue, topic: topic, asks: asks)
        }
    }

    /// Strengthening the Reporting of Observational Studies in Epidemiology.
    public static let strobe = ReportingGuideline(
        "STROBE", name: "strobe", source: "von Elm et al. 2007, 10.1371/journal.pmed.0040296", StrobeItem.self)
    /// Reporting of studies conducted using observational routinely collected health data, for pharmacoepidemiology.
    public static let recordPE = ReportingGuideline(
        "RECORD-PE", name: "record_pe", source: "Langan et al. 2018, 10.1136/bmj.k3532", RecordPEItem.self)
    /// Transparent reporting of observational studies emulating a target trial.
    public static let target = ReportingGuideline(
        "TARGET", name: "target", source: "Cashin, Hansford et al. 2025, 10.1001/jama.2025.13350", TargetItem.self)
}

/// An item of one guideline; its raw value is its number.
protocol ReportingItem: CaseIterable, RawRepresentable where RawValue == String {
    /// What it is about, and what it asks for.
    var words: (topic: String, asks: String) { get }
}

/// That an item of a guideline is answered, and where in the report.
public struct ReportedItem: Sendable, Hashable {
    /// A part of the report.
    public enum Place: String, Sendable, Hashable, CaseIterable {
        /// The head of the page.
        case head = "Head"
        /// The plain answers.
        case answers = "Answers"
        /// The figures.
        case figures = "Figures"
        /// The tables of numbers.
        case numbers = "Numbers"
        /// How it was done, with the frame and the settings.
        case methods = "Methods"
        /// What words mean in the run.
        case definitions = "Definitions"
        /// What became of the rows.
        case quality = "Data quality"
        /// The files that were read.
        case inputs = "Inputs"
        /// What a reader must know.
        case cautions = "Cautions"

        /// Whether it is there also where a question has no answer.
        public var needsAnswer: Bool { [.answers, .figures, .numbers].contains(self) }
    }

    /// Name of the guideline's file.
    public let guideline: String
    /// The item's number.
    public let number: String
    /// Where it is answered.
    public let place: Place
    /// Whether it is answered in part, and an author must add what no report can know.
    public let isPart: Bool

    /// An item of STROBE.
    public static func strobe(_ item: StrobeItem, in place: Place, isPart: Bool = false) -> ReportedItem {
        ReportedItem(
            guideline: ReportingGuideline.strobe.name, number: item.rawValue, place: place, isPart: isPart)
    }

    /// An item of RECORD or RECORD-PE.
    public static func recordPE(_ item: RecordPEItem, in place: Place, isPart: Bool = false) -> ReportedItem {
        ReportedItem(
            guideline: ReportingGuideline.recordPE.name, number: item.rawValue, place: place, isPart: isPart)
    }

    /// An item of TARGET.
    public static func target(_ item: TargetItem, in place: Place, isPart: Bool = false) -> ReportedItem {
        ReportedItem(
            guideline: ReportingGuideline.target.name, number: item.rawValue, place: place, isPart: isPart)
    }
}
