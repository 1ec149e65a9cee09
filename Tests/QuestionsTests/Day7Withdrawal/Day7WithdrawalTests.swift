import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Share with no withdrawal on day 7")
struct Day7WithdrawalTests {
    /// Ten people, index day 100 for nine of them: four free on day 107, two not, three not assessed in the window.
    private static let cohort = CohortFixture(
        people: [
            .init(doses: [100], withdrawal: [(107, .none)], arm: "a"),
            .init(doses: [100], withdrawal: [(104, .none)], arm: "a"),
            .init(doses: [100], withdrawal: [(106, .severe), (108, .none)], arm: "a"),  // a tie goes to the later day
            .init(doses: [100], withdrawal: [(107, .none), (110, .severe)], arm: "b"),  // the nearer day counts
            .init(doses: [100], withdrawal: [(107, .none), (107, .mild)], arm: "b"),  // of one day, the worst
            .init(doses: [100], withdrawal: [(110, .moderate)], arm: "b"),
            .init(doses: [100], withdrawal: [(103, .none), (111, .none)], arm: "b"),  // outside the window
            .init(doses: [100], withdrawal: [], arm: "b"),
            .init(doses: [100], withdrawal: [(99, .none)], arm: nil),
            .init(doses: [], withdrawal: [(107, .none)], arm: "a"),  // no index day: in no denominator
        ]
    ).cohort

    private func finding(by: [String] = [], claim: Double? = nil) throws -> ReleasedFinding {
        try StudyFixture(Self.cohort).finding(Day7Withdrawal.self, .init(by: by, claim: claim))
    }

    private func level(_ name: String, of column: String = "arm") -> Day7Patients {
        .level(StudyPlace(StudyWord(column), level: .recorded(StudyWord(name))))
    }

    @Test("the three denominators, by hand: 4 of 6, 4 of 9, 7 of 9")
    func denominators() throws {
        let finding = try finding()
        let expected: [(Denominator, Double, Double)] = [
            (.assessed, 4, 6), (.missingAsWithdrawal, 4, 9), (.bestCase, 7, 9),
        ]
        for (denominator, events, n) in expected {
            let share = try #require(finding[.noWithdrawalShare, Day7Key(denominator: denominator)])
            #expect(share.events == .number(events) && share.n == .number(n))
            #expect(share.value == .number(events / n) && share.interval == "wilson")
        }
        #expect(finding.patients == .number(9) && finding.observations == .number(6))
        let missing = try #require(finding[.notAssessedShare, Day7Key()])
        #expect(missing.events == .number(3) && missing.n == .number(9))
    }

    @Test("Wilson interval of 4 of 6 by hand: centre (4 + z²/2)/(6 + z²); the exact one beside it is wider")
    func wilsonByHand() throws {
        let both = try finding().every(.noWithdrawalShare, Day7Key(denominator: .assessed))
        #expect(both.map(\.interval) == ["wilson", "clopper_pearson"])
        let (wilson, exact) = (try #require(both.first?.limits), try #require(both.last?.limits))
        // z = 1.959963984540054, z² = 3.841458820694124: centre (4 + 1.920729410) / 9.841458821, half width
        // z √(4·2/6 + z²/4) / 9.841458821.
        #expect(abs((wilson.lower + wilson.upper) / 2 - 0.601610958) < 1e-8)
        #expect(abs((wilson.upper - wilson.lower) / 2 - 0.301617637) < 1e-8)
        #expect(exact.lower < wilson.lower && exact.upper > wilson.upper)
    }

    @Test("groups: their own levels, and who has none is a group")
    func groups() throws {
        let finding = try finding(by: ["arm"])
        let a = try #require(finding[.noWithdrawalShare, Day7Key(patients: level("a"), denominator: .assessed)])
        #expect(a.n == .number(3) && a.events == .number(3))
        let b = try #require(
            finding[.noWithdrawalShare, Day7Key(patients: level("b"), denominator: .missingAsWithdrawal)])
        #expect(b.n == .number(5) && b.events == .number(1))
        let unknown = Day7Patients.level(StudyPlace(StudyWord("arm"), level: .notRecorded))
        #expect(
            finding[.noWithdrawalShare, Day7Key(patients: unknown, denominator: .missingAsWithdrawal)]?.n == .number(1))
    }

    @Test("by scale, among those assessed, whatever the study's columns are called")
    func scales() throws {
        let finding = try finding()
        let cows = Day7Key(patients: .scale(.cows), denominator: .assessed)
        #expect(finding[.noWithdrawalShare, cows]?.n == .number(6))
        #expect(finding[.noWithdrawalShare, Day7Key(patients: .scale(.sows), denominator: .assessed)] == nil)
        #expect(
            cows.coordinates.last
                == Coordinate(
                    .column,
                    .study(StudyPlace(StudyWord("scale"), origin: .tool, level: .recorded(StudyWord("cows"))))))
    }

    @Test("the exact test against a claim of one half: P(X ≥ 4 or X ≤ 2 of 6) = 44/64 for 4 of 6")
    func claim() throws {
        let finding = try finding(claim: 0.5)
        let test = try #require(finding[.exactBinomial, Day7Key(denominator: .assessed, claim: 0.5)])
        // the binomial probabilities are exact in binary; 1e-12 covers GSL's beta function
        #expect(abs(try #require(test.p?.number) - 44.0 / 64) < 1e-12)
        #expect(test.family == "everyone")
    }

    @Test("everybody's tests are a family, and those of a column under one reading")
    func families() throws {
        let families = try finding(by: ["arm"], claim: 0.5).tests.compactMap(\.family)
        #expect(families.filter { $0 == "everyone" }.count == 3)
        for denominator in ["missing_as_withdrawal", "best_case"] {
            #expect(families.filter { $0 == "arm, \(denominator)" }.count == 3)
        }
        // Nobody without an arm was assessed.
        #expect(families.filter { $0 == "arm, assessed" }.count == 2)
    }

    @Test("who stands behind a share: who was assessed gives nothing away of those who were not")
    func bases() throws {
        let built = try StudyFixture(Self.cohort).built(Day7Withdrawal.self)
        func counts(_ denominator: Denominator) -> [Int]? {
            built.basis(.noWithdrawalShare, Day7Key(denominator: denominator))?.counts
        }
        #expect(counts(.assessed) == [6, 4, 2])
        #expect(counts(.missingAsWithdrawal) == [9, 4, 5, 4, 2, 3])
        #expect(counts(.bestCase) == [9, 7, 2, 4, 2, 3])
    }

    /// (0.5 · 9 - 4) / 3.
    @Test("the tipping share by hand: a sixth of the three not assessed would bring 4 of 9 to one half")
    func tipping() throws {
        let finding = try finding(by: ["arm"], claim: 0.5)
        let tipping = try #require(finding[.tippingShare, Day7Key(claim: 0.5)])
        #expect(abs(try #require(tipping.number) - 1.0 / 6) < 1e-15)
        #expect(tipping.n == .number(3))
        let built = try StudyFixture(Self.cohort).built(Day7Withdrawal.self, .init(claim: 0.5))
        #expect(built.basis(.tippingShare, Day7Key(claim: 0.5))?.counts == [3, 4, 2])
        // Everybody in arm a was assessed; arm b needs (0.5 · 5 - 1) / 2.
        let arms = finding.all(.tippingShare).dropFirst()
        #expect(arms.map(\.key.patients.label) == ["b", "not recorded"])
        #expect(arms.first?.estimate.value == .number(0.75))
    }

    @Test("no assessment at all is said, not shown as zero")
    func notEstimable() throws {
        let fixture = try StudyFixture(CohortFixture(people: [.init(doses: [1])]).cohort)
        let finding = try fixture.finding(Day7Withdrawal.self)
        #expect(finding.reason == "the study has no withdrawal assessments")
        let page = try fixture.page(Day7Withdrawal.self)
        #expect(page.answer?.lead == "The study has no withdrawal assessments." && page.tables.isEmpty)
        #expect(page.answer?.isEstimated == false)
    }

    @Test("what the words of the question mean is said of every run that asks it")
    func definitions() throws {
        let fixture = try StudyFixture(Self.cohort, analyses: "[day7_withdrawal, withdrawal_course]")
        #expect(fixture.study.asked.definitions(of: fixture.study).count { $0.term == "No withdrawal" } == 1)
    }
}

/// Faults of other days that must not come back.
@Suite("Day 7: what may not be told")
struct Day7DisclosureTests {
    /// `assessed` people assessed on day 7, every other one free, and `missing` who were not; in turn of each of some levels.
    private func cohort(
        assessed: Int, missing: Int, columns: [String: [String]] = [:]
    ) -> Cohort {
        let people = (0..<assessed + missing).map { number -> CohortFixture.Person in
            let status: [(day: Int32, grade: WithdrawalGrade)] = [(7, number.isMultiple(of: 2) ? .none : .mild)]
            return CohortFixture.Person(
                doses: [0], withdrawal: number < assessed ? status : [],
                columns: columns.mapValues { $0[number % $0.count] }.filter { !$0.value.isEmpty })
        }
        return CohortFixture(people: people).cohort
    }

    /// 60 assessed of 65 tell that 5 were not.
    @Test("where those not assessed are few, how many were assessed is withheld too")
    func observations() throws {
        let few = try StudyFixture(cohort(assessed: 60, missing: 5)).finding(Day7Withdrawal.self, policy: .init())
        // 65 or 60 goes with it, and the share is the answer.
        #expect(few.patients?.isWithheld == true && few.observations?.isWithheld == true)
        #expect(few[.noWithdrawalShare, Day7Key(denominator: .assessed)]?.n == .number(60))
        #expect(few[.notAssessedShare, Day7Key()]?.isWithheld == true && few.hasWithheld)
        let fewAssessed = try StudyFixture(cohort(assessed: 5, missing: 60)).finding(
            Day7Withdrawal.self, policy: .init())
        #expect(fewAssessed.observations?.isWithheld == true)
        for missing in [0, 11] {
            let shown = try StudyFixture(cohort(assessed: 60, missing: missing)).finding(
                Day7Withdrawal.self, policy: .init())
            #expect(shown.observations == .number(60))
        }
    }

    @Test("a column may be called as a key of the results, and a level as a word of the tool")
    func awkwardNames() throws {
        let levels = ["overall", "not recorded", "withheld", "NA", "all", "assessed", ""]
        for column in ["denominator", "claim", "scale", "day", "column", "n"] {
            let fixture = try StudyFixture(cohort(assessed: 280, missing: 140, columns: [column: levels]))
            var settings = Day7WithdrawalSettings()
            settings.by = [column]
            settings.claim = 0.5
            let finding = try fixture.finding(Day7Withdrawal.self, settings, policy: .init())
            // Of 420, each level has 60, and 40 of the first 280; the seventh is empty: not recorded.
            for level in levels {
                let place = StudyPlace(
                    StudyWord(column), level: level.isEmpty ? .notRecorded : .recorded(StudyWord(level)))
                let key = Day7Key(patients: .level(place), denominator: .assessed)
                #expect(finding[.noWithdrawalShare, key]?.n == .number(40), "\(column): \(level)")
                #expect(
                    finding[.noWithdrawalShare, Day7Key(patients: .level(place), denominator: .bestCase)]?.n
                        == .number(60))
            }
            #expect(finding[.noWithdrawalShare, Day7Key(denominator: .assessed)]?.n == .number(280))
            #expect(
                finding[.noWithdrawalShare, Day7Key(patients: .scale(.cows), denominator: .assessed)]?.n == .number(280)
            )
            let page = try fixture.page(Day7Withdrawal.self, settings, policy: .init())
            let rows = try #require(page.tables.first).rows
            #expect(rows.compactMap(\.groupHeading) == ["By \(column)", "By withdrawal scale"])
            let names = rows.filter { $0.groupHeading == nil }.compactMap(\.cells.first?.text)
            #expect(names.sorted() == (["Everybody", "COWS", "not recorded"] + levels.dropLast()).sorted())
        }
    }

    @Test("thousands of sites: each has its own numbers, and the tables and the figure their rows")
    func manySites() throws {
        let sites = (0..<2_000).map { "site \($0)" }
        let fixture = try StudyFixture(cohort(assessed: 40_000, missing: 20_000, columns: ["site": sites]))
        var settings = Day7WithdrawalSettings()
        settings.by = ["site"]
        let start = ContinuousClock.now
        let page = try fixture.page(Day7Withdrawal.self, settings)
        // Seconds in a debug build; levels times people were minutes.
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(page.tables.first?.rows.count == 1 + 2_001 + 2)
    }
}

extension FindingBuilder {
    /// Who stands behind a number before disclosure control.
    func basis<Key: GroupKey>(_ quantity: Quantity<Key>, _ key: Key) -> Basis? {
        estimates.first { $0.quantity == quantity.info && AnyGroupKey($0.key) == AnyGroupKey(key) }?.basis
    }
}

extension Day7WithdrawalSettings {
    /// Settings for a test.
    init(by: [String] = [], claim: Double? = nil, weightBy: [String]? = nil) {
        self.init()
        self.by = by
        self.claim = claim
        self.weightBy = weightBy
    }
}
