import Cohort
import Estimation

/// A column of patients as the model of being assessed takes it: categories, and numbers beside whether there is one.
struct WeightingColumn: Sendable {
    /// The levels, "not recorded" among them where people have none; of a column of numbers, whether there is one.
    let groups: PatientGroups
    /// The numbers of a column of numbers; what is infinite counts as missing.
    let numbers: [Double?]?

    var name: String { groups.name }

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
/// been (a trial that did not assess then), a weight would let one or two people stand for all of them: such people are beyond
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

    /// A level of a column.
    struct Level: Hashable, Sendable {
        let column: String
        let level: String
    }

    /// Fewest people assessed for whom a level has a probability of its own: a weight 1/p that is estimated from a assessed has a
    /// relative error of about √((1 - p) / a), a third for ten, however few were not assessed.
    static let fewest = 10

    /// One a person.
    private(set) var standings: [Standing]
    /// The levels that nobody assessed can stand for, those of most people first.
    private(set) var beyond: [Level] = []
    /// The columns that set levels apart.
    private(set) var deciding: Set<String> = []

    /// The reach among people with an index day.
    init(_ statuses: [DayStatus], columns: [WeightingColumn]) {
        standings = statuses.map { $0 == .noIndexDay ? .outside : .modelled }
        setApart(.outside, statuses, columns) { tally, all in
            // As many should have been assessed by the share of all, and fewer than a tenth of that were.
            let expected = Double(tally.people) * Double(all.assessed) / Double(max(1, all.people))
            return tally.assessed < Self.fewest && expected >= Double(Self.fewest)
                && Double(10 * tally.assessed) < expected
        }
        setApart(.certain, statuses, columns) { tally, _ in tally.assessed >= Self.fewest && tally.missed == 0 }
    }

    /// Takes one level after another out of the regression while any is to be: of those, the one of most people, of equal ones the
    /// first. So a trial goes before its sites, which are then empty.
    private mutating func setApart(
        _ standing: Standing, _ statuses: [DayStatus], _ columns: [WeightingColumn],
        where condition: (_ level: AssessmentTally, _ all: AssessmentTally) -> Bool
    ) {
        var all = AssessmentTally()
        var tallies = columns.map { AssessmentTally.byLevel(of: $0.groups, statuses, standings) }
        for person in standings.indices where standings[person] == .modelled { all.add(statuses[person]) }
        while true {
            var chosen: (column: Int, level: Int, people: Int)?
            for (column, own) in tallies.enumerated() {
                for (level, tally) in own.enumerated()
                where tally.people > chosen?.people ?? 0 && tally.people < all.people && condition(tally, all) {
                    chosen = (column, level, tally.people)
                }
            }
            guard let chosen else { return }
            let groups = columns[chosen.column].groups
            for person in standings.indices
            where standings[person] == .modelled && groups.members[person] == chosen.level {
                standings[person] = standing
                all.remove(statuses[person])
                for (column, other) in columns.enumerated() {
                    tallies[column][other.groups.members[person]].remove(statuses[person])
                }
            }
            deciding.insert(groups.name)
            if standing == .outside { beyond.append(Level(column: groups.name, level: groups.levels[chosen.level])) }
        }
    }
}

/// How many people were assessed, and how many were not.
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

    /// The people of the regression by level.
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
