/// How a number is written for people.
public enum NumberFormat: Sendable, Hashable {
    /// A share as a percentage.
    case percent
    /// A whole number.
    case count
    /// As many decimals as its standard error, its interval or its own size allow.
    case byError
    /// This many decimals.
    case fixed(Int)
}

/// What a quantity is, whatever its group: as much of it as results, documents and tests need.
public struct QuantityInfo: Sendable, Hashable {
    /// Name in results.json.
    public let id: String
    /// Name for people, as a row's head.
    public let label: String
    /// What it means, for the documents.
    public let meaning: String
    /// Its unit.
    public let unit: Unit
    /// How it is written for people.
    public let format: NumberFormat
    /// The axes of its groups, by their names in results.json.
    public let axes: [String]
    /// Of a quantile of patients' values the share of them that lies below, 0 for a minimum and 1 for a maximum; `nil` of anything else,
    /// and where the group says which (``GroupKey/quantile``).
    public let quantile: Double?
    /// Whether it is shown in a report for the study's own hands only: a log-likelihood is a sum over patients to all its digits, and
    /// those of two weeks tell the patient who came between.
    public let isInternal: Bool
}

/// A name that the compiler knows for something that a question estimates.
///
/// `Key` tells what each number of it is about. Declared once, in the question's folder, with label, unit and format; results,
/// tables, sentences and documents take them from here.
public struct Quantity<Key: GroupKey>: Sendable, Hashable {
    /// All but the key.
    public let info: QuantityInfo

    /// Declares a quantity.
    ///
    /// - Parameters:
    ///   - quantile: of a quantile of patients' values the share of them that lies below, 0 for a minimum and 1 for a maximum.
    ///   - isInternal: whether it is shown in a report for the study's own hands only.
    public init(
        _ id: StaticWords, label: StaticWords, unit: Unit, format: NumberFormat = .byError, quantile: Double? = nil,
        isInternal: Bool = false, meaning: StaticWords
    ) {
        info = QuantityInfo(
            id: id.text, label: label.text, meaning: meaning.text, unit: unit, format: format,
            axes: Key.axes.map(\.id), quantile: quantile, isInternal: isInternal)
    }

    /// Name in results.json.
    public var id: String { info.id }
    /// Name for people.
    public var label: String { info.label }
}

/// What a test is, whatever its group.
public struct TestInfo: Sendable, Hashable {
    /// Name in results.json.
    public let id: String
    /// Name for people.
    public let label: String
    /// What is tested, for the documents.
    public let meaning: String
    /// The axes of its groups.
    public let axes: [String]
}

/// A name that the compiler knows for a hypothesis test.
public struct DeclaredTest<Key: GroupKey>: Sendable, Hashable {
    /// All but the key.
    public let info: TestInfo

    /// Declares a test.
    public init(_ id: StaticWords, label: StaticWords, meaning: StaticWords) {
        info = TestInfo(id: id.text, label: label.text, meaning: meaning.text, axes: Key.axes.map(\.id))
    }

    /// Name in results.json.
    public var id: String { info.id }
    /// Name for people.
    public var label: String { info.label }
}
