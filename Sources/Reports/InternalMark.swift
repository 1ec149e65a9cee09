import Presentation

/// What an internal report bears on every page, table, figure and notebook, also where one of them is taken out of its folder.
enum InternalMark {
    /// The watermark.
    static let word = "INTERNAL"
    /// For texts.
    static let sentence = "INTERNAL: small numbers are not withheld. Do not pass on."
    /// The last column of every table, and what stands in each of its cells: a comment line would be a record to most readers of CSV, and
    /// a file's name is lost when it is renamed.
    static let column = "internal"
    static let cell = "do not pass on"

    /// A figure's elements with the word across them.
    ///
    /// - Parameters:
    ///   - svg: a whole SVG, whose view box begins at 0, 0.
    static func across(_ svg: String) -> String {
        guard let box = svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/), let width = Double(box.1),
            let height = Double(box.2), let end = svg.range(of: "</svg>", options: .backwards)
        else { return svg }
        let (x, y, size) = (Int(width / 2), Int(height / 2), Int(width / 7))
        let mark =
            "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\" font-weight=\"700\" text-anchor=\"middle\" dominant-baseline=\"middle\" "
            + "transform=\"rotate(-20 \(x) \(y))\" fill=\"\(FigureColor.second.rawValue)\" fill-opacity=\"0.18\" "
            + "pointer-events=\"none\" font-family=\"\(SVGText.fontFamily)\">\(word)</text>\n"
        return svg.replacingCharacters(in: end, with: mark + "</svg>")
    }

    /// A gnuplot script that says so above its first line.
    static func onScript(_ script: String) -> String {
        let lines = script.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return (["# " + sentence] + lines).joined(separator: "\n")
    }
}

extension TidyTable {
    /// The table with the column that says that it is internal.
    var markedInternal: TidyTable {
        let field = Field(InternalMark.column, .string, InternalMark.sentence)
        return TidyTable(
            name: name, title: title, description: description, fields: fields + [field],
            rows: rows.map { $0 + [InternalMark.cell] })
    }
}
