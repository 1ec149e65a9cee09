import Findings

/// By whom the sets of a run's numbers changed since earlier releases.
///
/// Who holds two releases has their difference: of each set the count of those by whom it changed, of a mean the sum over them. The
/// differences of a run's numbers hang together as its numbers do: what everybody changed by is what the men and the women changed by. So
/// they are sets of the audit like others, and from them no change by few may follow; a number whose change must not be told stands as it was.
struct SetChanges {
    /// By what a set of this run is known by, those by whom it changed since each release of it, by whichever number: where they are many,
    /// and where few are or seem to be they, as some came and others left.
    private var many: [UInt64: [CountedSet]] = [:]
    private var few: [UInt64: [CountedSet]] = [:]
    private let minimumCell: Int

    init(_ numbers: [FindingNumbers], _ earlier: EarlierReleases, minimumCell: Int) {
        self.minimumCell = minimumCell
        guard !earlier.memory.isEmpty else { return }
        let prints = earlier.memory.sets.map(\.fingerprint)
        // By what a set is known by now, what it was known by then.
        var seen: [UInt64: Set<UInt64>] = [:]
        func isNew(_ now: UInt64, _ then: UInt64) -> Bool {
            now != then && seen[now, default: []].insert(then).inserted
        }
        for number in numbers.flatMap(\.all) {
            let (about, told) = (number.basis.about, number.told)
            for release in (earlier.memory.numbers[number.name] ?? []).prefix(ReleaseMemory.fewestReleases) {
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
        guard let change = CountedSet.change(from: then, to: now) else { return }
        if change.count < minimumCell || (1..<minimumCell).contains(abs(now.count - then.count)) {
            few[print, default: []].append(change)
        } else {
            many[print, default: []].append(change)
        }
    }

    /// The changes of a set by many.
    func many(of set: CountedSet) -> [CountedSet] { many[set.print] ?? [] }

    /// The changes by few of a number's people, of those with its event and of those without.
    func few(of basis: Basis, _ told: ToldSets) -> [CountedSet] {
        let rest = basis.event.map { told.about.print &- $0.fingerprint }
        return (told.sets.map(\.print) + (rest.map { [$0] } ?? [])).flatMap { few[$0] ?? [] }
    }
}
