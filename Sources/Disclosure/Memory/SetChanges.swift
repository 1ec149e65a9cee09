import Findings

/// By whom the sets of a run's numbers changed since earlier releases.
///
/// Who holds two releases has their difference: of each set the count of those by whom it changed, of a mean the sum over them. The
/// differences of a run's numbers hang together as its numbers do: what everybody changed by is what the men and the women changed by. So
/// they are sets of the audit like others, and from them no change by few may follow; a number whose change must not be told stands as it was.
struct SetChanges {
    /// By what a set of this run is known by, those by whom it changed since each release of it, by whichever number.
    private var changes: [UInt64: [CountedSet]] = [:]

    init(_ numbers: [FindingNumbers], _ earlier: EarlierReleases) {
        guard !earlier.memory.isEmpty else { return }
        let prints = earlier.memory.sets.map(\.fingerprint)
        // By what a set is known by now, what it was known by then.
        var seen: [UInt64: Set<UInt64>] = [:]
        func isNew(_ now: UInt64, _ then: UInt64) -> Bool {
            now != then && seen[now, default: []].insert(then).inserted
        }
        for number in numbers.flatMap(\.all) {
            let (about, told) = (number.basis.about, number.told)
            for release in earlier.memory.numbers[number.name] ?? [] {
                let aboutThen = earlier.memory.sets[release.about]
                if isNew(told.about.print, prints[release.about]) { add(told.about.print, aboutThen, about) }
                guard let event = told.event, let eventNow = number.basis.event, let place = release.event else {
                    continue
                }
                let eventThen = earlier.memory.sets[place]
                if isNew(event.print, prints[place]) { add(event.print, eventThen, eventNow) }
                let rest = told.about.print &- eventNow.fingerprint
                if isNew(rest, prints[release.about] &- prints[place]) {
                    add(rest, aboutThen.subtracting(eventThen), about.subtracting(eventNow))
                }
            }
        }
    }

    private mutating func add(_ print: UInt64, _ then: PersonSet, _ now: PersonSet) {
        if let change = CountedSet.change(from: then, to: now) { changes[print, default: []].append(change) }
    }

    /// By whom a set changed.
    func of(_ set: CountedSet) -> [CountedSet] { changes[set.print] ?? [] }

    /// By whom those of a number's people changed who did not have its event.
    func ofRest(_ basis: Basis, _ told: ToldSets) -> [CountedSet] {
        basis.event.flatMap { changes[told.about.print &- $0.fingerprint] } ?? []
    }
}
