import Findings

/// A run's findings beside the earlier releases of their numbers.
struct ReleaseHistory {
    let earlier: EarlierReleases
    let numbers: [FindingNumbers]
    private(set) var renewals: Renewals
    let publicSets: PublicSets
    /// By the place of a finding, what its numbers tell besides.
    private var changes: [[FindingNumbers.Place: NumberChanges]] = []
    /// What this run's audit is asked, but for what is public: ``FindingNumbers/Number/question`` of all numbers.
    let question: UInt64
    private let everybody: PersonSet
    private let minimumCell: Int

    /// Public sets up to which all are taken into the audit, as its time grows with their square.
    private static let mostAudited = 4000

    init(_ results: Results, under policy: DisclosurePolicy, after memory: ReleaseMemory, people: ReleasePeople) {
        earlier = EarlierReleases(memory, for: people)
        let primary = PrimarySuppression(policy: policy)
        numbers = results.findings.map { FindingNumbers(of: $0, primary) }
        question = numbers.flatMap(\.all).reduce(1) { $0 &+ $1.question }
        minimumCell = policy.minimumCell
        renewals = Renewals(
            of: numbers,
            RenewalRule(
                earlier, minimumCell: minimumCell,
                barred: memory.lastAudit.question == question ? Set(memory.lastAudit.barred) : nil))
        publicSets = earlier.publicSets(most: Self.mostAudited)
        everybody = PersonSet(everyoneBelow: people.keys.count)
        let setChanges = SetChanges(numbers, earlier, minimumCell: minimumCell)
        for (finding, renewals) in zip(numbers, renewals.all) {
            var own: [FindingNumbers.Place: NumberChanges] = [:]
            for number in finding.all {
                let releases = (earlier.memory.numbers[number.name] ?? []).prefix(ReleaseMemory.fewestReleases)
                var one = NumberChanges(number, setChanges, since: Array(releases), earlier)
                one.isFrozen = renewals[number.place]?.isFrozen == true
                own[number.place] = one
            }
            changes.append(own)
        }
    }

    /// What a number tells besides, as earlier releases are public.
    func changes(_ finding: Int, _ place: FindingNumbers.Place) -> NumberChanges {
        changes[finding][place] ?? NumberChanges()
    }

    /// Numbers of which a change must not be told stand as they were.
    mutating func freeze(_ hidden: Set<CountedSet>) {
        for finding in changes.indices {
            let places = changes[finding].filter { $0.value.tells(hidden) }.map(\.key)
            renewals.freeze(places, ofFinding: finding, numbers[finding])
        }
    }

    /// What the last run withheld, where it was asked the same: of all numbers, also of those that stand or are barred by now, as others may
    /// stand for the sake of the same change.
    var hidden: Set<CountedSet>? {
        let past = earlier.memory.lastAudit
        guard past.question == question else { return nil }
        let hidden = Set(past.hidden)
        let told = numbers.lazy.flatMap(\.all).flatMap(\.told.sets)
        let changed = changes.lazy.flatMap(\.values).flatMap(\.sets)
        return Set(told.filter { hidden.contains($0.print) }).union(changed.filter { hidden.contains($0.print) })
    }

    private func date(of release: ReleaseMemory.PastRelease) -> ReleaseDate { earlier.memory.runs[release.run].date }

    /// A finding as it may be shown, with what stands of earlier releases.
    func finding(_ finding: FindingBuilder, _ number: Int, _ suppression: PrimarySuppression) -> ReleasedFinding {
        let own = renewals.all[number]
        var suppression = suppression
        suppression.earlierWords = EarlierWords(finding, own)
        let new = suppression.finding(finding)
        let patients = stands([new.patients], own[.patients])
        let observations = stands([new.observations], own[.observations])
        return ReleasedFinding(
            new, patients: patients.measures[0], observations: observations.measures[0],
            populationAsOf: (patients.asOf, observations.asOf),
            estimates: new.estimates.enumerated().map { place, estimate in
                let standing = stands(estimate.measures, own[.estimate(place)])
                return ReleasedEstimate(estimate, standing.measures, asOf: standing.asOf)
            },
            tests: new.tests.enumerated().map { place, test in
                var measures = test.measures
                if let family = test.family, renewals.frozenFamilies[number].contains(family) {
                    measures = measures.enumerated().map { position, measure in
                        position < ReleasedTest.adjusted ? measure : measure.map { _ in Self.adjustedLater }
                    }
                }
                let standing = stands(measures, own[.test(place)])
                return ReleasedTest(test, standing.measures, asOf: standing.asOf)
            })
    }

    private static let nearlyTheSame = Measure.withheld(
        "an earlier report showed its like of nearly the same people")
    private static let adjustedLater = Measure.withheld("others of its family stand as of an earlier release")

    /// What is shown: the new measures, or those of the release that stands. What was shown of a number that did not change is public.
    private func stands(
        _ new: [Measure?], _ renewal: Renewal?
    ) -> (measures: [Measure?], asOf: ReleaseDate?) {
        if case .barred = renewal {
            return (new.map { $0.map { $0.number == nil ? $0 : Self.nearlyTheSame } }, nil)
        }
        guard let renewal, let past = renewal.earlier, past.measures.count == new.count else { return (new, nil) }
        switch renewal {
        case .new, .barred: return (new, nil)
        case .unchanged: return (zip(new, past.measures).map(Self.unchanged), nil)
        case .renewed:
            // Withheld now, it is public as it was.
            let isGone =
                new.first.flatMap(\.self)?.isWithheld == true && past.measures.first.flatMap(\.self)?.number != nil
            return isGone ? (past.measures, date(of: past)) : (new, nil)
        case .frozen: return (past.measures, date(of: past))
        }
    }

    /// What was shown of a number that did not change is public. Its last digits hang on everybody's data, by centring and scaling: they stay.
    private static func unchanged(_ new: Measure?, _ past: Measure?) -> Measure? {
        guard let then = past?.number else { return new }
        guard let now = new?.number else { return new == nil ? nil : past }
        return abs(now - then) <= rounding * max(abs(now), abs(then)) ? past : new
    }

    /// Relative; ten thousand times what sums of a million doubles lose.
    private static let rounding = 1e-8

    /// The rows of a table as they may be shown. They are renewed together, as each follows from the others: only if each count that changed
    /// did so by enough rows, and enough people came, left or have other data.
    func quality(_ table: Results.TableQuality, _ suppression: PrimarySuppression) -> ReleasedQuality {
        var shown = suppression.quality(table)
        guard let past = earlier.memory.tables[table.table] else { return shown }
        guard isFrozen(table, past) else { return shown }
        shown = past.shown
        shown.asOf = earlier.memory.runs[past.run].date
        return shown
    }

    private func isFrozen(_ table: Results.TableQuality, _ past: ReleaseMemory.PastQuality) -> Bool {
        let rows = table.rowsByName
        let differences = Set(rows.keys).union(past.rows.keys).map {
            abs(rows[$0, default: 0] - past.rows[$0, default: 0])
        }
        if differences.allSatisfy({ $0 == 0 }) { return false }
        if differences.contains(where: { (1..<minimumCell).contains($0) }) { return true }
        let then = earlier.memory.sets[past.everybody]
        let people = then.symmetricDifference(everybody).union(earlier.changed[past.run])
        return (1..<minimumCell).contains(people.count)
    }
}

extension Results.TableQuality {
    /// The counts of rows, by what they count.
    var rowsByName: [String: Int] {
        var rows = [
            "kept": kept.rows, "rejected": rejected.rows, "duplicates": duplicates.rows, "doubled": doubled.rows,
            "filtered": filtered,
        ]
        for reason in reasons { rows["rejected \(reason.column): \(reason.reason)"] = reason.count.rows }
        for column in unreadable { rows["unreadable \(column.column)"] = column.count.rows }
        return rows
    }
}

extension ReleasedEstimate {
    /// The value with what belongs to it.
    var measures: [Measure?] { [value, se, lower, upper, n, events] }

    init(_ estimate: ReleasedEstimate, _ measures: [Measure?], asOf: ReleaseDate?) {
        self.init(
            quantity: estimate.quantity, key: estimate.key, value: measures[0], se: measures[1], lower: measures[2],
            upper: measures[3], level: estimate.level, interval: estimate.interval, n: measures[4],
            events: measures[5], digits: estimate.digits, asOf: asOf)
    }
}

extension ReleasedTest {
    /// The p-value with what belongs to it.
    var measures: [Measure?] { [p, statistic, df, holm, benjaminiHochberg] }
    /// From which of them on they depend on the whole family.
    static let adjusted = 3

    init(_ test: ReleasedTest, _ measures: [Measure?], asOf: ReleaseDate?) {
        self.init(
            test: test.test, key: test.key, statistic: measures[1], df: measures[2], p: measures[0],
            family: test.family, holm: measures[3], benjaminiHochberg: measures[4], asOf: asOf)
    }
}

extension ReleasedFinding {
    init(
        _ finding: ReleasedFinding, patients: Measure?, observations: Measure?,
        populationAsOf: (patients: ReleaseDate?, observations: ReleaseDate?), estimates: [ReleasedEstimate],
        tests: [ReleasedTest]
    ) {
        self.init(
            id: finding.id, title: finding.title, reason: finding.reason, population: finding.population,
            patients: patients, observations: observations, estimand: finding.estimand, frame: finding.frame,
            plan: finding.plan, method: finding.method, settings: finding.settings, estimates: estimates,
            tests: tests, cautions: finding.cautions, withheld: finding.withheld,
            hasWithheld: finding.hasWithheld || estimates.contains { $0.value?.isWithheld == true })
        self.populationAsOf = populationAsOf
    }
}
