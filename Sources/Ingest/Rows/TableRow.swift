import Cohort
import DelimitedText

/// A row while it is read: values are taken from it one by one, and the first that cannot be used rejects the row.
struct TableRow {
    /// Its number in the block.
    let number: Int
    /// Whose it is.
    let person: Int32
    /// What the columns that nobody reads as values hold, so that rows with the same values can be told apart; `nil` where the
    /// file has no such column.
    let mark: UInt32?
    /// Why it is not used, once that is known.
    private(set) var rejection: Rejection?

    init(number: Int, person: Int32, mark: UInt32? = nil) {
        self.number = number
        self.person = person
        self.mark = mark
    }

    /// Whether nothing has been found wrong so far.
    var isUsable: Bool { rejection == nil }

    /// Notes why the row is not used; the first reason stands.
    mutating func reject(_ column: UInt16, _ reason: RejectReason) {
        if rejection == nil { rejection = Rejection(column: column, reason: reason) }
    }

    /// The value of a cell that every row needs; `nil` rejects the row.
    @inline(__always)
    mutating func required<Source: CellSource>(_ cells: Source) -> Source.Value? {
        switch cells.outcome(number, of: person) {
        case .value(let value): return value
        case .missing: reject(cells.column, .missing)
        case .rejected(let reason): reject(cells.column, reason)
        }
        return nil
    }

    /// The value of a cell that may be missing; one that cannot be read rejects the row.
    @inline(__always)
    mutating func optional<Source: CellSource>(_ cells: Source) -> Source.Value? {
        switch cells.outcome(number, of: person) {
        case .value(let value): return value
        case .missing: break
        case .rejected(let reason): reject(cells.column, reason)
        }
        return nil
    }

    /// The value of a cell that the row can do without: one that cannot be read is missing, and noted. Where the study file lists the
    /// values that a cell may have, another rejects the row all the same.
    mutating func dispensable<Source: CellSource>(_ cells: Source, _ unreadable: inout UnreadableCells) -> Source.Value?
    {
        switch cells.outcome(number, of: person) {
        case .value(let value): return value
        case .missing: break
        case .rejected(.notListed): reject(cells.column, .notListed)
        case .rejected: unreadable.note(cells.column, row: number)
        }
        return nil
    }

    /// Study days go a hundred years either way: a calendar's day number or a year is none.
    private static var studyDays: ClosedRange<Int32> { -36_525...36_525 }

    /// A study day that every row needs; `nil` rejects the row.
    @inline(__always)
    mutating func studyDay<Source: CellSource<Int32>>(_ cells: Source) -> StudyDay? {
        guard let day = required(cells) else { return nil }
        guard Self.studyDays.contains(day) else {
            reject(cells.column, .outOfRange)
            return nil
        }
        return StudyDay(day)
    }

    /// A study day that may be missing.
    mutating func optionalStudyDay(_ cells: Cells<IntegerColumn>) -> StudyDay? {
        guard let day = optional(cells) else { return nil }
        guard Self.studyDays.contains(day) else {
            reject(cells.column, .outOfRange)
            return nil
        }
        return StudyDay(day)
    }

    /// A study day that the row can do without.
    mutating func dispensableStudyDay(_ cells: Cells<IntegerColumn>, _ unreadable: inout UnreadableCells) -> StudyDay? {
        guard let day = dispensable(cells, &unreadable) else { return nil }
        guard Self.studyDays.contains(day) else {
            unreadable.note(cells.column, row: number)
            return nil
        }
        return StudyDay(day)
    }

    /// A number that may be missing, such as a dose; below 0 it rejects the row.
    mutating func amount(_ cells: Cells<DecimalColumn>) -> Double? {
        guard let amount = optional(cells) else { return nil }
        if amount < 0 { reject(cells.column, .outOfRange) }
        return amount
    }

    /// A number that the row can do without, such as a dose; below 0 it rejects the row.
    mutating func amount(_ cells: Cells<DecimalColumn>, _ unreadable: inout UnreadableCells) -> Double? {
        guard let amount = dispensable(cells, &unreadable) else { return nil }
        // A dose below 0 can be read: such rows take a dispensing back.
        if amount < 0 { reject(cells.column, .outOfRange) }
        return amount
    }
}

/// Why a row is not used, and the column to blame.
struct Rejection: Sendable {
    let column: UInt16
    let reason: RejectReason
}
