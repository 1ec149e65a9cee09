import Cohort
import Estimation
import Findings
import Foundation

/// A kind of care, two kinds together, or the negative control, against what else was begun in the same month.
struct CareComparison: Sendable {
    /// What is compared.
    enum Subject: Sendable, Hashable {
        case kind(Int)
        case together
        /// The care that is the negative control.
        case control(Int)
    }

    let subject: Subject
    /// As results call it.
    let word: StrategyWord
    /// Whether the comparator is other care that is begun, and not none.
    let isActive: Bool
    /// Whether at least half of those who began it have no score before the last one, so that nobody knows what was usual for them.
    let lacksEarlier: Bool
    /// Whether of the months in which nothing was begun some are left out.
    let isSample: Bool
    let trials: EmulatedTrials

    /// Patients who begin something for it to be compared.
    static let fewest = 10
    /// Entries of either strategy with and without something known at time zero for it to be held alike.
    private static let fewestOfIndicator = 3
    /// As results call what is begun together.
    static let together = StrategyWord(id: "together", label: "two kinds of care together")

    static func word(_ subject: Subject, _ openings: CareOpenings) -> StrategyWord {
        switch subject {
        case .kind(let number), .control(let number): openings.kinds.words[number]
        case .together: together
        }
    }

    /// Everything that can be compared, and what too few began.
    static func all(
        _ openings: CareOpenings, _ adjustment: TrendAdjustment?, instrument: InstrumentInfo
    ) -> (compared: [CareComparison], left: [StrategyWord]) {
        let kinds = openings.kinds.kinds.indices
        let subjects: [Subject] =
            kinds.filter { $0 != openings.control }.map { .kind($0) } + (kinds.count > 1 ? [.together] : [])
            + (openings.control.map { [.control($0)] } ?? [])
        var (compared, left): ([CareComparison], [StrategyWord]) = ([], [])
        for subject in subjects {
            if let comparison = CareComparison(subject, openings, adjustment, instrument: instrument) {
                compared.append(comparison)
            } else {
                left.append(word(subject, openings))
            }
        }
        return (compared, left)
    }

    /// `nil` where too few began it, or too few did otherwise.
    init?(
        _ subject: Subject, _ openings: CareOpenings, _ adjustment: TrendAdjustment?, instrument: InstrumentInfo
    ) {
        var begins: [Int] = []
        var (others, idle): ([Int], [Int]) = ([], [])
        for (number, entry) in openings.entries.enumerated() {
            switch Self.role(subject, entry.opening) {
            case .begins: begins.append(number)
            case .other: others.append(number)
            case .idle: idle.append(number)
            case nil: break
            }
        }
        // In a trial that nobody began it in there is no comparison, and positivity would fail.
        func entered(_ numbers: [Int]) -> Set<Double> { Set(numbers.map { openings.entries[$0].opening.monthsScored }) }
        func keep(_ numbers: [Int], in trials: Set<Double>) -> [Int] {
            numbers.filter { trials.contains(openings.entries[$0].opening.monthsScored) }
        }
        (others, idle) = (keep(others, in: entered(begins)), keep(idle, in: entered(begins)))
        func persons(_ numbers: [Int]) -> Int { Set(numbers.map { openings.entries[$0].opening.person }).count }
        guard persons(begins) >= Self.fewest else { return nil }
        let isActive = persons(others) >= Self.fewest
        guard isActive || persons(idle) >= Self.fewest else { return nil }
        begins = keep(begins, in: entered(isActive ? others : idle))
        guard persons(begins) >= Self.fewest else { return nil }
        let most = max(CareOpenings.idleKept, isActive ? 0 : CareOpenings.idlePerStart * begins.count)
        isSample = idle.count > most
        idle = idle.evenlySpread(most)
        self.subject = subject
        self.isActive = isActive
        word = Self.word(subject, openings)
        lacksEarlier = 2 * begins.count { openings.entries[$0].opening.change == nil } >= begins.count

        let numbers = (begins + (isActive ? others : idle)).sorted()
        let isBegun = Set(begins)
        let columns = Self.columns(openings, adjustment).filter { column in
            guard column.isIndicator else { return true }
            let (own, rest) = (begins, isActive ? others : idle)
            return [own, rest].allSatisfy { group in
                let with = group.count { column.value(openings.entries[$0].opening) > 0 }
                return min(with, group.count - with) >= Self.fewestOfIndicator
            }
        }
        func entry(_ number: Int, strategy: Int?) -> EmulatedEntry {
            var (opening, course) = openings.entries[number]
            let own = strategy.map { StrategySet.strategy($0) } ?? []
            let further = if case .control = subject { opening.furtherOrControl } else { opening.further }
            for position in course.months.indices {
                course.months[position].compatible = further.map { position < $0 } ?? true ? own : []
            }
            return EmulatedEntry(
                person: opening.person, score: opening.score, covariates: columns.map { $0.value(opening) },
                begun: own, initiated: strategy, course: course, dose: openings.holdsDose ? opening.dose : nil)
        }
        trials = EmulatedTrials(
            strategies: [Self.comparator(subject, word, isActive: isActive), word],
            covariates: columns.map(\.place),
            entries: numbers.map { entry($0, strategy: isBegun.contains($0) ? 1 : 0) },
            months: openings.settings.months, instrument: instrument,
            others: isActive ? idle.map { entry($0, strategy: nil) } : [])
    }

    /// What a patient did in a month, as a comparison sees it; `nil` of those who are not eligible or did something else again.
    enum Role: Sendable, Hashable {
        case begins
        case other
        case idle
    }

    static func role(_ subject: Subject, _ opening: CareOpening) -> Role? {
        let begun = opening.begun
        switch subject {
        case .kind(let kind):
            guard !opening.had.contains(kind) else { return nil }
            if begun.alone == kind { return .begins }
            if begun.kinds.contains(kind) { return nil }
            return begun.kinds.isEmpty ? .idle : .other
        case .together:
            guard !opening.hadTogether else { return nil }
            if begun.isTogether { return .begins }
            return begun.kinds.isEmpty ? .idle : begun.kinds.count == 1 ? .other : nil
        case .control(let kind):
            guard !opening.had.contains(kind) else { return nil }
            if opening.beginsControl { return begun.kinds.isEmpty ? .begins : nil }
            return begun.kinds.isEmpty ? .idle : .other
        }
    }

    private static func comparator(_ subject: Subject, _ word: StrategyWord, isActive: Bool) -> StrategyWord {
        switch (subject, isActive) {
        case (.together, true): StrategyWord(id: "one_kind", label: "one kind of care alone")
        case (_, true): StrategyWord(id: "other_than_\(word.id)", label: "another kind of care")
        case (_, false): StrategyWord(id: "nothing_instead_of_\(word.id)", label: "no further care")
        }
    }

    /// Something known at time zero.
    private struct Column {
        let place: StudyPlace
        var isIndicator = false
        let value: (CareOpening) -> Double
    }

    private static func columns(_ openings: CareOpenings, _ adjustment: TrendAdjustment?) -> [Column] {
        func place(_ name: String) -> StudyPlace { StudyPlace(StudyWord(name), origin: .tool) }
        let control = openings.control
        var columns = [
            Column(place: place("change of pain before")) { $0.change ?? 0 },
            Column(place: place("no earlier score"), isIndicator: true) { $0.change == nil ? 1 : 0 },
            Column(place: place("months since the first score, doublings")) { log2(1 + $0.monthsScored) },
            Column(place: place("other care before"), isIndicator: true) { opening in
                opening.had.contains { $0 != control } ? 1 : 0
            },
        ]
        if openings.holdsDose {
            columns += [
                Column(place: place("daily dose before, doublings")) { log2(1 + ($0.dose ?? 0)) },
                Column(place: place("years on opioids")) { $0.yearsOnOpioids },
            ]
        }
        return columns
            + (adjustment?.terms ?? []).map { term in Column(place: term.place) { term.values[$0.person] } }
    }
}
