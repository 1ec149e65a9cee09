/// A synthetic study whose truth is known.
///
/// Nothing is kept: every person is drawn again whenever asked for, from the seed and the person's number alone. A
/// study of any size therefore streams, block by block, in any order and on any threads, with the same bytes.
public struct SimulatedStudy: Sendable {
    /// What the study is made from.
    public let design: StudyDesign
    /// The parameters that it is drawn from.
    public let truth: Truth

    private let pain: PainModel

    /// The study of a design.
    public init(design: StudyDesign) {
        self.design = design
        pain = PainModel(design.scenario)
        truth = Truth(design.scenario)
    }

    /// The person of this number, from 0; any number has its person, also beyond the design's.
    public func person(_ index: Int) -> SimulatedPerson {
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: index, purpose: purpose)
        }
        var pathwayStream = stream(.pathway)
        var effectsStream = stream(.painEffects)
        var exposureStream = stream(.exposures)
        let background = Background(design, person: index)
        let pathway = Pathway.draw(design, &pathwayStream)
        let (intercept, slope) = pain.effects(&effectsStream)
        let history = ExposureHistory(pathway, design: design, model: pain, random: &exposureStream)
        let eras = SimulatedEra.merging(history.supplies)
        let moud: (arm: MOUDArm, startDay: Int)? =
            if case .moud(let arm, let startDay) = pathway { (arm, startDay) } else { nil }
        let course = PainCourse(
            (index, intercept, slope), model: pain, design: design, history: history, eras: eras,
            moudStartDay: moud?.startDay)
        var treatment: MOUDCourse?
        if let moud, let painTenths = course.tenthsAtMOUDStart {
            treatment = MOUDCourse(
                moud.arm, startDay: moud.startDay, painTenths: painTenths, scale: background.scale, design: design,
                person: index)
        }
        return SimulatedPerson(
            index: index, age: background.age, sex: background.sex, race: background.race, site: background.site,
            arm: moud?.arm, intercept: intercept, slope: slope, exposures: history.supplies, eras: eras,
            taperEndDay: history.taperEndDay, dropoutDay: course.dropoutDay, moudStartDay: moud?.startDay,
            hasNoWithdrawalOnDay7: treatment?.hasNoWithdrawalOnDay7, painRows: course.rows,
            moudRows: treatment?.doses ?? [], withdrawalRows: treatment?.withdrawal ?? [],
            bodySite: background.bodySite)
    }
}

/// What is known of a person at enrolment. None of it has an effect.
private struct Background {
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
