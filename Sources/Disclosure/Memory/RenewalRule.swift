import Findings

/// What becomes of a number of which an earlier release stands.
enum Renewal {
    /// It was never released.
    case new
    /// It was never released; but others of its kin were, of nearly the same people, and it would tell what theirs are now, or by how few
    /// theirs changed.
    case barred
    /// By nobody did it change since this release.
    case unchanged(ReleaseMemory.PastRelease)
    /// It changed by enough people; this release was the last.
    case renewed(ReleaseMemory.PastRelease)
    /// It changed by few: this release stands.
    case frozen(ReleaseMemory.PastRelease)

    /// Whether it tells nothing new: an earlier release takes its place, or none may.
    var isFrozen: Bool {
        switch self {
        case .barred, .frozen: true
        case .new, .unchanged, .renewed: false
        }
    }

    /// The release that is public.
    var earlier: ReleaseMemory.PastRelease? {
        switch self {
        case .new, .barred: nil
        case .unchanged(let past), .renewed(let past), .frozen(let past): past
        }
    }
}

/// Whether a number may be renewed: only if it changed by nobody or by as many people as the minimum cell has, against every earlier release
/// of it that is remembered, as all of them are known to a reader.
///
/// It changed by those who are in one of its sets now and were not then, or the reverse, and by those in both whose rows are other ones.
/// Besides, how many it is about, how many have the event and how many have not must differ by nobody or by as many; and of two sets of
/// then and now that lie within one another the larger must have nobody more, or enough: their difference is told by the two counts.
struct RenewalRule {
    let earlier: EarlierReleases
    let minimumCell: Int
    /// Where the last run was asked the same, the names of those new numbers that it barred: what was not shown then is not shown now, and the
    /// same words stand for it.
    let barred: Set<UInt64>?
    private var changes: [Pair: Change] = [:]
    /// By kin, whom its releases were about, and in which runs.
    private var kin: [NumberName: Set<Pair>] = [:]

    private enum Change { case nobody, few, enough }

    private struct Pair: Hashable {
        let about: Int
        let event: Int?
        let run: Int
        let aboutNow: UInt64
        let eventNow: UInt64?
    }

    init(_ earlier: EarlierReleases, minimumCell: Int, barred: Set<UInt64>?) {
        self.earlier = earlier
        self.minimumCell = minimumCell
        self.barred = barred
        for release in earlier.memory.numbers.values.flatMap(\.self) {
            guard let kin = release.kin else { continue }
            self.kin[kin, default: []].insert(
                Pair(about: release.about, event: nil, run: release.run, aboutNow: 0, eventNow: nil))
        }
    }

    /// - Parameter rows: the rows that a number counts: 1 to one less than the minimum more or fewer freeze it too.
    mutating func renewal(of name: NumberName, kin: NumberName?, _ basis: Basis, rows: Double?) -> Renewal {
        guard let releases = earlier.memory.numbers[name], let last = releases.first else {
            return (barred?.contains(name.word) ?? isBarred(kin, basis)) ? .barred : .new
        }
        var same: ReleaseMemory.PastRelease?
        for release in releases {
            switch change(since: release, basis, rows) {
            case .few: return .frozen(last)
            case .nobody: same = same ?? release
            case .enough: break
            }
        }
        return same.map { .unchanged($0) } ?? .renewed(last)
    }

    /// Whether others of a number's kin are public that were about nearly the same people. (A new number of those of whom one was public is no
    /// more than another view of what is known; that of one person more is the mean, or the slope, of one person.)
    private mutating func isBarred(_ kin: NumberName?, _ basis: Basis) -> Bool {
        guard let releases = kin.flatMap({ self.kin[$0] }) else { return false }
        let print = basis.about.fingerprint
        return releases.contains { release in
            let pair = Pair(about: release.about, event: nil, run: release.run, aboutNow: print, eventNow: nil)
            let change = changes[pair] ?? change(pair, .of(basis.about))
            changes[pair] = change
            return change == .few
        }
    }

    private mutating func change(since release: ReleaseMemory.PastRelease, _ basis: Basis, _ rows: Double?) -> Change {
        let pair = Pair(
            about: release.about, event: release.event, run: release.run, aboutNow: basis.about.fingerprint,
            eventNow: basis.event?.fingerprint)
        let ofPeople = changes[pair] ?? change(pair, basis)
        changes[pair] = ofPeople
        if let rows, let then = release.measures.first??.number, (1..<Double(minimumCell)).contains(abs(rows - then)) {
            // Rows of nobody known, or of people who did not change, came or went.
            if ofPeople != .nobody || !basis.outside.isEmpty { return .few }
        }
        return ofPeople
    }

    private func change(_ pair: Pair, _ basis: Basis) -> Change {
        let about = earlier.memory.sets[pair.about]
        let event = pair.event.map { earlier.memory.sets[$0] } ?? PersonSet()
        let eventNow = basis.event ?? PersonSet()
        let people = about.symmetricDifference(basis.about).union(event.symmetricDifference(eventNow))
            .union(about.intersection(basis.about).intersection(earlier.changed[pair.run]))
        if people.isEmpty { return .nobody }
        if people.count < minimumCell { return .few }
        let then = [about, event, pair.event == nil ? PersonSet() : about.subtracting(event)]
        let now = [basis.about, eventNow, basis.event == nil ? PersonSet() : basis.about.subtracting(eventNow)]
        // Who is not told that some left takes a small net change for as many who came.
        let isSmallChange = zip(then, now).contains { (1..<minimumCell).contains(abs($0.count - $1.count)) }
        if isSmallChange { return .few }
        let isNested = then.contains { old in now.contains { isWithinByFew(old, $0) || isWithinByFew($0, old) } }
        return isNested ? .few : .enough
    }

    private func isWithinByFew(_ smaller: PersonSet, _ larger: PersonSet) -> Bool {
        !smaller.isEmpty && (1..<minimumCell).contains(larger.count - smaller.count) && smaller.isSubset(of: larger)
    }
}

/// What becomes of each number of a run's findings.
struct Renewals {
    /// By the place of a finding.
    private(set) var all: [[FindingNumbers.Place: Renewal]] = []
    /// Families of tests of which one is frozen.
    private(set) var frozenFamilies: [Set<String>] = []

    init(of numbers: [FindingNumbers], _ rule: consuming RenewalRule) {
        for (place, finding) in numbers.enumerated() {
            var own: [FindingNumbers.Place: Renewal] = [:]
            for number in finding.all {
                own[number.place] = rule.renewal(of: number.name, kin: number.kin, number.basis, rows: number.rows)
            }
            all.append(own)
            frozenFamilies.append([])
            freezeFamilies(ofFinding: place, finding)
        }
    }

    /// Lets the last release of some numbers stand; those that never were released are not now.
    mutating func freeze(_ places: [FindingNumbers.Place], ofFinding finding: Int, _ numbers: FindingNumbers) {
        for place in places { all[finding][place] = all[finding][place]?.earlier.map { .frozen($0) } ?? .barred }
        if !places.isEmpty { freezeFamilies(ofFinding: finding, numbers) }
    }

    /// Adjusted p-values depend on every p-value of the family, so it is renewed as one.
    private mutating func freezeFamilies(ofFinding finding: Int, _ numbers: FindingNumbers) {
        let frozen = Set(numbers.all.filter { all[finding][$0.place]?.isFrozen == true }.compactMap(\.family))
        for number in numbers.all {
            guard let family = number.family, frozen.contains(family) else { continue }
            if let release = all[finding][number.place]?.earlier { all[finding][number.place] = .frozen(release) }
        }
        frozenFamilies[finding] = frozen
    }
}
