import Findings
import Testing

@testable import Disclosure

/// Somebody who has nothing but the released numbers, knows which groups they are about, and tries every way in which persons could lie in
/// them. Shares no code with the engine.
struct Attacker {
    private let sizes: [Int]
    private let equations: [(atoms: [Int], count: Int)]
    private let signatures: [[Bool]]
    private let targets: [PersonSet]

    /// - Parameter shown: sets with the counts that were read for them.
    init(shown: [(set: PersonSet, count: Int)], targets: [PersonSet]) {
        let sets = shown.map(\.set) + targets
        let last = sets.flatMap(\.persons).max() ?? -1
        var numbers: [[Bool]: Int] = [:]
        var (sizes, signatures): ([Int], [[Bool]]) = ([], [])
        for person in 0...max(0, last) {
            let signature = sets.map { $0.contains(person) }
            guard signature.contains(true) else { continue }
            if let atom = numbers[signature] {
                sizes[atom] += 1
            } else {
                numbers[signature] = sizes.count
                sizes.append(1)
                signatures.append(signature)
            }
        }
        self.sizes = sizes
        self.signatures = signatures
        self.targets = targets
        equations = shown.enumerated().map { number, one in
            (signatures.indices.filter { signatures[$0][number] }, one.count)
        }
    }

    /// Whether the target may be as few as `fewest` or fewer, or as many as `most` or more, with every equation kept.
    func mayBe(_ target: Int, fewest: Int? = nil, most: Int? = nil) -> Bool {
        let place = equations.count + target
        let isTarget = signatures.map { $0[place] }
        var equationsOfAtom = [[Int]](repeating: [], count: sizes.count)
        for (number, equation) in equations.enumerated() {
            for atom in equation.atoms { equationsOfAtom[atom].append(number) }
        }
        var left = equations.map(\.count)
        var waiting = equations.map(\.atoms.count)
        var tries = 0
        let order = sizes.indices.sorted {
            (isTarget[$0] ? 0 : 1, -equationsOfAtom[$0].count, $0) < (
                isTarget[$1] ? 0 : 1, -equationsOfAtom[$1].count, $1
            )
        }
        let targetsLeft = order.filter { isTarget[$0] }.count

        func lay(_ position: Int, _ sum: Int) -> Bool {
            tries += 1
            if position == targetsLeft {
                if let fewest, sum > fewest { return false }
                if let most, sum < most { return false }
            }
            guard position < order.count else { return left.allSatisfy { $0 == 0 } }
            let atom = order[position]
            let own = equationsOfAtom[atom]
            var (low, high) = (0, own.map { left[$0] }.min() ?? 200)
            for equation in own where waiting[equation] == 1 {
                (low, high) = (max(low, left[equation]), min(high, left[equation]))
            }
            guard low <= high else { return false }
            for equation in own { waiting[equation] -= 1 }
            defer { for equation in own { waiting[equation] += 1 } }
            // Near what is first: that is where ways are.
            for value in (low...high).sorted(by: { (abs($0 - sizes[atom]), $0) < (abs($1 - sizes[atom]), $1) }) {
                for equation in own { left[equation] -= value }
                let isFound = lay(position + 1, sum + (isTarget[atom] ? value : 0))
                for equation in own { left[equation] += value }
                if isFound { return true }
            }
            return false
        }
        return lay(0, 0)
    }
}

@Suite("Attack on what is released")
struct DisclosureAttackTests {
    private static let policy = DisclosurePolicy(minimumCell: 3)

    /// The few of the study that can be told closer than that they are from 1 to 2.
    private func recovered(_ finding: FindingBuilder, _ released: ReleasedFinding) -> Int {
        var shown: [(set: PersonSet, count: Int)] = []
        var targets: [PersonSet] = []
        for (own, seen) in zip(finding.estimates, released.estimates) {
            if let n = seen.n?.number { shown.append((own.basis.about, Int(n))) }
            if let event = own.basis.event, let events = seen.events?.number { shown.append((event, Int(events))) }
            var sets = [own.basis.about]
            if let event = own.basis.event { sets += [event, own.basis.about.subtracting(event)] }
            targets += sets.filter { (1...2).contains($0.count) }
        }
        let attacker = Attacker(shown: shown, targets: targets)
        return targets.indices.filter { !(attacker.mayBe($0, fewest: 1) && attacker.mayBe($0, most: 2)) }.count
    }

    @Test("of 200 studies of 20 to 60 persons no small count can be told", arguments: 0..<200)
    func studies(_ seed: Int) {
        let finding = RandomStudies.study(seed)
        let released = Released.release(DisclosureStudy.results([finding]), under: Self.policy)
        #expect(recovered(finding, released.findings[0]) == 0)
    }

    @Test("the attack finds small counts where only these themselves are withheld")
    func primaryAlone() {
        let recovered = (0..<20).map { seed in
            let finding = RandomStudies.study(seed)
            return self.recovered(finding, PrimarySuppression(policy: Self.policy).finding(finding))
        }
        #expect(recovered.reduce(0, +) >= 20)
    }

    @Test("where there is no time to search, more is withheld and nothing can be told")
    func hurried() {
        for seed in 0..<30 {
            let finding = RandomStudies.study(seed)
            var suppression = PrimarySuppression(policy: Self.policy)
            let shown = DisclosedNumbers(of: [finding], after: suppression)
            var isHurried = false
            suppression.hidden = ComplementarySuppression(of: shown, minimumCell: 3)
                .withheld(isHurried: &isHurried, mostSteps: 0)
            #expect(isHurried)
            #expect(recovered(finding, suppression.finding(finding)) == 0, "seed \(seed)")
        }
    }

    @Test("most of the numbers stay")
    func cost() {
        let shares = (0..<40).map { seed in
            let shown = Released.release(DisclosureStudy.results([RandomStudies.study(seed)]), under: Self.policy)
                .findings[0].estimates
            return Double(shown.filter { $0.value?.number != nil }.count) / Double(shown.count)
        }
        #expect(shares.reduce(0, +) / 40 > 0.4)
    }

    @Test("the order of the numbers has no say, nor has what runs beside")
    func order() async {
        for seed in 0..<10 {
            let finding = RandomStudies.study(seed)
            let shown = Set(keys(Released.release(DisclosureStudy.results([finding]), under: Self.policy).findings[0]))
            await withTaskGroup(of: Set<DisclosureStudy.Key>.self) { group in
                for turn in 0..<4 {
                    group.addTask {
                        var other = FindingBuilder(id: "id", title: "title")
                        var chance = RandomStudies.Chance(1_000 + turn)
                        for estimate in finding.estimates.shuffled(using: &chance) { other.add(again: estimate) }
                        return Set(
                            self.keys(
                                Released.release(DisclosureStudy.results([other]), under: Self.policy).findings[0]))
                    }
                }
                for await others in group { #expect(others == shown) }
            }
        }
    }

    private func keys(_ finding: ReleasedFinding) -> [DisclosureStudy.Key] {
        finding.estimates.filter { $0.value?.number != nil && $0.n?.number != nil }
            .compactMap { $0.key as? DisclosureStudy.Key }
    }

    @Test("what is left needs no more to be withheld")
    func idempotence() {
        for seed in 0..<20 {
            let finding = RandomStudies.study(seed)
            let first = Released.release(DisclosureStudy.results([finding]), under: Self.policy).findings[0]
            var rest = FindingBuilder(id: "id", title: "title")
            for (own, seen) in zip(finding.estimates, first.estimates) {
                if seen.value?.number != nil && seen.n?.number != nil
                    || own.basis.counts.contains(where: (1...2).contains)
                {
                    rest.add(again: own)
                }
            }
            let second = Released.release(DisclosureStudy.results([rest]), under: Self.policy)
            #expect(second.withheld.complementary == 0, "seed \(seed)")
        }
    }
}

extension FindingBuilder {
    /// Adds a number of another study.
    fileprivate mutating func add(again estimate: Estimate) {
        guard let key = estimate.key as? DisclosureStudy.Key else { return }
        let quantity = [DisclosureStudy.count, DisclosureStudy.share, DisclosureStudy.mean].first {
            $0.info == estimate.quantity
        }
        if let quantity {
            add(quantity, key, estimate.value, n: estimate.n, events: estimate.events, basis: estimate.basis)
        }
    }
}
