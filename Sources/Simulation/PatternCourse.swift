/// The visits and supplies of a person in `mixed_patterns`.
struct PatternCourse: Sendable {
    let level: Double
    let pattern: PlantedPattern
    let arm: MOUDArm?
    let symptoms: [SimulatedSymptom]
    let course: SimulatedPerson.Course

    init(design: StudyDesign, person: Int) {
        // One scale at every site, so that all courses can be held against the same thresholds.
        let scale = SimulatedScale.cows
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person, purpose: purpose)
        }
        var fate = stream(.pattern)
        var effects = stream(.painEffects)
        var visits = stream(.visits)
        var leaving = stream(.dropout)
        let pattern = fate.choice(
            PlantedPattern.allCases.dropLast().map { ($0, $0.share) }, otherwise: PlantedPattern.nothing)
        let model = PatternModel(
            pattern: pattern, shift: fate.integer(below: 28), followUpDays: design.followUpDays)
        let isInjury = fate.happens(0.4)
        let drug: MOUDArm = fate.happens(0.6) ? .buprenorphine : .methadone
        let level = PatternModel.meanLevel + PatternModel.sdLevel * effects.normal()
        let planned = PlannedVisits.days(
            every: PatternModel.interval, tolerance: PatternModel.visitTolerance, followUpDays: design.followUpDays,
            &visits)
        let last = planned.last { _ in true } ?? 0
        var seen: [Int] = []
        for day in planned {
            seen.append(day)
            if leaving.happens(PatternModel.chanceOfLeaving), design.dropout, day != last { break }
        }
        let dropoutDay = seen.last == last ? nil : seen.last
        let lastDay = dropoutDay ?? design.followUpDays
        self.level = level
        self.pattern = pattern
        symptoms = Self.symptoms(model, on: seen, stream(.symptoms))
        var course = SimulatedPerson.Course(dropoutDay: dropoutDay)
        // A contact on the day of a visit is the visit.
        let contacts = model.contactDays.filter { $0 <= lastDay && !seen.contains($0) }
        course.painRows = Self.painRows(
            model, level: level, on: (seen + contacts).sorted(), design, stream(.scores), stream(.untidyPain))
        course.supplies = Self.supplies(model, design, stream(.exposures))
        if let eventDay = model.eventDay, eventDay <= lastDay {
            course.events = [SimulatedEvent(day: eventDay, kind: isInjury ? .newInjury : .progression)]
        }
        if let moudDay = model.moudDay, moudDay <= lastDay {
            arm = drug
            let treatment = MOUDCourse(
                drug, startDay: moudDay, through: lastDay,
                painTenths: PainModel.recordedTenths(level), scale: scale, design: design, person: person)
            course.moudRows = treatment.doses
            course.withdrawalRows = treatment.withdrawal.filter { $0.assessment.day <= lastDay }
        } else {
            arm = nil
            // At every other visit, and at each contact.
            let settled = stride(from: 0, to: seen.count, by: 2).map { seen[$0] }
            course.withdrawalRows = Self.withdrawalRows(
                model, on: (settled + contacts).sorted(), scale, design, stream(.withdrawal), stream(.untidyWithdrawal))
        }
        self.course = course
    }

    private static func painRows(
        _ model: PatternModel, level: Double, on days: [Int], _ design: StudyDesign, _ scores: RandomStream,
        _ untidy: RandomStream
    ) -> [PainRow] {
        var (scores, untidy) = (scores, untidy)
        return days.map { day in
            let pain = level + model.points(on: day) + PatternModel.sdResidual * scores.normal()
            return PainRow(
                day: day, pain: pain, isEvening: scores.happens(0.4),
                blemish: Blemish.draw(design.untidiness, &untidy))
        }
    }

    private static func withdrawalRows(
        _ model: PatternModel, on days: [Int], _ scale: SimulatedScale, _ design: StudyDesign,
        _ severities: RandomStream, _ untidy: RandomStream
    ) -> [WithdrawalRow] {
        var (severities, untidy) = (severities, untidy)
        let own = ChangeModel.sdSeverityPerson * severities.normal()
        return days.map { day in
            let severity = model.severity(on: day) + own + ChangeModel.sdSeverityDay * severities.normal()
            return WithdrawalRow(
                assessment: SimulatedWithdrawal(
                    day: day, score: scale.score(severity: severity), scale: scale),
                blemish: Blemish.draw(design.untidiness, &untidy))
        }
    }

    /// At every other visit.
    private static func symptoms(
        _ model: PatternModel, on days: [Int], _ stream: RandomStream
    ) -> [SimulatedSymptom] {
        var random = stream
        let answers = model.symptoms(on: 0).map { _ in AlikeAnswers(&random) }
        var reports: [SimulatedSymptom] = []
        for day in stride(from: 0, to: days.count, by: 2).map({ days[$0] }) {
            for (odds, answer) in zip(model.symptoms(on: day), answers) {
                let isPresent = answer.isYes(logOdds: odds.logOdds(exposureDays: nil), &random)
                reports.append(SimulatedSymptom(day: day, symptom: odds.symptom, isPresent: isPresent))
            }
        }
        return reports
    }

    /// Supplies of at most four weeks, cut where the dose changes or none is dispensed.
    private static func supplies(
        _ model: PatternModel, _ design: StudyDesign, _ stream: RandomStream
    ) -> [SimulatedExposure] {
        var random = stream
        let drug = random.element(of: OpioidDrug.finelyDosed, otherwise: .morphine)
        let first = random.element(of: PatternModel.firstMME, otherwise: 60)
        var mme = model.pattern == .tolerance ? 60 : first
        var day = -28 * (1 + random.integer(below: 6))
        let lastDay = model.moudDay.map { min($0 - 1, design.followUpDays) } ?? design.followUpDays
        let changes = (model.riseDays + [model.reductionDay].compactMap { $0 } + model.missedDays).sorted()
        var supplies: [SimulatedExposure] = []
        while day <= lastDay {
            if model.missedDays.contains(day) {
                day += PatternModel.daysOfMissedSupply
                continue
            }
            if model.riseDays.contains(day) { mme *= PatternModel.rise }
            if day == model.reductionDay { mme *= Double(100 - PatternModel.reductionPercent) / 100 }
            let start = day
            let next = changes.first { $0 > start } ?? .max
            let end = min(start + 27, lastDay, next - 1)
            supplies.append(
                SimulatedExposure(
                    startDay: start, endDay: end, drug: drug,
                    doseTenths: Int((mme / drug.mmePerMilligram * 10).rounded()),
                    isDoseRecorded: !random.happens(design.untidiness.unknownDose)))
            day = end + 1
        }
        return supplies
    }
}

extension SimulatedStudy {
    /// A person with a planted pattern.
    func patternPerson(_ index: Int) -> SimulatedPerson {
        let history = PatternCourse(design: design, person: index)
        var person = SimulatedPerson(
            index, Background(design, person: index), level: history.level, arm: history.arm, course: history.course)
        person.pattern = history.pattern
        person.symptoms = history.symptoms
        return person
    }
}
