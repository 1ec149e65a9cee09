import Cohort
import Estimation
import Findings

/// Pain after the first dose: each drug against the score before, and the drugs against each other.
struct StartPain {
    let instrument: Int
    let info: InstrumentInfo
    let starts: MOUDStarts
    let settings: MOUDStartSettings
    let study: Study
    /// By person, of those who started.
    private let before: [Double?]
    /// By person, at each of the days.
    private let after: [[Double?]]
    private(set) var cautions: [Prose] = []
    private(set) var isCompared = false

    /// Patients with what is needed whom a drug must have at a day to be compared.
    static let fewest = 10

    init(_ instrument: Int, _ starts: MOUDStarts, _ settings: MOUDStartSettings, study: Study) {
        self.instrument = instrument
        info = study.cohort.instruments[instrument].info
        self.starts = starts
        self.settings = settings
        self.study = study
        let (pain, moud) = (study.cohort.pain, study.cohort.moud)
        let windows = settings.painDays.map { ($0, settings.days(around: $0, among: settings.painDays)) }
        let within = settings.scoreWithin
        let blocks = study.executor.mapBlocks(of: starts.first.count, size: PeopleBlock.size) { persons in
            persons.map { person -> (before: Double?, after: [Double?]) in
                guard let first = starts.first[person] else { return (nil, windows.map { _ in nil }) }
                let scores = DailyScores(pain[person], instrument: instrument)
                let day = Int(first.rawValue)
                return (
                    // The day of the first dose is before it, but for what is later by the clock.
                    Self.mean(pain, of: person, instrument, on: first, upTo: moud.firstDoseTime(of: person))
                        ?? scores.last(before: day, within: within),
                    windows.map { target, window in
                        scores.nearest(to: day + target, in: (day + window.lowerBound)...(day + window.upperBound))
                    }
                )
            }
        }.flatMap(\.self)
        before = blocks.map(\.before)
        after = settings.painDays.indices.map { day in blocks.map { $0.after[day] } }
    }

    /// The mean of the scores on a day, up to a time where theirs and that are known.
    private static func mean(
        _ pain: PainAssessments, of person: Int, _ instrument: Int, on day: StudyDay, upTo dose: TimeOfDay?
    ) -> Double? {
        let own = pain[person]
        let scores = own.indices.filter { row in
            guard own[row].day == day, Int(own[row].instrument) == instrument else { return false }
            guard let dose, let time = pain.time(ofRow: row, of: person) else { return true }
            return time <= dose
        }.map { own[$0].score }
        return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }

    private func withBefore(_ persons: PersonSet) -> PersonSet {
        PersonSet(ascending: persons.persons.filter { before[$0] != nil })
    }

    private func withBoth(_ persons: PersonSet, _ day: Int) -> PersonSet {
        PersonSet(ascending: persons.persons.filter { before[$0] != nil && after[day][$0] != nil })
    }

    // MARK: - Before and after

    /// Adds who was scored, the score before and the change.
    func addChange(_ group: StartGroup, to finding: inout FindingBuilder) {
        let key = StartPainKey(instrument: info, drug: group.drug, part: group.part)
        let earlier = withBefore(group.persons)
        finding.add(
            share: .scoreBeforeShare, key, of: earlier, among: group.persons, intervals: [.wilson], level: study.level,
            apart: group.others)
        guard !earlier.isEmpty else { return }
        let values = earlier.persons.compactMap { before[$0] }
        let moments = OnlineMoments(values)
        let left = group.persons.subtracting(earlier)
        finding.add(
            .scoreBeforeMean, key, moments.mean, moments.meanInterval(level: study.level), n: group.count(earlier),
            basis: .of(earlier, apart: group.apart([left])), of: Contributions(values))
        for (number, day) in settings.painDays.enumerated() {
            var key = key
            key.day = day
            let both = withBoth(group.persons, number)
            finding.add(
                share: .scoreAfterShare, key, of: both, among: earlier, intervals: [.wilson], level: study.level,
                apart: group.others + [left])
            let own = both.persons.compactMap { person in
                before[person].flatMap { before in after[number][person].map { $0 - before } }
            }
            let changes = OnlineMoments(own)
            guard let mean = changes.mean else { continue }
            finding.add(
                .changeAfterStart, key, mean, se: changes.standardErrorOfMean, changes.meanInterval(level: study.level),
                n: group.count(both), basis: .of(both, apart: group.apart([left, earlier.subtracting(both)])),
                of: Contributions(own))
        }
    }

    // MARK: - The drugs against each other

    /// Adds the difference of each drug from the reference at each day.
    mutating func compare(_ groups: [StartGroup], _ part: StudyPlace?, to finding: inout FindingBuilder) {
        let whose: Prose = part.map { " of \([$0].wording)" } ?? ""
        let named = groups.filter { StartDrug.compared.contains($0.drug) }
        let scored = named.reduce(PersonSet()) { $0.union(withBefore($1.persons)) }
        let asked = scored.isEmpty ? [] : settings.adjustments(in: study.cohort, among: scored.persons)
        let adjustment: TrendAdjustment?
        do {
            adjustment = try .of(asked, cohort: study.cohort, hasScores: scored.contains)
        } catch {
            cautions.append("The drugs\(whose) could not be compared: \(error.reason).")
            return
        }
        if adjustment != nil {
            finding.set("adjust", asked.map { Prose(StudyWord($0.column)) }.joined(separator: ", "))
        }
        let candidates = named.map { group in
            let own = withBefore(group.persons)
            return (drug: group.drug, persons: adjustment.map { own.intersection($0.persons) } ?? own)
        }
        for (number, day) in settings.painDays.enumerated() {
            let compared = Comparison(
                candidates.map { ($0.drug, withBoth($0.persons, number)) }, fewest: Self.fewest,
                reference: settings.reference.map { StartDrug($0) })
            guard let compared else {
                cautions.append(
                    """
                    The drugs\(whose) could not be compared on day \(setting: day): fewer than two, or not the reference, have at least \
                    \(setting: Self.fewest) who were scored before and then.
                    """)
                continue
            }
            addLeastSquares(compared, adjustment, number, day, part, named.map(\.persons), to: &finding)
        }
        addMixedModel(candidates, adjustment, part, named.map(\.persons), to: &finding)
    }

    /// The drugs compared at a day, the reference first.
    private struct Comparison {
        let drugs: [(drug: StartDrug, persons: PersonSet)]

        init?(_ all: [(drug: StartDrug, persons: PersonSet)], fewest: Int, reference: StartDrug?) {
            var kept = all.filter { $0.persons.count >= fewest }
            guard kept.count > 1 else { return nil }
            if let reference {
                guard let place = kept.firstIndex(where: { $0.drug == reference }) else { return nil }
                kept.insert(kept.remove(at: place), at: 0)
            }
            drugs = kept
        }

        var everybody: [Int] { drugs.reduce(PersonSet()) { $0.union($1.persons) }.persons }
    }

    private func key(_ drug: StartDrug, _ comparator: StartDrug, _ day: Int, _ part: StudyPlace?, _ model: StartModel)
        -> StartPainKey
    {
        StartPainKey(instrument: info, drug: drug, comparator: comparator, model: model, day: day, part: part)
    }

    private mutating func addLeastSquares(
        _ compared: Comparison, _ adjustment: TrendAdjustment?, _ number: Int, _ day: Int, _ part: StudyPlace?,
        _ groups: [PersonSet], to finding: inout FindingBuilder
    ) {
        let persons = compared.everybody
        let scores = after[number]
        typealias Named = (name: String, values: [Double])
        let earlier: Named = ("the score before", persons.map { before[$0] ?? 0 })
        let drugs = compared.drugs.dropFirst().map { one -> Named in
            (one.drug.label, persons.map { one.persons.contains($0) ? 1.0 : 0.0 })
        }
        let constant = (adjustment?.terms ?? []).map { term -> Named in
            (term.name, persons.map { term.values[$0] })
        }
        let later: Named = ("the score", persons.map { scores[$0] ?? 0 })
        let values: [Named] = [earlier] + drugs + constant + [later]
        let columns = values.map { name, values in
            let moments = OnlineMoments(values)
            return GroupedMoments.Column(name, center: moments.mean ?? 0, scale: moments.standardDeviation ?? 1)
        }
        let rows = values.map(\.values)
        let moments = GroupedMoments(columns: columns, groupCount: persons.count, executor: study.executor) {
            row, sums in
            sums.addRow { rows[$0][row] }
        }
        let response = columns.count - 1
        let outcome = ClusterRobustRegression.fit(
            moments, response: response, predictors: Array(0..<response), correction: .cr2, executor: study.executor)
        switch outcome {
        case .notEstimable(let why):
            cautions.append("The difference of the drugs on day \(setting: day) could not be estimated: \(Prose(why)).")
        case .fitted(let fit):
            for (place, one) in compared.drugs.enumerated().dropFirst() {
                // The intercept, the score before, then the drugs.
                let weights = (0..<fit.coefficientCount).map { $0 == place + 1 ? 1.0 : 0 }
                guard let estimate = fit.prediction(weights) else { continue }
                isCompared = true
                finding.add(
                    .differenceAfterStart, key(one.drug, compared.drugs[0].drug, day, part, .leastSquares),
                    estimate.value, se: estimate.standardError, fit.interval(weights, level: study.level),
                    n: persons.count, basis: basis(one.persons, compared.drugs[0].persons, persons, groups, number))
            }
        }
    }

    /// Those of the two drugs, and who is left of each drug's patients with a score before and then.
    private func basis(
        _ own: PersonSet, _ reference: PersonSet, _ persons: [Int], _ groups: [PersonSet], _ number: Int
    ) -> Basis {
        let all = PersonSet(ascending: persons)
        return .of(all, apart: [own, reference] + groups.map { withBoth($0, number).subtracting(all) })
    }

    private mutating func addMixedModel(
        _ candidates: [(drug: StartDrug, persons: PersonSet)], _ adjustment: TrendAdjustment?, _ part: StudyPlace?,
        _ groups: [PersonSet], to finding: inout FindingBuilder
    ) {
        // Days at which the same drugs can be compared.
        let seen = settings.painDays.indices.map { number in candidates.map { withBoth($0.persons, number) } }
        let told = candidates.indices.filter { drug in seen.contains { $0[drug].count >= Self.fewest } }
        let days = settings.painDays.indices.filter { day in told.allSatisfy { seen[day][$0].count >= Self.fewest } }
        guard days.count > 1,
            let compared = Comparison(
                told.map { drug in
                    (candidates[drug].drug, days.reduce(PersonSet()) { $0.union(seen[$1][drug]) })
                }, fewest: Self.fewest, reference: settings.reference.map { StartDrug($0) })
        else {
            if isCompared {
                cautions.append("The mixed model needs two days at which the same drugs can be compared.")
            }
            return
        }
        let persons = compared.everybody
        var (offsets, occasions, responses) = ([0], [Int32](), [Double]())
        for person in persons {
            for (occasion, day) in days.enumerated() {
                guard let score = after[day][person] else { continue }
                occasions.append(Int32(occasion))
                responses.append(score)
            }
            offsets.append(occasions.count)
        }
        let others = compared.drugs.dropFirst()
        let covariates = (adjustment?.terms ?? []).map { term in persons.map { term.values[$0] } }
        let data = RepeatedMeasures(
            occasionCount: days.count, personCount: persons.count, offsets: offsets, occasions: occasions,
            responses: responses,
            regressors: others.map { one in persons.map { one.persons.contains($0) ? 1.0 : 0 } }
                + [persons.map { before[$0] ?? 0 }] + covariates)
        let all = Array(days.indices)
        let mean = RepeatedMeasuresMean(
            [.intercept(at: all)] + (0...others.count).map { .regressor($0, at: all) }
                + covariates.indices.map { .common(others.count + 1 + $0) })
        switch RepeatedMeasuresModel.fit(data, mean: mean, executor: study.executor) {
        case .notEstimable(let why):
            cautions.append("The mixed model of the drugs could not be estimated: \(Prose(why)).")
        case .fitted(let fit):
            finding.set("covariance", Prose(StudyWord(fit.structure.rawValue)))
            let coefficients = mean.coefficients
            for (position, one) in others.enumerated() {
                for (occasion, day) in days.enumerated() {
                    let weights = coefficients.map { $0.regressor == position && $0.occasion == occasion ? 1.0 : 0 }
                    guard let estimate = fit.prediction(weights) else { continue }
                    isCompared = true
                    finding.add(
                        .differenceAfterStart,
                        key(one.drug, compared.drugs[0].drug, settings.painDays[day], part, .mixedModel),
                        estimate.value, se: estimate.standardError, fit.interval(weights, level: study.level),
                        n: persons.count,
                        basis: basis(one.persons, compared.drugs[0].persons, persons, groups, day))
                }
            }
        }
    }
}

extension DailyScores {
    /// The score of the day in a window that is nearest to a day, of two as near the later one.
    func nearest(to target: Int, in window: ClosedRange<Int>) -> Double? {
        var best: (distance: Int, score: Double)?
        for (day, score) in zip(days, scores) where window.contains(day) {
            let distance = abs(day - target)
            if distance <= best?.distance ?? .max { best = (distance, score) }
        }
        return best?.score
    }
}
