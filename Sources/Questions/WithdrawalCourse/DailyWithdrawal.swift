import Cohort
import Estimation
import Findings

/// Who was assessed, and who was free of withdrawal, on each day and in each week.
///
/// A day is the worst assessment of that day. A week is its last day, or the assessment nearest to it within three days: the
/// windows lie end to end, so each assessment belongs to one week and one pass over the assessments fills the course.
struct DailyWithdrawal {
    /// Those assessed at one time.
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

    /// By day from 0.
    private var days: [Assessed]
    /// By week from 1, at position week − 1.
    private var weeks: [Assessed]

    init(_ timelines: [WithdrawalTimeline], _ settings: WithdrawalCourseSettings) {
        days = Array(repeating: Assessed(), count: max(0, settings.days) + 1)
        weeks = Array(repeating: Assessed(), count: max(0, settings.weeks))
        for timeline in timelines {
            timeline.forEachRun({ $0 }) { day, run in
                guard day < days.count else { return }
                Self.add(run, of: timeline, target: day, window: day...day, to: &days, at: day)
            }
            timeline.forEachRun({ ($0 + 3) / 7 }) { week, run in
                guard week >= 1, week <= weeks.count else { return }
                let last = 7 * week
                Self.add(run, of: timeline, target: last, window: (last - 3)...(last + 3), to: &weeks, at: week - 1)
            }
        }
    }

    private static func add(
        _ run: ArraySlice<WithdrawalAssessment>, of timeline: WithdrawalTimeline, target: Int,
        window: ClosedRange<Int>, to assessed: inout [Assessed], at position: Int
    ) {
        guard let status = WindowedStatus.status(of: run, index: timeline.index, target: target, window: window)
        else { return }
        assessed[position].add(timeline.person, status)
    }

    /// Adds the shares of every day and week.
    func add(to finding: inout FindingBuilder, part: StudyPlace?, level: ConfidenceLevel) {
        func add(_ time: CourseTime, _ assessed: Assessed) {
            guard !assessed.isEmpty else { return }
            let free = PersonSet(ascending: assessed.free)
            finding.add(
                share: .noWithdrawalAtTime, CourseKey(denominator: .assessed, time: time, part: part), of: free,
                among: free.union(PersonSet(ascending: assessed.notFree)), intervals: [.wilson], level: level)
        }
        for day in days.indices { add(.day(day), days[day]) }
        for week in weeks.indices { add(.week(week + 1), weeks[week]) }
    }
}
