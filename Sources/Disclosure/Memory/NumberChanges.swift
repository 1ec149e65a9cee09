import Findings

/// What a number tells besides, as earlier releases are public.
struct NumberChanges {
    /// Whether an earlier release stands in the number's place, so that it tells nothing new.
    var isFrozen = false
    /// By what a set that the number tells now is known by, those by whom it changed, where they are many.
    private var told: [UInt64: [CountedSet]] = [:]
    /// Those by whom one of its sets changed, where they are few.
    private(set) var few: [CountedSet] = []
    /// Those over whom a sum is known, by the difference of two means.
    private(set) var sums: [PersonSet] = []

    /// Of a number without earlier releases.
    init() {}

    /// - Parameter releases: the number as it was released.
    init(
        _ number: FindingNumbers.Number, _ changes: SetChanges, since releases: [ReleaseMemory.PastRelease],
        _ earlier: EarlierReleases
    ) {
        let now = number.told
        for set in now.sets {
            let many = changes.many(of: set)
            if !many.isEmpty { told[set.print] = many }
        }
        few = changes.few(of: number.basis, now)
        guard let sum = now.bySum else { return }
        sums = releases.map { release in
            let then = earlier.memory.sets[release.about]
            let others = then.intersection(sum).intersection(earlier.changed[release.run])
            return then.symmetricDifference(sum).union(others)
        }
    }

    /// Those by whom the sets that it tells changed, where they are many.
    var sets: [CountedSet] { told.values.flatMap(\.self) }

    /// Sets that a number tells, with those by whom they changed.
    func with(_ sets: [CountedSet]) -> [CountedSet] {
        told.isEmpty ? sets : sets + sets.flatMap { told[$0.print] ?? [] }
    }

    /// Whether one of the changes that it tells must not be told.
    func tells(_ hidden: Set<CountedSet>) -> Bool {
        told.values.contains { $0.contains(where: hidden.contains) }
    }
}
