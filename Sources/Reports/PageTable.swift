/// A table of the page, with all of its text made.
struct PageTable {
    /// The head of a column.
    struct Head {
        let heading: String
        let isNumeric: Bool

        init(_ heading: String, isNumeric: Bool = false) {
            self.heading = heading
            self.isNumeric = isNumeric
        }
    }

    /// A cell; the first of a row is its header.
    struct Cell {
        let text: String
        let isNumeric: Bool
        let isRowHeader: Bool
        let isWithheld: Bool
        let isIndented: Bool
    }

    /// A row of cells, or a heading over the rows below it.
    struct Row {
        let cells: [Cell]
        let groupHeading: String?
        let span: Int
    }

    let caption: String
    let tableNote: String?
    let heads: [Head]
    private(set) var rows: [Row] = []
    /// Whether any number of the table is withheld; the page then says by which rule.
    private(set) var hasWithheld = false

    init(_ caption: String, heads: [Head], note: String? = nil) {
        self.caption = caption
        self.heads = heads
        self.tableNote = note?.isEmpty == true ? nil : note
    }

    /// Adds a row; there is a text for each head.
    mutating func row(_ texts: [String], isIndented: Bool = false) {
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
    mutating func group(_ heading: String) {
        rows.append(Row(cells: [], groupHeading: heading, span: heads.count))
    }
}

extension PageTable {
    /// A figure's numbers as a table, for where the figure cannot be drawn.
    init(plotted data: TidyTable) {
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
