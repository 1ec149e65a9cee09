import Cohort
import Findings

/// The patients whose course is shown together: those of a trial where the study has several, else those assessed on a scale where it
/// has several, else everybody.
struct CoursePart {
    /// The trial or scale; `nil` for everybody.
    let place: StudyPlace?
    let timelines: [WithdrawalTimeline]

    /// Every part, in order.
    static func all(_ timelines: [WithdrawalTimeline], of cohort: Cohort) -> [CoursePart] {
        let started = PersonSet(ascending: timelines.lazy.map(\.person))
        if let trials = StudyTrials(of: cohort, among: started) {
            var parts = [[WithdrawalTimeline]](repeating: [], count: trials.groups.levels.count)
            for timeline in timelines { parts[trials.groups.members[timeline.person]].append(timeline) }
            return parts.enumerated().map { CoursePart(place: trials.groups.place($0), timelines: $1) }
        }
        let used = Set(timelines.lazy.flatMap(\.assessments).map(\.scale))
        guard used.count > 1 else { return [CoursePart(place: nil, timelines: timelines)] }
        return WithdrawalScale.allCases.filter(used.contains).map { scale in
            CoursePart(place: WithdrawalScaleName(scale).place, timelines: timelines.map { $0.on(scale) })
        }
    }
}

extension WithdrawalTimeline {
    /// The same with the assessments on one scale alone.
    func on(_ scale: WithdrawalScale) -> WithdrawalTimeline {
        WithdrawalTimeline(
            person: person, index: index, assessments: ArraySlice(assessments.filter { $0.scale == scale }))
    }
}
