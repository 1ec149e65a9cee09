import Findings
import Synchronization
import Testing

@testable import Disclosure

@Suite("Complementary suppression")
struct ComplementarySuppressionTests {
    typealias Study = DisclosureStudy

    private static let persons = DisclosureStudy.persons

    @Test("a small cell of a table of two by two with its margins takes cells along, and the whole stays")
    func twoByTwo() {
        let cells = [Self.persons(0...4), Self.persons(5...44), Self.persons(45...74), Self.persons(75...124)]
        var study = Study()
        for cell in cells { study.add(count: cell, level: "cell") }
        for (one, other) in [(0, 1), (2, 3), (0, 2), (1, 3)] { study.add(count: cells[one].union(cells[other])) }
        study.add(count: Self.persons(0...124))
        // With all margins shown there is one way to move persons, in all four cells.
        #expect(study.isShown() == [false, false, false, false, true, true, true, true, true])
        #expect(study.released().withheld == Released.Withheld(primary: 1, complementary: 3))
    }

    @Test("who watches is told how many of the small groups have been looked at")
    func watched() {
        var study = Study()
        study.add(count: Self.persons(0...99))
        study.add(count: Self.persons(0...4), level: "a")
        study.add(count: Self.persons(5...44), level: "b")
        study.add(count: Self.persons(45...99), level: "c")
        let told = Mutex<[[Int]]>([])
        let released = Released.release(Study.results([study.finding]), under: .init()) { done, total in
            told.withLock { $0.append([done, total]) }
        }
        let all = told.withLock { $0 }
        #expect(!all.isEmpty && all.map { $0[0] } == Array(0..<all.count) && all.allSatisfy { $0[1] == all.count })
        #expect(released.withheld == study.released().withheld)
    }

    @Test("of two stages that differ by five patients one is shown, the first")
    func stages() {
        var study = Study()
        study.add(count: Self.persons(0...99))
        study.add(count: Self.persons(0...94), level: "a")
        #expect(study.isShown() == [true, false])
    }

    @Test("stages that differ by eleven or by nobody are shown")
    func stagesFarApart() {
        var study = Study()
        study.add(count: Self.persons(0...99))
        study.add(count: Self.persons(0...99))
        study.add(count: Self.persons(0...88))
        #expect(study.isShown() == [true, true, true])
    }

    @Test("of three levels with a small one another goes, and everybody stays")
    func threeLevels() {
        var study = Study()
        study.add(count: Self.persons(0...99))
        study.add(count: Self.persons(0...4), level: "a")
        study.add(count: Self.persons(5...44), level: "b")
        study.add(count: Self.persons(45...99), level: "c")
        let shown = study.isShown()
        #expect(shown[0])
        #expect(!shown[1])
        #expect(shown[2] != shown[3])
    }

    @Test("two groupings that cross: a small cell cannot be had from either")
    func crossed() {
        var study = Study()
        // Site a has 4 and 30 of the arms, site b 30 and 40, site c 25 and 35.
        let cells = [(0...3, 4...33), (34...63, 64...103), (104...128, 129...163)].map {
            [Self.persons($0.0), Self.persons($0.1)]
        }
        for site in cells {
            study.add(count: site[0].union(site[1]), level: "site")
            for cell in site { study.add(count: cell, level: "cell") }
        }
        for arm in 0...1 { study.add(count: cells.map { $0[arm] }.reduce(PersonSet()) { $0.union($1) }, level: "arm") }
        study.add(count: Self.persons(0...163))
        let shown = study.isShown()
        #expect(shown.last == true)
        #expect(!shown[1])
        // The other cell of its site or the site; another of its arm or the arm.
        #expect(!(shown[0] && shown[2]))
        #expect(!(shown[9] && shown[4] && shown[7]))
    }

    @Test("shares: those with the event in a small cell cannot be had from the other level and everybody")
    func shares() {
        var study = Study()
        let (a, b) = (Self.persons(0...49), Self.persons(50...149))
        let (eventA, eventB) = (Self.persons(0...2), Self.persons(50...89))
        study.add(share: eventA.union(eventB), of: a.union(b))
        study.add(share: eventA, of: a, level: "a")
        study.add(share: eventB, of: b, level: "b")
        #expect(study.isShown() == [true, false, false])
    }

    @Test("a count in a sentence goes before a number of a table, in the words of a small one")
    func prose() {
        var study = Study()
        study.add(count: Self.persons(0...99))
        study.finding.cautions = [
            "\(Measured.count(Self.persons(0...94), "patient", "patients")) were scored.",
            "\(Measured.count(Self.persons(95...99), "patient", "patients")) were not.",
        ]
        let released = study.released()
        #expect(released.findings[0].estimates[0].value == .number(100))
        #expect(released.findings[0].cautions == ["withheld patients were scored.", "withheld patients were not."])
        #expect(released.withheld == Released.Withheld(primary: 1, complementary: 1))
    }

    @Test("three sums of two that only together give a small one away")
    func threeEquations() {
        let (a, b, c) = (Self.persons(0...4), Self.persons(5...44), Self.persons(45...94))
        var study = Study()
        for pair in [a.union(b), b.union(c), a.union(c)] { study.add(count: pair) }
        #expect(study.isShown() == [true, true, true], "nobody says that the five are one group")
        study.add(count: a, level: "a")
        let shown = study.isShown()
        #expect(!shown[3])
        #expect(shown.filter { $0 }.count == 2)
    }

    @Test("a mean keeps its value where its counts alone give others away")
    func means() {
        var study = Study()
        study.add(count: Self.persons(0...99))
        study.add(meanOf: Self.persons(0...94), level: "a")
        let mean = study.released().findings[0].estimates[1]
        #expect(mean.value == .number(4.5))
        #expect(mean.n?.isWithheld == true)
    }

    @Test("sets that are declared to stand apart are protected as well")
    func apart() {
        var study = Study()
        let (a, b, c) = (Self.persons(0...39), Self.persons(40...42), Self.persons(43...99))
        study.add(count: a.union(b))
        study.add(count: b.union(c))
        study.add(count: Self.persons(0...99))
        #expect(study.isShown() == [true, true, true])
        // |a and b| + |b and c| - |all| = |b|.
        study.add(meanOf: Self.persons(0...60), apart: [b])
        let shown = study.isShown()
        #expect(shown[2] && !shown[3])
        #expect(shown[0] != shown[1])
    }

    @Test("what is reported internally is whole")
    func `internal`() {
        var study = Study()
        study.add(count: Self.persons(0...99))
        study.add(count: Self.persons(0...94))
        #expect(study.isShown(.init(isInternal: true)) == [true, true])
        #expect(study.released(.init(isInternal: true)).withheld == Released.Withheld(primary: 0, complementary: 0))
    }

    @Test("a number of the grouping that stands everywhere costs more than one of another")
    func cost() {
        var study = Study()
        for _ in 0..<3 { study.add(count: Self.persons(0...94), level: "a") }
        let costs = SuppressionCost(of: [study.finding])
        let (other, main) = (Study.Key(levels: ["site": 1]), Study.Key(levels: ["a": 1]))
        #expect(costs.whole(Study.Key()) > costs.whole(main))
        #expect(costs.whole(main) > costs.whole(other))
        #expect(costs.whole(other) > costs.counts(other))
        #expect(costs.counts(other) > SuppressionCost.words)
    }

    /// Of the first group of 25 an age is missing of nobody, which must not be told. That those of it with an age are the group itself says
    /// so, whatever is told: to withhold the count of everybody would not help.
    @Test("what no number tells costs none")
    func nobodyAnyhow() {
        let groups = [Self.persons(0...24), Self.persons(25...124), Self.persons(125...224)]
        let missing = [PersonSet(), Self.persons(25...26), Self.persons(125...127)]
        let all = Self.persons(0...224)
        var finding = FindingBuilder(id: "id", title: "title")
        func add(_ missing: PersonSet, of group: PersonSet, _ key: Study.Key) {
            let share = Double(missing.count) / Double(group.count)
            finding.add(
                Study.share, key, share, n: group.count, events: missing.count, basis: .event(missing, among: group))
            finding.add(Study.mean, key, 4.5, n: nil, basis: .of(group.subtracting(missing)))
        }
        for (level, group) in groups.enumerated() { add(missing[level], of: group, .init(levels: ["arm": level])) }
        add(missing[1].union(missing[2]), of: all, .init())
        finding.add(count: all, as: Study.count, .init())
        let shown = Released.release(Study.results([finding]), under: .init()).findings[0].estimates
        #expect(shown.last?.value == .number(225))
    }

    @Test("rows of which each patient has one count the patients", arguments: [true, false])
    func rows(each: Bool) {
        let (all, assessed) = (Self.persons(0...99), Self.persons(0...94))
        var finding = FindingBuilder(id: "id", title: "title")
        finding.population = .init(
            "all", patients: all, observations: each ? 95 : 950, observationsBasis: .of(assessed))
        finding.add(Study.mean, .init(), 4.5, n: nil, basis: .of(assessed))
        let shown = Released.release(Study.results([finding]), under: .init()).findings[0]
        let areBothShown = shown.patients?.number != nil && shown.observations?.number != nil
        #expect(areBothShown != each)
    }
}
