import Testing

@testable import Cohort

/// Knuth's 64-bit congruential generator.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

/// The exposures of one person, written down by day, drug and dose.
struct DoseFixture {
    static let drugs: [ClinicalTerm<Opioid>] = [
        "oxycodone", "morphine", "Percocet", "fentanyl patch", "unheard of", "morphine sulfate", "hydromorphone",
    ]

    struct Row {
        let days: ClosedRange<Int32>
        /// Milligram equivalents a day; `nil` where the dose is unknown.
        let dose: Double?
        var drug: UInt16 = 0
        var route: Route?
        var isSupply = false
    }

    let exposures: OpioidExposures
    let observed: ClosedRange<StudyDay>

    init(_ rows: [Row], observed: ClosedRange<Int32>) throws {
        exposures = try history(
            rows.map { row in
                let mme = row.dose.map { OpioidRegimen.DailyMME.milligrams($0) } ?? .unknown
                let regimen = OpioidRegimen(drug: row.drug, dailyMME: mme, route: row.route, isSupply: row.isSupply)
                return (0, row.days, regimen)
            }, personCount: 1, drugs: Self.drugs)
        self.observed = StudyDay(observed.lowerBound)...StudyDay(observed.upperBound)
    }

    /// One drug at doses that follow each other; a dose of 0 is written as no row.
    init(_ doses: [(days: ClosedRange<Int32>, dose: Double?)], observed: ClosedRange<Int32>) throws {
        try self.init(
            doses.filter { $0.dose != 0 }.map { Row(days: $0.days, dose: $0.dose) }, observed: observed)
    }

    var timeline: DoseTimeline {
        var timeline = DoseTimeline(exposures)
        timeline.begin(0, observed: observed)
        return timeline
    }

    func changes(_ rule: RotationRule = RotationRule()) -> DrugChanges {
        var drugs = DrugTimeline(exposures)
        drugs.begin(0)
        return drugs.changes(rule, doses: timeline)
    }
}

extension StudyDay: ExpressibleByIntegerLiteral {
    /// The day with this number.
    public init(integerLiteral value: Int32) { self.init(value) }
}
