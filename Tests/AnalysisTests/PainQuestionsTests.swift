import Analysis
import Cohort
import Estimation
import Findings
import Testing

@Suite("Pain against exposure")
struct PainQuestionsTests {
    /// Four people exposed from day 0; scores lie exactly where the comments say.
    private func people() -> [CohortFixture.Person] {
        [
            .init(exposures: [0...400], pain: [(0, 3), (60, 4), (200, 6.5), (300, 7)]),
            .init(exposures: [0...400], pain: [(10, 2), (40, 2.5), (100, 2), (370, 4)]),
            .init(exposures: [0...100, 150...400], pain: [(5, 5), (95, 5.5), (120, 9), (160, 5)]),
            .init(exposures: [0...400], pain: [(20, 6), (80, 6), (180, 8)]),
            .init(exposures: [], pain: [(0, 1), (50, 1)]),
        ]
    }

    private func findings(
        _ people: [CohortFixture.Person], _ configure: (inout AnalysisSettings) -> Void
    ) -> [Finding] {
        var settings = AnalysisSettings()
        configure(&settings)
        return Questions(
            cohort: CohortFixture(people: people).cohort, settings: settings, executor: .dispatch(threads: 2)
        ).run()
    }

    private func value(_ finding: Finding?, _ name: String, _ group: [String: String]) -> Double? {
        finding?.estimates.first { estimate in
            estimate.name == name && group.allSatisfy { estimate.group[$0.key] == $0.value }
        }?.value?.number
    }

    @Test("the trend is the mixed model of the exposed scores, per 30 days of the era")
    func trend() throws {
        let finding = findings(people()) { $0.trend = .init() }.first { $0.id == "pain_trend" }
        #expect(finding?.status == .estimated)
        // Person 2's second era starts on day 150 (49 free days), so day 160 is exposure day 10 and day 120 is unexposed.
        let rows: [(Int, Double, Double)] = [
            (0, 0, 3), (0, 60, 4), (0, 200, 6.5), (0, 300, 7), (1, 10, 2), (1, 40, 2.5), (1, 100, 2), (1, 370, 4),
            (2, 5, 5), (2, 95, 5.5), (2, 10, 5), (3, 20, 6), (3, 80, 6), (3, 180, 8),
        ]
        let moments = GroupedMoments(
            x: .init("x", center: 4, scale: 3), y: .init("y", center: 5, scale: 2), groupCount: 4
        ) { person, sums in
            for (owner, day, score) in rows where owner == person { sums.add(x: day / 30, y: score) }
        }
        let fit = try #require(
            LinearMixedModel.fit(.init(moments: moments, response: 1, fixed: [0], random: .interceptAndSlope(0))).fit)
        let model = ["model": "unadjusted", "instrument": "nrs"]
        // Both are the same optimum reached from sums about other centres: they differ by rounding only.
        for (name, expected) in [
            ("intercept", fit.fixedEffects[0].value), ("slope", fit.fixedEffects[1].value),
            ("sd_residual", fit.sdResidual), ("log_likelihood", fit.logLikelihood),
        ] {
            let found = try #require(value(finding, name, model))
            #expect(abs(found - expected) <= 1e-8 * max(1, abs(expected)), "\(name)")
        }
        #expect(finding?.population.patients == Measure(4))
        #expect(finding?.population.observations == Measure(14))
    }

    @Test("within and between: a study in which patients differ but nobody changes has no slope within")
    func withinBetween() throws {
        // Everybody's scores swing by ±0.5 around a level that is the person's mean exposure in months: no change with
        // exposure within a person, one point a month between persons.
        let noise: [Double] = [0.5, -0.5, -0.5, 0.5]
        var people: [CohortFixture.Person] = []
        for person in 1...12 {
            let level = Double(person) * 0.5 + 1 + Double(person % 3) * 0.1
            var own = CohortFixture.Person(exposures: [0...1000])
            for (visit, swing) in noise.enumerated() {
                own.pain.append((day: Int32(30 * person + 10 * visit - 15), score: level + swing))
            }
            people.append(own)
        }
        let finding = findings(people) { $0.trend = .init() }.first { $0.id == "pain_trend" }
        let withinValue = value(finding, "slope", ["model": "within_between", "term": "within"])
        let within = try #require(withinValue)
        let betweenValue = value(finding, "slope", ["model": "within_between", "term": "between"])
        let between = try #require(betweenValue)
        #expect(abs(within) < 1e-6)
        #expect(abs(between - 0.5) < 0.05)
    }

    @Test("one score a person: not estimable, and says so")
    func oneScoreEach() {
        let people = (0..<5).map { CohortFixture.Person(exposures: [0...100], pain: [(Int32($0), 3)]) }
        let finding = findings(people) { $0.trend = .init() }.first { $0.id == "pain_trend" }
        #expect(finding?.status == .notEstimable)
        #expect(finding?.reason?.hasPrefix("one assessment per person") == true)
        #expect(finding?.estimates.isEmpty == true)
    }

    @Test("nobody exposed, no score, an unknown instrument: each said in words")
    func nothingThere() {
        func reason(_ people: [CohortFixture.Person]) -> String? {
            findings(people) { $0.trend = .init() }.first { $0.id == "pain_trend" }?.reason
        }
        #expect(reason([.init(pain: [(1, 2), (2, 3)])]) == "no pain score falls within an exposure era")
        #expect(reason([.init(exposures: [0...10])]) == "the study has no pain scores")
        let all = findings(people()) { $0.trend = .init(instrument: "vas") }
        #expect(all.first { $0.id == "pain_trend" }?.reason == "the study has no pain scores")
    }

    @Test("constant scores give a reason, not NaN")
    func constantScores() {
        let people = (0..<5).map { _ in CohortFixture.Person(exposures: [0...100], pain: [(0, 3), (30, 3), (60, 3)]) }
        let finding = findings(people) { $0.trend = .init() }.first { $0.id == "pain_trend" }
        #expect(finding?.status == .notEstimable)
        #expect(finding?.reason?.contains("same value") == true)
    }

    @Test("means of the bands by hand")
    func bands() throws {
        let finding = findings(people()) {
            $0.bands = .init()
            $0.minimumStep = 1
        }.first { $0.id == "pain_by_duration_band" }
        // 0–29: 3, 2, 5, 5, 6; 30–89: 4, 2.5, 6; 90–179: 2, 5.5; 180–364: 6.5, 7, 8; 365+: 4.
        for (band, mean, rows, people) in [
            ("0–29", 21.0 / 5, 5, 4), ("30–89", 12.5 / 3, 3, 3), ("90–179", 7.5 / 2, 2, 2), ("180–364", 21.5 / 3, 3, 2),
            ("365+", 4, 1, 1),
        ] {
            let found = try #require(value(finding, "mean", ["band": band]))
            #expect(abs(found - mean) < 1e-12)
            #expect(value(finding, "assessments", ["band": band]) == Double(rows))
            let estimate = finding?.estimates.first { $0.name == "mean" && $0.group["band"] == band }
            #expect(estimate?.n == Measure(people))
        }
        #expect(finding?.tests.first?.name == "linear_trend_across_bands")
        #expect(finding?.tests.first?.df == .number(3))
    }

    @Test("1, 2 and 8 threads give the same bits")
    func threads() {
        // More people than one block holds.
        var people: [CohortFixture.Person] = []
        for person in 0..<3000 {
            var own = CohortFixture.Person(exposures: [0...500])
            for visit in 0..<4 {
                let tenths = (person * 7 + visit * visit * 3 + person * visit % 5) % 101
                own.pain.append((day: Int32(visit * 37 + person % 11), score: Double(tenths) / 10))
            }
            people.append(own)
        }
        let cohort = CohortFixture(people: people).cohort
        var settings = AnalysisSettings()
        settings.trend = .init()
        settings.bands = .init()
        let one = Questions(cohort: cohort, settings: settings, executor: .serial).run()
        #expect(one.contains { $0.id == "pain_trend" && $0.status == Finding.Status.estimated })
        for threads in [2, 8] {
            #expect(Questions(cohort: cohort, settings: settings, executor: .dispatch(threads: threads)).run() == one)
        }
    }

    @Test("the flow: who is in, and where the others went")
    func flow() {
        let finding = findings(people() + [.init()]) { $0.trend = .init() }.first { $0.id == "cohort_flow" }
        func count(_ name: String, _ step: Int) -> Double? {
            value(finding, name, ["branch": "pain", "step": "\(step)"])
        }
        #expect((1...4).map { count("patients", $0) } == [6, 5, 4, 4])
        #expect((2...4).map { count("left_out", $0) } == [1, 1, 0])
    }
}
