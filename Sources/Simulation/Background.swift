/// What is known of a person at enrolment. None of it has an effect.
struct Background: Sendable {
    let age: Int?
    let sex: String
    let race: String?
    let site: String
    let scale: SimulatedScale
    let bodySite: String

    init(_ design: StudyDesign, person: Int) {
        var random = RandomStream(seed: design.seed, person: person, purpose: .background)
        // Covariates that are not recorded are usual, and no reason to reject the row.
        let notRecorded = design.untidiness.missing
        let years = Int((47.5 + 13 * random.normal()).rounded(.down))
        let isAgeMissing = random.happens(notRecorded)
        age = isAgeMissing ? nil : min(89, max(18, years))
        sex = random.happens(0.52) ? "female" : "male"
        let races = [("White", 0.62), ("Black", 0.2), ("Asian", 0.05), ("American Indian", 0.02)]
        let drawnRace = random.choice(races, otherwise: "Other")
        race = random.happens(2 * notRecorded) ? nil : drawnRace
        let number = 1 + random.integer(below: 8)
        site = "site_\(number)"
        scale = number > 6 ? .sows : .cows
        bodySite = random.choice(
            [("back", 0.45), ("knee", 0.2), ("neck", 0.15), ("shoulder", 0.1), ("head", 0.06)], otherwise: "abdomen")
    }
}
