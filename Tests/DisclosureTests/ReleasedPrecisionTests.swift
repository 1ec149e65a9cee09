import Disclosure
import Findings
import Testing

@Suite("Released precision")
struct ReleasedPrecisionTests {
    private static let everybody = PersonSet(ascending: 0..<200)
    private static let mean = Quantity<Overall>("mean", label: "Mean", unit: .score, meaning: "a mean")
    private static let share = Quantity<Overall>(
        "share", label: "Share", unit: .share, format: .percent, meaning: "a share")
    private static let rows = Quantity<Overall>("rows", label: "Rows", unit: .rows, format: .count, meaning: "rows")
    private static let isZero = DeclaredTest<Overall>("is_zero", label: "zero", meaning: "that it is zero")

    private func released(policy: DisclosurePolicy = .init(), _ fill: (inout FindingBuilder) -> Void) -> ReleasedFinding
    {
        var finding = FindingBuilder(id: "id", title: "title")
        fill(&finding)
        return Released.release(DisclosureStudy.results([finding]), under: policy).findings[0]
    }

    private func value(_ value: Double, policy: DisclosurePolicy = .init()) -> Double? {
        released(policy: policy) { $0.add(Self.mean, Overall(), value, basis: .of(Self.everybody)) }
            .estimates[0].value?.number
    }

    @Test(
        "An estimate has three significant digits, whatever its size and sign; zero stays zero",
        arguments: [
            (1_234.5, 1_230), (12.345, 12.3), (0.000_123_49, 0.000_123), (-0.045_678, -0.045_7), (0, 0), (100, 100),
            (999.6, 1_000), (-999.4, -999), (44.6, 44.6), (-1e-9, -1e-9),
        ])
    func digits(_ number: Double, _ shown: Double) {
        #expect(value(number) == shown)
    }

    @Test(
        "Of two numbers as near, the one that ends in an even digit",
        arguments: [(0.062_25, 0.062_2), (100.5, 100), (101.5, 102)])
    func ties(_ number: Double, _ shown: Double) {
        #expect(value(number) == shown)
    }

    @Test("An internal report, and one that withholds nothing, round nothing")
    func unrounded() {
        #expect(value(12.345, policy: .init(isInternal: true)) == 12.345)
        #expect(value(12.345, policy: .init(minimumCell: 1)) == 12.345)
    }

    @Test("Error and limits too; limits lie on either side of the value")
    func limits() {
        let own = released {
            $0.add(
                Self.mean, Overall(), 12.344, se: 0.012_345,
                interval: .init(lower: 12.341, upper: 12.356, level: 0.95, method: "wald"),
                basis: .of(Self.everybody))
        }.estimates[0]
        #expect([own.value, own.se, own.lower, own.upper].map { $0?.number } == [12.3, 0.012_3, 12.3, 12.4])
    }

    @Test("Counts keep their digits, and a share of which both counts are shown; its limits still contain it")
    func exact() {
        let (whole, part) = (PersonSet(ascending: 0..<4_000_000), PersonSet(ascending: 0..<2_468_135))
        let exact = Double(part.count) / Double(whole.count)
        let finding = released { finding in
            finding.add(Self.rows, Overall(), 123_456, basis: .of(Self.everybody))
            finding.add(
                Self.share, Overall(), exact, se: 0.000_234_4,
                interval: .init(lower: 0.616_9, upper: 0.617_2, level: 0.95, method: "wilson"), n: whole.count,
                events: part.count, basis: .event(part, among: whole))
            finding.add(Self.share, Overall(), exact, n: whole.count, basis: .event(part, among: whole))
        }
        #expect(finding.estimates.map { $0.value?.number } == [123_456, exact, 0.617])
        // 0.6172 is nearest to 0.617, which is below 0.61703375.
        #expect(finding.estimates[1].lower?.number == 0.617 && finding.estimates[1].upper?.number == 0.618)
        #expect(finding.estimates[1].se?.number == 0.000_234)
    }

    @Test("A share that weights or a model made is an estimate, whatever counts stand beside it")
    func weighted() {
        let part = PersonSet(ascending: 0..<100)
        let finding = released {
            $0.add(
                Self.share, Overall(), 0.512_34, n: 200, events: 100, basis: .event(part, among: Self.everybody))
        }
        #expect(finding.estimates[0].value?.number == 0.512)
    }

    @Test("Tests: statistic and p, small ones too, and adjusted ones; whole degrees of freedom stay")
    func tests() {
        func test(df: Double) -> ReleasedTest {
            released { finding in
                finding.add([
                    HypothesisTest(
                        Self.isZero, Overall(), statistic: 23.456_7, df: df, p: 1.234_56e-7, basis: .of(Self.everybody)
                    ).member(of: "family", holm: 2.469_12e-7, benjaminiHochberg: 0.045_678)
                ])
            }.tests[0]
        }
        let own = test(df: 1_234)
        #expect(own.statistic?.number == 23.5 && own.p?.number == 1.23e-7)
        #expect(own.holm?.number == 2.47e-7 && own.benjaminiHochberg?.number == 0.045_7)
        #expect(own.df?.number == 1_234 && test(df: 87.654).df?.number == 87.7)
    }

    @Test("Numbers of sentences are rounded alike, and counts of patients are not")
    func sentences() throws {
        let number = try #require(Measured(1_234.56, .byError, basis: .of(Self.everybody)))
        let finding = released { $0.cautions = ["\(number) of \(.count(Self.everybody))"] }
        #expect(finding.cautions == ["1,230 of 200"])
        let unrounded = released(policy: .init(isInternal: true)) { $0.cautions = ["\(number)"] }
        #expect(unrounded.cautions == ["1,235"])
    }
}
