/// The parameters of return to use: from the start of treatment its hazard is constant,
///
///     hazard = rate · ratio^(baseline score - 4.5) · ratio^(SD of run-in scores - 0.9),
///
/// of the scores as they were recorded, so that the ratios are those of a proportional hazards model of what an analyst sees.
/// Leaving treatment has a constant hazard that depends on nothing. Who has returned to use goes on using, and misses more visits.
enum ReturnToUseModel {
    static let perWeek = 0.025
    /// Of the score on the day of randomisation.
    static let ratioPerBaselinePoint = 1.25
    static let referenceBaseline = 4.5
    /// Of the standard deviation of the recorded scores of the run-in.
    static let ratioPerSDPoint = 1.6
    static let referenceSD = 0.9
    static let leavingPerWeek = 0.012

    static let missedWithoutUse = 0.1
    static let missedInUse = 0.4
    static let otherSubstance = "cocaine"
    /// Of screens that are positive for the other substance, whoever and whenever.
    static let shareOfOtherSubstance = 0.15

    static let meanLevel = 4.5
    static let sdLevel = 1.0
    /// People's own standard deviations, evenly spread.
    static let sdRange = 0.3..<1.5
    /// Days with a score before randomisation, from day 0 on.
    static let runInDays = 28
    /// Days from the end of the run-in on which people are randomised.
    static let randomisationDays = 7

    /// Days from the start to the first use, where they are within so many.
    ///
    /// The first whole day by which the cumulative hazard has reached an exponential deviate; by logarithms, as they have the same
    /// bits everywhere.
    static func daysToReturn(logHazardRatio: Double, within days: Int, _ random: inout RandomStream) -> Int? {
        let needed = NaturalLogarithm.value(random.exponential()) - NaturalLogarithm.value(perWeek / 7) - logHazardRatio
        guard days >= 1, NaturalLogarithm.value(Double(days)) >= needed else { return nil }
        var (early, late) = (0, days)
        while late - early > 1 {
            let middle = (early + late) / 2
            if NaturalLogarithm.value(Double(middle)) >= needed { late = middle } else { early = middle }
        }
        return late
    }

    static func chanceOfMissing(isUsing: Bool) -> Double { isUsing ? missedInUse : missedWithoutUse }

    static func logHazardRatio(baselineTenths: Int, sd: Double) -> Double {
        NaturalLogarithm.value(ratioPerBaselinePoint) * (Double(baselineTenths) / 10 - referenceBaseline)
            + NaturalLogarithm.value(ratioPerSDPoint) * (sd - referenceSD)
    }
}
