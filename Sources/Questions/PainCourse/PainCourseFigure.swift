import Disclosure
import Findings
import Presentation

/// The mixed model's mean at each visit with its interval, a line for each group: a figure for each column compared, or for all patients
/// where none is.
enum PainCourseFigure {
    static let title = "Pain over the study\u{2019}s visits"
    private static let height = 300

    private struct Line {
        let group: StudyPlace?
        let color: FigureColor
        let points: [(day: Int, estimate: ReleasedEstimate)]
    }

    static func plans(_ finding: ReleasedFinding) -> [FigurePlan] {
        finding.instruments.flatMap { instrument in
            let means = finding.all(.meanAtVisit).filter { $0.key.instrument == instrument }
            let pictures = means.map { [$0.key.part?.label ?? "", $0.key.group?.column.text ?? ""] }
                .inOrderOfAppearance()
            let compares = pictures.contains { !$0[1].isEmpty }
            // Where groups are compared, all patients together are in the table.
            return pictures.filter { !compares || !$0[1].isEmpty }.enumerated().compactMap { number, picture in
                let own = means.filter { [$0.key.part?.label ?? "", $0.key.group?.column.text ?? ""] == picture }
                return plan(own, instrument, name: number == 0 ? "pain_course" : "pain_course_\(number + 1)")
            }
        }
    }

    private static func plan(
        _ means: [(key: PainCourseKey, estimate: ReleasedEstimate)], _ instrument: InstrumentInfo, name: String
    ) -> FigurePlan? {
        let groups = means.map(\.key.group).inOrderOfAppearance()
        let lines = zip(groups, FigureColor.series).map { group, color in
            Line(
                group: group, color: color,
                points: means.compactMap { key, estimate in
                    guard key.group == group, let day = key.day, estimate.number != nil else { return nil }
                    return (day, estimate)
                }.sorted { $0.day < $1.day })
        }
        guard let part = means.first?.key.part as StudyPlace??, lines.contains(where: { $0.points.count > 1 }) else {
            return nil
        }
        let column = groups.compactMap { $0?.column.text }.first
        let title = [
            part.map(StudyPart.title), "Pain over the visits", column.map { "by \(Wording.phrase($0))" },
        ].compactMap(\.self).joined(separator: " ")
        let left = groups.count - lines.count
        return FigurePlan(
            name: name, title: part == nil ? title : title.replacing(" Pain", with: ": pain"),
            altText: lines.map(altText).joined(separator: " "),
            caption:
                "Means of the mixed model for repeated measures, with 95% intervals. The vertical axis shows a part of the scale."
                + (left > 0 ? " Only the first \(lines.count) groups are drawn; the table has all." : "")
                + (instrument.directionNote.map { " \($0)" } ?? ""),
            drawing: .gnuplot(script(lines, instrument, name)), data: data(lines, part, name, title))
    }

    private static func script(_ lines: [Line], _ instrument: InstrumentInfo, _ name: String) -> String {
        let drawn = lines.map { line in
            MeanLine(
                label: lines.count > 1 ? line.group?.level?.label ?? "" : nil, color: line.color, points: line.points)
        }
        return GnuplotScript.means(drawn, of: instrument, name: name, height: height)
    }

    private static func altText(_ line: Line) -> String {
        guard let first = line.points.first, let last = line.points.last else { return "" }
        return
            "Line of \(line.group?.level?.label ?? "all patients"): the mean goes from \(EstimateText(first.estimate).value) on day "
            + "\(NumberText.count(first.day)) to \(EstimateText(last.estimate).value) on day \(NumberText.count(last.day))."
    }

    private static func data(_ lines: [Line], _ part: StudyPlace?, _ name: String, _ title: String) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted means with their intervals",
            fields: [
                .init("column", .string, "The column whose levels are compared"), .init("level", .string, "The level"),
                .init("day", .integer, "Planned study day"), .init("mean", .number, "The mean"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: lines.flatMap { line in
                line.points.map { point in
                    [
                        line.group?.column.text ?? "", line.group?.level?.text ?? "", TidyTable.cell(Double(point.day)),
                        TidyTable.cell(point.estimate.value), TidyTable.cell(point.estimate.lower),
                        TidyTable.cell(point.estimate.upper),
                    ]
                }
            })
    }
}
