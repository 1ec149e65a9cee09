import Cohort
import Estimation

/// The scores of one instrument, each with how long its person had been exposed when it was made.
struct ExposedScores: Sendable {
    let cohort: Cohort
    let instrument: UInt8
    let clock: ExposureClock

    /// A cursor for ``forEach(of:at:_:)``, one for many people.
    var cursor: ExposureCursor {
        ExposureCursor(cohort.exposures, rule: cohort.exposureRule, clock: clock)
    }

    /// Calls `take` for each of a person's scores of the instrument, by day, with what its day, and on the first day of an
    /// era its time, is to the person's exposure.
    @inline(__always)
    func forEach(
        of person: Int, at cursor: inout ExposureCursor,
        _ take: (_ status: ExposureStatus, _ assessment: PainAssessment) -> Void
    ) {
        let pain = cohort.pain[person]
        guard !pain.isEmpty else { return }
        cursor.begin(person)
        let hasTimes = cohort.pain.hasTimes
        for row in pain.indices {
            let assessment = pain[row]
            guard assessment.instrument == instrument else { continue }
            var status = cursor.status(on: assessment.day)
            if hasTimes, case .baseline = status { status = timed(row, of: person, on: assessment.day, at: &cursor) }
            take(status, assessment)
        }
    }

    /// What a score on the first day of an era is by its time.
    @inline(never)
    private func timed(
        _ row: Int, of person: Int, on day: StudyDay, at cursor: inout ExposureCursor
    ) -> ExposureStatus {
        cursor.status(on: day, at: cohort.pain.time(ofRow: row, of: person))
    }

    /// Calls `take` for each day on which a person was scored, in order, with the mean of the day's scores: several of one day are
    /// not as many occasions. Of a first day of an era with scores before and after the first dose, those after it are taken.
    @inline(__always)
    func forEachDay(
        of person: Int, at cursor: inout ExposureCursor,
        _ take: (_ status: ExposureStatus, _ day: StudyDay, _ score: Double) -> Void
    ) {
        var current: (status: ExposureStatus, day: StudyDay, sum: Double, scores: Double)?
        func finish() {
            guard let day = current else { return }
            take(day.status, day.day, day.sum / day.scores)
        }
        forEach(of: person, at: &cursor) { status, assessment in
            if let day = current, day.day == assessment.day {
                guard day.status == status else {
                    current = (status, day.day, assessment.score, 1)
                    return
                }
                current = (day.status, day.day, day.sum + assessment.score, day.scores + 1)
            } else {
                finish()
                current = (status, assessment.day, assessment.score, 1)
            }
        }
        finish()
    }
}

/// How many scores were made on each day of exposure: a sorted column of whole days, kept as counts.
struct ExposureDayCounts: RandomAccessCollection, Sendable {
    /// Scores on day 0, 1, 2 ….
    let counts: [Int]
    /// Scores on each day and before.
    private let reached: [Int]

    /// The counts of several parts together.
    init(_ parts: [[Int]]) {
        var counts = [Int](repeating: 0, count: parts.map(\.count).max() ?? 0)
        for part in parts {
            for (day, count) in part.enumerated() { counts[day] += count }
        }
        var total = 0
        self.counts = counts
        reached = counts.map { count in
            total += count
            return total
        }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { reached.last ?? 0 }

    /// The day of exposure of the score at a position, when all are in ascending order.
    subscript(position: Int) -> Double {
        Double(reached.partitioningIndex { $0 > position })
    }

    /// The mean over all scores of a function of their day.
    func mean(_ function: (_ day: Int) -> Double) -> Double {
        var sum = 0.0
        for (day, count) in counts.enumerated() where count > 0 { sum += Double(count) * function(day) }
        return isEmpty ? 0 : sum / Double(count)
    }

    /// A column of moments with the values of a function of the day, centered and scaled by all scores.
    func column(_ name: String, of function: (_ day: Int) -> Double) -> GroupedMoments.Column {
        let center = mean(function)
        let variance = mean { (function($0) - center) * (function($0) - center) }
        return GroupedMoments.Column(name, center: center, scale: variance.squareRoot())
    }
}

extension [Int] {
    /// Counts one more on a day, where the position is the day; longer if need be, and then twice as long at least.
    @inline(__always)
    mutating func count(day: Int) {
        if day >= count { self += Array(repeating: 0, count: Swift.max(day + 1 - count, count)) }
        self[day] += 1
    }
}
