import Cohort
import Estimation

/// The days that scores were planned for: a baseline, the last score on or shortly before day 0, and days after it.
struct PlannedVisits: Sendable, Hashable {
    /// Where the days are from.
    enum Source: Sendable, Hashable {
        /// The study file.
        case stated
        /// So many days apart, as patients' scores usually are, or a multiple of that.
        case spacing(Int)
    }

    /// Most visits after the baseline that are read from the data.
    static let mostVisits = 8
    /// Most that a study file may name.
    static let mostStated = 24
    /// Of more patients than this so many are looked at, evenly spread.
    private static let mostLookedAt = 5000
    /// The share of patients that are still scored at the last visit read from the data, or later.
    private static let shareAtEnd = 0.25
    /// Spacings that are planned; one that lies this near to how far scores are apart is taken.
    private static let usualSpacings = [1, 2, 7, 14, 28, 30, 42, 56, 60, 84, 90, 112, 120, 168, 180, 182, 365]
    private static let nearness = 0.05

    /// Days before day 0 from which a score is the baseline; `nil` where fewer than half of the patients have one.
    let baselineReach: Int?
    /// The planned days after the baseline, ascending; where there is no baseline, from day 0 on.
    let days: [Int]
    /// How far from the planned day a score may lie; `nil` for half way to the visits before and after.
    let window: Int?
    let source: Source

    /// Visits on stated days.
    init(days: [Int], window: Int?, baselineReach: Int?, source: Source) {
        self.days = days
        self.window = window
        self.baselineReach = baselineReach
        self.source = source
    }

    /// The visits of a study, read from the data where none are stated; `nil` where nobody has scores on two days.
    ///
    /// - Parameter baseline: days before day 0 from which a score may be the baseline.
    init?(stated: [Int]?, window: Int?, baseline: Int, instrument: Int, of cohort: Cohort) {
        let looks = (0..<cohort.pain.personCount).evenlySpread(Self.mostLookedAt).compactMap {
            Look(cohort.pain[$0], instrument: instrument, baselineReach: baseline)
        }
        guard !looks.isEmpty else { return nil }
        let hasBaseline = 2 * looks.count(where: \.hasBaseline) >= looks.count
        let reach = hasBaseline ? baseline : nil
        if let stated {
            self.init(days: stated, window: window, baselineReach: reach, source: .stated)
            return
        }
        guard let gap = Quantile.of(looks.flatMap(\.gaps).map(Double.init), at: [0.5], rule: .nearestRank)?.first,
            let end = Quantile.of(
                looks.map { Double($0.lastDay) }, at: [1 - Self.shareAtEnd], rule: .nearestRank)?.first
        else { return nil }
        let usual = Self.spacing(near: max(1, gap))
        let count = max(1, Int((end / Double(usual)).rounded()))
        let spacing = usual * ((count - 1) / Self.mostVisits + 1)
        let last = max(1, Int((end / Double(spacing)).rounded()))
        self.init(
            days: ((hasBaseline ? 1 : 0)...last).map { $0 * spacing }, window: window, baselineReach: reach,
            source: .spacing(spacing))
    }

    private static func spacing(near gap: Double) -> Int {
        let nearest = usualSpacings.min { abs(Double($0) - gap) < abs(Double($1) - gap) } ?? 1
        return abs(Double(nearest) - gap) <= nearness * gap ? nearest : Int(gap)
    }

    /// Baseline and visits.
    var occasionCount: Int { days.count + (baselineReach == nil ? 0 : 1) }

    /// The occasions after the baseline.
    var laterOccasions: Range<Int> { (baselineReach == nil ? 0 : 1)..<occasionCount }

    /// The planned day of an occasion; 0 of the baseline.
    func day(ofOccasion occasion: Int) -> Int {
        baselineReach == nil ? days[occasion] : occasion == 0 ? 0 : days[occasion - 1]
    }

    /// The occasion that a score on a day may stand for: the nearest, of two as near the later one.
    func occasion(onDay day: Int) -> Int? {
        if let baselineReach, day <= 0 { return day >= -baselineReach ? 0 : nil }
        let number = days.partitioningIndex { $0 >= day }
        let earlier = number > 0 ? number - 1 : nil
        let later = number < days.count ? number : nil
        let nearest: Int
        switch (earlier, later) {
        case (let earlier?, let later?): nearest = day - days[earlier] < days[later] - day ? earlier : later
        case (let only?, nil), (nil, let only?): nearest = only
        case (nil, nil): return nil
        }
        guard abs(day - days[nearest]) <= (window ?? reach(of: nearest, towards: day)) else { return nil }
        return nearest + (baselineReach == nil ? 0 : 1)
    }

    /// How far a visit reaches where no window is stated: half way to its neighbour, and as far where it has none on that side.
    private func reach(of visit: Int, towards day: Int) -> Int {
        let before = visit > 0 ? days[visit] - days[visit - 1] : baselineReach == nil ? nil : days[visit]
        let after = visit + 1 < days.count ? days[visit + 1] - days[visit] : nil
        let gap = day < days[visit] ? before ?? after : after ?? before
        return gap.map { $0 / 2 } ?? Int.max
    }

    /// What one patient's scores tell of the plan.
    private struct Look {
        let hasBaseline: Bool
        /// Days from score to score, from the baseline on.
        let gaps: [Int]
        let lastDay: Int

        init?(_ pain: PersonPain, instrument: Int, baselineReach: Int) {
            var days: [Int] = []
            for score in pain where Int(score.instrument) == instrument {
                let day = Int(score.day.rawValue)
                if day >= -baselineReach, day != days.last { days.append(day) }
            }
            guard let last = days.last else { return nil }
            hasBaseline = days.contains { $0 <= 0 }
            // Of several days before day 0 the last is the baseline.
            let counted = Array(days.drop { $0 <= 0 && days.contains { $0 > 0 } })
            let start = days.last { $0 <= 0 }.map { _ in [0] } ?? []
            let course = start + counted.filter { $0 > 0 }
            gaps = zip(course, course.dropFirst()).map { $1 - $0 }
            lastDay = max(0, last)
        }
    }
}

extension Range<Int> {
    /// All of them, or so many that are evenly spread over them.
    fileprivate func evenlySpread(_ most: Int) -> [Int] { Array(self).evenlySpread(most) }
}
