import Cohort
import Estimation
import Findings

/// Which scores were due of each patient, which were taken, and when each was last seen.
///
/// A visit is due that was planned up to the stated end of a patient's observation and up to death, and one at which a score was taken.
/// Without either, every planned visit is due.
struct DueVisits: Sendable {
    let scores: VisitScores
    /// Patients with a score at some planned visit.
    let persons: PersonSet
    /// Of each occasion, who was due and who was scored.
    let due: [PersonSet]
    let scored: [PersonSet]
    /// By ``MissingPattern``, in its order.
    let patterns: [PersonSet]
    /// By ``LastScored``, in its order.
    let lastScored: [PersonSet]
    /// Scores due and taken of all patients.
    let dueScores: Int
    let takenScores: Int
    /// Those of ``persons`` for whom fewer visits are due than were planned.
    let shortened: PersonSet
    /// Mean score at each occasion, by when patients were last scored.
    let means: [[OnlineMoments]]
    /// Who is behind each of ``means``.
    let meanPersons: [[PersonSet]]

    init(_ scores: VisitScores, of cohort: Cohort) {
        let ends = ObservationEnd(cohort)
        let stated = cohort.patients.numbers(named: ObservationEnd.column)
        let visits = scores.visits
        let occasions = visits.occasionCount
        let later = visits.laterOccasions
        var due = [[Int]](repeating: [], count: occasions)
        var scored = due
        var patterns = [[Int]](repeating: [], count: MissingPattern.allCases.count)
        var lastScored = [[Int]](repeating: [], count: LastScored.allCases.count)
        var cells = [[[Int]]](repeating: due, count: LastScored.allCases.count)
        var means = [[OnlineMoments]](
            repeating: Array(repeating: OnlineMoments(), count: occasions), count: LastScored.allCases.count)
        var (dueScores, takenScores) = (0, 0)
        var shortened: [Int] = []
        var isTaken = [Bool](repeating: false, count: occasions)
        for person in 0..<cohort.patients.count {
            let rows = scores.rows(of: person)
            guard let lastRow = rows.last else { continue }
            let last = Int(scores.occasions[lastRow])
            for occasion in isTaken.indices { isTaken[occasion] = false }
            for row in rows { isTaken[Int(scores.occasions[row])] = true }
            let end = [
                stated?[person].flatMap { Int(exactly: $0.rounded(.down)) },
                ends.death(of: person).map { Int($0.rawValue) },
            ].compactMap(\.self).min()
            let own = (0..<occasions).filter { occasion in
                isTaken[occasion] || end.map { visits.day(ofOccasion: occasion) <= $0 } ?? true
            }
            if own.count < occasions { shortened.append(person) }
            for occasion in own {
                due[occasion].append(person)
                if isTaken[occasion] { scored[occasion].append(person) }
            }
            dueScores += own.count
            takenScores += rows.count
            let seenLast = own.last == last ? LastScored.atEnd : LastScored(last, among: later)
            patterns[Self.pattern(own, last: last, isTaken).place].append(person)
            lastScored[seenLast.place].append(person)
            for row in rows {
                let occasion = Int(scores.occasions[row])
                means[seenLast.place][occasion].add(scores.scores[row])
                cells[seenLast.place][occasion].append(person)
            }
        }
        self.scores = scores
        self.due = due.map { PersonSet(ascending: $0) }
        self.scored = scored.map { PersonSet(ascending: $0) }
        self.patterns = patterns.map { PersonSet(ascending: $0) }
        self.lastScored = lastScored.map { PersonSet(ascending: $0) }
        self.dueScores = dueScores
        self.takenScores = takenScores
        self.shortened = PersonSet(ascending: shortened)
        self.means = means
        meanPersons = cells.map { $0.map { PersonSet(ascending: $0) } }
        persons = scores.persons
    }

    private static func pattern(_ due: [Int], last: Int, _ isTaken: [Bool]) -> MissingPattern {
        if due.contains(where: { $0 < last && !isTaken[$0] }) { return .intermittent }
        return due.last == last ? .complete : .dropout
    }

    /// Those with a score at their last visit due, and those without.
    var atEnd: (with: PersonSet, without: PersonSet) {
        let with = lastScored[LastScored.atEnd.place]
        return (with, persons.subtracting(with))
    }
}

extension LastScored {
    /// Of somebody who was not scored at the last visit due: which third of the later visits the last score is from.
    fileprivate init(_ occasion: Int, among later: Range<Int>) {
        // The baseline is before them all.
        let place = occasion - later.lowerBound + 1
        if 3 * place <= later.count {
            self = .early
        } else if 3 * place <= 2 * later.count {
            self = .middle
        } else {
            self = .late
        }
    }
}

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    /// Its place among all.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
