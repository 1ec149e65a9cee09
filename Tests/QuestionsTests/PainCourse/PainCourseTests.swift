import Cohort
import Disclosure
import Estimation
import Findings
import Foundation
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Pain over the visits")
struct PainCourseTests {
    private static let nrs = Instrument.catalogue[0].info

    /// Six patients an arm, all scored at both visits and none before: nothing is modelled but means.
    private static var complete: [CohortFixture.Person] {
        let scores: [(String, Double, Double)] = [
            ("A", 5, 3), ("A", 6, 4), ("A", 4, 3), ("A", 7, 5), ("A", 5, 2), ("A", 6, 4),
            ("B", 5, 5), ("B", 7, 6), ("B", 4, 5), ("B", 6, 7), ("B", 6, 4), ("B", 5, 6), ("B", 8, 7),
        ]
        return scores.map { arm, first, second in
            CohortFixture.Person(pain: [(day: 10, score: first), (day: 40, score: second)], arm: arm)
        }
    }

    /// The same with a score before.
    static var withBaselines: Cohort {
        CohortFixture(
            people: complete.enumerated().map { number, person in
                var person = person
                person.pain[0] = (day: 0, score: Double(5 + number % 3))
                return person
            }
        ).cohort
    }

    private func fixture(_ people: [CohortFixture.Person], _ analyses: String = "[pain_course]") throws -> StudyFixture
    {
        try StudyFixture(CohortFixture(people: people).cohort, analyses: analyses, minimumStep: 1)
    }

    private static func person(
        _ number: Int, arm: String?, columns: [String: String] = [:]
    ) -> CohortFixture.Person {
        let pain: [(day: Int32, score: Double)] = [(0, Double(number % 7)), (30, Double(number % 5))]
        return CohortFixture.Person(pain: pain, arm: arm, columns: columns)
    }

    private func place(_ level: String, reference: String? = nil) -> StudyPlace {
        StudyPlace(
            StudyWord("arm"), level: .recorded(StudyWord(level)), reference: reference.map { StudyWord($0) })
    }

    /// On day 40 A has 3.5 and B 40/7; with 6 + 7 patients the pooled t of the day, with 11 degrees of freedom.
    @Test("complete data without a baseline: the two-sample t test of each day")
    func twoSamples() throws {
        let finding = try fixture(Self.complete, "{pain_course: {visits: [10, 40]}}").finding(PainCourse.self)
        #expect(finding.isEstimated && finding.setting("covariance") == "us")
        let key = PainCourseKey(
            instrument: Self.nrs, method: .kenwardRoger, day: 40, group: place("A", reference: "B"))
        let difference = try #require(finding[.differenceAtVisit, key])
        let (a, b) = ([3, 4, 3, 5, 2, 4.0], [5, 6, 5, 7, 4, 6, 7.0])
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        func squares(_ values: [Double]) -> Double {
            values.reduce(0) { $0 + ($1 - mean(values)) * ($1 - mean(values)) }
        }
        let error = ((squares(a) + squares(b)) / 11 * (1.0 / 6 + 1.0 / 7)).squareRoot()
        // The optimum is found to rounding.
        #expect(abs(try #require(difference.number) - (mean(a) - mean(b))) < 1e-9)
        #expect(abs(try #require(difference.se?.number) - error) < 1e-8)
        // t of 11 degrees of freedom at 97.5%: 2.20099 (any table).
        let limits = try #require(difference.limits)
        #expect(abs(limits.upper - limits.lower - 2 * 2.200985 * error) < 1e-5)
        let satterthwaite = try #require(finding[.differenceAtVisit, key.by(.satterthwaite)])
        #expect(abs(try #require(satterthwaite.limits).upper - limits.upper) < 1e-6)
    }

    @Test("what was seen: shares, means and who is counted")
    func observed() throws {
        var people = Self.complete
        people[0].pain = [(10, 5)]
        people.append(.init(pain: [(200, 4)], arm: "A"))
        let finding = try fixture(people, "{pain_course: {visits: [10, 40], window: 5}}").finding(PainCourse.self)
        let key = PainCourseKey(instrument: Self.nrs, day: 40, group: place("A"))
        let share = try #require(finding[.scoredShare, key])
        #expect(share.events?.number == 5 && share.n?.number == 6)
        #expect(finding[.observedMean, key]?.number == 3.6)
        #expect(finding.patients == .number(13) && finding.observations == .number(25))
    }

    /// Means that are alike at the baseline, whatever chance made of them.
    @Test("with a baseline the groups begin alike, and the change is from there")
    func constrained() throws {
        let people = Self.complete.enumerated().map { number, person -> CohortFixture.Person in
            var person = person
            person.pain[0] = (day: 0, score: Double(5 + number % 3))
            return person
        }
        let finding = try fixture(people, "{pain_course: {visits: [40], randomised: arm}}").finding(PainCourse.self)
        let means = ["A", "B"].map { level -> Double? in
            let key = PainCourseKey(instrument: Self.nrs, method: .kenwardRoger, day: 0, group: place(level))
            return finding[.meanAtVisit, key]?.number
        }
        #expect(means[0] != nil && means[0] == means[1])
        #expect(
            finding.all(.changeFromBaseline).count == 3
                && finding.all(.differenceAtVisit).allSatisfy { $0.key.day == 40 })
        #expect(finding.tests.contains { $0.test == DeclaredTest.noChange.info && $0.family == "changes" })
    }

    /// A was two points above B before and is after: where chance did not make the groups, nothing happened.
    @Test("groups that began differently are compared by their changes, and a constant difference is no finding")
    func beganDifferently() throws {
        let people = (0..<40).map { number -> CohortFixture.Person in
            let isA = number % 2 == 0
            let noise = Double((number / 2) % 5) / 4
            let first = (isA ? 6.0 : 4) + noise
            let pain: [(day: Int32, score: Double)] = [(0, first), (40, first - 1 + Double((number / 4) % 3) / 5)]
            return CohortFixture.Person(pain: pain, arm: isA ? "A" : "B")
        }
        let finding = try fixture(people, "{pain_course: {visits: [40], reference: B}}").finding(PainCourse.self)
        let key = PainCourseKey(
            instrument: Self.nrs, method: .kenwardRoger, day: 40, group: place("A", reference: "B"))
        let change = try #require(finding[.changeDifference, key])
        #expect(abs(try #require(change.number)) < 0.1 && change.excludes(0) == false)
        #expect(abs(try #require(finding[.differenceAtVisit, key]?.number) - 2) < 0.1)
        #expect(finding[.differenceAtVisit, key.on(0)]?.number != nil)
        let randomised = try fixture(people, "{pain_course: {visits: [40], reference: B, randomised: arm}}")
            .finding(PainCourse.self)
        #expect(randomised.all(.changeDifference).isEmpty)
        let words = try fixture(people, "{pain_course: {visits: [40], reference: B}}").page(PainCourse.self)
        #expect(words.answer?.lead.contains("with arm A and") == true)
        #expect(words.answer?.lead.contains("no clear difference") == true)
    }

    @Test("no exposure is needed, and without a group there is the course of all")
    func withoutGroups() throws {
        let people = Self.complete.map { person -> CohortFixture.Person in
            var person = person
            person.arm = nil
            return person
        }
        let page = try fixture(people, "{pain_course: {by: []}}").page(PainCourse.self)
        #expect(page.answer?.isEstimated == true && page.figures.count == 1)
        let finding = try fixture(people, "{pain_course: {by: []}}").finding(PainCourse.self)
        #expect(finding.all(.differenceAtVisit).isEmpty && finding.all(.meanAtVisit).count == 2)
    }

    @Test("what cannot be answered is said")
    func reasons() throws {
        let none = try fixture([.init(), .init()]).finding(PainCourse.self)
        #expect(none.reason == "the study has no pain scores")
        let single = try fixture([.init(pain: [(3, 5)]), .init(pain: [(9, 2)])]).finding(PainCourse.self)
        #expect(single.reason?.contains("on two days") == true)
        let few = try fixture([.init(pain: [(0, 5), (30, 4)]), .init(pain: [(0, 2), (30, 4)])]).finding(PainCourse.self)
        #expect(few.reason?.contains("at least 5 scores") == true)
    }

    @Test("a level that is not there and columns of too many levels leave the course of all")
    func groupsThatCannotBeCompared() throws {
        let people = (0..<80).map { number -> CohortFixture.Person in
            Self.person(number, arm: "only", columns: ["ward": "w\(number % 8)"])
        }
        let finding = try fixture(people, "{pain_course: {by: [arm, ward]}}").finding(PainCourse.self)
        #expect(finding.isEstimated && finding.all(.differenceAtVisit).isEmpty)
        #expect(finding.cautions.contains { $0.contains("fewer than two levels") })
        #expect(finding.cautions.contains { $0.contains("more than 6 levels") })
    }

    @Test("trials are answered one by one")
    func trials() throws {
        let people = (0..<60).map { number -> CohortFixture.Person in
            Self.person(
                number, arm: number % 2 == 0 ? "A" : "B", columns: ["trial": number % 3 == 0 ? "27" : "30"])
        }
        let finding = try fixture(people).finding(PainCourse.self)
        #expect(Set(finding.all(.meanAtVisit).map { $0.key.part?.label }) == ["27", "30"])
    }

    @Test("few patients are withheld, and with them who is in no group")
    func withheld() throws {
        let people = (0..<43).map { number -> CohortFixture.Person in
            Self.person(number, arm: number < 3 ? nil : number % 2 == 0 ? "A" : "B")
        }
        let finding = try fixture(people).finding(PainCourse.self, policy: .init(minimumCell: 11))
        let groups = finding.all(.observedMean).filter { $0.key.group != nil }
        let overall = finding.all(.observedMean).filter { $0.key.group == nil }
        #expect(groups.count == 4 && groups.allSatisfy { $0.estimate.number != nil })
        #expect(overall.count == 2 && overall.allSatisfy { $0.estimate.isWithheld })
    }
}
