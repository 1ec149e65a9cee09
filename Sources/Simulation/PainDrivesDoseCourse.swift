/// The visits and supplies of a person in `pain_drives_dose`.
struct PainDrivesDoseCourse: Sendable {
    let level: Double
    let course: SimulatedPerson.Course

    /// Visit by visit: pain with its memory, the recorded score, whether the dose rises after it, and whether the person comes again.
    init(design: StudyDesign, person: Int) {
        typealias Model = PainDrivesDoseModel
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person, purpose: purpose)
        }
        var effects = stream(.painEffects)
        var exposures = stream(.exposures)
        var visits = stream(.visits)
        var scores = stream(.scores)
        var untidy = stream(.untidyPain)
        var decisions = stream(.decisions)
        var leaving = stream(.dropout)
        level = Model.meanLevel + Model.sdLevel * effects.normal()
        let newPart = Model.sdPain * (1 - Model.memory * Model.memory).squareRoot()
        let days = PlannedVisits.days(
            every: Model.interval, tolerance: Model.visitTolerance, followUpDays: design.followUpDays, &visits)
        var deviation = Model.sdPain * scores.normal()
        var rows: [PainRow] = []
        var risesAfter: [Bool] = []
        var dropoutDay: Int?
        for (visit, day) in days.enumerated() {
            if visit > 0 { deviation = Model.memory * deviation + newPart * scores.normal() }
            let row = PainRow(
                day: day, pain: level + deviation, isEvening: scores.happens(0.4),
                blemish: Blemish.draw(design.untidiness, &untidy))
            rows.append(row)
            let rises = decisions.happens(Model.chanceOfRise.at(tenths: row.assessment.scoreTenths))
            risesAfter.append(rises && !row.isLost)
            if leaving.happens(Model.chanceOfLeaving), design.dropout, day != days.last {
                dropoutDay = day
                break
            }
        }
        course = SimulatedPerson.Course(
            painRows: rows, supplies: Self.supplies(risesAfter, design, &exposures), dropoutDay: dropoutDay)
    }

    /// Supplies from one visit to the next; who has left keeps the last dose.
    private static func supplies(
        _ risesAfter: [Bool], _ design: StudyDesign, _ random: inout RandomStream
    ) -> [SimulatedExposure] {
        typealias Model = PainDrivesDoseModel
        let drug = random.element(of: Model.drugs, otherwise: .morphine)
        let before = 1 + random.integer(below: Model.mostSuppliesBefore)
        var mme = Model.firstMME
        var supplies: [SimulatedExposure] = []
        for period in -before...(design.followUpDays / Model.interval) {
            let day = period * Model.interval + Model.daysToSupply
            guard day <= design.followUpDays else { break }
            if risesAfter.indices.contains(period), risesAfter[period] { mme += Model.riseMME }
            supplies.append(
                SimulatedExposure(
                    startDay: day, endDay: min(day + Model.interval - 1, design.followUpDays), drug: drug,
                    doseTenths: Int((mme / drug.mmePerMilligram * 10).rounded()),
                    isDoseRecorded: !random.happens(design.untidiness.unknownDose)))
        }
        return supplies
    }
}

extension SimulatedStudy {
    /// A person whose dose follows pain.
    func drivingPerson(_ index: Int) -> SimulatedPerson {
        let history = PainDrivesDoseCourse(design: design, person: index)
        return SimulatedPerson(index, Background(design, person: index), level: history.level, course: history.course)
    }
}
