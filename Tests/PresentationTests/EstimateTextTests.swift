import Disclosure
import Findings
import Presentation
import Testing

@Suite("Estimates as text")
struct EstimateTextTests {
    private static let persons = PersonSet(everyoneBelow: 100)
    private static let few = PersonSet(everyoneBelow: 3)
    private static let share = Quantity<Overall>(
        "share", label: "Share", unit: .share, format: .percent, meaning: "a share")
    private static let slope = Quantity<Overall>("slope", label: "Slope", unit: .days, meaning: "a slope")
    private static let logLikelihood = Quantity<Overall>(
        "log_likelihood", label: "Log-likelihood", unit: .named("log likelihood"), format: .fixed(2),
        meaning: "a criterion")

    /// The number as disclosure control lets it out.
    private func text(
        _ quantity: Quantity<Overall>, _ value: Double?, se: Double? = nil, _ limits: ClosedRange<Double>? = nil,
        level: Double = 0.95, persons: PersonSet = persons
    ) -> EstimateText {
        var finding = FindingBuilder(id: "id", title: "title")
        finding.add(
            quantity, Overall(), value, se: se,
            interval: limits.map { .init(lower: $0.lowerBound, upper: $0.upperBound, level: level, method: "wald") },
            basis: .of(persons))
        let released = Released.release(
            Results(
                study: .init(title: "t", synthetic: true, index: "", definitions: [], plan: nil),
                run: .init(id: "r", version: "v", isInternal: false, minimumCell: 11), inputs: [], quality: [],
                findings: [finding]), under: .init())
        return EstimateText(released.findings[0].estimates[0])
    }

    @Test("A share reads as a percentage with its interval")
    func share() {
        let share = text(Self.share, 0.6234, 0.5951...0.6502)
        #expect(share.sentence == "62.3% (95% CI 59.5 to 65.0)")
        #expect(share.cell == "62.3% (59.5 to 65.0)")
    }

    @Test("Other estimates are rounded by their standard error, limits too")
    func slope() {
        let slope = text(Self.slope, -0.02341, se: 0.0241, -0.0707...0.0237, level: 0.9)
        #expect(slope.sentence == "\u{2212}0.023 (90% CI \u{2212}0.071 to 0.024)")
    }

    @Test("Without a standard error the interval's width serves, and then the value's own size")
    func withoutStandardError() {
        #expect(text(Self.slope, 4.2712, 4.18...4.36).value == "4.27")
        #expect(text(Self.slope, 0.148_72).value == "0.149")
        #expect(text(Self.slope, 6_120).value == "6,120")
        // Released with three digits, it has none behind the point.
        #expect(text(Self.logLikelihood, -871.814_12).value == "\u{2212}872")
    }

    @Test("A withheld number is the word, an absent one a dash; neither has limits")
    func withheldAndAbsent() {
        #expect(text(Self.share, 0.5, 0.4...0.6, persons: Self.few).sentence == "withheld")
        #expect(text(Self.share, nil).cell == "\u{2014}")
    }
}
