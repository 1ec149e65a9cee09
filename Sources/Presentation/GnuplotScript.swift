/// A gnuplot script that holds its data and reads nothing else.
public struct GnuplotScript {
    /// Width of every figure in its own units; text of 15 stays legible when the page scales it to a phone.
    public static let width = 600

    /// The script so far.
    public private(set) var text: String

    /// Opens a script for a figure of this height.
    public init(name: String, height: Int) {
        text = """
            # \(name).svg: gnuplot \(name).gp > \(name).svg
            set encoding utf8
            set terminal svg size \(Self.width),\(height) dynamic font "sans-serif,15" name "\(name)" noenhanced
            set border 0
            set tics scale 0 textcolor rgb "\(FigureColor.muted.rawValue)"
            set errorbars 0
            set pointintervalbox 0
            unset key

            """
    }

    /// Adds a line of the script.
    public mutating func line(_ text: String) {
        self.text += text + "\n"
    }

    /// Adds a block of numbers; an empty row parts the curve. Absent numbers are NaN.
    public mutating func data(_ name: String, _ rows: [[Double?]]) {
        text += "$\(name) << END\n"
        for row in rows {
            text += row.map { $0.map { TidyTable.cell($0) } ?? "NaN" }.joined(separator: " ") + "\n"
        }
        text += "END\n"
    }

    /// Adds a text at a place such as `first 3,screen 0.5`.
    public mutating func label(_ text: String, at place: String, _ options: String = "", color: FigureColor = .ink) {
        line("set label \(Self.quoted(text)) at \(place) \(options) textcolor rgb \"\(color.rawValue)\"")
    }

    /// Adds an entry of the legend: a mark and its name.
    public mutating func legend(_ text: String, at place: String, pointType: Int, color: FigureColor) {
        line(
            "set label \(Self.quoted(text)) at \(place) left point pointtype \(pointType) pointsize 1 linecolor rgb "
                + "\"\(color.rawValue)\" offset 1,-0.3 textcolor rgb \"\(FigureColor.ink.rawValue)\"")
    }

    /// A string of the script. Between single quotes gnuplot neither escapes nor substitutes. A quote within becomes a
    /// typographic one: gnuplot's own way, doubling it, fails in 5.4 where it is the first character.
    public static func quoted(_ text: String) -> String {
        let oneLine = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        let printable = String(oneLine.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
        return "'" + printable.replacing("'", with: "\u{2019}") + "'"
    }

    /// A text cut to a length, with an ellipsis where it is longer.
    public static func short(_ text: String, _ length: Int) -> String {
        text.count <= length ? text : text.prefix(length - 1).trimmingSuffix() + "\u{2026}"
    }
}

extension Substring {
    fileprivate func trimmingSuffix() -> String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
