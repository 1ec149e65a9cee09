import Cohort
import Findings
import StudyFixtures
import Testing

@testable import Questions

/// What is read out of one patient's record, and what the table makes of it.
@Suite("Facts of the decision table, and the table applied")
struct PatternEvidenceTests {
    private typealias Supply = (days: ClosedRange<Int32>, mme: Double?)

    /// Somebody whose new cause is recorded, so that it is known of others that they have none.
    private static let witness = CohortFixture.Person(events: [(0, .surgery)])

    /// Pain of 3 until day 150, of `high` until day 299, of `after` from day 300 on, every week to day 500.
    static func pain(high: Double = 6, after: Double = 3, low: Double = 3) -> [(day: Int32, score: Double)] {
        stride(from: Int32(1), through: 500, by: 7).map { day in
            (day, day < 150 ? low : day < 300 ? high : after)
        }
    }

    static func person(
        _ pain: [(day: Int32, score: Double)] = pain(), then dose: Double? = 20,
        events: [(day: Int32, kind: CourseEvent.Kind)] = []
    ) -> CohortFixture.Person {
        var supplies: [Supply] = [(0...299, 40)]
        if let dose { supplies.append((300...500, dose)) }
        return .init(pain: pain, supplies: supplies, events: events)
    }

    private static func facts(
        _ person: CohortFixture.Person, _ settings: OIHPatternSettings = OIHPatternSettings(),
        beside others: [CohortFixture.Person] = [witness], instruments: [Instrument] = [Instrument.catalogue[0]]
    ) throws -> PatientFacts {
        let cohort = CohortFixture(people: [person] + others, instruments: instruments).cohort
        let main = settings.thresholds(cohort.instruments[0])
        let records = PatternRecords(cohort, recorded: cohort.patients)
        var reader = PatternReader(
            cohort, settings, instrument: 0, doseChanges: [main.doseChange], records: records)
        let read = reader.subject(0)
        let subject = try #require(read)
        return PatternEvidence(settings: settings, thresholds: main, records: records)
            .facts(subject, subject.ladders[0], scores: subject.scores)
    }

    private static func pattern(
        _ person: CohortFixture.Person, _ settings: OIHPatternSettings = OIHPatternSettings(),
        beside others: [CohortFixture.Person] = [witness]
    ) throws -> PatternTerm? {
        PatternRule.table.pattern(of: try facts(person, settings, beside: others), weak: settings.weakEvidence)
    }

    // MARK: - Pain and dose

    @Test("pain that rises under a stable dose and falls with the dose is compatible with hyperalgesia")
    func hyperalgesia() throws {
        let facts = try Self.facts(Self.person())
        #expect(facts[.painRose] == .yes && facts[.fellAfterReduction] == .yes && facts[.roseAfterReduction] == .no)
        #expect(facts[.answersRise] == .unknown && facts[.newCause] == .no)
        #expect(try Self.pattern(Self.person()) == .hyperalgesia)
        // A stop does as well as a reduction.
        #expect(try Self.facts(Self.person(then: nil))[.fellAfterReduction] == .yes)
    }

    @Test("pain that falls when the dose rises is compatible with tolerance; where it goes on, nothing is told")
    func tolerance() throws {
        let facts = try Self.facts(Self.person(then: 80))
        #expect(facts[.answersRise] == .yes && facts[.fellAfterReduction] == .unknown)
        #expect(try Self.pattern(Self.person(then: 80)) == .tolerance)
        #expect(try Self.pattern(Self.person(Self.pain(after: 6), then: 80)) == .cannotTell)
        #expect(try Self.pattern(Self.person(Self.pain(after: 6))) == .cannotTell)
    }

    /// Pain climbs by 1.2 points in each time of stable dose and stays where it is at each rise: nowhere a meaningful change, over both
    /// together one. A fall of the dose between them makes it none.
    @Test("pain that rises over several times of stable dose with rises of the dose between has risen")
    func acrossTimesOfStableDose() throws {
        let pain = stride(from: Int32(1), through: 700, by: 7).map { day in (day, 3 + min(1, Double(day) / 600) * 2.6) }
        func person(_ doses: [Double]) -> CohortFixture.Person {
            .init(pain: pain, supplies: [(0...299, doses[0]), (300...600, doses[1]), (601...700, doses[2])])
        }
        #expect(try Self.facts(person([40, 60, 60]))[.painRose] == .yes)
        #expect(try Self.facts(person([40, 30, 30]))[.painRose] == .no)
        // What answers a reduction is looked for after the rise alone.
        #expect(try Self.facts(person([40, 60, 30]))[.fellAfterReduction] == .no)
    }

    @Test("a change of exactly the meaningful one counts, and a hundredth less does not")
    func meaningfulChange() throws {
        #expect(try Self.facts(Self.person(Self.pain(high: 5)))[.painRose] == .yes)
        #expect(try Self.facts(Self.person(Self.pain(high: 4.99)))[.painRose] == .no)
        #expect(try Self.pattern(Self.person(Self.pain(high: 4.99))) == .noRise)
        #expect(try Self.facts(Self.person(Self.pain(after: 4)))[.fellAfterReduction] == .yes)
        #expect(try Self.facts(Self.person(Self.pain(after: 4.01)))[.fellAfterReduction] == .no)
        #expect(try Self.facts(Self.person(Self.pain(after: 8)))[.roseAfterReduction] == .yes)
    }

    /// A tenth of 40 is 4: from 36 on it is a change of dose, to 36.5 the dose is stable and nothing answers.
    @Test("the least change of the dose")
    func leastChange() throws {
        #expect(try Self.facts(Self.person(then: 36))[.fellAfterReduction] == .yes)
        #expect(try Self.facts(Self.person(then: 36.5))[.fellAfterReduction] == .unknown)
    }

    /// Days 300 to 313 are the withdrawal window: what pain does there and nowhere else is no answer.
    @Test("a fall within the withdrawal window alone is none")
    func withdrawalWindow() throws {
        let pain = Self.pain(after: 6).map { day, score in (day, (300...313).contains(day) ? 0 : score) }
        #expect(try Self.facts(Self.person(pain))[.fellAfterReduction] == .no)
    }

    /// High scores from day 270 on: the dose is raised for them on day 300, and they were not high 30 days before.
    @Test("a dose that is raised in a bad month is not answered by the month after it")
    func badMonth() throws {
        let pain = stride(from: Int32(1), through: 500, by: 7).map { day -> (day: Int32, score: Double) in
            (day, (271..<300).contains(day) ? 9 : day < 150 ? 3 : 5)
        }
        // Against the 90 days before 300 (6.4) it would be less by more than a point; against those until day 269 it is not.
        var settings = OIHPatternSettings()
        settings.meaningfulChange = 1
        #expect(try Self.facts(Self.person(pain, then: 80), settings)[.answersRise] == .no)
    }

    @Test("too few scores, or a stretch shorter than two windows, and it is not known whether pain rose")
    func unknown() throws {
        var settings = OIHPatternSettings()
        // 299 days settled: windows of 149 fit, of 150 do not. After the fall the stretch is shorter still.
        settings.window = 149
        #expect(try Self.facts(Self.person(), settings)[.painRose] == .yes)
        settings.window = 150
        #expect(try Self.facts(Self.person(), settings)[.painRose] == .unknown)
        #expect(try Self.pattern(Self.person(), settings) == nil)
        settings = OIHPatternSettings()
        // 13 scores in days 1 to 90 and in days 210 to 299, every other one makes 7.
        settings.scores = 7
        #expect(try Self.facts(Self.person(), settings)[.painRose] == .yes)
        settings.scores = 8
        #expect(try Self.facts(Self.person(), settings)[.painRose] == .unknown)
    }

    @Test("a dose that nobody noted is no stable dose")
    func unknownDose() throws {
        let person = CohortFixture.Person(pain: Self.pain(), supplies: [(0...500, nil)])
        #expect(try Self.facts(person)[.painRose] == .unknown)
    }

    @Test("pain that rises with a rise of the dose rose, and the rise did not help")
    func roseWithDose() throws {
        let pain = stride(from: Int32(1), through: 500, by: 7).map { day -> (day: Int32, score: Double) in
            (day, day < 300 ? 3 : 6)
        }
        let facts = try Self.facts(Self.person(pain, then: 80))
        #expect(facts[.painRose] == .yes && facts[.answersRise] == .no)
        #expect(try Self.facts(Self.person(pain))[.painRose] == .no)
    }

    @Test("a rotation answers like a reduction, unless the dose rises with it")
    func rotation() throws {
        func person(_ dose: Double) -> CohortFixture.Person {
            .init(
                pain: Self.pain(),
                regimens: [
                    (0...299, OpioidRegimen(drug: 0, dailyMME: .milligrams(40), isSupply: false)),
                    (300...500, OpioidRegimen(drug: 2, dailyMME: .milligrams(dose), isSupply: false)),
                ])
        }
        #expect(try Self.facts(person(40))[.fellAfterReduction] == .yes)
        #expect(try Self.facts(person(20))[.fellAfterReduction] == .yes)
        let both = try Self.facts(person(80))
        #expect(both[.fellAfterReduction] == .unknown && both[.answersRise] == .unknown)
    }

    @Test("on an instrument of which a high score is less pain everything is turned round")
    func reversed() throws {
        let sf36 = try #require(Instrument.catalogue.first { $0.id == "sf36_bp" })
        let person = Self.person(Self.pain().map { ($0.day, 100 - 10 * $0.score) })
        let facts = try Self.facts(person, instruments: [sf36])
        #expect(facts[.painRose] == .yes && facts[.fellAfterReduction] == .yes)
    }

    // MARK: - What else was recorded

    /// The rise is judged from day 1 on: 90 days before it is day -89.
    @Test("a new cause counts from 90 days before the time of the rise to its end")
    func newCause() throws {
        func cause(_ day: Int32) throws -> FactState {
            try Self.facts(Self.person(events: [(day, .newInjury)]))[.newCause]
        }
        #expect(try cause(-90) == .no && cause(-89) == .yes && cause(299) == .yes && cause(300) == .no)
        #expect(try Self.pattern(Self.person(then: nil, events: [(100, .progression)])) == .cannotTell)
        let stays = Self.person(Self.pain(after: 6), events: [(100, .progression)])
        #expect(try Self.pattern(stays) == .progression)
        // A relapse is none, and where nobody has one nobody is known to have none.
        #expect(try Self.facts(Self.person(events: [(100, .relapse)]))[.newCause] == .no)
        #expect(try Self.facts(Self.person(), beside: [])[.newCause] == .unknown)
        #expect(try Self.pattern(Self.person(), beside: []) == .cannotTell)
    }

    /// The high scores are those of days 210 to 299.
    @Test("withdrawal counts within seven days of the high scores")
    func withdrawal() throws {
        func state(_ assessed: [(day: Int32, grade: WithdrawalGrade)]) throws -> FactState {
            var person = Self.person()
            person.withdrawal = assessed
            return try Self.facts(person)[.withdrawal]
        }
        #expect(try state([(202, .mild)]) == .unknown && state([(203, .mild)]) == .yes)
        #expect(try state([(306, .mild)]) == .yes && state([(307, .mild)]) == .unknown)
        #expect(try state([(250, .none)]) == .no && state([(250, .none), (251, .mild)]) == .yes)
        var person = Self.person()
        person.withdrawal = [(250, .moderate)]
        // Pain that falls with the dose and withdrawal at the time: the rule for hyperalgesia excludes that.
        #expect(try Self.pattern(person) == .withdrawal)
    }

    @Test("opioid use disorder by medication or by the column")
    func useDisorder() throws {
        var treated = Self.person(Self.pain(after: 6))
        treated.doses = [100]
        #expect(try Self.pattern(treated) == .useDisorder)
        // Where medication is recorded of others, one without it has none.
        #expect(try Self.facts(Self.person(), beside: [.init(doses: [3])])[.useDisorder] == .no)
        #expect(try Self.facts(Self.person())[.useDisorder] == .unknown)
        var told = Self.person()
        told.columns = ["opioid_use_disorder": "yes"]
        #expect(try Self.facts(told)[.useDisorder] == .yes)
        #expect(try Self.pattern(told) == .several)
        told.columns = ["opioid_use_disorder": "no"]
        #expect(try Self.facts(told)[.useDisorder] == .no)
        told.columns = ["opioid_use_disorder": "remission?"]
        #expect(try Self.facts(told)[.useDisorder] == .unknown)
    }

    @Test("spread: a report of it, or more painful sites at the high scores than at the low ones")
    func spread() throws {
        var person = Self.person(Self.pain(after: 6), then: 80)
        #expect(try Self.facts(person)[.spread] == .unknown)
        person.symptoms = [(200, "spread of pain", 0)]
        #expect(try Self.facts(person)[.spread] == .no)
        person.symptoms.append((250, "spreading pain", 1))
        #expect(try Self.facts(person)[.spread] == .yes)
        // Pain spreads and a rise of the dose did not help.
        #expect(try Self.pattern(person) == .hyperalgesia)
        person.symptoms = [(300, "spreading pain", 1)]
        #expect(try Self.facts(person)[.spread] == .unknown)
        person.symptoms = []
        person.sitePain = [(90, 3, 1), (210, 6, 1), (210, 2, 2)]
        #expect(try Self.facts(person)[.spread] == .yes)
        person.sitePain = [(90, 3, 1), (210, 6, 1), (210, 0, 2)]
        #expect(try Self.facts(person)[.spread] == .no)
        person.sitePain = [(91, 3, 1), (210, 6, 1)]
        #expect(try Self.facts(person)[.spread] == .unknown)
    }

    @Test("less tolerance to a test is shown and does not decide, unless asked to")
    func weakEvidence() throws {
        let cold = try #require(Instrument.catalogue.first { $0.id == "cold_pressor_s" })
        let instruments = [Instrument.catalogue[0], cold]
        func facts(_ last: Double) throws -> PatientFacts {
            var person = Self.person(Self.pain(after: 6), then: nil)
            person.otherPain = [(10, 100), (280, last)]
            return try Self.facts(person, instruments: instruments)
        }
        // A tenth of 300 seconds.
        #expect(try facts(70)[.lessTolerance] == .yes && facts(71)[.lessTolerance] == .no)
        let table = PatternRule.table
        #expect(try table.pattern(of: facts(70), weak: .shown) == .cannotTell)
        #expect(try table.pattern(of: facts(70), weak: .counted) == .hyperalgesia)
        #expect(try Self.facts(Self.person())[.lessTolerance] == .unknown)
    }

    @Test("courses that several rules fit are several, and each rule has its facts, reason and source")
    func table() throws {
        #expect(
            try Self.pattern(
                { () -> CohortFixture.Person in
                    var person = Self.person(Self.pain(after: 6), events: [(100, .surgery)])
                    person.withdrawal = [(250, .mild)]
                    return person
                }()) == .several)
        #expect(Set(PatternRule.table.map(\.name)) == Set(PatternRule.Name.allCases))
        for rule in PatternRule.table {
            #expect(rule.needs.contains(.painRose) && !rule.reason.text.isEmpty && !rule.source.text.isEmpty)
            #expect(Set(rule.needs).isDisjoint(with: rule.excludes + rule.excludesIfKnown))
        }
        #expect(PatternRule.table.pattern(of: PatientFacts(), weak: .shown) == nil)
    }
}
