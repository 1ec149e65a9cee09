import Cohort
import DelimitedText
import StudyFile

// What is noticed without being told: each is one sentence with counts and the remedy, and never the content of a cell but for a
// word of `MissingWords` and a level that enough patients have.
extension StudyReading {
    /// Says which words of an entry's lists no cell has.
    mutating func warn(of words: WordSightings.Sum, in entry: TableEntry) {
        for sightings in words.sightings {
            if let complaint = sightings.complaint(in: entry.file) { warn(complaint) }
        }
    }

    /// Says which columns of patients look as if one level stood there in several spellings, or a missing value as a level.
    mutating func warnOfLevels() {
        for column in covariates.columns where column.type(study.type(of: column.name)) == .categorical {
            let used = column.usedWords.map(\.element)
            let missing = used.filter { $0.number == nil && MissingWords.contains($0.text) }
            let people = column.people(with: Set(missing.map(\.text)))
            let words = listed(missing.map { "\"\($0.text)\"" }.sorted(), conjunction: "and")
            let numbers = used.count { $0.number != nil }
            if !missing.isEmpty, numbers > 10, numbers + missing.count == used.count {
                warn(
                    "table \"patients\", column \"\(column.name)\": would hold numbers but for \(words) (patients: \(study.shown(people))), and is "
                        + "read as categories; add \(missing.count == 1 ? "it" : "them") to \"missing\"")
                continue
            }
            if !missing.isEmpty {
                warn(
                    "table \"patients\", column \"\(column.name)\": the level\(missing.count == 1 ? "" : "s") \(words) (patients: "
                        + (missing.count == 1
                            ? "\(study.shown(people))) looks like a missing value; add it to \"missing\" if so"
                            : "\(study.shown(people))) look like missing values; add them to \"missing\" if so"))
            }
            if study.type(of: column.name) == nil, numbers > 10 {
                let others = used.filter { $0.number == nil }
                if !others.isEmpty, others.count * 10 <= numbers {
                    let people = column.people(with: Set(others.map(\.text)))
                    warn(
                        "table \"patients\", column \"\(column.name)\": would hold numbers but for \(others.count) "
                            + "word\(others.count == 1 ? "" : "s") (patients: \(study.shown(people))), and is read as categories; if "
                            + "\(others.count == 1 ? "it means" : "they mean") that a value is missing, list \(others.count == 1 ? "it" : "them") "
                            + "under \"missing\", else say \"types: {\(column.name): categorical}\"")
                }
            }
            let split = Self.spellings(
                of: used.filter { $0.number != nil || !MissingWords.contains($0.text) }.map(\.text))
            guard split.spellings > 0 else { continue }
            warn(
                "table \"patients\", column \"\(column.name)\": \(split.spellings) levels differ only by letter case, blanks or as 1 and "
                    + "1.0 do, and would be \(split.words); make each one word with \"recode: {\(column.name): {CELL: LEVEL}}\""
            )
        }
    }

    /// Says which words of a table are one but for their spelling; those of known terms are one already.
    mutating func warn<Code: ClinicalCode>(
        ofSpellingsOf terms: [ClinicalTerm<Code>], in table: CanonicalTable, column: String
    ) {
        let split = Self.spellings(of: terms.filter { $0.code == .other }.map(\.word))
        guard split.spellings > 0 else { return }
        warn(
            "table \"\(table.rawValue)\", column \"\(column)\": \(split.spellings) words differ only by letter case, blanks "
                + "or as 1 and 1.0 "
                + "do, and would be \(split.words); make each one word with \"recode: {\(column): {CELL: WORD}}\"")
    }

    /// How many of some words are spellings of another one of them, and of how many.
    private static func spellings(of words: [String]) -> (spellings: Int, words: Int) {
        let times = Dictionary(
            words.map { word in
                (DecimalMark.point.number(in: word).map { "\($0)" } ?? WordWatch.fold(word), 1)
            }, uniquingKeysWith: +)
        let several = times.values.filter { $0 > 1 }
        return (several.reduce(0, +), several.count)
    }

    /// Says of columns that rows can do without which cells could not be read.
    mutating func warnOfUnreadableCells() {
        for column in unreadable {
            let words = missingWords(in: column.file, of: column.mapping, dialect: column.dialect)
            warn(
                "\(column.file), column \"\(column.mapping.reportedName)\": cells that could not be read and count as missing: "
                    + "\(study.shown(column.cells)), the first on line \(column.line)"
                    + (words.isEmpty ? "" : "; \(Self.remedy(missing: words))"))
        }
    }

    /// Says which rows are rejected for a word that looks like a missing value, where that does not stop the run.
    mutating func warnOfMissingWords() {
        for report in reports {
            for reason in report.reasons {
                guard let column = reason.column, let remedy = remedyOfMissingWords(for: reason, in: report.table)
                else { continue }
                warn(
                    "table \"\(report.table.rawValue)\", column \"\(column)\": \(reason.reason.wording) (\(study.shown(reason.rows))); \(remedy)"
                )
            }
        }
    }

    /// Without a patients table: says which tables share nobody with any other, and which identifiers differ only in spelling.
    mutating func warnOfStrangers() {
        for table in CanonicalTable.allCases {
            guard let count = misspelt[table]?.count else { continue }
            warn("table \"\(table.rawValue)\": \(remedy(misspelt: count))")
        }
        guard case .open = people, met.count > 1 else { return }
        let tables = CanonicalTable.allCases.filter { met[$0]?.contains(true) == true }
        guard tables.count > 1 else { return }
        var times = [UInt8](repeating: 0, count: numbering.count)
        for table in tables {
            for (person, isMet) in (met[table] ?? []).enumerated() where isMet { times[person] += 1 }
        }
        let twins = study.identifierRule.isLoose ? [] : numbering.peopleSpeltInSeveralWays
        var isTold = false
        for table in tables {
            guard let met = met[table], !met.indices.contains(where: { met[$0] && times[$0] > 1 }) else { continue }
            let alike = met.indices.count { met[$0] && twins.contains(Int32(truncatingIfNeeded: $0)) }
            warn(
                "table \"\(table.rawValue)\": none of its patients (\(study.shown(met.count { $0 }))) is in any other table; "
                    + (alike > 0
                        ? "\(study.shown(alike)) would be but for letter case, blanks, leading zeros or \".0\": add \"ids: {compare: loosely}\""
                        : "look whether \"patient\" names the right column"))
            if alike > 0 { isTold = true }
            // Of two tables that share nobody, one says it.
            if tables.count == 2 { break }
        }
        if !isTold, !twins.isEmpty {
            warn(
                "identifiers that differ from another one only by letter case, blanks, leading zeros or \".0\": \(study.shown(twins.count)), taken for "
                    + "different patients; if they are the same, add \"ids: {compare: loosely}\"")
        }
    }

    func remedy(misspelt count: Int) -> String {
        "patients who would be in the patients table but for letter case, blanks, leading zeros or \".0\": \(study.shown(count)); add "
            + "\"ids: {compare: loosely}\""
    }

    static func remedy(missing words: [String]) -> String {
        "\(listed(words.map { "\"\($0)\"" }, conjunction: "and")) "
            + "\(words.count == 1 ? "looks like a missing value" : "look like missing values"): add "
            + "\(words.count == 1 ? "it" : "them") to \"missing\""
    }

    /// What to do about cells that cannot be read in a column that rows can do without.
    func remedy(forCellsOf column: String, in table: CanonicalTable) -> String? {
        for cells in unreadable where cells.table == table && cells.mapping.reportedName == column {
            let words = missingWords(in: cells.file, of: cells.mapping, dialect: cells.dialect)
            if !words.isEmpty { return Self.remedy(missing: words) }
        }
        return nil
    }

    /// The words of ``MissingWords`` among the first cells of a column: a few megabytes of a file in which something is wrong are
    /// looked at once more.
    func missingWords(in file: String, of mapping: ColumnMapping, dialect: Dialect) -> [String] {
        guard mapping.recode.isEmpty, case .column(let column) = mapping.origin, file != "-" else { return [] }
        let path = file.hasPrefix("/") || dataDirectory.isEmpty ? file : dataDirectory + "/" + file
        guard let input = try? DelimitedInput.expanding(path, in: "").first, case .file = input else { return [] }
        return MissingWords.first(in: input, column: column.name, dialect: dialect)
    }
}

extension CovariateTexts.Column {
    /// How many people have one of some words.
    fileprivate func people(with texts: Set<String>) -> Int {
        guard !texts.isEmpty else { return 0 }
        let wanted = words.map { texts.contains($0.text) }
        return codes.count { $0 >= 0 && wanted[Int($0)] }
    }
}

extension PersonNumbering {
    /// People whose identifiers differ from another's only as ``IdentifierRule/loose(_:)`` says.
    fileprivate var peopleSpeltInSeveralWays: Set<Int32> {
        // Nearly always every identifier is as plain as it can be.
        guard !identifiers.allSatisfy(IdentifierRule.isLoose) else { return [] }
        var people: Set<Int32> = []
        var first: [String: Int32] = [:]
        for (number, identifier) in identifiers.enumerated() {
            let person = Int32(truncatingIfNeeded: number)
            if let other = first.updateValue(person, forKey: IdentifierRule.loose(identifier)) {
                people.insert(other)
                people.insert(person)
            }
        }
        return people
    }
}
