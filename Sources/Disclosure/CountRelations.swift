import Findings

/// What somebody can know of the sets behind a run's numbers: which of them make up which, and which lie within one another by few.
///
/// Each set is a variable, its count; each relation an equation between counts that holds whatever they are. From the counts that are told
/// and these equations a count that is not told may follow, or a range for it. The relations are found from the sets themselves, over all
/// tables, tests, sentences and populations of a run:
///
/// - those with an event and those without make up those whom a share is about;
/// - the levels of an axis make up their total, over every axis of a quantity (``Partitions``);
/// - two sets make up a third, whatever they are called, or two of them as many as two others (``FingerprintSums``);
/// - a set lies within another that has but few persons more.
///
/// Who is in which sets at once stays unknown to whom it is not told: that nobody is in some combination of them is not taken for known,
/// unless a number says it.
struct CountRelations {
    /// The sets of `whole` have as many persons, counted once for each, as those of `parts`.
    struct Relation: Hashable {
        let whole: [Int]
        let parts: [Int]
    }

    /// How many persons each set has: first those that numbers tell, then others.
    private(set) var counts: [Int]
    /// How many of the sets are told by numbers.
    let toldCount: Int
    /// Those of few persons, of whom nothing may be worked out.
    private(set) var few: [Int] = []
    private(set) var relations: [Relation] = []
    /// Told sets that together tell of few persons without more ado: two of which one lies within the other and has few persons less.
    private(set) var together: [[Int]] = []
    /// Told changes since an earlier release from which that of few follows though no equation of counts says so, as persons went over from
    /// one set to another.
    private(set) var uneven: [[Int]] = []

    private var prints: [UInt64]
    private var places: [UInt64: Int]

    /// - Parameters:
    ///   - told: sets that numbers tell, each once.
    ///   - beside: sets of which sums are shown, though not their counts.
    ///   - few: sets of few persons, or of nobody where that must not be known.
    ///   - events: those whom shares are about, with those with the event.
    ///   - partitions: sets that others make up.
    ///   - minimumCell: the least count that is not few.
    init(
        told: [CountedSet], beside: [CountedSet], few: [CountedSet], events: [DisclosedNumbers.Split],
        partitions: [Partition], minimumCell: Int
    ) {
        toldCount = told.count
        prints = told.map(\.print)
        counts = told.map(\.count)
        places = Dictionary(zip(prints, prints.indices), uniquingKeysWith: { first, _ in first })
        var found: Set<Relation> = []
        var isFew: Set<Int> = []
        for set in few { isFew.insert(place(set)) }
        for split in events where split.about.count > 0 {
            let (about, event) = (split.about, split.event)
            let whole = place(about)
            let (part, other): (Int, Int)
            if event.standsForItself {
                guard let kind = split.kind else { continue }
                (part, other) = (place(.none(of: about, kind)), place(.everyone(of: about, kind)))
            } else {
                let rest = about.count - event.count
                part = place(event)
                other = place(about.print &- event.print, rest)
                if rest < minimumCell { isFew.insert(other) }
            }
            found.insert(Relation(whole: [whole], parts: [part, other].sorted()))
        }
        for partition in partitions {
            found.insert(
                Relation(whole: [place(partition.whole)], parts: partition.parts.map { place($0) }.sorted()))
        }
        // Sets that are known, or whose counts are sums of known ones, within one another.
        let known = (told + partitions.map(\.whole) + beside).filter { !$0.standsForItself }
        addNested(known.map { (set: $0.set, place: place($0)) }, minimumCell, &found, &isFew)
        // What a partition says of its parts and of nobody is not said again without nobody: that it is nobody may not be known.
        let said = Set(found.map { Relation(whole: $0.whole, parts: $0.parts.filter { counts[$0] > 0 }) })
        for sum in FingerprintSums(prints: prints, counts: counts, few: isFew.sorted(), toldCount: toldCount).all
        where !said.contains(sum) {
            found.insert(sum)
        }
        // The difference of two counts adds up where persons went over; the count of those by whom a set changed does not.
        let odd = found.filter { relation in
            relation.whole.reduce(0) { $0 + counts[$1] } != relation.parts.reduce(0) { $0 + counts[$1] }
        }
        found.subtract(odd)
        let combinations = odd.compactMap { relation -> [Int]? in
            let sets = Set(relation.whole + relation.parts)
            let untold = sets.filter { $0 >= toldCount }
            return untold.count == 1 && untold.allSatisfy(isFew.contains) ? sets.subtracting(untold).sorted() : nil
        }
        uneven = Set(combinations).sorted { $0.lexicographicallyPrecedes($1) }
        self.few = isFew.sorted { (counts[$0], prints[$0]) < (counts[$1], prints[$1]) }
        relations = found.filter { !$0.isEmpty }.sorted { one, other in
            one.whole != other.whole
                ? one.whole.lexicographicallyPrecedes(other.whole) : one.parts.lexicographicallyPrecedes(other.parts)
        }
    }

    private mutating func place(_ set: CountedSet) -> Int { place(set.print, set.count) }

    private mutating func place(_ print: UInt64, _ count: Int) -> Int {
        if let place = places[print] { return place }
        places[print] = prints.count
        prints.append(print)
        counts.append(count)
        return prints.count - 1
    }

    /// Sets within others that have fewer than `fewest` persons more: those between are few.
    private mutating func addNested(
        _ known: [(set: PersonSet, place: Int)], _ fewest: Int, _ found: inout Set<Relation>, _ isFew: inout Set<Int>
    ) {
        var seen: Set<Int> = []
        let order = known.filter { !$0.set.isEmpty && seen.insert($0.place).inserted }
            .sorted { ($0.set.count, prints[$0.place]) < ($1.set.count, prints[$1.place]) }
        for (position, smaller) in order.enumerated() {
            for larger in order[(position + 1)...] where larger.set.count > smaller.set.count {
                if larger.set.count - smaller.set.count >= fewest { break }
                guard smaller.set.isSubset(of: larger.set) else { continue }
                let between = place(
                    prints[larger.place] &- prints[smaller.place], larger.set.count - smaller.set.count)
                isFew.insert(between)
                found.insert(Relation(whole: [larger.place], parts: [smaller.place, between].sorted()))
                if smaller.place < toldCount && larger.place < toldCount {
                    together.append([smaller.place, larger.place].sorted())
                }
            }
        }
    }
}

extension CountRelations.Relation {
    /// Whether it says nothing: the same on both sides.
    var isEmpty: Bool { whole == parts }
}
