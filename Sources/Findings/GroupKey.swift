/// What one number of a quantity is about: an instrument, a model, a band, a level of a study's own column.
///
/// A key is a plain struct of a question, one property an axis; absent ones are left out of ``coordinates``.
public protocol GroupKey: Sendable, Hashable {
    /// Every axis that a key of this type may have, in the order of tables.
    static var axes: [Axis] { get }
    /// Where the key lies on each of its axes.
    var coordinates: [Coordinate] { get }
    /// Where the key tells which quantile of patients' values a number is, the share of them that lies below.
    var quantile: Double? { get }
}

extension GroupKey {
    /// None, unless the key has such an axis.
    public var quantile: Double? { nil }

    /// The instrument that the key names, if it names one.
    public var instrument: InstrumentInfo? {
        for case .instrument(let instrument) in coordinates.map(\.place) { return instrument }
        return nil
    }
}

/// A key of any type, to look numbers up by.
public struct AnyGroupKey: Sendable, Hashable {
    /// The key.
    public let key: any GroupKey

    /// Wraps a key.
    public init(_ key: any GroupKey) {
        self.key = key
    }

    /// Whether both are of one type, and alike.
    public static func == (one: AnyGroupKey, other: AnyGroupKey) -> Bool {
        func isEqual<Key: GroupKey>(_ key: Key) -> Bool { other.key as? Key == key }
        return isEqual(one.key)
    }

    /// As the key itself.
    public func hash(into hasher: inout Hasher) { key.hash(into: &hasher) }
}

/// A key for what a study has one of.
public struct Overall: GroupKey {
    /// The whole study.
    public init() {}
    /// None.
    public static let axes: [Axis] = []
    /// None.
    public var coordinates: [Coordinate] { [] }
}

/// A way in which numbers of a quantity differ.
public struct Axis: Sendable, Hashable {
    /// What stands on it.
    public enum Kind: Sendable, Hashable {
        /// The tool's own words.
        case tool
        /// A column of the study and its levels.
        case study
    }

    /// Name in results.json.
    public let id: String
    /// Name for people, as a column's head.
    public let label: String
    /// Tool words and study words never share a namespace.
    public let kind: Kind

    /// An axis of the tool's own words.
    public init(_ id: StaticWords, label: StaticWords) {
        self.id = id.text
        self.label = label.text
        kind = .tool
    }

    private init(study id: String, label: String) {
        self.id = id
        self.label = label
        kind = .study
    }

    /// Which patients: those at one level of a column of the study.
    public static let column = Axis(study: "column", label: "Column")
    /// What is described: a column of the study, maybe one of its levels.
    public static let variable = Axis(study: "variable", label: "Variable")
    /// The instrument.
    public static let instrument = Axis("instrument", label: "Instrument")
    /// The model.
    public static let model = Axis("model", label: "Model")
    /// The term of the model.
    public static let term = Axis("term", label: "Term")
    /// The band of exposure duration.
    public static let band = Axis("band", label: "Band of exposure, in days")
    /// The day.
    public static let day = Axis("day", label: "Day")
}

/// A place on an axis.
public struct Coordinate: Sendable, Hashable {
    /// What stands on an axis at one place.
    public enum Place: Sendable, Hashable {
        /// A word of the tool: its name in results.json, and its name for people.
        case word(id: String, label: String)
        /// An instrument.
        case instrument(InstrumentInfo)
        /// A whole number: a day, a week, a step. Never a count of patients.
        case number(Int)
        /// A number that the tool or the study file fixed beforehand.
        case setting(Double)
        /// A column of the study, maybe with a level.
        case study(StudyPlace)
    }

    /// The axis.
    public let axis: Axis
    /// The place.
    public let place: Place

    /// A place on an axis.
    public init(_ axis: Axis, _ place: Place) {
        self.axis = axis
        self.place = place
    }

    /// A place that a word of the tool names.
    public init(_ axis: Axis, _ term: some Term) {
        self.init(axis, .word(id: term.rawValue, label: term.label))
    }

    /// An instrument.
    public init(_ instrument: InstrumentInfo) {
        self.init(.instrument, .instrument(instrument))
    }

    /// As it stands in results.json; of a study's column see ``StudyPlace``.
    public var id: String {
        switch place {
        case .word(let id, _): id
        case .instrument(let instrument): instrument.id
        case .number(let number): "\(number)"
        case .setting(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .study(let place): place.level?.text ?? place.column.text
        }
    }

    /// As people read it.
    public var label: String {
        switch place {
        case .word(_, let label): label
        case .instrument(let instrument): instrument.title
        case .study(let place): place.label
        default: id
        }
    }
}

/// A word of the tool on an axis: a case of an enumeration, with its name for people.
public protocol Term: RawRepresentable<String>, Sendable, Hashable {
    /// Name for people.
    var label: String { get }
}

/// A word that comes from the study: a column's name, a level, a drug as the data write it. It is shown as it is and compared with
/// nothing.
public struct StudyWord: Sendable, Hashable, Comparable {
    /// The word.
    public let text: String

    /// A word of the study's file or data. Never a number that was counted.
    public init(_ text: String) {
        self.text = text
    }

    /// In the order of their texts.
    public static func < (word: StudyWord, other: StudyWord) -> Bool { word.text < other.text }
}

/// A column of the study, maybe with one of its levels.
public struct StudyPlace: Sendable, Hashable {
    /// A level, or that there is none.
    public enum Level: Sendable, Hashable {
        /// As the data write it.
        case recorded(StudyWord)
        /// Patients without a value in the column. A level that is called "not recorded" is another one.
        case notRecorded

        /// The word, where there is one.
        public var text: String? {
            if case .recorded(let word) = self { word.text } else { nil }
        }

        /// For people.
        public var label: String { text ?? "not recorded" }
    }

    /// What the column is.
    public enum Origin: Sendable, Hashable {
        /// A column of the patients table.
        case study
        /// The tool's own: withdrawal scale, first pain score.
        case tool
    }

    /// The column.
    public let column: StudyWord
    /// Whether the column is the study's or the tool's.
    public let origin: Origin
    /// The level; `nil` where the column as a whole is meant.
    public let level: Level?
    /// The level that it is compared with, in a contrast.
    public let reference: StudyWord?

    /// A column, maybe with a level, maybe against another.
    public init(
        _ column: StudyWord, origin: Origin = .study, level: Level? = nil, reference: StudyWord? = nil
    ) {
        self.column = column
        self.origin = origin
        self.level = level
        self.reference = reference
    }

    /// For people: the level where there is one, else the column.
    public var label: String {
        guard let level else { return column.text }
        return reference.map { "\(column.text): \(level.label) against \($0.text)" } ?? level.label
    }
}
