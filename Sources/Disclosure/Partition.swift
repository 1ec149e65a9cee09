import Findings

/// A set of persons and the parts that it consists of, nobody in two of them.
struct Partition {
    let whole: PersonSet
    let parts: [PersonSet]
}

/// Which sets of a run's numbers make up others, told by their keys: the levels of a column make up those for whom it is known, the days on
/// which something happened first make up those to whom it happened, over any of a key's axes and over several.
///
/// That they do is seen from their members; the keys only say where to look, as a reader's own knowledge of what a table's rows are.
struct Partitions {
    private(set) var all: [Partition] = []
    private var seen: Set<UInt64> = []

    init(of findings: [FindingBuilder]) {
        for finding in findings {
            let tables = Dictionary(grouping: finding.estimates, by: \.quantity.id)
            for (_, estimates) in tables.sorted(by: { $0.key < $1.key }) {
                add(estimates) { $0.about }
                add(estimates) { $0.event }
            }
        }
    }

    /// A set with the places of its key, one an axis.
    private struct Cell {
        let places: [Axis: String]
        let set: PersonSet
    }

    /// An axis of a key; that of a study's column is one of its own.
    private struct Axis: Hashable, Comparable {
        let id: String
        let column: String

        static func < (one: Axis, other: Axis) -> Bool { (one.id, one.column) < (other.id, other.column) }
    }

    private mutating func add(_ estimates: [Estimate], _ set: (Basis) -> PersonSet?) {
        var cells: [[Axis: String]: PersonSet] = [:]
        for estimate in estimates {
            guard let own = set(estimate.basis), !own.isEmpty else { continue }
            cells[Self.places(of: estimate.key)] = own
        }
        let axes = Set(cells.keys.flatMap(\.keys)).sorted()
        fold(cells.map { Cell(places: $0.key, set: $0.value) }, axes[...])
    }

    private static func places(of key: any GroupKey) -> [Axis: String] {
        var places: [Axis: String] = [:]
        for coordinate in key.coordinates {
            var (column, level) = ("", coordinate.id)
            if case .study(let place) = coordinate.place {
                column = place.column.text
                level = place.level.map { $0.text.map { "=" + $0 } ?? "" } ?? "-"
            }
            places[Axis(id: coordinate.axis.id, column: column)] = level
        }
        return places
    }

    /// Puts together over each axis, and what comes of it over those that follow it.
    private mutating func fold(_ cells: [Cell], _ axes: ArraySlice<Axis>) {
        for (number, axis) in zip(axes.indices, axes) {
            var groups: [[Axis: String]: [(level: String, set: PersonSet)]] = [:]
            for cell in cells {
                guard let level = cell.places[axis] else { continue }
                var rest = cell.places
                rest[axis] = nil
                groups[rest, default: []].append((level, cell.set))
            }
            let folded = groups.compactMap { places, members -> Cell? in
                guard members.count > 1,
                    let whole = Self.whole(of: members.sorted { $0.level < $1.level }.map(\.set))
                else { return nil }
                add(Partition(whole: whole, parts: members.map(\.set)))
                return Cell(places: places, set: whole)
            }
            if folded.count > 1 { fold(folded, axes[(number + 1)...]) }
        }
    }

    private mutating func add(_ partition: Partition) {
        // The same parts of another quantity: a mean, a standard deviation and a median of one group.
        let prints = partition.parts.map { ($0.fingerprint ^ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9 }
        if seen.insert(prints.reduce(0, &+)).inserted { all.append(partition) }
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
