extension PersonBlock {
    /// Changes rows, knowing whose they are. The order of a person's rows is looked at anew where one was changed.
    ///
    /// - Parameter change: whether it changed the row.
    mutating func updateOfPeople(_ change: (_ person: Int, _ row: inout Row) -> Bool) {
        for stretch in starts.indices {
            let end = stretch + 1 < starts.count ? Int(starts[stretch + 1].row) : read.count
            let person = starts[stretch].person
            var isChanged = false
            for row in Int(starts[stretch].row)..<end where change(Int(person), &read[row]) { isChanged = true }
            if isChanged { unsorted.insert(person) }
        }
    }

    /// Calls with the rows of each stretch that are one person's.
    public func forEachStretch(_ take: (_ person: Int, _ rows: ArraySlice<Row>) -> Void) {
        for stretch in starts.indices {
            let end = stretch + 1 < starts.count ? Int(starts[stretch + 1].row) : read.count
            take(Int(starts[stretch].person), read[Int(starts[stretch].row)..<end])
        }
    }
}

extension DrugBlock {
    /// The first day of each person, where it is earlier than the one that is known.
    public func noteFirstDays(in days: inout [Int32?]) {
        spans.forEachStretch { person, spans in
            guard days.indices.contains(person), let first = spans.map(\.start.rawValue).min() else { return }
            days[person] = days[person].map { min($0, first) } ?? first
        }
    }

    /// Counts each person's days from a day of the person's own.
    public mutating func countDays(from origins: [Int32?]) {
        // An order in days stays one, so that nothing is to be looked at anew.
        spans.updateOfPeople { person, span in
            guard origins.indices.contains(person), let origin = origins[person] else { return false }
            span = DrugSpan(
                unchecked: span.start.counted(from: origin), span.end.counted(from: origin), span.regimen)
            return false
        }
    }
}

extension StudyDay {
    /// The same day, counted from another one. Days of rows are bounded, so that this never needs the bound; what has no end keeps none.
    fileprivate func counted(from origin: Int32) -> StudyDay {
        self == .ongoing ? self : StudyDay(Int32(clamping: Int(rawValue) - Int(origin)))
    }

    /// The last day of what is still taken, until it is known when each person was last seen.
    public static let ongoing = StudyDay(.max)
}

extension PainBlock {
    /// The last day of each person, where it is later than the one that is known.
    public func noteLastDays(in days: inout [Int32?]) {
        for run in runs.indices {
            let (person, rows) = runs[run]
            guard days.indices.contains(person), let last = self.days[rows].max() else { continue }
            days[person] = max(days[person] ?? .min, last.rawValue)
        }
    }
}

extension DrugBlock {
    /// The last day of each person, where it is later than the one that is known; of what is still taken, the first day.
    public func noteLastDays(in days: inout [Int32?]) {
        spans.forEachStretch { person, spans in
            guard days.indices.contains(person),
                let last = spans.lazy.map({ $0.end == .ongoing ? $0.start : $0.end }).max()
            else { return }
            days[person] = max(days[person] ?? .min, last.rawValue)
        }
    }

    /// Gives what is still taken its last day.
    public mutating func closeOngoing(_ end: (_ person: Int, _ start: StudyDay) -> StudyDay) {
        spans.updateOfPeople { person, span in
            guard span.end == .ongoing else { return false }
            span = DrugSpan(unchecked: span.start, end(person, span.start), span.regimen)
            return true
        }
    }
}

extension PersonBlock<Intervention> {
    /// Gives what is still going on its last day.
    public mutating func closeOngoing(_ end: (_ person: Int, _ start: StudyDay) -> StudyDay) {
        updateOfPeople { person, row in
            guard row.end == .ongoing else { return false }
            row = Intervention(start: row.start, end: end(person, row.start), kind: row.kind)
            return true
        }
    }
}
