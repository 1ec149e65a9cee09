import Presentation

/// A table of the page as text of a fixed width: columns aligned, long cells broken into lines.
struct TableText {
    /// Characters of a line.
    static let width = 100
    /// Between two columns.
    private static let gap = "  "
    /// A column of words is not made narrower than this.
    private static let leastWords = 12

    /// The caption, the table under a rule, and what stands below it.
    static func lines(_ table: PageTable) -> [String] {
        let widths = widths(table)
        var lines = wrapped(table.caption, width)
        lines.append(contentsOf: row(table.heads.map(\.heading), table, widths))
        let ruleWidth = widths.reduce(0, +) + gap.count * max(0, widths.count - 1)
        lines.append(String(repeating: "-", count: ruleWidth))
        for own in table.rows {
            if let heading = own.groupHeading {
                lines.append(contentsOf: wrapped(heading, width))
            } else {
                lines.append(
                    contentsOf: row(own.cells.map { ($0.isIndented ? "  " : "") + $0.text }, table, widths))
            }
        }
        if let note = table.tableNote { lines.append(contentsOf: wrapped(note, width)) }
        return lines
    }

    /// The widths of columns: what their longest cell needs; where that is too much together, columns of words give way, the widest
    /// first.
    private static func widths(_ table: PageTable) -> [Int] {
        var widths = table.heads.indices.map { column in
            ([table.heads[column].heading]
                + table.rows.compactMap { $0.cells.indices.contains(column) ? $0.cells[column].text : nil })
                .map(\.count).max() ?? 0
        }
        func excess() -> Int { widths.reduce(0, +) + gap.count * (widths.count - 1) - width }
        // The head of a column of numbers may take several lines.
        for column in widths.indices where table.heads[column].isNumeric {
            let cells =
                table.rows.compactMap { $0.cells.indices.contains(column) ? $0.cells[column].text.count : nil }.max()
                ?? 0
            let word = table.heads[column].heading.split(separator: " ").map(\.count).max() ?? 0
            widths[column] = max(cells, word, min(widths[column], leastWords))
        }
        while excess() > 0 {
            guard
                let widest = widths.indices.filter({ !table.heads[$0].isNumeric && widths[$0] > leastWords })
                    .max(by: { widths[$0] < widths[$1] })
            else { break }
            widths[widest] = max(leastWords, widths[widest] - excess())
        }
        return widths
    }

    private static func row(_ cells: [String], _ table: PageTable, _ widths: [Int]) -> [String] {
        let broken = zip(cells, widths).map { wrapped($0, $1) }
        let height = broken.map(\.count).max() ?? 0
        return (0..<height).map { line in
            let parts = broken.enumerated().map { column, lines in
                // Numbers stand beside the last line of a long name, heads on the line above the rule.
                let place = line - (height - lines.count)
                let text =
                    table.heads[column].isNumeric
                    ? (place >= 0 ? lines[place] : "") : (line < lines.count ? lines[line] : "")
                let space = String(repeating: " ", count: max(0, widths[column] - text.count))
                return table.heads[column].isNumeric ? space + text : text + space
            }
            var text = parts.joined(separator: gap)
            while text.hasSuffix(" ") { text.removeLast() }
            return text
        }
    }

    /// A text in lines of at most so many characters; a longer word is cut. Blanks at its start stay.
    static func wrapped(_ text: String, _ width: Int) -> [String] {
        let indent = String(text.prefix { $0 == " " })
        var lines: [String] = []
        for word in text.split(separator: " ") {
            var rest = Substring(word)
            if let last = lines.last, last.count + 1 + rest.count <= width {
                lines[lines.count - 1] = last + " " + rest
                continue
            }
            repeat {
                let room = max(1, width - indent.count)
                lines.append(indent + rest.prefix(room))
                rest = rest.dropFirst(room)
            } while !rest.isEmpty
        }
        return lines.isEmpty ? [""] : lines
    }
}
