import Testing

@testable import Simulation

@Suite struct ChangeModelTests {
    @Test func everyScenarioIsOfOneFamily() {
        #expect(Scenario.ofExposure + Scenario.ofChange + Scenario.ofQuestion == Scenario.allCases)
        #expect(Scenario.ofExposure == [.null, .hyperalgesia, .tolerance])
        #expect(
            Scenario.ofChange.map(\.rawValue)
                == ["tapering", "abrupt_stop", "opioid_rotation", "moud_initiation", "nonopioid_care"])
        #expect(
            Scenario.ofQuestion.map(\.rawValue)
                == ["spreading", "mixed_patterns", "return_to_use", "evoked_tests", "pain_drives_dose"])
    }

    @Test func aChanceIsALineWithTwoEnds() {
        let chance = LinearChance(at5Points: 0.05, perPoint: 0.04, lowest: 0.01, highest: 0.3)
        for (tenths, expected) in [(0, 0.01), (40, 0.01), (45, 0.03), (50, 0.05), (75, 0.15), (100, 0.25)] {
            #expect(abs(chance.at(tenths: tenths) - expected) < 1e-15)
        }
    }

    /// Four steps 28 days apart, each with a quarter of the effect, that grows over 14 days.
    @Test func theEffectOfATaperGrowsWithEachStep() {
        let model = ChangeModel.tapering
        let cases: [(Int, Double)] = [
            (-1, 0), (0, 1.0 / 56), (6, 0.125), (13, 0.25), (27, 0.25), (34, 0.375), (97, 1), (400, 1),
        ]
        for (day, share) in cases { #expect(abs(model.effectShare(day: day) - share) < 1e-15) }
        #expect(model.effectShare(day: 96) < 1)
        let raised = (-10...200).filter { model.withdrawalPoints(day: $0) == 1 }
        #expect(raised == [0...13, 28...41, 56...69, 84...97].flatMap(Array.init))
    }

    @Test func otherChangesActInTwoWeeks() {
        for model in [ChangeModel.abruptStop, .opioidRotation, .moudInitiation, .nonopioidCare] {
            #expect(model.effectShare(day: -1) == 0)
            #expect(model.effectShare(day: 6) == 0.5)
            #expect(model.effectShare(day: 13) == 1)
        }
        #expect((-5...50).filter { ChangeModel.abruptStop.withdrawalPoints(day: $0) > 0 } == Array(0...13))
        #expect((-5...50).allSatisfy { ChangeModel.opioidRotation.withdrawalPoints(day: $0) == 0 })
    }

    @Test(arguments: [ChangeModel.tapering, .abruptStop, .opioidRotation, .moudInitiation, .nonopioidCare])
    func theOptionsShareEveryChange(_ model: ChangeModel) {
        for tenths in 0...100 {
            let chances = model.options.indices.map { model.chance(of: $0, tenths: tenths) }
            #expect(abs(chances.reduce(0, +) - 1) < 1e-12)
            #expect(chances.allSatisfy { $0 >= 0.02 })
        }
    }

    /// 15% of the first dose at each step, in half milligrams: 40 mg are 34, 28, 22 and 16 mg.
    @Test func theDoseFallsByAShareOfTheFirst() {
        #expect(
            (0...6).map { ChangeModel.tapering.doseTenths(after: $0, of: 400) } == [400, 340, 280, 220, 160, 160, 160])
        #expect(ChangeModel.abruptStop.reductionPercent == 100)
    }

    @Test func visitsOfAYear() {
        #expect(ChangeModel.lastVisit(followUpDays: 365) == 12)
        #expect(ChangeModel.decisions(lastVisit: 12) == 2..<7)
        #expect(ChangeModel.decisions(lastVisit: 3).isEmpty)
    }
}
