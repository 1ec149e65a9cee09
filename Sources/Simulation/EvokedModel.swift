/// The parameters of `evoked_tests`: each test's score is
///
///     level_i + slope · exposure_days / 30 + residual,
///
/// with the level normal over people and the residual normal and independent; a test is stopped at its highest score.
struct EvokedTest: Sendable {
    let instrument: SimulatedInstrument
    let meanLevel: Double
    let sdLevel: Double
    let sdResidual: Double
    let slopePer30Days: Double
    /// The lowest and the highest score; cold is stopped at the highest, the others do not reach it.
    let range: ClosedRange<Double>

    static let all = [
        EvokedTest(
            instrument: .nrs, meanLevel: 4.5, sdLevel: 0.9, sdResidual: 0.8, slopePer30Days: 0, range: 0...10),
        EvokedTest(
            instrument: .coldPressor, meanLevel: 250, sdLevel: 50, sdResidual: 20, slopePer30Days: -4, range: 0...300),
        EvokedTest(
            instrument: .pressureThreshold, meanLevel: 350, sdLevel: 80, sdResidual: 40, slopePer30Days: 0,
            range: 0...2000),
        EvokedTest(
            instrument: .heatThreshold, meanLevel: 44, sdLevel: 2, sdResidual: 0.8, slopePer30Days: 0, range: 20...55),
    ]

    static let interval = 56
    static let visitTolerance = 3
    /// That a visit was the last, whatever was measured.
    static let chanceOfLeaving = 0.03

    /// Of a score about the mean of all people.
    var sdMarginal: Double { (sdLevel * sdLevel + sdResidual * sdResidual).squareRoot() }

    func mean(exposureDays: Int?) -> Double { meanLevel + slopePer30Days * Double(exposureDays ?? 0) / 30 }

    func recordedTenths(_ score: Double) -> Int {
        Int((min(range.upperBound, max(range.lowerBound, score)) * 10).rounded())
    }
}
