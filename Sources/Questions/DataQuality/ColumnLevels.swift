import Cohort
import Disclosure
import Estimation
import Findings

/// The levels of a column, with the patients who have each.
struct ColumnLevels: Sendable {
    let place: QualityPlace
    /// Levels that enough patients have, most patients first.
    let levels: [(word: String, persons: PersonSet)]
    /// The patients of all other levels; of a column of patients, perhaps with those who have none.
    let others: PersonSet
    /// How many other levels there are.
    let otherLevels: Int

    /// Most levels of a column that are listed.
    static let most = 12

    /// - Parameters:
    ///   - pooled: the level that stands for rare ones: it is no level of the column, so its patients are among those of the others.
    ///   - missing: who has no level, where everybody has one level or none: then no count may follow from the others.
    init(
        _ place: QualityPlace, _ found: [(word: String, persons: PersonSet)], pooled: Int? = nil, missing: PersonSet?,
        least: Int
    ) {
        self.place = place
        let listed = found.enumerated().filter { $0.offset != pooled && !$0.element.persons.isEmpty }.map(\.element)
            .sorted { ($1.persons.count, $0.word) < ($0.persons.count, $1.word) }
        let cells = listed + (pooled.map { [found[$0]] } ?? [])
        func isFew(_ count: Int) -> Bool { count > 0 && count < least }
        var sizes = cells.map(\.persons.count)
        var isSmall = sizes.map(isFew)
        if let missing {
            sizes.append(missing.count)
            isSmall.append(isFew(missing.count))
        }
        // Levels that one patient can have several of have no sum that is known.
        let sums = missing == nil ? [] : [Set(sizes.indices)]
        let hidden =
            HiddenCells.choose(
                sizes, isSmall: isSmall, leftOut: Set(cells.indices.dropFirst(min(Self.most, listed.count))),
                sums: sums,
                isSmallSum: { isFew($0.reduce(0) { $0 + sizes[$1] }) })
            ?? Set(sizes.indices)
        levels = cells.enumerated().filter { !hidden.contains($0.offset) }.map(\.element)
        let pooled = cells.enumerated().filter { hidden.contains($0.offset) }.map(\.element)
        otherLevels = pooled.count
        others = (pooled.map(\.persons) + (hidden.contains(cells.count) ? [missing ?? PersonSet()] : []))
            .reduce(PersonSet()) { $0.union($1) }
    }
}

/// The levels of every column of words.
struct ColumnLevelsOf: Derivation {
    static let stage = "column_levels"

    func derive(from study: Study) -> [ColumnLevels] {
        let cohort = study.cohort
        var columns = cohort.patients.covariates.compactMap { column -> ColumnLevels? in
            guard case .categorical(let levels, let codes) = column.values else { return nil }
            let persons = PersonSet.parts(levels.count, below: codes.count) { codes[$0].map(Int.init) }
            return ColumnLevels(
                QualityPlace(table: .patients, column: column.name), Array(zip(levels, persons)),
                pooled: column.pooled?.index, missing: study.persons { codes[$0] == nil }, least: study.minimumStep)
        }
        func add(_ table: StudyTable, _ column: String, _ words: [String], _ codes: @escaping @Sendable (Int) -> [Int])
        {
            guard !cohort.isEmpty(table), !words.isEmpty else { return }
            let persons = Self.persons(words.count, study, codes)
            columns.append(
                ColumnLevels(
                    QualityPlace(table: table, column: column), Array(zip(words, persons)), missing: nil,
                    least: study.minimumStep))
        }
        add(.exposures, "drug", cohort.exposures.drugs.map(\.word)) { person in
            cohort.exposures[person].compactMap { cohort.exposures.regimen(of: $0).drug.map(Int.init) }
        }
        add(.moud, "drug", cohort.moud.drugs.map(\.word)) { person in
            cohort.moud[person].compactMap { cohort.moud.regimen(of: $0).drug.map(Int.init) }
        }
        add(.interventions, "kind", cohort.interventions.kinds.map(\.word)) { person in
            cohort.interventions[person].map { Int($0.kind) }
        }
        add(.symptoms, "symptom", cohort.symptoms.symptoms.map(\.word)) { person in
            cohort.symptoms[person].map { Int($0.symptom) }
        }
        add(.screens, "substance", cohort.screens.substances.map(\.word)) { person in
            cohort.screens[person].map { Int($0.substance) }
        }
        let scales = WithdrawalScale.allCases
        add(.withdrawal, "scale", scales.map(\.rawValue)) { person in
            cohort.withdrawal[person].compactMap { scales.firstIndex(of: $0.scale) }
        }
        let kinds = CourseEvent.Kind.allCases
        add(.events, "event", kinds.map(\.rawValue)) { person in
            cohort.events[person].compactMap { kinds.firstIndex(of: $0.kind) }
        }
        return columns
    }

    /// Who has a row of each code.
    private static func persons(
        _ count: Int, _ study: Study, _ codes: @escaping @Sendable (Int) -> [Int]
    ) -> [PersonSet] {
        let blocks = study.executor.mapBlocks(of: study.cohort.patients.count, size: PeopleBlock.size) { people in
            var members = [[Int]](repeating: [], count: count)
            for person in people {
                for code in codes(person) where code < count && members[code].last != person {
                    members[code].append(person)
                }
            }
            return members
        }
        return (0..<count).map { code in PersonSet(ascending: blocks.flatMap { $0[code] }) }
    }
}
