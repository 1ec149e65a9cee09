import Cohort
import DelimitedText

/// Which rows of a file are of what is still taken.
struct OpenEnd: Sendable {
    typealias Flag = (cells: Field<Words<Bool>>, acceptsMissing: Bool)

    let acceptsMissingEnd: Bool
    let hasWords: Bool
    let flags: [Flag]
    /// Until when each person was observed, where that is stated.
    let observationEnds: [Int32?]

    func cells(in block: ColumnBlock) -> OpenEndCells {
        OpenEndCells(
            acceptsMissingEnd: acceptsMissingEnd, hasWords: hasWords,
            flags: flags.map { ($0.cells.cells(in: block), $0.acceptsMissing) }, observationEnds: observationEnds)
    }
}

/// The rows of a block that are of what is still taken.
struct OpenEndCells {
    let acceptsMissingEnd: Bool
    let hasWords: Bool
    let flags: [(cells: Cells<Words<Bool>>, acceptsMissing: Bool)]
    let observationEnds: [Int32?]

    /// The last day of a row, or ``StudyDay/ongoing``. Without one the row is rejected, unless `isRequired` is false and the cell is
    /// missing.
    func end(
        of row: inout TableRow, from start: StudyDay, _ ends: Cells<IntegerColumn>, isRequired: Bool
    ) -> StudyDay? {
        switch ends.outcome(row.number, of: row.person) {
        case .value(StudyDay.ongoing.rawValue) where hasWords: break
        case .missing where acceptsMissingEnd && areSet(row): break
        default:
            guard let end = isRequired ? row.studyDay(ends) : row.optionalStudyDay(ends) else { return nil }
            guard start <= end else {
                row.reject(ends.column, .endBeforeStart)
                return nil
            }
            return end
        }
        if observationEnds.indices.contains(Int(row.person)), let end = observationEnds[Int(row.person)],
            end < start.rawValue
        {
            row.reject(ends.column, .endBeforeStart)
            return nil
        }
        return .ongoing
    }

    private func areSet(_ row: TableRow) -> Bool {
        flags.allSatisfy { flag in
            switch flag.cells.outcome(row.number, of: row.person) {
            case .value(let isSet): isSet
            case .missing: flag.acceptsMissing
            case .rejected: false
            }
        }
    }
}

extension FieldResolver {
    /// How rows of what is still taken are told; `nil` where the entry does not say.
    mutating func openEnd() throws(IngestError) -> OpenEnd? {
        guard let ongoing = entry.ongoing else { return nil }
        var flags: [OpenEnd.Flag] = []
        for flag in ongoing.flags {
            let accepted = flag.accepted
            flags.append(
                (try words(of: flag.column) { .value(accepted.contains(CellText.trimmed($0))) }, accepted.contains("")))
        }
        let column = covariates.column(named: ObservationEnd.column)
        let ends = column.map { column in
            column.codes.map { code in
                code < 0 ? nil : column.words[Int(code)].number.flatMap { Int32(exactly: $0.rounded(.down)) }
            }
        }
        return OpenEnd(
            acceptsMissingEnd: ongoing.acceptsMissingEnd, hasWords: !ongoing.words.isEmpty, flags: flags,
            observationEnds: ends ?? [])
    }
}
