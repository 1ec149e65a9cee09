/// Sets that make up others, found from their additive fingerprints: two that are a third, and two that are as many as two others and the
/// same persons, once or twice.
///
/// A false one needs two of 64 random bits alike by chance: of 10^8 sums looked up among 10^4 sets, less than one in ten million.
struct FingerprintSums {
    private(set) var all: [CountRelations.Relation] = []

    /// Pairs of sets up to which sums are looked for, and pairs of such pairs.
    private static let mostPairs = 60_000_000
    private static let mostPairsOfPairs = 12_000_000

    /// - Parameters:
    ///   - prints: the fingerprint of each set; those that are told come first.
    ///   - few: the places of sets of few persons.
    init(prints: [UInt64], counts: [Int], few: [Int], toldCount: Int) {
        let index = PrintIndex(prints)
        // Of all that are, as far as there is time; those of few persons, which matter most, with all others in any case.
        let reach = prints.count * prints.count / 2 <= Self.mostPairs ? prints.count : toldCount
        for one in 0..<reach {
            for other in (one + 1)..<max(one + 1, reach) {
                if let whole = index.place(of: prints[one] &+ prints[other]) { add([whole], [one, other]) }
            }
        }
        if reach < prints.count {
            for one in few {
                for other in prints.indices where other != one {
                    if let whole = index.place(of: prints[one] &+ prints[other]) {
                        add([whole], [min(one, other), max(one, other)])
                    }
                }
            }
        }
        addRests(prints, counts, few.filter { $0 >= toldCount }, toldCount)
    }

    /// What a told set has beside few persons in it, made up of told sets: `first` and `third` together, or `first` without `third`; and two
    /// such rests that make up a told set.
    private mutating func addRests(_ prints: [UInt64], _ counts: [Int], _ few: [Int], _ toldCount: Int) {
        guard few.count * toldCount <= Self.mostPairsOfPairs, toldCount * toldCount <= Self.mostPairsOfPairs else {
            return
        }
        var rests: [UInt64] = []
        var sources: [(few: Int, set: Int)] = []
        for one in few {
            for set in 0..<toldCount where counts[set] > counts[one] {
                rests.append(prints[set] &- prints[one])
                sources.append((one, set))
            }
        }
        let rest = PrintIndex(rests)
        for first in 0..<toldCount {
            for third in 0..<toldCount where first != third {
                if counts[first] > counts[third], let place = rest.place(of: prints[first] &- prints[third]),
                    sources[place].set != first
                {
                    add([sources[place].set, third].sorted(), [sources[place].few, first].sorted())
                }
                if third > first, let place = rest.place(of: prints[first] &+ prints[third]) {
                    add([sources[place].set], [sources[place].few, first, third].sorted())
                }
            }
        }
        guard few.count * toldCount * toldCount <= Self.mostPairsOfPairs else { return }
        let told = PrintIndex(Array(prints.prefix(toldCount)))
        for one in few {
            for first in 0..<toldCount {
                for second in (first + 1)..<max(first + 1, toldCount) {
                    let sum = prints[first] &+ prints[second] &- prints[one] &- prints[one]
                    if let third = told.place(of: sum) { add([first, second], [one, one, third].sorted()) }
                }
            }
        }
    }

    private mutating func add(_ whole: [Int], _ parts: [Int]) {
        all.append(CountRelations.Relation(whole: whole, parts: parts))
    }
}
