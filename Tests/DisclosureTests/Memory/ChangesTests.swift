import Findings
import Testing

@testable import Disclosure

/// Two weeks of which the numbers of everybody and of one arm are renewed: from both follows what the other arm changed by.
@Suite("Changes of few from two numbers that changed by many")
struct ChangesTests {
    typealias Study = DisclosureStudy

    /// Persons by name, in two arms.
    private struct Arms {
        var first = Set(100..<150)
        var second = Set(150..<200)
        var all: Set<Int> { first.union(second) }

        func week(_ weeks: inout ReleasedWeeks, _ fill: (inout FindingBuilder, [PersonSet]) -> Void)
            -> [[String]]
        {
            weeks.people = Dictionary(uniqueKeysWithValues: all.map { ($0, 0) })
            var finding = FindingBuilder(id: "id", title: "title")
            fill(&finding, [all, first, second].map { weeks.named($0.sorted()) })
            return weeks.release(finding).findings[0].estimates.map(\.shown)
        }
    }

    /// Which numbers are shown anew in a second week in which arms became other ones.
    private static func secondWeek(
        _ change: (inout Arms) -> Void, _ fill: (inout FindingBuilder, [PersonSet]) -> Void
    ) -> [String] {
        var weeks = ReleasedWeeks(people: 100...199)
        var arms = Arms()
        _ = arms.week(&weeks, fill)
        change(&arms)
        return arms.week(&weeks, fill).map { $0[1] }
    }

    private static func counts(_ finding: inout FindingBuilder, _ sets: [PersonSet]) {
        finding.add(count: sets[0], as: Study.count, .init())
        finding.add(count: sets[1], as: Study.count, .init(levels: ["arm": 1]))
        finding.add(count: sets[2], as: Study.count, .init(levels: ["arm": 2]))
    }

    @Test("twenty came, fifteen of them to the first arm: only one of the two numbers is renewed")
    func came() {
        let shown = Self.secondWeek { arms in
            arms.first.formUnion(0..<15)
            arms.second.formUnion(15..<20)
        } _: {
            Self.counts(&$0, $1)
        }
        #expect(shown == ["now", "2026-01-01", "2026-01-01"])
    }

    @Test("eleven and more came to each: all are renewed")
    func many() {
        let shown = Self.secondWeek { arms in
            arms.first.formUnion(0..<15)
            arms.second.formUnion(15..<30)
        } _: {
            Self.counts(&$0, $1)
        }
        #expect(shown == ["now", "now", "now"])
    }

    @Test("the same week again: a mean that stood for the sake of a count that was barred stands again")
    func sameAgain() {
        var weeks = ReleasedWeeks(people: 100...199)
        var arms = Arms()
        func means(_ finding: inout FindingBuilder, _ sets: [PersonSet]) {
            for (arm, set) in sets.enumerated() {
                finding.add(Study.mean, .init(levels: ["arm": arm]), Double(sets[0].count), basis: .of(set))
            }
        }
        func countsToo(_ finding: inout FindingBuilder, _ sets: [PersonSet]) {
            means(&finding, sets)
            Self.counts(&finding, sets)
        }
        _ = arms.week(&weeks) { means(&$0, $1) }
        arms.first.formUnion(0..<15)
        arms.second.formUnion(15..<20)
        let second = arms.week(&weeks) { countsToo(&$0, $1) }
        let stands = zip(second.prefix(3), second.suffix(3)).contains { mean, count in
            mean == ["100.0", "2026-01-01"] && count[0] == "withheld"
        }
        #expect(stands, "\(second)")
        for _ in 0..<2 { #expect(arms.week(&weeks) { countsToo(&$0, $1) } == second) }
    }

    @Test("all came to one arm: the other did not change, which may be known")
    func nobody() {
        let shown = Self.secondWeek { arms in
            arms.first.formUnion(0..<15)
        } _: {
            Self.counts(&$0, $1)
        }
        #expect(shown == ["now", "now", "now"])
    }

    @Test("one went over from arm to arm: the difference of the counts still tells of few")
    func wentOver() {
        let shown = Self.secondWeek { arms in
            arms.first.formUnion(0..<15)
            arms.second.formUnion(15..<20)
            arms.first.insert(150)
            arms.second.remove(150)
        } _: {
            Self.counts(&$0, $1)
        }
        #expect(shown == ["now", "2026-01-01", "2026-01-01"])
    }

    @Test("the means of everybody and of one arm would tell the sum over few, though the other arm is not shown")
    func means() {
        let shown = Self.secondWeek { arms in
            arms.first.formUnion(0..<15)
            arms.second.formUnion(15..<20)
        } _: { finding, sets in
            for (level, set) in sets.prefix(2).enumerated() {
                finding.add(Study.mean, .init(day: level), 4.5, n: set.count, basis: .of(set))
            }
        }
        #expect(shown.count { $0 == "now" } == 1)
    }

    @Test("with the event there came many, without it few: the share stands")
    func shares() {
        let shown = Self.secondWeek { arms in
            arms.first.formUnion(0..<15)
            arms.second.formUnion(15..<20)
        } _: { finding, sets in
            finding.add(
                Study.share, .init(), 0.5, n: sets[0].count, events: sets[1].count,
                basis: .event(sets[1], among: sets[0]))
        }
        #expect(shown == ["2026-01-01"])
    }

    @Test("what few changed by is not told by another number of the same people either", arguments: [5, 15, 17])
    func otherName(came: Int) {
        var weeks = ReleasedWeeks(people: 100...199)
        var arms = Arms()
        _ = arms.week(&weeks) { finding, sets in finding.add(count: sets[0], as: Study.count, .init()) }
        // Some left besides, so that neither set lies within the other.
        arms.first.subtract(100..<(came == 17 ? 112 : 102))
        arms.second.formUnion(0..<came)
        let shown = arms.week(&weeks) { finding, sets in
            finding.add(count: sets[0], as: Study.count, .init())
            finding.add(count: sets[0], as: Study.count, .init(day: 1))
        }
        let old = [["100.0", "2026-01-01"], ["withheld", "now"]]
        #expect(shown == (came != 15 ? old : [["113.0", "now"], ["113.0", "now"]]))
    }

    @Test("those of a mean that stands are not told as those with the event of a share")
    func eventOfAnother() {
        var weeks = ReleasedWeeks(people: 100...199)
        func week(_ with: Range<Int>, _ among: Range<Int>, _ mean: Double) -> [[String]] {
            var finding = FindingBuilder(id: "id", title: "title")
            let (with, among) = (weeks.named(with), weeks.named(among))
            finding.add(Study.mean, .init(), mean, n: with.count, basis: .of(with))
            if mean > 1 {
                finding.add(
                    Study.share, .init(), Double(with.count) / Double(among.count), n: among.count, events: with.count,
                    basis: .event(with, among: among))
            }
            return weeks.release(finding).findings[0].estimates.map(\.shown)
        }
        #expect(week(100..<116, 100..<142, 1) == [["1.0", "now"]])
        #expect(week(100..<126, 100..<155, 2) == [["1.0", "2026-01-01"], ["withheld", "now"]])
    }

    @Test("a number that is new is withheld where its people's change, by many, would tell that of few")
    func newNumber() {
        var weeks = ReleasedWeeks(people: 100...199)
        var arms = Arms()
        _ = arms.week(&weeks) { Self.counts(&$0, $1) }
        arms.first.formUnion(0..<15)
        arms.second.formUnion(15..<20)
        let shown = arms.week(&weeks) { finding, sets in
            Self.counts(&finding, sets)
            finding.add(count: sets[1], as: Study.count, .init(levels: ["b": 1]))
        }
        #expect(shown[0] == ["120.0", "now"])
        #expect(shown[3] == ["withheld", "now"])
    }
}
