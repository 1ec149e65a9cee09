import DelimitedText
import StudyFile

/// The files that a study would be read from now, without reading them.
public struct StudyFiles: Sendable {
    /// A file.
    public struct File: Sendable, Hashable {
        /// Its name below the data folder, as ``InputFile/file`` has it.
        public let name: String
        /// Where it is.
        public let path: String
    }

    /// Each file once, in the order of the study file.
    public let files: [File]
    /// Whether a table comes from standard input, which cannot be looked at before it is read.
    public let readsStandardInput: Bool
    private let limits: InputLimits

    /// Finds them. Throws what a run would: a file that is not there, or two that stand for one name.
    ///
    /// - Parameter dataDirectory: the folder of the files, in place of the study file's.
    public init(of study: StudyDefinition, dataDirectory: String?) throws(IngestError) {
        let reading = StudyReading(study: study, options: IngestOptions(dataDirectory: dataDirectory))
        var inputs: [DelimitedInput] = []
        if let names = study.concepts?.names {
            do {
                inputs +=
                    try FileNames(loosely: study.comparesNamesLoosely).inputs(
                        of: names, in: reading.dataDirectory) ?? []
            } catch {
                throw .input(error)
            }
        }
        for table in study.tableNames {
            for entry in study.tables[table] ?? [] { inputs += try reading.inputs(of: entry) }
        }
        var seen: Set<String> = []
        var files: [File] = []
        for case .file(let path) in inputs where seen.insert(path).inserted {
            files.append(File(name: reading.name(of: .file(path: path)), path: path))
        }
        self.files = files
        readsStandardInput = inputs.contains(.standardInput)
        limits = reading.limits
    }

    /// The SHA-256 of a file's bytes as they are stored. Throws where it cannot be read, or not within `seconds`.
    public func digest(of file: File, within seconds: Int) throws(DelimitedTextError) -> String {
        var limits = limits
        limits.deadline = InputLimits.Deadline(secondsFromNow: seconds)
        return try SHA256Digest.hexadecimal(ofFile: file.path, limits: limits)
    }
}
