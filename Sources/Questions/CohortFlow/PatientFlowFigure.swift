import Disclosure
import Findings
import Presentation

/// Who is in and who fell out where, as boxes from the top down (STROBE; von Elm et al. 2007,
/// doi:10.1016/S0140-6736(07)61602-X). Drawn directly: gnuplot has no boxes that fit their text.
enum PatientFlowFigure {
    static let name = "patient_flow"
    static let title = CohortFlow.title

    private static let width = 600.0
    private static let lineHeight = 19.0
    private static let padding = 10.0
    /// Mean width of a character at size 15, generous, as typefaces differ.
    private static let characterWidth = 8.0
    /// How far from a box's left edge the line to the next one runs, so that notes have room beside it.
    private static let lineInset = 36.0

    /// The figure, or nothing where the finding has no stages.
    static func plan(_ flow: PatientFlow) -> FigurePlan? {
        guard !flow.branches.isEmpty else { return nil }
        var canvas = Canvas()
        var y = 12.0
        if let trunk = flow.trunk {
            y = canvas.column(trunk.steps, x: 90, width: 420, from: y)
        }
        let middle = flow.trunk == nil ? nil : width / 2
        if flow.arms.count == 1, let arm = flow.arms.first {
            y = canvas.branch(arm, x: 90, width: 420, from: y, trunk: middle)
        } else if !flow.arms.isEmpty {
            let columns = Double(flow.arms.count)
            let each = (width - 16 * (columns + 1)) / columns
            y =
                flow.arms.enumerated().map { index, arm in
                    canvas.branch(arm, x: 16 + Double(index) * (each + 16), width: each, from: y, trunk: middle)
                }.max() ?? y
        }
        let elements =
            "<g font-family=\"\(SVGText.fontFamily)\" font-size=\"15\" fill=\"\(FigureColor.ink.rawValue)\">\n"
            + canvas.elements.joined(separator: "\n") + "\n</g>\n"
        return FigurePlan(
            name: name, title: title, altText: altText(flow),
            caption: "Boxes are patients at each stage; those named on the line between two boxes were left out there.",
            drawing: .elements(elements, width: Int(width), height: Int(y + 12)), data: data(flow))
    }

    /// Gathers the elements of the drawing.
    private struct Canvas {
        var elements: [String] = []

        /// A branch under its heading, tied to the trunk above it. Returns where it ends.
        mutating func branch(
            _ branch: PatientFlow.Branch, x: Double, width: Double, from y: Double, trunk: Double?
        ) -> Double {
            let line = x + PatientFlowFigure.lineInset
            let heading = branch.name.label
            guard let trunk else {
                elements.append(text(heading, x: x, y: y + 15, anchor: "start", color: .muted))
                return column(branch.steps, x: x, width: width, from: y + 24)
            }
            elements.append(path("M\(n(trunk)),\(n(y)) V\(n(y + 18)) H\(n(line)) V\(n(y + 52))"))
            elements.append(text(heading, x: line + 12, y: y + 42, anchor: "start", color: .muted))
            return column(branch.steps, x: x, width: width, from: y + 52)
        }

        /// Boxes one below the other, with those left out between them. Returns where the last one ends.
        mutating func column(_ steps: [PatientFlow.Step], x: Double, width: Double, from start: Double) -> Double {
            var y = start
            let line = x + PatientFlowFigure.lineInset
            for (index, step) in steps.enumerated() {
                if index > 0 || !step.leftOut.isEmpty {
                    let notes = step.leftOut.flatMap { reason, patients in
                        PatientFlowFigure.wrapped(
                            "\(Wording.capitalized(reason)): \(EstimateText.count(patients.value))",
                            width: width - PatientFlowFigure.lineInset - 18)
                    }
                    let height = max(26, Double(notes.count) * lineHeight + 20)
                    elements.append(path("M\(n(line)),\(n(y)) V\(n(y + height))"))
                    if !notes.isEmpty {
                        elements.append(path("M\(n(line)),\(n(y + 10 + 9)) h10"))
                    }
                    for (number, note) in notes.enumerated() {
                        let base = y + 10 + Double(number) * lineHeight + 14
                        elements.append(text(note, x: line + 16, y: base, anchor: "start", color: .muted))
                    }
                    y += height
                }
                y = box(step, x: x, width: width, from: y)
            }
            return y
        }

        private mutating func box(_ step: PatientFlow.Step, x: Double, width: Double, from y: Double) -> Double {
            let lines = PatientFlowFigure.wrapped(Wording.capitalized(step.stage), width: width - 2 * padding)
            let height = Double(lines.count + 1) * lineHeight + 2 * padding
            elements.append(
                "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" rx=\"6\" fill=\"none\" "
                    + "stroke=\"\(FigureColor.first.rawValue)\" stroke-width=\"1.5\"/>")
            for (index, line) in lines.enumerated() {
                let base = y + padding + Double(index) * lineHeight + 14
                elements.append(text(line, x: x + width / 2, y: base, anchor: "middle", color: .ink))
            }
            let base = y + padding + Double(lines.count) * lineHeight + 14
            elements.append(
                text(
                    EstimateText.count(step.patients.value), x: x + width / 2, y: base, anchor: "middle", color: .ink,
                    isBold: true))
            return y + height
        }

        private func path(_ d: String) -> String {
            "<path d=\"\(d)\" fill=\"none\" stroke=\"\(FigureColor.muted.rawValue)\" stroke-width=\"1.2\"/>"
        }

        private func text(
            _ text: String, x: Double, y: Double, anchor: String, color: FigureColor, isBold: Bool = false
        ) -> String {
            "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\" fill=\"\(color.rawValue)\""
                + (isBold ? " font-weight=\"600\"" : "") + ">\(SVGText.escaped(text))</text>"
        }

        /// A coordinate: at most one decimal, in the C locale.
        private func n(_ value: Double) -> String {
            TidyTable.cell((value * 10).rounded() / 10)
        }
    }

    /// A text in lines that fit a width; a longer word stands alone.
    static func wrapped(_ text: String, width: Double) -> [String] {
        let limit = max(8, Int(width / characterWidth))
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= limit {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private static func altText(_ flow: PatientFlow) -> String {
        "Flow diagram. "
            + flow.branches.map { branch in
                branch.steps.map { "\(Wording.capitalized($0.stage)): \(EstimateText.count($0.patients.value))" }
                    .joined(separator: "; ") + "."
            }.joined(separator: " ")
    }

    private static func data(_ flow: PatientFlow) -> TidyTable {
        let rows = flow.branches.flatMap { branch in
            branch.steps.flatMap { step in
                func row(_ quantity: Quantity<FlowKey>, _ words: String, _ patients: ReleasedEstimate) -> [String] {
                    [branch.name.rawValue, String(step.number), quantity.id, words, TidyTable.cell(patients.value)]
                }
                return step.leftOut.map { row(.leftOut, $0.reason, $0.patients) }
                    + [row(.reached, step.stage, step.patients)]
            }
        }
        return TidyTable(
            name: name, title: title,
            description: "Patients at each stage and those left out on the way to it",
            fields: [
                .init("branch", .string, "all, withdrawal or pain"),
                .init("step", .integer, "Number of the stage within its branch"),
                .init("name", .string, "patients (who reached it) or left_out (on the way to it)"),
                .init("stage", .string, "The stage, or the reason"),
                .init("patients", .integer, "Patients"),
            ], rows: rows)
    }
}
