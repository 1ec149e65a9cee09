import Foundation
import History

extension StandardOutput {
    /// Columns without a terminal.
    private static let pipeWidth = 80

    private static var isTerminal: Bool { isatty(FileHandle.standardOutput.fileDescriptor) == 1 }

    /// How text is drawn there: as wide as the terminal is, in colours on a terminal unless `NO_COLOR` is set (no-color.org), in ASCII where
    /// the locale is not UTF-8.
    static func drawing(ascii: Bool) -> TerminalDrawing {
        let environment = ProcessInfo.processInfo.environment
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        return TerminalDrawing(
            width: width, isASCII: ascii || !isUTF8(environment), isColored: isTerminal && !isPlain)
    }

    private static var width: Int {
        var size = winsize()
        guard isTerminal, ioctl(FileHandle.standardOutput.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
        else { return pipeWidth }
        return Int(size.ws_col)
    }

    /// As POSIX has it: the first of the three that is set says.
    private static func isUTF8(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
