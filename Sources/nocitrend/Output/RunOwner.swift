import DelimitedText
import Foundation

/// The study that a run belongs to.
///
/// Two studies are one where they have the same title, the same study file and, where `--data` names one, the same folder of
/// data. The data and the questions of a study change from week to week, so they do not tell it from another. A study file
/// or a folder that is no longer where it was has been moved, and does not make another study. The title stands in
/// results.json; the two paths are the study's own affair and are kept in `OUTPUT/.private/RUN/study.json`, which nobody else
/// may read.
struct RunOwner: Equatable {
    let title: String
    let studyFile: String
    let dataFolder: String?

    /// The owner of a run of the study file at `studyFile`, with the folder that `--data` gives.
    init(title: String, studyFile: String, dataFolder: String?) {
        self.title = title
        self.studyFile = Self.resolved(studyFile)
        self.dataFolder = dataFolder.map(Self.resolved)
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}

extension RunOwner {
    /// What is kept of a run's owner.
    private struct Paths: Codable {
        let studyFile: String
        let dataFolder: String?
    }

    static let file = "study.json"

    /// Why a report with this title must not be replaced by a run of this study; nil where it may.
    func objection(toReplacing earlierTitle: String, _ folder: PrivateFolder) -> String? {
        guard earlierTitle == title else { return "is the report of another study, \"\(earlierTitle)\"" }
        guard let bytes = try? WholeFile.bytes(of: folder.path + "/" + Self.file),
            let earlier = try? JSONDecoder().decode(Paths.self, from: Data(bytes))
        else { return nil }
        switch difference(from: earlier.studyFile, earlier.dataFolder) {
        case .studyFile(let file): return "is the report of another study of the same title, \(file)"
        case .dataFolder(let folder): return "is the report of the same study file on other data, \(folder)"
        case nil: return nil
        }
    }

    /// By what two studies of the same title are not one.
    enum Difference {
        case studyFile(String)
        case dataFolder(String)
    }

    /// By what a study of the same title is another one: a file, or a folder of data, that is not this one's and is still there. One that
    /// is not has been moved.
    func difference(from earlierFile: String, _ earlierFolder: String? = nil) -> Difference? {
        if earlierFile != studyFile, PathOccupant(earlierFile) != .nothing { return .studyFile(earlierFile) }
        if let folder = earlierFolder, folder != dataFolder, PathOccupant(folder) != .nothing {
            return .dataFolder(folder)
        }
        return nil
    }

    /// Keeps whose run this is.
    func record(in folder: PrivateFolder) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try folder.write(
            Array(try encoder.encode(Paths(studyFile: studyFile, dataFolder: dataFolder))), to: Self.file)
    }
}
