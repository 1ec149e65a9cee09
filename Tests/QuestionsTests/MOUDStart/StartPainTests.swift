import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Pain after the start of medication for opioid use disorder")
struct StartPainTests {
    private static let nrs = Instrument.catalogue[0].info

    private func finding(
        _ people: [StartFixture.Person], _ settings: String = "{}", minimumCell: Int = 1
    ) throws -> ReleasedFinding {
        try StudyFixture(StartFixture(people: people).cohort, analyses: "{moud_start: \(settings)}").finding(
            MOUDStart.self, policy: .init(minimumCell: minimumCell))
    }

    private func person(
        _ drug: String, from day: Int32 = 0, pain: [(day: Int32, score: Double)], age: Double? = nil
    ) -> StartFixture.Person {
        var person = StartFixture.Person(doses: [(day...day, drug, 8)])
        person.own = CohortFixture.Person(pain: pain, age: age)
        return person
    }

    @Test("the score before: 31 and 30 days before, the day of the first dose, the day after")
    func before() throws {
        func share(_ day: Int32) throws -> Measure? {
            let finding = try finding([person("methadone", from: 40, pain: [(day, 5), (47, 3)])])
            return finding[.scoreBeforeShare, StartPainKey(instrument: Self.nrs, drug: .methadone)]?.events
        }
        #expect(try share(9) == .number(0))
        #expect(try share(10) == .number(1))
        #expect(try share(40) == .number(1))
        #expect(try share(41) == .number(0))
    }

    @Test("the score after: the window of day 7 is days 4 to 10, the nearest counts, on a tie the later, a day's mean")
    func after() throws {
        func change(_ pain: [(day: Int32, score: Double)]) throws -> Double? {
            let finding = try finding([person("methadone", from: 40, pain: [(39, 5)] + pain)])
            return finding[.changeAfterStart, StartPainKey(instrument: Self.nrs, drug: .methadone, day: 7)]?.number
        }
        #expect(try change([(43, 1)]) == nil)
        #expect(try change([(44, 1)]) == -4)
        #expect(try change([(50, 2)]) == -3)
        #expect(try change([(51, 2)]) == nil)
        #expect(try change([(45, 1), (49, 9)]) == 4)
        #expect(try change([(46, 3), (49, 9)]) == -2)
        #expect(try change([(47, 2), (47, 4)]) == -2)
    }

    /// Twelve patients a drug; of methadone every later score is 2 higher at the same score before.
    private var compared: [StartFixture.Person] {
        (0..<24).map { number in
            let isMethadone = number % 2 == 0
            let before = Double(2 + (number / 2) % 4)
            let noise = [0.5, -0.5, 0.0, 0.0, -0.5, 0.5][(number / 2) % 6]
            let later = 0.5 * before + 1 + noise + (isMethadone ? 2 : 0)
            return person(
                isMethadone ? "methadone" : "buprenorphine",
                pain: [(0, before), (7, later), (28, 1.5 * later - Double((number / 2) % 5))])
        }
    }

    @Test(
        "the difference between drugs at the same score before, worked by hand; the reference is who is most, or named")
    func difference() throws {
        let finding = try finding(compared, "{reference: buprenorphine, adjust: []}")
        let key = StartPainKey(
            instrument: Self.nrs, drug: .methadone, comparator: .buprenorphine, model: .leastSquares, day: 7)
        let least = try #require(finding[.differenceAfterStart, key])
        // The two groups are alike but for the 2 points: the score before and the rest are the same numbers in both.
        #expect(abs(try #require(least.number) - 2) < 1e-9 && least.n == .number(24))
        let limits = try #require(least.limits)
        #expect(limits.lower > 1.5 && limits.upper < 2.5 && least.interval == "cluster_robust_t")
        var other = key
        other.model = .mixedModel
        // With nobody missing, and the same columns at each day, the mixed model's difference is that of least squares.
        #expect(abs(try #require(finding[.differenceAfterStart, other]?.number) - 2) < 1e-6)
        let turned = try self.finding(compared, "{reference: methadone, adjust: []}")
        #expect(turned.all(.differenceAfterStart).allSatisfy { $0.key.drug == .buprenorphine })
        // Day 90 has no scores.
        #expect(finding.cautions.contains { $0.contains("could not be compared on day 90") })
    }

    @Test("a naive change is the same where nothing happens between drugs, and a difference is none")
    func nothing() throws {
        let people = compared.enumerated().map { number, person -> StartFixture.Person in
            guard number % 2 == 0 else { return person }
            var person = person
            person.own.pain = person.own.pain.map { day, score in
                (day, day == 0 ? score : day == 7 ? score - 2 : score - 3)
            }
            return person
        }
        let finding = try finding(people, "{adjust: []}")
        let changes = finding.all(.changeAfterStart).filter { $0.key.day == 7 }.compactMap(\.estimate.number)
        #expect(changes.count == 2 && abs(changes[0] - changes[1]) < 1e-9 && changes[0] < 0)
        for (_, difference) in finding.all(.differenceAfterStart) {
            #expect(abs(try #require(difference.number)) < 1e-6 && difference.excludes(0) == false)
        }
        let page = try StudyFixture(StartFixture(people: people).cohort, analyses: "{moud_start: {adjust: []}}").page(
            MOUDStart.self)
        #expect(page.answer?.more.contains { $0.contains("no clear difference") } == true)
    }

    @Test("nine patients a drug are too few, ten are compared; a value that is missing leaves a patient out")
    func few() throws {
        let ten = Array(compared.prefix(20))
        #expect(try !finding(ten, "{adjust: []}").all(.differenceAfterStart).isEmpty)
        let nine = try finding(Array(compared.prefix(19)), "{adjust: []}")
        #expect(nine.all(.differenceAfterStart).isEmpty)
        #expect(nine.setting("pain_not_compared")?.contains("at least 10") == true)
        let noAge = try finding(compared, "{adjust: [age]}")
        #expect(noAge.all(.differenceAfterStart).isEmpty)
        // Unless a study file names them, columns that nobody has a value of are not held constant.
        #expect(try !finding(compared).all(.differenceAfterStart).isEmpty)
        #expect(noAge.cautions.contains { $0.contains("could not be compared: nobody has a value") })
        let aged = compared.enumerated().map { number, person -> StartFixture.Person in
            var person = person
            person.own.age = number < 2 ? nil : Double(30 + number)
            return person
        }
        let adjusted = try finding(aged, "{adjust: [age]}", minimumCell: 11)
        // 22 of 24 are compared: two could be counted.
        #expect(adjusted.all(.differenceAfterStart).allSatisfy { $0.estimate.isWithheld })
        #expect(!adjusted.all(.differenceAfterStart).isEmpty)
    }
}
