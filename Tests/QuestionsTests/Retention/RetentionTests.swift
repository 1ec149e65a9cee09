import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Staying in treatment") struct RetentionTests {
    private typealias Person = CohortFixture.Person

    /// Doses on the days of some ranges, from day 0 on, which is day 1 of treatment.
    private static func person(_ ranges: [ClosedRange<Int32>], _ change: (inout Person) -> Void = { _ in }) -> Person {
        var person = Person(doses: ranges.flatMap(Array.init))
        change(&person)
        return person
    }

    /// Two hundred and forty patients in two arms who stay 10 to 200 days, scored before and four times after.
    static let cohort: Cohort = {
        let people = (0..<240).map { number -> Person in
            let pain = Double(number * 7 % 11)
            let last = Int32(10 + (number * 37) % 191)
            return person([0...last]) {
                $0.arm = number % 2 == 0 ? "a" : "b"
                $0.sex = number % 3 == 0 ? "female" : "male"
                $0.age = Double(20 + number % 41)
                $0.pain = [(-20, Double(number % 11)), (-10, Double((number * 3) % 11)), (-3, pain)]
                for visit in 1...4 {
                    let change = Double((number * visit) % 5) - 2
                    $0.pain.append((Int32(7 * visit - 1), min(10, max(0, pain + change))))
                }
            }
        }
        return CohortFixture(people: people).cohort
    }()

    private static func spans(_ people: [Person], _ settings: RetentionSettings = .init()) throws -> TreatmentSpans {
        let study = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[retention]").study
        return TreatmentSpans(settings, of: study)
    }

    /// Seven free days are no end, eight are: the last free day of a gap.
    @Test func theLastFreeDayOfAGap() throws {
        let spans = try Self.spans([Self.person([0...9, 17...30]), Self.person([0...9, 18...30])])
        #expect(spans.started.map { $0.lastDays[0] } == [31, 10])
        #expect(spans.started.map { $0.lastDays[1] } == [31, 31])
    }

    /// Days 0 to 179 are 180 days; one day less is not enough.
    @Test func exactlyAHundredAndEightyDays() throws {
        let spans = try Self.spans([Self.person([0...179]), Self.person([0...178])])
        #expect(spans.started.map { $0.stayed(0, days: 7, through: 180) } == [true, false])
    }

    /// Treatment that goes to within a gap of the planned end is not seen to end; one day more than a gap before it, the patient has left.
    @Test func thePlannedEnd() throws {
        func planned(_ last: Int32) -> Person { Self.person([0...last]) { $0.numbers = ["planned_end": 167] } }
        let spans = try Self.spans([planned(167), planned(160), planned(159)])
        #expect(spans.started.map { $0.ending(0, days: 7).ending } == [.followedThrough, .followedThrough, .event])
        #expect(spans.started.map { $0.ending(0, days: 7).day } == [168, 161, 160])
        // Nobody was planned to be treated through day 180.
        #expect(spans.started.map { $0.stayed(0, days: 7, through: 180) } == [nil, nil, nil])
        #expect(spans.started.map { $0.stayed(0, days: 7, through: 165) } == [true, nil, false])
    }

    /// Death within the gap ends follow-up; after it the patient had left.
    @Test func deathWithinTheGap() throws {
        func died(_ day: Int32) -> Person { Self.person([0...9]) { $0.events = [(day, .death)] } }
        let spans = try Self.spans([died(16), died(17)])
        #expect(spans.started.map { $0.ending(0, days: 7).ending } == [.competing, .event])
    }

    /// From the day of randomisation, where the study has it: doses before it are not of this treatment.
    @Test func countedFromRandomisation() throws {
        let person = Self.person([0...9, 20...29]) { $0.numbers = ["randomized": 20] }
        let never = Self.person([0...9]) { $0.numbers = ["randomized": 20] }
        let spans = try Self.spans([person, never])
        #expect(spans.started.map(\.person) == [0])
        #expect(spans.started.map { $0.lastDays[0] } == [10])
        #expect(spans.eligible.count == 2)
    }

    /// A dose written as 1, and one that nobody takes on a day: days 1-30 and 29-58, then free through 70, twelve days.
    @Test(
        "an injection covers days",
        arguments: [("naltrexone", 1.0), ("naltrexone", 380), ("naltrexone", 300), ("buprenorphine", 64)])
    func injections(_ drug: String, _ dose: Double) throws {
        #expect(try Self.lastDays(drug, dose) == [[58, 100, 100]])
    }

    @Test(
        "a dose of a day covers its day",
        arguments: [("naltrexone", 299.0), ("naltrexone", 50), ("buprenorphine", 63), ("methadone", 400)])
    func daily(_ drug: String, _ dose: Double) throws {
        #expect(try Self.lastDays(drug, dose) == [[1, 1, 29]])
    }

    /// Of one person with a dose on days 0, 28 and 70; the fixture's doses have no milligrams.
    private static func lastDays(_ drug: String, _ dose: Double) throws -> [[Int]] {
        let cohort = CohortFixture(people: [Self.person([0...0])]).cohort
        var block = PersonBlock<DrugSpan>()
        for day: Int32 in [0, 28, 70] {
            if let span = DrugSpan(StudyDay(day), through: StudyDay(day), regimen: 0) { block.append(span, of: 0) }
        }
        let given = Cohort(
            patients: cohort.patients, instruments: cohort.instruments, pain: cohort.pain, exposures: cohort.exposures,
            morphineEquivalents: cohort.morphineEquivalents, withdrawal: cohort.withdrawal,
            moud: MOUDDoses(
                personCount: 1,
                blocks: [DrugBlock(block, regimens: [MOUDRegimen(drug: 0, amount: .milligrams(dose))])],
                drugs: [ClinicalTerm(drug)]))
        let study = try StudyFixture(given, analyses: "[retention]").study
        return TreatmentSpans(RetentionSettings(), of: study).started.map(\.lastDays)
    }

    /// Twenty stay 40 days and twenty 100: day 30 all, day 90 half, and mean days of the first 90 are (40 + 90) / 2.
    @Test func numbersByHand() throws {
        let people = (0..<40).map { number in
            Self.person([0...(number < 20 ? 39 : 99)]) { $0.arm = number < 20 ? "a" : "b" }
        }
        var settings = RetentionSettings()
        settings.days = [30, 90]
        let finding = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[retention]")
            .finding(Retention.self, settings)
        #expect(finding[.retainedShare, RetentionKey(gap: 7, day: 30)]?.number == 1)
        #expect(finding[.retainedShare, RetentionKey(gap: 7, day: 90)]?.number == 0.5)
        #expect(finding[.meanDaysInTreatment, RetentionKey(gap: 7, day: 90)]?.number == 65)
        // Nobody had left by day 28: the curve begins later.
        #expect(finding[.leftByDay, RetentionKey(gap: 7, day: 28)] == nil)
        #expect(finding[.leftByDay, RetentionKey(gap: 7, day: 56)]?.number == 0.5)
    }

    @Test func withoutMedicationThereIsNothing() throws {
        let finding = try StudyFixture(CohortFixture(people: [Person()]).cohort, analyses: "[retention]")
            .finding(Retention.self)
        #expect(finding.reason == "the study has no medication for opioid use disorder")
    }
}
