import Cohort
import Estimation
import Findings

/// The bands of exposure duration that have scores, and who has them.
struct ScoredBands {
    /// A band with scores.
    struct Band {
        let place: BandPlace
        /// Patients with a score in the band.
        let persons: PersonSet
        /// Scores.
        let n: Int
        /// Mean exposure of the scores, in days.
        let meanDays: Double
    }

    let exposed: ExposedPain
    /// In order.
    let occupied: [Band]
    /// The last band that each person reached; `nil` without an exposed score.
    private let lastBand: [Int?]

    init(_ exposed: ExposedPain) {
        let (bands, people) = (exposed.bands, exposed.people.count)
        func sums(_ person: Int, _ band: Int) -> ExposedPain.BandSums { exposed.bandSums[person * bands.count + band] }
        self.exposed = exposed
        occupied = (0..<bands.count).compactMap { band in
            var n = 0
            var days = 0.0
            let persons = PersonSet(below: people) { sums($0, band).n > 0 }
            persons.forEach { person in
                n += Int(sums(person, band).n)
                days += sums(person, band).x
            }
            guard n > 0 else { return nil }
            return Band(place: Self.place(band, bands), persons: persons, n: n, meanDays: days / Double(n))
        }
        lastBand = (0..<people).map { person in (0..<bands.count).last { sums(person, $0).n > 0 } }
    }

    /// A band by its number.
    func place(_ band: Int) -> BandPlace { Self.place(band, exposed.bands) }

    private static func place(_ band: Int, _ bands: DurationBands) -> BandPlace {
        BandPlace(index: band, id: bands.label(of: band))
    }

    /// Regression of the score on an indicator for each band after the first, with patients as clusters.
    func fit(executor: BlockExecutor) -> FitOutcome<ClusterRobustRegression.Fit> {
        let indicators = occupied.dropFirst()
        let response = indicators.count
        let columns =
            indicators.map { GroupedMoments.Column($0.place.id) }
            + [GroupedMoments.Column("pain score", center: exposed.scoreCenter)]
        let (exposed, bandCount) = (exposed, exposed.bands.count)
        let positions = indicators.map(\.place.index)
        let accumulate: @Sendable (_ person: Int, _ sums: inout RowSums) -> Void = { person, sums in
            let own = exposed.people[person]
            sums.add(Double(own.n), toProductOf: 0, and: 0)
            sums.add(own.y, toProductOf: 0, and: response + 1)
            sums.add(own.yy, toProductOf: response + 1, and: response + 1)
            for (position, band) in positions.enumerated() {
                let part = exposed.bandSums[person * bandCount + band]
                sums.add(Double(part.n), toProductOf: 0, and: position + 1)
                sums.add(Double(part.n), toProductOf: position + 1, and: position + 1)
                sums.add(part.y, toProductOf: position + 1, and: response + 1)
            }
        }
        guard exposed.people.count <= Self.mostForSmallSamples else {
            return ClusterRobustRegression.fit(
                columns: columns, groupCount: exposed.people.count, response: response,
                predictors: Array(0..<response), executor: executor, accumulate: accumulate)
        }
        let moments = GroupedMoments(
            columns: columns, groupCount: exposed.people.count, executor: executor, accumulate: accumulate)
        return ClusterRobustRegression.fit(
            moments, response: response, predictors: Array(0..<response), correction: .cr2, executor: executor)
    }

    /// Of more patients than this the correction for few of them is nothing, and everybody's sums need not be kept.
    static let mostForSmallSamples = 200_000

    /// What gives the mean of the band at a position from the fixed effects.
    func weights(ofBandAt position: Int) -> [Double] {
        occupied.indices.map { $0 == 0 || $0 == position ? 1 : 0 }
    }

    /// The bands in which patients are compared: each the last one of `fewest` patients or more. A patient counts once, in the
    /// last band, so that many scores of few do not count as many patients.
    func compared(fewest: Int) -> [ComparedBand] {
        let last = PersonSet.parts(exposed.bands.count, below: lastBand.count) { lastBand[$0] }
        return occupied.compactMap { band in
            let persons = last[band.place.index]
            guard persons.count >= fewest else { return nil }
            let means = persons.persons.map { person in
                let sums = exposed.bandSums[person * exposed.bands.count + band.place.index]
                return exposed.scoreCenter + sums.y / Double(sums.n)
            }
            return ComparedBand(
                place: band.place, persons: persons, means: means, wentOn: band.persons.subtracting(persons))
        }
    }
}

/// A band in which patients are compared.
struct ComparedBand {
    let place: BandPlace
    /// Patients whose last band it is.
    let persons: PersonSet
    /// Their mean scores in the band.
    let means: [Double]
    /// Patients with a score in it who went on to a later band.
    let wentOn: PersonSet
}
