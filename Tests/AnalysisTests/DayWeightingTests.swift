import Analysis
import Cohort
import Findings
import Foundation
import Testing

@Suite("Day 7 weighted for not being assessed")
struct DayWeightingTests {
    /// People of an arm with an index day: `assessed` of them assessed on day 7, `free` of those without withdrawal.
    private static func people(
        _ arm: String?, _ count: Int, assessed: Int, free: Int, sex: String? = nil, age: Double? = nil
    ) -> [CohortFixture.Person] {
        (0..<count).map { number -> CohortFixture.Person in
            var person = CohortFixture.Person(doses: [0], arm: arm, sex: sex, age: age)
            if number < assessed { person.withdrawal = [(day: 7, grade: number < free ? .none : .mild)] }
            return person
        }
    }

    /// 30 of 40 assessed in arm a, 24 of them free; 20 of 40 in arm b, 5 of them free.
    private static let twoArms =
        people("a", 40, assessed: 30, free: 24, sex: "m", age: 50)
        + people("b", 40, assessed: 20, free: 5, sex: "f")

    private static func finding(_ people: [CohortFixture.Person], _ settings: AnalysisSettings.Day7) -> Finding? {
        var all = AnalysisSettings()
        all.cohortFlow = false
        all.day7 = settings
        return Questions(cohort: CohortFixture(people: people).cohort, settings: all, executor: .serial).run().first
    }

    private static func weighted(
        _ finding: Finding?, _ group: [String: String] = [:], _ name: String = "no_withdrawal_share"
    ) -> Estimate? {
        finding?.estimates.first {
            $0.name == name && $0.group == group.merging(["denominator": "weighted"]) { own, _ in own }
        }
    }

    /// Weights 4/3 and 2: (40 · 24/30 + 40 · 5/20) / 80.
    @Test("two arms by hand: each arm's share counts with all of the arm, not with those assessed")
    func twoArmsByHand() throws {
        let finding = Self.finding(Self.twoArms, .init(by: ["arm"], claim: 0.6, weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding))
        // The regression stops at a relative step of about 1e-12; the share is a smooth function of it.
        #expect(abs(try #require(share.value?.number) - 0.525) < 1e-10)
        #expect(share.n == Measure(80) && share.events == nil && share.unit == "share")
        // (weight · distance from 0.525)² of the free and the others in each arm.
        let influences: [(people: Double, influence: Double)] = [
            (24, 4.0 / 3 * 0.475), (6, 4.0 / 3 * 0.525), (5, 2 * 0.475), (15, 2 * 0.525),
        ]
        let squares = influences.reduce(0.0) { $0 + $1.people * $1.influence * $1.influence }
        let error = (50.0 / 49 * squares).squareRoot() / 80
        #expect(abs(try #require(share.se?.number) - error) < 1e-10)
        // 80² / (30 · 16/9 + 20 · 4) = 48, so t on 47 degrees of freedom: its 97.5% quantile is 2.011740513729766.
        let size = try #require(Self.weighted(finding, [:], "effective_sample_size")?.value?.number)
        #expect(abs(size - 48) < 1e-9)
        #expect(share.interval == "logit_t" && share.level == 0.95)
        let half = 2.011740513729766 * error / (0.525 * 0.475)
        let lower = 1 / (1 + exp(-(log(0.525 / 0.475) - half)))
        #expect(abs(try #require(share.lower?.number) - lower) < 1e-9)
        #expect(share.cells.prefix(4) == [29, 21, 30, 0])
        // Within an arm the weights are alike.
        let arm = try #require(Self.weighted(finding, ["arm": "a"]))
        #expect(abs(try #require(arm.value?.number) - 0.8) < 1e-12)
        #expect(arm.n == Measure(40))
        let test = try #require(
            finding?.tests.first { $0.group == ["denominator": "weighted", "claim": "0.6"] })
        #expect(test.name == "logit_t_against_claim" && test.cells == share.cells)
        let t = (log(0.525 / 0.475) - log(0.6 / 0.4)) / (error / (0.525 * 0.475))
        #expect(abs(try #require(test.statistic?.number) - t) < 1e-8)
        #expect(abs(try #require(test.df?.number) - 47) < 1e-9)
        #expect(finding?.settings["weighted_by"] == "arm")
        #expect(finding?.cautions.count == 2)
    }

    @Test("an arm that nobody was assessed in is beyond reach, and is said to be left out")
    func beyondReach() throws {
        for hardly in [0, 1] {
            let people = Self.twoArms + Self.people("c", 200, assessed: hardly, free: hardly)
            let finding = Self.finding(people, .init(by: ["arm"], weightBy: ["arm", "sex"]))
            let share = try #require(Self.weighted(finding))
            #expect(abs(try #require(share.value?.number) - 0.525) < 1e-10)
            #expect(share.n == Measure(80))
            let none = try #require(Self.weighted(finding, ["arm": "c"]))
            #expect(none.value == nil && none.n == Measure(0))
            #expect(finding?.settings["weighted_without"] == "arm c")
            #expect(finding?.cautions.contains { $0.contains("leaves out the patients of arm c:") } == true)
            // The effective size of 48 says that at most 51 - 48 assessed were left out: so the one is a cell.
            #expect(share.cells.prefix(4) == [29, 21, 30, 200])
            #expect(share.cells.dropFirst(5) == [hardly])
        }
    }

    /// Fewer than ten expected: nobody assessed among twelve of a rare level may be chance.
    @Test("a small level with nobody assessed joins the others")
    func smallLevel() throws {
        let people = Self.twoArms + Self.people("c", 12, assessed: 0, free: 0)
        let finding = Self.finding(people, .init(weightBy: ["arm"]))
        // With the larger arm, the first of equal ones: a is (30 of 52), b is the other level.
        let share = try #require(Self.weighted(finding)?.value?.number)
        #expect(abs(share - (52 * 0.8 + 40 * 0.25) / 92) < 1e-10)
        #expect(finding?.settings["weighted_without"] == nil)
    }

    @Test("an arm in which everybody was assessed stands for itself alone")
    func certain() throws {
        let people = Self.twoArms + Self.people("d", 20, assessed: 20, free: 10)
        let finding = Self.finding(people, .init(by: ["arm"], weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding)?.value?.number)
        #expect(abs(share - (40 * 0.8 + 40 * 0.25 + 20 * 0.5) / 100) < 1e-10)
        #expect(Self.weighted(finding, ["arm": "d"])?.value == Measure(0.5))
    }

    /// 12 of 20 assessed in two arms together, 9 of them free.
    @Test("levels with few assessed are one level")
    func pooled() throws {
        let people =
            Self.twoArms + Self.people("x", 10, assessed: 6, free: 3) + Self.people("y", 10, assessed: 6, free: 6)
        let finding = Self.finding(people, .init(weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding)?.value?.number)
        #expect(abs(share - (40 * 0.8 + 40 * 0.25 + 20 * 0.75) / 100) < 1e-10)
    }

    /// Fifty arms of 20, 15 of them assessed and 5 of these free; then arms of 18 and 13, 12 assessed in each, all free and none.
    @Test("beyond the fifty largest, levels are one level too")
    func mostLevels() throws {
        let people =
            (0..<50).flatMap { Self.people("a\($0)", 20, assessed: 15, free: 5) }
            + Self.people("x", 18, assessed: 12, free: 12) + Self.people("y", 13, assessed: 12, free: 0)
        let finding = Self.finding(people, .init(weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding)?.value?.number)
        #expect(abs(share - (1_000.0 / 3 + 31 * 0.5) / 1_031) < 1e-10)
    }

    @Test("a column that another one tells is left out, the later one, and named")
    func collinear() throws {
        for (names, left) in [(["arm", "sex"], "sex"), (["sex", "arm"], "arm")] {
            let finding = Self.finding(Self.twoArms, .init(weightBy: names))
            #expect(abs(try #require(Self.weighted(finding)?.value?.number) - 0.525) < 1e-10)
            #expect(finding?.settings["weighted_by"] == names[0])
            #expect(finding?.settings["weighted_not_by"] == "\(left) (told by the other columns)")
        }
    }

    @Test("a missing number has a level of its own: all known ages are alike, and not having one is what tells")
    func missingNumber() throws {
        let finding = Self.finding(Self.twoArms, .init(weightBy: ["age"]))
        #expect(abs(try #require(Self.weighted(finding)?.value?.number) - 0.525) < 1e-10)
        #expect(finding?.settings["weighted_by"] == "age")
    }

    @Test("a number that is not finite is missing")
    func infiniteNumber() throws {
        let people =
            Self.people("a", 40, assessed: 30, free: 24, age: 50)
            + Self.people("b", 40, assessed: 20, free: 5, age: .infinity)
        let finding = Self.finding(people, .init(weightBy: ["age"]))
        #expect(abs(try #require(Self.weighted(finding)?.value?.number) - 0.525) < 1e-10)
    }

    @Test("by default the usual columns that the study has, and those of the groups")
    func byDefault() {
        let finding = Self.finding(Self.twoArms, .init(by: ["arm", "scale"]))
        #expect(finding?.settings["weighted_by"] == "age")
        #expect(
            finding?.settings["weighted_not_by"]
                == "sex (told by the other columns), arm (told by the other columns)")
    }

    @Test("no weights are asked for, or needed: nothing is said")
    func none() {
        let whole = Self.people("a", 40, assessed: 40, free: 30) + Self.people("b", 40, assessed: 40, free: 10)
        for (people, weightBy) in [(Self.twoArms, []), (whole, nil)] as [([CohortFixture.Person], [String]?)] {
            let finding = Self.finding(people, .init(weightBy: weightBy))
            #expect(Self.weighted(finding) == nil)
            #expect(finding?.cautions.count == 2)
            #expect(finding?.settings["weighted_by"] == nil)
        }
    }

    @Test("why there are no weights is said in words, without a count")
    func impossible() {
        let told = (0..<60).map { number in
            CohortFixture.Person(
                doses: [0], withdrawal: number < 30 ? [(day: 7, grade: .none)] : [], age: Double(90 - number))
        }
        for (people, weightBy, reason) in [
            (told, ["age"], "no column of patients (age) is left to weigh by."),
            (
                Self.people("a", 30, assessed: 25, free: 20), ["arm"],
                "hardly any of the patients were assessed, or hardly any were not, so that no model can tell the two apart."
            ),
            (
                Self.people("a", 30, assessed: 30, free: 20) + Self.people("b", 30, assessed: 0, free: 0), ["arm"],
                "hardly any of the patients, apart from those of arm b, were assessed, or hardly any were not, so that no "
                    + "model can tell the two apart."
            ),
            (told, ["nonsense"], "the study has no column of patients to weigh by."),
        ] {
            let finding = Self.finding(people, .init(weightBy: weightBy))
            #expect(Self.weighted(finding) == nil)
            #expect(finding?.cautions.last == "The share is not weighted for those not assessed: " + reason)
        }
    }

    /// 200 of 400 assessed, and 12 of 300: weights 2 and 25, so 700² / (200 · 4 + 12 · 625) = 59 say as much.
    @Test("weights that a few decide are cautioned against, without a number")
    func few() throws {
        let people =
            Self.people("a", 400, assessed: 200, free: 100, sex: "m")
            + Self.people("b", 300, assessed: 12, free: 0, sex: "f")
        let finding = Self.finding(people, .init(weightBy: ["sex"]))
        let share = try #require(Self.weighted(finding))
        #expect(abs(try #require(share.value?.number) - 200 / 700.0) < 1e-9)
        #expect(share.cells == [100, 112, 488, 0, 59])
        let cautions = try #require(finding?.cautions)
        #expect(cautions.count == 4)
        #expect(cautions.allSatisfy { $0.hasPrefix("“No withdrawal") || !$0.contains(where: \.isNumber) })
    }
}
