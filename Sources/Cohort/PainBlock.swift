/// Pain scores as they come from a part of a file, in reading order.
public struct PainBlock: Sendable {
    /// Whose they are.
    public private(set) var runs = PainRuns()
    var days: [StudyDay] = []
    var scores: [Double] = []
    var instruments: [UInt8] = []
    /// What tells scores with the same values apart, one a row; empty where nothing does.
    var marks: [UInt32] = []
    /// The number of each row's body site, from 1 on, and 0 where none is recorded; empty where no row has one, so that a study without
    /// sites keeps nothing.
    var sites: [UInt16] = []
    /// Each row's time of day; empty where no row has one, so that a study without times keeps nothing.
    var times: [TimeCode] = []

    /// An empty block.
    public init() {}

    /// Scores whose rows are told by `runs`, in columns of at least as many rows; those behind are dropped.
    ///
    /// - Parameters:
    ///   - marks: what tells rows with the same values apart, of as many rows as there are; empty where nothing does.
    ///   - sites: the numbers of the rows' body sites, of as many rows as there are; empty where no site is recorded.
    ///   - times: the rows' times of day, of as many rows as there are; empty where none is recorded.
    public init(
        runs: PainRuns, days: consuming [StudyDay], scores: consuming [Double], instruments: consuming [UInt8],
        marks: [UInt32] = [], sites: [UInt16] = [], times: [TimeOfDay?] = []
    ) {
        days.removeLast(days.count - runs.rowCount)
        scores.removeLast(scores.count - runs.rowCount)
        instruments.removeLast(instruments.count - runs.rowCount)
        self.runs = runs
        self.days = days
        self.scores = scores
        self.instruments = instruments
        self.marks = marks
        self.sites = sites
        self.times = times.contains { $0 != nil } ? times.map { TimeCode($0) } : []
        noteOrderOfTimes()
    }

    /// Notes whose scores of one day do not go by time.
    private mutating func noteOrderOfTimes() {
        guard !times.isEmpty else { return }
        for run in runs.indices {
            let (person, rows) = runs[run]
            for row in rows.dropFirst() where days[row] == days[row - 1] && times[row] < times[row - 1] {
                runs.noteUnsorted(Int32(truncatingIfNeeded: person))
                break
            }
        }
    }

    /// Adds a score.
    ///
    /// - Parameters:
    ///   - site: the number of the body site that it is of, 0 where none is recorded.
    ///   - time: when on its day it was given, where that is recorded.
    public mutating func append(
        _ person: Int32, _ assessment: PainAssessment, site: UInt16 = 0, time: TimeOfDay? = nil
    ) {
        if time != nil || !times.isEmpty {
            times += Array(repeating: .none, count: days.count - times.count)
            times.append(TimeCode(time))
            if person == runs.lastPerson, days.last == assessment.day, let last = times.dropLast().last,
                times[days.count] < last
            {
                runs.noteUnsorted(person)
            }
        }
        if site > 0 || !sites.isEmpty {
            sites += Array(repeating: 0, count: days.count - sites.count)
            sites.append(site)
        }
        runs.append(person, day: assessment.day, instrument: assessment.instrument)
        days.append(assessment.day)
        scores.append(assessment.score)
        instruments.append(assessment.instrument)
    }

    /// Gives each person another number.
    public mutating func renumber(_ index: (Int32) -> Int32) {
        runs.renumber(index)
    }

    /// Gives each body site another number; that none is recorded stays 0.
    public mutating func renumberSites(_ number: (UInt16) -> UInt16) {
        for row in sites.indices where sites[row] > 0 { sites[row] = number(sites[row]) }
    }
}

/// Whose the rows of a ``PainBlock`` are, as stretches of rows that are one person's, with what is worth knowing of them
/// without a look at every row.
public struct PainRuns: Sendable {
    /// The person of each stretch, and its first row. A block, which is a part of a file, has fewer than 2³¹ rows; a file in
    /// which people take turns has as many stretches.
    @usableFromInline var starts: [(person: Int32, row: Int32)] = []
    /// The people of stretches in which a day comes after a later one.
    @usableFromInline var unsorted: Set<Int32> = []
    /// The people of stretches in which two scores side by side are of one day: they may be alike.
    @usableFromInline var repeating: Set<Int32> = []
    @usableFromInline var lastRepeating: Int32 = -1
    @usableFromInline var count = 0
    @usableFromInline var lastPerson: Int32 = -1
    @usableFromInline var lastDay = StudyDay(.min)
    /// Rows of each instrument by its index, without those from `uncounted` on, which are of `lastInstrument`.
    @usableFromInline var counted: [Int] = []
    @usableFromInline var uncounted = 0
    @usableFromInline var lastInstrument: UInt8 = 0

    /// No rows.
    public init() {}

    /// Number of rows.
    @inlinable
    public var rowCount: Int { count }

    /// Adds a row.
    @inlinable @inline(__always)
    public mutating func append(_ person: Int32, day: StudyDay, instrument: UInt8) {
        if person != lastPerson {
            starts.append((person, Int32(truncatingIfNeeded: rowCount)))
            lastPerson = person
        } else if day <= lastDay {
            noteOrder(of: person, isSameDay: day == lastDay)
        }
        lastDay = day
        if instrument != lastInstrument { countInstrument(until: instrument) }
        count &+= 1
    }

    @inlinable @inline(never)
    mutating func noteOrder(of person: Int32, isSameDay: Bool) {
        if !isSameDay {
            unsorted.insert(person)
        } else if person != lastRepeating {
            repeating.insert(person)
            lastRepeating = person
        }
    }

    /// Counts the rows so far before those of another instrument.
    @usableFromInline
    mutating func countInstrument(until next: UInt8) {
        let missing = Int(max(lastInstrument, next)) + 1 - counted.count
        if missing > 0 { counted += Array(repeating: 0, count: missing) }
        counted[Int(lastInstrument)] += rowCount - uncounted
        uncounted = rowCount
        lastInstrument = next
    }

    /// Notes that rows of a person are to be put in order.
    mutating func noteUnsorted(_ person: Int32) { unsorted.insert(person) }

    mutating func renumber(_ index: (Int32) -> Int32) {
        for run in starts.indices { starts[run].person = index(starts[run].person) }
        unsorted = Set(unsorted.map(index))
        repeating = Set(repeating.map(index))
        lastPerson = -1
    }

    /// Rows of each instrument, by its index.
    var countOfInstrument: [Int] {
        var runs = self
        runs.countInstrument(until: lastInstrument)
        return runs.counted
    }

    /// The person and the rows of a stretch.
    subscript(run: Int) -> (person: Int, rows: Range<Int>) {
        let end = run + 1 < starts.count ? Int(starts[run + 1].row) : rowCount
        return (Int(starts[run].person), Int(starts[run].row)..<end)
    }

    /// The stretches, by number.
    var indices: Range<Int> { starts.indices }
}
