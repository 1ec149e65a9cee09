import Findings

/// Further sets whose counts are withheld, until no small one can be worked out from what is still told.
///
/// As long as a set of few persons is pinned, of the told sets that pin it the one whose numbers cost least goes, and with it every number
/// that tells of it. At the end what turned out not to be needed is told again (Fischetti and Salazar 2001,
/// 10.1287/mnsc.47.7.1008.9805, solve the same exactly for one table; this is their audit with a greedy choice, over all tables).
struct ComplementarySuppression {
    /// The sets that a number tells, and what withholding all such numbers costs.
    private let numbers: [(told: [Int], cost: Int)]
    private let known: CountRelations
    private let sets: [CountedSet]
    private let minimumCell: Int
    private var numbersOfSet: [[Int]]
    /// Whether earlier releases told a set: then it cannot be withheld.
    private let isPublic: [Bool]

    /// - Parameters:
    ///   - shown: what would be shown.
    ///   - earlier: what earlier releases told and is public for ever.
    init(of shown: DisclosedNumbers, beside earlier: PublicSets = PublicSets(), minimumCell: Int) {
        self.minimumCell = minimumCell
        // In an order in which the numbers' own has no say.
        let told = Set((shown.numbers.flatMap(\.told) + earlier.told).filter { $0.standsForItself || $0.count > 0 })
        sets = told.sorted(by: CountedSet.isBefore)
        let isPublic = Set(earlier.told)
        self.isPublic = sets.map(isPublic.contains)
        let places = Dictionary(uniqueKeysWithValues: zip(sets, sets.indices))
        var costs: [[Int]: Int] = [:]
        for number in shown.numbers {
            let own = Set(number.told.compactMap { places[$0] }).sorted()
            if !own.isEmpty { costs[own, default: 0] += number.cost }
        }
        numbers = costs.map { (told: $0.key, cost: $0.value) }.sorted { $0.told.lexicographicallyPrecedes($1.told) }
        numbersOfSet = [[Int]](repeating: [], count: sets.count)
        for (number, own) in numbers.enumerated() {
            for set in own.told { numbersOfSet[set].append(number) }
        }
        known = CountRelations(
            told: sets,
            beside: Set((shown.sums + earlier.sums).filter { !$0.isEmpty }.map { CountedSet($0) }).sorted(
                by: CountedSet.isBefore),
            few: Set(shown.few).sorted(by: CountedSet.isBefore), events: shown.events, partitions: shown.partitions,
            minimumCell: minimumCell)
    }

    /// What is chosen to be told no more.
    private struct Choice {
        var sets: Set<Int> = []
        var isShown: [Bool]
        /// How many shown numbers tell each set.
        var tellers: [Int]
    }

    /// The sets whose counts are to be told nowhere.
    ///
    /// - Parameters:
    ///   - isHurried: whether it took so long that more is withheld than has to be.
    ///   - mostSteps: steps of the simplex method after which it takes so long: a number and no time, so that every machine gives the same.
    ///   - watch: told how many of the sets of few persons have been looked at.
    func withheld(isHurried: inout Bool, mostSteps: Int = 200_000, watch: AuditWatch? = nil) -> Set<CountedSet> {
        isHurried = false
        guard !known.few.isEmpty, !sets.isEmpty else { return [] }
        var choice = Choice(
            isShown: numbers.map { _ in true }, tellers: zip(numbersOfSet, isPublic).map { $0.count + ($1 ? 1 : 0) })
        var audit = Audit(known, minimumCell: minimumCell, fixed: isPublic, mostSteps: mostSteps)
        // Sets that tell of few together need no programme: one of them goes, first the one that is told of in most such for what it costs.
        var together = (known.together + known.uneven).filter { sets in sets.contains { !isPublic[$0] } }
        while !together.isEmpty {
            var uses: [Int: Int] = [:]
            for set in together.joined() where !isPublic[set] { uses[set, default: 0] += 1 }
            let prices = uses.map { (set: $0.key, price: Double(cost($0.key, choice)) / Double($0.value)) }
            guard let next = prices.min(by: { ($0.price, $0.set) < ($1.price, $1.set) }) else { break }
            hide(next.set, &choice, &audit)
            together.removeAll { sets in sets.contains { !audit.isTold[$0] } }
        }
        audit.run(watch) { pins, audit in
            if audit.isHurried {
                for pin in pins { hide(pin, &choice, &audit) }
            } else if let cheapest = pins.min(by: { (cost($0, choice), $0) < (cost($1, choice), $1) }) {
                hide(cheapest, &choice, &audit)
            }
        }
        isHurried = audit.isHurried
        // Without a proof for each there is none that anything may be told again.
        let kept = isHurried ? choice.sets.sorted() : needed(choice.sets, audit)
        return Set(kept.map { sets[$0] })
    }

    private func cost(_ set: Int, _ choice: Choice) -> Int {
        guard set < sets.count else { return .max }
        return numbersOfSet[set].reduce(0) { $0 + (choice.isShown[$1] ? numbers[$1].cost : 0) }
    }

    private func hide(_ set: Int, _ choice: inout Choice, _ audit: inout Audit) {
        choice.sets.insert(set)
        for number in numbersOfSet[set] where choice.isShown[number] {
            choice.isShown[number] = false
            for told in numbers[number].told {
                choice.tellers[told] -= 1
                if choice.tellers[told] == 0 { audit.withhold(told) }
            }
        }
    }

    /// Of the chosen sets those that the ways by which the few are protected change: the others may be told, the dearest first.
    private func needed(_ choice: Set<Int>, _ audit: Audit) -> [Int] {
        func isKept(_ set: Int) -> Bool { audit.ways.allSatisfy { $0[set] == nil } }
        var needed = choice
        func completes(_ set: Int) -> Bool {
            known.uneven.contains { sets in
                sets.contains(set) && sets.allSatisfy { $0 == set || !needed.contains($0) }
            }
        }
        let costs = Dictionary(
            uniqueKeysWithValues: choice.map { set in (set, numbersOfSet[set].reduce(0) { $0 + numbers[$1].cost }) })
        for set in choice.sorted(by: { (costs[$0] ?? 0, $1) > (costs[$1] ?? 0, $0) }) {
            // Its numbers come back only if all that they tell may be told; those that tell another hidden set stay away.
            let back = numbersOfSet[set].filter { number in
                numbers[number].told.allSatisfy { $0 == set || !needed.contains($0) }
            }
            if !completes(set), back.allSatisfy({ numbers[$0].told.allSatisfy { audit.isTold[$0] || isKept($0) } }) {
                needed.remove(set)
            }
        }
        return needed.sorted()
    }
}
