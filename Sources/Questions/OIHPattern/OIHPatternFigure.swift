import Disclosure
import Findings
import Presentation

/// The share in each class, beside what scores in random order give.
enum OIHPatternFigure {
    static let name = "oih_pattern"
    static let title = "Courses by what they are compatible with"

    private struct Bar {
        let pattern: PatternTerm
        let share: ReleasedEstimate
        let chance: Double?
    }

    /// The figure, or nothing where no share may be shown.
    static func plan(_ finding: ReleasedFinding, _ key: OIHPatternKey) -> FigurePlan? {
        let bars = PatternTerm.allCases.compactMap { pattern -> Bar? in
            var own = key
            own.pattern = pattern
            guard let share = finding[.patternClassShare, own], share.number != nil else { return nil }
            return Bar(pattern: pattern, share: share, chance: finding[.patternChance, own]?.number)
        }
        guard !bars.isEmpty else { return nil }
        return FigurePlan(
            name: name, title: title, altText: bars.map(altText).joined(separator: " "),
            caption: """
                Shares of the patients judged with 95% intervals. The open marks are what the same table gives of the same scores in random \
                order. A class is a count of compatible courses and no diagnosis.
                """, drawing: .gnuplot(script(bars)), data: data(bars))
    }

    private static func script(_ bars: [Bar]) -> String {
        var script = GnuplotScript(name: name, height: 90 + 36 * bars.count)
        let most = bars.flatMap { [$0.share.limits?.upper, $0.share.number, $0.chance] }.compactMap(\.self).max() ?? 1
        script.line("set xrange [0:\(TidyTable.cell(min(100, 105 * most + 1)))]")
        script.line("set yrange [\(-Double(bars.count) + 0.5):0.5]")
        let tics = bars.enumerated().map { "\(GnuplotScript.quoted(name($1.pattern))) \(-$0)" }
        script.line("set ytics (\(tics.joined(separator: ", ")))")
        script.line("set xtics format \"%g%%\"")
        script.line(
            "set grid xtics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        script.line("set lmargin at screen 0.45")
        script.line("set rmargin at screen 0.97")
        script.data(
            "observed",
            bars.enumerated().map { number, bar in
                let limits = bar.share.limits
                return [-Double(number)] + [bar.share.number, limits?.lower, limits?.upper].map { $0.map { $0 * 100 } }
            })
        script.data("chance", bars.enumerated().map { [-Double($0), $1.chance.map { $0 * 100 }] })
        let (first, second) = (FigureColor.first.rawValue, FigureColor.second.rawValue)
        script.line(
            """
            plot $observed using 3:1:($4-$3):(0) with vectors nohead linewidth 2 linecolor rgb "\(first)", \\
                $observed using 2:1 with points pointtype 7 pointsize 0.9 linecolor rgb "\(first)", \\
                $chance using 2:1 with points pointtype 6 pointsize 0.9 linewidth 1.5 linecolor rgb "\(second)"
            """)
        return script.text
    }

    /// Short enough for the figure's margin.
    private static func name(_ pattern: PatternTerm) -> String {
        Wording.capitalized(pattern.label.replacing("compatible with ", with: ""))
    }

    private static func altText(_ bar: Bar) -> String {
        let chance = bar.chance.map { ", by chance \(NumberText.percent($0))" } ?? ""
        return "\(Wording.capitalized(bar.pattern.label)): \(EstimateText(bar.share).value)\(chance)."
    }

    private static func data(_ bars: [Bar]) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted shares with their intervals",
            fields: [
                .init("pattern", .string, "The class"),
                .init("share", .number, "Share of the patients judged"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
                .init("by_chance", .number, "The share that scores in random order give"),
                .init("n", .integer, "Patients judged"),
            ],
            rows: bars.map { bar in
                [
                    bar.pattern.rawValue, TidyTable.cell(bar.share.value), TidyTable.cell(bar.share.lower),
                    TidyTable.cell(bar.share.upper), bar.chance.map { TidyTable.cell($0) } ?? "",
                    TidyTable.cell(bar.share.n),
                ]
            })
    }
}
