import GRDB

/// The tables of history.sqlite, step by step: each step is one migration, and none is ever changed.
enum HistorySchema {
    /// Written into the file's header, so that a file of another program is not taken for a history: "noci" in ASCII.
    static let applicationID = 0x6E6F_6369

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        return migrator
    }

    /// Numbers are kept apart from what they are called (`series`), as a year of weeks says the same names 52 times. Rows hang on their
    /// run and go with it.
    private static let first = """
        CREATE TABLE study (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL, study_file TEXT NOT NULL, data_folder TEXT
        );
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT, study INTEGER NOT NULL REFERENCES study ON DELETE CASCADE,
            name TEXT NOT NULL, day TEXT NOT NULL, made_at TEXT NOT NULL, version TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('done', 'warned')), inputs INTEGER NOT NULL, patients INTEGER,
            questions INTEGER NOT NULL, answered INTEGER NOT NULL, withheld_of_few INTEGER NOT NULL,
            withheld_to_protect INTEGER NOT NULL, standing INTEGER NOT NULL, warnings INTEGER NOT NULL,
            starts_anew INTEGER NOT NULL, UNIQUE (study, name)
        );
        CREATE TABLE finding (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, position INTEGER NOT NULL, id TEXT NOT NULL,
            title TEXT NOT NULL, is_main INTEGER NOT NULL, reason TEXT, patients REAL, observations REAL,
            PRIMARY KEY (run, id)
        ) WITHOUT ROWID;
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, study INTEGER NOT NULL REFERENCES study ON DELETE CASCADE, finding TEXT NOT NULL,
            quantity TEXT NOT NULL, key TEXT NOT NULL, interval TEXT NOT NULL, label TEXT NOT NULL,
            key_words TEXT NOT NULL, unit TEXT NOT NULL, UNIQUE (study, finding, quantity, key, interval)
        );
        CREATE TABLE number (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE, position INTEGER NOT NULL,
            is_main INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('shown', 'withheld', 'absent')), value REAL,
            se REAL, lower REAL, upper REAL, level REAL, n REAL, events REAL, as_of TEXT, reason TEXT,
            text TEXT NOT NULL, PRIMARY KEY (run, series), CHECK (state = 'shown' OR value IS NULL)
        ) WITHOUT ROWID;
        CREATE INDEX number_of_series ON number (series);
        CREATE TABLE input (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, position INTEGER NOT NULL, table_name TEXT NOT NULL,
            file TEXT NOT NULL, PRIMARY KEY (run, position)
        ) WITHOUT ROWID;
        CREATE TABLE table_rows (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, position INTEGER NOT NULL, table_name TEXT NOT NULL,
            read REAL, kept REAL, rejected REAL, duplicates REAL, as_of TEXT, PRIMARY KEY (run, position)
        ) WITHOUT ROWID;

        CREATE VIEW runs AS
            SELECT study.title AS study, run.name AS run, day, made_at, version, status, inputs, patients, questions,
                answered, withheld_of_few + withheld_to_protect AS withheld, standing, warnings
            FROM run JOIN study ON study.id = run.study ORDER BY study.id, day, run.id;
        CREATE VIEW course AS
            SELECT study.title AS study, run.name AS run, run.day AS day, series.finding AS finding,
                finding.title AS title, series.quantity AS quantity, series.label AS label, series.key AS key,
                series.key_words AS key_words, nullif(series.interval, '') AS interval, number.state AS state,
                number.value AS value, number.se AS se, number.lower AS lower, number.upper AS upper,
                number.level AS level, number.n AS n, number.events AS events, series.unit AS unit,
                number.as_of AS as_of, number.reason AS reason, number.text AS text, number.is_main AS is_main
            FROM number JOIN run ON run.id = number.run JOIN study ON study.id = run.study
                JOIN series ON series.id = number.series
                JOIN finding ON finding.run = run.id AND finding.id = series.finding;
        CREATE VIEW main_answers AS
            SELECT study, run, day, title, label, key_words, text, value, lower, upper, n, unit, as_of FROM course
            WHERE is_main;
        """
}
