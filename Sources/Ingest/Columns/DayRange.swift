import Cohort
import DelimitedText

/// The days that a row is about: one day, a first and a last day, or a first day and how many.
struct DayRange: Sendable {
    private let day: Field<IntegerColumn>
    private let start: Field<IntegerColumn>
    private let end: Field<IntegerColumn>
    private let supply: Field<IntegerColumn>
    private let open: OpenEnd?

    init(_ fields: inout FieldResolver) throws(IngestError) {
        day = try fields.days("day")
        start = try fields.days("start_day")
        end = try fields.days("end_day")
        supply = try fields.wholeNumbers("days_supply")
        open = try fields.openEnd()
    }

    func cells(in block: ColumnBlock) -> DayRangeCells {
        if day.isPresent { return .day(day.cells(in: block)) }
        if supply.isPresent, end.isPresent {
            return .supplyOrEnd(
                start.cells(in: block), supply.cells(in: block), end.cells(in: block), open?.cells(in: block))
        }
        if supply.isPresent { return .supply(start.cells(in: block), supply.cells(in: block)) }
        if let open { return .open(start.cells(in: block), end.cells(in: block), open.cells(in: block)) }
        return .ends(start.cells(in: block), end.cells(in: block))
    }
}

/// The days of a block's rows.
enum DayRangeCells {
    case day(Cells<IntegerColumn>)
    case ends(Cells<IntegerColumn>, Cells<IntegerColumn>)
    case supply(Cells<IntegerColumn>, Cells<IntegerColumn>)
    case open(Cells<IntegerColumn>, Cells<IntegerColumn>, OpenEndCells)
    /// A supply, or, where that is missing or 0, an end.
    case supplyOrEnd(Cells<IntegerColumn>, Cells<IntegerColumn>, Cells<IntegerColumn>, OpenEndCells?)

    /// The cells of first days.
    var starts: Cells<IntegerColumn> {
        switch self {
        case .day(let starts), .ends(let starts, _), .supply(let starts, _), .open(let starts, _, _),
            .supplyOrEnd(let starts, _, _, _):
            starts
        }
    }

    /// Whether a row says how long a supply lasts.
    func isSupply(_ row: TableRow) -> Bool {
        switch self {
        case .day, .ends, .open: return false
        case .supply: return true
        case .supplyOrEnd(_, let supplies, _, _):
            guard case .value(let supply) = supplies.outcome(row.number, of: row.person) else { return false }
            return supply >= 1
        }
    }

    /// First and last day of a row; `nil` rejects it.
    @inline(__always)
    func days(of row: inout TableRow) -> (start: StudyDay, end: StudyDay)? {
        switch self {
        case .supplyOrEnd(let starts, let supplies, let ends, let open):
            if isSupply(row) { return DayRangeCells.supply(starts, supplies).days(of: &row) }
            return (open.map { DayRangeCells.open(starts, ends, $0) } ?? .ends(starts, ends)).days(of: &row)
        case .day(let days):
            return row.studyDay(days).map { ($0, $0) }
        case .ends(let starts, let ends):
            guard let start = row.studyDay(starts), let end = row.studyDay(ends) else { return nil }
            guard start <= end else {
                row.reject(ends.column, .endBeforeStart)
                return nil
            }
            return (start, end)
        case .open(let starts, let ends, let open):
            guard let start = row.studyDay(starts), let end = open.end(of: &row, from: start, ends, isRequired: true)
            else { return nil }
            return (start, end)
        case .supply(let starts, let supplies):
            guard let start = row.studyDay(starts), let supply = row.studyDay(supplies) else { return nil }
            guard supply.rawValue >= 1 else {
                row.reject(supplies.column, .outOfRange)
                return nil
            }
            // Both are bounded, so the sum cannot overflow.
            return (start, StudyDay(start.rawValue + supply.rawValue - 1))
        }
    }
}
