/// The visits of a person in a scenario of change, in order of time, until the end of follow-up or dropout.
struct ChangeCourse: Sendable {
    /// The person's level, in points.
    let level: Double
    /// The recorded score of the baseline visit.
    let baselineTenths: Int
    private(set) var change: SimulatedChange?
    /// What treatment changed to.
    private(set) var option: ChangeOption?
    private(set) var dropoutDay: Int?
    /// By day.
    private(set) var painRows: [PainRow] = []
    /// By day.
    private(set) var withdrawalRows: [WithdrawalRow] = []

    /// Visit by visit: the score under the treatment of the day, what spoils its row, whether treatment changes after it,
    /// and whether the person comes again.
    init(_ model: ChangeModel, scale: SimulatedScale, design: StudyDesign, person: Int) {
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person, purpose: purpose)
        }
        var entry = stream(.painEffects)
        var visits = stream(.visits)
        var scores = stream(.scores)
        var untidy = stream(.untidyPain)
        var decisions = stream(.decisions)
        var leaving = stream(.dropout)
        let baseline = Self.entering(&entry)
        level = baseline.level
        baselineTenths = PainModel.recordedTenths(baseline.pain)
        let lastVisit = ChangeModel.lastVisit(followUpDays: design.followUpDays)
        let decisionVisits = ChangeModel.decisions(lastVisit: lastVisit)
        var lastTenths = baselineTenths
        var plannedDays: [Int] = []
        for visit in 0...max(0, lastVisit) {
            let shift = visits.integer(below: 2 * ChangeModel.visitTolerance + 1) - ChangeModel.visitTolerance
            let day = visit == 0 ? 0 : visit * ChangeModel.interval + shift
            let residual = ChangeModel.sdResidual * scores.normal()
            let pain = visit == 0 ? baseline.pain : level + points(model, on: day) + residual
            // The baseline score is recorded for everyone: it is what they were taken in for.
            let drawn = Blemish.draw(design.untidiness, &untidy)
            let row = Self.row(day: day, pain: pain, isEvening: scores.happens(0.4), visit == 0 ? nil : drawn)
            painRows.append(row)
            plannedDays.append(day)
            if !row.isLost { lastTenths = row.assessment.scoreTenths }
            if change == nil, decisionVisits.contains(visit), !row.isLost,
                decisions.happens(ChangeModel.chanceOfChange.at(tenths: lastTenths))
            {
                option = model.option(tenths: lastTenths, &decisions)
                let changeDay = visit * ChangeModel.interval + ChangeModel.daysToChange
                change = option.map { option in
                    SimulatedChange(
                        name: option.name, decisionDay: day, changeDay: changeDay,
                        startDay: changeDay + option.daysToStart, decisionTenths: lastTenths)
                }
                // Who has just begun something else comes once more.
                continue
            }
            if design.dropout, visit < lastVisit,
                leaving.happens(ChangeModel.chanceOfLeaving.at(tenths: lastTenths))
            {
                dropoutDay = day
                break
            }
        }
        addContacts(model, scale, plannedDays, design, person)
    }

    /// A level and a baseline score that is high enough, drawn until there is one: every other is.
    private static func entering(_ random: inout RandomStream) -> (level: Double, pain: Double) {
        var drawn = (level: 0.0, pain: 0.0)
        for _ in 0..<1000 {
            drawn.level = ChangeModel.meanLevel + ChangeModel.sdLevel * random.normal()
            drawn.pain = drawn.level + ChangeModel.sdResidual * random.normal()
            if PainModel.recordedTenths(drawn.pain) >= ChangeModel.entryTenths { break }
        }
        return drawn
    }

    /// Points that the change adds on a day.
    private func points(_ model: ChangeModel, on day: Int) -> Double {
        guard let change, let option else { return 0 }
        let since = day - change.startDay
        return option.effect * model.effectShare(day: since) + model.withdrawalPoints(day: since)
    }

    private static func row(day: Int, pain: Double, isEvening: Bool, _ blemish: Blemish?) -> PainRow {
        PainRow(
            assessment: SimulatedAssessment(
                day: day, exposureDays: nil, pain: pain, scoreTenths: PainModel.recordedTenths(pain)),
            isEvening: isEvening, blemish: blemish)
    }

    /// Pain and withdrawal some days after each step, and withdrawal at the planned visits, of the scenarios that have it.
    private mutating func addContacts(
        _ model: ChangeModel, _ scale: SimulatedScale, _ plannedDays: [Int], _ design: StudyDesign, _ person: Int
    ) {
        guard !model.contacts.isEmpty else { return }
        var scores = RandomStream(seed: design.seed, person: person, purpose: .contacts)
        var severities = RandomStream(seed: design.seed, person: person, purpose: .withdrawal)
        var untidy = RandomStream(seed: design.seed, person: person, purpose: .untidyWithdrawal)
        let lastDay = dropoutDay ?? design.followUpDays
        let own = ChangeModel.sdSeverityPerson * severities.normal()
        var assessments = plannedDays.map { (day: $0, severity: ChangeModel.settledSeverity) }
        if let change {
            for step in 0..<model.steps {
                for contact in model.contacts {
                    let day = change.startDay + step * ChangeModel.interval + contact.day
                    let residual = ChangeModel.sdResidual * scores.normal()
                    let isEvening = scores.happens(0.4)
                    let blemish = Blemish.draw(design.untidiness, &scores)
                    guard day <= lastDay else { continue }
                    painRows.append(
                        Self.row(
                            day: day, pain: level + points(model, on: day) + residual, isEvening: isEvening, blemish))
                    assessments.append((day, contact.severity))
                }
            }
        }
        painRows.sort { $0.assessment.day < $1.assessment.day }
        withdrawalRows = assessments.sorted { $0.day < $1.day }.map { assessment in
            let severity = assessment.severity + own + ChangeModel.sdSeverityDay * severities.normal()
            return WithdrawalRow(
                assessment: SimulatedWithdrawal(
                    day: assessment.day, score: scale.score(severity: severity), scale: scale),
                blemish: Blemish.draw(design.untidiness, &untidy))
        }
    }
}
