import Cohort
import Estimation
import Findings

/// A column of patients as the model of being assessed takes it: categories, and numbers beside whether there is one.
struct WeightingColumn: Sendable {
    /// The levels, "not recorded" among them where patients have none; of a column of numbers, whether there is one.
    let groups: PatientGroups
    /// The numbers of a column of numbers; what is infinite counts as missing.
    let numbers: [Double?]?

    var name: StudyWord { groups.name }

    /// `nil` where the cohort has no column of this name.
    init?(_ name: String, of cohort: Cohort) {
        guard let covariate = cohort.patients.covariate(named: name) else { return nil }
        if case .numeric(let given) = covariate.values {
            let numbers = given.map { number in number.flatMap { $0.isFinite ? $0 : nil } }
            groups = PatientGroups(recordOf: name, numbers)
            self.numbers = numbers
        } else if let groups = PatientGroups(name, of: cohort) {
            self.groups = groups
            numbers = nil
        } else {
            return nil
        }
    }
}

/// For whom those assessed can stand, level by level of the columns (positivity; Petersen et al. 2012,
/// doi:10.1177/0962280210386207).
///
/// Two sorts of levels have no place in a regression of being assessed. Where hardly anybody was assessed though many should have
/// been (a trial that did not assess then), a weight would let one or two patients stand for all of them: such patients are beyond
/// reach. Where everybody was assessed, the probability is 1, as the regression itself would find in the limit.
struct AssessmentReach {
    /// What a person is to the model.
    enum Standing: Sendable {
        /// Without an index day, or beyond reach.
        case outside
        /// In the regression.
        case modelled
        /// Of a level in which everybody was assessed.
        case certain
    }

    /// Fewest patients assessed for whom a level has a probability of its own: a weight 1/p that is estimated from a assessed has a
    /// relative error of about √((1 - p) / a), a third for ten, however few were not assessed.
    static let fewest = 10

    /// One a person.
    private(set) var standings: [Standing]
    /// The levels that nobody assessed can stand for, those of most patients first.
    private(set) var beyond: [StudyPlace] = []
    /// The columns that set levels apart.
    private(set) var deciding: Set<StudyWord> = []

    /// The reach among patients with an index day.
    init(_ statuses: [DayStatus], columns: [WeightingColumn]) {
        standings = statuses.map { $0 == .noIndexDay ? .outside : .modelled }
        let members = columns.map { LevelMembers($0.groups) }
        setApart(
            .outside, statuses, columns, members,
            kind: { $0.assessed < Self.fewest ? $0.assessed : nil },
            where: { tally, all in
                // As many should have been assessed by the share of all, and fewer than a tenth of that were.
                let expected = Double(tally.people) * Double(all.assessed) / Double(max(1, all.people))
                return expected >= Double(Self.fewest) && Double(10 * tally.assessed) < expected
            })
        setApart(
            .certain, statuses, columns, members,
            kind: { $0.assessed >= Self.fewest && $0.missed == 0 ? 0 : nil }, where: { _, _ in true })
    }

    /// Takes one level after another out of the regression while any is to be: of those, the one of most patients, of equal ones the
    /// first. So a trial goes before its sites, which are then empty.
    ///
    /// Takes n log n for n people times columns: levels wait in queues by their number of patients, and each person goes once.
    ///
    /// - Parameters:
    ///   - kind: the queue of a level, from 0 to one less than ``fewest``; `nil` where it is to stay.
    ///   - condition: whether it is to go; of two levels of a kind, true of the larger one where it is of the smaller.
    private mutating func setApart(
        _ standing: Standing, _ statuses: [DayStatus], _ columns: [WeightingColumn], _ members: [LevelMembers],
        kind: (_ level: AssessmentTally) -> Int?,
        where condition: (_ level: AssessmentTally, _ all: AssessmentTally) -> Bool
    ) {
        var all = AssessmentTally()
        var tallies = columns.map { AssessmentTally.byLevel(of: $0.groups, statuses, standings) }
        for person in standings.indices where standings[person] == .modelled { all.add(statuses[person]) }
        var queues = [LevelQueue](repeating: LevelQueue(), count: Self.fewest)
        func wait(_ column: Int, _ level: Int) {
            let tally = tallies[column][level]
            guard tally.people > 0, let own = kind(tally) else { return }
            queues[own].insert(.init(people: tally.people, column: column, level: level))
        }
        for column in columns.indices {
            for level in tallies[column].indices { wait(column, level) }
        }
        var rounds = 0
        var lastRound = tallies.map { [Int](repeating: 0, count: $0.count) }
        while true {
            var chosen: LevelQueue.Entry?
            for own in queues.indices {
                // What changed since it came waits a second time as what it is now; a level of everybody tells nobody apart.
                while let first = queues[own].first {
                    let tally = tallies[first.column][first.level]
                    if tally.people == first.people, kind(tally) == own, tally.people < all.people { break }
                    queues[own].removeFirst()
                }
                guard let first = queues[own].first, condition(tallies[first.column][first.level], all) else {
                    continue
                }
                if chosen.map({ first.goesBefore($0) }) ?? true { chosen = first }
            }
            guard let chosen else { return }
            rounds += 1
            var touched: [(column: Int, level: Int)] = []
            for person in members[chosen.column].ofLevel(chosen.level) where standings[person] == .modelled {
                standings[person] = standing
                all.remove(statuses[person])
                for (column, other) in columns.enumerated() {
                    let level = other.groups.members[person]
                    tallies[column][level].remove(statuses[person])
                    guard lastRound[column][level] < rounds else { continue }
                    lastRound[column][level] = rounds
                    touched.append((column, level))
                }
            }
            for place in touched { wait(place.column, place.level) }
            let groups = columns[chosen.column].groups
            deciding.insert(groups.name)
            if standing == .outside { beyond.append(groups.place(chosen.level)) }
        }
    }
}

extension WeightingColumn {
    /// Whether those not assessed go beyond those assessed in its numbers: where nobody is, a weight rests on the line of the regression
    /// alone. More of them lie beyond the third lowest or the third highest number assessed than a twentieth and what chance gives there.
    func goesBeyondAssessed(_ statuses: [DayStatus], _ standings: [AssessmentReach.Standing]) -> Bool {
        guard let numbers else { return false }
        var (assessed, missed): ([Double], [Double]) = ([], [])
        for person in standings.indices where standings[person] == .modelled {
            guard let number = numbers[person] else { continue }
            if statuses[person].status == nil { missed.append(number) } else { assessed.append(number) }
        }
        let edge = 3
        guard assessed.count > 2 * edge else { return false }
        assessed.sort()
        let (low, high) = (assessed[edge - 1], assessed[assessed.count - edge])
        let beyond = missed.count { $0 < low || $0 > high }
        let share = Double(beyond) / Double(max(1, missed.count))
        return beyond >= AssessmentReach.fewest && share > 0.05 + 2 * Double(edge) / Double(assessed.count + 1)
    }
}

/// The people of each level of a column.
private struct LevelMembers {
    /// Everybody, level by level.
    private var people: [Int32]
    /// Where each level begins, and where the last one ends.
    private var starts: [Int]

    init(_ groups: PatientGroups) {
        starts = [Int](repeating: 0, count: groups.levels.count + 1)
        for level in groups.members { starts[level + 1] += 1 }
        for level in groups.levels.indices { starts[level + 1] += starts[level] }
        var next = starts
        people = [Int32](repeating: 0, count: groups.members.count)
        for (person, level) in groups.members.enumerated() {
            people[next[level]] = Int32(person)
            next[level] += 1
        }
    }

    /// Ascending.
    func ofLevel(_ level: Int) -> some Sequence<Int> {
        people[starts[level]..<starts[level + 1]].lazy.map { Int($0) }
    }
}

/// Levels by their number of patients, the largest first, of equal ones the first: a binary heap.
private struct LevelQueue {
    struct Entry {
        let people: Int
        let column: Int
        let level: Int

        func goesBefore(_ other: Entry) -> Bool {
            (-people, column, level) < (-other.people, other.column, other.level)
        }
    }

    private var entries: [Entry] = []

    var first: Entry? { entries.first }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var place = entries.count - 1
        while place > 0, entries[place].goesBefore(entries[(place - 1) / 2]) {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeFirst() {
        guard let last = entries.popLast(), !entries.isEmpty else { return }
        entries[0] = last
        var place = 0
        while true {
            var best = place
            for child in [2 * place + 1, 2 * place + 2] where child < entries.count {
                if entries[child].goesBefore(entries[best]) { best = child }
            }
            guard best != place else { return }
            entries.swapAt(place, best)
            place = best
        }
    }
}

/// How many patients were assessed, and how many were not.
struct AssessmentTally: Sendable {
    private(set) var assessed = 0
    private(set) var missed = 0

    var people: Int { assessed + missed }

    mutating func add(_ status: DayStatus) {
        if status.status == nil { missed += 1 } else { assessed += 1 }
    }

    mutating func remove(_ status: DayStatus) {
        if status.status == nil { missed -= 1 } else { assessed -= 1 }
    }

    /// The patients of the regression by level.
    static func byLevel(
        of groups: PatientGroups, _ statuses: [DayStatus], _ standings: [AssessmentReach.Standing]
    ) -> [AssessmentTally] {
        var tallies = [AssessmentTally](repeating: AssessmentTally(), count: groups.levels.count)
        for person in standings.indices where standings[person] == .modelled {
            tallies[groups.members[person]].add(statuses[person])
        }
        return tallies
    }
}
