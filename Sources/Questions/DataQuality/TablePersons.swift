import Cohort
import Disclosure
import Findings

/// Who has rows in which tables.
struct TablePersons: Sendable {
    /// The patients of each table that has rows, in the order in which tables are read; of the patients' own everybody.
    let tables: [(table: StudyTable, persons: PersonSet)]
    /// The combinations of tables that patients have rows in, apart from the table of patients: those that may be shown, most patients
    /// first.
    private(set) var combinations: [(tables: [StudyTable], persons: PersonSet)] = []
    /// Tables whose number of patients is not shown.
    private(set) var hidden: Set<StudyTable> = []
    /// The patients of all other combinations.
    private(set) var others = PersonSet()
    /// Pairs of tables that share nobody although each shares somebody with a third.
    let apart: [(one: StudyTable, other: StudyTable, both: StudyTable)]

    /// Most combinations that are shown.
    private static let most = 12

    init(_ study: Study) {
        let hasPatients = study.cohort.reading[.patients] != nil
        let own = StudyTable.allCases.filter { $0 != .patients && !study.cohort.isEmpty($0) }
            .map { (table: $0, persons: study.persons(in: $0)) }
        tables = (hasPatients ? [(table: StudyTable.patients, persons: study.everyone)] : []) + own
        apart = Self.apart(tables, least: study.minimumStep)
        combine(own, study)
    }

    private mutating func combine(_ own: [(table: StudyTable, persons: PersonSet)], _ study: Study) {
        guard !own.isEmpty else { return }
        var members: [Int: [Int]] = [:]
        var codes = [Int](repeating: 0, count: study.cohort.patients.count)
        for (number, table) in own.enumerated() { table.persons.forEach { codes[$0] |= 1 << number } }
        for (person, code) in codes.enumerated() { members[code, default: []].append(person) }
        let cells = members.map { (code: $0.key, persons: PersonSet(ascending: $0.value)) }
            .sorted { ($1.persons.count, $0.code) < ($0.persons.count, $1.code) }
        let least = study.minimumStep
        func isFew(_ count: Int) -> Bool { count > 0 && count < least }
        let sizes = cells.map(\.persons.count)
        func choose(_ sums: [Set<Int>]) -> Set<Int>? {
            HiddenCells.choose(
                sizes, isSmall: sizes.map(isFew), leftOut: Set(cells.indices.dropFirst(Self.most)), sums: sums,
                isSmallSum: { isFew($0.reduce(0) { $0 + sizes[$1] }) })
        }
        // Known beside the combinations: everybody, and the patients of each table. A table whose number would give a small combination
        // back, as that of a table that nearly the same patients are in, is not shown.
        var sums = [Set(cells.indices)]
        for (number, table) in own.enumerated() {
            let count = table.persons.count
            let sum = Set(cells.indices.filter { cells[$0].code & (1 << number) != 0 })
            if !isFew(count), !isFew(study.everyone.count - count), choose(sums + [sum]) != nil {
                sums.append(sum)
            } else {
                hidden.insert(table.table)
            }
        }
        let hidden = choose(sums) ?? Set(cells.indices)
        for (number, cell) in cells.enumerated() {
            if hidden.contains(number) {
                others = others.union(cell.persons)
            } else {
                combinations.append(
                    (own.indices.filter { cell.code & (1 << $0) != 0 }.map { own[$0].table }, cell.persons))
            }
        }
    }

    /// Of tables with few patients nothing is said: that none of them is in another would tell about each.
    private static func apart(
        _ tables: [(table: StudyTable, persons: PersonSet)], least: Int
    ) -> [(one: StudyTable, other: StudyTable, both: StudyTable)] {
        let large = tables.filter { $0.persons.count >= least }
        var found: [(one: StudyTable, other: StudyTable, both: StudyTable)] = []
        for (number, one) in large.enumerated() {
            for other in large.dropFirst(number + 1) where one.persons.intersection(other.persons).isEmpty {
                let both = large.first { third in
                    third.table != one.table && third.table != other.table
                        && !third.persons.intersection(one.persons).isEmpty
                        && !third.persons.intersection(other.persons).isEmpty
                }
                if let both { found.append((one.table, other.table, both.table)) }
            }
        }
        return found
    }
}

/// Who has rows in which tables, computed once.
struct TablePersonsOf: Derivation {
    static let stage = "table_persons"

    func derive(from study: Study) -> TablePersons { TablePersons(study) }
}

extension Study {
    /// The patients with a row in a table.
    func persons(in table: StudyTable) -> PersonSet {
        cohort.isEmpty(table) ? PersonSet() : persons { cohort.hasRows($0, in: table) }
    }
}
