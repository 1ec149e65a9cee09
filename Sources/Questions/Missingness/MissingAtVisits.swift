import Cohort
import Estimation
import Findings

/// What is missing at the planned visits: how much, of whom, in which patterns, and what the end would be at worst and at best.
struct MissingAtVisits {
    private let instrument: Instrument
    private let settings: MissingnessSettings
    private let study: Study

    init(_ instrument: Instrument, _ settings: MissingnessSettings, study: Study) {
        (self.instrument, self.settings, self.study) = (instrument, settings, study)
    }

    private var info: InstrumentInfo { instrument.info }

    /// Adds all of it.
    ///
    /// - Returns: why nothing could be told; `nil` where it could.
    mutating func add(_ number: Int, to finding: inout FindingBuilder) -> Prose? {
        let baseline = settings.baseline ?? MissingnessSettings.usualBaseline
        guard
            let visits = PlannedVisits(
                stated: settings.visits, window: settings.window, baseline: baseline, instrument: number,
                of: study.cohort)
        else { return "no patient has scores on two days" }
        let due = study.timed("missingness.visits") {
            DueVisits(
                VisitScores(visits, instrument: number, of: study.cohort, executor: study.executor), of: study.cohort)
        }
        guard !due.persons.isEmpty else { return "no score lies at a planned visit" }
        describe(due, in: &finding)
        addShares(due, to: &finding)
        addMeans(due, to: &finding)
        addEnd(due, to: &finding)
        addCharacteristics(due, to: &finding)
        return nil
    }

    private func describe(_ due: DueVisits, in finding: inout FindingBuilder) {
        let visits = due.scores.visits
        finding.population = .init(
            "patients with a pain score at some planned visit; observations are their scores there",
            patients: due.persons, apart: [study.everyone.subtracting(due.persons)], observations: due.takenScores,
            observationsBasis: .of(due.persons))
        finding.set(
            Missingness.Setting.visits, Prose(StudyWord(visits.days.map(String.init).joined(separator: ", "))))
        finding.set("window", visits.window.map { "\(setting: $0) days" } ?? "half way to the visits before and after")
        finding.set(
            "baseline",
            visits.baselineReach.map { "the last score from day -\(setting: $0) to day 0" }
                ?? "none: fewer than half of the patients have a score on or before day 0")
        if case .spacing(let days) = visits.source {
            finding.cautions.append(
                """
                Which scores were due is read from the data: visits every \(setting: days) days, as far apart as scores usually are, as long \
                as a quarter of the patients is still scored. Who was followed for a shorter time by plan passes for missing; \
                "visits" of the study file and a column "observation_end" of patients say otherwise.
                """)
        }
        finding.cautions.append(
            due.shortened.isEmpty
                ? """
                No patient\u{2019}s observation ends before the last visit by a column "observation_end" or a recorded death: every planned \
                score is due of everybody.
                """
                : """
                Visits after the stated end of a patient\u{2019}s observation, or after death, are not due, of \
                \(Measured.count(due.shortened, "patient", "patients")).
                """)
    }

    // MARK: - How much, and in which patterns

    private func addShares(_ due: DueVisits, to finding: inout FindingBuilder) {
        let key = VisitMissingKey(instrument: info)
        finding.add(
            share: .everScored, key, of: due.persons, among: study.everyone, intervals: [.wilson], level: study.level)
        // Patients who miss no score and those who miss some can be counted from it where they are few.
        finding.add(
            .scoresTaken, key, Double(due.takenScores) / Double(max(1, due.dueScores)),
            basis: .of(due.persons, apart: [due.patterns[MissingPattern.complete.place]]))
        for (position, pattern) in MissingPattern.allCases.enumerated() {
            finding.add(
                share: .missingPatternShare, VisitMissingKey(instrument: info, pattern: pattern),
                of: due.patterns[position], among: due.persons, intervals: [.wilson], level: study.level)
        }
        for (occasion, persons) in due.due.enumerated() where !persons.isEmpty {
            finding.add(
                share: .visitScored,
                VisitMissingKey(instrument: info, day: due.scores.visits.day(ofOccasion: occasion)),
                of: due.scored[occasion], among: persons, intervals: [.wilson], level: study.level)
        }
    }

    /// The mean at each visit of those who were last seen at about the same time: whether those who left went another way before. Without
    /// their number: one of few would follow from the others and those scored at the visit.
    private func addMeans(_ due: DueVisits, to finding: inout FindingBuilder) {
        for (number, lastScored) in LastScored.allCases.enumerated() {
            for (occasion, moments) in due.means[number].enumerated() where moments.count > 0 {
                let persons = due.meanPersons[number][occasion]
                finding.add(
                    .meanByLastScored,
                    VisitMissingKey(
                        instrument: info, day: due.scores.visits.day(ofOccasion: occasion), lastScored: lastScored),
                    moments.mean, se: moments.standardErrorOfMean, Self.interval(moments, study.level),
                    basis: .of(persons))
            }
        }
    }

    // MARK: - The end, at worst and at best

    private func addEnd(_ due: DueVisits, to finding: inout FindingBuilder) {
        let visits = due.scores.visits
        let last = visits.occasionCount - 1
        let day = visits.day(ofOccasion: last)
        let (present, missing) = (due.scored[last], due.due[last].subtracting(due.scored[last]))
        let isMorePain = instrument.direction == .higherIsMorePain
        let (lowest, highest) = (instrument.range.lowerBound, instrument.range.upperBound)
        let scores = present.persons.compactMap { due.scores.score(of: $0, at: last) }
        func key(_ bound: MissingBound) -> MissingBoundKey {
            MissingBoundKey(instrument: info, bound: bound, day: day)
        }
        func add(_ bound: MissingBound, _ values: [Double], _ basis: Basis, n: Int) {
            let moments = OnlineMoments(values)
            finding.add(
                .meanAtEnd, key(bound), moments.mean, se: moments.standardErrorOfMean,
                Self.interval(moments, study.level), n: n, basis: basis)
        }
        add(.observed, scores, .of(present, apart: [missing]), n: present.count)
        // An end that no scale has cannot be assumed of anybody.
        for (bound, value) in [
            (MissingBound.worst, isMorePain ? highest : lowest), (.best, isMorePain ? lowest : highest),
        ]
        where value.isFinite {
            add(
                bound, scores + Array(repeating: value, count: missing.count),
                .of(due.due[last], apart: [present, missing]), n: due.due[last].count)
        }
        addImproved(due, last: last, present: present, isMorePain: isMorePain, key, to: &finding)
    }

    /// The share improved since the baseline, of those with a baseline.
    private func addImproved(
        _ due: DueVisits, last: Int, present: PersonSet, isMorePain: Bool, _ key: (MissingBound) -> MissingBoundKey,
        to finding: inout FindingBuilder
    ) {
        guard due.scores.visits.baselineReach != nil, last > 0 else {
            finding.cautions.append(
                "The share improved is not given: fewer than half of the patients have a baseline to compare with.")
            return
        }
        let change =
            settings.meaningfulChange ?? instrument.usualMeaningfulChange
        finding.set(Missingness.Setting.meaningfulChange, Prose(StudyWord(NumberText.plain(change))))
        let with = due.scored[0].intersection(due.due[last])
        let seen = with.intersection(present)
        // Scores have few decimals: a change that is one in decimals counts although doubles fall short of it.
        let rounding = 1e-9 * max(1, change)
        let improved = PersonSet(
            ascending: seen.persons.filter { person in
                guard let first = due.scores.score(of: person, at: 0), let end = due.scores.score(of: person, at: last)
                else { return false }
                return (isMorePain ? first - end : end - first) >= change - rounding
            })
        let missing = with.subtracting(seen)
        for (bound, event, among, apart) in [
            (MissingBound.observed, improved, seen, [missing]), (.worst, improved, with, [missing]),
            (.best, improved.union(missing), with, [missing]),
        ] {
            finding.add(
                share: .improvedShare, key(bound), of: event, among: among, intervals: [.wilson], level: study.level,
                apart: apart)
        }
    }

    // MARK: - Of whom

    /// How those without a score at the end differ at baseline from those with one.
    private func addCharacteristics(_ due: DueVisits, to finding: inout FindingBuilder) {
        let (with, without) = due.atEnd
        guard !with.isEmpty, !without.isEmpty else {
            finding.cautions.append(
                "Patients with and without a score at their last visit due are not compared, as there are none of the one kind."
            )
            return
        }
        for variable in BaselineVariable.all(of: study.cohort, but: nil) {
            switch variable.values {
            case .numeric(let values): addNumeric(values, variable, with, without, to: &finding)
            case .categorical(let levels, let codes):
                addCategorical(codes, levels: levels.count, variable, with, without, to: &finding)
            }
        }
    }

    private func addNumeric(
        _ values: [Double?], _ variable: BaselineVariable, _ with: PersonSet, _ without: PersonSet,
        to finding: inout FindingBuilder
    ) {
        let groups = [without, with].map { group in
            PersonSet(ascending: group.persons.filter { values[$0] != nil })
        }
        let moments = groups.map { group in OnlineMoments(group.persons.compactMap { values[$0] }) }
        guard let difference = StandardizedDifference.continuous(moments[0], moments[1]) else { return }
        finding.add(
            .missingDifference, CharacteristicKey(variable: variable.place), difference,
            basis: .of(groups[0].union(groups[1]), apart: groups))
    }

    private func addCategorical(
        _ codes: [Int], levels: Int, _ variable: BaselineVariable, _ with: PersonSet, _ without: PersonSet,
        to finding: inout FindingBuilder
    ) {
        let cells = PersonSet.parts(2 * levels, below: codes.count) { person in
            guard codes[person] < levels else { return nil }
            if without.contains(person) { return codes[person] }
            return with.contains(person) ? levels + codes[person] : nil
        }
        let (missing, present) = (Array(cells.prefix(levels)), Array(cells.suffix(levels)))
        let difference = StandardizedDifference.categorical(missing.map(\.count), present.map(\.count))
        guard let difference else { return }
        finding.add(
            .missingDifference, CharacteristicKey(variable: variable.place), difference,
            basis: .of(with.union(without), apart: [with, without] + cells))
    }

    /// t, on one less than the values; `nil` where they do not vary.
    private static func interval(_ moments: OnlineMoments, _ level: ConfidenceLevel) -> ConfidenceInterval? {
        guard let error = moments.standardErrorOfMean, error > 0 else { return nil }
        return moments.meanInterval(level: level)
    }
}
