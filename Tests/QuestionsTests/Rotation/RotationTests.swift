import Cohort
import Disclosure
import Findings
import Presentation
import StudyFile
import StudyFixtures
import Testing

@testable import Questions

@Suite("Rotation")
struct RotationTests {
    private static let nrs = Instrument.catalogue[0].info
    /// One month of entry a patient: only on day 30 is a score so near before.
    private static let once = "{rotation: {score_within: 10, follow_up: 60, grace: 30}}"

    private static func regimen(
        _ drug: UInt16, _ days: ClosedRange<Int32>, _ mme: Double?, _ route: Route? = nil
    ) -> (days: ClosedRange<Int32>, regimen: OpioidRegimen) {
        (days, OpioidRegimen(drug: drug, dailyMME: mme.map { .milligrams($0) } ?? .unknown, route: route))
    }

    /// Morphine 60 mg, from day 35 on another drug and dose unless they stay; alike until the second month.
    private static func person(
        _ last: Double, rotatesTo drug: UInt16? = nil, dose: Double? = 60, before: Double = 6,
        events: [(day: Int32, kind: CourseEvent.Kind)] = []
    ) -> CohortFixture.Person {
        let pain: [(day: Int32, score: Double)] = [(2, 7), (25, before), (45, 5), (75, last), (95, 5)]
        let regimens = drug.map { [regimen(0, 0...34, 60), regimen($0, 35...120, dose)] } ?? [regimen(0, 0...120, 60)]
        return CohortFixture.Person(pain: pain, events: events, regimens: regimens)
    }

    /// 12 stay, with a mean of 5 in the second month; 16 rotate, with a mean of 3.
    static var people: [CohortFixture.Person] {
        let staying = [4, 5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6.0].map { person($0) }
        return staying + rotating(oxycodone: 12, buprenorphine: 4)
    }

    /// A 2 and a 4 by turns, on 20, 24, 28 … mg.
    private static func rotating(oxycodone: Int, buprenorphine: Int) -> [CohortFixture.Person] {
        (0..<(oxycodone + buprenorphine)).map { number -> CohortFixture.Person in
            let score: Double = number % 2 == 0 ? 2 : 4
            let drug: UInt16 = number < oxycodone ? 2 : 1
            return person(score, rotatesTo: drug, dose: Double(20 + 4 * number))
        }
    }

    private func fixture(
        _ people: [CohortFixture.Person], _ analyses: String = Self.once, minimumStep: Int = 1
    ) throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people).cohort, analyses: analyses, minimumStep: minimumStep)
    }

    private func key(
        _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis, _ strategy: DrugStrategy,
        against comparator: DrugStrategy? = nil, day: Int? = 60
    ) -> EmulationKey {
        EmulationKey(
            instrument: Self.nrs, outcome: outcome, analysis: analysis, strategy: StrategyWord(strategy),
            comparator: comparator.map { StrategyWord($0) }, day: day)
    }

    /// Nothing that is known tells who rotates: means of those who do. Without one of n, a mean changes by her distance from it over n - 1: the
    /// jackknife of 28 patients.
    @Test(
        "alike in all that is known: the difference of the two means, and its error",
        arguments: [
            EmulationAnalysis.perProtocol, .intentionToTreat,
        ])
    func alike(_ analysis: EmulationAnalysis) throws {
        let finding = try fixture(Self.people).finding(Rotation.self)
        #expect(finding.isEstimated && finding.patients == .number(28) && finding.observations == .number(28))
        #expect(finding[.strategyMean, key(.score, analysis, .stay)]?.number == 5)
        #expect(finding[.strategyMean, key(.score, analysis, .rotate)]?.number == 3)
        let difference = try #require(finding[.strategyDifference, key(.score, analysis, .rotate, against: .stay)])
        #expect(difference.number == -2)
        let error = (27.0 / 28 * (8.0 / (11 * 11) + 16.0 / (15 * 15))).squareRoot()
        // Weights are one to rounding.
        #expect(abs(try #require(difference.se?.number) - error) < 1e-9)
    }

    /// From 6 to at most 4.2: scores of 4 and 2; all 16 who rotate, of those who stay the four with a 4.
    @Test("responders, and an event")
    func outcomes() throws {
        var people = Self.people
        people[20].events = [(70, .overdose)]
        let finding = try fixture(people).finding(Rotation.self)
        #expect(finding[.strategyShare, key(.responder30, .perProtocol, .rotate)]?.number == 1)
        #expect(
            abs(try #require(finding[.strategyShare, key(.responder30, .perProtocol, .stay)]?.number) - 1.0 / 3) < 1e-9)
        #expect(
            abs(try #require(finding[.strategyShare, key(.overdose, .intentionToTreat, .rotate)]?.number) - 1.0 / 16)
                < 1e-9)
        #expect(finding[.strategyShare, key(.overdose, .intentionToTreat, .stay)]?.number == 0)
        // Wilson's limits of 16 of 16 and of 0 of 12, with the t quantile on 27 degrees of freedom squared.
        let square = 2.0518305164802854 * 2.0518305164802854
        let all = try #require(finding[.strategyShare, key(.responder30, .perProtocol, .rotate)]?.limits)
        #expect(all.upper == 1 && abs(all.lower - 16 / (16 + square)) < 1e-9)
        let none = try #require(finding[.strategyShare, key(.overdose, .intentionToTreat, .stay)]?.limits)
        #expect(none.lower == 0 && abs(none.upper - square / (12 + square)) < 1e-9)
        // One of 16 against none of 12 is no difference.
        let harm = finding[.shareDifference, key(.overdose, .intentionToTreat, .rotate, against: .stay)]
        #expect(harm?.limits != nil && harm?.excludes(0) == false)
    }

    @Test("who rotated from what to what, and the dose before and after")
    func described() throws {
        let finding = try fixture(Self.people).finding(Rotation.self)
        #expect(finding[.onOneOpioid, RotationKey()]?.number == 28)
        #expect(finding.all(.rotated).map(\.estimate.number) == [16, 16])
        let pairs = finding.all(.rotatedPair)
        #expect(pairs.compactMap(\.key.pair?.label) == ["morphine to oxycodone", "morphine to buprenorphine"])
        #expect(pairs.map(\.estimate.number) == [12, 4])
        #expect(finding[.rotationMedian, RotationKey(time: .before)]?.number == 60)
        // 20, 24, … 80: the median is 50, the quartiles 35 and 65; ten of the sixteen are below 60, one is at it.
        #expect(finding[.rotationMedian, RotationKey(time: .after)]?.number == 50)
        #expect(finding[.rotationLowerQuartile, RotationKey(time: .after)]?.number == 35)
        #expect(finding[.rotationUpperQuartile, RotationKey(time: .after)]?.number == 65)
        let fell = try #require(finding[.doseFellShare, RotationKey()])
        #expect(fell.number == 10.0 / 16 && fell.events?.number == 10)
    }

    @Test("pairs of few are counted together, with as many more as keep the rest from being few")
    func pooled() throws {
        let others = try fixture(Self.people, minimumStep: 5).finding(Rotation.self).all(.rotatedPair)
        #expect(others.map(\.key.pair) == [.others] && others.map(\.estimate.number) == [16])
        let three =
            Self.people
            + (0..<6).map { _ in
                CohortFixture.Person(regimens: [Self.regimen(2, 0...34, 60), Self.regimen(0, 35...90, 40)])
            }
        let pairs = try fixture(three, minimumStep: 6).finding(Rotation.self).all(.rotatedPair)
        // 12, and 4 with the 6 that would have been shown.
        #expect(pairs.map(\.estimate.number) == [12, 10])
    }

    @Test(
        "an overlap of 7 days is a rotation, of 8 to 28 in the count beside; a route alone and a nameless drug are apart"
    )
    func countedBeside() throws {
        func changed(_ first: Int32, _ drug: UInt16 = 2, _ route: Route? = nil) -> CohortFixture.Person {
            .init(regimens: [Self.regimen(0, 0...50, 60), Self.regimen(drug, first...120, 60, route)])
        }
        let people = [changed(44), changed(43), changed(23), changed(22), changed(51, 0, .rectal), changed(51, 3)]
        let finding = try fixture(Self.people + people).finding(Rotation.self)
        #expect(finding.all(.rotated).map { $0.key.overlap } == [7, 28])
        #expect(finding.all(.rotated).map(\.estimate.number) == [17, 19])
        #expect(finding[.routeChanged, RotationKey()]?.number == 1)
        #expect(finding[.unnamedChange, RotationKey()]?.number == 1)
    }

    @Test("a change of route alone leaves no strategy, a stop and a second opioid leave both")
    func leaves() throws {
        func also(_ regimens: [(days: ClosedRange<Int32>, regimen: OpioidRegimen)]) -> CohortFixture.Person {
            var person = Self.person(5)
            person.regimens = regimens
            return person
        }
        let people = [
            also([Self.regimen(0, 0...40, 60), Self.regimen(0, 41...120, 60, .rectal)]),
            also([Self.regimen(0, 0...40, 60)]),
            also([Self.regimen(0, 0...120, 60), Self.regimen(2, 40...120, 60)]),
        ]
        let finding = try fixture(Self.people + people).finding(Rotation.self)
        #expect(finding.patients == .number(31))
        let departed = finding.all(.departed)
        #expect(departed.map(\.key.departure) == [.stop, .addition] && departed.map(\.estimate.number) == [1, 1])
        #expect(finding[.strategyMean, key(.score, .perProtocol, .stay)]?.n == .number(13))
        #expect(finding[.strategyMean, key(.score, .perProtocol, .rotate)]?.n == .number(16))
    }

    /// Who scores high rotates, and every later score is as good as any other: nothing is done to pain.
    @Test("where nothing happens but regression to the mean, before and after differ and the comparison does not")
    func nothingHappens() throws {
        let people = (0..<120).map { number -> CohortFixture.Person in
            let before = Double(3 + number % 5)
            let rotates = before >= 6 ? number % 3 != 0 : number % 7 == 0
            return Self.person(Double(3 + number / 5 % 5), rotatesTo: rotates ? 2 : nil, before: before)
        }
        let finding = try fixture(people).finding(Rotation.self)
        let naive = EmulationKey(
            instrument: Self.nrs, outcome: .score, analysis: .beforeAfter, strategy: StrategyWord(DrugStrategy.rotate))
        let change = try #require(finding[.beforeAfterChange, naive])
        #expect(try #require(change.number) < -0.5 && change.excludes(0) == true)
        #expect(try #require(finding[.expectedByChance, naive]?.number) < -0.5)
        let difference = try #require(finding[.strategyDifference, key(.score, .perProtocol, .rotate, against: .stay)])
        #expect(difference.excludes(0) == false)
        let answer = try #require(try fixture(people).page(Rotation.self).answer)
        #expect(answer.lead.contains("no clear difference"))
        #expect(
            answer.more.contains { $0.contains("Before and after a rotation") && $0.contains("regression to the mean") }
        )
    }

    @Test("the words: number, interval, what it is about, what could change it, no dose to rotate by")
    func words() throws {
        let page = try fixture(Self.people).page(Rotation.self)
        let answer = try #require(page.answer)
        #expect(
            answer.lead.hasPrefix(
                "By day 60 the mean score on the \(Self.nrs.title) was 3.00 with a rotation and 5.00 with the same opioid: a "
                    + "difference of \u{2212}2.0 (95% CI \u{2212}2.7 to \u{2212}1.3), less pain with a rotation"),
            "\(answer.lead)")
        #expect(answer.lead.contains("By what was begun in the first month"))
        #expect(answer.lead.hasSuffix("Why the opioid was changed is not recorded and could change this either way."))
        let all = ([answer.lead] + answer.more).joined(separator: " ")
        #expect(all.contains("The median dose was 60.0 MME a day before the first rotation and 50.0 after it"))
        #expect(all.contains("never set the dose of a rotation"))
        #expect(!all.lowercased().contains("effect"))
        #expect(page.figures.count == 1 && page.notebook.map(\.id) == ["rotation"])
        #expect(
            page.tables.allSatisfy { table in
                table.rows.allSatisfy { $0.groupHeading != nil || $0.cells.count == table.heads.count }
            })
    }

    /// Everybody falls by one point a month, and the rotation, on day 35 in all, adds nothing or a fall of two points.
    @Test("each patient compared with herself, beyond the course of those who stay", arguments: [0, -2] as [Double])
    func controlled(_ fall: Double) throws {
        let people = (0..<36).map { number -> CohortFixture.Person in
            let rotates = number % 3 != 0
            var person = Self.person(5, rotatesTo: rotates ? 2 : nil)
            let days: [Int32] = [2, 12, 25, 45, 60, 75, 90]
            person.pain = days.map { day -> (day: Int32, score: Double) in
                // Noise that is the same after and before, and in both groups.
                let noise: Double = Double((number / 3 + Int(day)) % 3 - 1) / 2
                let own: Double = rotates && day >= 35 ? fall : 0
                let course: Double = 8 - Double(day) / 30
                return (day: day, score: course + noise + own)
            }
            return person
        }
        let finding = try fixture(people).finding(Rotation.self)
        let differences = finding.all(.selfControlledDifference)
        #expect(differences.compactMap(\.key.period) == [.before, .soonAfter, .later])
        for (key, difference) in differences {
            let expected = key.period == .before ? 0 : fall
            let limits = try #require(difference.limits)
            #expect(limits.lower < expected && expected < limits.upper, "\(String(describing: key.period))")
        }
    }

    @Test("of ten patients who rotate nothing is told, nor of what they could be counted from")
    func withheld() throws {
        let staying = (0..<30).map { number -> CohortFixture.Person in Self.person(Double(4 + number % 3)) }
        let people = staying + Self.rotating(oxycodone: 10, buprenorphine: 0)
        let own = try fixture(people, minimumStep: 11)
        let finding = try own.finding(Rotation.self, policy: .init(minimumCell: 11))
        #expect(finding.all(.rotated).allSatisfy { $0.estimate.isWithheld })
        #expect(finding.all(.rotatedPair).allSatisfy { $0.estimate.isWithheld })
        for quantity in [Quantity.rotationMedian, .rotationLowerQuartile, .rotationUpperQuartile, .doseFellShare] {
            #expect(finding.all(quantity).allSatisfy { $0.estimate.isWithheld })
        }
        #expect(finding.all(.initiators).allSatisfy { $0.estimate.isWithheld })
        // In the grace period everybody who has changed nothing yet follows both.
        #expect(finding.all(.strategyDifference).allSatisfy { $0.estimate.number == nil || $0.key.day == 30 })
        #expect(finding.all(.selfControlledDifference).allSatisfy { $0.estimate.isWithheld })
        let answer = try #require(try own.page(Rotation.self, policy: .init(minimumCell: 11)).answer)
        #expect(answer.lead.hasPrefix("The strategies could not be compared with each other, or too few numbers"))
    }

    @Test("what cannot be answered is said")
    func reasons() throws {
        func reason(_ people: [CohortFixture.Person], _ analyses: String = Self.once) throws -> String {
            try fixture(people, analyses).finding(Rotation.self).reason ?? ""
        }
        #expect(try reason([.init(), .init()]) == "the study has no pain scores")
        #expect(try reason([.init(pain: [(0, 5)])]) == "the study has no exposures")
        #expect(
            try reason([.init(pain: [(0, 5)], regimens: [Self.regimen(0, 0...20, 60)])])
                == "no patient took one opioid that is named, and no other, for 30 days")
        #expect(try reason((0..<12).map { _ in Self.person(5) }) == "no patient changed from one opioid to another")
        let rotating = (0..<16).map { _ in Self.person(3, rotatesTo: 2) }
        #expect(try reason(rotating).hasPrefix("fewer than 10 patients on one opioid stayed on it"))
        let unknown = rotating.map { person -> CohortFixture.Person in
            var person = person
            person.regimens = [Self.regimen(0, 0...34, nil), Self.regimen(2, 35...120, nil)]
            return person
        }
        #expect(try reason(unknown).hasPrefix("of no patient on one opioid with a score before was the dose known"))
        let unscored = rotating.map { person -> CohortFixture.Person in
            var person = person
            person.pain = [(75, 3)]
            return person
        }
        #expect(try reason(unscored).hasPrefix("no patient on one opioid had a pain score before"))
        let page = try fixture(rotating).page(Rotation.self)
        #expect(page.answer?.isEstimated == false && page.tables.count > 1)
        #expect(
            try reason(Self.people, "{rotation: {adjust: [age]}}")
                == "nobody has a value in every column that is adjusted for")
    }

    @Test("settings: what is printed, and what does not fit")
    func settings() throws {
        let finding = try fixture(Self.people).finding(Rotation.self)
        let printed = [
            "stable_days": "30 days", "gap": "7 days", "overlap": "7 days", "wider_overlap": "28 days",
            "grace": "30 days",
            "follow_up": "60 days", "withdrawal": "14 days", "score_within": "10 days", "instrument": "nrs",
        ]
        for (name, value) in printed { #expect(finding.setting(name) == value, "\(name)") }
        #expect(throws: StudyFileError.self) { try fixture(Self.people, "{rotation: {grace: 90, follow_up: 90}}") }
        #expect(throws: StudyFileError.self) { try fixture(Self.people, "{rotation: {overlap: 10, wider_overlap: 9}}") }
    }

    /// With events before, soon after and later than the rotation.
    static var withEvents: Cohort {
        var people = people
        let days: [Int32] = [2, 3, 10, 20, 50, 60, 70, 80, 98, 110]
        for (number, day) in days.enumerated() { people[13 + number].events = [(day, .overdose)] }
        people[2].events = [(70, .overdose)]
        for number in people.indices { people[number].pain[1].score = Double(5 + number % 3) }
        return CohortFixture(people: people).cohort
    }

    @Test("gives every quantity that it declares, and no other")
    func declared() throws {
        let built = try StudyFixture(Self.withEvents, analyses: Self.once).built(Rotation.self)
        let given = Set(built.estimates.map(\.quantity))
        #expect(given.subtracting(Rotation.quantities).map(\.id) == [])
        #expect(Set(Rotation.quantities).subtracting(given).map(\.id) == [])
    }

    @Test("a study of one drug is not asked, one of two is")
    func subject() throws {
        let one = try fixture((0..<3).map { _ in Self.person(5) })
        #expect(!Rotation.hasSubject(in: one.study, RotationSettings()))
        #expect(Rotation.hasSubject(in: try fixture(Self.people).study, RotationSettings()))
    }

    @Test("the same numbers on any number of threads")
    func threads() throws {
        let cohort = CohortFixture(people: Self.people).cohort
        let asked = try StudyFixture(cohort, analyses: Self.once).study.asked
        let texts = [1, 4].map { threads in
            Study(cohort: cohort, asked: asked, executor: .dispatch(threads: threads)).asked.answers(
                of: Study(cohort: cohort, asked: asked, executor: .dispatch(threads: threads))
            ).flatMap { $0.estimates.map { "\($0.quantity.id) \(String(describing: $0.value))" } }
        }
        #expect(!texts[0].isEmpty && texts[0] == texts[1])
    }
}
