import Cohort
import Estimation
import Findings

/// Who left the study although it went on, as far as data without calendar dates can tell.
///
/// Where the study records dropout or death, a person left by such an event on or after the day of their last score (and before
/// the planned end, where that is stated). Elsewhere a person left whose last score lies more than the study's usual gap before
/// the end: the planned one, or else the day that the last scores of nine people in ten do not go beyond.
struct StudyLeavers: Sendable {
    /// What leaving is read from.
    enum Rule: Sendable, Equatable {
        /// Events of dropout or death, before the planned end where there is one.
        case events(plannedEnd: Int?)
        /// The day of the last score.
        case lastScore(end: Int, usualGap: Int)
    }

    /// Share of people whose last score an end that is not stated is not before.
    static let shareBeforeEnd = 0.9

    let rule: Rule
    /// By person; false for people who were never scored.
    let hasLeft: [Bool]
    private let lastDays: [StudyDay?]
    private let usualGaps: [Int?]
    private let followUp: Int?
    /// The stated end, or the day that last scores of nine people in ten do not go beyond.
    private let lastDay: Int
    /// Days from score to score, at least one.
    private let gap: Int
    /// The median over people of their median days from score to score.
    let usualGap: Int

    init(_ courses: [ScoreCourse?], cohort: Cohort, followUp: Int?) {
        self.init(
            lastDays: courses.map { $0?.lastDay }, usualGaps: courses.map { $0?.usualGap }, cohort: cohort,
            followUp: followUp)
    }

    /// - Parameters:
    ///   - lastDays: each person's last day with a score; `nil` of those who are not looked at.
    ///   - usualGaps: each person's median days from one such day to the next; `nil` with a single one.
    init(lastDays: [StudyDay?], usualGaps: [Int?], cohort: Cohort, followUp: Int?) {
        self.lastDays = lastDays
        self.usualGaps = usualGaps
        self.followUp = followUp
        lastDay = followUp ?? Self.quantile(lastDays.map { $0.map { Int($0.rawValue) } }, Self.shareBeforeEnd)
        let usualGap = Self.quantile(usualGaps, 0.5)
        self.usualGap = usualGap
        gap = max(1, usualGap)
        func leaving(_ person: Int) -> some Sequence<CourseEvent> {
            cohort.events[person].lazy.filter { $0.kind == .dropout || $0.kind == .death }
        }
        guard (0..<cohort.events.personCount).allSatisfy({ !leaving($0).contains { _ in true } }) else {
            rule = .events(plannedEnd: followUp)
            hasLeft = lastDays.enumerated().map { person, last in
                last.map { last in
                    leaving(person).contains { $0.day >= last && Self.isBefore(followUp, $0.day) }
                } ?? false
            }
            return
        }
        rule = .lastScore(end: lastDay, usualGap: usualGap)
        hasLeft = lastDays.map { [lastDay] last in
            last.map { Self.isEarly($0, end: lastDay, gap: usualGap) } ?? false
        }
    }

    /// Whether a person who was scored on a day could leave after it: not on the last day of those who stayed, and not so late
    /// that the study is over.
    func canLeave(after day: StudyDay, person: Int) -> Bool {
        switch rule {
        case .events(let plannedEnd): (!isLast(day, of: person) || hasLeft[person]) && Self.isBefore(plannedEnd, day)
        case .lastScore(let end, let gap): Self.isEarly(day, end: end, gap: gap)
        }
    }

    /// The stated end of follow-up, or the day that last scores of nine people in ten do not go beyond.
    var end: StudyDay { StudyDay(Int32(clamping: lastDay)) }

    /// Whether a day is the last one with a score of a person.
    func isLast(_ day: StudyDay, of person: Int) -> Bool { lastDays[person] == day }

    /// Patients of the trend who left, and who did not.
    var persons: (left: PersonSet, stayed: PersonSet) {
        (
            PersonSet(below: hasLeft.count) { hasLeft[$0] },
            PersonSet(below: lastDays.count) { lastDays[$0] != nil && !hasLeft[$0] }
        )
    }

    /// The exposures at which a person who left would have been scored until the end, in units of ``MainTrend/days``; `nil` where that is
    /// none.
    func planned(_ person: Int, _ sums: ExposedPain.PersonSums, _ most: Int) -> ImputedLeavers.Leaver? {
        guard let last = lastDays[person], sums.n > 0 else { return nil }
        let left = lastDay - Int(last.rawValue)
        guard left >= gap else { return nil }
        let count = min(most, left / gap)
        let longest = Double(sums.longest) / MainTrend.days
        let step = Double(left / gap * gap) / Double(count) / MainTrend.days
        return ImputedLeavers.Leaver(
            group: person, lastX: longest, plannedX: (1...count).map { longest + step * Double($0) })
    }

    /// The end and the usual gap that were read from the data.
    func addReadings(_ key: ExplanationKey, to finding: inout FindingBuilder) {
        guard case .lastScore(let end, let gap) = rule else { return }
        finding.add(
            .usualGap, key, Double(gap), basis: .of(PersonSet(below: usualGaps.count) { usualGaps[$0] != nil }))
        guard followUp == nil else { return }
        // The end is somebody's last day: shown where enough people have theirs then or later.
        let reaching = PersonSet(below: lastDays.count) { person in
            lastDays[person].map { Int($0.rawValue) >= end } ?? false
        }
        finding.add(.followUpEnd, key, Double(end), basis: .of(reaching))
    }

    static func isEarly(_ day: StudyDay, end: Int, gap: Int) -> Bool {
        end - Int(day.rawValue) > gap
    }

    private static func isBefore(_ end: Int?, _ day: StudyDay) -> Bool {
        end.map { Int(day.rawValue) < $0 } ?? true
    }

    private static func quantile(_ days: [Int?], _ probability: Double) -> Int {
        Quantile.of(days.compactMap { $0.map(Double.init) }, at: [probability], rule: .nearestRank)?.first
            .map { Int($0) } ?? 0
    }
}
