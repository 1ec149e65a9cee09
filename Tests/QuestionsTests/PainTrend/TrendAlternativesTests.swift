import Cohort
import Disclosure
import Estimation
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("The slope without the model's assumptions")
struct TrendAlternativesTests {
    private func study(
        _ people: [CohortFixture.Person], instrument: Instrument = Instrument.catalogue[0]
    ) throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people, instruments: [instrument]).cohort)
    }

    private func slope(_ finding: ReleasedFinding, _ model: TrendModelName) -> ReleasedEstimate? {
        finding[.slope, TrendKey(instrument: Instrument.catalogue[0].info, model: model)]
    }

    private let people: [CohortFixture.Person] = [
        .init(exposures: [0...400], pain: [(0, 3), (60, 4), (210, 6.5), (300, 7)]),
        .init(exposures: [0...400], pain: [(10, 2), (40, 2.5), (100, 2), (370, 4)]),
        .init(exposures: [0...400], pain: [(5, 5), (95, 5.5), (120, 9), (160, 5)]),
        .init(exposures: [0...400], pain: [(20, 6), (80, 6), (180, 8)]),
        .init(exposures: [0...400], pain: [(0, 1), (50, 1), (90, 2)]),
    ]

    @Test("least squares is the line through all scores, and the person-specific slopes have their pseudo-median")
    func byHand() throws {
        let finding = try study(people).finding(PainTrend.self)
        let rows = people.flatMap(\.pain).map { (x: Double($0.day) / 30, y: $0.score) }
        let n = Double(rows.count)
        let (mx, my) = (rows.reduce(0) { $0 + $1.x } / n, rows.reduce(0) { $0 + $1.y } / n)
        let expected =
            rows.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / rows.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        let estimate = try #require(slope(finding, .leastSquares))
        let found = try #require(estimate.number)
        #expect(abs(found - expected) < 1e-12)
        // Of 5 people, so the interval's t has fewer than 4 degrees of freedom: wider than 1.96 standard errors by far.
        let (upper, se) = (try #require(estimate.upper?.number), try #require(estimate.se?.number))
        #expect(estimate.interval == "cluster_robust_t" && (upper - found) / se > 2.7)

        let own = people.compactMap { person in
            TheilSen.fit(x: person.pain.map { Double($0.day) / 30 }, y: person.pain.map(\.score)).fit?.slope
        }
        #expect(own.count == 5)
        #expect(slope(finding, .theilSen)?.number == HodgesLehmann.pseudoMedian(own).fit?.estimate)
    }

    @Test("the median of person-specific slopes rests on those who have one; the others are apart")
    func basisOfTheMedian() throws {
        let two = CohortFixture.Person(exposures: [0...400], pain: [(0, 3), (60, 4)])
        let built = try study(people + [two, two]).built(PainTrend.self)
        func basis(_ quantity: Quantity<TrendKey>) -> Basis? {
            built.estimates.first { $0.quantity == quantity.info && ($0.key as? TrendKey)?.model == .theilSen }?.basis
        }
        #expect(basis(.slope)?.counts == [5])
        #expect(basis(.modelPatients)?.counts == [5, 2])
    }

    @Test("the bootstrap gives the same interval whatever the threads")
    func sameBytes() throws {
        let fixture = try study(people)
        let parallel = Study(
            cohort: fixture.study.cohort, asked: fixture.study.asked, executor: .dispatch(threads: 2))
        let asking = Asking<PainTrend>(settings: .init(), isNamed: true)
        let findings = [fixture.study, parallel].map {
            StudyFixture.released([asking.answer(of: $0)], policy: .init(minimumCell: 1)).findings[0]
        }
        let slopes = try findings.map { try #require(slope($0, .withinBootstrap)) }
        #expect(slopes[0].value == slopes[1].value && slopes[0].lower == slopes[1].lower)
        #expect(slopes[0].upper == slopes[1].upper)
        #expect(slopes[0].lower?.number != nil && slopes[0].interval?.hasPrefix("bootstrap") == true)
    }

    @Test("a sign that depends on one patient is said")
    func influence() throws {
        #expect(
            try study(people).finding(PainTrend.self).cautions.contains(
                "No single patient decides the sign of the slope within patients: it stays without any one of them."))
        let flat = (0..<6).map { person in
            CohortFixture.Person(
                exposures: [0...400], pain: [(0, 4 + Double(person % 2)), (60, 4), (120, 3.9 + Double(person % 2))])
        }
        let steep = CohortFixture.Person(exposures: [0...400], pain: [(0, 0), (200, 5), (400, 10)])
        #expect(
            try study(flat + [steep]).finding(PainTrend.self).cautions.contains(
                "The sign of the slope within patients depends on a single patient: it changes without one of them."))
    }

    @Test("a line through ordered levels says what it takes for granted")
    func ordinal() throws {
        let levels = try #require(Instrument.catalogue.first { $0.isOrdinal })
        let caution =
            "The instrument has ordered levels: a line treats the steps between them as equal. The odds ratios of the "
            + "cumulative-link model do not."
        #expect(try !study(people).finding(PainTrend.self).cautions.contains(caution))
        #expect(try study(people, instrument: levels).finding(PainTrend.self).cautions.contains(caution))
    }

    @Test("a way that fails says why, without a count of patients")
    func failure() throws {
        let reasons = try study(people).finding(PainTrend.self).cautions.filter { $0.contains("could not be ") }
        #expect(reasons.allSatisfy { !$0.contains(where: \.isNumber) || $0.hasPrefix("The spline with 4 knots") })
        #expect(reasons.allSatisfy { !$0.contains("could not be had") })
    }

    /// Twelve of twenty patients have the same score but once, so that their median slope is 0; the others rise by 0.5 a month.
    @Test(
        "where the scores of most patients are mostly equal, the median of their slopes is left out, and that is said")
    func mostlyTied() throws {
        func people(level: Int) -> [CohortFixture.Person] {
            (0..<20).map { (number: Int) -> CohortFixture.Person in
                var person = CohortFixture.Person(exposures: [-1...400])
                for visit in 0..<8 {
                    let swing = Double((5 * visit + 3 * number) % 7) / 7
                    let score = number < level ? (visit == 3 ? 6 : 5) : 2 + 0.5 * Double(visit) + swing
                    person.pain.append((Int32(30 * visit), Double(score)))
                }
                return person
            }
        }
        let tied = try study(people(level: 12)).finding(PainTrend.self)
        #expect(slope(tied, .theilSen) == nil)
        #expect(
            tied.cautions.contains(
                "The median of person-specific slopes could not be estimated: the scores of most patients are mostly equal to each other."
            ))
        #expect(slope(try study(people(level: 8)).finding(PainTrend.self), .theilSen)?.number != nil)
        let trends = try study(people(level: 12)).finding(IndividualTrends.self)
        #expect(trends.all(.pseudoMedianSlope).isEmpty)
        #expect(trends.cautions.contains { $0.hasPrefix("The scores of most patients are mostly equal to each other") })
    }
}
