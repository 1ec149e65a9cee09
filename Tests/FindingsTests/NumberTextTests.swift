import Testing

import Findings

@Suite("Numbers for people")
struct NumberTextTests {
    @Test(
        "A fixed count of decimals, thousands set apart, a proper minus",
        arguments: [
            (0.0, 0, "0"), (999, 0, "999"), (1_000, 0, "1,000"), (1_234_567.891, 2, "1,234,567.89"),
            (-1_234.5, 1, "\u{2212}1,234.5"), (-0.004, 2, "0.00"), (-0.006, 2, "\u{2212}0.01"),
            (999_999.96, 1, "1,000,000.0"),
            (12, -3, "12"),
        ])
    func fixed(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(
        "Percentages have one decimal", arguments: [(0.0, "0.0%"), (0.62345, "62.3%"), (1, "100.0%"), (0.0004, "0.0%")])
    func percent(share: Double, text: String) {
        #expect(NumberText.percent(share) == text)
    }

    @Test("Levels and claims are written as they are set", arguments: [(0.95, "95%"), (0.975, "97.5%"), (0.9, "90%")])
    func level(share: Double, text: String) {
        #expect(NumberText.level(share) == text)
    }

    @Test(
        "p-values have three decimals and never read as zero or one",
        arguments: [
            (0.0, "p < 0.001"), (0.0009999, "p < 0.001"), (0.001, "p = 0.001"), (0.0416, "p = 0.042"),
            (0.9991, "p > 0.999"), (1, "p > 0.999"),
        ])
    func pValue(p: Double, text: String) {
        #expect(NumberText.pValue(p) == text)
        #expect("p " + (text.contains("=") ? "= " : "") + NumberText.pCell(p).replacing("\u{00A0}", with: " ") == text)
        #expect(!NumberText.pCell(p).contains(" "))
    }

    // The rule's own examples: 0.827 ± 0.119 is written 0.83 ± 0.12, 0.827 ± 0.367 is written 0.8 ± 0.4
    // (Particle Data Group, Review of Particle Physics, introduction, section 5.3).
    @Test(
        "A standard error sets the decimals",
        arguments: [
            (0.119, 2), (0.367, 1), (0.0354, 3), (0.0356, 2), (0.96, 1), (9.6, 0), (12.0, 0), (1.2, 1), (1e-9, 6),
            (0, 2),
            (.infinity, 2),
        ])
    func decimals(standardError: Double, expected: Int) {
        #expect(NumberText.decimals(standardError: standardError) == expected)
    }

    @Test(
        "A count agrees with its noun", arguments: [(0.0, "no patients"), (1, "1 patient"), (1_234, "1,234 patients")])
    func noun(count: Double, text: String) {
        #expect(NumberText.count(count, "patient", "patients") == text)
    }
}
