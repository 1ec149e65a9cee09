import Cohort
import Disclosure
import Findings
import Foundation
import StudyFixtures
import Testing

@testable import Questions

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
    private static var twoArms: [CohortFixture.Person] {
        people("a", 40, assessed: 30, free: 24, sex: "m", age: 50)
            + people("b", 40, assessed: 20, free: 5, sex: "f")
    }

    private static func finding(
        _ people: [CohortFixture.Person], _ settings: Day7WithdrawalSettings
    ) throws -> ReleasedFinding {
        try StudyFixture(CohortFixture(people: people).cohort).finding(Day7Withdrawal.self, settings)
    }

    private static func weighted(
        _ finding: ReleasedFinding, arm: String? = nil, _ quantity: Quantity<Day7Key> = .noWithdrawalShare
    ) -> ReleasedEstimate? {
        finding[quantity, key(arm)]
    }

    /// Everybody's weighted share, or that of an arm.
    private static func key(_ arm: String? = nil) -> Day7Key {
        let place = arm.map { StudyPlace(StudyWord("arm"), level: .recorded(StudyWord($0))) }
        return Day7Key(patients: place.map { .level($0) } ?? .everybody, denominator: .weighted)
    }

    /// How many patients could be counted from everybody's weighted share: those within reach, free, not free and not assessed,
    /// those beyond reach, those of the largest weights, and maybe those assessed beyond reach.
    private static func counts(
        _ people: [CohortFixture.Person], _ settings: Day7WithdrawalSettings
    ) throws -> [Int] {
        let built = try StudyFixture(CohortFixture(people: people).cohort).built(Day7Withdrawal.self, settings)
        return try #require(built.basis(.noWithdrawalShare, key())).counts
    }

    /// Weights 4/3 and 2: (40 · 24/30 + 40 · 5/20) / 80.
    @Test("two arms by hand: each arm's share counts with all of the arm, not with those assessed")
    func twoArmsByHand() throws {
        let finding = try Self.finding(Self.twoArms, .init(by: ["arm"], claim: 0.6, weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding))
        // The regression stops at a relative step of about 1e-12; the share is a smooth function of it.
        #expect(abs(try #require(share.number) - 0.525) < 1e-10)
        #expect(share.n == .number(80) && share.events == nil && share.unit == "share")
        // (weight · distance from 0.525)² of the free and the others in each arm.
        let influences: [(people: Double, influence: Double)] = [
            (24, 4.0 / 3 * 0.475), (6, 4.0 / 3 * 0.525), (5, 2 * 0.475), (15, 2 * 0.525),
        ]
        let squares = influences.reduce(0.0) { $0 + $1.people * $1.influence * $1.influence }
        let error = (50.0 / 49 * squares).squareRoot() / 80
        #expect(abs(try #require(share.se?.number) - error) < 1e-10)
        // 80² / (30 · 16/9 + 20 · 4) = 48, so t on 47 degrees of freedom: its 97.5% quantile is 2.011740513729766.
        let size = try #require(Self.weighted(finding, .effectiveSampleSize)?.number)
        #expect(abs(size - 48) < 1e-9)
        #expect(share.interval == "logit_t" && share.level == 0.95)
        let half = 2.011740513729766 * error / (0.525 * 0.475)
        let lower = 1 / (1 + exp(-(log(0.525 / 0.475) - half)))
        #expect(abs(try #require(share.lower?.number) - lower) < 1e-9)
        let counts = try Self.counts(Self.twoArms, .init(claim: 0.6, weightBy: ["arm"]))
        // The effective size of 48 rounds down to as many, or to one less.
        #expect(counts.prefix(5) == [80, 29, 21, 30, 0] && counts.dropFirst(6) == [0])
        // Within an arm the weights are alike.
        let arm = try #require(Self.weighted(finding, arm: "a"))
        #expect(abs(try #require(arm.value?.number) - 0.8) < 1e-12)
        #expect(arm.n == .number(40))
        let test = try #require(finding[.logitT, Day7Key(denominator: .weighted, claim: 0.6)])
        let t = (log(0.525 / 0.475) - log(0.6 / 0.4)) / (error / (0.525 * 0.475))
        #expect(abs(try #require(test.statistic?.number) - t) < 1e-8)
        #expect(abs(try #require(test.df?.number) - 47) < 1e-9)
        #expect(finding.setting(Day7Setting.weightedBy) == "arm")
        #expect(finding.cautions.count == 2)
    }

    @Test("an arm that nobody was assessed in is beyond reach, and is said to be left out")
    func beyondReach() throws {
        for hardly in [0, 1] {
            let people = Self.twoArms + Self.people("c", 200, assessed: hardly, free: hardly)
            let finding = try Self.finding(people, .init(by: ["arm"], weightBy: ["arm", "sex"]))
            let share = try #require(Self.weighted(finding))
            #expect(abs(try #require(share.number) - 0.525) < 1e-10)
            #expect(share.n == .number(80))
            let none = try #require(Self.weighted(finding, arm: "c"))
            #expect(none.value == nil && none.n == .number(0))
            #expect(finding.setting(Day7Setting.weightedWithout) == "arm c")
            #expect(finding.cautions.contains { $0.contains("leaves out the patients of arm c:") })
            // The effective size of 48 says that at most 51 - 48 assessed were left out: so the one is a cell.
            let counts = try Self.counts(people, .init(weightBy: ["arm", "sex"]))
            #expect(counts.prefix(5) == [80, 29, 21, 30, 200] && counts.dropFirst(6) == [hardly])
        }
    }

    /// Sixty assessed of 30 to 49 years, and thirty not: all of these ages, or half of them of 70 to 84.
    @Test("those not assessed who are older than anybody assessed have nobody to stand for them, and that is said")
    func numbersBeyondTheAssessed() throws {
        func study(_ old: Int) throws -> ReleasedFinding {
            let people = (0..<90).map { (number: Int) -> CohortFixture.Person in
                let isAssessed = number < 60
                let age = number >= 90 - old ? 70 + number % 15 : 30 + 7 * number % 20
                var person = CohortFixture.Person(doses: [0], age: Double(age))
                if isAssessed { person.withdrawal = [(day: 7, grade: number % 3 == 0 ? .none : .mild)] }
                return person
            }
            return try Self.finding(people, .init(weightBy: ["age"]))
        }
        let words = "Some of those not assessed lie where hardly anybody assessed does in: age."
        #expect(try study(15).cautions.contains { $0.hasPrefix(words) })
        #expect(try !study(0).cautions.contains { $0.hasPrefix(words) })
    }

    /// Fewer than ten expected: nobody assessed among twelve of a rare level may be chance.
    @Test("a small level with nobody assessed joins the others")
    func smallLevel() throws {
        let people = Self.twoArms + Self.people("c", 12, assessed: 0, free: 0)
        let finding = try Self.finding(people, .init(weightBy: ["arm"]))
        // With the larger arm, the first of equal ones: a is (30 of 52), b is the other level.
        let share = try #require(Self.weighted(finding)?.number)
        #expect(abs(share - (52 * 0.8 + 40 * 0.25) / 92) < 1e-10)
        #expect(finding.setting(Day7Setting.weightedWithout) == nil)
    }

    @Test("an arm in which everybody was assessed stands for itself alone")
    func certain() throws {
        let people = Self.twoArms + Self.people("d", 20, assessed: 20, free: 10)
        let finding = try Self.finding(people, .init(by: ["arm"], weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding)?.number)
        #expect(abs(share - (40 * 0.8 + 40 * 0.25 + 20 * 0.5) / 100) < 1e-10)
        #expect(Self.weighted(finding, arm: "d")?.value == .number(0.5))
    }

    /// 12 of 20 assessed in two arms together, 9 of them free.
    @Test("levels with few assessed are one level")
    func pooled() throws {
        let people =
            Self.twoArms + Self.people("x", 10, assessed: 6, free: 3) + Self.people("y", 10, assessed: 6, free: 6)
        let finding = try Self.finding(people, .init(weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding)?.number)
        #expect(abs(share - (40 * 0.8 + 40 * 0.25 + 20 * 0.75) / 100) < 1e-10)
    }

    /// Fifty arms of 20, 15 of them assessed and 5 of these free; then arms of 18 and 13, 12 assessed in each, all free and none.
    @Test("beyond the fifty largest, levels are one level too")
    func mostLevels() throws {
        let people =
            (0..<50).flatMap { Self.people("a\($0)", 20, assessed: 15, free: 5) }
            + Self.people("x", 18, assessed: 12, free: 12) + Self.people("y", 13, assessed: 12, free: 0)
        let finding = try Self.finding(people, .init(weightBy: ["arm"]))
        let share = try #require(Self.weighted(finding)?.number)
        #expect(abs(share - (1_000.0 / 3 + 31 * 0.5) / 1_031) < 1e-10)
    }

    @Test("a column that another one tells is left out, the later one, and named")
    func collinear() throws {
        for (names, left) in [(["arm", "sex"], "sex"), (["sex", "arm"], "arm")] {
            let finding = try Self.finding(Self.twoArms, .init(weightBy: names))
            #expect(abs(try #require(Self.weighted(finding)?.number) - 0.525) < 1e-10)
            #expect(finding.setting(Day7Setting.weightedBy) == names[0])
            #expect(finding.setting(Day7Setting.weightedNotBy) == "\(left) (told by the other columns)")
        }
    }

    @Test("a missing number has a level of its own: all known ages are alike, and not having one is what tells")
    func missingNumber() throws {
        let finding = try Self.finding(Self.twoArms, .init(weightBy: ["age"]))
        #expect(abs(try #require(Self.weighted(finding)?.number) - 0.525) < 1e-10)
        #expect(finding.setting(Day7Setting.weightedBy) == "age")
    }

    @Test("a number that is not finite is missing")
    func infiniteNumber() throws {
        let people =
            Self.people("a", 40, assessed: 30, free: 24, age: 50)
            + Self.people("b", 40, assessed: 20, free: 5, age: .infinity)
        let finding = try Self.finding(people, .init(weightBy: ["age"]))
        #expect(abs(try #require(Self.weighted(finding)?.number) - 0.525) < 1e-10)
    }

    @Test("by default the usual columns that the study has, and those of the groups")
    func byDefault() throws {
        let finding = try Self.finding(Self.twoArms, .init(by: ["arm", "scale"]))
        #expect(finding.setting(Day7Setting.weightedBy) == "age")
        #expect(
            finding.setting(Day7Setting.weightedNotBy)
                == "sex (told by the other columns), arm (told by the other columns)")
    }

    @Test("no weights are asked for, or needed: nothing is said")
    func none() throws {
        let whole = Self.people("a", 40, assessed: 40, free: 30) + Self.people("b", 40, assessed: 40, free: 10)
        for (people, weightBy) in [(Self.twoArms, []), (whole, nil)] as [([CohortFixture.Person], [String]?)] {
            let finding = try Self.finding(people, .init(weightBy: weightBy))
            #expect(Self.weighted(finding) == nil)
            #expect(finding.cautions.count == 2)
            #expect(finding.setting(Day7Setting.weightedBy) == nil)
        }
    }

    @Test("why there are no weights is said in words, without a count")
    func impossible() throws {
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
            let finding = try Self.finding(people, .init(weightBy: weightBy))
            #expect(Self.weighted(finding) == nil)
            #expect(finding.cautions.last == "The share is not weighted for those not assessed: " + reason)
        }
    }

    /// 200 of 400 assessed, and 12 of 300: weights 2 and 25, so 700² / (200 · 4 + 12 · 625) = 59 say as much.
    @Test("weights that a few decide are cautioned against, without a number")
    func few() throws {
        let people =
            Self.people("a", 400, assessed: 200, free: 100, sex: "m")
            + Self.people("b", 300, assessed: 12, free: 0, sex: "f")
        let finding = try Self.finding(people, .init(weightBy: ["sex"]))
        let share = try #require(Self.weighted(finding))
        #expect(abs(try #require(share.number) - 200 / 700.0) < 1e-9)
        #expect(try Self.counts(people, .init(weightBy: ["sex"])) == [700, 100, 112, 488, 0, 59])
        let cautions = finding.cautions
        #expect(cautions.count == 4)
        #expect(cautions.allSatisfy { $0.hasPrefix("“No withdrawal") || !$0.contains(where: \.isNumber) })
    }

    /// Beside the two arms four in which everybody was assessed, and four in which nobody was: those of 30 are beyond reach only when
    /// the larger ones are gone, as 8.7 of them should have been assessed at first, and 15.6 then.
    @Test("levels are set apart the largest first, of equal ones the first")
    func order() throws {
        var people = Self.twoArms
        for (number, size) in [30, 60, 30, 90].enumerated() {
            people += Self.people("n\(number)", size, assessed: 0, free: 0)
            people += Self.people("c\(number)", 12, assessed: 12, free: number)
        }
        let finding = try Self.finding(people, .init(weightBy: ["arm"]))
        #expect(finding.setting(Day7Setting.weightedWithout) == "arm n3, arm n1, arm n0 and arm n2")
        let share = try #require(Self.weighted(finding)?.number)
        #expect(abs(share - (40 * 0.8 + 40 * 0.25 + 6) / 128) < 1e-10)
    }

    @Test("an effective size of few withholds the weighted share, as few decide it")
    func effectiveSizeOfFew() throws {
        // Weights 1.2 and 60: (300 + 720)² / (250 · 1.44 + 12 · 3600) = 23.9.
        let people =
            Self.people("a", 300, assessed: 250, free: 100, sex: "m")
            + Self.people("b", 720, assessed: 12, free: 6, sex: "f")
        let cohort = CohortFixture(people: people).cohort
        let size = try #require(Self.weighted(try Self.finding(people, .init(weightBy: ["sex"])), .effectiveSampleSize))
        let expected: Double = 1_020.0 * 1_020 / (250 * 1.44 + 12 * 3_600)
        #expect(abs(try #require(size.number) - expected) < 1e-6)
        for (cell, isWithheld) in [(23, false), (24, true)] {
            let finding = try StudyFixture(cohort).finding(
                Day7Withdrawal.self, .init(weightBy: ["sex"]), policy: .init(minimumCell: cell))
            #expect(Self.weighted(finding)?.isWithheld == isWithheld)
        }
    }
}
