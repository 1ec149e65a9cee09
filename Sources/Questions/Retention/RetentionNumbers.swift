import Cohort
import Estimation
import Findings

/// The numbers of retention: shares, curves, mean days and hazard ratios.
struct RetentionNumbers {
    let spans: TreatmentSpans
    let settings: RetentionSettings
    let study: Study
    private let pain: PainAtStart?
    /// Those who started, ascending.
    private let people: [Int]
    /// The levels of each column by which shares are given, and the bands of pain before.
    private let levels: [[FollowedTimes.Level]]
    private(set) var cautions: [Prose] = []

    /// Days apart at which the cumulative incidence is shown.
    static let shownDays = 28
    /// A day at which it is not known of more than this whether they stayed is not asked about.
    static let mostUnknown = 0.1

    /// - Parameter columns: those by whose levels shares are given.
    init(
        _ spans: TreatmentSpans, by columns: [PatientGroups], _ pain: PainAtStart?, _ settings: RetentionSettings,
        study: Study
    ) {
        self.spans = spans
        self.settings = settings
        self.study = study
        self.pain = pain
        people = spans.started.map(\.person)
        levels = FollowedTimes.levels(columns, pain, of: people)
    }

    // MARK: - Shares

    /// Adds who is seen to stay through each day by a gap: of all, and of each level.
    mutating func addShares(_ gap: Int, to finding: inout FindingBuilder) {
        let days = settings.gaps[gap]
        for day in settings.days {
            let stayed = spans.started.map { $0.stayed(gap, days: days, through: day) }
            let parts = [[Part(place: nil, positions: Array(people.indices))]] + levels.map { $0.map(Part.init) }
            let isLeftOut = parts.map { addShares($0, stayed, RetentionKey(gap: days, day: day), to: &finding) }
            guard isLeftOut.contains(true) else { continue }
            note(
                """
                Of a group of whom more than \(setting: Int(100 * Self.mostUnknown))% are not known to have stayed or left by a day, as \
                treatment was not planned for so long or they were not observed, no share is given.
                """)
        }
    }

    /// Everybody, or a level.
    private struct Part {
        let place: StudyPlace?
        let positions: [Int]

        init(place: StudyPlace?, positions: [Int]) {
            self.place = place
            self.positions = positions
        }

        init(_ level: FollowedTimes.Level) {
            self.init(place: level.place, positions: level.positions)
        }
    }

    /// Adds who is seen to stay, of parts that make up a whole.
    ///
    /// - Returns: whether a part has no share, as too few are known to have stayed or left.
    private func addShares(
        _ parts: [Part], _ stayed: [Bool?], _ key: RetentionKey, to finding: inout FindingBuilder
    ) -> Bool {
        let known = parts.filter { part in
            Double(part.positions.count { stayed[$0] == nil }) <= Self.mostUnknown * Double(part.positions.count)
        }
        let groups = known.map { PersonSet(ascending: $0.positions.map { people[$0] }) }
        let events = known.map { part in
            PersonSet(ascending: part.positions.filter { stayed[$0] == true }.map { people[$0] })
        }
        for (position, part) in known.enumerated() {
            var own = key
            own.group = part.place
            finding.add(
                share: .retainedShare, own, of: events[position], among: groups[position], intervals: [.wilson],
                level: study.level)
        }
        return known.count < parts.count
    }

    private mutating func note(_ caution: Prose) {
        if !cautions.contains(caution) { cautions.append(caution) }
    }

    // MARK: - When, and pain

    /// Adds, by the gap that leads, when patients left, how long they stayed, and whether pain goes before leaving.
    mutating func addLeaving(to finding: inout FindingBuilder) {
        guard let days = settings.gaps.first else { return }
        let numbers = EventNumbers(times: spans.times(0, days: days), names: .leaving(gap: days), study: study)
        numbers.addCurves(
            levels, every: Self.shownDays, longest: settings.days.last ?? Self.shownDays, to: &finding)
        guard let pain else { return }
        numbers.addHazards(
            of: pain, PainPredictor.allCases, landmark: settings.landmark, adjust: settings.adjust, to: &finding
        ).forEach { note($0) }
    }
}

extension EventNumbers.Names where Key == RetentionKey, HazardKey == RetentionHazardKey {
    /// Of leaving treatment by a gap, in days.
    fileprivate static func leaving(gap: Int) -> Self {
        Self(
            event: "leaving treatment", incidence: .leftByDay, mean: .meanDaysInTreatment,
            difference: .meanDaysDifference, alike: .leavingLogRank, hazardRatio: .leavingHazardRatio,
            isOne: .leavingHazardIsOne, proportional: .leavingProportionalHazards,
            key: { RetentionKey(gap: gap, day: $0, group: $1) },
            hazardKey: { RetentionHazardKey(gap: gap, predictor: $0, model: $1, instrument: $2) })
    }
}
