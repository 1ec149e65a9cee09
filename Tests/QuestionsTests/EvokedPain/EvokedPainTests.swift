import Cohort
import Disclosure
import Estimation
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Evoked pain against exposure")
struct EvokedPainTests {
    /// Seconds in cold water, and an instrument beside it.
    private static func instruments(cutOff: Double? = nil) -> [Instrument] {
        [
            Instrument(
                id: "cold", title: "Cold", range: 0...300, unit: "s", direction: .higherIsLessPain, modality: .evoked,
                cutOff: cutOff),
            Instrument(
                id: "pressure", title: "Pressure", range: 0...2000, unit: "kPa", direction: .higherIsLessPain,
                modality: .evoked),
        ]
    }

    private let cold = instruments()[0].info
    private let pressure = instruments()[1].info

    /// Exposed from day 0 on; months are 30 days.
    private func person(_ scores: [(month: Int32, seconds: Double)]) -> CohortFixture.Person {
        .init(exposures: [0...2000], pain: scores.map { (30 * $0.month, $0.seconds) })
    }

    /// People with scores at each of some months, of `seconds`, which is told the person and the visit.
    private func people(_ count: Int, _ months: [Int32], _ seconds: (Int, Int) -> Int) -> [CohortFixture.Person] {
        (0..<count).map { at in
            person(months.enumerated().map { visit, month in (month + Int32(at % 5), Double(seconds(at, visit))) })
        }
    }

    /// By hand: months 0, 2, 1, 3, 2, 4 with mean 2 and Σ (x - 2)² = 10; seconds with mean 54 and Σ (x - 2) y = -44.
    private var people: [CohortFixture.Person] {
        [person([(0, 60), (2, 56)]), person([(1, 62), (3, 50)]), person([(2, 52), (4, 44)])]
    }

    private func study(
        _ people: [CohortFixture.Person], cutOff: Double? = nil, instruments: [Instrument]? = nil,
        analyses: String = "{cohort_flow: false, baseline_table: false, evoked_pain: }"
    ) throws -> StudyFixture {
        try StudyFixture(
            CohortFixture(people: people, instruments: instruments ?? Self.instruments(cutOff: cutOff)).cohort,
            analyses: analyses)
    }

    private func evoked(
        _ people: [CohortFixture.Person], cutOff: Double? = nil, _ settings: EvokedPainSettings = .init(),
        minimumCell: Int = 1
    ) throws -> ReleasedFinding {
        try study(people, cutOff: cutOff).finding(
            EvokedPain.self, settings, policy: .init(minimumCell: minimumCell))
    }

    private func key(
        _ model: TrendModelName? = nil, _ term: TrendTerm? = nil, of instrument: InstrumentInfo? = nil
    ) -> TrendKey {
        TrendKey(instrument: instrument ?? cold, model: model, term: term)
    }

    private func settings(_ instrument: String? = nil, adjust: [String] = []) -> EvokedPainSettings {
        var settings = EvokedPainSettings()
        settings.instrument = instrument
        settings.adjust = adjust.map { Adjustment(column: $0) }
        return settings
    }

    /// Every number at full precision, with what it is about and how many stand behind it.
    private func texts(_ finding: FindingBuilder, of instrument: InstrumentInfo? = nil) -> [String] {
        finding.estimates.filter { instrument == nil || $0.key.instrument == instrument }.map {
            "\($0.quantity.id) \($0.key.coordinates.map(\.id)) \(String(describing: $0.value)) "
                + "\(String(describing: $0.se)) \(String(describing: $0.interval)) \($0.basis.counts)"
        }
    }

    private func counts<Key: GroupKey>(
        _ finding: FindingBuilder, _ quantity: Quantity<Key>, _ key: Key
    ) throws -> [Int] {
        try #require(
            finding.estimates.first { $0.quantity == quantity.info && AnyGroupKey($0.key) == AnyGroupKey(key) }
        ).basis.counts
    }

    // MARK: - By hand

    /// Residuals -2.8, 2; 3.6, 0.4; -2, -1.2: scores of the slope 5.6, -3.2, -2.4 a patient with Σ of squares 47.36, so that
    /// CR1 is 47.36 / 10² · 3/2.
    @Test("without a score at the cut-off it is least squares with CR1 errors")
    func leastSquares() throws {
        let finding = try evoked(people)
        #expect(finding.isEstimated)
        let slope = try #require(finding[.slope, key(.tobit)])
        let se = try #require(slope.se?.number)
        #expect(abs(try #require(slope.number) + 4.4) < 1e-10)
        #expect(abs(se - 0.7104.squareRoot()) < 1e-10)
        #expect(abs(try #require(finding[.intercept, key(.tobit)]?.number) - 62.8) < 1e-10)
        let lower = try #require(slope.lower?.number)
        #expect(abs(lower - (-4.4 - 1.959963984540054 * se)) < 1e-10 && slope.interval == "wald")
        #expect(slope.unit == "s per 30 days" && slope.n == .number(3))
        #expect(try counts(study(people).built(EvokedPain.self), .slope, key(.tobit)) == [3])
        let test = finding[.slopeIsZero, key(.tobit)]
        #expect(test?.statistic?.number.map { abs($0 + 4.4 / se) < 1e-9 } == true && test?.family == "cold")
        // σ² is Σ residual² / n: 30.4 / 6.
        #expect(abs(try #require(finding[.sdResidual, key(.tobit)]?.number) - (30.4 / 6).squareRoot()) < 1e-10)
        #expect(finding.patients == .number(3) && finding.observations == .number(6))
        #expect(finding.instruments == [cold])
    }

    /// Means of months 1, 2, 3 and deviations of one month either side: seconds fall by 4, 12 and 8 over two months within
    /// patients; their means are 58, 56 and 48.
    @Test("the slope within patients, and between them")
    func withinBetween() throws {
        let finding = try evoked(people)
        for (term, slope) in [(TrendTerm.within, -4.0), (.between, -5), (.betweenMinusWithin, -1)] {
            #expect(abs(try #require(finding[.slope, key(.tobitWithinBetween, term)]?.number) - slope) < 1e-10)
        }
    }

    @Test("scores at the cut-off are at least that: the slope is steeper than that of the numbers written down")
    func censored() throws {
        // 60, 56 and 62 seconds were stopped at 56.
        let finding = try evoked(people, cutOff: 56)
        let rows: [TobitRegression.Response] = [
            .above(56), .above(56), .above(56), .observed(50), .observed(52), .observed(44),
        ]
        let fit = try #require(
            TobitRegression.fit(
                rows, predictors: [PredictorColumn("months", [0, 2, 1, 3, 2, 4])], clusters: [0, 0, 1, 1, 2, 2]
            ).fit)
        let slope = try #require(finding[.slope, key(.tobit)]?.number)
        // Months out of days are the same to a rounding.
        #expect(abs(slope - fit.coefficients[1].value) < 1e-9)
        // By hand, 56 in place of what was stopped: Σ (x - 2) y = -112 + 0 - 56 + 50 + 0 + 88 = -30, a slope of -3.
        #expect(slope < -3.5)
        let scores = EvokedKey(instrument: cold)
        let share = try #require(finding[.censoredShare, scores])
        #expect(share.value == .number(0.5) && share.n == .number(6) && share.events == .number(3))
        // Two patients have a score at the cut-off; two have a measured one.
        let built = try study(people, cutOff: 56).built(EvokedPain.self)
        #expect(try counts(built, .censoredShare, scores) == [3, 2, 2])
        #expect(finding[.cutOff, scores]?.value == .number(56))
        // What stands beyond the cut-off is of no consequence.
        var beyond = people
        beyond[0].pain[0].score = 290
        #expect(texts(try study(beyond, cutOff: 56).built(EvokedPain.self)) == texts(built))
    }

    @Test("a time until the hand is withdrawn is a survival time as well, a threshold is not")
    func survival() throws {
        let people = people(12, [0, 2, 9]) { at, visit in 88 - 12 * visit + (at * 7 + visit * 5) % 17 }
        let finding = try evoked(people, cutOff: 95)
        let scores = people.flatMap(\.pain)
        let clusters = people.enumerated().flatMap { at, person in person.pain.map { _ in at } }
        let fit = try #require(
            CoxRegression.fit(
                [.init("x", scores.map { Double($0.day) / 30 })], times: scores.map { min($0.score, 95) },
                isEvent: scores.map { $0.score < 95 }, clusters: clusters
            ).fit)
        let ratio = try #require(finding[.hazardRatio, key(.cox)])
        let value = try #require(ratio.number)
        #expect(abs(value / fit.coefficients[0].hazardRatio - 1) < 1e-10)
        #expect(value > 1 && ratio.interval == "wald_log")
        let se = try #require(finding[.logHazardRatio, key(.cox)]?.se?.number)
        #expect(abs(se / fit.coefficients[0].robustStandardError - 1) < 1e-10)
        let proportional = try #require(finding[.proportionalHazards, key(.cox)])
        // The test of an assumption is no member of the family.
        #expect(proportional.df == .number(1) && proportional.family == nil)
        #expect(finding[.hazardRatioIsOne, key(.cox)]?.family == "cold")

        let threshold = Array(Self.instruments().reversed())
        let pressed = try study(people, instruments: threshold).finding(EvokedPain.self)
        #expect(pressed.isEstimated && pressed.all(.hazardRatio).isEmpty)
    }

    @Test("each test has its own numbers, and totals over them are not given")
    func neverPooled() throws {
        var both = people
        for at in both.indices { both[at].otherPain = [(0, 400 + Double(at * at)), (90, 380 - Double(at))] }
        let built = try study(both).built(EvokedPain.self)
        let finding = try evoked(both)
        #expect(texts(try study(people).built(EvokedPain.self)) == texts(built, of: cold))
        #expect(finding[.slope, key(.tobit, of: pressure)] != nil)
        #expect(finding.patients == nil && finding.observations == nil)
        #expect(finding.setting("instruments") == "cold, pressure")
        #expect(try evoked(both, settings("pressure")).instruments == [pressure])
    }

    @Test("adjusted: of the patients with a value in every column, who are an estimate of their own")
    func adjusted() throws {
        var people = people(14, [0, 6]) { at, visit in 80 - 9 * visit + (at * 3 + visit * 5) % 13 }
        for at in people.indices {
            people[at].sex = at % 3 == 0 ? "female" : "male"
            people[at].age = at < 12 ? 30 + Double(at * 7 % 17) : nil
        }
        let model = key(.tobitAdjusted)
        let asked = settings(adjust: ["age", "sex"])
        let built = try study(people).built(EvokedPain.self, asked)
        let finding = try evoked(people, asked)
        #expect(finding[.modelPatients, model]?.value == .number(12))
        #expect(try counts(built, .modelPatients, model) == [12, 2])
        let slope = try #require(finding[.slope, model])
        #expect(slope.n == nil)
        #expect(try counts(built, .slope, model) == [12])
        var responses: [TobitRegression.Response] = []
        var values: [[Double]] = [[], [], []]
        for person in people.prefix(12) {
            for (day, score) in person.pain {
                responses.append(.observed(score))
                values[0].append(Double(day) / 30)
                values[1].append(person.age ?? 0)
                values[2].append(person.sex == "female" ? 1 : 0)
            }
        }
        let columns = zip(["months", "age", "female"], values).map { PredictorColumn($0, $1) }
        let fit = try #require(TobitRegression.fit(responses, predictors: columns).fit)
        #expect(abs(try #require(slope.number) - fit.coefficients[1].value) < 1e-9)
        var female = model
        female.variable = StudyPlace(
            StudyWord("sex"), level: .recorded(StudyWord("female")), reference: StudyWord("male"))
        let coefficient = try #require(finding[.coefficient, female]?.number)
        #expect(abs(coefficient - fit.coefficients[3].value) < 1e-9)
        // Four women and eight men in the regression.
        #expect(try counts(built, .coefficient, female) == [12, 4, 8])

        let unknown = try evoked(people, settings(adjust: ["weight"]))
        #expect(
            unknown.cautions.contains(
                "Cold: the adjusted regression could not be fitted: there is no column \"weight\".")
        )
        #expect(unknown.isEstimated)
    }

    @Test("what few patients stand behind is withheld; two left out of the adjusted regression hide its patients")
    func withheld() throws {
        var people = people(30, [0, 6]) { at, visit in 80 - 9 * visit + (at * 3 + visit * 5) % 13 }
        for at in people.indices { people[at].age = at < 28 ? 30 + Double(at * 7 % 17) : nil }
        let finding = try evoked(people, cutOff: 90, settings(adjust: ["age"]), minimumCell: 11)
        #expect(finding[.modelPatients, key()]?.value == .number(30))
        #expect(finding[.modelPatients, key(.tobitAdjusted)]?.isWithheld == true)
        #expect(finding[.slope, key(.tobitAdjusted)]?.number != nil)
        // Scores at the cut-off are those of a few.
        let censored = try counts(
            study(people, cutOff: 90).built(EvokedPain.self), .censoredShare, EvokedKey(instrument: cold))
        #expect((1...10).contains(censored[1]))
        #expect(finding[.censoredShare, EvokedKey(instrument: cold)]?.isWithheld == true)
        #expect(finding[.cutOff, EvokedKey(instrument: cold)]?.value == .number(90))
    }

    // MARK: - What cannot be told

    @Test("what keeps a study from an answer is said, without a number of patients")
    func notEstimable() throws {
        func reason(_ people: [CohortFixture.Person], cutOff: Double? = nil) throws -> String? {
            try evoked(people, cutOff: cutOff).reason
        }
        #expect(try reason(people, cutOff: 40) == "every score is at the cut-off, so none was measured")
        #expect(try reason([people[0]]) == "too few patients have a score")
        #expect(
            try reason([person([(2, 40)]), person([(2, 50)]), person([(2, 45)]), person([(2, 41)])])
                == "the exposure is the same at all scores")
        #expect(try reason([person([(0, 40), (1, 40)]), person([(2, 40), (3, 40)])]) == "every score is the same")
        #expect(
            try reason([person([(0, 40), (1, 41)]), person([(2, 42), (3, 43)])])
                == "the scores lie on a line, with next to no variation about it")
        #expect(try reason([person([(0, 40)]), person([(1, 41)])]) == "there are too few scores")
        #expect(try reason([.init(pain: [(0, 40), (9, 50)])]) == "no score was made while exposed")
        #expect(try reason([.init()]) == "the study has no evoked pain score")
        #expect(try evoked([.init()], settings("cold")).reason == "the study has no score of \"cold\"")
        // The share at the cut-off is told all the same.
        let stopped = try evoked(people, cutOff: 40)
        #expect(stopped[.censoredShare, EvokedKey(instrument: cold)]?.value == .number(1))
    }

    @Test("a study without evoked scores that did not ask by name is not told so")
    func leftOut() throws {
        func ids(
            _ people: [CohortFixture.Person], instruments: [Instrument]? = nil, analyses: String? = nil
        ) throws -> [String] {
            let cohort = CohortFixture(people: people, instruments: instruments ?? Self.instruments()).cohort
            return try StudyFixture(cohort, analyses: analyses).run().findings.map(\.id)
                .filter { $0 == EvokedPain.id }
        }
        #expect(try ids([.init()]).isEmpty)
        #expect(try ids(people) == [EvokedPain.id])
        #expect(try ids(people, instruments: [Instrument.catalogue[0]]).isEmpty)
        #expect(try ids([.init()], analyses: "[evoked_pain]") == [EvokedPain.id])
    }

    @Test("one score each: between people, and it is said")
    func oneScoreEach() throws {
        let finding = try evoked(people(9, [0]) { at, _ in 90 - at * 4 % 7 - 2 * (at % 5) })
        #expect(finding.isEstimated && finding[.slope, key(.tobit)] != nil)
        #expect(finding.all(.slope).allSatisfy { $0.key.model != .tobitWithinBetween })
        #expect(finding.cautions.contains { $0.hasPrefix("Cold: nobody has a second score, so the slope compares") })
    }

    @Test("repeats at one exposure leave no slope within patients")
    func noDeviation() throws {
        let finding = try evoked([
            person([(1, 60), (1, 66)]), person([(4, 51), (4, 50)]), person([(7, 40), (7, 47)]),
        ])
        #expect(
            finding.cautions.contains(
                "Cold: the regression within and between patients could not be fitted: the deviation from a patient's mean "
                    + "exposure is the same at all scores."))
        #expect(finding[.slope, key(.tobit)] != nil)
    }

    // MARK: - Elsewhere

    @Test("no question takes a score at the cut-off as measured")
    func elsewhere() throws {
        let analyses =
            "{cohort_flow: false, data_quality: false, pain_trend: , individual_trends: , pain_by_duration_band: }"
        func findings(_ people: [CohortFixture.Person], _ cutOff: Double?) throws -> [ReleasedFinding] {
            try study(people, cutOff: cutOff, analyses: analyses).run(policy: .init(minimumCell: 1)).findings
        }
        let reason =
            "some scores (Cold) are at the cut-off of 56 s, known only to be at least that and not measured; ask "
            + "\"evoked_pain: {instrument: cold}\""
        let stopped = try findings(people, 56)
        #expect(stopped.count == 4)
        for finding in stopped where finding.id != BaselineTable.id {
            #expect(finding.reason == reason, "\(finding.id)")
        }
        let measured = try findings(people, nil)
        for finding in measured { #expect(finding.reason != reason, "\(finding.id)") }
        // Outside an era a score is not used, at the cut-off or not.
        var unexposed = people
        unexposed.append(.init(pain: [(0, 300)]))
        #expect(try findings(unexposed, nil).first { $0.id == PainByDurationBand.id }?.isEstimated == true)

        func describesFirstScore(_ findings: [ReleasedFinding]) -> Bool {
            findings.first { $0.id == BaselineTable.id }?.estimates.contains { estimate in
                estimate.key.coordinates.contains { coordinate in
                    guard case .study(let place) = coordinate.place else { return false }
                    return place.origin == .tool && place.column.text == "first pain score: Cold"
                }
            } == true
        }
        #expect(describesFirstScore(measured) && !describesFirstScore(stopped))
    }

    @Test("1, 2 and 8 threads give the same bits")
    func threads() throws {
        // More people than one block of the cohort's and of the sums holds.
        let many = people(3000, [0, 7]) { at, visit in 40 - 10 * visit + (at * 13 + visit * 4) % 60 }
        let fixture = try study(many, cutOff: 90)
        func answer(_ threads: Int) throws -> [String] {
            let study = Study(
                cohort: fixture.study.cohort, asked: fixture.study.asked, executor: .dispatch(threads: threads))
            return texts(try #require(study.asked.answers(of: study).first))
        }
        let one = try answer(1)
        #expect(!one.isEmpty)
        for threads in [2, 8] { #expect(try answer(threads) == one) }
    }
}
