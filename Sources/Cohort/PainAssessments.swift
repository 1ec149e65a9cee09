/// Every pain score of a cohort, person by person. 13 bytes a score, and 2 each where body sites and times of day are recorded.
///
/// Scores stay in the blocks in which they were read: real files are grouped by person and go by day, so that a person is
/// a stretch of one block. Those whose scores lie apart or go back in time are gathered in a block of their own.
public struct PainAssessments: Sendable {
    private var blocks: [PainBlock]
    /// One entry a person.
    private var places: [PersonPlace]
    /// Scores of each instrument, by its index into ``Cohort/instruments``; those behind the last have none.
    public private(set) var countOfInstrument: [Int]
    /// Scores whose records are alike in all with an earlier one of the person, as they were read.
    public private(set) var repeats = DoubledRows()

    /// Number of scores.
    public var count: Int { countOfInstrument.reduce(0, +) }

    /// Number of people.
    public var personCount: Int { places.count }

    /// People with at least one score.
    public var peopleWithScores: Int { places.count { $0.count > 0 } }

    /// The scores of a person.
    public subscript(person: Int) -> PersonPain {
        PersonPain(blocks[places[person].block], rows: places[person].rows)
    }

    /// Whether any score says of which body site it is.
    public var hasSites: Bool { blocks.contains { !$0.sites.isEmpty } }

    /// The number of the body site of each of a person's scores, in their order, 0 where none is recorded; nothing where the part of the
    /// file that they stand in has none.
    public func sites(of person: Int) -> ArraySlice<UInt16> {
        let place = places[person]
        return blocks[place.block].sites.isEmpty ? [] : blocks[place.block].sites[place.rows]
    }

    /// Whether any score says at what time of its day it was given.
    public private(set) var hasTimes = false

    /// When on its day a person's score at a position was given, where that is recorded.
    public func time(ofRow row: Int, of person: Int) -> TimeOfDay? {
        let times = blocks[places[person].block].times
        return times.isEmpty ? nil : times[row].time
    }

    /// Scores from blocks in reading order. People are numbered from 0 to less than `personCount`.
    ///
    /// - Parameters:
    ///   - dropsRepeats: whether of scores that are alike in value, site and mark the first alone is kept.
    ///   - siteOfSpelling: what site each number of a site is, where several numbers are spellings of one; else nothing.
    /// - Complexity: linear in people where files are grouped by person and day; else in the rows of those for whom they
    ///   are not, with a sort of the rows of each whose days go back.
    public init(
        personCount: Int, blocks: consuming [PainBlock], dropsRepeats: Bool = false, siteOfSpelling: [UInt16] = []
    ) {
        var places = [PersonPlace](repeating: PersonPlace(), count: personCount)
        var isApart = [Bool](repeating: false, count: personCount)
        var counts: [Int] = []
        var suspects: Set<Int> = []
        for (number, block) in blocks.enumerated() {
            for run in block.runs.indices {
                let (person, rows) = block.runs[run]
                if places[person].count > 0 { isApart[person] = true }
                places[person].extend(by: rows, ofBlock: number)
            }
            for person in block.runs.unsorted { isApart[Int(person)] = true }
            for person in block.runs.repeating { suspects.insert(Int(person)) }
            for (instrument, count) in block.runs.countOfInstrument.enumerated() {
                if instrument == counts.count { counts.append(0) }
                counts[instrument] += count
            }
        }
        // Somebody without scores is at the start of block 0, so there must be one.
        if blocks.isEmpty { blocks.append(PainBlock()) }
        let apart = (0..<personCount).filter { isApart[$0] }
        if !apart.isEmpty {
            var total = 0
            for person in apart {
                places[person].move(to: total, ofBlock: blocks.count)
                total += Int(places[person].count)
            }
            let gathered = Self.gather(apart, at: places, count: total, from: &blocks)
            blocks.append(gathered)
            suspects.formUnion(apart)
        }
        self.places = places
        self.blocks = blocks
        countOfInstrument = counts
        hasTimes = self.blocks.contains { !$0.times.isEmpty }
        noteRepeats(of: suspects.sorted(), dropping: dropsRepeats)
        guard !siteOfSpelling.isEmpty else { return }
        for number in self.blocks.indices {
            self.blocks[number].renumberSites { Int($0) < siteOfSpelling.count ? siteOfSpelling[Int($0)] : $0 }
        }
    }

    private struct ScoreAndMark: Hashable {
        let score: Double
        let instrument: UInt8
        let mark: UInt32
        /// The same score of another site, or of another time, is another record.
        let site: UInt16
        let time: TimeCode
    }

    /// Counts, and perhaps drops, scores alike in value and mark, of people who may have some.
    private mutating func noteRepeats(of suspects: [Int], dropping drops: Bool) {
        repeats.areKept = !drops
        for person in suspects {
            let repeated = repeatedRows(of: places[person])
            guard !repeated.isEmpty else { continue }
            repeats.note(repeated.count, of: person)
            if drops { drop(Set(repeated), of: person) }
        }
        for number in blocks.indices { blocks[number].marks = [] }
    }

    private func repeatedRows(of place: PersonPlace) -> [Int] {
        let block = blocks[place.block]
        return DoubledRows.positions(
            in: place.rows,
            isTied: { block.days[$0] == block.days[$1] },
            value: {
                ScoreAndMark(
                    score: block.scores[$0], instrument: block.instruments[$0],
                    mark: block.marks.isEmpty ? 0 : block.marks[$0],
                    site: block.sites.isEmpty ? 0 : block.sites[$0],
                    time: block.times.isEmpty ? .none : block.times[$0])
            })
    }

    /// Takes rows out of a person's stretch: the others move up, and it becomes shorter.
    private mutating func drop(_ dropped: Set<Int>, of person: Int) {
        let (number, rows) = (places[person].block, places[person].rows)
        var to = rows.lowerBound
        for from in rows {
            if dropped.contains(from) {
                countOfInstrument[Int(blocks[number].instruments[from])] -= 1
                continue
            }
            blocks[number].days[to] = blocks[number].days[from]
            blocks[number].scores[to] = blocks[number].scores[from]
            blocks[number].instruments[to] = blocks[number].instruments[from]
            if !blocks[number].sites.isEmpty { blocks[number].sites[to] = blocks[number].sites[from] }
            if !blocks[number].times.isEmpty { blocks[number].times[to] = blocks[number].times[from] }
            to += 1
        }
        places[person].shorten(to: to - rows.lowerBound)
    }

    /// A block with the rows of some people at their places, in the order of days and times. Blocks that hold nobody else are emptied
    /// as soon as they are copied.
    private static func gather(
        _ people: [Int], at places: [PersonPlace], count: Int, from blocks: inout [PainBlock]
    ) -> PainBlock {
        var days = [StudyDay](repeating: StudyDay(0), count: count)
        var scores = [Double](repeating: 0, count: count)
        var instruments = [UInt8](repeating: 0, count: count)
        var marks = [UInt32](repeating: 0, count: blocks.contains { !$0.marks.isEmpty } ? count : 0)
        var sites = [UInt16](repeating: 0, count: blocks.contains { !$0.sites.isEmpty } ? count : 0)
        var times = [TimeCode](repeating: .none, count: blocks.contains { !$0.times.isEmpty } ? count : 0)
        // The row to copy to, of each person who is gathered.
        var cursors = [Int?](repeating: nil, count: places.count)
        for person in people { cursors[person] = places[person].start }
        for number in blocks.indices {
            let block = blocks[number]
            let (areMarked, haveSites, haveTimes) = (!block.marks.isEmpty, !block.sites.isEmpty, !block.times.isEmpty)
            var isNeeded = false
            for run in block.runs.indices {
                let (person, rows) = block.runs[run]
                guard var row = cursors[person] else {
                    isNeeded = true
                    continue
                }
                for from in rows {
                    days[row] = block.days[from]
                    scores[row] = block.scores[from]
                    instruments[row] = block.instruments[from]
                    if areMarked { marks[row] = block.marks[from] }
                    if haveSites { sites[row] = block.sites[from] }
                    if haveTimes { times[row] = block.times[from] }
                    row += 1
                }
                cursors[person] = row
            }
            if !isNeeded { blocks[number] = PainBlock() }
        }
        var runs = PainRuns()
        for person in people {
            let rows = places[person].rows
            for row in rows {
                runs.append(Int32(truncatingIfNeeded: person), day: days[row], instrument: instruments[row])
            }
            func comesBefore(_ row: Int, _ other: Int) -> Bool {
                if days[row] != days[other] || times.isEmpty { return (days[row], row) < (days[other], other) }
                return (times[row], row) < (times[other], other)
            }
            if zip(rows, rows.dropFirst()).allSatisfy(comesBefore) { continue }
            let sorted = rows.sorted(by: comesBefore)
            days.replaceSubrange(rows, with: sorted.map { days[$0] })
            scores.replaceSubrange(rows, with: sorted.map { scores[$0] })
            instruments.replaceSubrange(rows, with: sorted.map { instruments[$0] })
            if !marks.isEmpty { marks.replaceSubrange(rows, with: sorted.map { marks[$0] }) }
            if !sites.isEmpty { sites.replaceSubrange(rows, with: sorted.map { sites[$0] }) }
            if !times.isEmpty { times.replaceSubrange(rows, with: sorted.map { times[$0] }) }
        }
        var gathered = PainBlock(
            runs: runs, days: days, scores: scores, instruments: instruments, marks: marks, sites: sites)
        gathered.times = times
        return gathered
    }
}
