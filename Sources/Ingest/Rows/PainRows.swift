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

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> PainBlock {
        let days = days.cells(in: block)
        let scores = scores.cells(in: block)
        let instruments = instruments.cells(in: block)
        if let days = days.decoded, let scores = scores.decoded {
            return batch(days, scores, instruments, of: &rows)
        }
        return batch(days, scores, instruments, of: &rows)
    }

    @inline(__always)
    private func batch<Days: CellSource<Int32>, Scores: CellSource<Double>>(
        _ days: Days, _ scores: Scores, _ instruments: Cells<Words<UInt8>>, of rows: inout BlockRows
    ) -> PainBlock {
        var runs = PainRuns()
        var keptDays = [StudyDay](repeating: StudyDay(0), count: rows.count)
        var keptScores = [Double](repeating: 0, count: rows.count)
        var keptInstruments = [UInt8](repeating: 0, count: rows.count)
        var marks: [UInt32] = []
        do {
            // Spans, as arrays would ask at every row whether they are shared.
            var dayColumn = keptDays.mutableSpan
            var scoreColumn = keptScores.mutableSpan
            var instrumentColumn = keptInstruments.mutableSpan
            rows.forEach { row in
                guard let day = row.studyDay(days), let score = row.required(scores),
                    let instrument = row.required(instruments)
                else { return }
                guard ranges[Int(instrument)].contains(score) else { return row.reject(scores.column, .outOfRange) }
                dayColumn[runs.rowCount] = day
                scoreColumn[runs.rowCount] = score
                instrumentColumn[runs.rowCount] = instrument
                runs.append(row.person, day: day, instrument: instrument)
                if let mark = row.mark { marks.append(mark) }
            }
        }
        return PainBlock(runs: runs, days: keptDays, scores: keptScores, instruments: keptInstruments, marks: marks)
    }
}

extension PainBlock: PersonBatch {}
