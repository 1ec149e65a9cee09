import Cohort
import Estimation
import Findings

/// Pain in bands of exposure duration: the trend without the assumption of a line.
struct PainByDurationBand {
    let exposed: ExposedPain
    let bands: DurationBands
    /// Bands that are the last of fewer patients are left out where patients are compared.
    let fewest: Int
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let id = "pain_by_duration_band"

    func finding() -> Finding {
        guard let instrument = exposed.instrument else { return notEstimable("the study has no pain scores") }
        let occupied = self.occupied
        guard !occupied.isEmpty else { return notEstimable("no pain score falls within an exposure era") }
        if let reason = exposed.reasonNotMeasured { return notEstimable(reason) }
        switch fit(occupied) {
        case .notEstimable(let reason):
            return notEstimable(reason.description)
        case .fitted(let fit):
            let levels = instrument.isOrdinal ? levels(instrument, occupied) : Levels()
            return Finding(
                id: Self.id, title: title, population: exposed.population, estimand: estimand, method: method,
                settings: ["instrument": instrument.id, "exposure": exposed.clock.rawValue],
                estimates: estimates(fit, occupied, instrument) + levels.estimates,
                tests: (trendTest(fit, occupied, instrument) + rankTests(instrument)).asFamily("trend_across_bands")
                    + levels.tests.asFamily("levels"),
                cautions: cautions(instrument) + levels.cautions)
        }
    }

    // MARK: - Fitting

    /// A band with scores.
    private struct Band {
        let index: Int
        /// Patients with a score in the band.
        let people: Int
        /// Scores.
        let n: Int
        /// Mean exposure of the scores, in days.
        let meanDays: Double
    }

    private var occupied: [Band] {
        bands.indices.compactMap { index in
            var people = 0
            var n = 0
            var days = 0.0
            for person in exposed.people.indices {
                let sums = exposed.bandSums[person * bands.count + index]
                guard sums.n > 0 else { continue }
                people += 1
                n += Int(sums.n)
                days += sums.x
            }
            return n == 0 ? nil : Band(index: index, people: people, n: n, meanDays: days / Double(n))
        }
    }

    /// Regression of the score on an indicator for each band after the first, with patients as clusters.
    private func fit(_ occupied: [Band]) -> Outcome<ClusterRobustRegression.Fit> {
        let indicators = occupied.dropFirst()
        let response = indicators.count
        let columns =
            indicators.map { GroupedMoments.Column(bands.label(of: $0.index)) }
            + [GroupedMoments.Column("pain score", center: exposed.scoreCenter)]
        let moments = GroupedMoments(columns: columns, groupCount: exposed.people.count, executor: executor) {
            person, sums in
            let own = exposed.people[person]
            sums.add(Double(own.n), toProductOf: 0, and: 0)
            sums.add(own.y, toProductOf: 0, and: response + 1)
            sums.add(own.yy, toProductOf: response + 1, and: response + 1)
            for (position, band) in indicators.enumerated() {
                let part = exposed.bandSums[person * bands.count + band.index]
                sums.add(Double(part.n), toProductOf: 0, and: position + 1)
                sums.add(Double(part.n), toProductOf: position + 1, and: position + 1)
                sums.add(part.y, toProductOf: position + 1, and: response + 1)
            }
        }
        return ClusterRobustRegression.fit(
            moments, response: response, predictors: Array(0..<response), correction: .cr1, executor: executor)
    }

    // MARK: - Numbers

    private func estimates(_ fit: ClusterRobustRegression.Fit, _ occupied: [Band], _ instrument: Instrument)
        -> [Estimate]
    {
        occupied.enumerated().flatMap { position, band -> [Estimate] in
            let group = ["instrument": instrument.id, "band": bands.label(of: band.index)]
            var estimates = [
                Estimate(
                    "assessments", group: group, value: Measure(band.n), unit: "rows", cells: [band.people]),
                Estimate(
                    "mean_exposure_days", group: group, value: Measure(band.meanDays), n: band.people, unit: "days"),
            ]
            if let mean = fit.prediction(weights(ofBandAt: position, of: occupied.count)) {
                let interval = ConfidenceInterval.clusterRobustT(
                    estimate: mean.value, standardError: mean.standardError, degreesOfFreedom: fit.degreesOfFreedom,
                    level: level)
                estimates.append(
                    Estimate(
                        "mean", group: group, value: Measure(mean.value), se: Measure(mean.standardError),
                        interval: interval, n: band.people, unit: instrument.unit))
            }
            return estimates
        }
    }

    /// The linear contrast over the bands of enough patients, numbered in order and centred.
    private func trendTest(
        _ fit: ClusterRobustRegression.Fit, _ occupied: [Band], _ instrument: Instrument
    ) -> [HypothesisTest] {
        let enough = occupied.indices.filter { occupied[$0].people >= fewest }
        guard enough.count > 1 else { return [] }
        let middle = Double(enough.count - 1) / 2
        // The contrast's weights add up to zero, so the intercept drops out and the first band's effect is zero.
        var contrast = [Double](repeating: 0, count: occupied.count)
        for (number, position) in enough.enumerated() where position > 0 {
            contrast[position] = Double(number) - middle
        }
        guard let test = fit.tTest(contrast) else { return [] }
        return [
            HypothesisTest(
                "linear_trend_across_bands", test, group: ["instrument": instrument.id],
                cells: enough.map { occupied[$0].people })
        ]
    }

    /// A patient's last band and the mean score there: one value a patient, so that many scores of few do not count as many
    /// patients.
    private struct LastBand {
        let band: Int
        let mean: Double
    }

    private var lastBands: [LastBand] {
        exposed.people.indices.compactMap { person in
            guard let band = bands.indices.last(where: { exposed.bandSums[person * bands.count + $0].n > 0 }) else {
                return nil
            }
            let sums = exposed.bandSums[person * bands.count + band]
            return LastBand(band: band, mean: exposed.scoreCenter + sums.y / Double(sums.n))
        }
    }

    /// The bands in which patients are compared, each the last of ``fewest`` patients or more, with these patients' means.
    private var compared: [(band: Int, means: [Double])] {
        var means = [[Double]](repeating: [], count: bands.count)
        for last in lastBands { means[last.band].append(last.mean) }
        return means.enumerated().filter { $0.element.count >= fewest }.map { (band: $0.offset, means: $0.element) }
    }

    private func rankTests(_ instrument: Instrument) -> [HypothesisTest] {
        let groups = compared.map(\.means)
        let outcomes = [
            ("jonckheere_terpstra", JonckheereTerpstra.test(groups)), ("cuzick", CuzickTrend.test(groups)),
        ]
        return outcomes.compactMap { name, outcome in
            outcome.fit.map { test in
                HypothesisTest(
                    name, group: ["instrument": instrument.id], statistic: Measure(test.z), p: Measure(test.pValue),
                    cells: groups.map(\.count))
            }
        }
    }

    // MARK: - Ordered levels

    /// What an instrument of ordered levels says of the bands, without means.
    private struct Levels {
        var estimates: [Estimate] = []
        var tests: [HypothesisTest] = []
        var cautions: [String] = []
    }

    private func levels(_ instrument: Instrument, _ occupied: [Band]) -> Levels {
        let compared = compared
        guard compared.count > 1 else {
            return Levels(cautions: ["Too few patients reach a further band for their levels to be compared."])
        }
        var levels = Levels()
        guard let rows = exposed.rows(executor: executor) else { return levels }
        do throws(NotEstimable) {
            let trend = try OrdinalTrend(rows, level: level, executor: executor)
            addShares(rows, above: trend.cuts, compared.map(\.band), occupied, instrument, to: &levels)
            try addOddsRatios(trend, compared, instrument, to: &levels)
        } catch {
            levels.cautions.append("Not everything could be said of the levels: \(error.withoutCounts).")
        }
        return levels
    }

    /// The share of patients above each level at the last score in their last band, and its trend over the bands.
    private func addShares(
        _ rows: ExposedRows, above cuts: [OrdinalTrend.Cut], _ compared: [Int], _ occupied: [Band],
        _ instrument: Instrument, to levels: inout Levels
    ) {
        let last = lastScores(rows)
        for cut in cuts {
            let group = ["instrument": instrument.id, "term": cut.name]
            var counts: [BinomialCount] = []
            for band in compared {
                let scores = last.filter { $0.band == band }.map(\.score)
                let above = scores.count { $0 > cut.score }
                // Beside the patients with a score in the band, these tell how many went on to a later one.
                let wentOn = (occupied.first { $0.index == band }?.people ?? 0) - scores.count
                levels.estimates += Estimate.shares(
                    "level_share", group: group.merging(["band": bands.label(of: band)]) { $1 }, events: above,
                    of: scores.count, intervals: [.wilson], level: level,
                    cells: [above, scores.count - above, wentOn])
                BinomialCount(successes: above, trials: scores.count).map { counts.append($0) }
            }
            guard let test = CochranArmitage.test(counts).fit else { continue }
            levels.tests.append(
                HypothesisTest(
                    "cochran_armitage", group: group, statistic: Measure(test.z), p: Measure(test.pValue),
                    cells: counts.flatMap { [$0.successes, $0.trials - $0.successes] }))
        }
    }

    /// Each patient's last band, and the latest score there.
    private func lastScores(_ rows: ExposedRows) -> [(band: Int, score: Double)] {
        var last: [(person: Int, band: Int, score: Double)] = []
        // A patient's rows stand together, by day.
        for row in rows.scores.indices {
            let here = (person: rows.people[row], band: bands.band(of: rows.days[row]), score: rows.scores[row])
            if let before = last.last, before.person == here.person {
                if here.band >= before.band { last[last.count - 1] = here }
            } else {
                last.append(here)
            }
        }
        return last.map { (band: $0.band, score: $0.score) }
    }

    private func addOddsRatios(
        _ trend: OrdinalTrend, _ compared: [(band: Int, means: [Double])], _ instrument: Instrument,
        to levels: inout Levels
    ) throws(NotEstimable) {
        let people = compared.map(\.means.count)
        for ratio in try trend.byBand(compared.map(\.band), of: bands).ratios.get() {
            let group = ["instrument": instrument.id, "model": ratio.model, "band": ratio.term ?? ""]
            levels.estimates.append(
                Estimate(
                    "odds_ratio", group: group, value: Measure(ratio.value), interval: ratio.interval,
                    unit: "odds ratio against \(bands.label(of: compared[0].band)) days", cells: people))
            if let test = ratio.test {
                levels.tests.append(HypothesisTest("odds_ratio_is_one", test, group: group, cells: people))
            }
        }
    }

    private func weights(ofBandAt position: Int, of count: Int) -> [Double] {
        (0..<count).map { $0 == 0 || $0 == position ? 1 : 0 }
    }

    // MARK: - Words

    private var title: String { "Pain by duration of opioid exposure" }

    private var estimand: String {
        "Mean score of the assessments made within each band of exposure duration."
    }

    private var method: String {
        "Least squares on the bands with standard errors clustered by patient (Liang and Zeger 1986, CR1), t intervals "
            + "with patients less one degrees of freedom; the trend test is the linear contrast over the bands in order. "
            + "Jonckheere-Terpstra (10.1093/biomet/41.1-2.133) and Cuzick (10.1002/sim.4780040112) tests take one value a "
            + "patient: the mean score in the last band that the patient reached; bands that are the last of fewer than "
            + "\(fewest) patients are left out." + ordinalMethod + " "
            + HypothesisTest.adjustment(
                of: exposed.instrument?.isOrdinal == true
                    ? "each of two families: the trend across bands, and the ordered levels" : "one family")
    }

    private var ordinalMethod: String {
        guard exposed.instrument?.isOrdinal == true else { return "" }
        return
            " As ordered levels, in the same bands: the share of patients above each level at the last score in their last "
            + "band, and its trend (Cochran 1954, 10.2307/3001616; Armitage 1955, 10.2307/3001775), and the odds of a higher score against the first "
            + "band by proportional-odds regression (McCullagh 1980, 10.1111/j.2517-6161.1980.tb01109.x) with cluster-robust "
            + "standard errors (CR1)."
    }

    private func cautions(_ instrument: Instrument) -> [String] {
        var cautions = [
            "Bands compare different patients as well as the same ones later: those still followed at a long exposure are "
                + "not those who left."
        ]
        if instrument.isOrdinal {
            cautions.append(
                "The instrument has ordered levels: a mean treats the steps between them as equal. The shares and odds ratios "
                    + "do not.")
        }
        return cautions
    }

    private func notEstimable(_ reason: String) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason, population: exposed.population, estimand: estimand,
            method: method)
    }
}

extension DurationBands {
    /// The bands' numbers.
    fileprivate var indices: Range<Int> { 0..<count }
}
