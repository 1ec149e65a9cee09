import Disclosure
import Findings
import StudyFixtures

@testable import Questions

/// A finding of the trend with slopes that a test sets, under the names that the question declares.
enum TrendFixture {
    /// A slope: its model, its value and half its interval.
    struct Slope {
        let model: TrendModelName
        var term: TrendTerm?
        let value: Double
        let half: Double

        init(_ model: TrendModelName, _ term: TrendTerm? = nil, at value: Double, half: Double) {
            self.model = model
            self.term = term
            self.value = value
            self.half = half
        }
    }

    static let nrs = instrument("points")

    /// An instrument of some unit and direction.
    static func instrument(
        _ unit: String, _ direction: InstrumentInfo.Direction = .higherIsMorePain, isOrdinal: Bool = false
    ) -> InstrumentInfo {
        InstrumentInfo(
            id: "own", title: "Own scale", unit: unit, range: 0...10, direction: direction, modality: .clinical,
            isOrdinal: isOrdinal)
    }

    /// The finding of 90 patients with these slopes.
    static func finding(
        _ slopes: [Slope], instrument: InstrumentInfo = nrs, spanning days: Int = 90,
        comparator: StudyWord = StudyWord("none"),
        _ further: (inout FindingBuilder) -> Void = { _ in }
    ) -> ReleasedFinding {
        let everybody = PersonSet(everyoneBelow: 90)
        var finding = FindingBuilder(id: PainTrend.id, title: "Pain")
        finding.population = .init("patients", patients: everybody, observations: 900)
        finding.set("comparator", Prose(comparator))
        finding.set("smallest_change", "1")
        for slope in slopes {
            finding.add(
                .slope, TrendKey(instrument: instrument, model: slope.model, term: slope.term), slope.value,
                se: slope.half / 2,
                interval: .init(
                    lower: slope.value - slope.half, upper: slope.value + slope.half, level: 0.95, method: "student_t"),
                n: everybody.count, basis: .of(everybody))
            guard [.unadjusted, .againstUnexposed].contains(slope.model) else { continue }
            let span = Double(days) / 30
            finding.add(
                .changeOverSpan, TrendKey(instrument: instrument, model: slope.model, exposureDays: days),
                slope.value * span,
                se: slope.half / 2 * span,
                interval: .init(
                    lower: (slope.value - slope.half) * span, upper: (slope.value + slope.half) * span, level: 0.95,
                    method: "student_t"), n: everybody.count, basis: .of(everybody))
        }
        further(&finding)
        return StudyFixture.released([finding], policy: .init()).findings[0]
    }

    /// Somebody on opioids from day 0, scored at visits from `first` on, `step` days apart.
    static func person(
        visits: Int, first: Int = 0, step: Int, score: (_ visit: Int) -> Double
    ) -> CohortFixture.Person {
        var person = CohortFixture.Person(exposures: [0...Int32(first + visits * step)])
        for visit in 0..<visits {
            person.pain.append((day: Int32(first + visit * step), score: score(visit)))
        }
        return person
    }
}
