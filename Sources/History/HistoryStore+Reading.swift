import Findings
import GRDB

extension HistoryStore {
    /// The runs of a study, the earliest day first, of one day in the order in which they were first made.
    public func runs(of study: StudyIdentity, isSame: (StudyIdentity) -> Bool) throws(HistoryError) -> [RecordedRun] {
        try work {
            try queue.read { db in
                guard let id = try find(study, isSame, db) else { return [] }
                return try RecordedRun.fetchAll(
                    db, sql: "SELECT * FROM run WHERE study = ? ORDER BY day, id", arguments: [id])
            }
        }
    }

    /// What the report of a run shows.
    ///
    /// - Parameter isMain: whether main answers are wanted alone.
    public func content(of run: RecordedRun, mainOnly: Bool = false) throws(HistoryError) -> RunContent {
        try work {
            try queue.read { db in
                RunContent(
                    findings: try findings(of: run, db),
                    numbers: try numbers(of: run, where: mainOnly ? "number.is_main" : "TRUE", [], db),
                    inputs: try Row.fetchAll(
                        db, sql: "SELECT table_name, file FROM input WHERE run = ? ORDER BY position",
                        arguments: [run.id]
                    ).map { Results.Input(table: $0["table_name"], file: $0["file"]) },
                    tables: try Row.fetchAll(
                        db, sql: "SELECT * FROM table_rows WHERE run = ? ORDER BY position", arguments: [run.id]
                    ).map {
                        RecordedTable(
                            table: $0["table_name"], read: $0["read"], kept: $0["kept"], rejected: $0["rejected"],
                            duplicates: $0["duplicates"], asOf: $0["as_of"])
                    })
            }
        }
    }

    /// The numbers of a finding over some runs.
    public func course(of runs: [RecordedRun], finding: String) throws(HistoryError) -> RunCourse {
        try course(of: runs, where: "series.finding = ?", [finding])
    }

    /// The main answers over some runs.
    public func mainCourse(of runs: [RecordedRun]) throws(HistoryError) -> RunCourse {
        try course(of: runs, where: "number.is_main", [])
    }

    private func course(
        of runs: [RecordedRun], where condition: String, _ arguments: StatementArguments
    ) throws(HistoryError) -> RunCourse {
        try work {
            try queue.read { db in
                RunCourse(
                    try runs.map { run in
                        RunCourse.Run(
                            name: run.name, day: run.day,
                            numbers: try numbers(of: run, where: condition, arguments, db),
                            findings: try findings(of: run, db))
                    })
            }
        }
    }

    private func findings(of run: RecordedRun, _ db: Database) throws -> [RecordedFinding] {
        try Row.fetchAll(db, sql: "SELECT * FROM finding WHERE run = ? ORDER BY position", arguments: [run.id]).map {
            RecordedFinding(
                id: $0["id"], title: $0["title"], isMain: $0["is_main"], reason: $0["reason"], patients: $0["patients"],
                observations: $0["observations"])
        }
    }

    /// - Parameter condition: of this file alone, never of a user.
    private func numbers(
        of run: RecordedRun, where condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [RecordedNumber] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT series.finding, series.quantity, series.key, series.interval, series.label, series.key_words,
                    series.unit, number.* FROM number JOIN series ON series.id = number.series
                WHERE number.run = ? AND \(condition) ORDER BY number.position
                """, arguments: [run.id] + arguments
        ).map { row in
            RecordedNumber(
                name: SeriesName(
                    finding: row["finding"], quantity: row["quantity"], key: row["key"], interval: row["interval"]),
                label: row["label"], keyWords: row["key_words"], unit: row["unit"], isMain: row["is_main"],
                state: RecordedNumber.State(rawValue: row["state"]) ?? .absent, value: row["value"], se: row["se"],
                lower: row["lower"], upper: row["upper"], level: row["level"], n: row["n"], events: row["events"],
                asOf: row["as_of"], reason: row["reason"], text: row["text"])
        }
    }
}
