import Findings

/// Further sets whose counts are withheld, until no small one can be worked out from what is still told.
///
/// As long as a sensitive form is pinned, of the told sets that pin it the one whose numbers cost least goes, and with it every number
/// that tells of it. At the end what turned out not to be needed is told again (Fischetti and Salazar 2001,
/// 10.1287/mnsc.47.7.1008.9805, solve the same exactly for one table; this is their audit with a greedy choice, over all tables).
struct ComplementarySuppression {
    private let numbers: [(told: [Int], cost: Int)]
    private let lattice: Lattice
    private let pairs: [NestedPair]
    private let forms: [SensitiveForm]
    private let sets: [PersonSet]
    private let toldCount: Int
    private let minimumCell: Int

    /// - Parameter shown: what would be shown.
    init(of shown: DisclosedNumbers, minimumCell: Int) {
        var told = SetIndex()
        var costs: [[Int]: Int] = [:]
        for number in shown.numbers {
            let places = Set(number.told.filter { !$0.isEmpty }.map { told.place(of: $0) }).sorted()
            if !places.isEmpty { costs[places, default: 0] += number.cost }
        }
        let count = told.sets.count
        let ranks = told.ranks
        var beside = SetIndex()
        for set in shown.sums where !set.isEmpty && !told.contains(set) { _ = beside.place(of: set) }
        var small = SetIndex()
        for set in shown.few { _ = small.place(of: set) }
        var ordered = [PersonSet](repeating: PersonSet(), count: count)
        for (place, rank) in ranks.enumerated() { ordered[rank] = told.sets[place] }
        let besideRanks = beside.ranks
        var others = [PersonSet](repeating: PersonSet(), count: beside.sets.count)
        for (place, rank) in besideRanks.enumerated() { others[rank] = beside.sets[place] }
        self.numbers = costs.map { (told: $0.key.map { ranks[$0] }.sorted(), cost: $0.value) }
            .sorted { $0.told.lexicographicallyPrecedes($1.told) }
        sets = ordered
        toldCount = count
        lattice = Lattice(of: ordered + others)
        self.minimumCell = minimumCell
        pairs = lattice.nestedPairs(fewest: minimumCell)
        forms = lattice.forms(declared: small.sets, pairs: pairs)
    }

    /// The sets whose counts are to be told nowhere.
    ///
    /// - Parameters:
    ///   - isHurried: whether it took so long that more is withheld than has to be.
    ///   - mostSteps: steps of the simplex method after which it takes so long.
    func withheld(isHurried: inout Bool, mostSteps: Int = 150_000) -> SetIndex {
        var hidden = SetIndex()
        guard !forms.isEmpty, toldCount > 0 else { return hidden }
        var choice: Set<Int> = []
        var (isShown, tellers) = (numbers.map { _ in true }, [Int](repeating: 0, count: toldCount))
        var numbersOfSet = [[Int]](repeating: [], count: toldCount)
        for (number, own) in numbers.enumerated() {
            for set in own.told {
                tellers[set] += 1
                numbersOfSet[set].append(number)
            }
        }
        func cost(_ set: Int) -> Int {
            numbersOfSet[set].reduce(0) { $0 + (isShown[$1] ? numbers[$1].cost : 0) }
        }
        var audit = Audit(
            sizes: lattice.sizes, told: Array(lattice.atomsOfSet.prefix(toldCount)), costs: (0..<toldCount).map(cost),
            forms: forms, minimumCell: minimumCell, mostSteps: mostSteps)
        func hide(_ set: Int) {
            choice.insert(set)
            for number in numbersOfSet[set] where isShown[number] {
                isShown[number] = false
                for told in numbers[number].told {
                    tellers[told] -= 1
                    if tellers[told] == 0 { audit.withhold(told) }
                }
            }
        }
        // Nested sets that tell those between them need no programme: one of them goes, first the one that is told of in most such pairs for
        // what it costs.
        var pairs = self.pairs.filter { $0.smaller < toldCount && $0.larger < toldCount }
        while !pairs.isEmpty {
            var uses: [Int: Int] = [:]
            for pair in pairs {
                uses[pair.smaller, default: 0] += 1
                uses[pair.larger, default: 0] += 1
            }
            let score = uses.map { (set: $0.key, price: Double(cost($0.key)) / Double($0.value)) }
            guard let next = score.min(by: { ($0.price, $0.set) < ($1.price, $1.set) }) else { break }
            hide(next.set)
            pairs.removeAll { !audit.isTold[$0.smaller] || !audit.isTold[$0.larger] }
        }
        for end in Audit.End.allCases {
            for form in forms.indices {
                while case .isPinned(let pins) = audit.look(at: form, end), !pins.isEmpty {
                    let cheapest = pins.sorted { (cost($0), $0) < (cost($1), $1) }
                    for set in audit.isHurried ? cheapest : Array(cheapest.prefix(1)) where audit.isTold[set] {
                        hide(set)
                    }
                }
            }
        }
        isHurried = audit.isHurried
        for set in needed(choice, audit) { _ = hidden.place(of: sets[set]) }
        return hidden
    }

    /// Of the chosen sets those that the ways by which the forms are protected do not keep: the others may be told, the dearest first.
    private func needed(_ choice: Set<Int>, _ audit: Audit) -> [Int] {
        var keeps: [Int: Bool] = [:]
        func isKept(_ set: Int) -> Bool {
            if let kept = keeps[set] { return kept }
            let atoms = Set(lattice.atomsOfSet[set])
            let kept = audit.ways.allSatisfy { way in
                way.reduce(0) { atoms.contains(Int32($1.atom)) ? $0 + $1.by : $0 } == 0
            }
            keeps[set] = kept
            return kept
        }
        func cost(_ set: Int) -> Int { numbers.reduce(0) { $1.told.contains(set) ? $0 + $1.cost : $0 } }
        var needed = choice
        let costs = Dictionary(uniqueKeysWithValues: choice.map { ($0, cost($0)) })
        for set in choice.sorted(by: { (costs[$0] ?? 0, $1) > (costs[$1] ?? 0, $0) }) {
            // Its numbers come back only if all that they tell may be told; those that tell another hidden set stay away.
            let back = numbers.filter { number in
                number.told.contains(set) && number.told.allSatisfy { $0 == set || !needed.contains($0) }
            }
            if back.allSatisfy({ $0.told.allSatisfy { audit.isTold[$0] || isKept($0) } }) { needed.remove(set) }
        }
        return needed.sorted()
    }
}
