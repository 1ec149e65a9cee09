import Cohort
import Disclosure
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Return to use") struct RelapseTests {
    private typealias Person = CohortFixture.Person

    /// Followed for some weeks from day 0, a letter each: a positive week has an opioid on its first day, a negative one a visit, a mixed
    /// one both.
    private static func person(_ word: String, _ change: (inout Person) -> Void = { _ in }) -> Person {
        var person = Person()
        person.numbers = ["randomized": 0, "planned_weeks": Double(word.count)]
        for (week, letter) in word.enumerated() {
            let day = Int32(7 * week + 1)
            if letter == "+" || letter == "*" { person.screens.append((day, "opiates", true, false)) }
            if letter == "-" { person.visits.append((day, .attended)) }
            if letter == "*" { person.visits.append((day + 2, .attended)) }
        }
        change(&person)
        return person
    }

    /// Two hundred and forty patients in two arms, scored before and four times after: those in more pain return sooner, and some weeks are
    /// without a result.
    static let cohort: Cohort = {
        let people = (0..<240).map { number -> Person in
            let pain = Double(number * 7 % 11)
            let first = 20 - 2 * (number * 7 % 11) + number * 5 % 9
            let word = (0..<24).map { week -> Character in
                if (number + 3 * week) % 7 == 0 { return "o" }
                return week >= first || (number * 13 + week * 29) % 8 == 0 ? "+" : "-"
            }
            return person(String(word)) {
                $0.arm = number % 2 == 0 ? "a" : "b"
                $0.sex = number % 3 == 0 ? "female" : "male"
                $0.age = Double(20 + number % 41)
                $0.pain = [(-20, Double(number % 11)), (-10, Double((number * 3) % 11)), (-3, pain)]
                for visit in 1...4 {
                    let change = Double((number * visit) % 5) - 2
                    $0.pain.append((Int32(7 * visit), min(10, max(0, pain + change))))
                }
            }
        }
        return CohortFixture(people: people).cohort
    }()

    private static func words(_ people: [Person], _ settings: RelapseSettings = .init()) throws -> [String] {
        let study = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[relapse]").study
        return ReturnWords(settings, of: study).followed.map { String($0.word.weeks.map(\.rawValue)) }
    }

    private static func finding(_ people: [Person], _ settings: RelapseSettings = .init()) throws -> ReleasedFinding {
        try StudyFixture(CohortFixture(people: people).cohort, analyses: "[relapse]").finding(Relapse.self, settings)
    }

    private func returned(_ endpoint: Int, _ finding: ReleasedFinding, _ reading: ReturnReading = .rule) -> Double? {
        finding[.returnedShare, ReturnKey(endpoint: ReturnEndpoint.library[endpoint].term, reading: reading)]?
            .events?.number
    }

    @Test func wordsOfACohort() throws {
        #expect(try Self.words([Self.person("+-*o")]) == ["+-*o"])
    }

    /// What a patient is prescribed is no use; another opioid is, and cocaine is none of the substances.
    @Test func theMedicationThatIsPrescribedIsNoUse() throws {
        let prescribed = Self.person("ooo") {
            $0.screens = [
                (1, "buprenorphine", true, true), (8, "methadone", true, false), (15, "cocaine", true, false),
            ]
            $0.visits = [(1, .attended), (8, .attended), (15, .attended)]
        }
        #expect(try Self.words([prescribed]) == ["-+-"])
    }

    /// A study that does not say what was prescribed: methadone in someone who was given it by then is no use, before it is.
    @Test func ownMedicationWherePrescriptionsAreNotRecorded() throws {
        let person = Self.person("ooo") {
            $0.screens = [(1, "methadone", true, false), (8, "methadone", true, false)]
            $0.visits = [(1, .attended), (8, .attended)]
        }
        let cohort = CohortFixture(people: [person]).cohort
        let spans = PersonBlock<DrugSpan>.one(8...20, of: 0)
        let given = Cohort(
            patients: cohort.patients, instruments: cohort.instruments, pain: cohort.pain, exposures: cohort.exposures,
            morphineEquivalents: cohort.morphineEquivalents, withdrawal: cohort.withdrawal,
            moud: MOUDDoses(
                personCount: 1, blocks: [DrugBlock(spans, regimens: [MOUDRegimen(drug: 0, amount: .milligrams(60))])],
                drugs: ["methadone"]), screens: cohort.screens, visits: cohort.visits)
        let study = try StudyFixture(given, analyses: "[relapse]").study
        #expect(
            ReturnWords(RelapseSettings(), of: study).followed.map { String($0.word.weeks.map(\.rawValue)) } == ["+-o"])
    }

    /// Where a screen says that it is negative, a visit alone is none.
    @Test func negativeScreensDecideWhereThereAreSome() throws {
        let person = Self.person("ooo") {
            $0.screens = [(1, "opiates", false, false)]
            $0.visits = [(1, .attended), (8, .attended)]
        }
        #expect(try Self.words([person]) == ["-oo"])
        var settings = RelapseSettings()
        settings.negatives = .visits
        #expect(try Self.words([person], settings) == ["--o"])
    }

    /// A missed visit is no result.
    @Test func missedVisitsAreNoResults() throws {
        let person = Self.person("oo") {
            $0.screens = [(20, "opiates", true, false)]
            $0.visits = [(1, .missed), (8, .attended)]
        }
        #expect(try Self.words([person]) == ["o-"])
    }

    /// A second randomisation on the day of a visit: that day is still of the week that it ends, and follow-up goes on from it.
    @Test func secondRandomizationOnTheDayOfAVisit() throws {
        let person = Self.person("oo") {
            $0.numbers["second_randomized"] = 14
            $0.numbers["second_planned_weeks"] = 1
            $0.screens = [(30, "opiates", true, false)]
            $0.visits = [(14, .attended), (21, .attended), (22, .attended)]
        }
        // Days 1-7, 8-14 with the visit of day 14, 15-21; day 22 is after the end, 14 + 7.
        #expect(try Self.words([person]) == ["o--"])
        // A planned end goes before both.
        let ended = Self.person("oo") {
            $0.numbers["second_randomized"] = 14
            $0.numbers["second_planned_weeks"] = 1
            $0.numbers["planned_end"] = 7
            $0.screens = [(1, "opiates", true, false)]
        }
        #expect(try Self.words([ended]) == ["+"])
    }

    @Test func whoWasNotRandomizedIsNotFollowed() throws {
        let other = Self.person("++++") { $0.numbers["randomized"] = nil }
        let finding = try Self.finding([Self.person("++++"), other])
        #expect(finding.patients?.number == 1)
        #expect(returned(0, finding) == 1)
    }

    /// By hand, endpoint by endpoint: CTN-0094, Johnson, Krupitsky, Schottenfeld, Lee 2016, Lee 2018.
    @Test func sharesByHand() throws {
        let people = ["++++--", "--++++", "-*o+--", "------", "oooooo", "+-+---"].map { Self.person($0) }
        let finding = try Self.finding(people)
        #expect((0..<6).map { returned($0, finding) } == [3, 2, 4, 4, 5, 2])
        // Only what was seen: missing and mixed weeks are negative.
        #expect((0..<6).map { returned($0, finding, .seenOnly) } == [2, 1, 2, 2, 3, 1])
        // One of the three returns by the first definition has no positive week at all.
        let unseen = finding[.unseenReturnShare, ReturnKey(endpoint: ReturnEndpoint.library[0].term)]
        #expect([unseen?.events?.number, unseen?.n?.number] == [1, 3])
    }

    /// Weeks after death are no missed weeks: a death in week 2 leaves two weeks, in which four positive ones cannot be.
    @Test func deathCompetes() throws {
        let died = Self.person("+ooooo") { $0.events = [(10, .death)] }
        let moved = Self.person("++++oo") { $0.events = [(30, .transfer)] }
        let study = try StudyFixture(CohortFixture(people: [died, moved]).cohort, analyses: "[relapse]").study
        let times = ReturnTimes(ReturnEndpoint.library[0], ReturnWords(RelapseSettings(), of: study)).times
        #expect(times.endings == [.competing, .event])
        #expect(times.times == [2, 1])
    }

    /// A definition in which missing weeks say nothing follows patients to the last week with a result.
    @Test func missingWeeksThatSayNothing() throws {
        let own = ReturnEndpoint(
            id: "own", title: "own", source: "", width: 2, positives: 2, fromWeek: 1, missing: .missing,
            mixed: .negative)
        let people = ["+o++oo", "+-oooo", "oooooo", "*+*+--"].map { Self.person($0) }
        let study = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[relapse]").study
        let times = ReturnTimes(own, ReturnWords(RelapseSettings(), of: study)).times
        #expect(times.endings == [.event, .followedThrough, .followedThrough, .followedThrough])
        #expect(times.times == [3, 2, 1, 6])
    }

    /// Completed weeks can only add returns to what was seen, and more the greater the odds.
    @Test func imputedSharesGrowWithTheOdds() throws {
        let letters = ["++-+--+o", "--+--+oo", "+---+o+o", "--+-oooo", "++o+++--", "-+-o-+-o", "+++-ooo+", "----+-oo"]
        let people = (0..<80).map { Self.person(letters[$0 % 8]) }
        let finding = try Self.finding(people)
        let endpoint = ReturnEndpoint.library[2].term
        let shares = [1.0, 2, 5, 10].map { factor -> Double in
            finding[.returnedShare, ReturnKey(endpoint: endpoint, reading: .imputed, oddsFactor: factor)]?.number ?? -1
        }
        let seen: Double = finding[.returnedShare, ReturnKey(endpoint: endpoint, reading: .seenOnly)]?.number ?? 2
        let rule: Double = finding[.returnedShare, ReturnKey(endpoint: endpoint, reading: .rule)]?.number ?? -1
        #expect(shares == shares.sorted())
        #expect(shares[0] >= seen && shares[3] <= rule)
        #expect(shares[0] < shares[3])
    }

    @Test func noScreensIsSaid() throws {
        let finding = try Self.finding([Person(doses: [0])])
        #expect(finding.reason == "the study has no urine screens (table \"screens\")")
    }

    @Test func anEndpointOfTheStudysOwn() throws {
        let fixture = try StudyFixture(
            CohortFixture(people: [Self.person("+-+-")]).cohort,
            analyses:
                "{relapse: {endpoints: [lee2018, {name: two_of_three, positives: 2, width: 3, mixed: negative}]}}")
        let settings = fixture.study.asked.settings(of: Relapse.self)
        #expect(settings?.endpoints.map(\.id) == ["lee2018", "two_of_three"])
        #expect(settings?.endpoints.last?.mixed == .negative)
        let finding = try fixture.finding(Relapse.self)
        let key = ReturnKey(endpoint: EndpointTerm(rawValue: "two_of_three", label: "two_of_three"), reading: .rule)
        #expect(finding[.returnedShare, key]?.events?.number == 1)
    }
}

extension PersonBlock<DrugSpan> {
    /// One span.
    fileprivate static func one(_ days: ClosedRange<Int32>, of person: Int32) -> PersonBlock<DrugSpan> {
        var block = PersonBlock<DrugSpan>()
        if let span = DrugSpan(StudyDay(days.lowerBound), through: StudyDay(days.upperBound), regimen: 0) {
            block.append(span, of: person)
        }
        return block
    }
}
