import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Missingness")
struct MissingnessTests {
    private let instrument = Instrument.catalogue[0].info

    private static func study(
        _ people: [CohortFixture.Person], _ settings: String, instrument: Instrument = Instrument.catalogue[0]
    ) throws -> StudyFixture {
        try StudyFixture(
            CohortFixture(people: people, instruments: [instrument]).cohort, analyses: "{missingness: \(settings)}")
    }

    private static let visits = "{visits: [28, 56], window: 7}"

    private func bound(_ bound: MissingBound) -> MissingBoundKey {
        MissingBoundKey(instrument: instrument, bound: bound, day: 56)
    }

    private func key(
        _ handling: MissingHandling? = nil, quarter: SeenQuarter? = nil, delta: Double? = nil
    ) -> HandlingKey {
        HandlingKey(instrument: instrument, handling: handling, quarter: quarter, delta: delta)
    }

    // MARK: - The end

    @Test("The end by hand: of those scored, with the missing at the worst and at the best")
    func bounds() throws {
        // From 6: to 4, which is the meaningful change exactly, to 4.1, and two who left; one without a baseline; one only at day 28.
        let people: [CohortFixture.Person] = [
            .init(pain: [(0, 6), (28, 6), (56, 4)]), .init(pain: [(0, 6), (28, 6), (56, 4.1)]),
            .init(pain: [(0, 6), (28, 6)]), .init(pain: [(0, 6)]), .init(pain: [(28, 3), (56, 2)]),
        ]
        let study = try Self.study(people, Self.visits)
        let found = try study.finding(Missingness.self)
        func mean(_ bound: MissingBound) throws -> Double {
            try #require(found[.meanAtEnd, self.bound(bound)]?.number)
        }
        #expect(abs(try mean(.observed) - 10.1 / 3) < 1e-12)
        #expect(abs(try mean(.worst) - 30.1 / 5) < 1e-12)
        #expect(abs(try mean(.best) - 10.1 / 5) < 1e-12)
        func improved(_ bound: MissingBound) throws -> [Measure?] {
            let share = try #require(found[.improvedShare, self.bound(bound)])
            return [share.events, share.n]
        }
        #expect(try improved(.observed) == [.number(1), .number(2)])
        #expect(try improved(.worst) == [.number(1), .number(4)])
        #expect(try improved(.best) == [.number(3), .number(4)])
        #expect(found.setting("meaningful_change") == "2")
        let counts = study.built(Missingness.self).estimates.filter { $0.quantity == Quantity.improvedShare.info }
            .map(\.basis.counts)
        #expect(counts == [[2, 1, 1, 2], [4, 1, 3, 2], [4, 3, 1, 2]])
        // Nobody is exposed: what is missing is told without a trend.
        #expect(found.isEstimated)
        #expect(
            found.cautions.contains(
                "There is no trend to be held against those who left: no pain score was made while exposed."))
        let answer = try #require(try study.page(Missingness.self).answer)
        #expect(
            answer.lead
                == "73.3% of the scores that were due were taken: 40.0% of patients have every score that was due, 40.0% have none "
                + "after some visit (dropout) and 20.0% miss some before a later one.")
        #expect(
            answer.more.first
                == "On day 56, the last planned visit, between 25.0% and 75.0% of patients have improved by 2 points or more, "
                + "depending on what became of those not scored (50.0% of those scored).")
        #expect(answer.more.last?.contains("cannot be tested from the data") == true)
    }

    @Test("Where a high score is less pain, the worst is the lowest and to improve is to rise")
    func direction() throws {
        let reversed = try #require(
            Instrument.catalogue.first { $0.direction == .higherIsLessPain && $0.modality == .clinical })
        let people: [CohortFixture.Person] = [
            .init(pain: [(0, 40), (28, 40), (56, 60)]), .init(pain: [(0, 40), (28, 40), (56, 20)]),
            .init(pain: [(0, 40), (28, 40)]),
        ]
        let found = try Self.study(people, Self.visits, instrument: reversed).finding(Missingness.self)
        func key(_ bound: MissingBound) -> MissingBoundKey {
            MissingBoundKey(instrument: reversed.info, bound: bound, day: 56)
        }
        #expect(abs(try #require(found[.meanAtEnd, key(.worst)]?.number) - 80.0 / 3) < 1e-12)
        #expect(found[.meanAtEnd, key(.best)]?.number == 60)
        #expect(found[.improvedShare, key(.observed)]?.events == .number(1))
    }

    // MARK: - Of whom

    @Test("How those without a score at the end differ at baseline, by hand")
    func characteristics() throws {
        let people = [(60.0, "a"), (62, "a"), (40, "a"), (42, "b"), (44, "b")].enumerated().map { number, own in
            var person = CohortFixture.Person(
                pain: [(0, 6), (28, 6)] + (number < 2 ? [] : [(56, 5)]), age: own.0)
            person.arm = own.1
            return person
        }
        let found = try Self.study(people, Self.visits).finding(Missingness.self)
        func difference(_ name: String) -> Double? {
            found[.missingDifference, CharacteristicKey(variable: StudyPlace(StudyWord(name)))]?.number
        }
        // Means 61 and 42, variances 2 and 4.
        #expect(abs(try #require(difference("age")) - 19 / 3.0.squareRoot()) < 1e-12)
        // 1 of 1 and 1/3: (2/3) / √((0 + 2/9) / 2) = 2.
        #expect(abs(try #require(difference("arm")) - 2) < 1e-12)
        #expect(difference("sex") == nil)
    }

    @Test("A pattern of ten patients is withheld, and cannot be worked out from the others")
    func fewOfAPattern() throws {
        let people = (0..<60).map { number -> CohortFixture.Person in
            let days: [Int32] = number < 10 ? [0, 56] : number < 30 ? [0, 28] : [0, 28, 56]
            return CohortFixture.Person(pain: days.map { ($0, Double(number % 5)) })
        }
        let found = try Self.study(people, Self.visits).finding(Missingness.self, policy: .init())
        func share(_ pattern: MissingPattern) -> ReleasedEstimate? {
            found[.missingPatternShare, VisitMissingKey(instrument: instrument, pattern: pattern)]
        }
        #expect(share(.intermittent)?.isWithheld == true)
        // Of the 60 the ten are what the 20 who dropped out and the 30 who are complete leave, and of the 40 with a score at the last visit
        // what the 30 leave.
        let isComplete = share(.complete)?.isWithheld == true
        let last = found[.visitScored, VisitMissingKey(instrument: instrument, day: 56)]
        #expect(isComplete || share(.dropout)?.isWithheld == true)
        #expect(isComplete || last?.isWithheld == true)
    }

    // MARK: - The trend

    /// Numbers between -1 and 1 that have nothing to do with person or visit.
    private static func noise(_ person: Int, _ visit: Int) -> Double {
        let mixed = person * 7919 + visit * 104_729 + person * visit * 31
        return Double(mixed % 1009) / 504.5 - 1
    }

    /// Exposed from day 0, scored on days 10, 40, 70 and so on.
    private static func exposed(_ number: Int, visits: Int, slope: Double) -> CohortFixture.Person {
        CohortFixture.Person(
            exposures: [0...200],
            pain: (0..<visits).map { visit in
                let months = Double(10 + 30 * visit) / 30
                let level = 4 + Double(number % 9) / 4
                let score = level + slope * months + noise(number, visit)
                return (Int32(10 + 30 * visit), (score * 1000).rounded() / 1000)
            })
    }

    @Test("Where everybody is seen to the end nothing is missing, and the answer says that nothing shows it")
    func complete() throws {
        let people = (0..<40).map { Self.exposed($0, visits: 5, slope: 0.2) }
        let study = try Self.study(people, "{visits: [10, 40, 70, 100, 130], window: 7}")
        let found = try study.finding(Missingness.self)
        let visit = VisitMissingKey(instrument: instrument)
        #expect(found[.scoresTaken, visit]?.number == 1)
        let completers = VisitMissingKey(instrument: instrument, pattern: .complete)
        #expect(found[.missingPatternShare, completers]?.events == .number(40))
        #expect(found[.leavingOddsRatio, key()] == nil && found[.slopeUnder, key(.imputed, delta: 0)] == nil)
        #expect(found[.leftShare, key()]?.events == .number(0))
        #expect(found.cautions.contains { $0.hasSuffix("nobody left by this definition.") })
        let own = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[pain_trend]").finding(
            PainTrend.self)
        let slope = try #require(own[.slope, TrendKey(instrument: instrument, model: .unadjusted)])
        let main = try #require(found[.slopeUnder, key(.mixedModel)])
        #expect(main.number == slope.number && main.lower == slope.lower)
        let answer = try #require(try study.page(Missingness.self).answer)
        #expect(answer.lead.hasPrefix("100.0% of the scores that were due were taken"))
        #expect(answer.more.last?.contains("cannot be tested") == true)
    }

    /// Those with the steepest course leave after two visits: the weights see the last score, the quarters what went before.
    @Test("Leaving that follows pain is found; the trend stands beside its weighted, averaged and imputed selves")
    func leaving() throws {
        let people = (0..<48).map { number in
            let leaves = number % 3 == 0
            var person = Self.exposed(number, visits: leaves ? 3 : 6, slope: leaves ? 0.9 : 0.1)
            if leaves { person.pain[2].score += 2 }
            return person
        }
        let study = try Self.study(people, "{visits: [10, 40, 70, 100, 130, 160], window: 7}")
        let found = try study.finding(Missingness.self)
        #expect(found[.leftShare, key()]?.events == .number(16))
        let odds = try #require(found[.leavingOddsRatio, key()])
        #expect(try #require(odds.lower?.number) > 1)
        let slopes = try [
            MissingHandling.mixedModel, .patternMixture, .notWeighted, .weighted,
        ].map { try #require(found[.slopeUnder, key($0)]?.number) }
        let imputed = try #require(found[.slopeUnder, key(.imputed, delta: 0)]?.number)
        #expect(slopes[0] > 0 && imputed > 0)
        // Patients in pain who left come to count for more.
        #expect(slopes[3] > slopes[2])
        // Third of the patients at their own slope, the others at theirs: by the quarters' numbers and slopes.
        let quarters = found.all(.slopeUnder).filter { $0.key.quarter != nil }
        let patients = quarters.map { found[.quarterPatients, $0.key]?.number ?? 0 }
        let mean =
            zip(quarters, patients).reduce(0.0) { $0 + ($1.0.estimate.number ?? 0) * $1.1 } / patients.reduce(0, +)
        #expect(patients == [16, 32] && abs(slopes[1] - mean) < 1e-12)
        #expect(try #require(found[DeclaredTest.slopesDoNotDependOnLeaving, key()]?.p?.number) < 0.01)
        // Steeper by 0.1 points is steeper.
        let steeper = try #require(found[.slopeUnder, key(.imputed, delta: 0.1)]?.number)
        #expect(steeper > imputed)
        #expect(try #require(found[.effectiveDays, key(.weighted)]?.number) < 1)
        #expect(abs(try #require(found[.weightMean, key(.weighted)]?.number) - 1) < 0.5)
        let page = try study.page(Missingness.self)
        let answer = try #require(page.answer)
        #expect(
            answer.more.contains { $0.contains("those who left were not like those who stayed (informative dropout)") })
        #expect(
            answer.more.contains {
                $0.hasPrefix("The slope of exposed scores is") && $0.contains("a rise of the score")
            })
        guard case .figure(let plan)? = page.figures.first else {
            Issue.record("no figure")
            return
        }
        #expect(Set(plan.data.rows.map { $0[0] }) == ["middle", "at_end"])
    }

    @Test("Without scores, or with one a patient, it says why")
    func notEstimable() throws {
        let none = try Self.study([.init(), .init()], "{}").finding(Missingness.self)
        #expect(none.reason == "the study has no pain scores")
        let one = try Self.study([.init(exposures: [0...20], pain: [(3, 4)])], "{}").finding(Missingness.self)
        #expect(one.reason?.hasPrefix("no patient has scores on two days; one assessment per person") == true)
    }

    // MARK: - House

    @Test("Settings are those of the course, the trend and the explanations where nothing else is said")
    func settings() throws {
        let cohort = CohortFixture(people: [.init(pain: [(0, 4), (20, 5)])]).cohort
        let others = """
            pain_course: {visits: [20, 40], window: 3, baseline: 10}, other_explanations: {follow_up: 90}, \
            individual_trends: {meaningful_change: 1.5}, pain_trend: {exposure: cumulative_days}
            """
        let taken = try StudyFixture(cohort, analyses: "{missingness: {}, \(others)}")
        let settings = try #require(taken.study.asked.settings(of: Missingness.self))
        #expect(settings.visits == [20, 40] && settings.window == 3 && settings.baseline == 10)
        #expect(settings.followUp == 90 && settings.meaningfulChange == 1.5 && settings.exposure == .cumulativeDays)
        let own = try StudyFixture(cohort, analyses: "{missingness: {visits: [30], follow_up: 60}, \(others)}")
        let kept = try #require(own.study.asked.settings(of: Missingness.self))
        #expect(kept.visits == [30] && kept.window == nil && kept.followUp == 60)
    }
}

/// What ``ContractTests`` holds every question to, of these two alone: the planted studies have an answer to each of their numbers.
@Suite("Subgroups and missingness of the planted studies")
struct SubgroupsAndMissingnessContractTests {
    /// What takes long is worked out once a study.
    private static let studies: [StudyFixture] = [
        try? StudyFixture(PlantedStudy.cohort, analyses: "{subgroups: {}, missingness: {}}"),
        try? StudyFixture(PlantedStudy.cohortOfLevels, analyses: "{subgroups: {}, missingness: {}}"),
        // With a baseline, from which patients improve.
        try? StudyFixture(PainCourseTests.withBaselines, analyses: "{missingness: {visits: [40]}}"),
    ].compactMap(\.self)

    @Test("every quantity and test declared is given, and no other", arguments: ["subgroups", "missingness"])
    func gives(_ id: String) throws {
        let question = try #require(AllQuestions.list.first { $0.id == id })
        let findings = Self.studies.flatMap { $0.study.asked.answers(of: $0.study) }.filter { $0.id == id }
        #expect(findings.count >= 2)
        let given = Set(findings.flatMap { $0.estimates.map(\.quantity) })
        #expect(Set(question.quantities).symmetricDifference(given).map(\.id) == [])
        #expect(Set(question.tests).symmetricDifference(findings.flatMap { $0.tests.map(\.test) }).map(\.id) == [])
    }

    @Test(
        "whatever may be shown there are sentences, and tables with a cell under each head",
        arguments: ["subgroups", "missingness"], [1, 11, 60, 1_000_000])
    func shows(_ id: String, _ minimumCell: Int) throws {
        for fixture in Self.studies.prefix(2) {
            let run = fixture.run(policy: .init(minimumCell: minimumCell))
            let shown = try #require(fixture.study.asked.pages(of: run).first { $0.finding.id == id })
            let answer = try #require(shown.page.answer)
            for sentence in [answer.lead] + answer.more + shown.finding.cautions {
                #expect(
                    sentence.last == "." && !sentence.contains("nil") && !sentence.contains("Optional"), "\(sentence)")
                #expect(!sentence.contains("nan"), "\(sentence)")
            }
            for table in shown.page.tables {
                for row in table.rows where row.groupHeading == nil { #expect(row.cells.count == table.heads.count) }
            }
            if minimumCell == 1_000_000 { #expect(shown.finding.hasWithheld) }
        }
    }
}
