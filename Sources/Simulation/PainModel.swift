/// The parameters of the pain scores: one place for every number of the model
///
///     pain = intercept_i + slope_i · exposure_days / 30 + dose effect · ln(MME / 50) + residual,
///
/// with (intercept, slope) bivariate normal over people, the residual normal and independent, and the dose effect zero
/// but in the tolerance scenario. A score is written with one decimal and kept in 0-10.
///
/// The spread is narrower than in a clinic (standard deviations near 2 are usual there) for one reason: with these
/// values so few scores meet the ends of the scale that the fitted slope's bias stays far below its standard error in
/// 2,000 people, so the truth can be stated in closed form. The tests measure it.
struct PainModel: Sendable {
    let meanIntercept = 4.5
    let sdIntercept = 0.9
    let meanSlope: Double
    let sdSlope = 0.06
    let correlation = 0.2
    let sdResidual = 0.8
    /// NRS points for each natural-log unit of daily MME above 50.
    let doseEffect: Double
    /// Chance on each day of an era, but its first, that the dose is raised.
    let dailyEscalation: Double
    /// Symptoms that are asked about.
    let symptoms: [SymptomOdds]

    /// The daily MME at which the dose effect is nil.
    static let referenceMME = 50.0
    /// What a raised dose is multiplied by.
    static let escalationFactor = 1.25
    /// Days after the end of a taper in which half of the rise in pain is gone.
    static let reliefHalfTimeDays = 14.0

    private init(
        meanSlope: Double, doseEffect: Double = 0, dailyEscalation: Double = 0, allodynia: Double = 0,
        sleepLostToPain: Double = 0
    ) {
        self.meanSlope = meanSlope
        self.doseEffect = doseEffect
        self.dailyEscalation = dailyEscalation
        symptoms = [
            SymptomOdds("allodynia", start: -1.8, per30Days: allodynia),
            SymptomOdds("sleep_lost_to_pain", start: -1, per30Days: sleepLostToPain),
            SymptomOdds("mood", start: -1.3, per30Days: 0),
            // Of the study's own.
            SymptomOdds("itching", start: -1.6, per30Days: 0),
            SymptomOdds("restless_legs", start: -2.2, per30Days: 0),
        ]
    }

    static let null = PainModel(meanSlope: 0)
    static let hyperalgesia = PainModel(meanSlope: 0.12, allodynia: 0.12, sleepLostToPain: 0.08)
    /// An increase lowers pain by 0.3 points and comes every 90 days on average, in which pain has risen by 0.36.
    static let tolerance = PainModel(
        meanSlope: 0.12, doseEffect: -0.3 / NaturalLogarithm.value(escalationFactor), dailyEscalation: 1.0 / 90)

    /// The slope over exposure duration of the mean pain, doses rising as they do. Increases come with a constant
    /// chance a day, so their mean number, and with it the mean pain, is a straight line in exposure days.
    var marginalSlope: Double {
        meanSlope + doseEffect * NaturalLogarithm.value(Self.escalationFactor) * 30 * dailyEscalation
    }

    /// One person's intercept and slope.
    func effects(_ random: inout RandomStream) -> (intercept: Double, slope: Double) {
        let first = random.normal()
        let second = random.normal()
        let mixed = correlation * first + (1 - correlation * correlation).squareRoot() * second
        return (meanIntercept + sdIntercept * first, meanSlope + sdSlope * mixed)
    }

    /// Pain in tenths of a point as it is written: rounded half up and kept in 0-100.
    static func recordedTenths(_ pain: Double) -> Int {
        // Shifted to be positive, where dropping the fraction is rounding down.
        min(100, max(0, Int(min(11, max(-1, pain)) * 10 + 10.5) - 10))
    }
}
