import Cohort
import Estimation
import Findings

/// Table 1: who the patients are, overall and by the levels of one column, with standardised differences.
struct BaselineTable {
    let cohort: Cohort
    let settings: AnalysisSettings.Baseline

    private static let overall = "overall"

    func finding() -> Finding {
        let everybody = cohort.patients.count
        guard everybody > 0 else {
            return Finding(
                notEstimable: "baseline_table", title: title, reason: "the study has no patients",
                population: population, estimand: estimand, method: method)
        }
        let columns = self.columns
        var estimates = columns.map { column in
            Estimate.patients("patients", group: ["column": column.name], count: column.members.count)
        }
        for variable in variables {
            for column in columns { estimates += summary(of: variable, in: column) }
            if let difference = largestDifference(of: variable, between: Array(columns.dropFirst())) {
                estimates.append(difference)
            }
        }
        return Finding(
            id: "baseline_table", title: title, population: population, estimand: estimand, method: method,
            settings: settings.by.map { ["by": $0] } ?? [:], estimates: estimates,
            cautions: [
                "Shares are of all patients of a column, with those not recorded as a level of their own; numeric summaries "
                    + "are of the patients with a value, and the share without one stands beside them.",
                "A standardised difference above 0.1 is often read as an imbalance worth adjusting for; it is not a test.",
            ])
    }

    // MARK: - Columns and rows

    private struct Column {
        let name: String
        let members: [Int]
    }

    private var columns: [Column] {
        var columns = [Column(name: Self.overall, members: Array(0..<cohort.patients.count))]
        if let by = settings.by, let groups = PatientGroups(by, of: cohort) {
            for (level, name) in groups.levels.enumerated() {
                columns.append(
                    Column(name: name, members: groups.members.indices.filter { groups.members[$0] == level }))
            }
        }
        return columns
    }

    private var variables: [Covariate] {
        let chosen: [Covariate]
        if let names = settings.variables {
            chosen = names.compactMap { cohort.patients.covariate(named: $0) }
        } else {
            chosen = cohort.patients.covariates.filter { covariate in
                guard case .categorical(let levels, _) = covariate.values else { return true }
                return levels.count <= AnalysisSettings.Baseline.maximumLevels
            }
        }
        return chosen.filter { $0.name != settings.by } + [firstPain, startsTreatment].compactMap(\.self)
    }

    /// Each person's first score of the most used clinical instrument; `nil` where one is right-censored, as a mean would take
    /// it as measured.
    private var firstPain: Covariate? {
        guard let most = cohort.mostUsedInstrument else { return nil }
        let instrument = cohort.instruments[most]
        let first = (0..<cohort.patients.count).map { person -> Double? in
            cohort.pain[person].first { Int($0.instrument) == most }?.score
        }
        guard !first.contains(where: { $0.map(instrument.isCensored) ?? false }) else { return nil }
        return Covariate(name: "first pain score: \(instrument.title)", values: .numeric(first))
    }

    private var startsTreatment: Covariate? {
        guard !cohort.moud.rows.isEmpty else { return nil }
        return Covariate(
            name: "received medication for opioid use disorder",
            values: .categorical(
                levels: ["no", "yes"],
                codes: (0..<cohort.patients.count).map { cohort.moud.firstDose(of: $0) == nil ? 0 : 1 }))
    }

    // MARK: - Summaries

    private func summary(of variable: Covariate, in column: Column) -> [Estimate] {
        let about = ["variable": variable.name, "column": column.name]
        let size = column.members.count
        switch variable.values {
        case .numeric(let values):
            let present = column.members.compactMap { values[$0] }
            return numericSummary(present, about) + [missing(size - present.count, of: size, about)]
        case .categorical(let levels, let codes):
            let counts = counts(of: levels, codes, in: column.members)
            let unrecorded = size - counts.reduce(0, +)
            return shares(
                levels: levels + (unrecorded > 0 ? [PatientGroups.notRecorded] : []),
                counts: counts + (unrecorded > 0 ? [unrecorded] : []), of: size, about)
        }
    }

    /// Shares of the whole column. The smallest count is a cell of the next one too: a single withheld level would
    /// follow from the others and the column's size.
    private func shares(levels: [String], counts: [Int], of size: Int, _ about: [String: String]) -> [Estimate] {
        let ascending = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], $0) < (counts[$1], $1) }
        return zip(levels, counts).enumerated().map { index, level in
            let (name, count) = level
            let goesWithSmallest = ascending.count > 1 && index == ascending[1]
            return Estimate(
                "share", group: about.merging(["level": name]) { own, _ in own },
                value: size == 0 ? nil : Measure(Double(count) / Double(size)), n: size, events: count, unit: "share",
                cells: goesWithSmallest ? [counts[ascending[0]]] : [])
        }
    }

    /// Without `n`: it would give a small number of missing values away beside the column's size.
    private func numericSummary(_ values: [Double], _ about: [String: String]) -> [Estimate] {
        let n = values.count
        let moments = OnlineMoments(values)
        let quartiles = Quantile.quartiles(values)
        return [
            Estimate("mean", group: about, value: moments.mean.flatMap { Measure($0) }, cells: [n]),
            Estimate("sd", group: about, value: moments.standardDeviation.flatMap { Measure($0) }, cells: [n]),
            Estimate("median", group: about, value: quartiles.flatMap { Measure($0.median) }, cells: [n]),
            Estimate("lower_quartile", group: about, value: quartiles.flatMap { Measure($0.lower) }, cells: [n]),
            Estimate("upper_quartile", group: about, value: quartiles.flatMap { Measure($0.upper) }, cells: [n]),
        ]
    }

    private func missing(_ count: Int, of size: Int, _ about: [String: String]) -> Estimate {
        Estimate(
            "missing", group: about, value: size == 0 ? nil : Measure(Double(count) / Double(size)), n: size,
            events: count, unit: "share")
    }

    // MARK: - Standardised differences

    /// The largest absolute standardised difference between any two columns.
    private func largestDifference(of variable: Covariate, between columns: [Column]) -> Estimate? {
        var largest: Double?
        for (index, left) in columns.enumerated() {
            for right in columns[(index + 1)...] {
                guard let difference = difference(of: variable, left.members, right.members) else { continue }
                largest = max(largest ?? 0, abs(difference))
            }
        }
        return largest.map {
            Estimate(
                "standardized_difference", group: ["variable": variable.name, "column": "largest pairwise"],
                value: Measure($0), cells: columns.map(\.members.count) + levelCounts(of: variable, columns))
        }
    }

    private func levelCounts(of variable: Covariate, _ columns: [Column]) -> [Int] {
        guard case .categorical(let levels, let codes) = variable.values else { return [] }
        return columns.flatMap { counts(of: levels, codes, in: $0.members) }
    }

    /// How many of the members have each level.
    private func counts(of levels: [String], _ codes: [Int32?], in members: [Int]) -> [Int] {
        var counts = [Int](repeating: 0, count: levels.count)
        for case let code? in members.lazy.map({ codes[$0] }) { counts[Int(code)] += 1 }
        return counts
    }

    private func difference(of variable: Covariate, _ left: [Int], _ right: [Int]) -> Double? {
        switch variable.values {
        case .numeric(let values):
            return StandardizedDifference.continuous(
                OnlineMoments(left.compactMap { values[$0] }), OnlineMoments(right.compactMap { values[$0] }))
        case .categorical(let levels, let codes):
            return StandardizedDifference.categorical(
                counts(of: levels, codes, in: left), counts(of: levels, codes, in: right))
        }
    }

    // MARK: - Words

    private var title: String { "Patients at baseline" }
    private var estimand: String {
        "Mean, standard deviation, median and quartiles of numeric variables; shares of categorical ones."
    }
    private var method: String {
        "Quartiles by linear interpolation (type 7 of Hyndman and Fan 1996). Standardised differences after Austin "
            + "2009 (10.1002/sim.3697), of several levels after Yang and Dalton 2012; the largest between any two columns. "
            + "First pain scores are left out where one is at the cut-off of its test."
    }
    private var population: Finding.Population {
        Finding.Population(
            patients: cohort.patients.count, observations: nil, description: "everyone in the study's patient tables")
    }
}
