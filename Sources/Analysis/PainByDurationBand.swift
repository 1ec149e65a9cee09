import Cohort
import Estimation
import Findings

/// Pain in bands of exposure duration: the trend without the assumption of a line.
struct PainByDurationBand {
    let exposed: ExposedPain
    let bands: DurationBands
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let id = "pain_by_duration_band"

    func finding() -> Finding {
        guard let instrument = exposed.instrument else { return notEstimable("the study has no pain scores") }
        let occupied = self.occupied
        guard !occupied.isEmpty else { return notEstimable("no pain score falls within an exposure era") }
        switch fit(occupied) {
        case .notEstimable(let reason):
            return notEstimable(reason.description)
        case .fitted(let fit):
            return Finding(
                id: Self.id, title: title, population: exposed.population, estimand: estimand, method: method,
                settings: ["instrument": instrument.id, "exposure": exposed.clock.rawValue],
                estimates: estimates(fit, occupied, instrument),
                tests: trendTest(fit, occupied, instrument) + rankTests(instrument),
                cautions: cautions(instrument))
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
                        lower: interval.flatMap { Measure($0.lower) }, upper: interval.flatMap { Measure($0.upper) },
                        level: level.value, interval: interval?.method.rawValue, n: band.people, unit: instrument.unit))
            }
            return estimates
        }
    }

    /// The linear contrast over the occupied bands, numbered in order and centred.
    private func trendTest(
        _ fit: ClusterRobustRegression.Fit, _ occupied: [Band], _ instrument: Instrument
    ) -> [HypothesisTest] {
        guard occupied.count > 1 else { return [] }
        let middle = Double(occupied.count - 1) / 2
        // The contrast's weights add up to zero, so the intercept drops out and the first band's effect is zero.
        let contrast = [0] + (1..<occupied.count).map { Double($0) - middle }
        guard let test = fit.tTest(contrast) else { return [] }
        return [
            HypothesisTest(
                "linear_trend_across_bands", group: ["instrument": instrument.id], statistic: Measure(test.statistic),
                df: test.degreesOfFreedom.first.flatMap { Measure($0) }, p: Measure(test.pValue),
                cells: occupied.map(\.people))
        ]
    }

    /// Trends of one value a patient, so that many scores of few do not count as many patients: the mean score in the last
    /// band that the patient reached.
    private func rankTests(_ instrument: Instrument) -> [HypothesisTest] {
        var values = [[Double]](repeating: [], count: bands.count)
        for person in exposed.people.indices {
            let reached = bands.indices.last { exposed.bandSums[person * bands.count + $0].n > 0 }
            guard let reached else { continue }
            let sums = exposed.bandSums[person * bands.count + reached]
            values[reached].append(exposed.scoreCenter + sums.y / Double(sums.n))
        }
        let groups = values.filter { !$0.isEmpty }
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
            + "patient: the mean score in the last band that the patient reached."
    }

    private func cautions(_ instrument: Instrument) -> [String] {
        var cautions = [
            "Bands compare different patients as well as the same ones later: those still followed at a long exposure are "
                + "not those who left."
        ]
        if instrument.isOrdinal {
            cautions.append("The instrument has ordered levels: a mean treats the steps between them as equal.")
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
