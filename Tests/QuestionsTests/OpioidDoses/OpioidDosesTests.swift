import Cohort
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Opioids and their doses") struct OpioidDosesTests {
    private static func dispensed(_ mme: Double) -> OpioidRegimen {
        OpioidRegimen(drug: 0, dailyMME: .milligrams(mme), dailyDose: mme, isSupply: true)
    }

    private static let sublingual = OpioidRegimen(
        drug: 1, dailyMME: .milligrams(310.4), dailyDose: 8, route: .sublingual)
    private static let infusion = OpioidRegimen(drug: 0, dailyMME: .notConvertible, dailyDose: 10, route: .intravenous)

    /// Twenty at 30 MME with an early refill, twenty at 120 for 10 of 100 days, twelve on buprenorphine too, twelve with an infusion.
    static let cohort: Cohort = {
        let early = CohortFixture.Person(regimens: [(0...29, dispensed(30)), (20...49, dispensed(30))])
        let high = CohortFixture.Person(regimens: [(0...9, dispensed(120))])
        let both = CohortFixture.Person(regimens: [(0...9, dispensed(20)), (20...29, sublingual)])
        let infused = CohortFixture.Person(regimens: [(0...9, dispensed(20)), (20...29, infusion)])
        let people =
            Array(repeating: early, count: 20) + Array(repeating: high, count: 20) + Array(repeating: both, count: 12)
            + Array(repeating: infused, count: 12)
        return CohortFixture(people: people, conversions: [("buprenorphine sublingual", .factor(38.8))]).cohort
    }()

    private func value(_ quantity: Quantity<DoseKey>, _ key: DoseKey) throws -> Double? {
        try StudyFixture(Self.cohort, analyses: "[opioid_doses]").finding(OpioidDoses.self)[quantity, key]?.number
    }

    /// By the days with the drug: twenty at 30, twenty at 120, and twelve at (200 + 3,104) / 20 = 165.2, or 20 without buprenorphine.
    @Test func dosesByHand() throws {
        #expect(try value(.doseMedian, DoseKey(denominator: .onTherapy, buprenorphine: .included)) == 120)
        #expect(try value(.doseUpperQuartile, DoseKey(denominator: .highestDay, buprenorphine: .included)) == 120)
        // Of 52 in order 12 at 20, 20 at 30 and 20 at 120; quartiles between the 13th and 14th, the 26th and 27th, the 39th and 40th.
        for (quantity, expected) in [(Quantity.doseLowerQuartile, 30.0), (.doseMedian, 30), (.doseUpperQuartile, 120)] {
            let known = try value(quantity, DoseKey(denominator: .onTherapy, buprenorphine: .leftOut))
            #expect(known == expected)
        }
        // Over 90 days: 30 · 60 / 90 = 20, 120 · 10 / 90 = 13.3, 20 · 10 / 90 = 2.2. The infusion's people have no known dose.
        #expect(
            try value(.doseMedian, DoseKey(denominator: .window, buprenorphine: .leftOut)).map {
                abs($0 - 40.0 / 3) < 1e-12
            } == true)
        #expect(try value(.highDoseShare, DoseKey(denominator: .onTherapy, buprenorphine: .leftOut)) == 20.0 / 52)
        #expect(try value(.highDoseShare, DoseKey(denominator: .onTherapy, buprenorphine: .included)) == 32.0 / 52)
    }

    @Test func whatHasNoFactorIsListed() throws {
        #expect(try value(.rowsWithoutFactor, DoseKey(drug: DrugTerm(.morphine), route: RouteTerm(.intravenous))) == 12)
        #expect(try value(.overlappingSupplies, DoseKey()) == 20)
        #expect(try value(.patientsTaking, DoseKey(drug: DrugTerm(.buprenorphine))) == 12.0 / 64)
        let page = try StudyFixture(Self.cohort, analyses: "[opioid_doses]").page(OpioidDoses.self)
        #expect(page.answer?.lead.contains("120.0 MME a day on the days with an opioid") == true)
    }
}

/// Scores that stand twice in their file are a caution of every answer that uses them.
@Suite struct DoubledScoresTests {
    @Test func everyAnswerThatUsesThemSaysSo() throws {
        let person = CohortFixture.Person(
            exposures: [0...100], pain: [(1, 4), (1, 4), (20, 5), (40, 6), (60, 5), (80, 7)])
        let fixture = CohortFixture(people: Array(repeating: person, count: 12))
        let findings = try StudyFixture(fixture.cohort).run().findings
        let saying = findings.filter {
            $0.cautions.contains { $0.contains("Scores alike in every column") && $0.contains(": 12.") }
        }
        #expect(
            saying.map(\.id) == [
                "pain_course", "pain_trend", "dose_response", "other_explanations", "missingness", "individual_trends",
                "subgroups", "pain_by_duration_band", "taper", "dechallenge", "oih_pattern",
            ])
    }
}
