/// The only text of a finding: title, reason, caution, method.
///
/// Its words stand in the program. Into them go, by interpolation, measures with their ``Basis`` (``Measured``), words of the study
/// (``StudyWord``), instruments, settings (`\(setting: 7)`) and other prose: nothing else compiles, no `Int`, no `Double`, no
/// `String`, so that a count cannot reach a page past disclosure control. Disclosure withholds inside prose as it does in tables.
public struct Prose: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// A piece of the text.
    public enum Segment: Sendable, Hashable {
        /// Words of the program or the study.
        case words(String)
        /// A number about persons.
        case measured(Measured)
    }

    /// The text, piece by piece.
    public private(set) var segments: [Segment]

    /// Words of the program.
    public init(stringLiteral words: StaticString) {
        segments = [.words("\(words)")]
    }

    /// Words of the program around what may be interpolated.
    public init(stringInterpolation: StringInterpolation) {
        segments = stringInterpolation.segments
    }

    /// A word of the study, or of its settings.
    public init(_ word: StudyWord) {
        segments = [.words(word.text)]
    }

    private init(_ segments: [Segment]) {
        self.segments = segments
    }

    /// Gathers the pieces.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var segments: [Segment] = []

        /// No text yet.
        public init(literalCapacity: Int, interpolationCount: Int) {
            segments.reserveCapacity(2 * interpolationCount + 1)
        }

        /// Words of the program.
        public mutating func appendLiteral(_ words: StaticString) { segments.append(.words("\(words)")) }

        /// A number with the persons behind it.
        public mutating func appendInterpolation(_ measured: Measured) { segments.append(.measured(measured)) }

        /// A word of the study.
        public mutating func appendInterpolation(_ word: StudyWord) { segments.append(.words(word.text)) }

        /// An instrument, by its title.
        public mutating func appendInterpolation(_ instrument: InstrumentInfo) {
            segments.append(.words(instrument.title))
        }

        /// A word of the tool.
        public mutating func appendInterpolation(_ term: some Term) { segments.append(.words(term.label)) }

        /// Other prose.
        public mutating func appendInterpolation(_ prose: Prose) { segments += prose.segments }

        /// A whole number of the study file, or one that the tool fixed beforehand.
        public mutating func appendInterpolation(setting number: Int) { segments.append(.words("\(number)")) }

        /// A number of the study file, or one that the tool fixed beforehand.
        public mutating func appendInterpolation(setting number: Double) {
            segments.append(.words(Int(exactly: number).map { "\($0)" } ?? "\(number)"))
        }

        /// A word of the study file.
        public mutating func appendInterpolation(setting word: StudyWord) { segments.append(.words(word.text)) }
    }

    /// Whether there is no text.
    public var isEmpty: Bool { segments.allSatisfy { $0 == .words("") } }

    /// One prose after another.
    public static func + (prose: Prose, other: Prose) -> Prose { Prose(prose.segments + other.segments) }

    /// Adds prose at the end.
    public static func += (prose: inout Prose, other: Prose) { prose = prose + other }
}

extension [Prose] {
    /// These one after another, with a separator between.
    public func joined(separator: Prose = "") -> Prose {
        guard let first else { return "" }
        return dropFirst().reduce(first) { $0 + separator + $1 }
    }

    /// `a`, `a and b`, `a, b and c`.
    public var listed: Prose {
        guard let last, count > 1 else { return first ?? "" }
        return Array(dropLast()).joined(separator: ", ") + " and " + last
    }
}

/// A number in prose, with the persons behind it.
public struct Measured: Sendable, Hashable {
    /// The number.
    public let value: Double
    /// How it is written.
    public let format: NumberFormat
    /// What is counted, for one and for several; empty where the sentence says it.
    public let noun: Noun?
    /// Who stands behind it.
    public let basis: Basis

    /// What is counted.
    public struct Noun: Sendable, Hashable {
        /// `patient`.
        public let singular: String
        /// `patients`.
        public let plural: String
    }

    /// A measurement; `nil` for NaN and infinities.
    public init?(_ value: Double, _ format: NumberFormat, basis: Basis) {
        guard value.isFinite else { return nil }
        self.init(value: value, format: format, noun: nil, basis: basis)
    }

    /// The same with its value rounded.
    public func rounded(_ round: (Double) -> Double) -> Measured {
        Measured(value: round(value), format: format, noun: noun, basis: basis)
    }

    private init(value: Double, format: NumberFormat, noun: Noun?, basis: Basis) {
        self.value = value
        self.format = format
        self.noun = noun
        self.basis = basis
    }

    /// How many persons a set has.
    public static func count(_ persons: PersonSet, apart: [PersonSet] = []) -> Measured {
        Measured(value: Double(persons.count), format: .count, noun: nil, basis: .of(persons, apart: apart))
    }

    /// How many persons a set has, with their name.
    public static func count(
        _ persons: PersonSet, _ singular: StaticWords, _ plural: StaticWords, apart: [PersonSet] = []
    ) -> Measured {
        Measured(
            value: Double(persons.count), format: .count, noun: Noun(singular: singular.text, plural: plural.text),
            basis: .of(persons, apart: apart))
    }

    /// How many rows there are of some persons.
    public static func rows(_ rows: Int, of basis: Basis) -> Measured {
        Measured(value: Double(rows), format: .count, noun: nil, basis: basis)
    }
}
