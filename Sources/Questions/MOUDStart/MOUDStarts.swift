import Cohort
import Estimation
import Findings

/// Who started which medication for opioid use disorder when: the first day with a dose known to be above zero.
struct MOUDStarts: Sendable {
    /// By person; `nil` for those who are not known to have started.
    let first: [StudyDay?]
    /// By person, the drug of the first dose.
    let drugs: [StartDrug?]
    /// Who started.
    let started: PersonSet
    /// Who has a row whose dose is not known before the first known one, or without any.
    let unknownBefore: PersonSet

    init(_ cohort: Cohort, executor: BlockExecutor) {
        let moud = cohort.moud
        let blocks = executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size) { persons in
            persons.map { person -> (first: StudyDay?, drug: StartDrug?, isUnknownBefore: Bool) in
                let first = moud.firstDose(of: person)
                let isUnknownBefore = moud[person].contains { span in
                    moud.regimen(of: span).amount == .unknown && first.map { span.start < $0 } ?? true
                }
                guard let first else { return (nil, nil, isUnknownBefore) }
                let drugs = moud[person].filter { $0.start == first && moud.regimen(of: $0).amount.isAboveZero }
                    .map { StartDrug(moud.drug(of: $0)?.code) }.inOrderOfAppearance()
                return (first, drugs.count == 1 ? drugs[0] : .several, isUnknownBefore)
            }
        }.flatMap(\.self)
        first = blocks.map(\.first)
        drugs = blocks.map(\.drug)
        started = PersonSet(below: blocks.count) { blocks[$0].first != nil }
        unknownBefore = PersonSet(below: blocks.count) { blocks[$0].isUnknownBefore }
    }

    /// Who started each drug, of some patients, the most frequent first; drugs that nobody started are left out.
    func persons(among: PersonSet) -> [(drug: StartDrug, persons: PersonSet)] {
        let own = started.intersection(among)
        let sets = StartDrug.allCases.map { drug in
            (drug: drug, persons: PersonSet(ascending: own.persons.filter { drugs[$0] == drug }))
        }
        return sets.enumerated().filter { !$0.element.persons.isEmpty }
            .sorted { ($0.element.persons.count, -$0.offset) > ($1.element.persons.count, -$1.offset) }
            .map(\.element)
    }
}

/// Those who started one drug, of one trial where the study has several.
struct StartGroup: Sendable {
    let drug: StartDrug
    let persons: PersonSet
    /// Who started another one: they are what is left when these are taken off those who started.
    let others: [PersonSet]
    let part: StudyPlace?
    /// Whether a few started another one. Then a count of these would give them away, and medians and means stand without it.
    let hidesCounts: Bool

    /// - Parameter fewest: of fewer patients than this, how many they are is not told.
    init(_ drug: StartDrug, _ persons: PersonSet, others: [PersonSet], _ part: StudyPlace?, fewest: Int) {
        self.drug = drug
        self.persons = persons
        self.others = others
        self.part = part
        hidesCounts = others.contains { !$0.isEmpty && $0.count < fewest }
    }

    /// How many patients a median or a mean says that it rests on.
    func count(_ persons: PersonSet) -> Int? { hidesCounts ? nil : persons.count }

    /// Who could be counted from a median or a mean, beside those that it rests on.
    func apart(_ further: [PersonSet]) -> [PersonSet] { (hidesCounts ? [] : others) + further }
}

/// The day that the induction delay is counted from.
struct DelayOrigin: Sendable {
    /// Where it is from.
    enum Source: Sendable, Hashable {
        case column(String)
        case origin
    }

    let source: Source
    /// By person.
    let days: [StudyDay?]

    /// `nil` where the column that is named holds no numbers.
    init?(_ settings: MOUDStartSettings, of cohort: Cohort) {
        let patients = cohort.patients
        let usual = MOUDStartSettings.usualOrigins.first { patients.numbers(named: $0) != nil }
        guard let name = settings.from ?? usual else {
            source = .origin
            days = Array(repeating: StudyDay(0), count: patients.count)
            return
        }
        guard let values = patients.numbers(named: name) else { return nil }
        source = .column(name)
        days = values.map { value in value.flatMap { Int32(exactly: $0.rounded()) }.map { StudyDay($0) } }
    }

    /// In words.
    var wording: Prose {
        switch source {
        case .column(RandomizationDay.column): "the day of randomisation"
        case .column(let name): "the day under \"\(StudyWord(name))\""
        case .origin: "study day 0"
        }
    }
}

/// A patient's doses of the drug of the start, day by day since the first dose.
struct StartDoses: Sendable {
    /// The highest of the days whose dose is known; `nil` where the amounts are not milligrams.
    let highest: Double?
    /// On the last of the days: `nil` where it is not known.
    let last: Double?

    /// - Parameter days: how many days after the first dose.
    init?(_ person: Int, _ starts: MOUDStarts, days: Int, of cohort: Cohort) {
        guard let first = starts.first[person], let drug = starts.drugs[person] else { return nil }
        let moud = cohort.moud
        var doses = [Double](repeating: 0, count: days + 1)
        var isKnown = [Bool](repeating: true, count: days + 1)
        var isInMilligrams = true
        for span in moud[person] where StartDrug(moud.drug(of: span)?.code) == drug {
            let (start, end) = (max(0, span.start.days(since: first)), min(days, span.end.days(since: first)))
            guard start <= end else { continue }
            switch moud.regimen(of: span).amount {
            case .milligrams(let dose): for day in start...end { doses[day] += dose }
            case .unknown: for day in start...end { isKnown[day] = false }
            case .given: isInMilligrams = false
            }
        }
        highest = isInMilligrams ? zip(doses, isKnown).filter(\.1).map(\.0).max() : nil
        last = isInMilligrams && isKnown[days] ? doses[days] : nil
    }
}
