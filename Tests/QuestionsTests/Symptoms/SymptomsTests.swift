import Cohort
import Disclosure
import Estimation
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Other symptoms by duration of exposure")
struct SymptomsTests {
    private typealias Report = (day: Int32, symptom: String, severity: Double)

    private static let allodynia = SymptomName.known(SymptomTerm(.allodynia))

    private static func band(_ days: Int) -> BandPlace {
        let bands = DurationBands.standard
        return BandPlace(index: bands.band(of: days), id: bands.label(of: bands.band(of: days)))
    }

    private static func key(_ days: Int, _ name: SymptomName = allodynia) -> SymptomKey {
        SymptomKey(name: name, band: band(days))
    }

    /// Somebody watched from day -5 on, on opioids from day 0 on, asked about allodynia.
    private static func person(
        _ allodynia: [(day: Int32, severity: Double)], events: [(day: Int32, kind: CourseEvent.Kind)] = []
    ) -> CohortFixture.Person {
        var person = CohortFixture.Person(pain: [(-5, 4)], supplies: [(0...500, 40)], events: events)
        person.symptoms = allodynia.map { ($0.day, "allodynia", $0.severity) }
        return person
    }

    private static func fixture(
        _ people: [CohortFixture.Person], rule: ExposureRule = ExposureRule(), minimumStep: Int = 1
    ) throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people, rule: rule).cohort, minimumStep: minimumStep)
    }

    /// Four hundred patients asked about allodynia (rarer, then commoner), mood and the study's own word, scored at two sites later on; a
    /// few die or leave. Everything that the question may give.
    static var cohort: Cohort {
        CohortFixture(
            people: (0..<400).map { number in
                var person = CohortFixture.Person(pain: [(-9, 4)], supplies: [(0...400, 40)])
                for visit in [0, 20, 60, 120, 200, 380] as [Int32] {
                    let turn = (number * 7 + Int(visit)) % 100
                    let isLate = visit >= 120
                    person.symptoms.append((visit, "allodynia", turn < (isLate ? 40 : visit > 0 ? 15 : 0) ? 1 : 0))
                    person.symptoms.append((visit, "depressed mood", Double((turn / 3 + number) % 4)))
                    person.symptoms.append((visit, "burning feet", turn % 10 < 3 ? 1 : 0))
                    person.sitePain.append((visit, 5, 1))
                    if turn % 3 == 0, visit > 0 { person.sitePain.append((visit, 3, 2)) }
                    if turn % 9 == 0, visit > 60 { person.sitePain.append((visit, 3, 3)) }
                }
                if number % 20 == 7 { person.events = [(210, number % 40 == 7 ? .death : .dropout)] }
                return person
            }, rule: ExposureRule()
        ).cohort
    }

    // MARK: - By band

    @Test("the last report of a band counts, and bands end on the day before the next begins")
    func bands() throws {
        let people = [
            Self.person([(1, 0), (29, 1), (30, 0), (89, 0)]),  // 0–29: yes; 30–89: no
            Self.person([(10, 1), (29, 0), (90, 1)]),  // 0–29: no; 90–179: yes
            Self.person([(30, 1)]),  // 30–89: yes
            Self.person([(-3, 1), (0, 1)]),  // before exposure, and baseline: in no band
        ]
        let found = try Self.fixture(people).finding(Symptoms.self)
        func share(_ days: Int) -> [Double?] {
            let share = found[.symptomShare, Self.key(days)]
            return [share?.events?.number, share?.n?.number]
        }
        #expect(share(0) == [1, 2] && share(30) == [1, 2] && share(90) == [1, 1])
        #expect(found[.symptomShare, Self.key(200)] == nil)
        #expect(found.patients == .number(4) && found.observations == .number(10))
        var settings = SymptomsSettings()
        settings.report = .first
        let first = try Self.fixture(people).finding(Symptoms.self, settings)
        #expect(first[.symptomShare, Self.key(0)]?.events == .number(1))
        settings.report = .worst
        let worst = try Self.fixture(people).finding(Symptoms.self, settings)
        #expect(worst[.symptomShare, Self.key(0)]?.events == .number(2))
    }

    @Test("a symptom is there above the threshold, not at it; of one day the most severe report counts")
    func threshold() throws {
        let people = [
            Self.person([(5, 2)]), Self.person([(5, 3)]), Self.person([(5, 0), (5, 3), (5, 1)]), Self.person([(5, 0)]),
        ]
        func events(above: Double) throws -> Measure? {
            var settings = SymptomsSettings()
            settings.presentAbove = above
            return try Self.fixture(people).finding(Symptoms.self, settings)[.symptomShare, Self.key(0)]?.events
        }
        #expect(try events(above: 0) == .number(3))
        #expect(try events(above: 2) == .number(2))
        #expect(try events(above: 3) == .number(0))
    }

    @Test("spellings of one symptom are one, and a word of the study's own is told where enough patients have it")
    func words() throws {
        var people = (0..<4).map { number in
            var person = Self.person([])
            person.symptoms = [(5, number % 2 == 0 ? "Sleep loss" : "lost sleep", 1), (6, "burning feet", 0)]
            return person
        }
        people[0].symptoms.append((7, "a word of her own", 1))
        let found = try Self.fixture(people, minimumStep: 3).finding(Symptoms.self)
        let sleep = SymptomName.known(SymptomTerm(.sleepLostToPain))
        #expect(found[.symptomShare, Self.key(0, sleep)]?.n == .number(4))
        #expect(found[.symptomShare, Self.key(0, .own(StudyWord("burning feet")))]?.events == .number(0))
        #expect(found[.symptomShare, Self.key(0, .own(StudyWord("a word of her own")))] == nil)
        #expect(found.cautions.contains { $0.contains("1 patient has a report by such a word") })
        let released = try Self.fixture(people, minimumStep: 3).finding(
            Symptoms.self, policy: .init(minimumCell: 3))
        #expect(!released.cautions.contains { $0.contains("1 patient") })
    }

    /// Two bands, the odds of 10/30 and 20/20: by hand the odds ratio is 3. Its robust error without repeated patients is that of the
    /// fourfold table, √(1/10 + 1/30 + 1/20 + 1/20), times √(80/79) for CR1.
    @Test("the odds ratio per band of a fourfold table, and its error")
    func fourfold() throws {
        let people =
            (0..<40).map { Self.person([(5, $0 < 10 ? 1 : 0)]) } + (0..<40).map { Self.person([(40, $0 < 20 ? 1 : 0)]) }
        let found = try Self.fixture(people).finding(Symptoms.self)
        let ratio = try #require(found[.symptomOddsRatio, SymptomKey(name: Self.allodynia)])
        // Newton's steps end at rounding.
        #expect(abs(try #require(ratio.number) - 3) < 1e-9)
        let z = try #require(found[.symptomTrend, SymptomKey(name: Self.allodynia)]?.statistic?.number)
        let plain = 1.0986122886681098 / (1.0 / 10 + 1.0 / 30 + 1.0 / 20 + 1.0 / 20).squareRoot()
        #expect(abs(abs(z) - plain / (80.0 / 79).squareRoot()) < 0.02)
    }

    @Test("where everybody is in both bands as they were, no error is invented from rows that are copies")
    func clustered() throws {
        // 20 of 40 have it, in both bands: independent rows would give an odds ratio of 1 with an error of √(4/20).
        let people = (0..<40).map { Self.person([(5, $0 < 20 ? 1 : 0), (40, $0 < 20 ? 1 : 0)]) }
        let found = try Self.fixture(people).finding(Symptoms.self)
        #expect(found[.symptomOddsRatio, SymptomKey(name: Self.allodynia)] == nil)
        #expect(found.cautions.contains { $0.contains("The trend of allodynia has no error") })
        // Nobody changed: there is no one to gain or lose it.
        #expect(found[.symptomGainedShare, SymptomKey(name: Self.allodynia)] == nil)
    }

    @Test("within patients: six gain it, one loses it; two-sided exact p is 16/128")
    func changes() throws {
        let people =
            (0..<6).map { _ in Self.person([(5, 0), (40, 1)]) } + [Self.person([(5, 1), (40, 1), (100, 0)])]
            + (0..<5).map { _ in Self.person([(5, 1), (40, 1)]) } + [Self.person([(5, 1)])]
        let found = try Self.fixture(people).finding(Symptoms.self)
        let key = SymptomKey(name: Self.allodynia)
        #expect(found[.symptomGainedShare, key]?.events == .number(6))
        #expect(found[.symptomGainedShare, key]?.n == .number(7))
        #expect(abs(try #require(found[.symptomGainedOrLost, key]?.p?.number) - 16.0 / 128) < 1e-12)
    }

    @Test("severity of more than two levels has means by band and a line; yes and no have none")
    func severity() throws {
        // A point more by 30 days in everybody, from their own level.
        let people = (0..<12).map { number -> CohortFixture.Person in
            let visits = (0..<4).map { visit -> (day: Int32, severity: Double) in
                (Int32(10 + 30 * visit), Double(number % 3 + visit))
            }
            return Self.person(visits)
        }
        let found = try Self.fixture(people).finding(Symptoms.self)
        // Nothing is left beside the line but the levels of the patients, which are exact: the slope all the same.
        let slope = found[.symptomSeveritySlope, SymptomKey(name: Self.allodynia)]
        if let slope { #expect(abs(try #require(slope.number) - 1) < 1e-9) }
        #expect(found[.symptomSeverity, Self.key(0)]?.value == .number(1))
        #expect(found[.symptomSeverity, Self.key(100)]?.value == .number(4))
        let plain = try Self.fixture((0..<8).map { Self.person([(10, Double($0 % 2)), (40, 1)]) })
            .finding(Symptoms.self)
        #expect(plain.all(.symptomSeverity).isEmpty && plain.all(.symptomSeveritySlope).isEmpty)
    }

    // MARK: - Sites

    private static func sites(_ scores: [(day: Int32, score: Double, site: UInt16)]) -> CohortFixture.Person {
        var person = CohortFixture.Person(pain: [(-5, 4)], supplies: [(0...500, 40)])
        person.sitePain = scores
        return person
    }

    @Test("several sites: two different ones with pain on one day; a site without pain, or the same one twice, is none")
    func severalSites() throws {
        let people = [
            Self.sites([(5, 3, 1), (5, 4, 2)]), Self.sites([(5, 3, 1), (5, 0, 2)]), Self.sites([(5, 3, 1), (5, 2, 1)]),
            Self.sites([(5, 3, 1), (6, 4, 2)]), Self.sites([(5, 3, 0), (5, 4, 2)]),
        ]
        func found(_ window: Int) throws -> ReleasedEstimate? {
            var settings = SymptomsSettings()
            settings.siteWindow = window
            return try Self.fixture(people).finding(Symptoms.self, settings)[
                .symptomShare, Self.key(0, .severalSites)]
        }
        #expect(try found(0)?.events == .number(1) && found(0)?.n == .number(5))
        // The day before, a site counts with a window of a day.
        #expect(try found(1)?.events == .number(2))
    }

    @Test("one site a score says nothing of spread, and that is said")
    func oneSite() throws {
        let one = try Self.fixture([Self.sites([(5, 3, 1), (40, 4, 2)])]).finding(Symptoms.self)
        #expect(one.reason?.contains("no patient has scores of pain at two body sites") == true)
        var other = Self.person([(5, 1)])
        other.sitePain = [(5, 3, 1)]
        let beside = try Self.fixture([other]).finding(Symptoms.self)
        #expect(beside.isEstimated && beside.cautions.contains { $0.contains("Whether pain spreads cannot be told") })
    }

    // MARK: - Onset

    @Test("onset counts from the start of exposure, in those free at first, with death and dropout competing")
    func onset() throws {
        let people = [
            Self.person([(0, 0), (20, 0), (30, 1)]),  // onset on day 30, ten days after the report before
            Self.person([(0, 0), (31, 1)]),  // onset on day 31
            Self.person([(0, 0), (20, 0)], events: [(25, .death)]),  // death on day 25
            Self.person([(0, 0), (10, 0)], events: [(100, .dropout)]),  // dropout 90 days after the last report
            Self.person([(0, 0), (9, 0)], events: [(100, .dropout)]),  // 91 days after it: followed to day 9
            Self.person([(0, 1), (40, 1)]),  // had it
            Self.person([(-2, 1), (0, 0), (40, 1)]),  // had it before
            Self.person([(30, 0), (400, 0)]),  // first asked on day 30: free, followed to day 400
            Self.person([(31, 0), (60, 1)]),  // first asked too late
        ]
        let study = try Self.fixture(people)
        let found = try study.finding(Symptoms.self)
        let key = SymptomKey(name: Self.allodynia)
        #expect(
            found[.symptomAlreadyShare, key]?.events == .number(2) && found[.symptomAlreadyShare, key]?.n == .number(8))
        func share(_ days: Int) -> Double? {
            found[.symptomOnsetShare, SymptomKey(name: Self.allodynia, days: days)]?.number
        }
        // Six at risk; one followed to day 9; of five one dies on day 25, of four one has it on day 30, of three one on day 31.
        let (byThirty, byNinety) = (4.0 / 5 / 4, 4.0 / 5 / 4 + 4.0 / 5 * 3 / 4 / 3)
        #expect(abs(try #require(share(30)) - byThirty) < 1e-12)
        #expect(abs(try #require(share(90)) - byNinety) < 1e-12)
        #expect(abs(try #require(share(365)) - byNinety) < 1e-12)
        // Ten days and 31.
        #expect(found[.symptomOnsetGap, key]?.value == .number(20.5))
    }

    @Test("a first report after leaving is none, and on the day of death it is one")
    func onsetAndEnding() throws {
        let people = [
            Self.person([(0, 0), (50, 1)], events: [(40, .dropout)]),
            Self.person([(0, 0), (40, 1)], events: [(40, .death)]),
            Self.person([(0, 0), (100, 0)]),
        ]
        let found = try Self.fixture(people).finding(Symptoms.self)
        let share = found[.symptomOnsetShare, SymptomKey(name: Self.allodynia, days: 90)]
        #expect(abs(try #require(share?.number) - 1.0 / 3) < 1e-12)
    }

    @Test("who was exposed when the record began has no onset, and bands are not read as length of exposure")
    func prevalent() throws {
        let people = (0..<30).map { number in
            var person = CohortFixture.Person(supplies: [(0...500, 40)])
            person.symptoms = [(5, "allodynia", 0), (40, "allodynia", number % 2 == 0 ? 1 : 0)]
            return person
        }
        let study = try Self.fixture(people)
        let found = try study.finding(Symptoms.self)
        #expect(found.all(.symptomOnsetShare).isEmpty && found.all(.symptomAlreadyShare).isEmpty)
        #expect(found[.symptomPrevalentShare, Overall()]?.number == 1)
        #expect(try study.page(Symptoms.self).answer?.lead.contains("cannot be compared") == true)
    }

    // MARK: - Answers

    @Test("where nothing moves, no trend is told")
    func nothing() throws {
        let people = (0..<200).map { number -> CohortFixture.Person in
            let days: [Int32] = [5, 40, 100, 200]
            return Self.person(
                days.map { day -> (day: Int32, severity: Double) in
                    (day, (number * 13 + Int(day) / 5) % 10 < 3 ? 1 : 0)
                })
        }
        let study = try Self.fixture(people, minimumStep: 11)
        let answer = try #require(try study.page(Symptoms.self).answer)
        #expect(answer.lead.hasPrefix("No clear trend across bands of exposure was seen in allodynia"))
    }

    @Test("the planted study is answered with every quantity and test, in words and pictures")
    func planted() throws {
        let study = try StudyFixture(Self.cohort, analyses: "[symptoms]")
        let built = study.built(Symptoms.self)
        #expect(Set(built.estimates.map(\.quantity)) == Set(Symptoms.quantities))
        #expect(Set(built.tests.map(\.test)) == Set(Symptoms.tests))
        let page = try study.page(Symptoms.self)
        let answer = try #require(page.answer)
        #expect(answer.lead.contains("Allodynia was reported by"), "\(answer.lead)")
        #expect(page.tables.count == 4 && page.figures.count == 1)
        for text in [answer.lead] + answer.more {
            #expect(text.last == "." && !text.contains("effect") && !text.contains("nan"), "\(text)")
        }
        let hidden = try study.page(Symptoms.self, policy: .init(minimumCell: 1_000_000))
        #expect(hidden.answer?.lead.isEmpty == false)
    }

    @Test("threads change nothing")
    func threads() throws {
        let asked = try StudyFixture(Self.cohort, analyses: "[symptoms]").study.asked
        let numbers = [1, 4].map { threads in
            let study = Study(cohort: Self.cohort, asked: asked, executor: .dispatch(threads: threads))
            return asked.answers(of: study).flatMap { $0.estimates.map(\.value) }
        }
        #expect(numbers[0] == numbers[1])
    }

    @Test("what cannot be answered says why")
    func reasons() throws {
        #expect(try Self.fixture([.init()]).finding(Symptoms.self).reason?.contains("no symptom reports") == true)
        var unexposed = CohortFixture.Person()
        unexposed.symptoms = [(5, "allodynia", 1)]
        #expect(
            try Self.fixture([unexposed]).finding(Symptoms.self).reason
                == "nobody was asked about a symptom while exposed")
    }
}
