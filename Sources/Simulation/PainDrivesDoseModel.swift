/// The parameters of `pain_drives_dose`:
///
///     pain = level_i + u_t,   u_t = memory · u_(t-1) + a new part,
///
/// from visit to visit, with the level and u normal and u stationary. After a painful score the dose rises; nothing changes pain.
enum PainDrivesDoseModel {
    static let meanLevel = 4.5
    static let sdLevel = 0.9
    /// Of u.
    static let sdPain = 1.0
    /// Correlation of u from one planned visit to the next.
    static let memory = 0.6

    static let interval = 28
    static let visitTolerance = 3
    /// Days from a planned visit to the next supply.
    static let daysToSupply = 4
    static let firstMME = 60.0
    /// What a rise adds to the daily dose.
    static let riseMME = 15.0
    /// That the dose rises after a visit, by its recorded score.
    static let chanceOfRise = LinearChance(at5Points: 0.15, perPoint: 0.08, lowest: 0.01, highest: 0.5)
    /// That a visit was the last, whatever was recorded.
    static let chanceOfLeaving = 0.015
    /// Supplies before enrolment, at least one.
    static let mostSuppliesBefore = 12
    /// One or one and a half MME a milligram: 15 MME are 15 or 10 mg.
    static let drugs: [OpioidDrug] = [.hydrocodone, .morphine, .oxycodone]

    /// Of a score over all people.
    static var sdScore: Double { (sdLevel * sdLevel + sdPain * sdPain).squareRoot() }

    /// Of the scores of two visits with so many intervals between them, over all people.
    static func correlation(visitsApart: Int) -> Double {
        let carried = (0..<visitsApart).reduce(1.0) { product, _ in product * memory }
        return (sdLevel * sdLevel + carried * sdPain * sdPain) / (sdScore * sdScore)
    }
}
