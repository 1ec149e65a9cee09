import Cohort
import Estimation
import Findings

/// How differently people go: each one's own line, without a model of how they spread.
struct IndividualTrends {
    let exposed: ExposedPain
    let own: OwnSlopes
    /// The change that matters to a patient, in points; `nil` is a fifth of the instrument's range.
    let meaningfulChange: Double?
    let level: ConfidenceLevel

    private static let id = "individual_trends"
    /// Quantiles of the slopes; their ends leave this part of the people outside.
    private static let quantiles = [0.1, 0.25, 0.5, 0.75, 0.9]

    func finding() -> Finding {
        guard let instrument = exposed.instrument else { return notEstimable("the study has no pain scores") }
        guard exposed.peopleExposed > 0 else { return notEstimable("no pain score falls within an exposure era") }
        if let reason = exposed.reasonNotMeasured { return notEstimable(reason) }
        let courses = own.courses
        guard !courses.isEmpty else {
            return notEstimable(
                "nobody has \(OwnSlopes.fewestScores) scores on different days of exposure, which a line of their own needs"
            )
        }
        let limit = meaningfulChange ?? (instrument.range.upperBound - instrument.range.lowerBound) / 5
        let slopes = courses.map(\.slope)
        let group = ["instrument": instrument.id]
        let slopeUnit = "\(instrument.unit) per \(Int(OwnSlopes.days)) days"
        let left = exposed.peopleExposed - courses.count

        var estimates = [
            Estimate.patients("patients", group: group, count: courses.count, cells: [left])
        ]
        if let center = HodgesLehmann.pseudoMedian(slopes, level: level).fit {
            estimates.append(
                Estimate(
                    "pseudo_median_slope", group: group, value: Measure(center.estimate),
                    lower: Measure(center.interval.lower), upper: Measure(center.interval.upper), level: level.value,
                    interval: center.interval.method.rawValue, unit: slopeUnit, cells: [courses.count]))
        }
        estimates += quantileEstimates(slopes, group, slopeUnit)
        estimates += shares(courses, limit, instrument, group)
        return Finding(
            id: Self.id, title: title, population: population, estimand: estimand, method: method,
            settings: [
                "instrument": instrument.id, "exposure": exposed.clock.rawValue, "meaningful_change": "\(limit)",
                "fewest_scores": "\(OwnSlopes.fewestScores)",
            ], estimates: estimates, cautions: cautions)
    }

    /// Quantiles of people are shown only where enough of them lie beyond the outermost.
    private func quantileEstimates(_ slopes: [Double], _ group: [String: String], _ unit: String) -> [Estimate] {
        guard let values = Quantile.of(slopes, at: Self.quantiles) else { return [] }
        return zip(Self.quantiles, values).map { probability, value in
            let beyond = Int(Double(slopes.count) * min(probability, 1 - probability))
            return Estimate(
                "slope_quantile", group: group.merging(["quantile": "\(probability)"]) { $1 }, value: Measure(value),
                unit: unit, cells: [beyond])
        }
    }

    private func shares(
        _ courses: [WorseningShare.Course], _ limit: Double, _ instrument: Instrument, _ group: [String: String]
    ) -> [Estimate] {
        guard let counted = WorseningShare.count(courses, meaningfulChange: limit).fit else { return [] }
        let rising = instrument.direction == .higherIsMorePain
        let worse = rising ? counted.worsened : counted.improved
        let better = rising ? counted.improved : counted.worsened
        return [("worsening_share", worse), ("improving_share", better)].flatMap { name, count in
            Estimate.shares(
                name, group: group, events: count.successes, of: count.trials, intervals: [.wilson], level: level,
                cells: [count.successes, count.trials - count.successes])
        }
    }

    // MARK: - Words

    private var title: String { "How differently patients go" }

    private var estimand: String {
        "Each patient's own slope of \(exposed.instrument?.title ?? "pain") per \(Int(OwnSlopes.days)) days of exposure, and the share "
            + "whose own line moves by the meaningful change or more between their first and last exposed score."
    }

    private var method: String {
        "Theil-Sen slope of each patient (Sen 1968, 10.1080/01621459.1968.10480934), the pseudo-median over patients with its "
            + "signed-rank interval (Hodges and Lehmann 1963, 10.1214/aoms/1177704172), Wilson intervals of shares. Without a "
            + "setting the meaningful change is a fifth of the instrument's range: 2 of 10 points (Farrar et al. 2001, "
            + "10.1016/S0304-3959(01)00349-9)."
    }

    private var population: Finding.Population {
        Finding.Population(
            patients: exposed.peopleExposed, observations: exposed.exposedScores,
            description: "patients with a pain score within an exposure era; those with at least "
                + "\(OwnSlopes.fewestScores) such scores have a slope of their own")
    }

    private var cautions: [String] {
        var cautions = [
            "The fewer scores a patient has, the wilder the own slope: some pass any limit by chance, both ways. Read those who "
                + "worsened beside those who improved.",
            "A slope is an association with time on opioids; it does not say why.",
        ]
        if exposed.instrument?.isOrdinal == true {
            cautions.append(
                "The instrument has ordered levels: a patient whose scores mostly tie has a slope of zero, though some rise."
            )
        }
        return cautions
    }

    private func notEstimable(_ reason: String) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason, population: population, estimand: estimand,
            method: method)
    }
}
