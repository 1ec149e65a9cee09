import Cohort
import Estimation
import Findings

/// Who rotated from what to what, and the dose before and after.
struct RotationCounts {
    let entries: RotationEntries
    let settings: RotationSettings
    let study: Study

    /// A dose that differs by less than this factor is the same: means of equal doses are equal but for rounding.
    private static let slack = 1 - 1e-9

    func add(to finding: inout FindingBuilder) {
        finding.add(
            count: entries.onOneOpioid, as: .onOneOpioid, RotationKey(),
            apart: [
                entries.exposed.subtracting(entries.onOneOpioid), entries.onOneOpioid.subtracting(entries.eligible),
            ])
        let wider = entries.rotatedWider.subtracting(entries.rotated)
        finding.add(
            count: entries.rotated, as: .rotated, RotationKey(overlap: settings.overlap),
            apart: [entries.exposed.subtracting(entries.rotated)])
        if settings.widerOverlap > settings.overlap {
            finding.add(
                count: entries.rotatedWider, as: .rotated, RotationKey(overlap: settings.widerOverlap),
                apart: [
                    wider, entries.rotated.subtracting(entries.rotatedWider),
                    entries.exposed.subtracting(entries.rotatedWider),
                ])
        }
        finding.add(count: entries.changedRoute, as: .routeChanged, RotationKey())
        finding.add(count: entries.changedUnnamed, as: .unnamedChange, RotationKey())
        for (departure, persons) in [(OtherDeparture.stop, entries.stopped), (.addition, entries.added)] {
            finding.add(
                count: persons, as: .departed, RotationKey(departure: departure),
                apart: [entries.eligible.subtracting(persons)])
        }
        addPairs(to: &finding)
        addDoses(to: &finding)
    }

    /// Pairs in order of their patients; those of few are one group, and with them as many more as keep that from being a small one.
    private func addPairs(to finding: inout FindingBuilder) {
        var persons: [RotationPair: [Int]] = [:]
        for (person, change) in entries.first {
            persons[.drugs(DrugTerm(change.old.drug), DrugTerm(change.new.drug)), default: []].append(person)
        }
        let sorted = persons.sorted { ($1.value.count, $0.key.label) < ($0.value.count, $1.key.label) }
        var shown = sorted.prefix { $0.value.count >= study.minimumStep }.map {
            ($0.key, PersonSet(ascending: $0.value))
        }
        var others = Set(sorted.dropFirst(shown.count).flatMap(\.value))
        while !others.isEmpty, others.count < study.minimumStep, let last = shown.popLast() {
            others.formUnion(last.1.persons)
        }
        for (pair, own) in shown {
            finding.add(
                count: own, as: .rotatedPair, RotationKey(pair: pair), apart: [entries.rotated.subtracting(own)])
        }
        guard !others.isEmpty else { return }
        finding.add(
            count: PersonSet(ascending: others.sorted()), as: .rotatedPair, RotationKey(pair: .others))
    }

    /// Of the patients whose dose is known on both sides of their first rotation.
    private func addDoses(to finding: inout FindingBuilder) {
        let known = entries.first.compactMap { person, change -> (person: Int, before: Double, after: Double)? in
            guard let before = change.doseBefore, let after = change.doseAfter else { return nil }
            return (person, before, after)
        }
        guard !known.isEmpty else { return }
        let everybody = PersonSet(ascending: known.map(\.person))
        let left = entries.rotated.subtracting(everybody)
        for time in RotationTime.allCases {
            let values = known.map { time == .before ? $0.before : $0.after }
            guard let quartiles = Quantile.quartiles(values) else { continue }
            func beyond(_ isMember: (Double) -> Bool) -> PersonSet {
                PersonSet(ascending: zip(known, values).filter { isMember($0.1) }.map(\.0.person))
            }
            for (quantity, value, far) in [
                (Quantity.rotationMedian, quartiles.median, beyond { $0 <= quartiles.median }),
                (.rotationLowerQuartile, quartiles.lower, beyond { $0 <= quartiles.lower }),
                (.rotationUpperQuartile, quartiles.upper, beyond { $0 >= quartiles.upper }),
            ] {
                finding.add(
                    quantity, RotationKey(time: time), value, n: known.count,
                    basis: .of(everybody, apart: [left, far]), of: Contributions(values))
            }
        }
        finding.add(
            share: .doseFellShare, RotationKey(),
            of: PersonSet(ascending: known.filter { $0.after < $0.before * Self.slack }.map(\.person)),
            among: everybody, intervals: [.wilson], level: study.level, apart: [left])
    }
}
