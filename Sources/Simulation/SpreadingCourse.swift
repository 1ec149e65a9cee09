/// The visits of a person in `spreading`, until the end of follow-up, dropout or death.
struct SpreadingCourse: Sendable {
    let level: Double
    let symptoms: [SimulatedSymptom]
    let course: SimulatedPerson.Course

    /// Visit by visit: pain at the first site, at which others it hurts and how much, and whether the person comes again.
    init(bodySite: String, design: StudyDesign, person: Int) {
        typealias Model = SpreadingModel
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person, purpose: purpose)
        }
        var effects = stream(.painEffects)
        var exposures = stream(.exposures)
        var visits = stream(.visits)
        var scores = stream(.scores)
        var spreading = stream(.bodySites)
        var untidy = stream(.untidyPain)
        var leaving = stream(.dropout)
        var fate = stream(.events)
        level = Model.meanLevel + Model.sdLevel * effects.normal()
        let opioid = SteadyOpioid(&exposures)
        let further = Model.sites.filter { $0 != bodySite }.map { (site: $0, answers: AlikeAnswers(&spreading)) }
        let deathDay = 1 + Int(min(fate.exponential() / Model.deathsPerYear * ChangeModel.daysPerYear, 1e6))
        let days = PlannedVisits.days(
            every: Model.interval, tolerance: Model.visitTolerance, followUpDays: design.followUpDays, &visits)
        var rows: [PainRow] = []
        var asked: [(day: Int, exposureDays: Int?)] = []
        var dropoutDay: Int?
        for day in days where day <= deathDay {
            let exposureDays = opioid.exposureDays(on: day)
            let mean = level + Model.slopePer30Days * Double(exposureDays ?? 0) / 30
            let isEvening = scores.happens(0.4)
            let first = PainRow(
                day: day, pain: mean + Model.sdResidual * scores.normal(), isEvening: isEvening,
                blemish: Blemish.draw(design.untidiness, &untidy))
            rows.append(first)
            for (site, answers) in further {
                let hurts = answers.isYes(logOdds: Model.furtherSite.logOdds(exposureDays: exposureDays), &spreading)
                let pain = mean + Model.sdResidual * spreading.normal()
                guard hurts else { continue }
                rows.append(
                    PainRow(
                        day: day, pain: pain, isEvening: isEvening,
                        blemish: Blemish.draw(design.untidiness, &untidy), otherSite: site))
            }
            asked.append((day, exposureDays))
            let chance = first.isLost ? 0 : Model.chanceOfLeaving.at(tenths: first.assessment.scoreTenths)
            if leaving.happens(chance), design.dropout, day != days.last {
                dropoutDay = day
                break
            }
        }
        symptoms = SymptomCourse(Model.symptoms, on: asked, design: design, person: person).reports
        let dies = deathDay <= dropoutDay ?? design.followUpDays
        course = SimulatedPerson.Course(
            painRows: rows,
            supplies: opioid.supplies(
                through: dies ? deathDay : design.followUpDays, unknownDose: design.untidiness.unknownDose,
                &exposures),
            events: dies ? [SimulatedEvent(day: deathDay, kind: .death)] : [],
            dropoutDay: dies ? nil : dropoutDay)
    }
}

extension SimulatedStudy {
    /// A person whose symptoms and sites follow the length of exposure.
    func spreadingPerson(_ index: Int) -> SimulatedPerson {
        let background = Background(design, person: index)
        let history = SpreadingCourse(bodySite: background.bodySite, design: design, person: index)
        var person = SimulatedPerson(
            index, background, level: history.level, slope: SpreadingModel.slopePer30Days, course: history.course)
        person.symptoms = history.symptoms
        return person
    }
}
