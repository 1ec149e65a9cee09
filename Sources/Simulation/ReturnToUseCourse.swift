/// A person's run-in, randomisation and treatment in `return_to_use`.
struct ReturnToUseCourse: Sendable {
    let level: Double
    let arm: MOUDArm
    let randomizedDay: Int
    let urine: ScreenCourse
    let course: SimulatedPerson.Course

    init(scale: SimulatedScale, design: StudyDesign, person: Int) {
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person, purpose: purpose)
        }
        var effects = stream(.painEffects)
        var allocation = stream(.pathway)
        var scores = stream(.scores)
        var untidy = stream(.untidyPain)
        var leaving = stream(.dropout)
        let level = ReturnToUseModel.meanLevel + ReturnToUseModel.sdLevel * effects.normal()
        let spread = ReturnToUseModel.sdRange.upperBound - ReturnToUseModel.sdRange.lowerBound
        let sd = ReturnToUseModel.sdRange.lowerBound + spread * effects.uniform()
        self.level = level
        arm = allocation.happens(0.5) ? .buprenorphine : .methadone
        let randomizedDay =
            ReturnToUseModel.runInDays + allocation.integer(below: ReturnToUseModel.randomisationDays)
        self.randomizedDay = randomizedDay
        func score(_ day: Int, isBaseline: Bool = false) -> PainRow {
            let pain = level + sd * scores.normal()
            let blemish = Blemish.draw(design.untidiness, &untidy)
            // Recorded for everyone, since it is what return to use depends on.
            return PainRow(day: day, pain: pain, isEvening: scores.happens(0.4), blemish: isBaseline ? nil : blemish)
        }
        var painRows = (0..<ReturnToUseModel.runInDays).map { score($0) }
        let runIn = painRows.filter { !$0.isLost }.map(\.assessment.score)
        let baseline = score(randomizedDay, isBaseline: true)
        painRows.append(baseline)
        let leavesAfter = 1 + Int(min(leaving.exponential() / ReturnToUseModel.leavingPerWeek * 7, 1e6))
        let dropoutDay =
            design.dropout && randomizedDay + leavesAfter < design.followUpDays ? randomizedDay + leavesAfter : nil
        let lastDay = dropoutDay ?? design.followUpDays
        let ratio = ReturnToUseModel.logHazardRatio(
            baselineTenths: baseline.assessment.scoreTenths, sd: Self.standardDeviation(runIn))
        urine = ScreenCourse(
            startDay: randomizedDay, lastDay: lastDay, logHazardRatio: ratio, design: design, person: person)
        for visit in urine.visits where visit.isAttended && visit.day > randomizedDay {
            painRows.append(score(visit.day))
        }
        let treatment = MOUDCourse(
            arm, startDay: randomizedDay, through: lastDay, painTenths: baseline.assessment.scoreTenths, scale: scale,
            design: design, person: person)
        course = SimulatedPerson.Course(
            painRows: painRows, moudRows: treatment.doses.filter { $0.day >= randomizedDay }, dropoutDay: dropoutDay)
    }

    /// With n - 1; of fewer than two values the reference.
    private static func standardDeviation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return ReturnToUseModel.referenceSD }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }
}

extension SimulatedStudy {
    /// A person who is randomised to buprenorphine or methadone.
    func returningPerson(_ index: Int) -> SimulatedPerson {
        let background = Background(design, person: index)
        let history = ReturnToUseCourse(scale: background.scale, design: design, person: index)
        var person = SimulatedPerson(
            index, background, level: history.level, arm: history.arm, course: history.course)
        person.randomizedDay = history.randomizedDay
        person.returnDay = history.urine.returnDay
        person.screens = history.urine.screens
        person.visits = history.urine.visits
        return person
    }
}
