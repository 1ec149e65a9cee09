import Cohort
import Estimation
import Findings
import Testing

@testable import Analysis

@Suite("Each patient's own trend")
struct IndividualTrendsTests {
    /// Somebody whose scores lie on a line: `start` points and `slope` points per 30 days, at days 0, 30, 90.
    private func line(_ start: Double, _ slope: Double) -> CohortFixture.Person {
        .init(exposures: [0...200], pain: [0, 30, 90].map { (Int32($0), start + slope * Double($0) / 30) })
    }

    private func finding(
        _ people: [CohortFixture.Person], change: Double? = nil, instruments: [Instrument] = [Instrument.catalogue[0]]
    ) -> Finding? {
        var settings = AnalysisSettings()
        settings.individual = .init(meaningfulChange: change)
        var fixture = CohortFixture(people: people)
        fixture.instruments = instruments
        return Questions(cohort: fixture.cohort, settings: settings, executor: .dispatch(threads: 2)).run()
            .first { $0.id == "individual_trends" }
    }

    private func estimate(_ finding: Finding?, _ name: String, _ group: [String: String] = [:]) -> Findings.Estimate? {
        finding?.estimates.first { estimate in
            estimate.name == name && group.allSatisfy { estimate.group[$0.key] == $0.value }
        }
    }

    @Test("slopes, their quantiles and the shares that pass the meaningful change")
    func byHand() {
        // Over 90 days the lines move by 3, 1.5, 0, -0.75 and -2.25 points.
        let people =
            [1, 0.5, 0, -0.25, -0.75].map { line(4, $0) } + [
                .init(exposures: [0...200], pain: [(0, 4), (10, 5)]),
                .init(exposures: [0...200], pain: [(5, 4), (5, 5), (5, 6)]),
            ]
        let found = finding(people)
        #expect(found?.status == .estimated)
        #expect(found?.settings["meaningful_change"] == "2.0")
        let patients = estimate(found, "patients")
        // Two scores make no line, and neither do three on one day.
        #expect(patients?.value == Measure(5) && patients?.cells == [5, 2])
        #expect(estimate(found, "slope_quantile", ["quantile": "0.5"])?.value == Measure(0.0))
        #expect(estimate(found, "slope_quantile", ["quantile": "0.75"])?.value == Measure(0.5))
        let worse = estimate(found, "worsening_share")
        #expect(worse?.events == Measure(1) && worse?.n == Measure(5) && worse?.value == Measure(0.2))
        #expect(estimate(found, "improving_share")?.events == Measure(1))
        let gentle = finding(people, change: 0.75)
        #expect(estimate(gentle, "worsening_share")?.events == Measure(2))
        #expect(estimate(gentle, "improving_share")?.events == Measure(2))
    }

    @Test("where a high score is less pain, to fall is to worsen")
    func direction() throws {
        let reversed = try #require(Instrument.catalogue.first { $0.direction == .higherIsLessPain })
        let found = finding([line(50, -10), line(50, -10), line(50, 1)], change: 20, instruments: [reversed])
        #expect(estimate(found, "worsening_share")?.events == Measure(2))
        #expect(estimate(found, "improving_share")?.events == Measure(0))
    }

    @Test("one score a patient is no trend")
    func notEstimable() {
        let found = finding([.init(exposures: [0...20], pain: [(3, 4)]), .init(exposures: [0...20], pain: [(3, 4)])])
        #expect(found?.status == .notEstimable)
        #expect(
            found?.reason
                == "nobody has 3 scores on different days of exposure, which a line of their own needs")
    }
}

@Suite("The slope without the model's assumptions")
struct TrendAlternativesTests {
    private func trend(_ people: [CohortFixture.Person]) throws -> Finding {
        var settings = AnalysisSettings()
        settings.trend = .init()
        let findings = Questions(
            cohort: CohortFixture(people: people).cohort, settings: settings, executor: .dispatch(threads: 2)
        ).run()
        return try #require(findings.first { $0.id == "pain_trend" })
    }

    private func slope(_ finding: Finding, _ model: String) -> Findings.Estimate? {
        finding.estimates.first { $0.name == "slope" && $0.group["model"] == model }
    }

    private let people: [CohortFixture.Person] = [
        .init(exposures: [0...400], pain: [(0, 3), (60, 4), (210, 6.5), (300, 7)]),
        .init(exposures: [0...400], pain: [(10, 2), (40, 2.5), (100, 2), (370, 4)]),
        .init(exposures: [0...400], pain: [(5, 5), (95, 5.5), (120, 9), (160, 5)]),
        .init(exposures: [0...400], pain: [(20, 6), (80, 6), (180, 8)]),
        .init(exposures: [0...400], pain: [(0, 1), (50, 1), (90, 2)]),
    ]

    @Test("least squares is the line through all scores, and the own slopes have their pseudo-median")
    func byHand() throws {
        let finding = try trend(people)
        let rows = people.flatMap(\.pain).map { (x: Double($0.day) / 30, y: $0.score) }
        let n = Double(rows.count)
        let (mx, my) = (rows.reduce(0) { $0 + $1.x } / n, rows.reduce(0) { $0 + $1.y } / n)
        let expected =
            rows.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / rows.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        let found = try #require(slope(finding, "least_squares")?.value?.number)
        #expect(abs(found - expected) < 1e-12)
        // Of 5 people, so the interval's t has fewer than 4 degrees of freedom: wider than 1.96 standard errors by far.
        let estimate = try #require(slope(finding, "least_squares"))
        let (upper, se) = (try #require(estimate.upper?.number), try #require(estimate.se?.number))
        #expect(estimate.interval == "cluster_robust_t" && (upper - found) / se > 2.7)

        let own = people.compactMap { person in
            TheilSen.fit(x: person.pain.map { Double($0.day) / 30 }, y: person.pain.map(\.score)).fit?.slope
        }
        #expect(own.count == 5)
        #expect(
            slope(finding, "theil_sen")?.value == HodgesLehmann.pseudoMedian(own).fit.flatMap { Measure($0.estimate) })
    }

    @Test("the bootstrap gives the same interval whatever the threads")
    func sameBytes() throws {
        let first = try #require(slope(try trend(people), "within_bootstrap"))
        var settings = AnalysisSettings()
        settings.trend = .init()
        let serial = Questions(cohort: CohortFixture(people: people).cohort, settings: settings, executor: .serial)
            .run()
        #expect(serial.first { $0.id == "pain_trend" }.flatMap { slope($0, "within_bootstrap") } == first)
        #expect(first.lower != nil && first.interval?.hasPrefix("bootstrap") == true)
    }

    @Test("a sign that hangs on one patient is said")
    func influence() throws {
        #expect(
            try trend(people).cautions.contains(
                "No single patient decides the sign of the slope within patients: it stays without any one of them."))
        let flat = (0..<6).map { person in
            CohortFixture.Person(
                exposures: [0...400], pain: [(0, 4 + Double(person % 2)), (60, 4), (120, 3.9 + Double(person % 2))])
        }
        let steep = CohortFixture.Person(exposures: [0...400], pain: [(0, 0), (200, 5), (400, 10)])
        #expect(
            try trend(flat + [steep]).cautions.contains(
                "The sign of the slope within patients hangs on a single patient: it changes without one of them."))
    }

    @Test("a line through ordered levels says what it takes for granted")
    func ordinal() throws {
        let levels = try #require(Instrument.catalogue.first { $0.isOrdinal })
        var settings = AnalysisSettings()
        settings.trend = .init()
        var fixture = CohortFixture(people: people)
        let caution =
            "The instrument has ordered levels: a line treats the steps between them as equal. The odds ratios of the "
            + "cumulative-link model do not."
        func cautions() -> [String] {
            Questions(cohort: fixture.cohort, settings: settings, executor: .serial).run()
                .first { $0.id == "pain_trend" }?.cautions ?? []
        }
        #expect(!cautions().contains(caution))
        fixture.instruments = [levels]
        #expect(cautions().contains(caution))
    }
}
