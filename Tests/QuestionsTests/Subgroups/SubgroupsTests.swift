import Cohort
import Disclosure
import Estimation
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Subgroups")
struct SubgroupsTests {
    /// Numbers between -1 and 1 that have nothing to do with person or visit.
    private static func noise(_ person: Int, _ visit: Int) -> Double {
        let mixed = person * 7919 + visit * 104_729 + person * visit * 31
        return Double(mixed % 1009) / 504.5 - 1
    }

    /// Somebody with five scores at 10, 40, 70, 100 and 130 days; on opioids from day 0 unless `isExposed` is false.
    ///
    /// - Parameters:
    ///   - slope: points per 30 days of exposure.
    ///   - time: points per 30 days that everybody has.
    private static func person(
        _ number: Int, slope: Double, time: Double = 0, isExposed: Bool = true, sex: String? = nil, age: Double? = nil,
        columns: [String: String] = [:]
    ) -> CohortFixture.Person {
        CohortFixture.Person(
            exposures: isExposed ? [0...200] : [],
            pain: (0..<5).map { visit in
                let months = Double(10 + 30 * visit) / 30
                let drift = 0.1 * noise(number, 77)
                let own = Double(number % 9) / 4 + drift * months
                let rise = (isExposed ? slope : 0) + time
                let score = 3 + own + rise * months + noise(number, visit)
                return (Int32(10 + 30 * visit), (score * 1000).rounded() / 1000)
            }, sex: sex, age: age, columns: columns)
    }

    private static func study(_ people: [CohortFixture.Person], _ settings: String = "{}") throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people).cohort, analyses: "{subgroups: \(settings)}")
    }

    private let instrument = Instrument.catalogue[0].info

    private func key(
        _ column: String, _ level: String? = nil, against reference: String? = nil,
        model: TrendModelName? = .unadjusted, days: Int? = nil, origin: StudyPlace.Origin = .study
    ) -> SubgroupKey {
        SubgroupKey(
            instrument: instrument, model: model,
            column: StudyPlace(
                StudyWord(column), origin: level == nil ? .study : origin,
                level: level.map { .recorded(StudyWord($0)) }, reference: reference.map { StudyWord($0) }),
            exposureDays: days)
    }

    /// 60 men whose pain rises by `men` points per 30 days, and 40 women, by `women`.
    private static func sexes(men: Double, women: Double) -> [CohortFixture.Person] {
        (0..<100).map { $0 % 5 < 3 ? person($0, slope: men, sex: "male") : person($0, slope: women, sex: "female") }
    }

    // MARK: - Slopes

    @Test("A subgroup's slope is that of a study of its patients alone, and a difference is Welch's")
    func slopes() throws {
        let people = Self.sexes(men: 0.5, women: 0)
        let found = try Self.study(people).finding(Subgroups.self)
        var alone: [ReleasedEstimate] = []
        for sex in ["male", "female"] {
            let own = try StudyFixture(
                CohortFixture(people: people.filter { $0.sex == sex }).cohort, analyses: "[pain_trend]"
            ).finding(PainTrend.self)
            let expected = try #require(own[.slope, TrendKey(instrument: instrument, model: .unadjusted)])
            let slope = try #require(found[.subgroupSlope, key("sex", sex)])
            // The same likelihood, but for the column that it is centred at.
            #expect(abs(try #require(slope.number) - (try #require(expected.number))) < 1e-7)
            #expect(abs(try #require(slope.se?.number) - (try #require(expected.se?.number))) < 1e-6)
            #expect(abs(try #require(slope.lower?.number) - (try #require(expected.lower?.number))) < 1e-5)
            alone.append(slope)
        }
        // The reference is the larger one.
        let difference = try #require(found[.slopeDifference, key("sex", "female", against: "male")])
        let (men, women) = (alone[0], alone[1])
        let value = try #require(women.number) - (try #require(men.number))
        let (one, other) = (try #require(women.se?.number), try #require(men.se?.number))
        #expect(abs(try #require(difference.number) - value) < 1e-12)
        #expect(abs(try #require(difference.se?.number) - (one * one + other * other).squareRoot()) < 1e-12)
        // Of two subgroups the test of interaction is the difference's t, squared.
        let test = try #require(found[DeclaredTest.slopesAreEqual, key("sex")])
        let t = value / (one * one + other * other).squareRoot()
        #expect(abs(try #require(test.statistic?.number) - t * t) < 1e-9)
        #expect(found[.subgroupPatients, key("sex", "male", model: nil)]?.value == .number(60))
        // 10 to 130 days of exposure: the middle 90% span 120.
        let span = try #require(found[.differenceOverSpan, key("sex", "female", against: "male", days: 120)])
        #expect(abs(try #require(span.number) - 4 * value) < 1e-12)
        #expect(
            abs(try #require(span.upper?.number) - 4 * (try #require(difference.upper?.number))) < 1e-12)
    }

    @Test("A difference that is there is found and said, with the family's p-value")
    func found() throws {
        let people = Self.sexes(men: 0.6, women: 0).enumerated().map { number, person in
            var person = person
            person.arm = ["A", "B"][number / 5 % 2]
            return person
        }
        let study = try Self.study(people, "{planned: [sex]}")
        let finding = try study.finding(Subgroups.self)
        let (sex, arm) = (
            try #require(finding[DeclaredTest.slopesAreEqual, key("sex")]),
            try #require(finding[DeclaredTest.slopesAreEqual, key("arm")])
        )
        let (p, q) = (try #require(sex.p?.number), try #require(arm.p?.number))
        #expect(p < 0.001 && q > 0.05)
        // Holm: the smaller counts twice, the larger once.
        #expect(abs(try #require(sex.holm?.number) - 2 * p) < 1e-12)
        #expect(abs(try #require(arm.holm?.number) - q) < 1e-12)
        let page = try study.page(Subgroups.self)
        let answer = try #require(page.answer)
        #expect(answer.lead.hasPrefix("The trend of pain with exposure differs by sex (p of interaction"))
        #expect(answer.lead.contains("(female) to") && answer.lead.contains("(male)"))
        #expect(
            answer.more.first?.contains("less in patients of sex \u{201C}female\u{201D} than \u{201C}male\u{201D}")
                == true)
        #expect(answer.more.first?.contains("a planned comparison") == true)
        let rows = try #require(page.tables.last).rows.map { $0.cells.map(\.text) }
        #expect(rows.map { $0[0] } == ["sex", "arm"])
        #expect(rows.map { $0[4] } == ["planned", "exploratory"])
        #expect(rows.map { $0[5] } == ["unlikely", "very likely"])
    }

    @Test("Where nothing differs nothing is found, and the difference between the sexes is said all the same")
    func nothing() throws {
        let study = try Self.study(Self.sexes(men: 0.2, women: 0.2))
        let finding = try study.finding(Subgroups.self)
        #expect(try #require(finding[DeclaredTest.slopesAreEqual, key("sex")]?.p?.number) > 0.05)
        let answer = try #require(try study.page(Subgroups.self).answer)
        #expect(
            answer.lead.hasPrefix("The trend of pain with exposure could not be told apart between subgroups by sex"))
        let sexes = try #require(answer.more.first)
        #expect(sexes.contains("does not tell a difference between the sexes and does not rule out one of up to"))
        #expect(answer.more.last?.contains("no difference found is not equality") == true)
        #expect(answer.more.last?.contains("the course that everybody shares") == true)
    }

    @Test("Without a column of sex the answer says so, and a study without any column has none")
    func withoutSex() throws {
        let people = (0..<40).map { number -> CohortFixture.Person in
            var person = Self.person(number, slope: 0.1)
            person.arm = number % 2 == 0 ? "A" : "B"
            return person
        }
        let answer = try #require(try Self.study(people).page(Subgroups.self).answer)
        // The column is there, and empty.
        #expect(
            answer.more.first
                == "Men and women were not compared: fewer than two of its levels have 11 patients with exposed scores."
        )
        let none = try Self.study((0..<40).map { Self.person($0, slope: 0.1) }).finding(Subgroups.self)
        #expect(none.reason?.hasPrefix("no column makes two subgroups with 11 patients") == true)
        let one = try Self.study([.init(exposures: [0...20], pain: [(3, 4)], sex: "male")])
        #expect(try one.finding(Subgroups.self).reason?.hasPrefix("one assessment per person") == true)
    }

    // MARK: - Levels

    @Test("Eleven patients are a subgroup, ten are not; rare levels together are other levels")
    func rareLevels() throws {
        func column(_ sizes: [(String, Int)]) throws(SubgroupColumn.Problem) -> SubgroupColumn {
            let people = sizes.flatMap { level, count in
                (0..<count).map { _ in CohortFixture.Person(columns: ["kind": level]) }
            }
            return try SubgroupColumn(
                "kind", of: CohortFixture(people: people).cohort, among: PersonSet(everyoneBelow: people.count),
                .init(fewest: 11, mostLevels: 12, ageCuts: nil))
        }
        let with = try column([("a", 11), ("b", 12), ("c", 10), ("d", 1)])
        #expect(with.levels.map(\.place.label) == ["a", "b", "other levels"])
        #expect(with.levels.map(\.place.origin) == [.study, .study, .tool])
        #expect(with.levels.map(\.exposed.count) == [11, 12, 11] && with.leftOut.isEmpty)
        #expect(with.reference == 1 && !with.isPooled && !with.isPooledOnly)
        let without = try column([("a", 11), ("b", 12), ("c", 10)])
        #expect(without.levels.map(\.place.label) == ["a", "b"] && without.leftOut.count == 10)
        #expect(throws: SubgroupColumn.Problem.self) { try column([("a", 11), ("b", 10)]) }
    }

    @Test("An age group begins at its cut; without cuts they are tertiles, to five years")
    func ages() throws {
        func column(_ ages: [Double?], _ cuts: [Int]?) throws(SubgroupColumn.Problem) -> SubgroupColumn {
            let people = ages.map { CohortFixture.Person(age: $0) }
            return try SubgroupColumn(
                "age", of: CohortFixture(people: people).cohort, among: PersonSet(everyoneBelow: people.count),
                .init(fewest: 1, mostLevels: 12, ageCuts: cuts))
        }
        let cut = try column([39.9, 40, 54.9, 55, nil, .nan, 18], [40, 55])
        #expect(cut.levels.map(\.place.label) == ["under 40", "40 to under 55", "55 and over"])
        #expect(cut.levels.map { $0.exposed.persons } == [[0, 6], [1, 2], [3]])
        #expect(cut.leftOut.persons == [4, 5] && cut.reference == 0)
        #expect(cut.levels.allSatisfy { $0.place.origin == .tool })
        // Of 20 to 79 the tertiles are 39 and 59: 40 and 60.
        let tertiles = try column((20..<80).map { Double($0) }, nil)
        #expect(tertiles.levels.map(\.place.label) == ["under 40", "40 to under 60", "60 and over"])
        // All within five years: nobody is under the one cut.
        #expect(throws: SubgroupColumn.Problem.self) { try column([61, 61, 62, 62], nil) }
    }

    @Test("Codes that are numbers are levels, but for age")
    func numbers() throws {
        let cohort = CohortFixture(people: (0..<4).map { _ in .init() }).cohort
        let coded = Cohort(
            patients: Patients(count: 4, covariates: [Covariate(name: "sex", values: .numeric([1, 2, 1, nil]))]),
            instruments: cohort.instruments, pain: cohort.pain, exposures: cohort.exposures,
            morphineEquivalents: cohort.morphineEquivalents, exposureRule: cohort.exposureRule,
            withdrawal: cohort.withdrawal, moud: cohort.moud, interventions: cohort.interventions,
            events: cohort.events)
        let column = try SubgroupColumn(
            "sex", of: coded, among: PersonSet(everyoneBelow: 4), .init(fewest: 1, mostLevels: 12, ageCuts: nil))
        #expect(column.levels.map(\.place.label) == ["1", "2"] && column.leftOut.persons == [3])
    }

    // MARK: - Sites

    @Test("Sites are pooled by random effects; more than are listed, pooled alone")
    func sites() throws {
        let people = (0..<60).map { number in
            let site = number % 5
            return Self.person(
                number, slope: 0.2 * Double(site), columns: ["site": "site \(site)"])
        }
        let listed = try Self.study(people).finding(Subgroups.self)
        let slopes = try (0..<5).map { site in try #require(listed[.subgroupSlope, key("site", "site \(site)")]) }
        let (values, errors) = (slopes.compactMap(\.number), slopes.compactMap { $0.se?.number })
        let pooled = try #require(RandomEffectsPooling.fit(estimates: values, standardErrors: errors).fit)
        #expect(listed[.pooledSlope, key("site")]?.number == pooled.pooled.value)
        #expect(listed[.slopeSD, key("site")]?.number == pooled.betweenVariance.squareRoot())
        #expect(listed[.slopeI2, key("site")]?.number == pooled.betweenShare)
        #expect(listed[.slopeOfAnother, key("site")]?.limits?.lower == pooled.predictionInterval?.lower)

        let short = try Self.study(people, "{most_levels: 4}")
        let finding = try short.finding(Subgroups.self)
        #expect(finding.all(.subgroupSlope).isEmpty && finding.all(.slopeDifference).isEmpty)
        #expect(finding[.pooledSlope, key("site")]?.number == pooled.pooled.value)
        #expect(finding[.subgroupPatients, key("site", model: nil)]?.value == .number(60))
        let page = try short.page(Subgroups.self)
        #expect(page.tables.map(\.rows.count) == [1, 1])
        #expect(page.answer?.more.contains { $0.hasPrefix("Pooled over the levels of site") } == true)
        guard case .figure(let plan)? = page.figures.first else {
            Issue.record("no figure")
            return
        }
        #expect(plan.data.rows.map { $0[2] } == ["pooled", "another"])
    }

    // MARK: - Time

    /// Men recover by a point a month and women by nothing, exposed or not: opioids do nothing to either.
    @Test("A course that a sex has anyway is no difference of its slope with exposure, where unexposed scores tell")
    func time() throws {
        func people(_ isExposed: (Int) -> Bool) -> [CohortFixture.Person] {
            (0..<120).map { number in
                Self.person(
                    number, slope: 0, time: number % 2 == 0 ? -1 : 0, isExposed: isExposed(number),
                    sex: number % 2 == 0 ? "male" : "female")
            }
        }
        let alone = try Self.study(people { _ in true }).finding(Subgroups.self)
        #expect(try #require(alone[DeclaredTest.slopesAreEqual, key("sex")]?.p?.number) < 1e-6)
        #expect(alone.cautions.contains { $0.contains("Slopes by sex are of exposed scores alone") })

        let study = try Self.study(people { $0 % 4 < 2 })
        let compared = try study.finding(Subgroups.self)
        let test = try #require(compared[DeclaredTest.slopesAreEqual, key("sex", model: .againstUnexposed)])
        #expect(try #require(test.p?.number) > 0.05)
        #expect(
            compared[.subgroupSlope, key("sex", "male", model: .againstUnexposed)]?.number.map { abs($0) < 0.3 } == true
        )
        #expect(compared.cautions.contains { $0.contains("Slopes by sex are held against unexposed scores") })
        #expect(try study.page(Subgroups.self).answer?.more.last?.contains("everybody shares") == false)
    }

    @Test("Nine unexposed courses in a subgroup are too few to tell its time from its exposure, ten are enough")
    func fewestCompared() throws {
        func model(_ unexposedWomen: Int) throws -> TrendModelName? {
            let people =
                (0..<40).map { Self.person($0, slope: 0.2, isExposed: $0 % 2 == 0, sex: "male") }
                + (40..<60).map { Self.person($0, slope: 0.2, sex: "female") }
                + (60..<(60 + unexposedWomen)).map { Self.person($0, slope: 0, isExposed: false, sex: "female") }
            return try Self.study(people).finding(Subgroups.self).all(.subgroupSlope).first?.key.model
        }
        #expect(try model(9) == .unadjusted)
        #expect(try model(10) == .againstUnexposed)
    }

    // MARK: - Disclosure and settings

    @Test("A difference stands on both subgroups, and each can be counted from it")
    func basis() throws {
        let built = try Self.study(Self.sexes(men: 0.5, women: 0)).built(Subgroups.self)
        let difference = try #require(built.estimates.first { $0.quantity == Quantity.slopeDifference.info })
        #expect(difference.basis.counts == [100, 40, 60])
        #expect(built.tests.first?.basis.counts == [100, 40, 60])
        #expect(built.estimates.allSatisfy { Subgroups.quantities.contains($0.quantity) })
    }

    @Test("Settings: sex first, each column once, age among the columns")
    func settings() throws {
        let people = Self.sexes(men: 0, women: 0)
        let asked = try Self.study(people, "{by: [age, sex, arm], age_cuts: [40, 65], most_levels: 5}")
        let settings = try #require(asked.study.asked.settings(of: Subgroups.self))
        #expect(settings.columns(in: asked.study.cohort) == ["sex", "age", "arm"])
        #expect(settings.ageCuts == [40, 65] && settings.groupColumns == ["sex", "arm"])
        #expect(throws: (any Error).self) { try Self.study(people, "{age_cuts: [65, 40]}") }
        #expect(throws: (any Error).self) { try Self.study(people, "{by: [colour]}") }
    }
}
