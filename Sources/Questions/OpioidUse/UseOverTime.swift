import Estimation
import Findings

/// Who was covered by what, step by step of each patient's own time.
///
/// What two points of a curve tell together is who came and who left between them. A point is shown where each of these sets, counted
/// from the point shown before, has nobody or as many as a step may show: those under observation, those covered and those not. The others
/// are withheld by their basis, and the next point is compared with the last one shown.
struct UseOverTime {
    /// What covers the patients.
    private let groups: [UseGroup]
    /// The groups that are parts of any opioid.
    private let drugs: Range<Int>
    /// Of each step, those observed, and of them those covered by each group.
    private let steps: [Step]

    private struct Step: Sendable {
        let observed: PersonSet
        let covered: [PersonSet]
    }

    init(_ walk: OpioidUseWalk, _ drugs: UsedDrugs, steps: Int, executor: BlockExecutor) {
        groups = drugs.groups
        self.drugs = drugs.drugs
        let count = groups.count
        self.steps = executor.mapBlocks(of: steps, size: 1) { step in
            var observed: [Int] = []
            var covered = [[Int]](repeating: [], count: count)
            for (number, block) in walk.status.enumerated() {
                let width = block.count / steps
                let (first, place) = (number * PeopleBlock.size, step.lowerBound * width)
                for offset in 0..<width {
                    let status = block[place + offset]
                    guard status != 0 else { continue }
                    observed.append(first + offset)
                    for group in 0..<count where status & (1 << UInt16(group)) != 0 {
                        covered[group].append(first + offset)
                    }
                }
            }
            return Step(
                observed: PersonSet(ascending: observed), covered: covered.map { PersonSet(ascending: $0) })
        }
    }

    /// Whether nobody is observed through any step.
    var isEmpty: Bool { steps.allSatisfy(\.observed.isEmpty) }

    /// Adds the share of every group in every step that somebody is observed through.
    func add(to finding: inout FindingBuilder, _ settings: OpioidUseSettings, fewest: Int, level: ConfidenceLevel) {
        /// Nobody, or enough.
        func isEnough(_ set: PersonSet) -> Bool { set.isEmpty || set.count >= fewest }
        var lastObserved: PersonSet?
        // Those covered and those not, where each group was shown last.
        var lastShown = [(covered: PersonSet, not: PersonSet)?](repeating: nil, count: groups.count)
        for (number, step) in steps.enumerated() where !step.observed.isEmpty {
            let observed = step.observed
            let moved = lastObserved.map { Self.changes($0, observed) } ?? []
            let isStep = moved.allSatisfy(isEnough)
            let alone = onFewAlone(step, fewest: fewest)
            var isShown = false
            for (position, group) in groups.enumerated() {
                let covered = step.covered[position]
                let not = observed.subtracting(covered)
                var apart = moved
                if let last = lastShown[position] {
                    apart += Self.changes(last.covered, covered) + Self.changes(last.not, not)
                }
                if drugs.contains(position) { apart.append(step.covered[0].subtracting(covered)) }
                if let alone, alone.position == position { apart.append(alone.persons) }
                finding.add(
                    share: .coveredShare, CoverageKey(group: group, time: UseTime(settings.step, number + 1)),
                    of: covered, among: observed, intervals: [.wilson], level: level, apart: apart)
                guard isStep, (apart + [observed, covered, not]).allSatisfy(isEnough) else { continue }
                lastShown[position] = (covered, not)
                isShown = true
            }
            if isShown { lastObserved = observed }
        }
    }

    /// Those who came and those who left.
    private static func changes(_ before: PersonSet, _ after: PersonSet) -> [PersonSet] {
        [before.subtracting(after), after.subtracting(before)]
    }

    /// Some patients covered only by drugs of which too few are covered to be shown, who are what the drugs that are shown leave of any
    /// opioid where nobody takes two; and the drug shown that has the fewest, which is to be withheld for them.
    private func onFewAlone(_ step: Step, fewest: Int) -> (position: Int, persons: PersonSet)? {
        let shown = drugs.filter { step.covered[$0].count >= fewest }
        guard shown.count < drugs.count, let rarest = shown.min(by: { step.covered[$0].count < step.covered[$1].count })
        else { return nil }
        let alone = shown.reduce(step.covered[0]) { $0.subtracting(step.covered[$1]) }
        guard !alone.isEmpty, alone.count < fewest else { return nil }
        return (rarest, alone)
    }
}
