import DelimitedText
import Foundation
import StudyFile

/// The last good run of a study, as `.private/weekly/STUDY/last.json` keeps it.
struct LastRun: Codable, Equatable {
    /// The name of the run.
    let run: String
    /// Its day, as `2026-11-27`.
    let day: String
    /// When it ended, in seconds since 1970 by this machine's clock.
    let clock: Double
    /// SHA-256 of the study file that it read.
    let studySHA256: String
    /// SHA-256 of its results.json.
    let resultsSHA256: String
    /// What was to be looked at, by ``key(of:)``.
    let warnings: [String]
    /// The study's title.
    let title: String
    /// Where the study file was.
    let studyFile: String
}

extension LastRun {
    /// By what a warning is known again next week: its words without their numbers, which grow.
    static func key(of warning: String) -> String {
        warning.filter { !$0.isNumber && !",.".contains($0) }
    }
}

/// The folder `OUTPUT/.private/weekly/STUDY`: what is kept of a study from week to week, for its own hands.
struct WeeklyPlace {
    let output: String
    let folder: String

    /// The place of a study that is known by its title, as its file and its data may move.
    init(output: String, title: String) {
        self.init(output: output, key: RunName.key(of: title, empty: "study"))
    }

    /// The place of a study file that cannot be read: that of the study whose file it was, or one of its own.
    init(output: String, unreadable studyFile: String) {
        let path = RunOwner(title: "", studyFile: studyFile, dataFolder: nil).studyFile
        let all = output + "/" + Self.root
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: all)) ?? []).sorted()
        let known = names.map { WeeklyPlace(output: output, folder: "\(all)/\($0)") }.first {
            $0.last?.studyFile == path
        }
        self = known ?? WeeklyPlace(output: output, unreachable: path)
    }

    /// The place of a study file at a path that cannot even be looked at.
    init(output: String, unreachable path: String) {
        let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        self.init(output: output, key: RunName.key(of: path, letters: name, empty: "study"))
    }

    private init(output: String, folder: String) {
        self.output = output
        self.folder = folder
    }

    private init(output: String, key: String) {
        self.init(output: output, folder: "\(output)/\(Self.root)/\(key)")
    }

    static let root = ".private/weekly"

    /// Makes the folder, which nobody else may enter.
    func create() throws(CommandFailure) {
        try OutputFolder.create(output)
        for path in [output + "/.private", output + "/" + Self.root, folder] {
            try PrivateFile.createFolder(path)
        }
    }

    /// The last good run; `nil` where there was none, or where what is kept of it cannot be read.
    var last: LastRun? {
        guard let bytes = try? WholeFile.bytes(of: folder + "/last.json") else { return nil }
        return try? JSONDecoder().decode(LastRun.self, from: Data(bytes))
    }

    func keep(_ last: LastRun) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try PrivateFile.write(Array(try encoder.encode(last)) + [UInt8(ascii: "\n")], to: folder + "/last.json")
    }

    private var begun: String { folder + "/begun" }

    /// Notes that a run began, and returns when an earlier one did that never came to its end.
    func begin(at time: Date) throws(CommandFailure) -> String? {
        let earlier = try? WholeFile.bytes(of: begun, limit: 100)
        try PrivateFile.write(Array(time.formatted(.iso8601).utf8), to: begun)
        return earlier.map { String(decoding: $0, as: UTF8.self) }.map(printable)
    }

    /// Notes that it ended, in whatever way.
    func end() { unlink(begun) }
}
