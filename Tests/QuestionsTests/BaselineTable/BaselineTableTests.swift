import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Table 1")
struct BaselineTableTests {
    /// Arm A: ages 20, 30, 40. Arm B: 50, 60, 70 and one who did not say.
    private static var people: [CohortFixture.Person] {
        [
            .init(doses: [0], pain: [(3, 4), (9, 8)], arm: "A", sex: "F", age: 20),
            .init(arm: "A", sex: "F", age: 30), .init(doses: [5], pain: [(0, 7)], arm: "A", sex: "M", age: 40),
            .init(arm: "B", sex: "F", age: 50), .init(arm: "B", sex: "M"),
            .init(pain: [(2, 1)], arm: "B", age: 70), .init(arm: "B", sex: "M", age: 60),
        ]
    }

    private static let byArm = settings("arm")

    private static func settings(_ by: String) -> BaselineTableSettings {
        var settings = BaselineTableSettings()
        settings.by = by
        return settings
    }

    private func finding(
        _ people: [CohortFixture.Person] = people, by: String = "arm", minimumCell: Int = 1
    ) throws -> ReleasedFinding {
        try StudyFixture(CohortFixture(people: people).cohort, analyses: "[baseline_table]")
            .finding(BaselineTable.self, Self.settings(by), policy: .init(minimumCell: minimumCell))
    }

    private static func column(_ level: String, of column: String = "arm") -> StudyPlace {
        StudyPlace(StudyWord(column), level: .recorded(StudyWord(level)))
    }

    private static func key(_ arm: String?, _ variable: String, _ level: String? = nil) -> BaselineKey {
        BaselineKey(
            column: arm.map { column($0) },
            variable: StudyPlace(StudyWord(variable), level: level.map { .recorded(StudyWord($0)) }))
    }

    @Test("numeric variables by hand: mean, spread, quartiles of type 7, share missing")
    func numeric() throws {
        let finding = try finding()
        func numbers(_ arm: String?) -> [Double?] {
            let key = Self.key(arm, "age")
            return [
                finding[.baselineMean, key], finding[.baselineSD, key], finding[.baselineMedian, key],
                finding[.baselineLowerQuartile, key], finding[.baselineUpperQuartile, key],
                finding[.baselineMissing, key],
            ].map { $0?.number }
        }
        // Squared deviations of 20, 30, 40, 50, 60, 70 from 45 add up to 1750; quartiles lie at positions 1.25 and 3.75 from 0.
        #expect(numbers(nil) == [45, 350.0.squareRoot(), 45, 32.5, 57.5, 1.0 / 7])
        #expect(numbers("A") == [30, 10, 30, 25, 35, 0])
        #expect(numbers("B") == [60, 10, 60, 55, 65, 0.25])
        let missing = try #require(finding[.baselineMissing, Self.key("B", "age")])
        #expect(missing.n == .number(4) && missing.events == .number(1))
        // A count of the patients with a value beside the column's size would tell how many have none.
        #expect(finding[.baselineMean, Self.key("B", "age")]?.n == nil)
    }

    @Test("shares are of the whole column, with those not recorded as a level")
    func categorical() throws {
        let finding = try finding()
        func share(_ arm: String?, _ level: StudyPlace.Level) -> ReleasedEstimate? {
            let variable = StudyPlace(StudyWord("sex"), level: level)
            return finding[.baselineShare, BaselineKey(column: arm.map { Self.column($0) }, variable: variable)]
        }
        let female = StudyPlace.Level.recorded(StudyWord("F"))
        let male = StudyPlace.Level.recorded(StudyWord("M"))
        #expect(share(nil, female)?.number == 3.0 / 7 && share(nil, male)?.number == 3.0 / 7)
        #expect(share(nil, .notRecorded)?.number == 1.0 / 7)
        #expect(share("A", female)?.number == 2.0 / 3 && share("A", male)?.number == 1.0 / 3)
        #expect(share("A", .notRecorded) == nil)
        #expect(share("B", female)?.number == 0.25 && share("B", .notRecorded)?.number == 0.25)
        #expect(share("B", male)?.events == .number(2) && share("B", male)?.n == .number(4))
        #expect(finding[.columnPatients, BaselineKey(column: Self.column("B"))]?.number == 4)
        #expect(finding[.columnPatients, BaselineKey()]?.number == 7)
    }

    @Test("standardised differences by hand: Austin 2009, and for levels Yang and Dalton 2012")
    func differences() throws {
        let finding = try finding()
        func difference(_ variable: String) throws -> Double {
            try #require(
                finding[.standardizedDifference, BaselineKey(variable: StudyPlace(StudyWord(variable)))]?.number)
        }
        // Means 30 and 60, both standard deviations 10.
        #expect(try difference("age") == 3)
        // Of those recorded, shares of M are 1/3 and 2/3: their difference over the root of the mean of p(1 - p), 2/9.
        #expect(abs(try difference("sex") - 0.5.squareRoot()) < 1e-12)
    }

    @Test("the first pain score and medication for opioid use disorder are rows of the tool's own")
    func ownRows() throws {
        let finding = try finding()
        let pain = StudyPlace(StudyWord("first pain score: \(Instrument.catalogue[0].title)"), origin: .tool)
        // First scores 4, 7 and 1.
        #expect(finding[.baselineMean, BaselineKey(variable: pain)]?.number == 4)
        #expect(finding[.baselineMissing, BaselineKey(variable: pain)]?.number == 4.0 / 7)
        let medication = StudyPlace(
            StudyWord("received medication for opioid use disorder"), origin: .tool, level: .recorded(StudyWord("yes")))
        #expect(finding[.baselineShare, BaselineKey(variable: medication)]?.number == 2.0 / 7)
        #expect(finding[.baselineShare, BaselineKey(column: Self.column("A"), variable: medication)]?.number == 2.0 / 3)
        // The column that makes the table's columns is no row.
        #expect(!finding.all(.baselineShare).contains { $0.key.variable?.column == StudyWord("arm") })
    }

    @Test("a first score at the cut-off of its test is no measurement, and the row is left out")
    func censored() throws {
        func hasFirstScore(cutOff: Double?) throws -> Bool {
            let own = Instrument(id: "own", title: "Own", range: 0...10, unit: "s", cutOff: cutOff)
            let fixture = try StudyFixture(CohortFixture(people: Self.people, instruments: [own]).cohort)
            return try fixture.finding(BaselineTable.self).all(.baselineMean).contains {
                $0.key.variable?.column == StudyWord("first pain score: Own")
            }
        }
        #expect(try hasFirstScore(cutOff: nil) && !hasFirstScore(cutOff: 7))
        // The 8 is a later score.
        #expect(try hasFirstScore(cutOff: 8))
    }

    @Test("one cell that is not a number is one missing value")
    func notANumber() throws {
        var people = Self.people
        people[0].age = .nan
        people[1].age = .infinity
        let finding = try finding(people)
        let key = Self.key("A", "age")
        #expect(finding[.baselineMean, key]?.number == 40 && finding[.baselineMedian, key]?.number == 40)
        #expect(finding[.baselineMissing, key]?.number == 2.0 / 3)
        #expect(finding[.baselineMean, Self.key(nil, "age")]?.number == 55)
    }

    @Test("levels that are called as the table's own words come out as themselves")
    func awkwardLevels() throws {
        let arms = ["overall", "overall", "overall", "not recorded", "not recorded", nil, "All patients"]
        let people = zip(Self.people, arms).map { person, arm in
            var person = person
            person.arm = arm
            return person
        }
        let finding = try finding(people)
        #expect(
            finding.all(.columnPatients).map { $0.key.column?.level } == [
                nil, .recorded(StudyWord("All patients")), .recorded(StudyWord("not recorded")),
                .recorded(StudyWord("overall")), .notRecorded,
            ])
        #expect(finding.all(.columnPatients).map { $0.estimate.number } == [7, 1, 2, 3, 1])
        #expect(finding[.baselineMean, Self.key("overall", "age")]?.number == 30)
    }

    @Test("without a column of its own the table takes the first by which day 7 groups, and never the scale")
    func completed() throws {
        let cohort = CohortFixture(people: Self.people).cohort
        func by(_ analyses: String) throws -> String? {
            try StudyFixture(cohort, analyses: analyses).study.asked.settings(of: BaselineTable.self)?.by
        }
        #expect(try by("{day7_withdrawal: {by: [scale, sex, arm]}}") == "sex")
        #expect(try by("{day7_withdrawal: {by: [sex]}, baseline_table: {by: arm}}") == "arm")
        #expect(try by("{day7_withdrawal: {by: [scale]}}") == nil)
        #expect(try by("[baseline_table]") == nil)
    }

    @Test("a small level is withheld, and the next larger one, from which it would follow")
    func withheld() throws {
        let sexes = Array(repeating: "F", count: 25) + Array(repeating: "M", count: 12) + ["X", "X", "X"]
        let people = sexes.enumerated().map { number, sex in
            CohortFixture.Person(sex: sex, age: number < 4 ? nil : Double(number))
        }
        let finding = try finding(people, minimumCell: 11)
        func share(_ level: String) -> Measure? { finding[.baselineShare, Self.key(nil, "sex", level)]?.value }
        #expect(share("X")?.isWithheld == true && share("M")?.isWithheld == true && share("F")?.number == 0.625)
        #expect(finding[.baselineMissing, Self.key(nil, "age")]?.isWithheld == true)
        #expect(finding[.baselineMean, Self.key(nil, "age")]?.number == 21.5)
    }

    @Test("the page: a row a number or a level, the difference beside the first")
    func page() throws {
        let page = try StudyFixture(CohortFixture(people: Self.people).cohort).page(BaselineTable.self, Self.byArm)
        let table = try #require(page.tables.first)
        #expect(table.caption == "Patients at baseline by arm")
        #expect(
            table.heads.map(\.heading) == [
                "Characteristic", "All patients (n\u{00A0}=\u{00A0}7)", "A (n\u{00A0}=\u{00A0}3)",
                "B (n\u{00A0}=\u{00A0}4)",
                "Largest standardised difference",
            ])
        let rows = table.rows.map { $0.cells.map(\.text) }
        for row in [
            ["Sex, n (%)", "", "", "", "0.71"], ["F", "3 (42.9%)", "2 (66.7%)", "1 (25.0%)", ""],
            ["not recorded", "1 (14.3%)", "\u{2014}", "1 (25.0%)", ""],
            ["Age, mean (SD)", "45.0 (18.7)", "30.0 (10.0)", "60.0 (10.0)", "3.00"],
            ["median (quartiles)", "45.0 (32.5 to 57.5)", "30.0 (25.0 to 35.0)", "60.0 (55.0 to 65.0)", ""],
            ["missing", "14.3%", "0.0%", "25.0%", ""],
        ] {
            #expect(rows.contains(row), "\(row)")
        }
        let hidden = try StudyFixture(CohortFixture(people: Self.people).cohort)
            .page(BaselineTable.self, Self.byArm, policy: .init(minimumCell: 11))
        #expect(hidden.tables.first?.hasWithheld == true)
        #expect(hidden.tables.first?.rows.count == table.rows.count)
    }

    /// As many people a site as asked for, with a sex and an age.
    private func cohort(sites: Int, each: Int) -> Cohort {
        let count = sites * each
        let plain = CohortFixture(people: []).cohort
        return Cohort(
            patients: Patients(
                count: count,
                covariates: [
                    Covariate(
                        name: "site",
                        values: .categorical(
                            levels: (0..<sites).map { "site \($0)" }, codes: (0..<count).map { Int32($0 % sites) })),
                    Covariate(
                        name: "sex",
                        values: .categorical(levels: ["F", "M"], codes: (0..<count).map { Int32($0 / sites % 2) })),
                    Covariate(name: "age", values: .numeric((0..<count).map { Double(20 + $0 / sites) })),
                ]), instruments: plain.instruments, pain: PainAssessments(personCount: count, blocks: []),
            exposures: OpioidExposures(personCount: count, blocks: [], drugs: []),
            morphineEquivalents: plain.morphineEquivalents,
            withdrawal: WithdrawalAssessments(personCount: count, blocks: []),
            moud: MOUDDoses(personCount: count, blocks: [], drugs: []))
    }

    @Test("of more columns than a page holds, some are on it and the note says where the others are")
    func manyColumns() throws {
        let fixture = try StudyFixture(cohort(sites: 40, each: 4))
        let finding = try fixture.finding(BaselineTable.self, Self.settings("site"))
        #expect(finding.all(.columnPatients).count == 41)
        #expect(!finding.all(.standardizedDifference).isEmpty)
        let table = try #require(try fixture.page(BaselineTable.self, Self.settings("site")).tables.first)
        #expect(table.heads.count == 1 + 1 + BaselinePageTable.mostGroups + 1)
        #expect(table.tableNote == "28 further groups are in tables/baseline_table.csv.")
    }

    @Test(
        "thousands of columns: no difference is sought between all their pairs, the table says so, and it takes seconds",
        .timeLimit(.minutes(1)))
    func thousandsOfColumns() throws {
        let fixture = try StudyFixture(cohort(sites: 4000, each: 4))
        let finding = try fixture.finding(BaselineTable.self, Self.settings("site"))
        #expect(finding.all(.columnPatients).count == 4001)
        #expect(finding.all(.standardizedDifference).isEmpty)
        #expect(finding.cautions.contains { $0.contains("at most 50 columns") })
        let key = BaselineKey(column: Self.column("site 3999", of: "site"), variable: StudyPlace(StudyWord("age")))
        #expect(finding[.baselineMean, key]?.number == 21.5)
    }
}
