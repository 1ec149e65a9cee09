import Disclosure
import Findings
import Presentation

extension BaselineTable {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: BaselineTableSettings, on page: inout QuestionPage
    ) {
        page.add([BaselinePageTable(finding, by: settings.by).table])
    }
}

/// Table 1 on the page: a row a number or a level, a column a group.
struct BaselinePageTable {
    /// Most groups that the page shows beside all patients; the others are in the CSV.
    static let mostGroups = 12

    private let finding: ReleasedFinding
    private let by: String?
    /// The columns that are shown; `nil` is that of all patients.
    private let columns: [StudyPlace?]
    private let hidden: Int
    private let hasDifferences: Bool

    init(_ finding: ReleasedFinding, by: String?) {
        self.finding = finding
        self.by = by
        let all = finding.all(.columnPatients).map(\.key.column)
        columns = Array(all.prefix(1 + Self.mostGroups))
        hidden = all.count - columns.count
        hasDifferences = !finding.all(.standardizedDifference).isEmpty
    }

    /// The table; `nil` where there is no column.
    var table: PageTable? {
        guard !columns.isEmpty else { return nil }
        let heads = columns.map { column in
            let size = EstimateText.count(finding[.columnPatients, BaselineKey(column: column)]?.value)
            return PageTable.Head("\(column?.label ?? "All patients") (n\u{00A0}=\u{00A0}\(size))", isNumeric: true)
        }
        let difference = PageTable.Head(Quantity.standardizedDifference.label, isNumeric: true)
        var table = PageTable(
            BaselineTable.title + (by.map { " by \(Wording.phrase($0))" } ?? ""),
            heads: [PageTable.Head("Characteristic")] + heads + (hasDifferences ? [difference] : []), note: note)
        for variable in variables {
            if variable.levels.isEmpty {
                addNumeric(variable.place, to: &table)
            } else {
                addCategorical(variable, to: &table)
            }
        }
        return table
    }

    private var note: String? {
        guard hidden > 0 else { return nil }
        let further = NumberText.count(Double(hidden), "further group is", "further groups are")
        return "\(Wording.capitalized(further)) in tables/\(BaselineTable.id).csv."
    }

    private struct Variable {
        let place: StudyPlace
        var levels: [StudyPlace] = []
    }

    /// The variables with their levels, in the order of the finding; the column of all patients has each of them.
    private var variables: [Variable] {
        var variables: [Variable] = []
        for estimate in finding.estimates {
            guard let key = estimate.key as? BaselineKey, key.column == nil, let place = key.variable else { continue }
            let whole = StudyPlace(place.column, origin: place.origin)
            if variables.last?.place != whole { variables.append(Variable(place: whole)) }
            if place.level != nil { variables[variables.count - 1].levels.append(place) }
        }
        return variables
    }

    private func addNumeric(_ variable: StudyPlace, to table: inout PageTable) {
        func cells(_ cell: (BaselineKey) -> String) -> [String] {
            columns.map { cell(BaselineKey(column: $0, variable: variable)) }
        }
        table.row(
            ["\(heading(variable)), mean (SD)"]
                + cells { key in
                    together(finding[.baselineMean, key], finding[.baselineSD, key].map { EstimateText($0).value })
                }
                + difference(variable))
        table.row(
            ["median (quartiles)"]
                + cells { key in
                    let lower = finding[.baselineLowerQuartile, key], upper = finding[.baselineUpperQuartile, key]
                    let quartiles = [lower, upper].map { $0.map { EstimateText($0).value } ?? EstimateText.absent }
                    return together(finding[.baselineMedian, key], quartiles.joined(separator: " to "))
                } + blank, isIndented: true)
        let missing = columns.map { finding[.baselineMissing, BaselineKey(column: $0, variable: variable)] }
        if missing.contains(where: { $0.map { $0.number != 0 } ?? false }) {
            table.row(["missing"] + missing.map { EstimateText.cell($0) } + blank, isIndented: true)
        }
    }

    private func addCategorical(_ variable: Variable, to table: inout PageTable) {
        table.row(["\(heading(variable.place)), n (%)"] + columns.map { _ in "" } + difference(variable.place))
        for level in variable.levels {
            let shares = columns.map { finding[.baselineShare, BaselineKey(column: $0, variable: level)] }
            let cells = shares.map { share -> String in
                guard let share, let count = share.events?.number, !share.isWithheld else {
                    return EstimateText.cell(share)
                }
                return "\(NumberText.count(count)) (\(EstimateText(share).value))"
            }
            table.row([level.label] + cells + blank, isIndented: true)
        }
    }

    private func heading(_ variable: StudyPlace) -> String {
        Wording.capitalized(Wording.phrase(variable.column.text))
    }

    /// A number with what stands in brackets behind it, or why it is not shown.
    private func together(_ leading: ReleasedEstimate?, _ further: String?) -> String {
        guard let leading, leading.number != nil, let further else { return EstimateText.cell(leading) }
        return "\(EstimateText(leading).value) (\(further))"
    }

    private func difference(_ variable: StudyPlace) -> [String] {
        hasDifferences ? [EstimateText.cell(finding[.standardizedDifference, BaselineKey(variable: variable)])] : []
    }

    private var blank: [String] { hasDifferences ? [""] : [] }
}

extension BaselineTable {
    static let reportingItems: [ReportedItem] = [
        .strobe(.characteristics, in: .numbers),
        .strobe(.missingByVariable, in: .numbers),
    ]
}
