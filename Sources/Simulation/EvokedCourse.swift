/// The visits of a person in `evoked_tests`, each with clinical pain and three tests.
struct EvokedCourse: Sendable {
    let level: Double
    let course: SimulatedPerson.Course

    init(design: StudyDesign, person: Int) {
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person, purpose: purpose)
        }
        var effects = stream(.painEffects)
        var exposures = stream(.exposures)
        var visits = stream(.visits)
        var scores = stream(.evoked)
        var untidy = stream(.untidyPain)
        var leaving = stream(.dropout)
        let opioid = SteadyOpioid(&exposures)
        let tests = EvokedTest.all.map { (test: $0, deviation: $0.sdLevel * effects.normal()) }
        level = tests.first.map { $0.test.meanLevel + $0.deviation } ?? 0
        let days = PlannedVisits.days(
            every: EvokedTest.interval, tolerance: EvokedTest.visitTolerance, followUpDays: design.followUpDays,
            &visits)
        var rows: [PainRow] = []
        var dropoutDay: Int?
        for day in days {
            let isEvening = scores.happens(0.4)
            for (test, deviation) in tests {
                let mean = test.mean(exposureDays: opioid.exposureDays(on: day))
                let score = mean + deviation + test.sdResidual * scores.normal()
                let assessment = SimulatedAssessment(
                    day: day, exposureDays: nil, pain: score, scoreTenths: test.recordedTenths(score),
                    instrument: test.instrument)
                rows.append(
                    PainRow(
                        assessment: assessment, isEvening: isEvening,
                        blemish: Blemish.draw(design.untidiness, &untidy)))
            }
            if leaving.happens(EvokedTest.chanceOfLeaving), design.dropout, day != days.last {
                dropoutDay = day
                break
            }
        }
        course = SimulatedPerson.Course(
            painRows: rows,
            supplies: opioid.supplies(
                through: design.followUpDays, unknownDose: design.untidiness.unknownDose, &exposures),
            dropoutDay: dropoutDay)
    }
}

extension SimulatedStudy {
    /// A person whose tolerance of cold falls with the length of exposure.
    func testedPerson(_ index: Int) -> SimulatedPerson {
        let history = EvokedCourse(design: design, person: index)
        return SimulatedPerson(index, Background(design, person: index), level: history.level, course: history.course)
    }
}
