import Disclosure
import Findings
import Presentation

/// The share with each symptom, band by band.
enum SymptomsFigure {
    static let name = "symptoms"
    static let title = "Other symptoms by duration of exposure"

    private struct Line {
        let name: SymptomName
        let color: FigureColor
        let points: [(band: BandPlace, estimate: ReleasedEstimate)]
    }

    /// The figure, or nothing where no share may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        let shown = finding.all(.symptomShare).filter { $0.estimate.number != nil }
        let bands = shown.compactMap(\.key.band).inOrderOfAppearance().sorted()
        let lines = zip(shown.map(\.key.name).inOrderOfAppearance(), FigureColor.series).map { name, color in
            Line(
                name: name, color: color,
                points: shown.compactMap { key, estimate in
                    key.name == name ? key.band.map { ($0, estimate) } : nil
                })
        }
        guard !lines.isEmpty else { return nil }
        var script = GnuplotScript(name: name, height: 340)
        script.line("set xrange [-0.5:\(Double(bands.count) - 0.5)]")
        script.line("set yrange [0:100]")
        script.line("set ytics 0,25,100 format \"%g%%\"")
        let tics = bands.enumerated().map { "\(GnuplotScript.quoted($1.label)) \($0)" }
        script.line("set xtics (\(tics.joined(separator: ", ")))")
        script.frame(vertical: "With the symptom, of those asked in the band", horizontal: "Days of exposure")
        var plots: [String] = []
        for (number, line) in lines.enumerated() {
            let shift = (Double(number) - Double(lines.count - 1) / 2) * 0.08
            let block = "line\(number)"
            script.data(
                block,
                line.points.map { band, estimate in
                    let limits = estimate.limits
                    let place = Double(bands.firstIndex(of: band) ?? 0) + shift
                    return [place] + [estimate.number, limits?.lower, limits?.upper].map { $0.map { $0 * 100 } }
                })
            let color = line.color.rawValue
            plots += [
                "$\(block) using 1:2 with lines linewidth 1.5 linecolor rgb \"\(color)\"",
                "$\(block) using 1:3:(0):($4-$3) with vectors nohead linewidth 2 linecolor rgb \"\(color)\"",
                "$\(block) using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb \"\(color)\"",
            ]
            script.legend(
                GnuplotScript.short(Wording.capitalized(line.name.label), 20),
                at: "screen \(0.03 + 0.24 * Double(number)),screen 0.05", pointType: 7, color: line.color)
        }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
        return FigurePlan(
            name: name, title: title, altText: lines.map(altText).joined(separator: " "),
            caption: """
                Shares with 95% intervals, one report a patient and band. Bands compare different patients as well as the same ones later. \
                Symptoms for which there is no colour left are in the table.
                """, drawing: .gnuplot(script.text), data: data(lines))
    }

    private static func altText(_ line: Line) -> String {
        let parts = line.points.map { "\(EstimateText($0.estimate).value) at \($0.band.days)" }
        return "\(Wording.capitalized(line.name.label)): \(Wording.list(parts))."
    }

    private static func data(_ lines: [Line]) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted shares with their intervals",
            fields: [
                .init("symptom", .string, "The symptom"),
                .init("band", .string, "Days of exposure"),
                .init("share", .number, "Share with the symptom of the patients asked in the band"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
                .init("n", .integer, "Patients asked in the band"),
            ],
            rows: lines.flatMap { line in
                line.points.map { band, estimate in
                    [
                        line.name.label, band.label, TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower),
                        TidyTable.cell(estimate.upper), TidyTable.cell(estimate.n),
                    ]
                }
            })
    }
}
