import Foundation

/// What is planted in `evoked_tests`, in each instrument's own unit: points, s, kPa, °C.
public struct EvokedTruth: Codable, Sendable, Equatable {
    /// What is true in the study.
    public let scenario: Scenario
    /// The change for 30 days of exposure, by instrument; of cold pressor tolerance that of the time had the test not been stopped.
    public let slopePer30Days: [String: Double]
    /// The mean without an opioid and on the first day with it, in the same way.
    public let meanAtStart: [String: Double]
    /// Standard deviation of people's levels.
    public let sdLevel: [String: Double]
    /// Standard deviation of a score about a person's own line, without rounding to one decimal.
    public let sdResidual: [String: Double]
    /// The second at which the cold pressor test is stopped.
    public let coldPressorCutOffSeconds: Double
    /// The share of cold pressor tests that are stopped there, by exposure days.
    public let coldPressorStoppedShare: [String: Double]
    /// The chance that a visit was the last, whatever was measured; 0 without dropout.
    public let chanceOfLeaving: Double
    /// Cold pressor tolerance at 360 exposure days less that at 0, in s.
    public let coldPressorChangeOver360Days: Double
    /// What is found of it where stopped tests are taken for measurements.
    public let naiveChangeStoppedAsMeasured: Double
    /// What is found of it where stopped tests are left out.
    public let naiveChangeStoppedLeftOut: Double
    /// Who never has an opioid.
    public let neverExposedShare: Double
    /// What the numbers mean, in words.
    public let notes: [String]

    init(_ design: StudyDesign) {
        func byInstrument(_ number: (EvokedTest) -> Double) -> [String: Double] {
            Dictionary(uniqueKeysWithValues: EvokedTest.all.map { ($0.instrument.rawValue, number($0)) })
        }
        scenario = design.scenario
        slopePer30Days = byInstrument(\.slopePer30Days)
        meanAtStart = byInstrument(\.meanLevel)
        sdLevel = byInstrument(\.sdLevel)
        sdResidual = byInstrument(\.sdResidual)
        chanceOfLeaving = design.dropout ? EvokedTest.chanceOfLeaving : 0
        neverExposedShare = SteadyOpioid.neverExposedShare
        let cold = EvokedTest.all.first { $0.instrument == .coldPressor }
        let days = [0, 180, 360]
        let stopped = days.map { day in cold.map { StoppedTest($0, exposureDays: day) } }
        coldPressorCutOffSeconds = cold?.range.upperBound ?? 0
        coldPressorStoppedShare = Dictionary(
            uniqueKeysWithValues: zip(days, stopped).map { ("day_\($0)", Truth.rounded($1?.stoppedShare ?? 0)) })
        func change(_ number: (StoppedTest) -> Double) -> Double {
            guard let first = stopped.first ?? nil, let last = stopped.last ?? nil else { return 0 }
            return Truth.rounded(number(last) - number(first))
        }
        coldPressorChangeOver360Days = change(\.mean)
        naiveChangeStoppedAsMeasured = change(\.meanRecorded)
        naiveChangeStoppedLeftOut = change(\.meanNotStopped)
        notes = [
            "Synthetic: no row describes a real person, and no slope is an estimate of a real one.",
            "Less time in cold water is more pain sensitivity.",
            "A cold pressor test is stopped at its cut-off: of such a score no more is known than that it is at least this.",
            "Clinical pain, the pressure threshold and the heat threshold do not change with exposure.",
            "A person's levels of the four do not depend on one another, and leaving depends on nothing.",
            "Doses do not change. Age, sex, race and site have no effect.",
        ]
    }

    /// A test with a normal score that is stopped at a cut-off: Z is the distance of that from the mean in standard deviations, and
    /// E[X; X < cut-off] = mean · Φ(Z) - sd · φ(Z).
    private struct StoppedTest {
        let mean: Double
        let stoppedShare: Double
        let meanRecorded: Double
        let meanNotStopped: Double

        init(_ test: EvokedTest, exposureDays: Int) {
            mean = test.mean(exposureDays: exposureDays)
            let z = (test.range.upperBound - mean) / test.sdMarginal
            let below = WithdrawalModel.normalProbability(below: z)
            let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
            let part = mean * below - test.sdMarginal * density
            stoppedShare = 1 - below
            meanRecorded = part + test.range.upperBound * (1 - below)
            meanNotStopped = part / below
        }
    }

    enum CodingKeys: String, CodingKey {
        case scenario
        case slopePer30Days = "slope_per_30_days"
        case meanAtStart = "mean_at_start"
        case sdLevel = "sd_level"
        case sdResidual = "sd_residual"
        case coldPressorCutOffSeconds = "cold_pressor_cut_off_seconds"
        case coldPressorStoppedShare = "cold_pressor_stopped_share"
        case chanceOfLeaving = "chance_of_leaving"
        case coldPressorChangeOver360Days = "cold_pressor_change_over_360_days"
        case naiveChangeStoppedAsMeasured = "naive_change_stopped_as_measured"
        case naiveChangeStoppedLeftOut = "naive_change_stopped_left_out"
        case neverExposedShare = "never_exposed_share"
        case notes
    }
}
