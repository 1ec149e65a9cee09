import Findings

/// A set of persons as a reader knows it: by what it is said to be, not by who is in it.
///
/// Two sets with the same members are one, whatever they are called. But those to whom something happened are not told from "nobody" or
/// "everybody" by their members: that it was nobody of twelve is what a number says of the twelve. So these stand for themselves.
struct CountedSet: Hashable {
    /// Its members.
    let set: PersonSet
    /// What it is known by.
    let print: UInt64
    /// Of whom, and of what, it says that it was nobody or everybody; `nil` of a set that is known by its members.
    let extreme: Extreme?

    /// That something happened to nobody, or to everybody, of some persons.
    struct Extreme {
        let about: PersonSet
        let kind: EventKind
        let isEverybody: Bool
    }

    /// Whether it is one of the two that stand for themselves.
    var standsForItself: Bool { extreme != nil }

    /// How many they are.
    var count: Int { self.set.count }

    /// A set that is known by its members.
    init(_ set: PersonSet) {
        self.init(set, print: set.fingerprint, nil)
    }

    private init(_ set: PersonSet, print: UInt64, _ extreme: Extreme?) {
        self.set = set
        self.print = print
        self.extreme = extreme
    }

    /// Those of some persons to whom something happened.
    init(_ event: PersonSet, of about: CountedSet, _ kind: EventKind) {
        if event.isEmpty {
            self = .none(of: about, kind)
        } else if event == about.set {
            self = .everyone(of: about, kind)
        } else {
            self.init(event)
        }
    }

    /// Those by whom a set changed since an earlier release, as a reader of both knows them: by the difference of the two, which adds up as
    /// sets do whoever came, left or went over. `nil` where nobody did.
    static func change(from then: PersonSet, to now: PersonSet) -> CountedSet? {
        let people = then.symmetricDifference(now)
        return people.isEmpty ? nil : CountedSet(people, print: now.fingerprint &- then.fingerprint, nil)
    }

    /// That something happened to nobody of some persons.
    static func none(of about: CountedSet, _ kind: EventKind) -> CountedSet {
        let print = mixed(about.print, kind.word ^ 0x9E37_79B9_7F4A_7C15)
        return CountedSet(PersonSet(), print: print, Extreme(about: about.set, kind: kind, isEverybody: false))
    }

    /// That it happened to all of them.
    static func everyone(of about: CountedSet, _ kind: EventKind) -> CountedSet {
        let print = mixed(about.print, kind.word ^ 0xD6E8_FEB8_6659_FD93)
        return CountedSet(about.set, print: print, Extreme(about: about.set, kind: kind, isEverybody: true))
    }

    private static func mixed(_ print: UInt64, _ word: UInt64) -> UInt64 {
        StableWord.of(print, word) | 1
    }

    static func == (one: CountedSet, other: CountedSet) -> Bool { one.print == other.print }

    func hash(into hasher: inout Hasher) { hasher.combine(print) }

    /// In an order that depends on nothing but their members: the fewest first.
    static func isBefore(_ one: CountedSet, _ other: CountedSet) -> Bool {
        (one.count, one.print) < (other.count, other.print)
    }
}
