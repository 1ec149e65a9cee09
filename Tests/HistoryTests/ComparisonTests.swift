import Findings
import Presentation
import Testing

@testable import History

@Suite("A run beside the one before")
struct ComparisonTests {
    private func since(_ before: RunContent, _ now: RunContent) throws -> SinceLastRun {
        try HistoryFixture.inFolder { folder in
            let store = try HistoryFixture.store(in: folder)
            try store.record(HistoryFixture.run("a", "2026-01-05"), before)
            return try #require(
                try store.since(HistoryFixture.run("b", "2026-01-12"), now, of: HistoryFixture.study) { _ in true })
        }
    }

    private typealias Case = (old: (Double, Double, Double), new: (Double, Double, Double), moves: Bool)

    @Test("A number has moved where each value lies outside the other's interval")
    func rule() {
        let cases: [Case] = [
            ((1, 0.5, 1.5), (2, 1.6, 2.4), true),
            // Within both.
            ((1, 0, 2), (1.5, 0.5, 2.5), false),
            // The new interval only became narrow: the old value lies outside, the new one not.
            ((1, 0, 2), (1.9, 1.8, 2), false),
            // The new one became wide.
            ((1, 0.9, 1.1), (2, 0.5, 3.5), false),
            // A limit is within.
            ((1, 0.5, 1.5), (1.5, 1.2, 1.8), false),
            ((1, 0.5, 1.5), (-1, -1.5, -0.5), true),
        ]
        for one in cases {
            let before = HistoryFixture.number(one.old.0, one.old.1, one.old.2)
            let now = HistoryFixture.number(one.new.0, one.new.1, one.new.2)
            #expect(Comparison.hasMoved(before, now) == one.moves, "\(one)")
            #expect(Comparison.hasMoved(now, before) == one.moves, "the other way: \(one)")
        }
        #expect(!Comparison.hasMoved(HistoryFixture.number(1), HistoryFixture.number(2, 1.9, 2.1)))
    }

    @Test("Main answers alone are compared, and chance is a twentieth of them")
    func mainAnswers() throws {
        let old = [
            HistoryFixture.number(1, 0.5, 1.5),
            HistoryFixture.number(1, 0.5, 1.5, key: "model=adjusted", isMain: false),
            HistoryFixture.number(1, 0.5, 1.5, quantity: "share"),
        ]
        let new = [
            HistoryFixture.number(9, 8, 10), HistoryFixture.number(9, 8, 10, key: "model=adjusted", isMain: false),
            HistoryFixture.number(1.1, 0.5, 1.5, quantity: "share"),
        ]
        let since = try since(HistoryFixture.content(old), HistoryFixture.content(new))
        #expect(since.compared == 2)
        #expect(abs(since.expectedByChance - 0.1) < 1e-12)
        #expect(since.moved.map(\.quantity) == ["slope"])
        #expect(since.moved.first?.before?.value == 1 && since.moved.first?.now?.value == 9)
        #expect(since.moved.first?.name == "Pain over exposure: slope (unadjusted)")
    }

    @Test("A number that stands as of an earlier day is not compared, and is said")
    func standing() throws {
        let since = try since(
            HistoryFixture.content([HistoryFixture.number(1, 0.5, 1.5)]),
            HistoryFixture.content([HistoryFixture.number(1, 0.5, 1.5, asOf: "2026-01-05")]))
        #expect(since.compared == 0 && since.moved.isEmpty)
        #expect(since.standing.map(\.now?.asOf) == ["2026-01-05"])
    }

    @Test("What is new and what is gone")
    func newAndLost() throws {
        let some = HistoryFixture.content(
            [HistoryFixture.number(1, 0.5, 1.5), HistoryFixture.number(nil, quantity: "share", state: .withheld)])
        let others = HistoryFixture.content(
            [HistoryFixture.number(nil, state: .withheld), HistoryFixture.number(0.5, 0.4, 0.6, quantity: "share")],
            files: ["scores.csv", "more.csv"], rows: 1200)
        let forth = try since(some, others)
        #expect(forth.newNumbers.map(\.quantity) == ["share"] && forth.lostNumbers.map(\.quantity) == ["slope"])
        #expect(forth.newInputs.map(\.file) == ["more.csv"] && forth.goneInputs.isEmpty)
        #expect(forth.tables.map(\.before) == [1000] && forth.tables.map(\.now) == [1200])
        let back = try since(others, some)
        #expect(back.goneInputs.map(\.file) == ["more.csv"] && back.newInputs.isEmpty)
        #expect(back.newNumbers.map(\.quantity) == ["slope"] && back.lostNumbers.map(\.quantity) == ["share"])
    }

    @Test("A question that has no answer any more is named once, with its reason, and its numbers are not")
    func lostAnswer() throws {
        let since = try since(
            HistoryFixture.content([HistoryFixture.number(1, 0.5, 1.5)]),
            HistoryFixture.content([], reason: "nobody is exposed"))
        #expect(since.lostAnswers.map(\.reason) == ["nobody is exposed"])
        #expect(since.lostNumbers.isEmpty)
        let back = try self.since(
            HistoryFixture.content([], reason: "nobody is exposed"),
            HistoryFixture.content([HistoryFixture.number(1, 0.5, 1.5)]))
        #expect(back.newAnswers.map(\.title) == ["Pain over exposure"] && back.newNumbers.isEmpty)
    }
}
