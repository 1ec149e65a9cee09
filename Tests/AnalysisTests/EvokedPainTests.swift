import Cohort
import Estimation
import Findings
import Testing

@testable import Analysis

@Suite("Evoked pain against exposure")
struct EvokedPainTests {
    /// Seconds in cold water, and an instrument beside it.
    private func instruments(cutOff: Double? = nil) -> [Instrument] {
        [
            Instrument(
                id: "cold", title: "Cold", range: 0...300, unit: "s", direction: .higherIsLessPain, modality: .evoked,
                cutOff: cutOff),
            Instrument(
                id: "pressure", title: "Pressure", range: 0...2000, unit: "kPa", direction: .higherIsLessPain,
                modality: .evoked),
        ]
    }

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

    private func run(
        _ people: [CohortFixture.Person], cutOff: Double? = nil, instruments: [Instrument]? = nil,
        executor: BlockExecutor = .dispatch(threads: 2), _ configure: (inout AnalysisSettings) -> Void
    ) -> [Finding] {
        var settings = AnalysisSettings()
        settings.cohortFlow = false
        configure(&settings)
        var fixture = CohortFixture(people: people)
        fixture.instruments = instruments ?? self.instruments(cutOff: cutOff)
        return Questions(cohort: fixture.cohort, settings: settings, executor: executor).run()
    }

    private func evoked(
        _ people: [CohortFixture.Person], cutOff: Double? = nil, _ settings: AnalysisSettings.Evoked = .init()
    ) throws -> Finding {
        try #require(run(people, cutOff: cutOff) { $0.evoked = settings }.first)
    }

    private func estimate(
        _ finding: Finding, _ name: String, _ model: String? = nil, term: String? = nil, instrument: String = "cold"
    ) -> Findings.Estimate? {
        var group = ["instrument": instrument]
        group["model"] = model
        group["term"] = term
        return finding.estimates.first { $0.name == name && $0.group == group }
    }

    private func value(_ estimate: Findings.Estimate?) throws -> Double { try #require(estimate?.value?.number) }

    // MARK: - By hand

    /// Residuals -2.8, 2; 3.6, 0.4; -2, -1.2: scores of the slope 5.6, -3.2, -2.4 a patient with Σ of squares 47.36, so that
    /// CR1 is 47.36 / 10² · 3/2.
    @Test("without a score at the cut-off it is least squares with CR1 errors")
    func leastSquares() throws {
        let finding = try evoked(people)
        #expect(finding.status == .estimated)
        let slope = try #require(estimate(finding, "slope", "tobit"))
        let se = try #require(slope.se?.number)
        #expect(abs(try value(slope) + 4.4) < 1e-10)
        #expect(abs(se - 0.7104.squareRoot()) < 1e-10)
        #expect(abs(try value(estimate(finding, "intercept", "tobit")) - 62.8) < 1e-10)
        let lower = try #require(slope.lower?.number)
        #expect(abs(lower - (-4.4 - 1.959963984540054 * se)) < 1e-10 && slope.interval == "wald")
        #expect(slope.unit == "s per 30 days" && slope.n == Measure(3) && slope.cells == [3])
        let test = finding.tests.first { $0.name == "slope_is_zero" && $0.group == slope.group }
        #expect(test?.statistic.flatMap(\.number).map { abs($0 + 4.4 / se) < 1e-9 } == true)
        // σ² is Σ residual² / n: 30.4 / 6.
        #expect(abs(try value(estimate(finding, "sd_residual", "tobit")) - (30.4 / 6).squareRoot()) < 1e-10)
        #expect(finding.population.patients == Measure(3) && finding.population.observations == Measure(6))
        #expect(finding.settings["direction_of_cold"] == "higher_is_less_pain")
    }

    /// Means of months 1, 2, 3 and deviations of one month either side: seconds fall by 4, 12 and 8 over two months within
    /// patients; their means are 58, 56 and 48.
    @Test("the slope within patients, and between them")
    func withinBetween() throws {
        let finding = try evoked(people)
        let model = "tobit_within_between"
        #expect(abs(try value(estimate(finding, "slope", model, term: "within")) + 4) < 1e-10)
        #expect(abs(try value(estimate(finding, "slope", model, term: "between")) + 5) < 1e-10)
        #expect(abs(try value(estimate(finding, "slope", model, term: "between_minus_within")) + 1) < 1e-10)
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
        let slope = try value(estimate(finding, "slope", "tobit"))
        // Months out of days are the same to a rounding.
        #expect(abs(slope - fit.coefficients[1].value) < 1e-9)
        // By hand, 56 in place of what was stopped: Σ (x - 2) y = -112 + 0 - 56 + 50 + 0 + 88 = -30, a slope of -3.
        #expect(slope < -3.5)
        let share = try #require(estimate(finding, "censored_share"))
        #expect(share.value == Measure(0.5) && share.n == Measure(6) && share.events == Measure(3))
        // Two patients have a score at the cut-off; two have a measured one.
        #expect(share.cells == [3, 2, 2])
        #expect(estimate(finding, "cut_off")?.value == Measure(56.0))
        // What stands beyond the cut-off is of no consequence.
        var beyond = people
        beyond[0].pain[0].score = 290
        #expect(estimate(try evoked(beyond, cutOff: 56), "slope", "tobit") == estimate(finding, "slope", "tobit"))
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
        let ratio = try #require(estimate(finding, "hazard_ratio", "cox"))
        #expect(abs(try value(ratio) / fit.coefficients[0].hazardRatio - 1) < 1e-10)
        #expect(try value(ratio) > 1 && ratio.interval == "wald_log")
        let log = try #require(estimate(finding, "log_hazard_ratio", "cox"))
        let se = try #require(log.se?.number)
        #expect(abs(se / fit.coefficients[0].robustStandardError - 1) < 1e-10)
        let proportional = try #require(finding.tests.first { $0.name == "proportional_hazards" })
        #expect(proportional.df == Measure(1.0) && proportional.group == ["instrument": "cold", "model": "cox"])

        let threshold = Array(instruments().reversed())
        let pressed = try #require(run(people, instruments: threshold) { $0.evoked = .init() }.first)
        #expect(pressed.status == .estimated && pressed.estimates.allSatisfy { $0.group["model"] != "cox" })
    }

    @Test("each test has its own numbers, and totals over them are not given")
    func neverPooled() throws {
        var both = people
        for at in both.indices { both[at].otherPain = [(0, 400 + Double(at * at)), (90, 380 - Double(at))] }
        let finding = try evoked(both)
        let alone = try evoked(people)
        #expect(alone.estimates == finding.estimates.filter { $0.group["instrument"] == "cold" })
        #expect(estimate(finding, "slope", "tobit", instrument: "pressure") != nil)
        #expect(finding.population.patients == nil && finding.population.observations == nil)
        let named = try evoked(both, .init(instrument: "pressure"))
        #expect(named.estimates.allSatisfy { $0.group["instrument"] == "pressure" } && !named.estimates.isEmpty)
    }

    @Test("adjusted: of the people with a value in every column, who are an estimate of their own")
    func adjusted() throws {
        var people = people(14, [0, 6]) { at, visit in 80 - 9 * visit + (at * 3 + visit * 5) % 13 }
        for at in people.indices {
            people[at].sex = at % 3 == 0 ? "female" : "male"
            people[at].age = at < 12 ? 30 + Double(at * 7 % 17) : nil
        }
        let finding = try evoked(people, .init(adjust: [.init(column: "age"), .init(column: "sex")]))
        let patients = try #require(estimate(finding, "patients", "tobit_adjusted"))
        #expect(patients.value == Measure(12) && patients.cells == [12, 2])
        let slope = try #require(estimate(finding, "slope", "tobit_adjusted"))
        #expect(slope.n == nil && slope.cells == [12])
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
        #expect(abs(try value(slope) - fit.coefficients[1].value) < 1e-9)
        let coefficient = estimate(finding, "coefficient", "tobit_adjusted", term: "sex: female against male")
        #expect(abs(try value(coefficient) - fit.coefficients[3].value) < 1e-9)

        let unknown = try evoked(people, .init(adjust: [.init(column: "weight")]))
        #expect(
            unknown.cautions.contains(
                "Cold: the adjusted regression could not be fitted: there is no column \"weight\".")
        )
        #expect(unknown.status == .estimated)
    }

    // MARK: - What cannot be told

    @Test("what keeps a study from an answer is said, without a number of patients")
    func notEstimable() throws {
        func reason(_ people: [CohortFixture.Person], cutOff: Double? = nil) throws -> String? {
            let finding = try evoked(people, cutOff: cutOff)
            #expect(finding.status == .notEstimable)
            return finding.reason
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
        #expect(try reason([.init(pain: [(0, 40), (9, 50)])]) == "no score falls within an exposure era")
        #expect(try reason([.init()]) == "the study has no evoked pain score")
        #expect(try evoked([.init()], .init(instrument: "cold")).reason == "the study has no score of \"cold\"")
        // The share at the cut-off is told all the same.
        #expect(estimate(try evoked(people, cutOff: 40), "censored_share")?.value == Measure(1.0))
    }

    @Test("a study without evoked scores that did not ask by name is not told so")
    func leftOut() {
        let asked = AnalysisSettings.Evoked(isLeftOutWithoutScores: true)
        #expect(run([.init()]) { $0.evoked = asked }.isEmpty)
        #expect(run(people) { $0.evoked = asked }.map(\.id) == ["evoked_pain"])
        let clinical = run(people, instruments: [Instrument.catalogue[0]]) { $0.evoked = asked }
        #expect(clinical.isEmpty)
    }

    @Test("one score each: between people, and it is said")
    func oneScoreEach() throws {
        let finding = try evoked(people(9, [0]) { at, _ in 90 - at * 4 % 7 - 2 * (at % 5) })
        #expect(finding.status == .estimated && estimate(finding, "slope", "tobit") != nil)
        #expect(finding.estimates.allSatisfy { $0.group["model"] != "tobit_within_between" })
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
        #expect(estimate(finding, "slope", "tobit") != nil)
    }

    // MARK: - Elsewhere

    @Test("no question takes a score at the cut-off as measured")
    func elsewhere() throws {
        func findings(_ cutOff: Double?) -> [Finding] {
            run(people, cutOff: cutOff) {
                $0.trend = .init()
                $0.individual = .init()
                $0.bands = .init()
                $0.baseline = .init()
            }
        }
        let reason =
            "some scores (Cold) are at the cut-off of 56 s, known only to be at least that and not measured; ask "
            + "\"evoked_pain: {instrument: cold}\""
        for finding in findings(56) where finding.id != "baseline_table" {
            #expect(finding.status == .notEstimable && finding.reason == reason, "\(finding.id)")
        }
        #expect(findings(56).count == 4)
        for finding in findings(nil) {
            #expect(finding.reason != reason, "\(finding.id)")
        }
        // Outside an era a score is not used, at the cut-off or not.
        var unexposed = people
        unexposed.append(.init(pain: [(0, 300)]))
        let trend = run(unexposed) { $0.bands = .init() }.first
        #expect(trend?.status == .estimated)

        func describesFirstScore(_ findings: [Finding]) -> Bool {
            findings.first { $0.id == "baseline_table" }?.estimates
                .contains { $0.group["variable"] == "first pain score: Cold" } == true
        }
        #expect(describesFirstScore(findings(nil)) && !describesFirstScore(findings(56)))
    }

    @Test("1, 2 and 8 threads give the same bits")
    func threads() throws {
        // More people than one block of the cohort's and of the sums holds.
        let many = people(3000, [0, 7]) { at, visit in 40 - 10 * visit + (at * 13 + visit * 4) % 60 }
        let one = run(many, cutOff: 90, executor: .serial) { $0.evoked = .init() }
        #expect(one.first?.status == .estimated)
        for threads in [2, 8] {
            #expect(run(many, cutOff: 90, executor: .dispatch(threads: threads)) { $0.evoked = .init() } == one)
        }
    }
}
