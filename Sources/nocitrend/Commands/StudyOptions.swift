import ArgumentParser
import Foundation

/// What every command that reads a study takes.
struct StudyOptions: ParsableArguments {
    @Argument(help: "The study file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var study: String

    @Option(help: "Folder of the data, instead of the one that the study file names.", completion: .directory)
    var data: String?

    @Option(help: "Threads; by default one for each core. The results do not depend on it.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads is at least 1.") }
    }
}
