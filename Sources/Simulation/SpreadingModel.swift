/// The parameters of `spreading`: symptoms and further body sites whose odds rise with the length of exposure, and pain that does
/// so too and that patients leave for. Given the length of exposure symptoms, sites and pain do not depend on one another, so leaving
/// for pain does not bias what is found of the symptoms.
enum SpreadingModel {
    static let symptoms = [
        SymptomOdds("allodynia", start: -2, per30Days: 0.15),
        SymptomOdds("sleep_lost_to_pain", start: -1.2, per30Days: 0.1),
        SymptomOdds("shorter_relief", start: -1.6, per30Days: 0.12),
        SymptomOdds("mood", start: -1.4, per30Days: 0),
        SymptomOdds("anxiety", start: -1.1, per30Days: 0),
    ]
    /// That it hurts at a site beside the first, for each of these.
    static let furtherSite = SymptomOdds("spreading", start: -2.5, per30Days: 0.1)
    static let sites = ["back", "knee", "neck", "shoulder", "head", "abdomen"]

    static let meanLevel = 4.0
    static let sdLevel = 0.9
    static let slopePer30Days = 0.06
    static let sdResidual = 0.9

    static let interval = 28
    static let visitTolerance = 3
    static let deathsPerYear = 0.04
    /// That a visit was the last, by its recorded score.
    static let chanceOfLeaving = LinearChance(at5Points: 0.03, perPoint: 0.015, lowest: 0.005, highest: 0.15)
}
