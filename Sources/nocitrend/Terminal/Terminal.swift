import Foundation
import History

/// What a descriptor writes to: a person's terminal, a pipe or a file.
struct Terminal {
    let descriptor: Int32

    /// Columns without a terminal.
    private static let pipeWidth = 80

    /// Whether somebody is watching.
    var isThere: Bool { isatty(descriptor) == 1 }

    /// Columns of a line.
    var columns: Int {
        var size = winsize()
        guard isThere, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return Self.pipeWidth }
        return Int(size.ws_col)
    }

    /// How text is drawn there: as wide as the terminal is, in colours on a terminal unless `NO_COLOR` is set (no-color.org), in ASCII where
    /// the locale is not UTF-8.
    func drawing(ascii: Bool = false) -> TerminalDrawing {
        let environment = ProcessInfo.processInfo.environment
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        return TerminalDrawing(
            width: columns, isASCII: ascii || !Self.isUTF8(environment), isColored: isThere && !isPlain)
    }

    /// As POSIX has it: the first of the three that is set says.
    private static func isUTF8(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
