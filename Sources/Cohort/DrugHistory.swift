/// A stretch of days on which a person took a drug in one way: 12 bytes, as a study of two million people has fifty million.
public struct DrugSpan: Sendable, Hashable {
    /// First day.
    public let start: StudyDay
    /// Last day, inclusive; not before `start`.
    public let end: StudyDay
    /// Index into ``DrugHistory/regimens``.
    @usableFromInline var regimen: Int32

    /// A span, or `nil` where it would end before it starts.
    @inlinable
    public init?(_ start: StudyDay, through end: StudyDay, regimen: Int32) {
        guard start <= end else { return nil }
        self.init(unchecked: start, end, regimen)
    }

    @usableFromInline
    init(unchecked start: StudyDay, _ end: StudyDay, _ regimen: Int32) {
        self.start = start
        self.end = end
        self.regimen = regimen
    }
}

extension DrugSpan: PersonRow {
    /// By first day, then last day.
    @inlinable
    public static func precedes(_ span: DrugSpan, _ other: DrugSpan) -> Bool {
        (span.start, span.end) < (other.start, other.end)
    }
}

/// Which drug was taken, how much a day, and how.
public protocol DrugRegimen: Sendable, Hashable {
    /// The drugs that it can be of.
    associatedtype Drug: ClinicalCode

    /// Index into ``DrugHistory/drugs``; `nil` where no drug is named.
    var drug: UInt16? { get set }
    /// The dose, or another number in which most regimens differ.
    var mark: Double { get }
    /// When on its first day it was first taken, where that is recorded.
    var time: TimeOfDay? { get }
}

/// Numbers regimens in the order in which they are met.
public struct RegimenNumbering<Regimen: DrugRegimen>: Sendable {
    /// By number.
    public var regimens: [Regimen] { met }
    @usableFromInline var met: [Regimen] = []
    @usableFromInline var numbers: [Regimen: Int32] = [:]
    /// Regimens met lately, at a place that their mark says: looking there costs a fraction of looking them up.
    @usableFromInline var recent = [Int32](repeating: -1, count: 64)

    /// No regimens.
    public init() {}

    /// The number of a regimen, new or known.
    @inlinable @inline(__always)
    public mutating func number(of regimen: Regimen) -> Int32 {
        let place = Int(truncatingIfNeeded: (regimen.mark.bitPattern &* 0x9e37_79b9_7f4a_7c15) >> 58)
        let number = recent[place]
        if number >= 0, met[Int(number)] == regimen { return number }
        return lookUp(regimen, place)
    }

    @inlinable
    mutating func lookUp(_ regimen: Regimen, _ place: Int) -> Int32 {
        let number = numbers[regimen] ?? Int32(truncatingIfNeeded: met.count)
        if Int(number) == met.count {
            met.append(regimen)
            numbers[regimen] = number
        }
        recent[place] = number
        return number
    }
}

/// What people took, as it comes from a part of a file, with each regimen told once.
public struct DrugBlock<Regimen: DrugRegimen>: Sendable {
    var spans: PersonBlock<DrugSpan>
    /// By the numbers of the spans.
    var regimens: [Regimen]

    /// Spans, with their regimens by number.
    public init(_ spans: PersonBlock<DrugSpan> = PersonBlock(), regimens: [Regimen] = []) {
        self.spans = spans
        self.regimens = regimens
    }

    /// Gives each person another number.
    public mutating func renumber(_ index: (Int32) -> Int32) {
        spans.renumber(index)
    }

    /// Gives each drug another number.
    public mutating func renumberDrugs(_ number: (UInt16) -> UInt16) {
        for index in regimens.indices { regimens[index].drug = regimens[index].drug.map(number) }
    }
}

/// What the people of a cohort took and when: by person, then first day, then last day, then reading order.
public struct DrugHistory<Regimen: DrugRegimen>: Sendable {
    /// The stretches of days.
    public private(set) var spans: PersonRows<DrugSpan>
    /// What was taken on them, each regimen once.
    public let regimens: [Regimen]
    /// Whether any of it says at what time of the day it was taken.
    public let hasTimes: Bool
    /// The drugs.
    public let drugs: [ClinicalTerm<Regimen.Drug>]
    /// Dispensed supplies that began before an earlier one ended and were moved or cut, by person.
    public internal(set) var overlapping = DoubledRows()

    /// What people with numbers below `personCount` took, in blocks as they were read.
    ///
    /// - Parameter dropsRepeats: whether of rows that are alike in all the first alone is kept.
    public init(
        personCount: Int, blocks: consuming [DrugBlock<Regimen>], drugs: [ClinicalTerm<Regimen.Drug>],
        dropsRepeats: Bool = false
    ) {
        var numbering = RegimenNumbering<Regimen>()
        for index in blocks.indices {
            let numbers = blocks[index].regimens.map { numbering.number(of: $0) }
            // Many blocks tell the same regimens first, and their spans keep the numbers.
            if zip(numbers.indices, numbers).allSatisfy({ $0 == Int($1) }) { continue }
            blocks[index].spans.update { $0.regimen = numbers[Int($0.regimen)] }
        }
        spans = PersonRows(personCount: personCount, blocks: blocks.map(\.spans), dropsRepeats: dropsRepeats)
        regimens = numbering.regimens
        hasTimes = regimens.contains { $0.time != nil }
        self.drugs = drugs
    }

    /// Gives people other spans, which are in order.
    mutating func replace(_ replacements: [(person: Int, rows: [DrugSpan])]) {
        spans.replace(replacements)
    }

    /// The spans of a person.
    public subscript(person: Int) -> ArraySlice<DrugSpan> { spans[person] }

    /// The number of what was taken on a span, among ``regimens``.
    public func number(of span: DrugSpan) -> Int { Int(span.regimen) }

    /// What was taken on a span.
    public func regimen(of span: DrugSpan) -> Regimen { regimens[Int(span.regimen)] }

    /// The drug of a regimen; `nil` where none is named.
    public func drug(of regimen: Regimen) -> ClinicalTerm<Regimen.Drug>? { regimen.drug.map { drugs[Int($0)] } }

    /// The drug of a span; `nil` where none is named.
    public func drug(of span: DrugSpan) -> ClinicalTerm<Regimen.Drug>? {
        drug(of: regimen(of: span))
    }

    /// When on a day the first of some stretches that begin on it was taken; `nil` where one of them has no time, as it may have been
    /// the first.
    ///
    /// - Parameter counts: which of the regimens count.
    public func firstTime(of person: Int, on day: StudyDay, where counts: (Regimen) -> Bool = { _ in true })
        -> TimeOfDay?
    {
        guard hasTimes else { return nil }
        var first: TimeOfDay?
        for span in self[person] where span.start == day {
            let regimen = regimen(of: span)
            guard counts(regimen) else { continue }
            guard let time = regimen.time else { return nil }
            first = first.map { min($0, time) } ?? time
        }
        return first
    }
}
