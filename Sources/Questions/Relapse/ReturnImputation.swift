import Estimation
import Findings

/// Return to use when the weeks without a result are imputed from the weeks before.
struct ReturnImputation {
    /// By odds factor: the completed data sets, each the sequences of everybody.
    let sets: [[[[Bool]]]]
    let positions: [Int]

    /// Patients at most: the imputation takes a regular sample of more.
    static let mostPatients = 10_000

    /// Imputes the weeks without a result; the reason where that cannot be done.
    static func of(
        _ words: ReturnWords, _ pain: PainAtStart?, _ groups: [[Int]], _ settings: RelapseSettings, of study: Study
    ) -> FitOutcome<ReturnImputation> {
        let all = words.followed.indices
        let step = (all.count + mostPatients - 1) / max(1, mostPatients)
        let positions = Array(stride(from: 0, to: all.count, by: max(1, step)))
        let covariates = covariates(pain, groups, count: all.count)
        let sequences = positions.map { position in
            ImputedSequences.Sequence(
                words.followed[position].word.weeks.map { result -> Bool? in
                    switch result {
                    case .positive, .mixed: true
                    case .negative: false
                    case .missing: nil
                    }
                }, covariates: covariates.map { $0.values[position] })
        }
        func fitted(_ outcome: FitOutcome<ImputedSequences>) -> FitOutcome<ReturnImputation> {
            outcome.map { model in
                var sets: [[[[Bool]]]] = settings.oddsFactors.map { _ in [] }
                for imputation in 0..<settings.imputations {
                    let completed = model.completed(
                        imputation, oddsFactors: settings.oddsFactors, executor: study.executor)
                    for factor in sets.indices { sets[factor].append(completed[factor]) }
                }
                return ReturnImputation(sets: sets, positions: positions)
            }
        }
        let seed = UInt64(settings.seed)
        let full = ImputedSequences.fit(
            sequences, covariates: covariates.map(\.name), seed: seed, executor: study.executor)
        guard full.fit == nil, !covariates.isEmpty else { return fitted(full) }
        // Levels and scores can tell the few results of a small study apart; the weeks themselves seldom do.
        return fitted(
            ImputedSequences.fit(
                sequences.map { ImputedSequences.Sequence($0.steps) }, seed: seed, executor: study.executor))
    }

    /// An indicator of each level of the first column but its commonest, and pain before where all have it.
    private static func covariates(
        _ pain: PainAtStart?, _ groups: [[Int]], count: Int
    ) -> [(name: String, values: [Double])] {
        var covariates: [(name: String, values: [Double])] = []
        let levels = groups.filter { $0.count >= 20 }.sorted { $0.count > $1.count }
        for (number, level) in levels.dropFirst().enumerated() {
            var values = [Double](repeating: 0, count: count)
            for position in level { values[position] = 1 }
            covariates.append(("level \(number + 2)", values))
        }
        if let before = pain?.before, before.contains(where: { $0 != nil }) {
            let known = before.compactMap(\.self)
            let mean = known.reduce(0, +) / Double(known.count)
            // A missing score says nothing: the mean, with an indicator of its own.
            covariates.append(("pain before", before.map { $0 ?? mean }))
            if known.count < before.count {
                covariates.append(("pain not recorded", before.map { $0 == nil ? 1 : 0 }))
            }
        }
        return covariates
    }

    /// Whether each patient of the sample returned by an endpoint, in each completed data set.
    func returned(
        _ endpoint: ReturnEndpoint, _ words: ReturnWords, factor: Int, executor: BlockExecutor
    ) -> [[Bool]] {
        let people = positions.map { position -> (mixed: [Int], weeks: Int) in
            let one = words.followed[position]
            let weeks = min(one.competing ?? .max, one.word.weeks.count)
            let mixed = (0..<weeks).filter { one.word.weeks[$0] == .mixed }
            return (endpoint.mixed == .positive ? [] : mixed, weeks)
        }
        return executor.mapBlocks(of: sets[factor].count, size: 1, counting: "imputations") { imputations in
            imputations.map { imputation in
                zip(sets[factor][imputation], people).map { sequence, one in
                    var isPositive = sequence
                    if one.weeks < sequence.count { isPositive.removeLast(sequence.count - one.weeks) }
                    for week in one.mixed { isPositive[week] = false }
                    return UrineWord.event(isPositive, endpoint) != nil
                }
            }
        }.flatMap(\.self)
    }

    /// Pools the share who returned over the data sets (Rubin's rules), of the patients of the sample that are counted.
    static func share(_ returned: [[Bool]], where isCounted: [Bool]) -> FitOutcome<PooledEstimate> {
        let count = Double(max(1, isCounted.count { $0 }))
        return PooledEstimate.of(
            returned.map { returned in
                let share = Double(zip(returned, isCounted).count { $0 && $1 }) / count
                return PointEstimate(value: share, standardError: (share * (1 - share) / count).squareRoot())
            })
    }
}
