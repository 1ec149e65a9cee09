import Findings

/// A memory in the terms of a run: its persons have the run's numbers, those who left have numbers behind them.
struct EarlierReleases {
    /// The memory, renumbered.
    private(set) var memory: ReleaseMemory
    /// For each of the memory's runs, those known then whose rows are other ones now.
    private(set) var changed: [PersonSet] = []

    init(_ memory: ReleaseMemory, for people: ReleasePeople) {
        self.memory = memory
        renumber(to: people.keys)
        // Versions as each run left them, against those of now.
        var then: [Int: UInt64] = [:]
        for run in self.memory.runs {
            then.merge(run.versions) { _, new in new }
            changed.append(
                PersonSet(below: people.versions.count) { person in
                    then[person].map { $0 != people.versions[person] } ?? false
                })
        }
    }

    private mutating func renumber(to keys: [UInt128]) {
        let places = Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
        var numbers: [Int] = []
        numbers.reserveCapacity(memory.people.count)
        var people = keys
        for key in memory.people {
            if let place = places[key] {
                numbers.append(place)
            } else {
                numbers.append(people.count)
                people.append(key)
            }
        }
        if !zip(numbers, numbers.indices).allSatisfy(==) {
            memory.sets = memory.sets.map { set in
                var members: [Int] = []
                members.reserveCapacity(set.count)
                set.forEach { members.append(numbers[$0]) }
                return PersonSet(ascending: members.sorted())
            }
            for run in memory.runs.indices {
                memory.runs[run].versions = Dictionary(
                    memory.runs[run].versions.map { (numbers[$0.key], $0.value) }, uniquingKeysWith: { _, last in last }
                )
            }
        }
        memory.people = people
    }

    /// The sets of which something is public for ever, the last `most` that were told.
    func publicSets(most: Int) -> PublicSets {
        var sets = PublicSets()
        for one in memory.told.suffix(most) {
            let set = memory.sets[one.set]
            switch one.form {
            case .count: sets.told.append(CountedSet(set))
            case .nobody: sets.told.append(.none(of: CountedSet(set), EventKind(word: one.kind)))
            case .everybody: sets.told.append(.everyone(of: CountedSet(set), EventKind(word: one.kind)))
            case .sum: sets.sums.append(set)
            }
        }
        return sets
    }
}

/// What earlier releases told, which nothing can take back.
struct PublicSets {
    /// Sets of which the count is told.
    var told: [CountedSet] = []
    /// Sets of which a sum is told.
    var sums: [PersonSet] = []
}
