/// A synthetic study whose truth is known.
///
/// Nothing is kept: every person is drawn again whenever asked for, from the seed and the person's number alone. A
/// study of any size therefore streams, block by block, in any order and on any threads, with the same bytes.
public struct SimulatedStudy: Sendable {
    /// What the study is made from.
    public let design: StudyDesign
    private let model: ScenarioModel

    /// The study of a design.
    public init(design: StudyDesign) {
        self.design = design
        model = ScenarioModel(design.scenario)
    }

    /// The parameters that it is drawn from, and what follows from them; computed at each call.
    public var truth: KnownTruth {
        switch model {
        case .exposure(let pain): .exposure(Truth(design.scenario, pain))
        case .change(let change): .change(ChangeTruth(design, change))
        case .spreading: .spreading(SpreadingTruth(design))
        case .mixedPatterns: .mixedPatterns(PatternTruth())
        case .returnToUse: .returnToUse(ReturnToUseTruth(design))
        case .evokedTests: .evokedTests(EvokedTruth(design))
        case .painDrivesDose: .painDrivesDose(PainDrivesDoseTruth(design))
        }
    }

    /// The files that it has.
    public var files: [SimulatedFile] { design.scenario.files }

    /// A file's columns, in order; each is named as the canonical column that it holds.
    public func columns(of file: SimulatedFile) -> [String] { design.scenario.columns(of: file) }

    /// A file's header line, with its line end.
    public func header(of file: SimulatedFile) -> [UInt8] {
        Array((columns(of: file).joined(separator: ",") + "\n").utf8)
    }

    /// The person of this number, from 0; any number has its person, also beyond the design's.
    public func person(_ index: Int) -> SimulatedPerson {
        switch model {
        case .exposure(let pain): exposedPerson(index, pain)
        case .change(let change): changingPerson(index, change)
        case .spreading: spreadingPerson(index)
        case .mixedPatterns: patternPerson(index)
        case .returnToUse: returningPerson(index)
        case .evokedTests: testedPerson(index)
        case .painDrivesDose: drivingPerson(index)
        }
    }

    func stream(_ purpose: RandomStream.Purpose, of person: Int) -> RandomStream {
        RandomStream(seed: design.seed, person: person, purpose: purpose)
    }

    /// A person whose pain follows the length of exposure.
    private func exposedPerson(_ index: Int, _ pain: PainModel) -> SimulatedPerson {
        var pathwayStream = stream(.pathway, of: index)
        var effectsStream = stream(.painEffects, of: index)
        var exposureStream = stream(.exposures, of: index)
        var careStream = stream(.care, of: index)
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
                moud.arm, startDay: moud.startDay, through: nil, painTenths: painTenths, scale: background.scale,
                design: design, person: index)
        }
        var person = SimulatedPerson(
            index: index, age: background.age, sex: background.sex, race: background.race, site: background.site,
            arm: moud?.arm, intercept: intercept, slope: slope, exposures: history.supplies, eras: eras,
            taperEndDay: history.taperEndDay, dropoutDay: course.dropoutDay, moudStartDay: moud?.startDay,
            hasNoWithdrawalOnDay7: treatment?.hasNoWithdrawalOnDay7, change: nil,
            interventions: CareCourse(course.rows, lastDay: course.dropoutDay ?? design.followUpDays, &careStream)
                .courses,
            events: [],
            painRows: course.rows, moudRows: treatment?.doses ?? [], withdrawalRows: treatment?.withdrawal ?? [],
            bodySite: background.bodySite)
        // At every fifth visit.
        let asked = stride(from: 0, to: course.rows.count, by: 5).map { visit in
            (day: course.rows[visit].assessment.day, exposureDays: course.rows[visit].assessment.exposureDays)
        }
        person.symptoms = SymptomCourse(pain.symptoms, on: asked, design: design, person: index).reports
        if let startDay = moud?.startDay, let lastDay = treatment?.doses.last?.day {
            let urine = ScreenCourse(
                startDay: startDay, lastDay: lastDay, logHazardRatio: 0, design: design, person: index)
            person.returnDay = urine.returnDay
            person.screens = urine.screens
            person.visits = urine.visits
        }
        return person
    }

    /// A person whose treatment may change once: the visits, what follows from them, and all of it until death.
    private func changingPerson(_ index: Int, _ model: ChangeModel) -> SimulatedPerson {
        var exposureStream = stream(.exposures, of: index)
        var eventStream = stream(.events, of: index)
        let background = Background(design, person: index)
        let course = ChangeCourse(model, scale: background.scale, design: design, person: index)
        let lastSeen = course.dropoutDay ?? design.followUpDays
        let harms = HarmEvents(
            model, baselineTenths: course.baselineTenths, changeDay: course.change?.changeDay, lastDay: lastSeen,
            &eventStream)
        let lastAlive = harms.deathDay ?? .max
        let change = course.change.flatMap { $0.changeDay <= lastAlive ? $0 : nil }
        let supplies = ChangeSupplies(design.scenario, model, change: change, design: design, &exposureStream)
            .through(lastAlive)
        let dropoutDay = harms.deathDay == nil ? course.dropoutDay : nil
        var treatment: MOUDCourse?
        if let change, change.startDay <= lastAlive, let arm = course.option?.arm {
            treatment = MOUDCourse(
                arm, startDay: change.startDay, through: min(lastSeen, lastAlive), painTenths: change.decisionTenths,
                scale: background.scale, design: design, person: index)
        }
        let care = (change == nil ? [] : course.option?.care ?? []).map { kind in
            let startDay = change?.startDay ?? 0
            return SimulatedIntervention(
                startDay: startDay, endDay: min(startDay + ChangeModel.careDays - 1, design.followUpDays, lastAlive),
                kind: kind)
        }
        let dropout = dropoutDay.map { [SimulatedEvent(day: $0, kind: .dropout)] } ?? []
        let eras = SimulatedEra.merging(supplies)
        let lastRow = min(lastSeen, lastAlive)
        return SimulatedPerson(
            index: index, age: background.age, sex: background.sex, race: background.race, site: background.site,
            arm: treatment == nil ? nil : course.option?.arm, intercept: course.level, slope: 0, exposures: supplies,
            eras: eras, taperEndDay: nil, dropoutDay: dropoutDay,
            moudStartDay: treatment == nil ? nil : change?.startDay,
            hasNoWithdrawalOnDay7: treatment?.hasNoWithdrawalOnDay7, change: change, interventions: care,
            events: (harms.events + dropout).sorted { ($0.day, $0.kind.rawValue) < ($1.day, $1.kind.rawValue) },
            painRows: course.painRows.filter { $0.assessment.day <= lastRow }.map { $0.exposed(in: eras) },
            moudRows: treatment?.doses ?? [],
            withdrawalRows: (treatment?.withdrawal ?? course.withdrawalRows).filter { $0.assessment.day <= lastRow },
            bodySite: background.bodySite)
    }
}
