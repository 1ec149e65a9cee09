import Cohort
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Rare levels")
struct RareLevelsTests {
    /// A column with so many patients at each level; `nil` has no value.
    private func column(_ counts: [(level: String?, patients: Int)]) -> Covariate {
        let levels = counts.compactMap(\.level)
        let codes = counts.flatMap { level, patients in
            [Int32?](repeating: level.flatMap { levels.firstIndex(of: $0) }.map(Int32.init), count: patients)
        }
        return Covariate(name: "race", values: .categorical(levels: levels, codes: codes))
    }

    /// Levels with their patients after pooling.
    private func pooled(_ counts: [(level: String?, patients: Int)], fewerThan least: Int = 11) -> [String: Int] {
        guard case .categorical(let levels, let codes) = column(counts).poolingRareLevels(fewerThan: least).values
        else {
            return [:]
        }
        return Dictionary(
            codes.map { ($0.map { levels[Int($0)] } ?? "none", 1) } + levels.map { ($0, 0) }, uniquingKeysWith: +)
    }

    @Test("Levels of 1 to 10 patients are one; 0 and 11 stay")
    func rare() {
        #expect(pooled([("A", 40), ("B", 11), ("C", 10), ("D", 1)]) == ["A": 40, "B": 11, "other levels": 11])
        #expect(pooled([("A", 40), ("B", 11), ("C", 0)]) == ["A": 40, "B": 11, "C": 0])
    }

    @Test("Are they too few together, the next one joins, if two keep their names")
    func next() {
        #expect(
            pooled([("A", 40), ("B", 20), ("C", 12), ("D", 3), ("E", 4)]) == ["A": 40, "B": 20, "other levels": 19])
        #expect(pooled([("A", 40), ("B", 20), ("C", 3)]) == ["A": 40, "B": 20, "other levels": 3])
    }

    @Test("A column of rare levels alone is one level")
    func all() {
        #expect(pooled([("A", 9), ("B", 8), ("C", 1)]) == ["other levels": 18])
        #expect(pooled([("A", 3), ("B", 2)]) == ["other levels": 5])
    }

    @Test("Patients without a value stay without one; where they are few, they are shown with the others")
    func notRecorded() throws {
        let many = column([("A", 40), ("B", 30), ("C", 5), ("D", 9), (nil, 12)]).poolingRareLevels(fewerThan: 11)
        let few = column([("A", 40), ("B", 30), ("C", 5), (nil, 7)]).poolingRareLevels(fewerThan: 11)
        func groups(_ column: Covariate) throws -> [String: Int] {
            guard case .categorical(_, let codes) = column.values else { return [:] }
            let cohort = CohortFixture(people: codes.map { _ in .init() }).cohort.with(covariates: [column])
            let groups = try #require(PatientGroups("race", of: cohort))
            return Dictionary(
                uniqueKeysWithValues: zip(groups.levels.map(\.label), groups.persons.map(\.count)))
        }
        #expect(try groups(many) == ["A": 40, "B": 30, "other levels": 14, "not recorded": 12])
        #expect(try groups(few) == ["A": 40, "B": 30, "other levels": 12])
        guard case .categorical(_, let codes) = few.values else { return }
        #expect(codes.count { $0 == nil } == 7)
    }

    @Test("Without rare levels a column is as it was, and numbers are")
    func unchanged() {
        let column = column([("A", 40), ("B", 11), (nil, 3)])
        #expect(column.poolingRareLevels(fewerThan: 11) == column)
        let numbers = Covariate(name: "age", values: .numeric([1, nil, 2]))
        #expect(numbers.poolingRareLevels(fewerThan: 11) == numbers)
    }

    @Test("What stands for several is a word of the tool, so that a level of the same name is another one")
    func namesake() throws {
        let column = column([("other levels", 40), ("B", 30), ("C", 5), ("D", 8)]).poolingRareLevels(fewerThan: 11)
        let places = (0..<3).map { column.place(ofLevel: $0) }
        #expect(places.map(\.label) == ["other levels", "B", "other levels"])
        #expect(places.map(\.origin) == [.study, .study, .tool])
        #expect(Set(places).count == 3)
    }

    /// 40 patients in arm A, 30 in B, 4 in "Xanadu" and 8 in "Zembla".
    private func study(pools: Bool) throws -> Study {
        let arms = [("A", 40), ("B", 30), ("Xanadu", 4), ("Zembla", 8)].flatMap { [String](repeating: $0, count: $1) }
        let people = arms.enumerated().map { number, arm in
            CohortFixture.Person(
                doses: [0], withdrawal: [(day: 7, grade: number % 3 == 0 ? .mild : .none)], exposures: [0...90],
                pain: [(0, Double(number % 7)), (30, Double(number % 5)), (60, Double(number % 9))], arm: arm,
                sex: number % 2 == 0 ? "F" : "M", age: 30 + Double(number % 40))
        }
        let asked = try StudyFixture(CohortFixture(people: people).cohort).study
        return Study(cohort: asked.cohort, asked: asked.asked, poolsRareLevels: pools, executor: .serial)
    }

    @Test("No question tells the name of a rare level; with every level as it is, some do")
    func everyQuestion() throws {
        func names(pools: Bool) throws -> [String] {
            let study = try study(pools: pools)
            let findings = study.asked.answers(of: study)
            let keys = findings.flatMap { $0.estimates.map(\.key) + $0.tests.map(\.key) }
            let words = findings.flatMap { finding in
                [finding.title, finding.population.description, finding.method] + finding.cautions
                    + finding.settings.map(\.value)
            }
            return (keys.flatMap(\.coordinates).map { "\($0)" } + words.map { "\($0)" })
                .filter { $0.contains("Xanadu") || $0.contains("Zembla") }
        }
        #expect(try names(pools: true).isEmpty)
        #expect(try !names(pools: false).isEmpty)
    }
}
