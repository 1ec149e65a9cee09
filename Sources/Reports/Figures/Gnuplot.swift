import Foundation
import Subprocess

/// The gnuplot program: a script goes to its standard input, the figure comes from its standard output.
struct Gnuplot: Sendable {
    /// What a run gave.
    struct Drawing: Sendable {
        /// The SVG document as gnuplot writes it.
        let svg: String
        /// What gnuplot said beside it; empty where all is well.
        let remarks: String
    }

    /// The largest figure that is taken from gnuplot.
    private static let outputLimit = 16 << 20

    let path: String?

    /// Draws a figure, or returns `nil` where gnuplot is not installed.
    ///
    /// `-d` keeps the reader's own gnuplot settings out, and the C locale keeps the decimal point: the same script gives
    /// the same bytes. Throws ``ReportError/gnuplotFailed(figure:message:)`` where gnuplot rejects the script.
    func draw(_ script: String, figure: String) async throws -> Drawing? {
        let executable: Executable = path.map { .path(.init($0)) } ?? .name("gnuplot")
        do {
            let result = try await run(
                executable, arguments: ["-d"],
                environment: .inherit.updating(["LC_ALL": "C.UTF-8", "GNUTERM": "svg"]), input: .string(script),
                output: .string(limit: Self.outputLimit), error: .string(limit: 1 << 20))
            let message = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
            let svg = result.standardOutput
            guard result.terminationStatus.isSuccess, svg.contains("</svg>") else {
                throw ReportError.gnuplotFailed(figure: figure, message: message)
            }
            return Drawing(svg: svg, remarks: message)
        } catch let error as SubprocessError {
            if error.code == .executableNotFound { return nil }
            throw ReportError.gnuplotNotRunnable(reason: error.description)
        }
    }
}
