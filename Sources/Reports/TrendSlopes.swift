import Findings

/// The slopes of the models of pain against exposure, side by side, and whether they agree.
struct TrendSlopes {
    /// One slope of one model.
    struct Slope {
        let estimate: Estimate
        let test: HypothesisTest?
        let patients: Measure?

        var model: String { estimate.group["model"] ?? "" }
        var term: String? { estimate.group["term"] }

        /// Whether it says how pain moves with exposure: differences between patients, and between slopes, do not.
        var isOfDuration: Bool { term != "between" && term != "between_minus_within" }
    }

    let instrument: String
    let slopes: [Slope]

    init(_ finding: Finding, instrument: String) {
        self.instrument = instrument
        slopes = finding.leadingEstimates(named: "slope").filter { $0.group["instrument"] == instrument }.map {
            estimate in
            let model = ["instrument": instrument, "model": estimate.group["model"] ?? ""]
            return Slope(
                estimate: estimate, test: finding.test("slope_is_zero", estimate.group),
                patients: estimate.n ?? finding.estimate("patients", model)?.value)
        }
    }

    /// Whether the slope keeps its sign and its size, in a sentence; `nil` with fewer than three models to compare.
    var agreement: String? {
        let compared = slopes.filter { $0.isOfDuration && $0.estimate.value?.number != nil }
        let values = compared.compactMap(\.estimate.value?.number)
        guard let main = compared.first(where: { $0.model == "unadjusted" }), let slope = main.estimate.value?.number,
            values.count >= 3, let least = values.min(), let greatest = values.max()
        else { return nil }
        let text = EstimateText(main.estimate)
        let range = "\(text.limit(least)) to \(text.limit(greatest)) \(Wording.points(instrument)) per 30 days"
        guard least > 0 || greatest < 0 else {
            return "The slope does not keep its sign across \(values.count) models: it goes from \(range)."
        }
        let clear = compared.count { slope in
            guard let lower = slope.estimate.lower?.number, let upper = slope.estimate.upper?.number else {
                return false
            }
            return lower > 0 || upper < 0
        }
        let furthest = values.map { abs($0 / slope - 1) }.max() ?? 0
        return "The slope keeps its sign in all \(values.count) models, from \(range), "
            + "at most \(NumberText.percent(furthest)) away from the unadjusted one; "
            + (clear == values.count
                ? "every interval excludes zero."
                : "\(clear) of \(values.count) intervals \(clear == 1 ? "excludes" : "exclude") zero.")
    }

    /// The table of slopes.
    var table: PageTable {
        var table = PageTable(
            "The slope under every model, in \(Wording.points(instrument)) per 30 days of exposure, with 95% intervals",
            heads: [
                .init("Model"), .init("Patients", isNumeric: true), .init("Slope", isNumeric: true),
            ] + TestTable.pHeads, note: [agreement, TestTable.pNote].compactMap(\.self).joined(separator: " "))
        for slope in slopes where slope.term != "between_minus_within" {
            table.row(
                [
                    Wording.slope(model: slope.model, term: slope.term), EstimateText.count(slope.patients),
                    EstimateText(slope.estimate).cell,
                ] + TestTable.pCells(slope.test))
        }
        return table
    }
}
