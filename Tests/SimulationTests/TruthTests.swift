import Foundation
import Simulation
import Testing

@Suite struct TruthTests {
    private static func truth(_ scenario: Scenario) throws -> Truth {
        let study = SimulatedStudy(design: try StudyDesign(people: 1, seed: 1, scenario: scenario))
        return try #require(study.truth.ofExposure)
    }

    @Test func slopes() throws {
        let null = try Self.truth(.null)
        let hyperalgesia = try Self.truth(.hyperalgesia)
        let tolerance = try Self.truth(.tolerance)
        #expect([null, hyperalgesia, tolerance].map(\.slopePer30Days) == [0, 0.12, 0.12])
        #expect([null, hyperalgesia, tolerance].map(\.marginalSlopePer30Days) == [0, 0.12, 0.02])
        // An increase of a quarter takes 0.3 points off: 0.3 / ln 1.25.
        #expect([null, hyperalgesia, tolerance].map(\.doseEffectPerLogMME) == [0, 0, -1.344426035317])
    }

    /// 0.8² and a twelfth of 0.1²: sqrt(0.640833…).
    @Test func roundingIsPartOfTheResidual() throws {
        #expect(try Self.truth(.null).sdResidual == 0.800520663902)
    }

    @Test func namesInJSONAreTheReports() throws {
        let data = try JSONEncoder().encode(KnownTruth.exposure(try Self.truth(.tolerance)))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let names: Set = [
            "scenario", "slope_per_30_days", "marginal_slope_per_30_days", "dose_effect_per_log_mme", "intercept",
            "sd_intercept", "sd_slope", "correlation", "sd_residual", "no_withdrawal_share_day7",
            "no_withdrawal_share_day7_by_arm", "symptom_log_odds_ratio_per_30_days", "symptom_share_at_start",
            "return_to_use_per_week", "return_to_use_hazard_ratio_per_point", "missed_visit_share", "notes",
        ]
        #expect(Set(object.keys) == names)
        #expect(try JSONDecoder().decode(Truth.self, from: data) == Self.truth(.tolerance))
    }
}
