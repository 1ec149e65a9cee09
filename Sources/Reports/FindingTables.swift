import Findings

/// The detailed tables of the page, by finding.
enum FindingTables {
    static func tables(_ finding: Finding) -> [PageTable] {
        switch finding.id {
        case "cohort_flow": flow(finding)
        case "baseline_table": baseline(finding)
        case "day7_withdrawal": day7(finding)
        case "withdrawal_course": course(finding)
        case "pain_trend": trend(finding)
        case "other_explanations":
            finding.levels(of: "instrument").compactMap {
                OtherExplanationsTable(finding: finding, instrument: $0).table
            }
        case "pain_by_duration_band": bands(finding)
        case "evoked_pain": EvokedPainTables.tables(finding)
        default: plain(finding)
        }
    }

    // MARK: Who is in

    private static func flow(_ finding: Finding) -> [PageTable] {
        let flow = PatientFlow(finding)
        guard !flow.branches.isEmpty else { return [] }
        var table = PageTable(
            "Patients at each stage, and those left out on the way to it",
            heads: [.init("Stage"), .init("Patients", isNumeric: true), .init("Left out on the way")])
        for branch in flow.branches {
            if flow.branches.count > 1 {
                table.group(branch.name == "all" ? "Everybody" : Wording.capitalized(Wording.phrase(branch.name)))
            }
            for step in branch.steps {
                let left = step.leftOut.map {
                    "\(Wording.capitalized($0.reason)): \(EstimateText.count($0.patients.value))"
                }
                table.row([
                    Wording.capitalized(step.stage), EstimateText.count(step.patients.value),
                    left.isEmpty ? EstimateText.absent : left.joined(separator: "; "),
                ])
            }
        }
        return [table]
    }

    private static func baseline(_ finding: Finding) -> [PageTable] {
        let columns = finding.estimates(named: "patients").compactMap { $0.group["column"] }.inOrderOfAppearance()
        let sorted = columns.filter { $0 == "overall" } + columns.filter { $0 != "overall" }
        let differences = finding.estimates(named: "standardized_difference")
        var heads = [PageTable.Head("Characteristic")]
        heads += sorted.map { column in
            let size = finding.estimate("patients", ["column": column])?.value
            let label = column == "overall" ? "Everybody" : column
            return .init("\(label) (n\u{00A0}=\u{00A0}\(EstimateText.count(size)))", isNumeric: true)
        }
        if !differences.isEmpty { heads.append(.init("Largest standardised difference", isNumeric: true)) }
        let by = finding.settings["by"].map { " by \(Wording.variable($0))" } ?? ""
        var table = PageTable("Patients at baseline\(by)", heads: heads)

        let described = finding.estimates.filter { $0.group["variable"] != nil }
        let variables = described.compactMap { $0.group["variable"] }.inOrderOfAppearance()
        for variable in variables {
            let own = described.filter { $0.group["variable"] == variable }
            let difference = differences.first { $0.group["variable"] == variable }.map {
                EstimateText.text($0.value) { NumberText.fixed($0, decimals: 2) }
            }
            let end = differences.isEmpty ? [] : [difference ?? EstimateText.absent]
            let blank = differences.isEmpty ? [] : [""]
            func find(_ name: String, _ column: String, level: String? = nil) -> Estimate? {
                own.first { $0.name == name && $0.group["column"] == column && $0.group["level"] == level }
            }
            let heading = Wording.capitalized(Wording.variable(variable))
            let levels = own.filter { $0.name == "share" }.compactMap { $0.group["level"] }.inOrderOfAppearance()
            if levels.isEmpty {
                table.row(
                    ["\(heading), mean (SD)"]
                        + sorted.map { pair(find("mean", $0), find("sd", $0)) } + end)
                table.row(
                    ["median (quartiles)"]
                        + sorted.map {
                            quartiles(find("median", $0), find("lower_quartile", $0), find("upper_quartile", $0))
                        }
                        + blank, isIndented: true)
            } else {
                table.row(
                    ["\(heading), n (%)"] + sorted.map { _ in "" } + end)
                for level in levels {
                    table.row(
                        [level] + sorted.map { countAndShare(find("share", $0, level: level)) } + blank,
                        isIndented: true)
                }
            }
            if sorted.contains(where: { find("missing", $0).map { $0.value?.number != 0 } ?? false }) {
                table.row(
                    ["missing"]
                        + sorted.map { column in
                            find("missing", column).map {
                                EstimateText($0).isShare ? EstimateText($0).value : share($0.value)
                            }
                                ?? EstimateText.absent
                        } + blank, isIndented: true)
            }
        }
        return [table]
    }

    private static func share(_ measure: Measure?) -> String {
        EstimateText.text(measure) { NumberText.percent($0) }
    }

    private static func oneDecimal(_ measure: Measure?) -> String {
        EstimateText.text(measure) { NumberText.fixed($0, decimals: 1) }
    }

    private static func pair(_ mean: Estimate?, _ sd: Estimate?) -> String {
        guard let mean, mean.value?.isWithheld != true else { return oneDecimal(mean?.value) }
        return "\(oneDecimal(mean.value)) (\(oneDecimal(sd?.value)))"
    }

    private static func quartiles(_ median: Estimate?, _ lower: Estimate?, _ upper: Estimate?) -> String {
        guard let median, median.value?.isWithheld != true else { return oneDecimal(median?.value) }
        return "\(oneDecimal(median.value)) (\(oneDecimal(lower?.value)) to \(oneDecimal(upper?.value)))"
    }

    private static func countAndShare(_ estimate: Estimate?) -> String {
        guard let estimate else { return EstimateText.absent }
        guard estimate.value?.isWithheld != true, let events = estimate.events else { return share(estimate.value) }
        return "\(EstimateText.count(events)) (\(share(estimate.value)))"
    }

    // MARK: Withdrawal

    private static func day7(_ finding: Finding) -> [PageTable] {
        let shares = Day7Shares(finding)
        guard !shares.groups.isEmpty else { return [] }
        let denominators = shares.denominators
        let hasWeights = denominators.contains("weighted")
        var wilson = PageTable(
            "Share without withdrawal around day \(shares.day), with 95% Wilson intervals",
            heads: [.init("Group"), .init("Free / assessed", isNumeric: true)]
                + denominators.map { .init(Wording.denominator($0), isNumeric: true) },
            note: hasWeights ? "Weighted: t intervals on the logit scale" + effectiveSize(shares) + "." : nil)
        var missing = PageTable(
            "Patients not assessed around day \(shares.day)"
                + (shares.claim.map { ", and the share among those assessed against \(NumberText.level($0))" } ?? ""),
            heads: [.init("Group"), .init("Not assessed", isNumeric: true)]
                + (shares.claim == nil ? [] : TestTable.pHeads),
            note: shares.claim == nil
                ? nil : "p: two-sided exact binomial test of the share among those assessed. " + TestTable.pNote)
        let counted = denominators.filter { $0 != "weighted" }
        var exact = PageTable(
            "The same shares with exact (Clopper\u{2013}Pearson) intervals",
            heads: [.init("Group")] + counted.map { .init(Wording.denominator($0), isNumeric: true) })
        var heading: String?
        for group in shares.groups {
            if let variable = group.variable, variable != heading {
                heading = variable
                wilson.group("By \(Wording.variable(variable))")
                missing.group("By \(Wording.variable(variable))")
                exact.group("By \(Wording.variable(variable))")
            }
            wilson.row([group.label, counts(group.assessed)] + denominators.map { cell(group.shares[$0]) })
            missing.row(
                [group.label, group.notAssessed.map { EstimateText($0).value } ?? EstimateText.absent]
                    + (shares.claim == nil ? [] : TestTable.pCells(group.tests["assessed"])))
            exact.row([group.label] + counted.map { cell(group.exact[$0]) })
        }
        return [wilson, missing] + (shares.groups.contains { !$0.exact.isEmpty } ? [exact] : [])
    }

    /// `; the overall one says as much as 938 patients of equal weight would`.
    private static func effectiveSize(_ shares: Day7Shares) -> String {
        shares.overall?.effectiveSize?.value?.number.map {
            "; the overall share says as much as \(NumberText.count($0)) patients of equal weight would"
        } ?? ""
    }

    private static func counts(_ share: Estimate?) -> String {
        guard let share, share.n?.isWithheld != true else { return EstimateText.count(share?.n) }
        return "\(EstimateText.count(share.events)) / \(EstimateText.count(share.n))"
    }

    /// Days in the page's table; further ones are in the CSV.
    private static let mostDays = 31

    private static func course(_ finding: Finding) -> [PageTable] {
        [("day", "Day"), ("week", "Week")].compactMap { key, heading -> PageTable? in
            let shares = finding.estimates(named: "no_withdrawal_share").filter { $0.group[key] != nil }
            let curve = finding.estimates(named: "not_yet_free_share").filter { $0.group[key] != nil }
            let scales = (shares + curve).map { $0.group["scale"] }.inOrderOfAppearance()
            let times = Set((shares + curve).compactMap { $0.group[key].flatMap { Int($0) } }).sorted()
            guard !times.isEmpty else { return nil }
            let left = times.count - mostDays
            var table = PageTable(
                "Withdrawal by \(key) since the index day",
                heads: [
                    .init(heading), .init("Assessed", isNumeric: true), .init("Without withdrawal", isNumeric: true),
                ]
                    + (curve.isEmpty ? [] : [.init("Not yet free (Kaplan\u{2013}Meier)", isNumeric: true)]),
                note: [
                    curve.isEmpty ? nil : "The Kaplan\u{2013}Meier share stays as it is where a \(key) shows none.",
                    left > 0
                        ? Wording.capitalized(
                            NumberText.count(Double(left), "further \(key) is", "further \(key)s are"))
                            + " in tables/withdrawal_course.csv." : nil,
                ].compactMap { $0 }.joined(separator: " "))
            for scale in scales {
                if let scale {
                    table.group(Wording.scale(scale))
                } else if scales.count > 1 {
                    table.group("Every scale")
                }
                for time in times.prefix(mostDays) {
                    func at(_ estimates: [Estimate]) -> Estimate? {
                        estimates.first { $0.group[key] == String(time) && $0.group["scale"] == scale }
                    }
                    let share = at(shares)
                    let notYet = at(curve)
                    guard share != nil || notYet != nil else { continue }
                    table.row(
                        [NumberText.count(time), EstimateText.count(share?.n), cell(share)]
                            + (curve.isEmpty ? [] : [cell(notYet)]))
                }
            }
            return table
        }
    }

    // MARK: Pain

    private static func trend(_ finding: Finding) -> [PageTable] {
        finding.levels(of: "instrument").flatMap { instrument -> [PageTable] in
            let slopes = TrendSlopes(finding, instrument: instrument)
            guard !slopes.slopes.isEmpty else { return [] }
            return [
                slopes.table, parameters(finding, instrument), furtherTerms(finding, instrument),
                oddsRatios(finding, instrument), TestTable.of(finding, families: ["shape"]),
            ].compactMap(\.self)
        }
    }

    /// Every parameter of the models with the straight line alone.
    private static func parameters(_ finding: Finding, _ instrument: String) -> PageTable? {
        let own = finding.estimates.filter {
            $0.group["instrument"] == instrument && $0.name != "predicted_mean"
                && ["unadjusted", "within_between"].contains($0.group["model"])
        }
        guard !own.isEmpty else { return nil }
        let models = own.compactMap { $0.group["model"] }.inOrderOfAppearance()
        var table = PageTable(
            "Mixed models of the \(Wording.instrument(instrument)); slopes in "
                + "\(Wording.points(instrument)) per 30 days of exposure, with 95% intervals",
            heads: [.init("Parameter")] + models.map { .init(Wording.model($0), isNumeric: true) },
            note: intervals(finding, instrument))
        let parameters = own.map { Parameter(name: $0.name, term: $0.group["term"]) }.inOrderOfAppearance()
        for parameter in parameters {
            let cells = models.map { model in
                cell(
                    own.first {
                        $0.name == parameter.name && $0.group["term"] == parameter.term
                            && $0.group["model"] == model
                    })
            }
            table.row([Wording.parameter(parameter.name, term: parameter.term)] + cells)
        }
        return table
    }

    /// What the other models hold constant, or let bend.
    private static func furtherTerms(_ finding: Finding, _ instrument: String) -> PageTable? {
        let names = ["coefficient", "curvature", "dose_doubling", "interaction"]
        let own = finding.estimates.filter { $0.group["instrument"] == instrument && names.contains($0.name) }
        guard !own.isEmpty else { return nil }
        var table = PageTable(
            "What the other models hold constant or let bend, with 95% intervals",
            heads: [.init("Term"), .init("Estimate", isNumeric: true), .init("Unit")])
        for model in own.compactMap({ $0.group["model"] }).inOrderOfAppearance() {
            table.group(Wording.model(model))
            for estimate in own where estimate.group["model"] == model {
                table.row(
                    [
                        Wording.parameter(estimate.name, term: estimate.group["term"]), cell(estimate),
                        Wording.unit(estimate.unit, instrument),
                    ], isIndented: true)
            }
        }
        return table
    }

    /// The scores as ordered levels.
    private static func oddsRatios(_ finding: Finding, _ instrument: String) -> PageTable? {
        let own = finding.estimates(named: "odds_ratio").filter { $0.group["instrument"] == instrument }
        guard !own.isEmpty else { return nil }
        var table = PageTable(
            "Odds ratio of a higher \(Wording.instrument(instrument)) per 30 days of exposure, with 95% intervals",
            heads: [.init("Model"), .init("Odds ratio", isNumeric: true)] + TestTable.pHeads,
            note:
                "A cumulative link has one ratio for every cut between levels; the logistic models show whether that holds."
        )
        for ratio in own {
            let test = finding.test("odds_ratio_is_one", ratio.group)
            table.row(
                [Wording.slope(model: ratio.group["model"] ?? "", term: ratio.group["term"]), cell(ratio)]
                    + TestTable.pCells(test))
        }
        return table
    }

    /// The unadjusted slope by every interval, and whether patients' slopes differ at all.
    private static func intervals(_ finding: Finding, _ instrument: String) -> String? {
        let group = ["instrument": instrument, "model": "unadjusted"]
        let limits = finding.estimates(named: "slope").filter { $0.group == group }.compactMap { slope in
            EstimateText(slope).limits.map { "\($0) (\(Wording.interval(slope.interval ?? "")))" }
        }
        let alike = finding.test("slopes_are_alike", group)?.p.map { measure in
            "Test that patients' slopes do not differ (likelihood ratio): "
                + EstimateText.text(measure) { NumberText.pValue($0) } + "."
        }
        let sentences = [limits.count > 1 ? "The unadjusted slope lies in \(Wording.list(limits))." : nil, alike]
        let note = sentences.compactMap(\.self).joined(separator: " ")
        return note.isEmpty ? nil : note
    }

    private struct Parameter: Hashable {
        let name: String
        let term: String?
    }

    private static func bands(_ finding: Finding) -> [PageTable] {
        let tables = finding.levels(of: "instrument").flatMap { instrument in
            [bandTable(finding, instrument), levelTable(finding, instrument)].compactMap(\.self)
        }
        return tables + [TestTable.of(finding, families: ["trend_across_bands", "levels"])].compactMap(\.self)
    }

    private static func bandTable(_ finding: Finding, _ instrument: String) -> PageTable? {
        let own = finding.estimates.filter { $0.group["instrument"] == instrument }
        let bands = own.compactMap { $0.group["band"] }.inOrderOfAppearance()
        guard !bands.isEmpty else { return nil }
        var table = PageTable(
            "Mean \(Wording.instrument(instrument)) by band of exposure, with 95% intervals",
            heads: [
                .init("Days of exposure"), .init("Patients", isNumeric: true), .init("Assessments", isNumeric: true),
                .init("Mean days", isNumeric: true), .init("Mean score", isNumeric: true),
            ])
        for band in bands {
            func find(_ name: String) -> Estimate? {
                own.first { $0.name == name && $0.group["band"] == band }
            }
            let mean = find("mean")
            table.row([
                Wording.band(band), EstimateText.count(mean?.n), EstimateText.count(find("assessments")?.value),
                oneDecimal(find("mean_exposure_days")?.value), cell(mean),
            ])
        }
        return table
    }

    /// The bands by ordered levels: shares above each, and odds ratios.
    private static func levelTable(_ finding: Finding, _ instrument: String) -> PageTable? {
        let own = finding.estimates.filter { $0.group["instrument"] == instrument }
        let shares = own.filter { $0.name == "level_share" }
        let cuts = shares.compactMap { $0.group["term"] }.inOrderOfAppearance()
        let bands = shares.compactMap { $0.group["band"] }.inOrderOfAppearance()
        guard !bands.isEmpty else { return nil }
        var table = PageTable(
            "The \(Wording.instrument(instrument)) as ordered levels, with 95% intervals",
            heads: [.init("Days of exposure"), .init("Patients", isNumeric: true)]
                + cuts.map { .init(Wording.capitalized($0), isNumeric: true) }
                + [.init("Odds ratio of a higher score", isNumeric: true)],
            note: "Each patient counts once, at the last score in the band of their longest exposure.")
        for band in bands {
            let inBand = shares.filter { $0.group["band"] == band }
            let ratio = own.first { $0.name == "odds_ratio" && $0.group["band"] == band }
            table.row(
                [Wording.band(band), EstimateText.count(inBand.first?.n)]
                    + cuts.map { cut in cell(inBand.first { $0.group["term"] == cut }) } + [cell(ratio)])
        }
        return table
    }

    // MARK: Any other finding

    private static func plain(_ finding: Finding) -> [PageTable] {
        guard !finding.estimates.isEmpty else { return [] }
        let keys = TidyTables.groupKeys(finding.estimates.map(\.group))
        var table = PageTable(
            finding.title,
            heads: [.init("Estimate")] + keys.map { .init(Wording.capitalized(Wording.phrase($0))) }
                + [.init("n", isNumeric: true), .init("Value", isNumeric: true), .init("Unit")])
        for estimate in finding.estimates {
            table.row(
                [Wording.capitalized(Wording.phrase(estimate.name))] + keys.map { estimate.group[$0] ?? "" }
                    + [EstimateText.count(estimate.n), cell(estimate), estimate.unit ?? ""])
        }
        return [table]
    }

    private static func cell(_ estimate: Estimate?) -> String {
        estimate.map { EstimateText($0).cell } ?? EstimateText.absent
    }
}
