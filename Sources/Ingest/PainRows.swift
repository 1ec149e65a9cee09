import Cohort
import DelimitedText

/// Rows of the pain table: a score within its instrument's range, on a study day.
struct PainRows: TableRows {
    private let days: Field<IntegerColumn>
    private let scores: Field<DecimalColumn>
    private let instruments: Field<Words<UInt8>>
    private let ranges: [ClosedRange<Double>]

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        scores = try fields.numbers("score")
        let known = fields.instruments
        ranges = known.map(\.range)
        let numbers = Dictionary(
            zip(known.map(\.id), UInt8.min...UInt8.max), uniquingKeysWith: { first, _ in first })
        instruments = try fields.words("instrument") { name in
            numbers[name].map { .value($0) } ?? .rejected(.unknownInstrument)
        }
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> PainAssessments.Block {
        let days = days.cells(in: block)
        let scores = scores.cells(in: block)
        let instruments = instruments.cells(in: block)
        var batch = PainAssessments.Block()
        batch.days.reserveCapacity(block.rowCount)
        batch.scores.reserveCapacity(block.rowCount)
        batch.instruments.reserveCapacity(block.rowCount)
        var run = PersonRun()
        rows.forEach { row in
            guard let day = row.studyDay(days), let score = row.required(scores),
                let instrument = row.required(instruments)
            else { return }
            guard ranges[Int(instrument)].contains(score) else { return row.reject(scores.column, .outOfRange) }
            run.extend(row.person, &batch.people)
            batch.days.append(day.rawValue)
            batch.scores.append(score)
            batch.instruments.append(instrument)
        }
        run.end(&batch.people)
        return batch
    }
}

/// The rows in a row that belong to one person, so that runs are written once each.
private struct PersonRun {
    private var person: Int32 = -1
    private var count: Int32 = 0

    @inline(__always)
    mutating func extend(_ next: Int32, _ runs: inout PersonRuns) {
        if next != person {
            runs.append(person, count: count)
            (person, count) = (next, 0)
        }
        count += 1
    }

    func end(_ runs: inout PersonRuns) {
        runs.append(person, count: count)
    }
}

extension PainAssessments.Block: PersonBatch {
    mutating func renumber(_ index: (Int32) -> Int32) {
        var runs = PersonRuns()
        for (person, length) in zip(people.people, people.lengths) { runs.append(index(person), count: length) }
        people = runs
    }
}
