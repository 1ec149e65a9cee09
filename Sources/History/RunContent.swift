import Disclosure
import Findings
import Presentation

/// What a number is called in every run.
public struct SeriesName: Sendable, Hashable {
    /// Id of the finding.
    public let finding: String
    /// Name of the quantity.
    public let quantity: String
    /// What it is about: ``NumberKey/text``.
    public let key: String
    /// How its interval was formed; empty without one.
    public let interval: String

    /// A name.
    public init(finding: String, quantity: String, key: String, interval: String) {
        (self.finding, self.quantity, self.key, self.interval) = (finding, quantity, key, interval)
    }
}

/// One number of a run as its report shows it.
public struct RecordedNumber: Sendable, Hashable {
    /// Whether it is shown.
    public enum State: String, Sendable, Codable {
        /// It stands in the report.
        case shown
        /// It exists and is not shown.
        case withheld
        /// It could not be estimated.
        case absent
    }

    /// What it is called.
    public let name: SeriesName
    /// The quantity for people.
    public let label: String
    /// The key for people.
    public let keyWords: String
    /// Unit of the value.
    public let unit: String
    /// Whether it is a main answer of its question.
    public let isMain: Bool
    /// Whether it is shown.
    public let state: State
    /// The value; `nil` unless it is shown. So are the other numbers.
    public let value: Double?
    /// Standard error.
    public let se: Double?
    /// Lower limit.
    public let lower: Double?
    /// Upper limit.
    public let upper: Double?
    /// Confidence level.
    public let level: Double?
    /// Patients, or rows where the unit says so.
    public let n: Double?
    /// Those with the outcome.
    public let events: Double?
    /// The day of the earlier report that it stands from; `nil` where it is as of its own run.
    public let asOf: String?
    /// Why it is not shown.
    public let reason: String?
    /// As the report prints it.
    public let text: String
}

/// One question of a run.
public struct RecordedFinding: Sendable, Hashable {
    /// Its id.
    public let id: String
    /// In a few words.
    public let title: String
    /// Whether a mail puts it before the others.
    public let isMain: Bool
    /// Why it has no answer; `nil` where it has one.
    public let reason: String?
    /// Patients, where they are shown.
    public let patients: Double?
    /// Rows of data, where they are shown.
    public let observations: Double?
}

/// The rows of a table of a run, where they are shown.
public struct RecordedTable: Sendable, Hashable {
    /// The canonical table.
    public let table: String
    /// Rows read.
    public let read: Double?
    /// Rows in the cohort.
    public let kept: Double?
    /// Rows that are not.
    public let rejected: Double?
    /// Rows alike with another one, which is used in their stead.
    public let duplicates: Double?
    /// The day of the earlier report that they stand from.
    public let asOf: String?
}

/// Everything that history keeps of what a report shows.
public struct RunContent: Sendable {
    /// The questions, in the order of the report.
    public let findings: [RecordedFinding]
    /// The numbers, in the order of the report; of a run of which only the main ones were asked, those.
    public let numbers: [RecordedNumber]
    /// The files, as the report names them.
    public let inputs: [Results.Input]
    /// The rows of the tables.
    public let tables: [RecordedTable]

    /// Some content.
    public init(
        findings: [RecordedFinding], numbers: [RecordedNumber], inputs: [Results.Input], tables: [RecordedTable]
    ) {
        (self.findings, self.numbers, self.inputs, self.tables) = (findings, numbers, inputs, tables)
    }

    /// What a released report shows. There is no way from a withheld number into it: disclosure control gives none.
    public init(_ released: Released, _ shown: [ShownQuestion]) {
        let main = Dictionary(shown.map { ($0.finding.id, $0) }, uniquingKeysWith: { first, _ in first })
        findings = released.findings.map { finding in
            RecordedFinding(
                id: finding.id, title: finding.title, isMain: main[finding.id]?.isMain == true, reason: finding.reason,
                patients: finding.patients?.number, observations: finding.observations?.number)
        }
        numbers = released.findings.flatMap { finding in
            let names = Set(main[finding.id]?.mainAnswers.map { SeriesName($0, of: finding.id) } ?? [])
            return finding.estimates.map { RecordedNumber($0, of: finding.id, main: names) }
        }
        inputs = released.inputs
        tables = released.quality.map { table in
            RecordedTable(
                table: table.table, read: table.read.number, kept: table.kept.number, rejected: table.rejected.number,
                duplicates: table.duplicates.number, asOf: table.asOf?.description)
        }
    }

    /// The main answers.
    public var mainNumbers: [RecordedNumber] { numbers.filter(\.isMain) }

    /// Patients of the study: those of the finding that is about the most; `nil` where none is shown.
    public var patients: Double? { findings.compactMap(\.patients).max() }
}

extension SeriesName {
    /// Whether its key has all of some parts, written as in it: `model=unadjusted`.
    public func isAbout(_ parts: [String]) -> Bool {
        let own = Set(key.split(separator: "; ").map(String.init))
        return parts.allSatisfy(own.contains)
    }

    init(_ estimate: ReleasedEstimate, of finding: String) {
        self.init(
            finding: finding, quantity: estimate.quantity.id, key: NumberKey(estimate.key).text,
            interval: estimate.interval ?? "")
    }
}

extension RecordedNumber {
    fileprivate init(_ estimate: ReleasedEstimate, of finding: String, main: Set<SeriesName>) {
        let key = NumberKey(estimate.key)
        name = SeriesName(
            finding: finding, quantity: estimate.quantity.id, key: key.text, interval: estimate.interval ?? "")
        label = estimate.quantity.label
        keyWords = key.words
        unit = estimate.unit
        isMain = main.contains(name)
        (value, se) = (estimate.value?.number, estimate.se?.number)
        (lower, upper, level) = (estimate.lower?.number, estimate.upper?.number, estimate.level)
        (n, events) = (estimate.n?.number, estimate.events?.number)
        asOf = estimate.asOf?.description
        switch estimate.value {
        case .number: (state, reason) = (.shown, nil)
        case .withheld(let why): (state, reason) = (.withheld, why)
        case nil: (state, reason) = (.absent, "could not be estimated")
        }
        text = EstimateText(estimate).cell.replacing(EstimateText.standing, with: "")
    }

    /// As the report of a later run reads it.
    var reading: SinceLastRun.Reading {
        .init(value: value, lower: lower, upper: upper, text: text, asOf: asOf)
    }

    /// The value with both its limits, where all are shown.
    var interval: (value: Double, lower: Double, upper: Double)? {
        guard let value, let lower, let upper else { return nil }
        return (value, lower, upper)
    }
}
