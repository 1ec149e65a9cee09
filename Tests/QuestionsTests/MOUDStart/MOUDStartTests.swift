import Cohort
import Disclosure
import Estimation
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("The start of medication for opioid use disorder")
struct MOUDStartTests {
    private static let nrs = Instrument.catalogue[0].info

    private func study(
        _ people: [StartFixture.Person], _ settings: String = "{}", hasDoses: Bool = true
    ) throws -> StudyFixture {
        try StudyFixture(
            StartFixture(people: people, hasDoses: hasDoses).cohort, analyses: "{moud_start: \(settings)}")
    }

    private func finding(
        _ people: [StartFixture.Person], _ settings: String = "{}", hasDoses: Bool = true, minimumCell: Int = 1
    ) throws -> ReleasedFinding {
        try study(people, settings, hasDoses: hasDoses).finding(
            MOUDStart.self, policy: .init(minimumCell: minimumCell))
    }

    private func person(
        _ doses: [StartFixture.Dose] = [], arm: String? = nil, randomized: Double? = nil, trial: String? = nil,
        pain: [(day: Int32, score: Double)] = [], withdrawal: [(day: Int32, grade: WithdrawalGrade)] = []
    ) -> StartFixture.Person {
        var person = StartFixture.Person(doses: doses, randomized: randomized)
        person.own = CohortFixture.Person(
            withdrawal: withdrawal, pain: pain, arm: arm, columns: trial.map { ["trial": $0] } ?? [:])
        return person
    }

    private func place(_ column: String, _ level: String) -> StudyPlace {
        StudyPlace(StudyWord(column), level: .recorded(StudyWord(level)))
    }

    /// Studies that between them have every quantity: what the contract tests ask.
    static var cohort: Cohort {
        let drugs = ["buprenorphine", "methadone"]
        let people = (0..<80).map { number -> StartFixture.Person in
            var person = StartFixture.Person(
                doses: [(0...Int32(28 + number % 3), drugs[number % 2], Double(8 + number % 9))])
            let grades: [WithdrawalGrade] = [.mild, number % 3 == 0 ? .moderate : .none, .none]
            person.own = CohortFixture.Person(
                withdrawal: zip([0, 1, 7] as [Int32], grades).map { ($0, $1) },
                pain: [0, 7, 28, 90].map { day in (day, Double((number * 7 + Int(day)) % 11)) },
                arm: number % 2 == 0 ? "A" : "B", sex: number % 3 == 0 ? "female" : "male",
                age: Double(30 + number % 20))
            return person
        }
        return StartFixture(people: people).cohort
    }

    // MARK: - Who started

    @Test("a dose of zero and a dose that nobody noted are no start, and the latter is said")
    func whoStarted() throws {
        let people = [
            person([(0...0, "methadone", 0), (3...3, "methadone", 30)], arm: "A"),
            person([(0...0, "methadone", nil), (2...2, "methadone", 30)], arm: "A"),
            person([(0...4, "methadone", nil)], arm: "B"), person(arm: "B"),
            person([(5...5, "methadone", 10), (6...6, "methadone", nil)], arm: "A"),
        ]
        let finding = try finding(people)
        let a = try #require(finding[.startedShare, StartedKey(group: place("arm", "A"))])
        #expect(a.events == .number(3) && a.n == .number(3))
        let b = try #require(finding[.startedShare, StartedKey(group: place("arm", "B"))])
        #expect(b.events == .number(0) && b.n == .number(2))
        let all = try #require(finding[.startedShare, StartedKey()])
        #expect(all.events == .number(3) && all.n == .number(5))
        // Wilson 3 of 5 (any calculator).
        let limits = try #require(all.limits)
        #expect(abs(limits.lower - 0.2307) < 5e-5 && abs(limits.upper - 0.8824) < 5e-5)
        #expect(finding.cautions.contains { $0.contains("known to be above zero: 2 patients") })
        // Days 3, 2 and 5 since study day 0.
        let delay = try #require(finding[.delayMedian, StartDoseKey(drug: .methadone)])
        #expect(delay.number == 3 && finding.setting("from") == "study day 0")
    }

    @Test("Lee 2018: 204 of 283 and 270 of 287, of the trial by itself")
    func published() throws {
        func arm(_ name: String, _ drug: String, _ started: Int, of all: Int) -> [StartFixture.Person] {
            (0..<all).map { number in
                person(number < started ? [(1...1, drug, 1)] : [], arm: name, trial: "51")
            }
        }
        let people =
            arm("Inpatient NR-NTX", "naltrexone", 204, of: 283) + arm("Inpatient BUP", "buprenorphine", 270, of: 287)
            + arm("Methadone", "methadone", 0, of: 12).map { one in
                var one = one
                one.own.columns = ["trial": "27"]
                return one
            }
        let finding = try finding(people, minimumCell: 11)
        for (name, started, all) in [("Inpatient NR-NTX", 204.0, 283.0), ("Inpatient BUP", 270, 287)] {
            let share = try #require(
                finding[.startedShare, StartedKey(group: place("arm", name), part: place("trial", "51"))])
            #expect(share.events == .number(started) && share.n == .number(all))
        }
        #expect(!finding.all(.startedShare).contains { $0.key.part == nil })
        // Naltrexone is written 1 an injection: no milligrams.
        #expect(!finding.all(.highestDoseMedian).contains { $0.key.drug == .naltrexone })
        #expect(finding.cautions.contains { $0.contains("naltrexone are all 1") })
    }

    // MARK: - Delay

    @Test("the delay is from the day of randomisation: the day of it, the edges of 1, 7 and 14 days, before it, never")
    func delay() throws {
        let days: [Int32] = [9, 10, 11, 12, 17, 18, 24, 25]
        let people =
            days.map { person([($0...$0, "buprenorphine", 8)], randomized: 10) }
            + [person(randomized: 10), person([(1...1, "buprenorphine", 8)])]
        let finding = try finding(people)
        #expect(finding.setting("from") == "the day of randomisation")
        func within(_ days: Int) -> (Measure?, Measure?, Measure?, Measure?) {
            let started = finding[.startedShare, StartedKey(within: days)]
            let own = finding[.delayWithinShare, StartDoseKey(drug: .buprenorphine, within: days)]
            return (started?.events, started?.n, own?.events, own?.n)
        }
        // -1, 0, 1, 2, 7, 8, 14, 15 days, and one of the nine who never started.
        for (day, events) in [(0, 2.0), (1, 3), (7, 5), (14, 7)] {
            let (started, all, own, of) = within(day)
            #expect(started == .number(events) && all == .number(9), "\(day)")
            #expect(own == .number(events) && of == .number(8), "\(day)")
        }
        let key = StartDoseKey(drug: .buprenorphine)
        #expect(finding[.delayMedian, key]?.number == 4.5)
        #expect(finding[.delayLowerQuartile, key]?.number == 0.75)
        #expect(finding[.delayUpperQuartile, key]?.number == 9.5)
        let stated = try self.finding(people, "{from: arm}")
        #expect(stated.setting("delay_not_given") != nil && stated.all(.delayMedian).isEmpty)
    }

    // MARK: - Dose

    @Test("the highest dose up to the day and the dose on it: the day before, of, after; two rows of a day are summed")
    func doses() throws {
        let drug = "buprenorphine"
        let people = [
            // 4 on day 0, 8 + 8 on day 27, 12 on day 28, 32 on day 29.
            person([
                (5...5, drug, 4), (32...32, drug, 8), (32...32, drug, 8), (33...33, drug, 12), (34...34, drug, 32),
            ]),
            // Ends the day before.
            person([(0...27, drug, 24)]),
            // Not known on the day.
            person([(0...27, drug, 2), (28...28, drug, nil)]),
            // Another drug on the day.
            person([(0...3, drug, 6), (28...28, "methadone", 60)]),
        ]
        let finding = try finding(people)
        let key = StartDoseKey(drug: .buprenorphine, day: 28)
        #expect(finding[.highestDoseMedian, key]?.number == 11)
        #expect(finding[.highestDoseMedian, key]?.n == .number(4))
        let on = try #require(finding[.onDrugShare, key])
        #expect(on.events == .number(1) && on.n == .number(3))
        #expect(finding[.doseOnDayMedian, key]?.number == 12)
        let given = try self.finding(people, hasDoses: false)
        #expect(given.all(.highestDoseMedian).isEmpty)
        #expect(given.cautions.contains { $0.contains("without milligrams") })
    }

    @Test("two drugs on the first day are neither's start, and a drug that is not named has no name")
    func drugs() throws {
        let finding = try finding([
            person([(0...0, "methadone", 30), (0...0, "buprenorphine", 2)]), person([(0...0, nil, 5)]),
            person([(0...0, "ibogaine", 5)]), person([(0...0, "methadone", 0), (0...0, "buprenorphine", 2)]),
        ])
        #expect(
            finding.all(.delayMedian).map(\.key.drug).sorted { $0.rawValue < $1.rawValue }
                == [.buprenorphine, .notNamed, .other, .several])
    }

    // MARK: - Reasons

    @Test("what cannot be answered is said")
    func reasons() throws {
        #expect(try finding([person(), person()]).reason == "the study has no medication for opioid use disorder")
        let unknown = try finding([person([(0...9, "methadone", nil)]), person([(0...9, "methadone", 0)])])
        #expect(unknown.reason?.contains("known to be above zero") == true)
        let bare = try finding([person([(0...9, "methadone", 30)])])
        #expect(bare.isEstimated)
        #expect(bare.setting("pain_not_compared")?.contains("no scores") == true)
        #expect(bare.setting("withdrawal_not_given")?.contains("no withdrawal") == true)
        #expect(bare.setting("precipitated_withdrawal_by_score")?.contains("60 minutes") == true)
        #expect(throws: (any Error).self) { try finding([person()], "{reference: morphine}") }
    }

    @Test("windows: a quarter of the day, at least 3, never past half way")
    func windows() {
        var settings = MOUDStartSettings()
        #expect([7, 28, 90].map { settings.days(around: $0, among: [7, 28, 90]) } == [4...10, 21...35, 68...112])
        #expect(settings.days(around: 7, among: [7, 10]) == 6...8)
        #expect(settings.days(around: 2, among: [2]) == 1...3)
        settings.window = 0
        #expect(settings.days(around: 28, among: [7, 28]) == 28...28)
    }

    // MARK: - Small groups and words

    @Test("few patients of a drug withhold it, and those that it could be found by")
    func withheld() throws {
        func people(_ methadone: Int, of all: Int = 60) -> [StartFixture.Person] {
            (0..<all).map { number in person([(0...28, number < methadone ? "methadone" : "buprenorphine", 8)]) }
        }
        let few = try finding(people(5), minimumCell: 11)
        #expect(few[.delayMedian, StartDoseKey(drug: .methadone)]?.isWithheld == true)
        // The median of the others tells of nobody else; with their number the five could be counted.
        let others = try #require(few[.delayMedian, StartDoseKey(drug: .buprenorphine)])
        #expect(others.number == 0 && others.n == nil)
        #expect(few.all(.delayWithinShare).allSatisfy { $0.estimate.isWithheld } && few.all(.onDrugShare).count == 2)
        #expect(few.all(.onDrugShare).allSatisfy { $0.estimate.isWithheld && $0.estimate.n?.isWithheld == true })
        // All start at once: of fewer than 33 alike nothing is told.
        #expect(
            try finding(people(32, of: 92), minimumCell: 11).all(.delayMedian).count { $0.estimate.isWithheld } == 1)
        let enough = try finding(people(33, of: 93), minimumCell: 11)
        #expect(enough.all(.delayMedian).allSatisfy { $0.estimate.number != nil })
    }

    @Test("the share of all is withheld where the levels leave a few")
    func levels() throws {
        let people = (0..<40).map { number in
            person(number % 2 == 0 ? [(0...28, "methadone", 8)] : [], arm: number < 3 ? nil : "A")
        }
        let finding = try finding(people, minimumCell: 11)
        #expect(finding[.startedShare, StartedKey()]?.isWithheld == true)
        // How many they are all together stands in the population: beside the 37 of arm A the three without an arm would follow.
        #expect(finding.patients == .number(40))
        #expect(finding[.startedShare, StartedKey(group: place("arm", "A"))]?.isWithheld == true)
    }

    @Test("the answer in words, and its pages")
    func words() throws {
        let fixture = try StudyFixture(Self.cohort, analyses: "[moud_start]")
        let page = try fixture.page(MOUDStart.self)
        let answer = try #require(page.answer)
        #expect(answer.isEstimated)
        let text = ([answer.lead] + answer.more).joined(separator: " ")
        #expect(text.hasPrefix("Of the patients, 100.0% (95% CI 91.2 to 100.0) with arm A and"))
        #expect(text.contains("of those who started methadone, less that of those who started buprenorphine"))
        #expect(text.contains("before and after would have seen"))
        #expect(!text.contains("what is said of pain would change"))
        var people = StartFixture(people: [])
        people.people = (0..<40).map { number in
            person([(0...28, "methadone", 8)], pain: number % 2 == 0 ? [(0, 5), (7, 4)] : [(0, 5)])
        }
        let missing = try StudyFixture(people.cohort, analyses: "[moud_start]").page(MOUDStart.self).answer
        #expect(
            missing?.more.contains { $0.contains("50.0% on day 7") && $0.contains("what is said of pain would change") }
                == true)
        #expect(!text.contains("effect"))
        #expect(page.tables.count == 7 && page.figures.count == 1)
    }

    @Test("gives every quantity that it declares, and no other, the same on any number of threads")
    func gives() throws {
        let fixture = try StudyFixture(Self.cohort, analyses: "[moud_start]")
        let finding = fixture.built(MOUDStart.self)
        let people = try StartPrecipitatedTests().twenty()
        let timed = try StudyFixture(StartFixture(people: people).cohort, analyses: "[moud_start]").built(
            MOUDStart.self)
        #expect(Set((finding.estimates + timed.estimates).map(\.quantity)) == Set(MOUDStart.quantities))
        #expect(Set(timed.tests.map(\.test)) == Set(MOUDStart.tests))
        let study = Study(cohort: Self.cohort, asked: fixture.study.asked, executor: .dispatch(threads: 8))
        let other = try #require(study.asked.answers(of: study).first { $0.id == MOUDStart.id })
        #expect(!other.estimates.isEmpty && other.estimates.count == finding.estimates.count)
        for (one, same) in zip(finding.estimates, other.estimates) {
            #expect(one.value == same.value, "\(one.quantity.id) \(one.key.coordinates.map(\.id))")
        }
    }

    @Test(
        "with everything withheld it still speaks in sentences, and of nothing in numbers", arguments: [1_000_000, 60])
    func allWithheld(_ minimumCell: Int) throws {
        for cohort in [Self.cohort, PlantedStudy.cohort, PlantedStudy.cohortOfLevels] {
            let fixture = try StudyFixture(cohort, analyses: "[moud_start]")
            let page = try fixture.page(MOUDStart.self, policy: .init(minimumCell: minimumCell))
            let answer = try #require(page.answer)
            for text in [answer.lead] + answer.more {
                #expect(text.hasSuffix(".") && !text.contains("nil") && !text.contains("nan"), "\(text)")
            }
            for table in page.tables {
                #expect(!table.rows.isEmpty)
                #expect(table.rows.allSatisfy { $0.groupHeading != nil || $0.cells.count == table.heads.count })
            }
        }
    }
}
