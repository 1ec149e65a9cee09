import Cohort
import Disclosure
import Estimation
import Findings
import Foundation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Non-opioid care")
struct NonopioidTests {
    private static let nrs = Instrument.catalogue[0].info
    private static let yoga = StrategyWord(id: "yoga", label: "yoga")

    /// Less pain and a lower dose for those who began: every number that the question may give.
    static let cohort = CohortFixture(
        people: (people(20, ["yoga"], { Double($0 % 3) }, doses: (40, 20))
            + people(20, [], { Double(4 + $0 % 3) }, doses: (40, 36))).enumerated().map { number, person in
                var person = person
                person.pain[0].score = Double(4 + number % 3)
                return person
            }
    ).cohort

    /// All score 5 on day 0, and on day 30 what `after` says; care is begun on day 0.
    private static func people(
        _ count: Int, _ care: [String], _ after: (Int) -> Double, events: (Int) -> Bool = { _ in false },
        doses: (Double, Double)? = nil
    ) -> [CohortFixture.Person] {
        (0..<count).map { number in
            let pain: [(day: Int32, score: Double)] = [(0, 5), (30, after(number))]
            let supplies: [(days: ClosedRange<Int32>, mme: Double?)] =
                doses.map { [(0...0, $0.0), (1...30, $0.1)] } ?? []
            let events: [(day: Int32, kind: CourseEvent.Kind)] = events(number) ? [(9, .newInjury)] : []
            return CohortFixture.Person(pain: pain, supplies: supplies, events: events)
                .with(care.map { (0...10, $0) })
        }
    }

    private func fixture(_ people: [CohortFixture.Person], _ settings: String = "follow_up: 30") throws -> StudyFixture
    {
        try StudyFixture(CohortFixture(people: people).cohort, analyses: "{nonopioid: {\(settings)}}", minimumStep: 1)
    }

    private static func key(
        _ outcome: EmulationOutcome, _ strategy: StrategyWord, against comparator: String? = nil,
        _ analysis: EmulationAnalysis = .intentionToTreat, label: String = "no further care"
    ) -> EmulationKey {
        EmulationKey(
            instrument: nrs, outcome: outcome, analysis: analysis, strategy: strategy,
            comparator: comparator.map { StrategyWord(id: $0, label: label) }, day: 30)
    }

    private static let againstNothing = key(.score, yoga, against: "nothing_instead_of_yoga")

    /// Two groups alike in all that is known: the plain difference of means, 3.4 less 4.85, and its E-value.
    @Test("who began against who did not, by hand")
    func byHand() throws {
        let people =
            Self.people(20, ["yoga"], { Double(2 + $0 % 5) - ($0 < 4 ? 3 : 0) })
            + Self.people(20, [], { Double(4 + $0 % 3) })
        let finding = try fixture(people).finding(Nonopioid.self)
        let own = (0..<20).map { Double(2 + $0 % 5) - ($0 < 4 ? 3 : 0) }
        let others = (0..<20).map { Double(4 + $0 % 3) }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        let expected = mean(own) - mean(others)
        let difference = try #require(finding[.strategyDifference, Self.againstNothing])
        // Weights are shares of counts.
        #expect(abs(try #require(difference.number) - expected) < 1e-9)
        #expect(difference.excludes(0) == true)
        let all = own + others
        let squares = all.reduce(0) { $0 + ($1 - mean(all)) * ($1 - mean(all)) }
        let ratio = exp(0.91 * abs(expected) / (squares / 39).squareRoot())
        let eValue = try #require(finding[.careEValue, Self.againstNothing]?.number)
        #expect(abs(eValue - (ratio + (ratio * (ratio - 1)).squareRoot())) < 1e-9)
        let limit = try #require(finding[.careEValueOfLimit, Self.againstNothing]?.number)
        #expect(limit > 1 && limit < eValue)
        // Before and after: the change of those who began, from 5.
        let change = finding[
            .beforeAfterChange,
            EmulationKey(
                instrument: Self.nrs, outcome: .score, analysis: .beforeAfter, strategy: Self.yoga)]
        #expect(abs(try #require(change?.number) - (mean(own) - 5)) < 1e-9)
        // 30% of 5 is 1.5: a score of 3.5 or less.
        let responders = finding[.strategyShare, Self.key(.responder30, Self.yoga)]
        #expect(try #require(responders?.number).isNear(Double(own.count { $0 <= 3.5 }) / 20))
        #expect(finding.patients == .number(40) && finding.observations == .number(40))
    }

    @Test("no E-value where the interval holds zero, and no clear difference is said")
    func nothing() throws {
        let people =
            Self.people(20, ["yoga"], { Double(2 + $0 % 5) }) + Self.people(20, [], { Double(1 + ($0 + 2) % 7) })
        let finding = try fixture(people).finding(Nonopioid.self)
        #expect(finding[.strategyDifference, Self.againstNothing]?.excludes(0) == false)
        #expect(finding.all(.careEValue).isEmpty)
        let answer = try #require(try fixture(people).page(Nonopioid.self).answer)
        #expect(answer.lead.contains("no clear difference") && answer.lead.contains("with yoga"))
    }

    @Test("another kind is the comparator where ten began one, and none where nine did", arguments: [9, 10])
    func comparator(_ others: Int) throws {
        let people =
            Self.people(15, ["yoga"], { Double($0 % 5) }) + Self.people(others, ["exercise"], { Double($0 % 4) })
            + Self.people(15, [], { Double($0 % 6) })
        let finding = try fixture(people).finding(Nonopioid.self)
        let compared = Set(finding.all(.initiators).compactMap(\.key.strategy?.id))
        #expect(compared.contains("yoga") && compared.contains("other_than_yoga") == (others == 10))
        #expect(compared.contains("nothing_instead_of_yoga") == (others == 9))
        // Exercise too is compared from ten on; with fewer it is counted.
        #expect(compared.contains("exercise") == (others == 10))
        let count = finding[.hadCare, CareKey(care: StrategyWord(id: "exercise", label: "exercise"))]
        #expect(count?.number == Double(others))
        #expect(finding.cautions.contains { $0.contains("Not compared") && $0.contains("exercise") } == (others == 9))
    }

    @Test("two kinds together against one alone")
    func together() throws {
        let people =
            Self.people(12, ["yoga", "exercise"], { Double($0 % 3) })
            + Self.people(12, ["yoga"], { Double(3 + $0 % 4) }) + Self.people(12, ["exercise"], { Double(3 + $0 % 4) })
        let finding = try fixture(people).finding(Nonopioid.self)
        let key = Self.key(.score, CareComparison.together, against: "one_kind", label: "one kind of care alone")
        #expect(try #require(finding[.strategyDifference, key]?.number).isNear(1 - 4.5))
        // Alone: 12 of each, those of both in neither.
        #expect(
            finding[.initiators, EmulationKey(instrument: Self.nrs, outcome: .score, strategy: Self.yoga)]?.number == 12
        )
    }

    @Test("the dose of those on opioids, by hand, and what before and after would have seen")
    func dose() throws {
        let people =
            Self.people(12, ["yoga"], { Double($0 % 5) }, doses: (40, 20))
            + Self.people(12, [], { Double($0 % 5) }, doses: (40, 36)) + Self.people(12, [], { Double($0 % 5) })
        let finding = try fixture(people).finding(Nonopioid.self)
        let key = Self.key(.dose, Self.yoga, against: "nothing_instead_of_yoga")
        #expect(try #require(finding[.doseDifference, key]?.number).isNear(-16))
        let change = EmulationKey(instrument: Self.nrs, outcome: .dose, analysis: .beforeAfter, strategy: Self.yoga)
        #expect(finding[.doseChange, change]?.number == -20)
        #expect(finding[.strategyDose, Self.key(.dose, Self.yoga)]?.n?.number == 12)
        #expect(finding.all(.strategyDose).allSatisfy { $0.estimate.unit.hasPrefix("mg") })
    }

    @Test("a negative control that differs comes before every other caution; one that does not is only reported")
    func controlEvent() throws {
        func asked(_ injured: @escaping (Int) -> Bool) throws -> ReleasedFinding {
            let people =
                Self.people(40, ["yoga"], { Double($0 % 5) }, events: injured)
                + Self.people(40, [], { Double($0 % 4) }, events: { $0 % 10 == 0 })
            return try fixture(people, "follow_up: 30, negative_control: new_injury").finding(Nonopioid.self)
        }
        let key = Self.key(.negativeControl, Self.yoga, against: "nothing_instead_of_yoga")
        let alike = try asked { $0 % 10 == 1 }
        #expect(try #require(alike[.shareDifference, key]?.number).isNear(0))
        #expect(alike.cautions.first?.contains("negative control") == false)
        let different = try asked { $0 % 2 == 0 }
        #expect(try #require(different[.shareDifference, key]?.number).isNear(0.4))
        #expect(different.cautions.first?.contains("differs between the groups by more than chance") == true)
    }

    @Test("care as a negative control is compared and is nobody's comparator; a word that nobody knows is told")
    func controlCare() throws {
        let people =
            Self.people(15, ["yoga"], { Double($0 % 5) }) + Self.people(15, ["eye test"], { Double($0 % 5) - 0 })
            + Self.people(15, [], { Double($0 % 5) })
        let finding = try fixture(people, "follow_up: 30, negative_control: Eye Test").finding(Nonopioid.self)
        let compared = Set(finding.all(.initiators).compactMap(\.key.strategy?.id))
        #expect(
            compared.isSuperset(of: [
                "yoga", "nothing_instead_of_yoga", "study: eye test", "other_than_study: eye test",
            ]))
        #expect(!compared.contains("other_than_yoga") && !compared.contains("together"))
        let page = try fixture(people, "follow_up: 30, negative_control: Eye Test").page(Nonopioid.self)
        #expect(page.answer?.lead.contains("eye test") == false)
        #expect(page.answer?.more.contains { $0.hasPrefix("The negative control, eye test") } == true)
        let unknown = try fixture(people, "follow_up: 30, negative_control: astrology").finding(Nonopioid.self)
        #expect(unknown.cautions.first?.contains("neither an event") == true)
    }

    @Test("what cannot be answered is said")
    func reasons() throws {
        func reason(_ people: [CohortFixture.Person], _ settings: String = "follow_up: 30") throws -> String? {
            try fixture(people, settings).finding(Nonopioid.self).reason
        }
        #expect(try reason([.init(), .init()]) == "the study has no pain scores")
        #expect(try reason([.init(pain: [(0, 5), (30, 5)])]) == "the study has no record of non-opioid care")
        let few = Self.people(9, ["yoga"], { _ in 4 }) + Self.people(20, [], { _ in 4 })
        #expect(try reason(few)?.contains("no kind of care was begun by 10 patients") == true)
        #expect(try reason(Self.people(20, ["yoga"], { _ in 4 }))?.contains("no kind of care") == true)
        let unseen = [CohortFixture.Person(pain: [(0, 5)]).with([(0...10, "yoga")])]
        #expect(try reason(unseen)?.contains("no patient was scored") == true)
        #expect(try reason(few, "adjust: [sex]")?.contains("nobody has a value") == true)
    }

    @Test("settings contradict each other where no earlier score could be seen")
    func settings() {
        #expect(throws: (any Error).self) { try fixture([.init()], "score_within: 90, change_over: 90") }
        #expect(throws: Never.self) { try fixture([.init()], "score_within: 90, change_over: 91") }
    }

    @Test("ten who began are withheld with all that is told of them; eleven are shown", arguments: [10, 11])
    func withheld(_ count: Int) throws {
        let people = Self.people(count, ["yoga"], { Double($0 % 5) }) + Self.people(30, [], { Double($0 % 4) })
        let finding = try fixture(people).finding(Nonopioid.self, policy: .init(minimumCell: 11))
        #expect(finding[.strategyDifference, Self.againstNothing]?.isWithheld == (count == 10))
        #expect(
            finding[.initiators, EmulationKey(instrument: Self.nrs, outcome: .score, strategy: Self.yoga)]?.isWithheld
                == (count == 10))
        let page = try fixture(people).page(Nonopioid.self, policy: .init(minimumCell: 11))
        #expect(page.answer?.lead.isEmpty == false && page.tables.count > 3)
        if count == 10 { #expect(page.answer?.lead.contains("Too few") == true) }
    }

    /// Scores of half a year, care begun in one of four months: whether four more follow depends on the month alone.
    @Test("the end of a study of one length is no loss")
    func oneLength() throws {
        let people = (0..<120).map { number -> CohortFixture.Person in
            let pain = (0...6).map { visit in (day: Int32(30 * visit), score: Double((number + 3 * visit) % 7)) }
            let start = Int32(30 * (number % 4) + 3)
            return CohortFixture.Person(pain: pain).with(number % 3 == 0 ? [(start...(start + 9), "yoga")] : [])
        }
        let finding = try fixture(people, "follow_up: 120").finding(Nonopioid.self)
        #expect(finding.isEstimated && finding.all(.strategyDifference).contains { $0.key.day == 120 })
        #expect(!finding.cautions.contains { $0.contains("without error") })
    }

    /// The last score of a fifth is 10, which nobody else has.
    @Test("where the last score tells who leaves the comparison stands without standing for them, and says so")
    func lossesToldWithoutError() throws {
        let people = (0..<150).map { number -> CohortFixture.Person in
            let leaves = number % 5 == 0
            let pain = (0...(leaves ? 2 : 6)).map { visit in
                (day: Int32(30 * visit), score: leaves && visit == 2 ? 10.0 : Double((number + 3 * visit) % 7))
            }
            return CohortFixture.Person(pain: pain).with(number % 3 == 0 ? [(Int32(3)...Int32(12), "yoga")] : [])
        }
        let finding = try fixture(people, "follow_up: 120").finding(Nonopioid.self)
        #expect(finding.isEstimated)
        #expect(finding.cautions.contains { $0.contains("tells without error who was lost") })
    }

    @Test("what begins later ends a protocol, and not what was begun")
    func laterKinds() throws {
        let people = (0..<60).map { number -> CohortFixture.Person in
            let pain = (0...3).map { visit in (day: Int32(30 * visit), score: Double((number * 5 + 3 * visit) % 7)) }
            var care: [(days: ClosedRange<Int32>, kind: String)] = number % 2 == 0 ? [(0...9, "yoga")] : []
            if number % 4 == 0 { care.append((65...70, "massage")) }
            return CohortFixture.Person(pain: pain).with(care)
        }
        let finding = try fixture(people, "follow_up: 90").finding(Nonopioid.self)
        var key = Self.key(.score, Self.yoga)
        key.day = 90
        #expect(finding[.strategyMean, key]?.n?.number == 30)
        key.analysis = .perProtocol
        #expect(finding[.strategyMean, key]?.n?.number == 15)
        key.day = 60
        #expect(finding[.strategyMean, key]?.n?.number == 30)
    }

    /// Each patient has a level of her own; who scores high on day 0, half of it by chance, is likelier to begin, and nothing else happens.
    @Test("care begun because it hurts, which changes nothing: relief before and after, no difference to others")
    func regressionToTheMean() throws {
        var state: UInt64 = 11
        func next() -> Double {
            state = (state | 1) &* 0xD134_2543_DE82_EF95 &+ 2
            return Double(state >> 40) / Double(1 << 24)
        }
        let people = (0..<600).map { _ -> CohortFixture.Person in
            let own = 3 + 3 * next()
            let noise = 4 * next() - 2
            let pain: [(day: Int32, score: Double)] = [
                (0, own + noise), (30, own + 4 * next() - 2), (60, own + 4 * next() - 2),
            ]
            let begins = next() < 0.12 * (own + noise) - 0.1
            return CohortFixture.Person(pain: pain).with(begins ? [(0...20, "yoga")] : [])
        }
        let finding = try fixture(people, "follow_up: 60").finding(Nonopioid.self)
        var key = Self.againstNothing
        key.day = 60
        let difference = try #require(finding[.strategyDifference, key])
        #expect(difference.excludes(0) == false)
        let before = EmulationKey(instrument: Self.nrs, outcome: .score, analysis: .beforeAfter, strategy: Self.yoga)
        let change = try #require(finding[.beforeAfterChange, before])
        let fall = try #require(change.number)
        #expect(change.excludes(0) == true && fall < 0)
        let expected = try #require(finding[.expectedByChance, before]?.number)
        #expect(abs(expected - fall) < 0.5)
        let answer = try #require(try fixture(people, "follow_up: 60").page(Nonopioid.self).answer)
        #expect(
            answer.lead.contains("with yoga and 4.5") && answer.lead.contains(" with no further care")
                && answer.lead.hasSuffix("no clear difference."))
        #expect(finding.cautions.contains { $0.contains("not whether it was worse than usual") })
        #expect(answer.more.contains { $0.contains("expected by regression to the mean alone") })
    }
}

extension Double {
    fileprivate func isNear(_ other: Double) -> Bool { abs(self - other) < 1e-9 }
}
