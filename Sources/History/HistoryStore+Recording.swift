import GRDB

extension HistoryStore {
    /// Records a run, in one transaction. One of the same name is replaced, and keeps its place among runs of one day.
    ///
    /// - Parameters:
    ///   - isSame: whether a study of the history with the same title is this one.
    /// - Throws: ``HistoryError``; the history is then as it was.
    public func record(
        _ run: NewRun, _ content: RunContent, of study: StudyIdentity, isSame: (StudyIdentity) -> Bool
    ) throws(HistoryError) {
        try work {
            try queue.write { db in
                let studyID = try self.study(study, isSame, db)
                let runID = try self.run(run, content, of: studyID, db)
                try add(content, to: runID, db)
                try add(content.numbers, to: runID, of: studyID, db)
                try db.execute(
                    sql: "DELETE FROM series WHERE study = ? AND NOT EXISTS "
                        + "(SELECT * FROM number WHERE number.series = series.id)", arguments: [studyID])
            }
        }
    }

    private func study(_ study: StudyIdentity, _ isSame: (StudyIdentity) -> Bool, _ db: Database) throws -> Int64 {
        let values: StatementArguments = [study.title, study.studyFile, study.dataFolder]
        guard let id = try find(study, isSame, db) else {
            try db.execute(
                sql: "INSERT INTO study (title, study_file, data_folder) VALUES (?, ?, ?)", arguments: values)
            return db.lastInsertedRowID
        }
        try db.execute(
            sql: "UPDATE study SET title = ?, study_file = ?, data_folder = ? WHERE id = ?", arguments: values + [id])
        return id
    }

    private func run(_ run: NewRun, _ content: RunContent, of study: Int64, _ db: Database) throws -> Int64 {
        let earlier = try Row.fetchOne(
            db, sql: "SELECT id, starts_anew FROM run WHERE study = ? AND name = ?", arguments: [study, run.name])
        let id: Int64? = earlier?["id"]
        // Whoever made a run forget the earlier ones did so for those after it as well.
        let startsAnew = run.startsAnew || earlier?["starts_anew"] == true
        if let id { try db.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id]) }
        try db.execute(
            sql: """
                INSERT INTO run (id, study, name, day, made_at, version, status, inputs, patients, questions, answered,
                    withheld_of_few, withheld_to_protect, standing, warnings, starts_anew)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, study, run.name, run.day, run.madeAt, run.version, run.warnings > 0 ? "warned" : "done",
                content.inputs.count, content.patients.map { Int64($0) }, content.findings.count,
                content.findings.count { $0.reason == nil }, run.withheldOfFew, run.withheldToProtect, run.standing,
                run.warnings, startsAnew,
            ])
        return db.lastInsertedRowID
    }

    private func add(_ content: RunContent, to run: Int64, _ db: Database) throws {
        for (place, one) in content.findings.enumerated() {
            try db.execute(
                sql: """
                    INSERT INTO finding (run, position, id, title, is_main, reason, patients, observations)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [run, place, one.id, one.title, one.isMain, one.reason, one.patients, one.observations])
        }
        for (place, one) in content.inputs.enumerated() {
            try db.execute(
                sql: "INSERT INTO input (run, position, table_name, file) VALUES (?, ?, ?, ?)",
                arguments: [run, place, one.table, one.file])
        }
        for (place, one) in content.tables.enumerated() {
            try db.execute(
                sql: """
                    INSERT INTO table_rows (run, position, table_name, read, kept, rejected, duplicates, as_of)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [run, place, one.table, one.read, one.kept, one.rejected, one.duplicates, one.asOf])
        }
    }

    private func add(_ numbers: [RecordedNumber], to run: Int64, of study: Int64, _ db: Database) throws {
        var known = try series(of: study, db)
        let name = try db.makeStatement(
            sql: """
                INSERT INTO series (study, finding, quantity, key, interval, label, key_words, unit)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let rename = try db.makeStatement(sql: "UPDATE series SET label = ?, key_words = ?, unit = ? WHERE id = ?")
        let insert = try db.makeStatement(
            sql: """
                INSERT INTO number (run, series, position, is_main, state, value, se, lower, upper, level, n, events, as_of,
                    reason, text)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var added: Set<SeriesName> = []
        for (place, one) in numbers.enumerated() where added.insert(one.name).inserted {
            let words = [one.label, one.keyWords, one.unit]
            var series = known[one.name]?.id
            if let series {
                if known[one.name]?.words != words {
                    try rename.execute(arguments: StatementArguments(words) + [series])
                }
            } else {
                try name.execute(
                    arguments: [study, one.name.finding, one.name.quantity, one.name.key, one.name.interval]
                        + StatementArguments(words))
                series = db.lastInsertedRowID
                known[one.name] = (db.lastInsertedRowID, words)
            }
            try insert.execute(arguments: [
                run, series, place, one.isMain, one.state.rawValue, one.value, one.se, one.lower, one.upper, one.level,
                one.n, one.events, one.asOf, one.reason, one.text,
            ])
        }
    }

    /// What numbers of a study are called, with their words.
    private func series(of study: Int64, _ db: Database) throws -> [SeriesName: (id: Int64, words: [String])] {
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM series WHERE study = ?", arguments: [study])
        return Dictionary(
            rows.map { row in
                (
                    SeriesName(
                        finding: row["finding"], quantity: row["quantity"], key: row["key"], interval: row["interval"]),
                    (id: row["id"] as Int64, words: [row["label"] as String, row["key_words"], row["unit"]])
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}
