import Findings

/// A table of the page, with all of its text made.
public struct PageTable: Sendable {
    /// The head of a column.
    public struct Head: Sendable {
        /// What it says.
        public let heading: String
        /// Whether the column is set right, as numbers are.
        public let isNumeric: Bool

        /// A head.
        public init(_ heading: String, isNumeric: Bool = false) {
            self.heading = heading
            self.isNumeric = isNumeric
        }
    }

    /// A cell; the first of a row is its header.
    public struct Cell: Sendable {
        /// What it says.
        public let text: String
        /// Whether the column is set right, as numbers are.
        public let isNumeric: Bool
        /// Whether it is the header of its row.
        public let isRowHeader: Bool
        /// Whether it stands for a number that is not shown.
        public let isWithheld: Bool
        /// Whether it belongs to the row above.
        public let isIndented: Bool
    }

    /// A row of cells, or a heading over the rows below it.
    public struct Row: Sendable {
        /// The cells; none of a heading.
        public let cells: [Cell]
        /// The heading; `nil` of a row of cells.
        public let groupHeading: String?
        /// How many columns a heading spans.
        public let span: Int
    }

    /// What the table shows.
    public let caption: String
    /// What stands below it.
    public let tableNote: String?
    /// The heads of its columns.
    public let heads: [Head]
    /// Its rows.
    public private(set) var rows: [Row] = []
    /// Whether any number of the table is withheld; the page then says by which rule.
    public private(set) var hasWithheld = false

    /// A table without rows yet.
    public init(_ caption: String, heads: [Head], note: String? = nil) {
        self.caption = caption
        self.heads = heads
        self.tableNote = note?.isEmpty == true ? nil : note
    }

    /// Adds a row; there is a text for each head.
    public mutating func row(_ texts: [String], isIndented: Bool = false) {
        let cells = zip(texts, heads).enumerated().map { index, pair in
            Cell(
                text: pair.0, isNumeric: pair.1.isNumeric, isRowHeader: index == 0,
                isWithheld: index > 0 && pair.0 == EstimateText.withheld,
                isIndented: isIndented && index == 0)
        }
        hasWithheld = hasWithheld || texts.dropFirst().contains { $0.contains(EstimateText.withheld) }
        rows.append(Row(cells: cells, groupHeading: nil, span: heads.count))
    }

    /// Adds a heading over the rows that follow.
    public mutating func group(_ heading: String) {
        rows.append(Row(cells: [], groupHeading: heading, span: heads.count))
    }
}

extension PageTable {
    /// The table with at most `most` rows, and a note on where the others are.
    public func shortened(to most: Int, othersIn file: String) -> PageTable {
        guard rows.count > most else { return self }
        let others = "\(NumberText.count(rows.count - most)) further rows are in \(file)."
        var short = PageTable(
            caption, heads: heads, note: [tableNote, others].compactMap(\.self).joined(separator: " "))
        short.rows = Array(rows.prefix(most))
        short.hasWithheld = hasWithheld
        return short
    }

    /// A figure's numbers as a table, for where the figure cannot be drawn.
    public init(plotted data: TidyTable) {
        self.init(
            data.title,
            heads: data.fields.map { Head(Wording.capitalized(Wording.phrase($0.name)), isNumeric: $0.kind != .string) }
        )
        for cells in data.rows {
            row(
                zip(cells, data.fields).map { cell, field in
                    guard field.kind == .number, let number = Double(cell) else { return cell }
                    return number == number.rounded()
                        ? NumberText.count(number)
                        : NumberText.fixed(number, decimals: NumberText.decimals(value: number))
                })
        }
    }
}
