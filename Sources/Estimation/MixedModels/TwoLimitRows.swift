/// The rows of a two-limit mixed model, group by group, in standardised units.
struct TwoLimitRows: Sendable {
    /// Group by group.
    let responses: [TobitRegression.Response]
    let predictors: StandardizedPredictors
    /// Where each group's rows begin, and the end of the last.
    let starts: [Int]
    /// The position of the random slope's predictor.
    private(set) var slope: Int?
    /// Own units of the response = center + scale · standardised.
    let center: Double, scale: Double

    /// Groups used.
    var groups: Int { starts.count - 1 }
    /// Groups that there were to choose from.
    let offeredGroups: Int

    /// The same for a model of which the level alone varies from group to group.
    var withoutRandomSlope: TwoLimitRows {
        var rows = self
        rows.slope = nil
        return rows
    }

    /// Takes `problem`'s rows, those of at most `maximumGroups` groups, evenly spaced in the order in which they first appear.
    init(_ problem: TwoLimitMixedModel.Problem, maximumGroups: Int?) throws(NotEstimable) {
        let rowCount = problem.scores.count
        guard rowCount > 0 else { throw .noObservations }
        if let slope = problem.randomSlope {
            guard problem.predictors.indices.contains(slope) else { throw .unknownColumn(position: slope) }
        }
        for column in problem.predictors where column.values.count != rowCount {
            throw .invalidArgument(name: column.name, needed: "one value for each of the \(rowCount) observations")
        }
        let index = try ClusterIndex(problem.groups, rows: rowCount)
        let order = Self.order(index, maximumGroups: maximumGroups)
        let responses = try Self.responses(problem, order.rows)
        predictors = try StandardizedPredictors(
            problem.predictors.map { column in PredictorColumn(column.name, order.rows.map { column.values[$0] }) },
            rows: order.rows.count)
        (center, scale) = try Self.location(responses, problem.name)
        self.responses = responses.map { [center, scale] response in
            let value = (response.limit - center) / scale
            return switch response {
            case .observed: .observed(value)
            case .above: .above(value)
            case .below: .below(value)
            }
        }
        starts = order.starts
        slope = problem.randomSlope
        offeredGroups = index.count
    }

    /// The rows of the groups that are used, group by group, each group's in their own order.
    private static func order(_ index: ClusterIndex, maximumGroups: Int?) -> (rows: [Int], starts: [Int]) {
        let used = min(index.count, maximumGroups ?? index.count)
        var place = [Int?](repeating: nil, count: index.count)
        for number in 0..<used {
            place[number * index.count / used] = number
        }
        var rows = [[Int]](repeating: [], count: used)
        for (row, group) in index.ofRow.enumerated() {
            if let number = place[group] { rows[number].append(row) }
        }
        var starts = [0]
        for group in rows {
            starts.append((starts.last ?? 0) + group.count)
        }
        return (rows.concatenated(), starts)
    }

    private static func responses(
        _ problem: TwoLimitMixedModel.Problem, _ rows: [Int]
    ) throws(NotEstimable) -> [TobitRegression.Response] {
        let (lower, upper) = (problem.lower, problem.upper)
        guard lower < upper, lower < .infinity, upper > -.infinity else {
            throw .invalidArgument(name: "the lower limit", needed: "below the upper limit")
        }
        var responses = [TobitRegression.Response]()
        responses.reserveCapacity(rows.count)
        for row in rows {
            let score = problem.scores[row]
            guard score.isFinite else { throw .nonFinite }
            guard lower <= score, score <= upper else {
                throw .invalidArgument(name: problem.name, needed: "within the limits, \(lower) to \(upper)")
            }
            responses.append(score == lower ? .below(score) : score == upper ? .above(score) : .observed(score))
        }
        guard responses.contains(where: \.isObserved) else { throw .allCensored }
        return responses
    }

    private static func location(
        _ responses: [TobitRegression.Response], _ name: String
    ) throws(NotEstimable) -> (Double, Double) {
        do {
            return try StandardizedPredictors.location(PredictorColumn(name, responses.map(\.limit)))
        } catch {
            throw if case .constantColumn = error { .constantResponse(name: name) } else { error }
        }
    }
}

extension TwoLimitRows {
    /// The linear mixed model that takes the limits for scores, by maximum likelihood.
    func ordinaryModel(_ executor: BlockExecutor) throws(NotEstimable) -> LinearMixedModel.Fit {
        let count = predictors.count
        let moments = GroupedMoments(
            columns: [.init("response")] + predictors.names.map { .init($0) }, groupCount: groups, executor: executor
        ) { group, sums in
            for row in starts[group]..<starts[group + 1] {
                sums.addRow { $0 == 0 ? responses[row].limit : predictors.values[row * count + $0 - 1] }
            }
        }
        let problem = LinearMixedModel.Problem(
            moments: moments, response: 0, fixed: Array(1..<count + 1),
            random: slope.map { .interceptAndSlope($0 + 1) } ?? .intercept)
        return try LinearMixedModel.fit(problem, options: .init(criterion: .maximumLikelihood), executor: executor)
            .get()
    }
}
