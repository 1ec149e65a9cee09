import DelimitedText
import Foundation
import StudyFile

/// `nocitrend report` as a process of its own: whatever ends it, memory, a signal or the time limit, the weekly run goes on and says so.
struct ReportProcess {
    let study: StudyOptions
    let output: String
    let day: String
    /// Whether the link to the latest report stays where it is.
    let keepsLatest: Bool
    /// Where what it says is written.
    let log: String

    /// How it ended, and what it said.
    struct Result {
        let ending: ChildProcess.Ending
        /// Warnings, and for a failure why, a sentence each.
        let said: [String]
    }

    func run(seconds: Int) async throws(CommandFailure) -> Result {
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments
            .first ?? "nocitrend"
        var arguments = [
            "report", study.study, "--output", output, "--as-of", day, "--threads", "\(study.threads)", "--log-format",
            "json", "--watched-by", "\(getpid())",
        ]
        if let data = study.data { arguments += ["--data", data] }
        if keepsLatest { arguments.append("--keep-latest") }
        let ending = try await ChildProcess(program: program, arguments: arguments).run(
            input: nil, output: log, seconds: seconds)
        return Result(ending: ending, said: said(succeeded: ending == .exited(0)))
    }

    /// What it wrote, but for the path of the report and what only `--verbose` shows.
    private func said(succeeded: Bool) -> [String] {
        struct Line: Decodable {
            let level: String
            let message: String
        }
        guard let bytes = try? WholeFile.bytes(of: log, limit: 4 << 20) else { return [] }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        if succeeded, lines.last?.hasSuffix("/report.html") == true { lines.removeLast() }
        return lines.compactMap { text in
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) else {
                let name = "nocitrend: "
                return printable(text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text)
            }
            return ["warning", "error", "critical"].contains(line.level) ? printable(line.message) : nil
        }
    }
}
