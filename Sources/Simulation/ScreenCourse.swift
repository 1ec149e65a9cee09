/// A person's weekly visits during treatment for opioid use disorder, with the urine screens of those that were made.
struct ScreenCourse: Sendable {
    /// By day.
    private(set) var screens: [SimulatedScreen] = []
    /// By planned day.
    private(set) var visits: [SimulatedVisit] = []
    /// The first day of use after the start, where it was during treatment.
    let returnDay: Int?

    /// From the first day of treatment, on which nobody is screened, to the last.
    ///
    /// - Parameter logHazardRatio: how much sooner the person returns to use than one at the reference.
    init(startDay: Int, lastDay: Int, logHazardRatio: Double, design: StudyDesign, person: Int) {
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: design.seed, person: person, purpose: purpose)
        }
        var using = stream(.returnToUse)
        var attending = stream(.attendance)
        var screening = stream(.screens)
        returnDay = ReturnToUseModel.daysToReturn(logHazardRatio: logHazardRatio, within: lastDay - startDay, &using)
            .map { startDay + $0 }
        for planned in stride(from: startDay, through: max(startDay, lastDay), by: 7) {
            let shift = attending.integer(below: 3) - 1
            let day = planned == startDay ? startDay : min(planned + shift, lastDay)
            let isUsing = returnDay.map { day >= $0 } ?? false
            let misses = attending.happens(ReturnToUseModel.chanceOfMissing(isUsing: isUsing))
            let otherIsPositive = screening.happens(ReturnToUseModel.shareOfOtherSubstance)
            let isAttended = planned == startDay || !misses
            visits.append(
                SimulatedVisit(day: isAttended ? day : planned, plannedDay: planned, isAttended: isAttended))
            guard isAttended, planned > startDay else { continue }
            screens.append(SimulatedScreen(day: day, substance: "opioid", isPositive: isUsing))
            screens.append(
                SimulatedScreen(
                    day: day, substance: ReturnToUseModel.otherSubstance, isPositive: otherIsPositive))
        }
    }
}
