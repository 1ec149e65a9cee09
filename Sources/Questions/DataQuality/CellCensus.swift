import Cohort
import Disclosure
import Estimation
import Findings

/// The cells of a column in the rows that were kept: how many are missing, and whose.
struct CellCensus: Sendable {
    private(set) var rows = 0
    private(set) var missing = 0
    /// Who has a missing cell.
    let withMissing: PersonSet
    /// Who has one that is not missing.
    let withValue: PersonSet

    /// Counts, many people at a time.
    ///
    /// - Parameter count: the rows of a person, and those of them with a missing cell.
    init(people: Int, executor: BlockExecutor, _ count: @Sendable (_ person: Int) -> (rows: Int, missing: Int)) {
        let blocks = executor.mapBlocks(of: people, size: PeopleBlock.size) { people in
            var census = (rows: 0, missing: 0, withMissing: [Int](), withValue: [Int]())
            for person in people {
                let own = count(person)
                census.rows += own.rows
                census.missing += own.missing
                if own.missing > 0 { census.withMissing.append(person) }
                if own.rows > own.missing { census.withValue.append(person) }
            }
            return census
        }
        rows = blocks.reduce(0) { $0 + $1.rows }
        missing = blocks.reduce(0) { $0 + $1.missing }
        withMissing = PersonSet(ascending: blocks.flatMap(\.withMissing))
        withValue = PersonSet(ascending: blocks.flatMap(\.withValue))
    }

    /// Of people's rows in a table.
    init<Row: PersonRow>(_ rows: PersonRows<Row>, executor: BlockExecutor, isMissing: @escaping @Sendable (Row) -> Bool)
    {
        self.init(people: rows.personCount, executor: executor) { person in
            let own = rows[person]
            return (own.count, own.count(where: isMissing))
        }
    }
}

/// The missing cells of a column.
struct ColumnGaps: Sendable {
    let place: QualityPlace
    /// The share of missing cells.
    let share: Double
    /// Cells; `nil` where their number is hidden, as the rows read are.
    let cells: Int?
    let basis: Basis
    /// Whether the cells are patients', and not rows'.
    let isOfPatients: Bool
}

/// The missing cells of every column that the study reads: of rows kept, where a row can do without; of rows read, where every row needs
/// one and is rejected for it.
struct ColumnGapsOf: Derivation {
    static let stage = "column_gaps"

    func derive(from study: Study) -> [ColumnGaps] {
        patients(study)
            + study.cohort.reading.tables.filter { $0.table != .patients }.flatMap { table in
                table.columns.filter { $0 != "patient" }.compactMap { column in
                    optional(column, of: table.table, study).map { kept(column, of: table.table, $0, study) }
                        ?? required(column, of: table, study)
                }
            }
    }

    private func patients(_ study: Study) -> [ColumnGaps] {
        let count = study.cohort.patients.count
        guard count > 0 else { return [] }
        return study.cohort.patients.covariates.map { column in
            let missing =
                switch column.values {
                case .numeric(let numbers): study.persons { numbers[$0] == nil }
                case .categorical(_, let codes): study.persons { codes[$0] == nil }
                }
            return ColumnGaps(
                place: QualityPlace(table: .patients, column: column.name),
                share: Double(missing.count) / Double(count), cells: count,
                basis: .event(missing, among: study.everyone), isOfPatients: true)
        }
    }

    /// The cells of a column that a row can do without; `nil` of another.
    private func optional(_ column: String, of table: StudyTable, _ study: Study) -> CellCensus? {
        let (cohort, executor) = (study.cohort, study.executor)
        switch (table, column) {
        case (.pain, "body_site"):
            return CellCensus(people: cohort.patients.count, executor: executor) { person in
                let rows = cohort.pain[person].count
                let sites = cohort.pain.sites(of: person)
                return (rows, sites.isEmpty ? rows : sites.count { $0 == 0 })
            }
        case (.exposures, "dose_mg"): return regimens(cohort.exposures, executor) { $0.dailyDose == nil }
        case (.exposures, "mme"):
            return regimens(cohort.exposures, executor) { $0.dailyMME == .unknown }
        case (.exposures, "route"): return regimens(cohort.exposures, executor) { $0.route == nil }
        case (.moud, "drug"): return regimens(cohort.moud, executor) { $0.drug == nil }
        case (.moud, "dose_mg"): return regimens(cohort.moud, executor) { $0.amount == .unknown }
        case (.interventions, "end_day"):
            return CellCensus(cohort.interventions.rows, executor: executor) { $0.end == nil }
        case (.visits, "planned_day"): return CellCensus(cohort.visits, executor: executor) { $0.plannedDay == nil }
        default: return nil
        }
    }

    private func regimens<Regimen>(
        _ history: DrugHistory<Regimen>, _ executor: BlockExecutor, isMissing: (Regimen) -> Bool
    ) -> CellCensus {
        let lacks = history.regimens.map(isMissing)
        return CellCensus(history.spans, executor: executor) { lacks[history.number(of: $0)] }
    }

    private func kept(_ column: String, of table: StudyTable, _ cells: CellCensus, _ study: Study) -> ColumnGaps {
        ColumnGaps(
            place: QualityPlace(table: table, column: column),
            share: cells.rows == 0 ? 0 : Double(cells.missing) / Double(cells.rows), cells: cells.rows,
            basis: .of(cells.withMissing.union(cells.withValue), apart: [cells.withMissing, cells.withValue]),
            isOfPatients: false)
    }

    /// Rows are rejected for the first cell that is wrong, so that a column's share is at least this.
    private func required(_ column: String, of table: ReadingRecord.Table, _ study: Study) -> ColumnGaps? {
        guard table.read > 0 else { return nil }
        let hidden = table.hidden(in: study)
        let missing = table.rejections.enumerated().filter { $0.element.isMissing && $0.element.column == column }
        let rows = missing.reduce(0) { $0 + $1.element.rows.rows }
        let isHidden = rows > 0 && (hidden.hidesRead || missing.contains { hidden.reasons.contains($0.offset) })
        return ColumnGaps(
            place: QualityPlace(table: table.table, column: column), share: Double(rows) / Double(table.read),
            cells: hidden.hidesRead ? nil : table.read,
            // What hides the rows read, or the reason, would follow from the share.
            basis: .of(study.persons(in: table.table)).telling(outside: isHidden ? [1] : []), isOfPatients: false)
    }
}

extension ReadingRecord.Table {
    /// What disclosure hides of its rows.
    func hidden(in study: Study) -> HiddenRows {
        let repeats = study.cohort.repeats(in: table)
        return HiddenRows(
            rejected: .init(rejected),
            duplicates: .init(duplicates, ofPatients: table == .patients ? nil : repeats.rowsOfPerson.count),
            reasons: rejections.map { .init($0.rows) }, fewerThan: study.minimumStep)
    }
}

extension Results.RowCount {
    init(_ rows: ReadingRecord.Rows) { self.init(rows.rows, ofPatients: rows.patients) }
}
