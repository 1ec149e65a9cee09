import ArgumentParser
import Foundation
import Logging
import Synchronization

/// Flags for what a command tells about its work.
struct LogOptions: ParsableArguments {
    /// The form of log lines.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Tell of each stage and the time that it took.")
    var verbose = false

    @Option(help: "Form of log lines on standard error: text, or one JSON object a line.")
    var logFormat: Format = .text

    func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
    }

    /// A logger after these flags. Values of the data never reach it: its callers log names, counts and times.
    ///
    /// - Parameter record: keeps every line, also those that the flags leave out.
    func makeLogger(keeping record: LogRecord? = nil) -> Logger {
        let level: Logger.Level = quiet ? .error : verbose ? .debug : .notice
        let format = logFormat
        return Logger(label: "nocitrend") { _ in
            StandardErrorLog(format: format, shownLevel: level, record: record)
        }
    }

    /// Whether a person at a terminal reads what is said, who asked neither for silence nor for a log.
    var isForPerson: Bool { !quiet && logFormat == .text && StandardError.terminal.isThere }

    /// Progress is for such a person, unless each stage is told.
    var showsProgress: Bool { isForPerson && !verbose }
}

/// Writes log lines to standard error as text or JSON.
private struct StandardErrorLog: LogHandler {
    let format: LogOptions.Format
    let shownLevel: Logger.Level
    let record: LogRecord?
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(format: LogOptions.Format, shownLevel: Logger.Level, record: LogRecord?) {
        self.format = format
        self.shownLevel = shownLevel
        self.record = record
        logLevel = record == nil ? shownLevel : .debug
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { _, new in new }.mapValues { "\($0)" }
        record?.keep(Self.json(event, values))
        guard event.level >= shownLevel else { return }
        switch format {
        case .text:
            let details = values.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            let drawing = StandardError.terminal.drawing()
            let level = "\(event.level):"
            let shown =
                event.level >= .error ? drawing.alarm(level) : event.level == .warning ? drawing.caution(level) : level
            StandardError.write("\(shown) \(event.message)\(details)\n")
        case .json: StandardError.write(Self.json(event, values))
        }
    }

    private static func json(_ event: LogEvent, _ values: [String: String]) -> String {
        var line = values
        line["level"] = event.level.rawValue
        line["message"] = event.message.description
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
}

/// The log of a run as JSON lines, for its private folder.
final class LogRecord: Sendable {
    private let lines = Mutex("")

    fileprivate func keep(_ line: String) {
        lines.withLock { $0 += line }
    }

    /// Lines of warnings and errors. A quote within a line is escaped, so that no message looks like one.
    var warnings: Int {
        lines.withLock { text in
            text.split(separator: "\n").count {
                $0.contains("\"level\":\"warning\"") || $0.contains("\"level\":\"error\"")
            }
        }
    }

    var bytes: [UInt8] { lines.withLock { Array($0.utf8) } }
}

extension Logger {
    /// Tells that a stage is done and how long it took.
    func stage(_ name: String, seconds: Double, _ more: Logger.Metadata = [:]) {
        let time: Logger.Metadata = ["stage": "\(name)", "seconds": .string(String(format: "%.4f", seconds))]
        debug("stage done", metadata: time.merging(more) { own, _ in own })
    }
}
