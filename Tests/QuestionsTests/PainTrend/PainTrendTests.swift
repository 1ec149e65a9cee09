import Cohort
import Disclosure
import Estimation
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Pain against exposure")
struct PainTrendTests {
    /// Four people exposed from day 0; scores lie exactly where the comments say.
    private let people: [CohortFixture.Person] = [
        .init(exposures: [0...400], pain: [(0, 3), (60, 4), (200, 6.5), (300, 7)]),
        .init(exposures: [0...400], pain: [(10, 2), (40, 2.5), (100, 2), (370, 4)]),
        .init(exposures: [0...100, 150...400], pain: [(5, 5), (95, 5.5), (120, 9), (160, 5)]),
        .init(exposures: [0...400], pain: [(20, 6), (80, 6), (180, 8)]),
        .init(exposures: [], pain: [(0, 1), (50, 1)]),
    ]

    private func finding(
        _ people: [CohortFixture.Person], _ settings: PainTrendSettings = .init(),
        policy: DisclosurePolicy = .init(minimumCell: 1)
    ) throws -> ReleasedFinding {
        try StudyFixture(CohortFixture(people: people).cohort).finding(PainTrend.self, settings, policy: policy)
    }

    private let nrs = Instrument.catalogue[0].info

    @Test("the trend is the mixed model of the exposed scores, per 30 days of the era")
    func trend() throws {
        let finding = try finding(people)
        #expect(finding.isEstimated)
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
        let key = TrendKey(instrument: nrs, model: .unadjusted)
        // Both are the same optimum reached from sums about other centres: they differ by rounding only.
        let expected: [(Quantity<TrendKey>, Double)] = [
            (.intercept, fit.fixedEffects[0].value), (.slope, fit.fixedEffects[1].value),
            (.sdResidual, fit.sdResidual), (.logLikelihood, fit.logLikelihood),
        ]
        for (quantity, expected) in expected {
            let found = try #require(finding[quantity, key]?.number)
            #expect(abs(found - expected) <= 1e-8 * max(1, abs(expected)), "\(quantity.id)")
        }
        #expect(finding.patients == .number(4))
        #expect(finding.observations == .number(14))
    }

    @Test("within and between: a study in which patients differ but nobody changes has no slope within")
    func withinBetween() throws {
        // Everybody's scores swing by ±0.5 around a level that is half the person's mean exposure in months: no change with
        // exposure within a person, half a point a month between persons.
        let noise: [Double] = [0.5, -0.5, -0.5, 0.5]
        let people = (1...12).map { person in
            let level = Double(person) * 0.5 + 1 + Double(person % 3) * 0.1
            return TrendFixture.person(visits: 4, first: 30 * person - 15, step: 10) { level + noise[$0] }
        }
        let finding = try finding(people)
        func slope(_ term: TrendTerm) throws -> Double {
            try #require(finding[.slope, TrendKey(instrument: nrs, model: .withinBetween, term: term)]?.number)
        }
        #expect(abs(try slope(.within)) < 1e-6)
        // The level steps by 0.5 a month and by a tenth that goes round in threes.
        #expect(abs(try slope(.between) - 0.5) < 0.05)
    }

    @Test("one score a person: not estimable, and says so")
    func oneScoreEach() throws {
        let people = (0..<5).map { CohortFixture.Person(exposures: [0...100], pain: [(Int32($0), 3)]) }
        let finding = try finding(people)
        #expect(finding.reason?.hasPrefix("one assessment per person") == true)
        #expect(finding.estimates.isEmpty)
    }

    @Test("nobody exposed, no score, an unknown instrument: each said in words")
    func nothingThere() throws {
        #expect(try finding([.init(pain: [(1, 2), (2, 3)])]).reason == "no pain score was made while exposed")
        #expect(try finding([.init(exposures: [0...10])]).reason == "the study has no pain scores")
        var other = PainTrendSettings()
        other.instrument = "vas"
        #expect(try finding(people, other).reason == "the study has no pain scores")
    }

    @Test("constant scores give a reason, not NaN")
    func constantScores() throws {
        let people = (0..<5).map { _ in CohortFixture.Person(exposures: [0...100], pain: [(0, 3), (30, 3), (60, 3)]) }
        #expect(try finding(people).reason?.contains("same value") == true)
    }

    @Test("1, 2 and 8 threads give the same bits")
    func threads() throws {
        // More people than one block holds.
        let people = (0..<3000).map { person in
            TrendFixture.person(visits: 4, first: person % 11, step: 37) { visit in
                Double((person * 7 + visit * visit * 3 + person * visit % 5) % 101) / 10
            }
        }
        let fixture = try StudyFixture(CohortFixture(people: people).cohort, analyses: "{pain_trend: }")
        func numbers(_ executor: BlockExecutor) -> [String] {
            let study = Study(cohort: fixture.study.cohort, asked: fixture.study.asked, executor: executor)
            let finding = StudyFixture.released(study.asked.answers(of: study), policy: .init())
                .finding(PainTrend.id)
            return (finding?.estimates ?? []).map {
                "\($0.quantity.id) \($0.key) \([$0.value, $0.se, $0.lower, $0.upper, $0.n])"
            } + (finding?.tests ?? []).map { "\($0.test.id) \($0.key) \([$0.statistic, $0.p, $0.holm])" }
        }
        let one = numbers(.serial)
        #expect(one.count > 20)
        for threads in [2, 8] { #expect(numbers(.dispatch(threads: threads)) == one) }
    }

    @Test("the number of scores that are not exposed is withheld with the few patients who have them")
    func fewUnexposed() throws {
        func caution(_ people: [CohortFixture.Person]) throws -> String? {
            try finding(people, policy: .init()).cautions.first { $0.contains("the main model leaves out") }
        }
        let many = (0..<30).map { person in
            TrendFixture.person(visits: 4, first: person % 7, step: 30) { Double((person * 3 + $0) % 11) }
        }
        var few = many
        for person in 0..<3 { few[person].pain.append((500, 5)) }
        let zeros = "0 made on the first day of an exposure era, which are baseline, 0 made before any exposure"
        #expect(
            try caution(few)
                == "Of withheld scores, the main model leaves out \(zeros), and withheld made in a gap or after the end."
        )
        var more = many
        for person in 0..<11 { more[person].pain.append((500, 5)) }
        #expect(
            try caution(more)
                == "Of 131 scores, the main model leaves out \(zeros), and 11 made in a gap or after the end.")
    }

    /// Pain is high at screening and falls before the drug could do anything; from then on nothing changes.
    private func screened(on day: Int32) -> [CohortFixture.Person] {
        (0..<30).map { person in
            let noise = { (visit: Int) in Double((person * 7 + visit * 5) % 9 - 4) / 10 }
            return .init(
                exposures: [0...180],
                pain: [(day, 7 + noise(0)), (28, 4 + noise(1)), (91, 4 + noise(2)), (168, 4.1 + noise(4))])
        }
    }

    private func byDefault(_ people: [CohortFixture.Person]) throws -> ReleasedFinding {
        try StudyFixture(CohortFixture(people: people, rule: ExposureRule()).cohort)
            .finding(PainTrend.self, .init(), policy: .init(minimumCell: 1))
    }

    private func slope(_ model: TrendModelName, _ finding: ReleasedFinding) -> Double? {
        finding[.slope, TrendKey(instrument: nrs, model: model)]?.number
    }

    @Test("a screening score makes no trend, on the day of the first dose as little as before it")
    func timeZero() throws {
        let (onDayZero, before) = (try byDefault(screened(on: 0)), try byDefault(screened(on: -14)))
        let main = try #require(slope(.unadjusted, onDayZero))
        #expect(abs(main) < 0.05)
        for model in [TrendModelName.unadjusted, .withoutFirstScores, .asStarted] {
            #expect(slope(model, onDayZero) == slope(model, before))
        }
        // The reading that takes the screening score for exposed stands beside, and is counted.
        #expect(try #require(slope(.withFirstDays, onDayZero)) < -0.2)
        #expect(slope(.withFirstDays, before) == nil)
        let page = try StudyFixture(CohortFixture(people: screened(on: 0), rule: ExposureRule()).cohort)
            .page(PainTrend.self, .init(), policy: .init(minimumCell: 1))
        #expect(page.answer?.more.contains { $0.contains("does not keep its sign") } == true)
    }

    @Test("prevalent users are counted, said first where there are many, and left out of a model beside")
    func prevalentUsers() throws {
        func people(_ prevalent: Int) -> [CohortFixture.Person] {
            (0..<40).map { person in
                let noise = { (visit: Int) in Double((person * 7 + visit * 5) % 9 - 4) / 10 }
                // The slope of prevalent users is 1 a month, that of new users nothing.
                let rise = person < prevalent ? 1.0 : 0
                return .init(
                    exposures: [0...180],
                    pain: (person < prevalent ? [] : [(-7, 4)])
                        + [(30, 3 + rise + noise(1)), (60, 3 + 2 * rise + noise(2)), (90, 3 + 3 * rise + noise(3))])
            }
        }
        let many = try byDefault(people(20))
        let key = TrendKey(instrument: nrs)
        #expect(many[.prevalentShare, key]?.number == 0.5 && many[.prevalentShare, key]?.events == .number(20))
        let (newUsers, all) = (try #require(slope(.newUsers, many)), try #require(slope(.unadjusted, many)))
        #expect(abs(newUsers) < 0.1 && abs(all - 0.5) < 0.1)
        #expect(
            many.cautions.contains { $0.hasPrefix("Prevalent users: of 40 patients, 20 were exposed already") }
        )
        func sentences(_ prevalent: Int) throws -> [String] {
            let fixture = try StudyFixture(CohortFixture(people: people(prevalent), rule: ExposureRule()).cohort)
            return try fixture.page(PainTrend.self, .init(), policy: .init(minimumCell: 1)).answer?.more ?? []
        }
        #expect(try sentences(20).first?.hasPrefix("50.0%") == true)
        #expect(try !sentences(4).contains { $0.contains("were exposed already") })
        let none = try byDefault(people(0))
        #expect(none[.prevalentShare, key] == nil && slope(.newUsers, none) == nil)
    }

    @Test("a score in a gap is not exposed because the drug came back, and the reading as started has it")
    func gaps() throws {
        func people(returning: Bool) -> [CohortFixture.Person] {
            (0..<20).map { person in
                let noise = { (visit: Int) in Double((person * 7 + visit * 5) % 9 - 4) / 10 }
                return .init(
                    exposures: returning ? [0...60, 80...90] : [0...60],
                    pain: [(10, 4 + noise(0)), (40, 4 + noise(1)), (60, 4 + noise(2)), (70, 9)])
            }
        }
        let (stopped, returned) = (try byDefault(people(returning: false)), try byDefault(people(returning: true)))
        #expect(slope(.unadjusted, stopped) == slope(.unadjusted, returned))
        #expect(try #require(slope(.asStarted, stopped)) > 1)
        #expect(stopped.cautions.contains { $0.contains("and 20 made in a gap or after the end") })
    }

    @Test("patients who all rise alike have no standard deviation of slopes to print, and no correlation")
    func boundary() throws {
        let people = (0..<14).map { person in
            TrendFixture.person(visits: 6, step: 60) { visit in
                2 + Double(person % 5) + 0.2 * Double(visit) + ((person + visit) % 2 == 0 ? 0.4 : -0.4)
            }
        }
        let fixture = try StudyFixture(CohortFixture(people: people).cohort)
        let finding = try fixture.finding(PainTrend.self)
        let key = TrendKey(instrument: nrs, model: .unadjusted)
        #expect(finding.cautions.contains { $0.hasPrefix("The fit lies on the boundary") })
        #expect(finding[.correlation, key] == nil)
        #expect(finding[.sdSlope, key]?.number != nil)
        let page = try fixture.page(PainTrend.self)
        let more = try #require(page.answer).more
        #expect(more.contains { $0.hasPrefix("Patients' slopes do not differ measurably") })
        #expect(!more.contains { $0.contains("standard deviation of") })
    }

    @Test("withheld for its few patients, every number says so and the answer is a sentence")
    func withheld() throws {
        let fixture = try StudyFixture(CohortFixture(people: people).cohort)
        let page = try fixture.page(PainTrend.self, policy: .init())
        let answer = try #require(page.answer)
        #expect(
            answer.lead
                == "Time and exposure cannot be told apart here, as too few were scored while unexposed; the change of the score on the "
                + "Numeric rating scale (0–10) with exposure is withheld, as it rests on few patients."
        )
        #expect(!page.tables.isEmpty && page.tables.allSatisfy { !$0.rows.isEmpty })
        guard case .absent(let title)? = page.figures.first else {
            Issue.record("a figure of withheld numbers")
            return
        }
        #expect(title == "Pain by length of opioid exposure" && page.figures.count == 1)
    }

    @Test("every number and test that it gives is declared")
    func declared() throws {
        let finding = StudyFixture.released(
            [try StudyFixture(PlantedStudy.cohort).built(PainTrend.self)], policy: .init()
        ).findings[0]
        #expect(finding.isEstimated)
        #expect(finding.estimates.allSatisfy { PainTrend.quantities.contains($0.quantity) })
        #expect(finding.tests.allSatisfy { PainTrend.tests.contains($0.test) })
    }

    @Test("the exposure clock is defined as it was chosen")
    func definitions() throws {
        let study = try StudyFixture(CohortFixture(people: people).cohort).study
        var settings = PainTrendSettings()
        #expect(PainTrend.definitions(settings, of: study).map(\.term) == ["Exposure duration"])
        #expect(PainTrend.definitions(settings, of: study)[0].meaning.contains("since the first day of the era"))
        settings.exposure = .cumulativeDays
        #expect(PainTrend.definitions(settings, of: study)[0].meaning.contains("covered by any exposure"))
    }

    /// In trial A pain rises by half a point a month for six months, in trial B it falls for three.
    @Test("a study of several trials is answered for each by itself, over its own exposures")
    func trials() throws {
        func people(_ trial: String, _ visits: Int, _ slope: Double) -> [CohortFixture.Person] {
            (0..<20).map { (number: Int) -> CohortFixture.Person in
                var person = CohortFixture.Person(exposures: [-1...400], columns: ["trial": trial])
                for visit in 0..<visits {
                    let swing = Double((5 * visit * visit + 3 * number) % 7) / 7 - 0.43
                    person.pain.append((Int32(30 * visit), 5 + slope * Double(visit) + swing))
                }
                return person
            }
        }
        let study = try StudyFixture(
            CohortFixture(people: people("A", 7, 0.5) + people("B", 4, -0.5)).cohort, analyses: "{pain_trend: }")
        let finding = try study.finding(PainTrend.self)
        let nrs = Instrument.catalogue[0].info
        for (trial, days, sign, visits) in [("A", 180, 1.0, 7), ("B", 90, -1.0, 4)] {
            let place = StudyPlace(StudyWord("trial"), level: .recorded(StudyWord(trial)))
            let slope = try #require(finding[.slope, TrendKey(instrument: nrs, model: .ofTrial, trial: place)])
            let alone = try StudyFixture(CohortFixture(people: people(trial, visits, 0.5 * sign)).cohort).finding(
                PainTrend.self)
            let expected = try #require(alone[.slope, TrendKey(instrument: nrs, model: .unadjusted)]?.number)
            #expect(abs(try #require(slope.number) - expected) < 1e-6 && expected * sign > 0.3)
            let change = try #require(
                finding[.changeOverSpan, TrendKey(instrument: nrs, model: .ofTrial, exposureDays: days, trial: place)])
            #expect(abs(try #require(change.number) - expected * Double(days) / 30) < 1e-5)
        }
        let lead = try #require(try study.page(PainTrend.self).answer?.lead)
        #expect(lead.hasPrefix("Trial A: pain rose with time and exposure together: over the 180 days"))
        #expect(lead.contains("Trial B: pain fell with time and exposure together: over the 90 days"))
        #expect(
            finding.cautions.contains {
                $0.hasPrefix("The study has several trials, and the answer is of each by itself.")
            })
    }

    /// Trials of 30, 20 and 5: the 5 are what is left of the 55 when the others are taken off.
    @Test("a small trial cannot be counted from the others")
    func smallTrial() throws {
        let people = [("A", 30), ("B", 20), ("C", 5)].flatMap { trial, count in
            (0..<count).map { (number: Int) -> CohortFixture.Person in
                var person = CohortFixture.Person(exposures: [-1...400], columns: ["trial": trial])
                for visit in 0..<5 {
                    let swing = Double((5 * visit * visit + 3 * number) % 7) / 7
                    person.pain.append((Int32(30 * visit), 4 + 0.3 * Double(visit) + swing))
                }
                return person
            }
        }
        let study = try StudyFixture(CohortFixture(people: people).cohort, analyses: "{pain_trend: }")
        let trials = try study.finding(PainTrend.self, policy: .init(minimumCell: 11)).all(.slope).filter {
            $0.key.model == .ofTrial
        }
        #expect(trials.count == 3)
        for trial in trials { #expect(trial.estimate.isWithheld && trial.estimate.n?.isWithheld == true) }
    }
}
