import Estimation

/// A way to the slope of pain per 30 days of exposure.
struct SlopeEstimator: Sendable {
    /// A slope with its 95% interval.
    struct Answer: Sendable {
        let value: Double
        let lower: Double
        let upper: Double
    }

    let name: String
    /// The slope of one study; nil where there is none. The seed is the study's, for what resamples.
    let estimate: @Sendable (_ people: [PersonRows], _ seed: UInt64) -> Answer?

    static let all = [
        SlopeEstimator(name: "mixed model") { people, _ in
            mixed(moments(of: people), slope: 0)
        },
        SlopeEstimator(name: "mixed model, with first days") { people, _ in
            mixed(
                moments(
                    of: people.map { person in
                        var rows = person
                        rows.exposure = person.baseline.map { _ in 0 } + person.exposure
                        rows.score = person.baseline + person.score
                        return rows
                    }), slope: 0)
        },
        SlopeEstimator(name: "mixed model, without first scores") { people, _ in
            mixed(
                moments(
                    of: people.map { person in
                        var rows = person
                        rows.exposure = Array(person.exposure.dropFirst())
                        rows.score = Array(person.score.dropFirst())
                        return rows
                    }), slope: 0)
        },
        SlopeEstimator(name: "mixed model, as started") { people, _ in
            mixed(
                moments(
                    of: people.map { person in
                        var rows = person
                        (rows.exposure, rows.score) = (person.sinceStart, person.scoreSinceStart)
                        return rows
                    }), slope: 0)
        },
        SlopeEstimator(name: "mixed model, within patients") { people, _ in
            split(people).flatMap { mixed($0, slope: 3, others: [2]) }
        },
        SlopeEstimator(name: "mixed model, spline, average slope") { people, _ in splined(people) },
        SlopeEstimator(name: "least squares, CR2") { people, _ in
            let fit = ClusterRobustRegression.fit(
                moments(of: people), response: 1, predictors: [0], correction: .cr2
            ).fit
            guard let fit, let slope = fit.prediction([0, 1]) else { return nil }
            return answer(fit.interval([0, 1]), slope.value)
        },
        SlopeEstimator(name: "estimating equations, exchangeable") { people, _ in
            let fit = ExchangeableGEE.fit(moments(of: people), response: 1, predictors: [0]).fit
            guard let fit, let slope = fit.prediction([0, 1]) else { return nil }
            return answer(fit.interval([0, 1]), slope.value)
        },
        SlopeEstimator(name: "within patients, bootstrap (BCa)") { people, seed in
            guard let split = split(people) else { return nil }
            let fit = GroupBootstrap(seed: seed, replicates: 1000).regression(split, response: 1, predictors: [3, 2])
                .fit
            guard let slope = fit?.statistics.dropFirst().first else { return nil }
            return answer(slope.biasCorrectedInterval(), slope.value)
        },
        SlopeEstimator(name: "median of person-specific slopes") { people, _ in
            let slopes = people.filter { $0.exposure.count >= 3 }.compactMap { person in
                TheilSen.slope(x: person.exposure, y: person.score).fit
            }
            guard let fit = HodgesLehmann.pseudoMedian(slopes).fit else { return nil }
            return answer(fit.interval, fit.estimate)
        },
    ]

    static func moments(of people: [PersonRows]) -> GroupedMoments {
        GroupedMoments(
            x: .init("exposure", center: 6, scale: 4), y: .init("score", center: 5), groupCount: people.count
        ) {
            person, sums in
            for (x, y) in zip(people[person].exposure, people[person].score) { sums.add(x: x, y: y) }
        }
    }

    /// The moments with a person's mean exposure and the deviation from it.
    private static func split(_ people: [PersonRows]) -> GroupedMoments? {
        let line = moments(of: people)
        let column = line.columns[0]
        return line.appendingGroupMean(of: 0, as: .init("mean", center: column.center, scale: column.scale))?
            .appendingGroupDeviation(of: 0, as: .init("deviation", scale: column.scale))
    }

    private static func mixed(_ moments: GroupedMoments, slope: Int, others: [Int] = []) -> Answer? {
        let fit = LinearMixedModel.fit(
            .init(moments: moments, response: 1, fixed: [slope] + others, random: .interceptAndSlope(slope))
        ).fit
        let weights = [0, 1] + others.map { _ in 0.0 }
        guard let slope = fit?.prediction(weights) else { return nil }
        return answer(
            .wald(estimate: slope.value, standardError: slope.standardError, level: .ninetyFive), slope.value)
    }

    /// The mean slope, over all scores, of a restricted cubic spline with four knots.
    private static func splined(_ people: [PersonRows]) -> Answer? {
        let exposures = people.flatMap(\.exposure)
        guard let spline = RestrictedCubicSpline(values: exposures, count: 4) else { return nil }
        let columns = [
            GroupedMoments.Column("exposure", center: 6, scale: 4), .init("second"), .init("third"),
            .init("score", center: 5),
        ]
        let moments = GroupedMoments(columns: columns, groupCount: people.count) { person, sums in
            for (x, y) in zip(people[person].exposure, people[person].score) {
                let row = spline.basis(at: x) + [y]
                sums.addRow { row[$0] }
            }
        }
        var slopes = [0.0, 0, 0]
        for x in exposures {
            for (column, slope) in spline.slope(at: x).enumerated() {
                slopes[column] += slope / Double(exposures.count)
            }
        }
        let fit = LinearMixedModel.fit(
            .init(moments: moments, response: 3, fixed: [0, 1, 2], random: .interceptAndSlope(0))
        ).fit
        guard let slope = fit?.prediction([0] + slopes) else { return nil }
        return answer(.wald(estimate: slope.value, standardError: slope.standardError), slope.value)
    }

    static func answer(_ interval: ConfidenceInterval?, _ value: Double) -> Answer? {
        interval.map { Answer(value: value, lower: $0.lower, upper: $0.upper) }
    }
}
