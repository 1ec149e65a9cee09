import Cohort

/// The patients table while its files are merged on the person: the union of people, and one word a person and column.
struct PatientTable {
    /// A column of patients while it grows.
    private struct Column {
        let name: String
        var headers: Set<String> = []
        var vocabulary = Vocabulary<PatientWord>()
        /// Each person's word; ``PatientRows/missing`` where no file has one.
        var cells: [UInt32] = []
    }

    /// Ages that a person can have; anything else is a mistake or a code for missing.
    static let possibleAges = 0.0...130.0

    private var columns: [Column]
    /// People of whom several periods of observation are read as one.
    private(set) var joined: Set<Int32> = []

    init(names: [String]) {
        columns = names.map { Column(name: $0) }
    }

    /// An age over 89 that the study file does not cap, and its line.
    struct AgeOver89: Error {
        let line: Int
        let column: String
    }

    /// Rows of a block that are not used after all, and those that say nothing new.
    struct Unused {
        var places: [RejectedRows.Place] = []
        /// Further rows of a patient, as a flat file repeats the patient on every visit.
        var repeats = 0
    }

    /// Adds a block's rows.
    ///
    /// A further row of a patient is used where it contradicts nothing: what it adds is taken, and one that adds nothing is a repeat.
    ///
    /// - Parameter seen: whether this entry's files have had each person so far; grows with the people.
    mutating func add(
        _ batch: PatientRows.Batch, of entry: TableEntry, ageCap: Int?, seen: inout [Bool]
    ) throws(AgeOver89) -> Unused {
        let targets = targets(of: entry)
        let words = zip(targets, batch.words).map { target, words in
            words.map { columns[target.column].vocabulary.number(of: $0) }
        }
        let joinsPeriods = entry.saysPeriodsAlone
        let agesOver89 = zip(targets, batch.words).map { target, words in
            words.map { target.isAge && ageCap == nil && ($0.number.map { $0 > 89 } ?? false) }
        }
        if isOfNewPeople(batch, seen), !agesOver89.joined().contains(true) {
            append(batch, to: targets, words: words, seen: &seen)
            return Unused()
        }
        var unused = Unused()
        // One for all rows, as there are many.
        var cells: [(column: Int, word: UInt32)] = []
        for (row, person) in batch.people.enumerated() {
            func place(_ column: UInt16, _ reason: RejectReason) -> RejectedRows.Place {
                RejectedRows.Place(line: batch.lines[row], column: column, reason: reason)
            }
            if Int(person) >= seen.count {
                seen += [Bool](repeating: false, count: max(Int(person) + 1 - seen.count, seen.count))
            }
            let isFurther = seen[Int(person)]
            seen[Int(person)] = true
            var addsSomething = false
            cells.removeAll(keepingCapacity: true)
            var conflict: UInt16?
            for (number, target) in targets.enumerated() where batch.cells[number][row] != PatientRows.missing {
                let code = Int(batch.cells[number][row])
                if agesOver89[number][code] {
                    throw AgeOver89(line: batch.lines[row], column: target.reportedName)
                }
                var word = words[number][code]
                let known = self.word(of: person, in: target.column)
                if let known, known != word, joinsPeriods {
                    word = outer(known, word, in: target.column)
                    joined.insert(person)
                    addsSomething = true
                } else if let known, known != word, conflict == nil {
                    conflict = target.mapping
                }
                if known == nil { addsSomething = true }
                cells.append((target.column, word))
            }
            if let conflict {
                unused.places.append(place(conflict, isFurther ? .secondRow : .conflict))
                continue
            }
            if isFurther, !addsSomething { unused.repeats += 1 }
            for (column, word) in cells { set(word, of: person, in: column) }
        }
        return unused
    }

    /// Whether nobody in a block has been heard of, nor twice in the block: then no row can disagree with what is known.
    /// Nearly every block of the first file is such.
    private func isOfNewPeople(_ batch: PatientRows.Batch, _ seen: [Bool]) -> Bool {
        guard let first = batch.people.first, columns.allSatisfy({ $0.cells.count <= Int(first) }) else { return false }
        return zip(batch.people, first...).allSatisfy(==) && seen.dropFirst(Int(first)).allSatisfy { !$0 }
    }

    /// Adds the rows of a block of new people, column by column.
    private mutating func append(
        _ batch: PatientRows.Batch, to targets: [Target], words: [[UInt32]], seen: inout [Bool]
    ) {
        guard let first = batch.people.first.map(Int.init) else { return }
        for (number, target) in targets.enumerated() {
            let words = words[number]
            let known = columns[target.column].cells.count
            columns[target.column].cells += [UInt32](repeating: PatientRows.missing, count: first - known)
            columns[target.column].cells += batch.cells[number].map { cell in
                cell == PatientRows.missing ? PatientRows.missing : words[Int(cell)]
            }
        }
        if seen.count < first + batch.people.count {
            seen += [Bool](repeating: false, count: first + batch.people.count - seen.count)
        }
        for person in first..<(first + batch.people.count) { seen[person] = true }
    }

    /// A mapped column of an entry, and where its words go.
    private struct Target {
        let column: Int
        let mapping: UInt16
        let reportedName: String
        let isAge: Bool
    }

    private mutating func targets(of entry: TableEntry) -> [Target] {
        var targets: [Target] = []
        for (number, mapping) in entry.mappings.enumerated() where mapping.name != "patient" {
            guard let column = columns.firstIndex(where: { $0.name == mapping.name }) else { continue }
            columns[column].headers.insert(mapping.reportedName)
            targets.append(
                Target(
                    column: column, mapping: UInt16(truncatingIfNeeded: number), reportedName: mapping.reportedName,
                    isAge: IdentifierNames.isAge(mapping.name) || IdentifierNames.isAge(mapping.reportedName)))
        }
        return targets
    }

    /// Of two days the earlier start or the later end.
    private func outer(_ known: UInt32, _ word: UInt32, in column: Int) -> UInt32 {
        let words = columns[column].vocabulary.words
        guard let old = words[Int(known)].number, let new = words[Int(word)].number else { return known }
        return (columns[column].name == ObservationStart.column) == (new < old) ? word : known
    }

    private func word(of person: Int32, in column: Int) -> UInt32? {
        guard Int(person) < columns[column].cells.count else { return nil }
        let word = columns[column].cells[Int(person)]
        return word == PatientRows.missing ? nil : word
    }

    private mutating func set(_ word: UInt32, of person: Int32, in column: Int) {
        let missing = Int(person) + 1 - columns[column].cells.count
        if missing == 1 {
            columns[column].cells.append(PatientRows.missing)
        } else if missing > 1 {
            columns[column].cells += [UInt32](repeating: PatientRows.missing, count: missing)
        }
        columns[column].cells[Int(person)] = word
    }

    /// The columns as words, for lookups.
    func texts(personCount: Int) -> CovariateTexts {
        CovariateTexts(
            columns: columns.map { column in
                CovariateTexts.Column(
                    name: column.name, headers: column.headers,
                    codes: (0..<personCount).map { person in
                        word(of: Int32(truncatingIfNeeded: person), in: column).map { Int32(bitPattern: $0) } ?? -1
                    },
                    words: column.vocabulary.words)
            })
    }

    private func word(of person: Int32, in column: Column) -> UInt32? {
        guard Int(person) < column.cells.count else { return nil }
        let word = column.cells[Int(person)]
        return word == PatientRows.missing ? nil : word
    }
}
