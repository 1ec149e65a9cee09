import GRDB

/// The study that runs belong to, as the history keeps it.
public struct StudyIdentity: Sendable, Hashable {
    /// The study file's title.
    public let title: String
    /// The study file.
    public let studyFile: String
    /// The folder that `--data` names.
    public let dataFolder: String?

    /// A study.
    public init(title: String, studyFile: String, dataFolder: String?) {
        (self.title, self.studyFile, self.dataFolder) = (title, studyFile, dataFolder)
    }
}

extension HistoryStore {
    /// The study of the history that a study is: one that `isSame` of the same title; else one of the same file and data, whose title was
    /// changed.
    func find(_ study: StudyIdentity, _ isSame: (StudyIdentity) -> Bool, _ db: Database) throws -> Int64? {
        let rows = try Row.fetchAll(db, sql: "SELECT id, title, study_file, data_folder FROM study ORDER BY id DESC")
        let known = rows.map { row in
            (
                id: row["id"] as Int64,
                study: StudyIdentity(title: row["title"], studyFile: row["study_file"], dataFolder: row["data_folder"])
            )
        }
        let found =
            known.first { $0.study.title == study.title && isSame($0.study) }
            ?? known.first { $0.study.studyFile == study.studyFile && $0.study.dataFolder == study.dataFolder }
        return found?.id
    }
}
