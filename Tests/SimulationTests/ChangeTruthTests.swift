import Foundation
import Testing

@testable import Simulation

@Suite struct ChangeTruthTests {
    static func truth(_ scenario: Scenario, dropout: Bool = true) throws -> ChangeTruth {
        let design = try StudyDesign(people: 1, seed: 1, scenario: scenario, untidiness: .none, dropout: dropout)
        return try #require(SimulatedStudy(design: design).truth.ofChange)
    }

    @Test func effects() throws {
        #expect(try Self.truth(.tapering).effectPoints == ["tapering": -0.6])
        #expect(try Self.truth(.abruptStop).effectPoints == ["abrupt_stop": 0.5])
        #expect(try Self.truth(.opioidRotation).effectPoints == ["opioid_rotation": -0.5])
        #expect(
            try Self.truth(.moudInitiation).effectPoints
                == ["buprenorphine": -0.8, "methadone": -0.5, "naltrexone": 0.2])
        let care = try Self.truth(.nonopioidCare).effectPoints
        #expect(care["other"] == 0)
        #expect(
            care["physical_therapy+cognitive_behavioural_therapy"]
                == -1.4 && care["physical_therapy"] == -0.8 && care["cognitive_behavioural_therapy"] == -0.6)
        let taper = try Self.truth(.tapering)
        #expect(taper.fullEffectAfterDays == 97)
        #expect(taper.reductions == 4 && taper.reductionPercentOfBaseline == 15 && taper.daysBetweenReductions == 28)
        #expect(taper.withdrawalPainDays == 14)
        #expect(try Self.truth(.opioidRotation).withdrawalPainDays == 0)
        #expect(try Self.truth(.moudInitiation).daysWithoutEither == ["naltrexone": 7])
    }

    /// The first score of a patient who was taken in for a high one: with X0 the pain, of standard deviation
    /// τ = sqrt(0.9² + 0.9²) about 5, and a score of 5.0 from 4.95 on, E[X1 - X0 | X0 >= 4.95] = -0.9²/τ · φ(z)/(1 - Φ(z)),
    /// z = -0.05/τ: τ = 1.272792, z = -0.039284, φ = 0.398634, 1 - Φ = 0.515668, so -0.491965.
    /// Scores are rounded, which moves the sum by less than 0.001.
    @Test func afterEntryScoresFallAsATruncatedNormalDoes() throws {
        #expect(abs(try Self.truth(.tapering, dropout: false).changeAfterEntryPoints + 0.491965) < 0.001)
    }

    @Test(arguments: Scenario.ofChange)
    func aNaiveComparisonSeesTheEffectAndRegressionToTheMean(_ scenario: Scenario) throws {
        let truth = try Self.truth(scenario)
        for (name, effect) in truth.effectPoints {
            let naive = try #require(truth.naiveBeforeAfterPoints[name])
            let regression = try #require(truth.regressionToTheMeanPoints[name])
            #expect((-1...(-0.3)).contains(regression))
            // The ends of the scale take less than a fiftieth of a point off.
            #expect(abs(naive - effect - regression) < 0.02)
        }
        #expect((0.3...0.7).contains(truth.changedShare))
    }

    @Test(arguments: Scenario.ofChange)
    func namesInJSON(_ scenario: Scenario) throws {
        let truth = try Self.truth(scenario)
        let data = try JSONEncoder().encode(KnownTruth.change(truth))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        var names: Set = [
            "scenario", "effect_points", "full_effect_after_days", "withdrawal_pain_points", "withdrawal_pain_days",
            "withdrawal_share", "no_withdrawal_share_day7_by_arm", "reductions", "reduction_percent_of_baseline",
            "days_between_reductions", "days_without_either", "entry_score_at_least", "chance_of_change",
            "visits_of_change", "other_option_shares", "chance_of_leaving", "after_planned_visits",
            "naive_before_after_points", "regression_to_the_mean_points", "change_after_entry_points", "changed_share",
            "hazard_ratios", "events_per_year", "rate_increase_per_baseline_point", "mean_level", "sd_level",
            "sd_residual", "notes",
        ]
        if [.moudInitiation, .nonopioidCare].contains(scenario) {
            names.formUnion(["favoured_option", "chance_of_favoured_option"])
        }
        if scenario == .moudInitiation { names.insert("precipitated_withdrawal_share_by_arm") }
        #expect(Set(object.keys) == names)
        #expect(object["scenario"] as? String == scenario.rawValue)
        #expect(try JSONDecoder().decode(ChangeTruth.self, from: data) == truth)
    }

    @Test func aTruthIsOfOneKind() throws {
        let exposure = SimulatedStudy(design: try StudyDesign(people: 1, seed: 1, scenario: .null)).truth
        #expect(exposure.ofChange == nil && exposure.ofExposure != nil)
        let change = SimulatedStudy(design: try StudyDesign(people: 1, seed: 1, scenario: .tapering)).truth
        #expect(change.ofChange != nil && change.ofExposure == nil)
    }
}
