import Cohort

/// What is seen of a patient in the months after a time zero, before it is said which strategies they are compatible with.
struct FollowedMonths {
    let scores: DailyScores
    /// The patient's dose.
    let timeline: DoseTimeline
    let window: WithdrawalWindow
    let events: ArraySlice<CourseEvent>
    /// The last day of observation.
    let end: StudyDay
    /// How the patient left the study, if so.
    let leaving: EmulationLeavers.Leaving?
    /// Months of follow-up.
    let most: Int

    /// The whole months that were observed, and the one of a death, up to the follow-up's; compatible with nothing yet.
    ///
    /// - Parameter decisions: Days from which something else was done.
    func course(from timeZero: StudyDay, scoreBefore: Double, decisions: [StudyDay]) -> EmulatedCourse {
        let (zero, length) = (Int(timeZero.rawValue), EmulatedTrials.monthDays)
        let events = events.filter { $0.day >= timeZero }
        let death = events.first { $0.kind == .death }.map { DoseStrategies.month(of: $0.day, from: timeZero) }
        let whole = (Int(end.rawValue) - zero + 1) / length
        let count = max(0, min(most, death.map { $0 + 1 } ?? whole))
        let months = (0..<count).map { month in
            let first = zero + month * length
            let days = first...(first + length - 1)
            let own = events.filter { days.contains(Int($0.day.rawValue)) }.compactMap { EmulationOutcome($0.kind) }
            return EmulatedEntry.Month(
                compatible: [], lastScore: scores.last(before: first) ?? scoreBefore,
                decision: .init(days, decisions.map { Int($0.rawValue) }), score: scores.mean(days),
                scoreOutsideWithdrawal: scores.mean(days) { day in
                    timeline.isWithdrawalProne(on: StudyDay(Int32(clamping: day)), window) != true
                }, events: Set(own))
        }
        return EmulatedCourse(
            months: months, from: zero, scores, scoreBefore: scoreBefore, leaving: leaving, monthOfDeath: death)
    }
}

extension EmulationOutcome {
    /// The outcome that an event is, if it is one.
    init?(_ kind: CourseEvent.Kind) {
        switch kind {
        case .overdose: self = .overdose
        case .crisis: self = .crisis
        case .hospital: self = .hospital
        case .death: self = .death
        case .newInjury, .surgery, .progression, .relapse, .dropout, .transfer, .prison: return nil
        }
    }
}
