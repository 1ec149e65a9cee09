import Findings

/// Writes down what a run lets out.
struct ReleaseRecording {
    /// How many numbers stand from earlier releases.
    private(set) var standing = Released.Standing()

    private let history: ReleaseHistory
    private let suppression: PrimarySuppression
    private var written: ReleaseMemory
    private let run: Int
    private let everybody: PersonSet
    private var places: [UInt64: Int] = [:]
    /// What is told in this run, once each, in order.
    private var told: [ReleaseMemory.PublicSet] = []
    private var isTold: Set<ReleaseMemory.PublicSet> = []
    private var dates: Set<ReleaseDate> = []
    private var barred: Set<UInt64> = []

    init(_ history: ReleaseHistory, _ people: ReleasePeople, _ date: ReleaseDate, _ suppression: PrimarySuppression) {
        self.history = history
        self.suppression = suppression
        written = history.earlier.memory
        run = written.runs.count
        everybody = PersonSet(everyoneBelow: people.keys.count)
        var known: [Int: UInt64] = [:]
        for run in written.runs { known.merge(run.versions) { _, new in new } }
        var versions: [Int: UInt64] = [:]
        for (person, version) in people.versions.enumerated() where known[person] != version {
            versions[person] = version
        }
        written.runs.append(ReleaseMemory.Run(date: date, versions: versions))
        for (place, set) in written.sets.enumerated() { places[set.fingerprint] = place }
    }

    /// Adds the numbers of a finding.
    mutating func add(_ finding: FindingBuilder, _ released: ReleasedFinding, _ number: Int) {
        let proses = finding.words
        for one in history.numbers[number].all {
            let renewal = history.renewals.all[number][one.place] ?? .new
            if case .barred = renewal { barred.insert(one.name.word) }
            var shown: (measures: [Measure?], asOf: ReleaseDate?, text: String?)
            switch one.place {
            case .patients: shown = ([released.patients], released.populationAsOf.patients, nil)
            case .observations: shown = ([released.observations], released.populationAsOf.observations, nil)
            case .estimate(let place):
                shown = (released.estimates[place].measures, released.estimates[place].asOf, nil)
            case .test(let place): shown = (released.tests[place].measures, released.tests[place].asOf, nil)
            case .words(let prose, let segment):
                guard case .measured(let measured) = proses[prose].segments[segment] else { continue }
                if case .barred = renewal { continue }
                let isWithheld = suppression.isWithheld(measured)
                let stands = renewal.isFrozen || (isWithheld && renewal.earlier != nil)
                shown = (
                    [isWithheld ? .withheld("") : .number(measured.value)],
                    stands ? renewal.earlier.map { written.runs[$0.run].date } : nil, suppression.shownText(measured)
                )
            }
            add(one, renewal, shown)
        }
    }

    private mutating func add(
        _ number: FindingNumbers.Number, _ renewal: Renewal,
        _ shown: (measures: [Measure?], asOf: ReleaseDate?, text: String?)
    ) {
        if let asOf = shown.asOf {
            standing.numbers += 1
            dates.insert(asOf)
            for set in renewal.earlier?.told ?? [] { tell(set) }
            return
        }
        guard shown.measures.contains(where: { $0?.number != nil }) else { return }
        let sets = publicSets(number, shown.measures)
        let release = ReleaseMemory.PastRelease(
            run: run, about: place(of: number.basis.about), event: number.basis.event.map { place(of: $0) },
            measures: shown.measures, text: shown.text, told: sets, kin: number.kin)
        for set in sets { tell(set) }
        var releases = written.numbers[number.name] ?? []
        switch renewal {
        case .unchanged(let same):
            releases.removeAll { $0 == same }
            standing.unchanged += 1
        case .renewed: standing.renewed += 1
        case .new, .barred, .frozen: break
        }
        written.numbers[number.name] = [release] + releases.prefix(ReleaseMemory.mostReleases - 1)
    }

    private mutating func tell(_ set: ReleaseMemory.PublicSet) {
        if isTold.insert(set).inserted { told.append(set) }
    }

    /// Of which sets a number with such measures tells: of those of its value where that is shown, of those of its counts where one is.
    private mutating func publicSets(
        _ number: FindingNumbers.Number, _ measures: [Measure?]
    ) -> [ReleaseMemory.PublicSet] {
        var sets: [CountedSet] = []
        if measures[0]?.number != nil { sets += number.told.byValue }
        if measures.dropFirst().contains(where: { $0?.number != nil }) { sets += number.told.byCounts }
        var told = sets.filter { $0.standsForItself || $0.count > 0 }.map { set in
            guard let extreme = set.extreme else {
                return ReleaseMemory.PublicSet(set: place(of: set.set), form: .count, kind: 0)
            }
            return ReleaseMemory.PublicSet(
                set: place(of: extreme.about), form: extreme.isEverybody ? .everybody : .nobody,
                kind: extreme.kind.word)
        }
        if measures[0]?.number != nil, let sum = number.told.bySum, !sum.isEmpty {
            told.append(ReleaseMemory.PublicSet(set: place(of: sum), form: .sum, kind: 0))
        }
        return told
    }

    private mutating func place(of set: PersonSet) -> Int {
        let print = set.fingerprint
        if let place = places[print] { return place }
        places[print] = written.sets.count
        written.sets.append(set)
        return written.sets.count - 1
    }

    /// Adds the rows of a table.
    mutating func add(_ table: Results.TableQuality, _ shown: ReleasedQuality) {
        if let asOf = shown.asOf {
            standing.numbers += 1
            dates.insert(asOf)
        } else {
            written.tables[table.table] = ReleaseMemory.PastQuality(
                run: run, everybody: place(of: everybody), rows: table.rowsByName, shown: shown)
        }
    }

    /// The memory with all that was added, without what nothing refers to any more.
    mutating func memory() -> ReleaseMemory {
        standing.dates = dates.sorted()
        var memory = written
        memory.lastAudit = ReleaseMemory.PastAudit(
            question: history.question, hidden: suppression.hidden.map(\.print).sorted(),
            barred: barred.sorted())
        memory.told = Array((memory.told.filter { !isTold.contains($0) } + told).suffix(ReleaseMemory.mostPublicSets))
        memory.dropUnused()
        if memory.sets.reduce(0, { $0 + $1.wordCount }) > ReleaseMemory.mostWords {
            memory.numbers = memory.numbers.mapValues { Array($0.prefix(ReleaseMemory.fewestReleases)) }
            memory.dropUnused()
        }
        return memory
    }
}

extension ReleaseMemory {
    /// Drops sets and runs that nothing refers to.
    mutating func dropUnused() {
        let releases = numbers.values.flatMap(\.self)
        var usedSets: Set<Int> = Set(tables.values.map(\.everybody)).union(told.map(\.set))
        for release in releases {
            usedSets.insert(release.about)
            if let event = release.event { usedSets.insert(event) }
            for one in release.told { usedSets.insert(one.set) }
        }
        let keptSets = usedSets.sorted()
        let setPlaces = Dictionary(uniqueKeysWithValues: zip(keptSets, keptSets.indices))
        sets = keptSets.map { sets[$0] }

        let usedRuns = Set(releases.map(\.run)).union(tables.values.map(\.run)).union([runs.count - 1])
        var (runPlaces, kept, pending): ([Int: Int], [Run], [Int: UInt64]) = ([:], [], [:])
        for (place, run) in runs.enumerated() {
            // What a run that goes knew first, the next one knows.
            pending.merge(run.versions) { _, new in new }
            guard usedRuns.contains(place) else { continue }
            runPlaces[place] = kept.count
            kept.append(Run(date: run.date, versions: pending))
            pending = [:]
        }
        runs = kept

        func set(_ place: Int) -> Int { setPlaces[place] ?? 0 }
        func moved(_ one: PublicSet) -> PublicSet { PublicSet(set: set(one.set), form: one.form, kind: one.kind) }
        told = told.map(moved)
        numbers = numbers.mapValues { releases in
            releases.map { release in
                PastRelease(
                    run: runPlaces[release.run] ?? 0, about: set(release.about), event: release.event.map(set),
                    measures: release.measures, text: release.text, told: release.told.map(moved),
                    kin: release.kin)
            }
        }
        tables = tables.mapValues { table in
            PastQuality(
                run: runPlaces[table.run] ?? 0, everybody: set(table.everybody), rows: table.rows, shown: table.shown)
        }
    }
}
