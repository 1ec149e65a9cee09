import Disclosure
import Findings
import Testing

@Suite("Primary suppression")
struct PrimarySuppressionTests {
    /// Persons `first` to `first + count - 1`.
    private static func persons(_ count: Int, from first: Int = 0) -> PersonSet {
        PersonSet(ascending: first..<(first + count))
    }

    private struct Key: GroupKey {
        var level: StudyPlace?
        static let axes: [Axis] = [.column]
        var coordinates: [Coordinate] { level.map { [Coordinate(.column, .study($0))] } ?? [] }
    }

    private static let share = Quantity<Key>(
        "share", label: "Share", unit: .share, format: .percent, meaning: "a share")
    private static let isZero = DeclaredTest<Key>("is_zero", label: "zero", meaning: "that it is zero")

    private func released(policy: DisclosurePolicy = .init(), _ fill: (inout FindingBuilder) -> Void) -> ReleasedFinding
    {
        var finding = FindingBuilder(id: "id", title: "title")
        fill(&finding)
        let results = Results(
            study: .init(title: "t", synthetic: true, index: "", definitions: [], plan: nil),
            run: .init(id: "r", version: "v", isInternal: false, minimumCell: 0), inputs: [], quality: [],
            findings: [finding])
        return Released.release(results, under: policy).findings[0]
    }

    private func estimate(
        _ events: Int, of n: Int, apart: [PersonSet] = [], policy: DisclosurePolicy = .init()
    ) -> ReleasedEstimate {
        released(policy: policy) { finding in
            finding.add(
                Self.share, Key(), Double(events) / Double(n), se: 0.1,
                interval: .init(lower: 0, upper: 1, level: 0.95, method: "wilson"), n: n, events: events,
                basis: .event(Self.persons(events), among: Self.persons(n), apart: apart))
        }.estimates[0]
    }

    private func isWithheld(_ estimate: ReleasedEstimate) -> Bool {
        [estimate.value, estimate.se, estimate.lower, estimate.upper, estimate.n, estimate.events]
            .allSatisfy { $0?.isWithheld ?? false }
    }

    @Test(
        "1 to 10 persons that it is about, with the event or without it take every number along",
        arguments: [(1, 100), (10, 100), (99, 100), (90, 100), (5, 10), (0, 10)])
    func small(_ events: Int, _ n: Int) {
        #expect(isWithheld(estimate(events, of: n)))
    }

    @Test("that it was nobody or everybody of fewer than 33 tells it of each of them", arguments: [0, 1])
    func alike(_ share: Int) {
        for n in [11, 12, 32] { #expect(isWithheld(estimate(share * n, of: n))) }
        #expect(!isWithheld(estimate(share * 33, of: 33)))
    }

    @Test("0 and 11 may be shown", arguments: [(0, 33), (11, 22), (0, 100), (100, 100), (11, 100), (89, 100)])
    func large(_ events: Int, _ n: Int) {
        let own = estimate(events, of: n)
        #expect(own.value == .number(Double(events) / Double(n)))
        #expect(own.n == .number(Double(n)))
        #expect(own.events == .number(Double(events)))
    }

    @Test("persons apart withhold even where those behind the number are many")
    func apart() {
        #expect(isWithheld(estimate(50, of: 100, apart: [Self.persons(4, from: 100)])))
        #expect(!isWithheld(estimate(50, of: 100, apart: [PersonSet(), Self.persons(11, from: 100)])))
    }

    @Test("planted cells of 0, 1, 10 and 11 persons: only those of 1 and 10 are withheld")
    func planted() {
        let cells = [0, 1, 10, 11]
        let finding = released { finding in
            for (number, count) in cells.enumerated() {
                finding.add(
                    count: Self.persons(count, from: 1_000 * number), as: Self.share,
                    Key(level: StudyPlace(StudyWord("arm"), level: .recorded(StudyWord("\(count)")))))
            }
        }
        #expect(finding.estimates.map { $0.value?.isWithheld } == [false, true, true, false])
    }

    @Test("a test that could be inverted goes too")
    func test() {
        func test(_ persons: Int) -> ReleasedTest {
            released { finding in
                finding.add([
                    HypothesisTest(
                        Self.isZero, Key(), statistic: 1, df: 2, p: 0.5, basis: .of(Self.persons(persons)))
                ])
            }.tests[0]
        }
        #expect([test(4).p, test(4).statistic, test(4).df].allSatisfy { $0?.isWithheld == true })
        #expect(test(40).p == .number(0.5))
    }

    @Test("where one p-value of a family goes, its adjusted ones go, and those of other families stay")
    func family() {
        func member(_ family: String?, _ persons: Int) -> HypothesisTest {
            let test = HypothesisTest(Self.isZero, Key(), p: 0.01, basis: .of(Self.persons(persons)))
            return family.map { test.member(of: $0, holm: 0.02, benjaminiHochberg: 0.015) } ?? test
        }
        let tests = released { $0.add([member("a", 40), member("a", 4), member("b", 40), member(nil, 4)]) }.tests
        #expect(tests.map { $0.p?.isWithheld } == [false, true, false, true])
        #expect(tests.prefix(3).map { $0.holm?.isWithheld } == [true, true, false])
        #expect(tests.prefix(3).map { $0.benjaminiHochberg?.isWithheld } == [true, true, false])
    }

    @Test("a small population is withheld with its observations")
    func population() {
        func finding(_ patients: Int) -> ReleasedFinding {
            released { $0.population = .init("somebody", patients: Self.persons(patients), observations: 50) }
        }
        #expect(finding(7).patients?.isWithheld == true)
        #expect(finding(7).observations?.isWithheld == true)
        #expect(finding(11).patients == .number(11))
        #expect(finding(11).observations == .number(50))
        #expect(finding(7).hasWithheld)
        #expect(!finding(11).hasWithheld)
    }

    @Test("prose withholds as tables do: reason, caution, setting")
    func prose() {
        func finding(_ count: Int, policy: DisclosurePolicy = .init()) -> ReleasedFinding {
            released(policy: policy) { finding in
                let measured = Measured.count(Self.persons(count), "patient", "patients")
                finding.cautions = ["Left out: \(measured)."]
                finding.set("left_out", "\(measured)")
                finding.notEstimable("only \(measured) came")
            }
        }
        #expect(finding(3).cautions == ["Left out: withheld patients."])
        #expect(finding(3).setting("left_out") == "withheld patients")
        #expect(finding(3).reason == "only withheld patients came")
        #expect(finding(3).hasWithheld)
        #expect(finding(1_100).cautions == ["Left out: 1,100 patients."])
        #expect(finding(1, policy: .init(isInternal: true)).reason == "only 1 patient came")
    }

    @Test("an internal report shows everything and says so")
    func `internal`() {
        #expect(estimate(1, of: 100, policy: .init(isInternal: true)).events == .number(1))
    }

    @Test("another minimum cell is kept to")
    func minimumCell() {
        #expect(!isWithheld(estimate(5, of: 100, policy: .init(minimumCell: 5))))
        #expect(isWithheld(estimate(4, of: 100, policy: .init(minimumCell: 5))))
    }

    @Test("a level is looked up as itself, whatever it is called")
    func names() {
        let words = ["overall", "not recorded", "withheld", "NA", "all"].map {
            StudyPlace.Level.recorded(StudyWord($0))
        }
        let keys = (words + [.notRecorded]).map { Key(level: StudyPlace(StudyWord("denominator"), level: $0)) }
        let finding = released { finding in
            for (number, key) in keys.enumerated() {
                finding.add(Self.share, key, Double(number), basis: .of(Self.persons(100)))
            }
        }
        for (number, key) in keys.enumerated() { #expect(finding[Self.share, key]?.value == .number(Double(number))) }
        #expect(finding.all(Self.share).map(\.key) == keys)
    }
}
