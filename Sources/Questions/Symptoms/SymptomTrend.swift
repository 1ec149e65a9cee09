import Cohort
import Estimation
import Findings

/// One symptom's reports by band: shares, the trend across bands with errors by patient, and who gained or lost it.
struct SymptomTrend {
    /// A band in which patients were asked.
    struct Band {
        let place: BandPlace
        let persons: PersonSet
        let present: PersonSet
        /// Severities of the patients, in their order.
        let severities: [Double]
    }

    let reports: [SymptomCourses.BandReport]
    let threshold: Double
    let bands: [Band]

    init(_ course: SymptomCourses.OfOne, above threshold: Double, bands: DurationBands) {
        reports = course.reports
        self.threshold = threshold
        var ofBand = [[SymptomCourses.BandReport]](repeating: [], count: bands.count)
        for report in course.reports { ofBand[report.band].append(report) }
        self.bands = ofBand.enumerated().compactMap { number, own in
            guard !own.isEmpty else { return nil }
            return Band(
                place: BandPlace(index: number, id: bands.label(of: number)),
                persons: PersonSet(ascending: own.lazy.map(\.person)),
                present: PersonSet(ascending: own.lazy.filter { $0.severity > threshold }.map(\.person)),
                severities: own.map(\.severity))
        }
    }

    /// Everybody with a report while exposed.
    var persons: PersonSet { bands.reduce(PersonSet()) { $0.union($1.persons) } }

    /// The bands of enough patients to be compared.
    func compared(fewest: Int) -> [Band] { bands.filter { $0.persons.count >= fewest } }

    /// Logistic regression of the symptom on the number of the band, in order, with standard errors that hold for the reports of a
    /// patient together. The last parameter is the band's.
    static func regression(
        _ reports: [SymptomCourses.BandReport], above threshold: Double, compared: [Band], executor: BlockExecutor
    ) -> FitOutcome<ParameterEstimates> {
        let order = Dictionary(uniqueKeysWithValues: compared.enumerated().map { ($1.place.index, $0) })
        var rowOfCell = [Int32](repeating: -1, count: 2 * compared.count)
        var (outcomes, steps): ([Bool], [Double]) = ([], [])
        var (rows, persons): ([Int32], [Int]) = ([], [])
        for report in reports {
            guard let step = order[report.band] else { continue }
            let isPresent = report.severity > threshold
            let cell = 2 * step + (isPresent ? 1 : 0)
            if rowOfCell[cell] < 0 {
                rowOfCell[cell] = Int32(outcomes.count)
                outcomes.append(isPresent)
                steps.append(Double(step))
            }
            rows.append(rowOfCell[cell])
            persons.append(report.person)
        }
        return LogisticRegression.fit(
            outcomes, response: "the symptom", predictors: [PredictorColumn("band of exposure", steps)],
            repeated: RepeatedRows(ofObservation: rows), clusters: persons, executor: executor
        ).map(\.estimates)
    }

    /// Patients asked in several bands, by their first and their last.
    var changes: (several: PersonSet, gained: PersonSet, lost: PersonSet) {
        var (several, gained, lost): ([Int], [Int], [Int]) = ([], [], [])
        var row = reports.startIndex
        while row < reports.endIndex {
            let first = reports[row]
            var last = first
            while row < reports.endIndex, reports[row].person == first.person {
                last = reports[row]
                row += 1
            }
            guard last.band > first.band else { continue }
            several.append(first.person)
            switch (first.severity > threshold, last.severity > threshold) {
            case (false, true): gained.append(first.person)
            case (true, false): lost.append(first.person)
            default: break
            }
        }
        return (
            PersonSet(ascending: several), PersonSet(ascending: gained), PersonSet(ascending: lost)
        )
    }

    /// Severity on exposure by generalised estimating equations; the slope is per 30 days.
    func severity(executor: BlockExecutor) -> FitOutcome<ExchangeableGEE.Fit> {
        var groups: [Range<Int>] = []
        var row = reports.startIndex
        while row < reports.endIndex {
            let from = row
            while row < reports.endIndex, reports[row].person == reports[from].person { row += 1 }
            groups.append(from..<row)
        }
        guard !reports.isEmpty else { return .notEstimable(.noObservations) }
        let (rows, stretches) = (reports, groups)
        let means = reports.reduce(SIMD2<Double>.zero) { $0 + SIMD2(Double($1.days), $1.severity) } / Double(rows.count)
        let spreads = reports.reduce(SIMD2<Double>.zero) { largest, report in
            let off = SIMD2(abs(Double(report.days) - means.x), abs(report.severity - means.y))
            return SIMD2(max(largest.x, off.x), max(largest.y, off.y))
        }
        let moments = GroupedMoments(
            columns: [
                .init("exposure", center: means.x, scale: spreads.x),
                .init("severity", center: means.y, scale: spreads.y),
            ], groupCount: groups.count, executor: executor
        ) { group, sums in
            for row in stretches[group] {
                sums.addRow { $0 == 0 ? Double(rows[row].days) : rows[row].severity }
            }
        }
        return ExchangeableGEE.fit(moments, response: 1, predictors: [0], executor: executor)
    }
}
