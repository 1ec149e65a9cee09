import Cohort
import Findings

/// Turns what is observed of a patient into facts, by some thresholds.
struct PatternEvidence: Sendable {
    let settings: OIHPatternSettings
    let thresholds: PatternThresholds
    let records: PatternRecords

    /// When pain rose, or where it was judged not to have.
    private struct Episode {
        /// Days at which an earlier level was seen.
        let low: ClosedRange<Int>
        /// Days of the level that is compared with it.
        let high: ClosedRange<Int>
        /// Changes before the high level: those from this one on may answer it.
        let changesBefore: Int
        let rose: Bool
    }

    /// What pain did around a change, by both comparisons.
    private enum Verdict { case less, more, neither }

    /// The facts of a subject, whose scores may be other ones than those observed.
    ///
    /// - Parameter ladder: by the least change of the dose of these thresholds.
    func facts(_ subject: PatternSubject, _ ladder: PatientLadder, scores: DailyScores) -> PatientFacts {
        var facts = PatientFacts()
        let (rising, answering) = Self.halves(scores)
        guard let episode = episode(ladder, rising) else { return facts }
        facts[.painRose] = episode.rose ? .yes : .no
        if let verdict = first(.rise, from: episode.changesBefore, ladder, answering) {
            facts[.answersRise] = verdict == .less ? .yes : .no
        }
        if let verdict = first(.reduction, from: episode.changesBefore, ladder, answering) {
            facts[.fellAfterReduction] = verdict == .less ? .yes : .no
            facts[.roseAfterReduction] = verdict == .more ? .yes : .no
        }
        let (from, through) = (episode.low.lowerBound, episode.high.upperBound)
        if records.hasCauses {
            facts[.newCause] = FactState(
                subject.causes.contains { ((from - settings.causeWithin)...through).contains($0) })
        }
        let around =
            (episode.high.lowerBound - settings.withdrawalWithin)...(through + settings.withdrawalWithin)
        facts[.withdrawal] = Self.any(subject.withdrawal, on: around)
        facts[.spread] = spread(subject, episode)
        facts[.useDisorder] = subject.useDisorder
        facts[.lessTolerance] = subject.lessTolerance
        return facts
    }

    /// Every other day with a score, and the days between them. A rise is looked for in the one half and the answer to it in the other: scores
    /// that were taken for a rise because they are high by chance are followed by lower ones, whatever is done (regression to the mean).
    private static func halves(_ scores: DailyScores) -> (DailyScores, DailyScores) {
        func half(_ first: Int) -> DailyScores {
            let positions = Array(stride(from: first, to: scores.days.count, by: 2))
            return DailyScores(days: positions.map { scores.days[$0] }, scores: positions.map { scores.scores[$0] })
        }
        return (half(0), half(1))
    }

    /// The first rise of pain under a stable or rising dose; without one the first time that could have shown it.
    private func episode(_ ladder: PatientLadder, _ scores: DailyScores) -> Episode? {
        var judged: Episode?
        var next = ladder.stretches.startIndex
        /// The first time of stable dose since which the dose has not been seen to fall.
        var start: PatientLadder.Stretch?
        // In the order of time: a change, then the time of stable dose after it.
        for number in 0...ladder.turns.count {
            var candidates: [Episode?] = []
            if number > 0 {
                if ladder.turns[number - 1] == .rise {
                    candidates.append(acrossRise(number - 1, ladder, scores))
                } else {
                    start = nil
                }
            }
            if next < ladder.stretches.endIndex, ladder.stretches[next].changesBefore == number {
                let stretch = ladder.stretches[next]
                candidates.append(between(stretch, stretch, scores))
                if let start { candidates.append(between(start, stretch, scores)) }
                start = start ?? stretch
                next += 1
            }
            for case let episode? in candidates {
                if episode.rose { return episode }
                judged = judged ?? episode
            }
        }
        return judged
    }

    /// The last days of a time of stable dose against the first ones of it, or of one before it with rises of the dose between.
    private func between(
        _ first: PatientLadder.Stretch, _ stretch: PatientLadder.Stretch, _ scores: DailyScores
    ) -> Episode? {
        let low = first.days.lowerBound...(first.days.lowerBound + thresholds.window - 1)
        let high = (stretch.days.upperBound - thresholds.window + 1)...stretch.days.upperBound
        guard low.upperBound < high.lowerBound, low.upperBound <= first.days.upperBound,
            high.lowerBound >= stretch.days.lowerBound, let before = window(scores, low),
            let after = window(scores, high)
        else { return nil }
        return Episode(
            low: low, high: high, changesBefore: stretch.changesBefore,
            rose: after.mean - before.mean >= thresholds.change)
    }

    /// More pain after a rise of the dose than before it.
    private func acrossRise(_ number: Int, _ ladder: PatientLadder, _ scores: DailyScores) -> Episode? {
        guard let verdict = verdict(number, ladder, scores),
            let days = windows(leaveOut: 0).days(around: number, of: ladder.dates, knownUntil: ladder.knownUntil)
        else { return nil }
        return Episode(low: days.before, high: days.after, changesBefore: number, rose: verdict == .more)
    }

    /// What pain did at the first change of a kind that can be judged.
    private func first(
        _ turn: PatientLadder.Turn, from start: Int, _ ladder: PatientLadder, _ scores: DailyScores
    ) -> Verdict? {
        for number in ladder.turns.indices.dropFirst(start) where ladder.turns[number] == turn {
            if let verdict = verdict(number, ladder, scores) { return verdict }
        }
        return nil
    }

    /// A difference counts where it is there against the days before the change and against those before them as well: a dose that is
    /// changed for a score that was high by chance is followed by lower ones whatever it does.
    private func verdict(_ number: Int, _ ladder: PatientLadder, _ scores: DailyScores) -> Verdict? {
        var differences: [Double] = []
        for leaveOut in [0, settings.leaveOut] {
            guard
                let days = windows(leaveOut: leaveOut).days(
                    around: number, of: ladder.dates, knownUntil: ladder.knownUntil),
                let before = window(scores, days.before), let after = window(scores, days.after)
            else { return nil }
            differences.append(after.mean - before.mean)
        }
        if differences.allSatisfy({ $0 <= -thresholds.change }) { return .less }
        return differences.allSatisfy { $0 >= thresholds.change } ? .more : .neither
    }

    private func windows(leaveOut: Int) -> ContrastWindows {
        var windows = ContrastWindows(
            before: thresholds.window + leaveOut, after: settings.after, measured: settings.after,
            transition: settings.transition)
        windows.leaveOut = leaveOut
        return windows
    }

    private func window(_ scores: DailyScores, _ days: ClosedRange<Int>) -> WindowScores? {
        guard let window = WindowScores(scores, on: days), window.count >= settings.scores else { return nil }
        return window
    }

    /// A report of spreading pain, or more painful sites at the high level than at the low one.
    private func spread(_ subject: PatternSubject, _ episode: Episode) -> FactState {
        let asked = Self.any(subject.spreading, on: episode.low.lowerBound...episode.high.upperBound)
        func most(_ days: ClosedRange<Int>) -> Int? {
            subject.sites.lazy.filter { days.contains($0.day) }.map(\.count).max()
        }
        let counted = most(episode.low).flatMap { before in most(episode.high).map { $0 > before } }
        if asked == .yes || counted == true { return .yes }
        return asked == .no || counted == false ? .no : .unknown
    }

    /// Whether something was there on some days; unknown where nobody asked.
    private static func any(_ asked: [(day: Int, isThere: Bool)], on days: ClosedRange<Int>) -> FactState {
        var state = FactState.unknown
        for own in asked where days.contains(own.day) {
            if own.isThere { return .yes }
            state = .no
        }
        return state
    }
}
