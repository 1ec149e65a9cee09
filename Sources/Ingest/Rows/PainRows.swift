import Cohort
import DelimitedText

/// Rows of the pain table: a score within its instrument's range, on a study day.
struct PainRows: TableRows {
    private let days: Field<IntegerColumn>
    private let scores: Field<DecimalColumn>
    private let instruments: Field<Words<UInt8>>
    private let sites: Field<Words<String>>
    private let times: Field<Words<TimeOfDay>>
    private let ranges: [ClosedRange<Double>]

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        scores = try fields.numbers("score")
        let known = fields.instruments
        ranges = known.map(\.range)
        let names = InstrumentNames(known)
        instruments = try fields.words("instrument") { name in
            names.number(of: name).map { .value($0) } ?? .rejected(.unknownInstrument)
        }
        sites = try fields.words("body_site") { .value($0) }
        times = try fields.times()
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> PainBatch {
        var words = Vocabulary<String>()
        let sites = sites.isPresent ? sites.cells(in: block).numbered(in: &words) : nil
        var named = TermNumbering(words: words.words)
        let days = days.cells(in: block)
        let scores = scores.cells(in: block)
        let instruments = instruments.cells(in: block)
        let found = times.cells(in: block)
        let times = found.isMissingThroughout ? nil : found
        let scored =
            if let days = days.decoded, let scores = scores.decoded {
                batch(days, scores, instruments, sites, times, &named, of: &rows)
            } else {
                batch(days, scores, instruments, sites, times, &named, of: &rows)
            }
        return PainBatch(scored, named)
    }

    /// Asks once a block, not once a row, what the columns of words are.
    @inline(__always)
    private func batch<Days: CellSource<Int32>, Scores: CellSource<Double>>(
        _ days: Days, _ scores: Scores, _ instruments: Cells<Words<UInt8>>, _ sites: Cells<Words<UInt32>>?,
        _ times: Cells<Words<TimeOfDay>>?, _ named: inout TermNumbering, of rows: inout BlockRows
    ) -> PainBlock {
        if let words = instruments.labelled {
            guard let sites else { return block(days, scores, words, Self.noSites, times, &named, of: &rows) }
            if let labelled = sites.labelled { return block(days, scores, words, labelled, times, &named, of: &rows) }
        }
        return block(days, scores, instruments, sites, times, &named, of: &rows)
    }

    private static var noSites: LabelledCells<Words<UInt32>>? { nil }

    @inline(__always)
    private func block<
        Days: CellSource<Int32>, Scores: CellSource<Double>, Instruments: CellSource<UInt8>, Sites: CellSource<UInt32>
    >(
        _ days: Days, _ scores: Scores, _ instruments: Instruments, _ sites: Sites?,
        _ times: Cells<Words<TimeOfDay>>?, _ named: inout TermNumbering, of rows: inout BlockRows
    ) -> PainBlock {
        var runs = PainRuns()
        var keptDays = [StudyDay](repeating: StudyDay(0), count: rows.count)
        var keptScores = [Double](repeating: 0, count: rows.count)
        var keptInstruments = [UInt8](repeating: 0, count: rows.count)
        var marks: [UInt32] = []
        var keptSites: [UInt16] = []
        var keptTimes: [TimeOfDay?] = []
        var unreadable = UnreadableCells()
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
                if let times { keptTimes.append(row.dispensable(times, &unreadable)) }
                // A site that cannot be read is one that is not recorded: the score counts all the same.
                guard let sites else { return }
                let site = sites.outcome(row.number, of: row.person)
                keptSites.append(named.site(site))
                if case .rejected = site { unreadable.note(sites.column, row: row.number) }
            }
        }
        rows.unreadable = unreadable
        return PainBlock(
            runs: runs, days: keptDays, scores: keptScores, instruments: keptInstruments, marks: marks,
            sites: named.named.isEmpty ? [] : keptSites, times: keptTimes)
    }
}

extension TermNumbering {
    /// The number of the body site that a cell names, from 1 on; 0 where it names none.
    fileprivate mutating func site(_ cell: CellOutcome<UInt32>) -> UInt16 {
        guard case .value(let word) = cell else { return 0 }
        return PainBatch.site(number(of: word))
    }
}

/// The scores of a block, and the words for the body sites that they name.
struct PainBatch: PersonBatch {
    private var block: PainBlock
    private let named: [String]

    init(_ block: PainBlock, _ sites: TermNumbering) {
        self.block = block
        named = sites.named
    }

    mutating func renumber(_ index: (Int32) -> Int32) {
        block.renumber(index)
    }

    /// The last day of each person, where it is later than the one that is known.
    func noteLastDays(in days: inout [Int32?]) { block.noteLastDays(in: &days) }

    /// The number of the site that is a term of this number.
    static func site(_ term: UInt16) -> UInt16 { min(term, .max - 1) + 1 }

    /// What all batches tell together, of people with numbers below `personCount`; sites have one numbering.
    static func assessments(
        of batches: consuming [PainBatch], personCount: Int, dropsRepeats: Bool
    ) throws(IngestError) -> PainAssessments {
        let vocabulary = try TermVocabulary(batches.lazy.map(\.named), of: .pain, column: "body_site")
        var blocks: [PainBlock] = []
        blocks.reserveCapacity(batches.count)
        for index in batches.indices {
            var block = batches[index].block
            // Held here alone, so that nothing is copied where numbers change.
            batches[index].block = PainBlock()
            if let numbers = vocabulary.numbers(of: batches[index].named) {
                block.renumberSites { site(numbers[Int($0) - 1]) }
            }
            blocks.append(block)
        }
        batches = []
        return PainAssessments(
            personCount: personCount, blocks: consume blocks, dropsRepeats: dropsRepeats,
            siteOfSpelling: siteOfSpelling(vocabulary.words))
    }

    /// The site of each number of a spelling: "Lower-Back" is "lower back", and left is not right. Records whose spellings differ are not
    /// alike in every column, so that they have numbers of their own until doubled records are told. Nothing where no two are one.
    private static func siteOfSpelling(_ words: [String]) -> [UInt16] {
        var sites = Vocabulary<String>()
        let terms = words.map { word in
            sites.number(of: word.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " "))
        }
        guard sites.words.count < words.count else { return [] }
        return [0] + terms.map { site(UInt16(truncatingIfNeeded: $0)) }
    }
}
