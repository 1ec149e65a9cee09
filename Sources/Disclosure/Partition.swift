import Findings

/// A set of persons and the parts that it consists of, nobody in two of them.
struct Partition {
    let whole: CountedSet
    let parts: [CountedSet]

    /// What all of them are known by, the whole first.
    var prints: [UInt64] { [whole.print] + parts.map(\.print) }
}

/// Which sets of a run's numbers make up others, told by their keys: the levels of a column make up those for whom it is known, the days on
/// which something happened first make up those to whom it happened, over any of a key's axes and over several.
///
/// That they do is seen from their members; the keys only say where to look, as a reader's own knowledge of what a table's rows are.
struct Partitions {
    private(set) var all: [Partition] = []
    private var seen: Set<UInt64> = []
    /// Sets of everybody of some that a number tells as such.
    private var declared: Set<CountedSet> = []

    init(of findings: [FindingBuilder]) {
        for finding in findings {
            let tables = Dictionary(grouping: finding.estimates, by: \.quantity.id)
            for (_, estimates) in tables.sorted(by: { $0.key < $1.key }) {
                add(estimates) { ($0.about, nil) }
                add(estimates) { basis in basis.event.map { (basis.about, $0) } }
            }
        }
        // Found by way of dictionaries: in an order that depends on nothing but their members.
        all = all.map { Partition(whole: $0.whole, parts: $0.parts.sorted(by: CountedSet.isBefore)) }
            .sorted { $0.prints.lexicographicallyPrecedes($1.prints) }
    }

    /// A set with the places of its key, one an axis.
    private struct Cell {
        let places: [KeyAxis: String]
        let about: PersonSet
        /// Those with the event; `nil` where those are counted whom the numbers are about.
        let event: PersonSet?

        let quantity: QuantityInfo
        let counted: CountedSet
        /// Those whom the numbers are about, as they are known.
        let countedAbout: CountedSet

        var set: PersonSet { event ?? about }

        init(places: [KeyAxis: String], about: PersonSet, event: PersonSet?, quantity: QuantityInfo) {
            self.places = places
            self.about = about
            self.event = event
            self.quantity = quantity
            let known = CountedSet(about)
            countedAbout = known
            counted =
                event.map { CountedSet($0, of: known, EventKind(quantity.id, quantity.meaning, places)) } ?? known
        }
    }

    private mutating func add(_ estimates: [Estimate], _ sets: (Basis) -> (about: PersonSet, event: PersonSet?)?) {
        var cells: [[KeyAxis: String]: Cell] = [:]
        for estimate in estimates {
            guard let own = sets(estimate.basis), !own.about.isEmpty else { continue }
            let places = KeyAxis.places(of: estimate.key)
            let cell = Cell(places: places, about: own.about, event: own.event, quantity: estimate.quantity)
            cells[places] = cell
            if own.event == own.about { declared.insert(cell.counted) }
        }
        let axes = Set(cells.keys.flatMap(\.keys)).sorted()
        fold(Array(cells.values), axes[...])
    }

    /// Puts together over each axis, and what comes of it over those that follow it.
    private mutating func fold(_ cells: [Cell], _ axes: ArraySlice<KeyAxis>) {
        for (number, axis) in zip(axes.indices, axes) {
            var groups: [[KeyAxis: String]: [(level: String, cell: Cell)]] = [:]
            for cell in cells {
                guard let level = cell.places[axis] else { continue }
                var rest = cell.places
                rest[axis] = nil
                groups[rest, default: []].append((level, cell))
            }
            let folded = groups.compactMap { places, members -> Cell? in
                guard members.count > 1 else { return nil }
                let members = members.sorted { $0.level < $1.level }.map(\.cell)
                guard let set = Self.whole(of: members.map(\.set)) else { return nil }
                let isOfEvents = members.contains { $0.event != nil }
                let about = isOfEvents ? members.reduce(PersonSet()) { $0.union($1.about) } : set
                let whole = Cell(
                    places: places, about: about, event: isOfEvents ? set : nil, quantity: cells[0].quantity)
                if !about.isEmpty { add(whole, members.map(\.counted)) }
                return whole
            }
            if folded.count > 1 { fold(folded, axes[(number + 1)...]) }
        }
    }

    private mutating func add(_ whole: Cell, _ parts: [CountedSet]) {
        // The levels of a column are everybody by what they are; of something that happened to everybody that has to be told.
        let own = whole.counted
        let isKnown = own.standsForItself && !own.set.isEmpty && !declared.contains(own)
        // The same parts of another quantity: a mean, a standard deviation and a median of one group.
        let words = parts.map { ($0.print ^ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9 }
        if seen.insert(words.reduce(own.print, &+)).inserted {
            all.append(Partition(whole: isKnown ? whole.countedAbout : own, parts: parts))
        }
    }

    /// All together; `nil` where somebody is in two of them.
    private static func whole(of parts: [PersonSet]) -> PersonSet? {
        var (whole, sum) = (PersonSet(), 0)
        for part in parts {
            whole = whole.union(part)
            sum += part.count
            if whole.count < sum { return nil }
        }
        return whole
    }
}
