import Disclosure
import Findings
import Presentation

/// The slopes of the models of pain against exposure, side by side, and whether they agree.
struct TrendSlopes {
    /// One slope of one model.
    struct Slope {
        let key: TrendKey
        let estimate: ReleasedEstimate
        let test: ReleasedTest?
        let patients: Measure?

        /// Whether it is a reading of how pain moves with exposure that assumes something else than the others: which scores are
        /// exposed, what is compared, what is held constant, whether the line bends. Another way to fit the same line to the same
        /// scores is none, and no more is one that holds the dose constant, as the dose answers to pain.
        var isReading: Bool {
            switch (key.model, key.term) {
            case (.unadjusted?, _), (.adjusted?, _), (.withinBetween?, .within?), (.spline?, .average?): true
            case (.withoutFirstScores?, _), (.withFirstDays?, _), (.asStarted?, _), (.newUsers?, _): true
            case (.againstUnexposed?, _), (.sitePooled?, _), (.serial?, _), (.twoLimit?, _): true
            default: false
            }
        }
    }

    let instrument: InstrumentInfo
    let slopes: [Slope]

    init(_ finding: ReleasedFinding, instrument: InstrumentInfo) {
        self.instrument = instrument
        slopes = finding.all(.slope).filter { $0.key.instrument == instrument }.map { key, estimate in
            Slope(
                key: key, estimate: estimate, test: finding[.slopeIsZero, key],
                patients: estimate.n
                    ?? finding[.modelPatients, TrendKey(instrument: instrument, model: key.model)]?.value)
        }
    }

    /// How far from the unadjusted slope, as a part of it, a reading says something else.
    private static let farAway = 0.5

    private var unit: String { Unit.scorePer("30 days").words(instrument) }

    /// Whether the slope keeps its sign and its size, in a sentence; `nil` with fewer than three readings to compare.
    var agreement: String? {
        let compared = slopes.filter { $0.isReading && $0.estimate.number != nil }
        let values = compared.compactMap(\.estimate.number)
        guard let main = compared.first(where: { $0.key.model == .unadjusted }), let slope = main.estimate.number,
            values.count >= 3, let least = values.min(), let greatest = values.max()
        else { return nil }
        let text = EstimateText(main.estimate)
        let range = "\(text.limit(least)) to \(text.limit(greatest)) \(unit)"
        guard least > 0 || greatest < 0 else {
            return
                "The slope does not keep its sign across \(values.count) readings of the data: it goes from \(range)."
        }
        let clear = compared.count { $0.estimate.excludes(0) == true }
        let furthest = compared.map { (key: $0.key, away: abs(($0.estimate.number ?? slope) / slope - 1)) }.max {
            $0.away < $1.away
        }
        let away = NumberText.percent(furthest?.away ?? 0)
        // One that says something else is named: it is not one of many. Of a slope that may be nothing every part of it is large.
        let isClear = main.estimate.excludes(0) == true
        let name = furthest.flatMap { isClear && $0.away > Self.farAway ? $0.key.slopeLabel : nil }
        return "The slope keeps its sign in all \(values.count) readings of the data, from \(range), "
            + (name.map { "furthest from the unadjusted one, by \(away), in that called \u{201C}\($0)\u{201D}; " }
                ?? "at most \(away) away from the unadjusted one; ")
            + (clear == values.count
                ? "every interval excludes zero."
                : "\(clear) of \(values.count) intervals \(clear == 1 ? "excludes" : "exclude") zero.")
    }

    /// The table of slopes; `nil` where there are none.
    var table: PageTable? {
        guard !slopes.isEmpty else { return nil }
        var table = PageTable(
            "The slope under every model, in \(unit) of exposure, with 95% intervals",
            heads: [
                .init("Model"), .init("Patients", isNumeric: true), .init("Slope", isNumeric: true),
                PValueCells.heads[0],
            ],
            note: [agreement, instrument.directionNote].compactMap(\.self).joined(separator: " "))
        for slope in slopes where slope.key.term != .betweenMinusWithin {
            table.row(
                [
                    slope.key.slopeLabel, EstimateText.count(slope.patients), EstimateText(slope.estimate).cell,
                    PValueCells.cell(slope.test?.p),
                ])
        }
        return table
    }
}
