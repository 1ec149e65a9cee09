/// The settings of a question: a plain struct whose properties hold the defaults, and a field for each.
///
/// From the fields come parsing, error messages, `--help` and the tables of `docs/study-file.md`; there is no second copy of a
/// setting anywhere.
public protocol QuestionSettings: Sendable, Hashable {
    /// The defaults.
    init()
    /// A field for each setting, in the order of the documents.
    static var fields: [SettingField<Self>] { get }
    /// Columns of patients whose levels make groups.
    var groupColumns: [String] { get }
    /// Settles what depends on several settings, once all are read; throws where they contradict each other.
    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError)
}

extension QuestionSettings {
    /// No columns.
    public var groupColumns: [String] { [] }

    /// Nothing depends on several settings.
    public mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) {}

    /// Reads the settings under a question's name; without any, the defaults.
    public init(_ mapping: StudyMapping?, of question: String, names: SettingNames) throws(StudyFileError) {
        self.init()
        guard let mapping else { return }
        let fields = Self.fields
        try mapping.allowOnly(fields.map(\.key), in: question)
        for field in fields {
            guard let value = mapping[field.key] else { continue }
            try field.read(value, names, &self)
        }
        try settle(mapping)
    }

    /// The settings in force by name, in words.
    public var inForce: [(name: String, value: String)] {
        Self.fields.map { ($0.key, $0.text(self)) }
    }
}

/// No settings.
public struct NoSettings: QuestionSettings {
    /// None.
    public init() {}
    /// None.
    public static let fields: [SettingField<NoSettings>] = []
}

/// One setting of a question: its key, what it takes, its default and its meaning, and how it is read.
public struct SettingField<Settings: QuestionSettings>: Sendable {
    /// The key in the study file.
    public let key: String
    /// What it takes, in words: `whole number from 3 to 7`.
    public let type: String
    /// The default, in words.
    public let standard: String
    /// What it means.
    public let meaning: String
    fileprivate let read:
        @Sendable (_ value: StudyValue, _ names: SettingNames, _ settings: inout Settings) throws(StudyFileError) ->
            Void
    fileprivate let text: @Sendable (_ settings: Settings) -> String

    /// Declares a setting.
    ///
    /// - Parameters:
    ///   - otherwise: the default in words, where the property's own says nothing (`nil`, an empty list).
    public init<Value: Sendable>(
        _ key: String, _ path: WritableKeyPath<Settings, Value> & Sendable, _ kind: SettingKind<Value>,
        otherwise: String? = nil, _ meaning: String
    ) {
        self.key = key
        type = kind.type
        standard = otherwise ?? kind.text(Settings()[keyPath: path])
        self.meaning = meaning
        read = { value, names, settings throws(StudyFileError) in
            settings[keyPath: path] = try kind.read(value, key, names)
        }
        text = { settings in kind.text(settings[keyPath: path]) }
    }
}

/// What values a setting takes, and how they are read and written.
public struct SettingKind<Value: Sendable>: Sendable {
    /// In words: `whole number from 3 to 7`.
    public let type: String
    /// Reads a value; throws with the line and the remedy where it is none.
    public let read:
        @Sendable (_ value: StudyValue, _ key: String, _ names: SettingNames) throws(StudyFileError) -> Value
    /// A value in words; empty where there is none.
    public let text: @Sendable (_ value: Value) -> String

    /// A kind of setting.
    public init(
        type: String,
        read:
            @escaping @Sendable (_ value: StudyValue, _ key: String, _ names: SettingNames) throws(StudyFileError) ->
            Value,
        text: @escaping @Sendable (_ value: Value) -> String
    ) {
        self.type = type
        self.read = read
        self.text = text
    }

    /// The same for a setting that may be absent.
    public var optional: SettingKind<Value?> {
        SettingKind<Value?>(
            type: type, read: { value, key, names throws(StudyFileError) in try read(value, key, names) },
            text: { value in value.map(text) ?? "" })
    }
}

extension SettingKind where Value == Int {
    /// A whole number in a range.
    public static func integer(in range: ClosedRange<Int>) -> SettingKind {
        SettingKind(
            type: "whole number from \(range.lowerBound) to \(range.upperBound)",
            read: { value, key, _ throws(StudyFileError) in try value.integer(as: key, in: range) },
            text: { "\($0)" })
    }
}

extension SettingKind where Value == Double {
    /// A share from 0 to 1.
    public static var share: SettingKind {
        SettingKind(
            type: "share from 0 to 1", read: { value, key, _ throws(StudyFileError) in try value.share(as: key) },
            text: plain)
    }

    /// A number above 0.
    public static func aboveZero(_ what: String) -> SettingKind {
        SettingKind(
            type: "\(what) above 0",
            read: { value, key, _ throws(StudyFileError) in
                let number = try value.number(as: key)
                guard number > 0 else { throw value.error("\(key) must be above 0: \(what)") }
                return number
            }, text: plain)
    }

    @Sendable private static func plain(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}

extension SettingKind where Value == ClosedRange<Int> {
    /// A first and a last day.
    public static var dayRange: SettingKind {
        SettingKind(
            type: "first and last day, [4, 10]",
            read: { value, key, _ throws(StudyFileError) in
                let ends = try value.list(as: key).map { end throws(StudyFileError) in
                    try end.integer(as: "a day of the \(key)", in: -36_500...36_500)
                }
                guard ends.count == 2, let first = ends.first, let last = ends.last, first <= last else {
                    throw value.error("\(key) must be its first and its last day: [4, 10]")
                }
                return first...last
            }, text: { "\($0.lowerBound) to \($0.upperBound)" })
    }
}

extension SettingKind where Value == String {
    /// A column of patients whose levels make groups.
    public static var groupColumn: SettingKind {
        SettingKind(
            type: "column of patients with categories",
            read: { value, _, names throws(StudyFileError) in try value.group(among: names) }, text: { $0 })
    }

    /// An instrument of the study or the catalogue.
    public static var instrument: SettingKind {
        SettingKind(
            type: "instrument",
            read: { value, key, names throws(StudyFileError) in
                try value.choice(as: key, among: names.instruments.map { ($0, $0) })
            }, text: { $0 })
    }

    /// An instrument with a cut-off.
    ///
    /// - Parameter remedy: what to ask of one without, as a clause.
    public static func instrumentWithCutOff(remedy: String) -> SettingKind {
        SettingKind(
            type: "instrument with a cut-off",
            read: { value, key, names throws(StudyFileError) in
                let name = try value.choice(as: key, among: names.instruments.map { ($0, $0) })
                guard names.instrumentsWithCutOff.contains(name) else {
                    throw value.error(
                        "\"\(name)\" is neither an evoked test nor stopped at a cut-off; \(remedy), or name one of "
                            + listed(names.instrumentsWithCutOff))
                }
                return name
            }, text: { $0 })
    }
}

extension SettingKind where Value == [String] {
    /// Columns of patients whose levels make groups, one at a time.
    public static func groupColumns(or others: [String] = []) -> SettingKind {
        SettingKind(
            type: (["columns of patients with categories"] + others.map { "`\($0)`" }).joined(separator: " or "),
            read: { value, _, names throws(StudyFileError) in
                try value.oneOrMore().map { one throws(StudyFileError) in
                    try one.group(among: names, or: others)
                }
            }, text: { $0.joined(separator: ", ") })
    }

    /// Columns of patients, each once.
    public static var patientColumns: SettingKind {
        SettingKind(
            type: "columns of patients",
            read: { value, key, names throws(StudyFileError) in
                try value.distinct(as: key, named: { $0 }) { one throws(StudyFileError) in
                    try one.patientColumn(among: names)
                }
            }, text: { $0.joined(separator: ", ") })
    }
}

extension SettingKind where Value: CaseIterable & RawRepresentable<String> & Sendable {
    /// One of some words.
    public static var choice: SettingKind {
        SettingKind(
            type: Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or "),
            read: { value, key, _ throws(StudyFileError) in
                try value.choice(as: key, among: Value.allCases.map { ($0.rawValue, $0) })
            }, text: { $0.rawValue })
    }
}
