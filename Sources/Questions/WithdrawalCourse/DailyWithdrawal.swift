import Cohort
import Estimation
import Findings

/// Who was assessed, and who was free of withdrawal, on each day and in each week.
///
/// A day is the worst assessment of that day. A week is its last day, or the assessment nearest to it within three days: the
/// windows lie end to end, so each assessment belongs to one week and one pass over the assessments fills the course.
struct DailyWithdrawal {
    /// Those assessed at one time on one scale.
    private struct Assessed {
        /// Without withdrawal, ascending.
        var free: [Int] = []
        /// In withdrawal, ascending.
        var notFree: [Int] = []

        var isEmpty: Bool { free.isEmpty && notFree.isEmpty }

        mutating func add(_ person: Int, _ status: WindowedStatus) {
            if status.grade == .none { free.append(person) } else { notFree.append(person) }
        }
    }

    /// By scale, then by day from 0.
    private var days: [[Assessed]]
    /// By scale, then by week from 1, at position week − 1.
    private var weeks: [[Assessed]]

    init(_ timelines: [WithdrawalTimeline], _ settings: WithdrawalCourseSettings) {
        let scales = WithdrawalScale.allCases.count
        days = Array(repeating: Array(repeating: Assessed(), count: max(0, settings.days) + 1), count: scales)
        weeks = Array(repeating: Array(repeating: Assessed(), count: max(0, settings.weeks)), count: scales)
        for timeline in timelines {
            timeline.forEachRun({ $0 }) { day, run in
                guard day < days[0].count else { return }
                Self.add(run, of: timeline, target: day, window: day...day, to: &days, at: day)
            }
            timeline.forEachRun({ ($0 + 3) / 7 }) { week, run in
                guard week >= 1, week <= weeks[0].count else { return }
                let last = 7 * week
                Self.add(run, of: timeline, target: last, window: (last - 3)...(last + 3), to: &weeks, at: week - 1)
            }
        }
    }

    private static func add(
        _ run: ArraySlice<WithdrawalAssessment>, of timeline: WithdrawalTimeline, target: Int,
        window: ClosedRange<Int>, to assessed: inout [[Assessed]], at position: Int
    ) {
        guard let status = WindowedStatus.status(of: run, index: timeline.index, target: target, window: window),
            let scale = WithdrawalScale.allCases.firstIndex(of: status.scale)
        else { return }
        assessed[scale][position].add(timeline.person, status)
    }

    /// Adds the shares of every day and week: of all, and by scale where there is more than one.
    func add(to finding: inout FindingBuilder, level: ConfidenceLevel) {
        let used = WithdrawalScale.allCases.indices.filter { scale in
            days[scale].contains { !$0.isEmpty } || weeks[scale].contains { !$0.isEmpty }
        }
        func add(_ time: CourseTime, _ assessed: [Assessed]) {
            let scales = assessed.map {
                (free: PersonSet(ascending: $0.free), notFree: PersonSet(ascending: $0.notFree))
            }
            func add(_ free: PersonSet, _ notFree: PersonSet, _ scale: WithdrawalScaleName?) {
                let all = free.union(notFree)
                guard !all.isEmpty else { return }
                finding.add(
                    share: .noWithdrawalAtTime, CourseKey(denominator: .assessed, time: time, scale: scale), of: free,
                    among: all, intervals: [.wilson], level: level)
            }
            add(
                scales.reduce(PersonSet()) { $0.union($1.free) }, scales.reduce(PersonSet()) { $0.union($1.notFree) },
                nil)
            guard used.count > 1 else { return }
            for scale in used {
                add(scales[scale].free, scales[scale].notFree, WithdrawalScaleName(WithdrawalScale.allCases[scale]))
            }
        }
        for day in days[0].indices { add(.day(day), days.map { $0[day] }) }
        for week in weeks[0].indices { add(.week(week + 1), weeks.map { $0[week] }) }
    }
}
