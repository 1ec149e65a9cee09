import Findings
import Testing

@testable import Disclosure

@Suite("Renewal of released numbers")
struct RenewalTests {
    typealias Study = DisclosureStudy

    private static func mean(_ value: Double, of persons: PersonSet) -> FindingBuilder {
        var finding = FindingBuilder(id: "id", title: "title")
        finding.add(Study.mean, .init(), value, n: persons.count, basis: .of(persons))
        return finding
    }

    private static func share(_ event: PersonSet, of persons: PersonSet) -> FindingBuilder {
        var finding = FindingBuilder(id: "id", title: "title")
        finding.add(
            Study.share, .init(), Double(event.count) / Double(persons.count), n: persons.count, events: event.count,
            basis: .event(event, among: persons))
        return finding
    }

    /// The number of a mean of everybody in a second week in which people came, changed or left.
    private static func secondWeek(_ change: (inout ReleasedWeeks) -> Void) -> [String] {
        var weeks = ReleasedWeeks(people: 100...199)
        _ = weeks.release(mean(1, of: weeks.everybody))
        change(&weeks)
        return weeks.release(mean(2, of: weeks.everybody)).findings[0].estimates[0].shown
    }

    @Test("a number that changed by nobody is taken as it is")
    func nobody() {
        #expect(Self.secondWeek { _ in } == ["2.0", "now"])
    }

    @Test("by one to ten people: the old one stands with its day; by eleven: the new one", arguments: [1, 10, 11])
    func newPeople(count: Int) {
        let shown = Self.secondWeek { weeks in for name in 0..<count { weeks.people[name] = 0 } }
        #expect(shown == (count < 11 ? ["1.0", "2026-01-01"] : ["2.0", "now"]))
    }

    @Test("so it is with changed rows, and with people who leave", arguments: [1, 10, 11])
    func changedRows(count: Int) {
        let changed = Self.secondWeek { weeks in for name in 100..<(100 + count) { weeks.people[name] = 1 } }
        let left = Self.secondWeek { weeks in for name in 100..<(100 + count) { weeks.people[name] = nil } }
        #expect(changed == (count < 11 ? ["1.0", "2026-01-01"] : ["2.0", "now"]))
        #expect(left == changed)
    }

    @Test("one new patient among ten with changed rows: eleven changed, but the counts would tell the one")
    func nested() {
        let shown = Self.secondWeek { weeks in
            weeks.people[0] = 0
            for name in 100..<110 { weeks.people[name] = 1 }
        }
        #expect(shown == ["1.0", "2026-01-01"])
    }

    @Test(
        "some came and others left: the net change is by nobody or by eleven", arguments: [(12, 12), (12, 11), (11, 0)])
    func exchanged(came: Int, left: Int) {
        let shown = Self.secondWeek { weeks in
            for name in 0..<came { weeks.people[name] = 0 }
            for name in 100..<(100 + left) { weeks.people[name] = nil }
        }
        #expect(shown == (came - left == 1 ? ["1.0", "2026-01-01"] : ["2.0", "now"]))
    }

    @Test("a share stands where few of the same people got the event")
    func event() {
        var weeks = ReleasedWeeks(people: 100...199)
        _ = weeks.release(Self.share(weeks.named(100..<150), of: weeks.everybody))
        let second = weeks.release(Self.share(weeks.named(100..<151), of: weeks.everybody)).findings[0].estimates[0]
        #expect(second.shown == ["0.5", "2026-01-01"])
        #expect(second.events == .number(50))
        let third = weeks.release(Self.share(weeks.named(100..<161), of: weeks.everybody)).findings[0].estimates[0]
        #expect(third.shown == ["0.61", "now"])
    }

    @Test("few a week add up: against the release that stands, not against last week")
    func addUp() {
        var weeks = ReleasedWeeks(people: 100...199)
        var shown: [[String]] = []
        for week in 0..<4 {
            for name in 0..<(week * 4) { weeks.people[name] = 0 }
            shown.append(weeks.release(Self.mean(Double(week), of: weeks.everybody)).findings[0].estimates[0].shown)
        }
        #expect(shown == [["0.0", "now"], ["0.0", "2026-01-01"], ["0.0", "2026-01-01"], ["3.0", "now"]])
    }

    @Test("what came and went again is held against every release, not the last alone")
    func backAndForth() {
        var weeks = ReleasedWeeks(people: 100...199)
        _ = weeks.release(Self.mean(1, of: weeks.everybody))
        for name in 0..<20 { weeks.people[name] = 0 }
        #expect(weeks.release(Self.mean(2, of: weeks.everybody)).findings[0].estimates[0].shown == ["2.0", "now"])
        for name in 1..<20 { weeks.people[name] = nil }
        // Against the second week nineteen left; but against the first one came.
        let third = weeks.release(Self.mean(3, of: weeks.everybody)).findings[0].estimates[0]
        #expect(third.shown == ["2.0", "2026-01-02"])
    }

    @Test("a number that becomes small stands as it was released")
    func becomesSmall() {
        var weeks = ReleasedWeeks(people: 100...199)
        _ = weeks.release(Self.mean(1, of: weeks.named(100..<140)))
        let second = weeks.release(Self.mean(2, of: weeks.named(100..<105))).findings[0].estimates[0]
        #expect(second.shown == ["1.0", "2026-01-01"])
        #expect(second.n == .number(40))
    }

    @Test("a number that was withheld is released when it is small no more")
    func becomesLarge() {
        var weeks = ReleasedWeeks(people: 100...199)
        #expect(weeks.release(Self.mean(1, of: weeks.named(100..<105))).findings[0].estimates[0].shown[0] == "withheld")
        #expect(
            weeks.release(Self.mean(2, of: weeks.named(100..<140))).findings[0].estimates[0].shown == ["2.0", "now"])
    }

    @Test("a new number of a set that lies within an earlier one by few is withheld")
    func otherNumber() {
        var weeks = ReleasedWeeks(people: 100...199)
        var first = FindingBuilder(id: "id", title: "title")
        first.add(count: weeks.named(100..<150), as: Study.count, .init(day: 1))
        #expect(weeks.release(first).findings[0].estimates[0].shown == ["50.0", "now"])
        var second = FindingBuilder(id: "id", title: "title")
        second.add(count: weeks.named(100..<153), as: Study.count, .init(day: 2))
        #expect(weeks.release(second).findings[0].estimates[0].shown[0] == "withheld")
    }

    @Test("a small set that an earlier total and a new part would give is protected by the new part")
    func acrossWeeks() {
        var weeks = ReleasedWeeks(people: 100...199)
        var first = FindingBuilder(id: "id", title: "title")
        first.add(count: weeks.everybody, as: Study.count, .init(day: 1))
        first.add(count: weeks.named(100..<140), as: Study.count, .init(levels: ["a": 1]))
        let shown = weeks.release(first).findings[0].estimates.map { $0.value?.number != nil }
        #expect(shown == [true, true])
        // The others are 55 and 5: the 5 are small, and the 55 would give them with what is public.
        var second = FindingBuilder(id: "id", title: "title")
        second.add(count: weeks.everybody, as: Study.count, .init(day: 1))
        second.add(count: weeks.named(100..<140), as: Study.count, .init(levels: ["a": 1]))
        second.add(count: weeks.named(140..<195), as: Study.count, .init(levels: ["a": 2]))
        second.add(count: weeks.named(195..<200), as: Study.count, .init(levels: ["a": 3]))
        let later = weeks.release(second).findings[0].estimates.map { $0.value?.number != nil }
        #expect(later == [true, true, false, false])
    }

    @Test("a mean under another key is withheld where one of nearly the same people is public")
    func kin() {
        func finding(_ weeks: ReleasedWeeks, day: Int) -> FindingBuilder {
            var finding = FindingBuilder(id: "id", title: "title")
            finding.add(Study.mean, .init(day: day), Double(day), basis: .of(weeks.everybody))
            return finding
        }
        var weeks = ReleasedWeeks(people: 100...199)
        _ = weeks.release(finding(weeks, day: 330))
        #expect(weeks.release(finding(weeks, day: 345)).findings[0].estimates[0].shown == ["345.0", "now"])
        weeks.people[100] = 1
        #expect(weeks.release(finding(weeks, day: 360)).findings[0].estimates[0].shown == ["withheld", "now"])
        for name in 0..<20 { weeks.people[name] = 0 }
        #expect(weeks.release(finding(weeks, day: 360)).findings[0].estimates[0].shown == ["360.0", "now"])
    }

    @Test("asked the same, the audit withholds the same again")
    func sameAgain() {
        var weeks = ReleasedWeeks(people: 100...199)
        func finding(_ weeks: ReleasedWeeks) -> FindingBuilder {
            var finding = FindingBuilder(id: "id", title: "title")
            let sets = [100..<105, 105..<140, 140..<175, 175..<200].map { weeks.named($0) }
            for (level, set) in sets.enumerated() {
                finding.add(count: set, as: Study.count, .init(levels: ["a": level]))
            }
            finding.add(count: weeks.everybody, as: Study.count, .init())
            return finding
        }
        let weekly = (0..<4).map { _ in weeks.release(finding(weeks)).findings[0].estimates.map { $0.value?.number } }
        #expect(weekly[0].count { $0 == nil } == 2)
        #expect(weekly.allSatisfy { $0 == weekly[0] })
    }

    @Test("tests of a family are renewed together")
    func families() {
        let test = DeclaredTest<Study.Key>("test", label: "Test", meaning: "a test")
        func finding(_ weeks: ReleasedWeeks, _ p: Double) -> FindingBuilder {
            var finding = FindingBuilder(id: "id", title: "title")
            let sets = [weeks.named(100..<150), weeks.named(150..<200).union(weeks.named(0..<20))]
            finding.add(
                sets.enumerated().map { day, set in
                    HypothesisTest(test, .init(day: day), p: p, basis: .of(set))
                        .member(of: "family", holm: p, benjaminiHochberg: p)
                })
            return finding
        }
        var weeks = ReleasedWeeks(people: 100...199)
        _ = weeks.release(finding(weeks, 0.1))
        weeks.people[100] = 1
        for name in 0..<20 { weeks.people[name] = 0 }
        let second = weeks.release(finding(weeks, 0.2)).findings[0].tests
        #expect(second.map(\.p) == [.number(0.1), .number(0.1)])
        #expect(second.allSatisfy { $0.asOf == ReleaseDate("2026-01-01") })
    }

    @Test("a number in a sentence keeps its old text")
    func sentences() {
        func finding(_ weeks: ReleasedWeeks) -> FindingBuilder {
            var finding = FindingBuilder(id: "id", title: "title")
            finding.cautions = ["\(Measured.count(weeks.everybody, "patient", "patients")) are in it"]
            return finding
        }
        var weeks = ReleasedWeeks(people: 100...199)
        #expect(weeks.release(finding(weeks)).findings[0].cautions == ["100 patients are in it"])
        weeks.people[0] = 0
        let second = weeks.release(finding(weeks))
        #expect(second.findings[0].cautions == ["100 patients are in it"])
        #expect(second.standing.numbers == 1)
        #expect(second.standing.dates == [ReleaseDate("2026-01-01")])
        for name in 1..<11 { weeks.people[name] = 0 }
        #expect(weeks.release(finding(weeks)).findings[0].cautions == ["111 patients are in it"])
    }

    @Test("the patients of a population stand too")
    func population() {
        var weeks = ReleasedWeeks(people: 100...199)
        func finding(_ weeks: ReleasedWeeks) -> FindingBuilder {
            var finding = FindingBuilder(id: "id", title: "title")
            finding.population = .init("all", patients: weeks.everybody, observations: 3 * weeks.people.count)
            return finding
        }
        _ = weeks.release(finding(weeks))
        weeks.people[0] = 0
        let second = weeks.release(finding(weeks)).findings[0]
        #expect(second.patients == .number(100))
        #expect(second.observations == .number(300))
        #expect(second.populationAsOf.patients == ReleaseDate("2026-01-01"))
    }

    @Test("rows stand where few came, or rows of few people", arguments: [(1, 1), (30, 1), (30, 11)])
    func rows(rows: Int, people: Int) {
        func table(_ rows: Int) -> Results.TableQuality {
            .init(
                table: "pain", kept: .init(rows), rejected: .init(0), duplicates: .init(0), doubled: .init(0),
                filtered: 0, reasons: [], unreadable: [])
        }
        var weeks = ReleasedWeeks(people: 100...199)
        let finding = Self.mean(1, of: weeks.everybody)
        _ = weeks.release(finding, quality: [table(500)])
        for name in 100..<(100 + people) { weeks.people[name] = 1 }
        let second = weeks.release(finding, quality: [table(500 + rows)]).quality[0]
        #expect(second.kept == .number(people < 11 ? 500 : 530))
        #expect(second.asOf == (people < 11 ? ReleaseDate("2026-01-01") : nil))
    }

    @Test("of a number that many changed in turn a year of releases is kept, and of the public sets all")
    func size() {
        var weeks = ReleasedWeeks(people: 100...199)
        for week in 0..<62 {
            for name in 0..<(week * 20) { weeks.people[1000 + name] = 0 }
            _ = weeks.release(Self.mean(Double(week), of: weeks.everybody))
        }
        #expect(weeks.memory.numbers.values.map(\.count) == [60])
        #expect(weeks.memory.told.count { $0.form == .count } == 62)
        #expect(weeks.memory.people.count == 1320)
    }
}
