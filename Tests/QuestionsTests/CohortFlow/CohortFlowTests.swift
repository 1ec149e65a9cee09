import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("The patient flow")
struct CohortFlowTests {
    private static let nrs = Instrument.catalogue[0]

    /// Somebody with two exposed scores.
    private static var twice: CohortFixture.Person {
        CohortFixture.Person(exposures: [0...400], pain: [(0, 3), (60, 4)])
    }
    private static var once: CohortFixture.Person { CohortFixture.Person(exposures: [0...400], pain: [(10, 2)]) }
    private static var unexposed: CohortFixture.Person { CohortFixture.Person(pain: [(0, 1), (50, 1)]) }
    private static var unscored: CohortFixture.Person { CohortFixture.Person(exposures: [0...10]) }

    private func people(_ groups: [(CohortFixture.Person, Int)]) -> [CohortFixture.Person] {
        groups.flatMap { Array(repeating: $0.0, count: $0.1) }
    }

    private func fixture(
        _ people: [CohortFixture.Person], _ analyses: String = "[cohort_flow]"
    ) throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people).cohort, analyses: analyses)
    }

    private static let painStages: [FlowStage] = [
        .inTheStudy, .scored(on: nrs.info), .scoredWhileExposed, .scoredTwiceWhileExposed,
    ]
    private static let painReasons: [FlowReason] = [.noScore, .noExposedScore, .oneExposedScore]

    private func reached(_ finding: ReleasedFinding) -> [Measure?] {
        Self.painStages.enumerated().map { number, stage in
            finding[.reached, FlowKey(branch: number == 0 ? .all : .pain, step: number + 1, stage: stage)]?.value
        }
    }

    private func leftOut(_ finding: ReleasedFinding) -> [Measure?] {
        Self.painReasons.enumerated().map { number, reason in
            finding[.leftOut, FlowKey(branch: .pain, step: number + 2, reason: reason)]?.value
        }
    }

    @Test("of scores: who is in, and where the others went")
    func pain() throws {
        let people = people([(Self.twice, 4), (Self.once, 3), (Self.unexposed, 2), (Self.unscored, 1)])
        let finding = try fixture(people).finding(CohortFlow.self)
        #expect(finding.isEstimated && finding.patients == .number(10))
        #expect(reached(finding) == [10, 9, 7, 4].map { .number($0) })
        #expect(leftOut(finding) == [1, 2, 3].map { .number($0) })
        // Nobody was assessed for withdrawal, so there is no such branch.
        #expect(!finding.all(.reached).contains { $0.key.branch == .withdrawal })
    }

    @Test("of withdrawal: the index day, and an assessment around the day that day 7 asks for")
    func withdrawal() throws {
        let people = [
            CohortFixture.Person(doses: [0], withdrawal: [(14, .none)]),
            CohortFixture.Person(doses: [3], withdrawal: [(20, .mild)]),
            CohortFixture.Person(doses: [0], withdrawal: [(7, .none)]), CohortFixture.Person(doses: [0]),
            CohortFixture.Person(withdrawal: [(14, .none)]),
        ]
        func counts(_ analyses: String, day: Int, _ days: ClosedRange<Int>) throws -> [Double?] {
            let fixture = try fixture(people, analyses)
            let finding = try fixture.finding(CohortFlow.self)
            let rule = StudyWord(fixture.study.cohort.indexRule.description)
            return [
                finding[.reached, FlowKey(branch: .withdrawal, step: 1, stage: .inTheStudy)],
                finding[.leftOut, FlowKey(branch: .withdrawal, step: 2, reason: .noIndexDay(rule: rule))],
                finding[.reached, FlowKey(branch: .withdrawal, step: 2, stage: .withIndexDay)],
                finding[.leftOut, FlowKey(branch: .withdrawal, step: 3, reason: .notAssessed(days: days))],
                finding[.reached, FlowKey(branch: .withdrawal, step: 3, stage: .assessed(day: day))],
            ].map { $0?.number }
        }
        // The second patient's index day is day 3, so day 20 is the 17th after it.
        #expect(try counts("{day7_withdrawal: {day: 14}}", day: 14, 11...17) == [5, 1, 4, 2, 2])
        #expect(try counts("{day7_withdrawal: {day: 14, window: [14, 15]}}", day: 14, 14...15) == [5, 1, 4, 3, 1])
        #expect(try counts("[cohort_flow]", day: 7, 4...10) == [5, 1, 4, 3, 1])
    }

    @Test("patients of a trial that did not assess around the day are not missing: they have a reason of their own")
    func trialThatDidNotAssess() throws {
        func person(_ trial: String, _ withdrawal: [(day: Int32, grade: WithdrawalGrade)]) -> CohortFixture.Person {
            CohortFixture.Person(doses: [0], withdrawal: withdrawal, columns: ["trial": trial])
        }
        let people =
            Array(repeating: person("a", [(7, .none)]), count: 12) + Array(repeating: person("a", []), count: 3)
            + Array(repeating: person("b", []), count: 20)
        let finding = try fixture(people).finding(CohortFlow.self)
        let counts = [
            finding[.reached, FlowKey(branch: .withdrawal, step: 2, stage: .withIndexDay)],
            finding[.leftOut, FlowKey(branch: .withdrawal, step: 3, reason: .trialDidNotAssess(day: 7))],
            finding[.reached, FlowKey(branch: .withdrawal, step: 3, stage: .inTrialThatAssessed(day: 7))],
            finding[.leftOut, FlowKey(branch: .withdrawal, step: 4, reason: .notAssessed(days: 4...10))],
            finding[.reached, FlowKey(branch: .withdrawal, step: 4, stage: .assessed(day: 7))],
        ]
        #expect(counts.map { $0?.number } == [35, 20, 15, 3, 12])
    }

    @Test("a small loss is withheld with the stage that it leads to and the next loss")
    func smallLoss() throws {
        let people = people([(Self.unscored, 5), (Self.unexposed, 15), (Self.once, 20), (Self.twice, 40)])
        let finding = try fixture(people).finding(CohortFlow.self, policy: .init(minimumCell: 11))
        #expect(reached(finding).map { $0?.number } == [80, nil, 60, 40])
        #expect(leftOut(finding).map { $0?.number } == [nil, nil, 20])
        #expect(reached(finding)[1]?.isWithheld == true && leftOut(finding)[0]?.isWithheld == true)
    }

    @Test("a small loss over several stages is withheld as well: it is the difference of what stands at its ends")
    func smallLossOverStages() throws {
        // Nobody is unexposed: what follows the five who have no score differs from everybody by five.
        let people = people([(Self.unscored, 5), (Self.once, 25), (Self.twice, 30)])
        let finding = try fixture(people).finding(CohortFlow.self, policy: .init(minimumCell: 11))
        #expect(reached(finding).map { $0?.number } == [60, nil, nil, 30])
        #expect(leftOut(finding).map { $0?.number } == [nil, nil, nil])
    }

    @Test("the population of another question does not give a loss away that the flow withholds")
    func populations() throws {
        let people = people([(Self.unscored, 20), (Self.unexposed, 5), (Self.once, 25), (Self.twice, 30)])
        let fixture = try fixture(people)
        let flow = try fixture.finding(CohortFlow.self, policy: .init(minimumCell: 11))
        #expect(reached(flow).map { $0?.number } == [80, 60, nil, 30])
        let bands = try fixture.finding(PainByDurationBand.self, policy: .init(minimumCell: 11))
        #expect(bands.patients?.isWithheld == true && bands.hasWithheld)
        #expect(bands.observations == .number(85))
        let enough = try fixture.finding(PainByDurationBand.self, policy: .init(minimumCell: 5))
        #expect(enough.patients == .number(55))
    }

    @Test("a study without patients has none")
    func nobody() throws {
        let fixture = try fixture([])
        #expect(try fixture.finding(CohortFlow.self).reason == "the study has no patients")
        let page = try fixture.page(CohortFlow.self)
        #expect(page.tables.isEmpty)
        guard case .absent = try #require(page.figures.first) else {
            Issue.record("a figure of nothing")
            return
        }
    }

    @Test("the page's table and figure name every stage with its patients, or that they are withheld")
    func page() throws {
        let people = people([(Self.unscored, 5), (Self.unexposed, 15), (Self.once, 20), (Self.twice, 40)])
        let page = try fixture(people).page(CohortFlow.self, policy: .init(minimumCell: 11))
        let table = try #require(page.tables.first)
        #expect(table.rows.compactMap(\.groupHeading) == ["All patients", "Pain"])
        #expect(
            table.rows.filter { $0.groupHeading == nil }.map { $0.cells.map(\.text) } == [
                ["In the study", "80", "\u{2014}"], ["In the study", "80", "\u{2014}"],
                ["With a score: Numeric rating scale (0\u{2013}10)", "withheld", "No score: withheld"],
                [
                    "Scored while exposed to an opioid", "60",
                    "No score while exposed: withheld",
                ], ["Scored at least twice while exposed", "40", "One score while exposed: 20"],
            ])
        guard case .figure(let plan) = try #require(page.figures.first), case .elements(let svg, _, _) = plan.drawing
        else {
            Issue.record("no figure")
            return
        }
        #expect(svg.contains(">withheld<") && svg.contains(">60<") && svg.contains(">40<"))
        #expect(plan.altText.contains("Scored at least twice while exposed: 40"))
        #expect(plan.data.rows.contains(["pain", "2", "left_out", "no score", "withheld"]))
        #expect(plan.data.rows.contains(["pain", "3", "patients", "scored while exposed to an opioid", "60"]))
    }
}
