import Cohort
import DelimitedText
import StudyFile

/// A row that was rejected, of a table in which a row less makes a person unexposed or moves day 0.
struct LostRow: Sendable {
    let identifier: String
    /// Its first day, where that can be read.
    var start: StudyDay?
    let column: UInt16
    let reason: RejectReason
}

/// The rejected rows of a table, over all of its files.
struct LostRows: Sendable {
    struct Row: Sendable {
        let row: LostRow
        let mapping: ColumnMapping?
    }

    private(set) var rows: [Row] = []

    mutating func add(_ lost: [LostRow], of entry: TableEntry) {
        rows += lost.map { row in
            let column = Int(row.column)
            return Row(row: row, mapping: entry.mappings.indices.contains(column) ? entry.mappings[column] : nil)
        }
    }

    /// Counts the first days of people from days of their own.
    mutating func countDays(from origins: [Int32?], _ numbering: PersonNumbering) {
        rows = rows.map { row in
            var lost = row.row
            lost.start = lost.start.flatMap { start in
                guard let person = numbering.knownIndex(of: lost.identifier), let origin = origins[Int(person)] else {
                    return nil
                }
                return StudyDay(Int32(clamping: Int(start.rawValue) - Int(origin)))
            }
            return Row(row: lost, mapping: row.mapping)
        }
    }
}

extension StudyReading {
    /// Says how many people have no exposure because a row without an end could not be used.
    mutating func warn(ofMissingEnds exposures: OpioidExposures) {
        let lost = (lostRows[.exposures]?.rows ?? []).filter {
            $0.row.reason == .missing && $0.mapping?.name == "end_day"
        }
        guard !lost.isEmpty else { return }
        let people = Set(lost.map(\.row.identifier)).filter { identifier in
            guard let person = numbering.knownIndex(of: identifier) else { return true }
            return exposures[Int(person)].isEmpty
        }
        warn(
            "table \"exposures\": rows without an end are rejected (rows: \(study.shown(lost.count))), and patients have no exposure because of it "
                + "(patients: \(study.shown(people.count))); \"ongoing: ''\" in the entry takes a missing end for \"still taken\""
        )
    }

    /// Says of how many people the row that sets day 0 was, or may have been, rejected.
    ///
    /// - Parameter first: the first day of a person in the rows that were kept.
    mutating func warn(ofDayZeroIn table: CanonicalTable, first: (Int) -> StudyDay?) {
        let lost = (lostRows[table]?.rows ?? []).filter { lost in
            guard let start = lost.row.start, let person = numbering.knownIndex(of: lost.row.identifier),
                let day = first(Int(person))
            else { return true }
            return start < day
        }
        guard !lost.isEmpty else { return }
        var counts: [RejectReason: (rows: Int, mapping: ColumnMapping?)] = [:]
        for row in lost { counts[row.row.reason, default: (0, row.mapping)].rows += 1 }
        let most = counts.max { ($0.value.rows, $1.key.rawValue) < ($1.value.rows, $0.key.rawValue) }
        let column = most?.value.mapping.map { "column \"\($0.reportedName)\": " } ?? ""
        // To leave such rows out would hide what is told here.
        let isHidden = most?.key == .missing && most?.value.mapping?.name != "end_day"
        let remedy = isHidden ? nil : most.flatMap { $0.key.remedy(of: $0.value.mapping) }
        warn(
            "table \"\(table.rawValue)\": rows before the first one that is kept are rejected, so that day 0 is, or may be, too late or "
                + "missing (patients: \(study.shown(Set(lost.map(\.row.identifier)).count))); most frequent: \(column)\(most?.key.wording ?? "")"
                + (remedy.map { "; \($0)" } ?? ""))
    }
}
