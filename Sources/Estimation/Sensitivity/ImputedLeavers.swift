/// A mean slope when people leave early: what was planned to be measured of them afterwards is imputed many times under a stated
/// assumption, a linear mixed model is refitted to each completed data set, and its slopes are pooled by Rubin's rules.
///
/// The model is y = β0 + β1 x + b0 + b1 x + e by REML, b and e as in ``LinearMixedModel``. An imputation draws β from
/// N(estimate, covariance), for each who left the random effects given the person's rows, and a response for each planned x
/// (Carpenter & Kenward 2013, "Multiple Imputation and its Application", doi:10.1002/9781119942283, chapter 10). Each then gets
///
///     δ (x - last x)
///
/// added: δ is a change of slope after leaving, in units of y per unit of x, and no part of what was seen before. δ cannot be
/// estimated; at 0 responses are missing at random if people go on by their own course.
///
/// The variances are held at their estimates in all imputations: so drawn, intervals of studies of 20 and of 60 people covered as
/// often as those of the direct fit and of complete data. Rubin's rules keep the information that is lost by leaving: with δ or a
/// reference, intervals are as wide as at random missingness or wider, and wider than the spread of the estimate over studies
/// where a reference takes the place of the unknown (Cro, Carpenter & Kenward 2019, doi:10.1111/rssa.12423).
public struct ImputedLeavers: Sendable {
    /// A person who left, and what was planned afterwards.
    public struct Leaver: Sendable, Hashable {
        /// The person's number in the moments.
        public let group: Int
        /// The last x with a response.
        public let lastX: Double
        /// Where responses were planned but not seen, each above `lastX`; may be empty.
        public let plannedX: [Double]

        /// A person who left after `lastX`.
        public init(group: Int, lastX: Double, plannedX: [Double]) {
            self.group = group
            self.lastX = lastX
            self.plannedX = plannedX
        }
    }

    /// Whose mean course is taken over after leaving.
    public enum Reference: Sendable, Hashable {
        /// All people. They have one mean course, so that what is given up is the person's own deviation from it: in its place comes
        /// that of a new person.
        case population
        /// People of a set, true for each group in it. The imputation model has a line for them and one for the others, with the
        /// same variances; who left keeps the deviations from the own line, and who left from the set goes on as before.
        case groups([Bool])
    }

    /// How people go on after leaving, at δ = 0 (Carpenter, Roger & Kenward 2013, doi:10.1080/10543406.2013.834911).
    public enum Course: Sendable, Hashable {
        /// By their own line: missing at random.
        case own
        /// At the reference's mean.
        case jump(to: Reference)
        /// From their own level at the last x, along the reference's increments.
        case copyIncrements(of: Reference)
    }

    /// How to impute.
    public struct Options: Sendable, Hashable {
        /// How people go on after leaving.
        public var course: Course
        /// Completed data sets, 2...10,000: the cost is in proportion. ``PooledEstimate/monteCarloError`` says whether they are enough.
        public var imputations: Int
        /// Draws of another seed have nothing in common with these.
        public var seed: UInt64
        /// Whether slopes vary from person to person, correlated with levels.
        public var slopesVary: Bool

        /// 50 imputations at random missingness, with random slopes.
        public init(course: Course = .own, imputations: Int = 50, seed: UInt64 = 1, slopesVary: Bool = true) {
            self.course = course
            self.imputations = imputations
            self.seed = seed
            self.slopesVary = slopesVary
        }
    }

    /// The pooled slope at a value of δ.
    public struct Point: Sendable, Hashable {
        /// In units of y per unit of x.
        public let delta: Double
        /// The slope in the same units.
        public let slope: PooledEstimate
    }

    /// Completed data sets.
    public var imputations: Int { responses.count }
    /// Imputed rows of each.
    public let imputedRows: Int
    /// Moments of x and y as observed; the stored, standardised values are taken for own units here.
    private let observed: GroupedMoments
    private let random: LinearMixedModel.RandomEffects
    private let plans: [Plan]
    /// Sums over imputed responses at δ = 0, by imputation and plan.
    private let responses: [[ResponseSums]]
    /// Own units of a slope in stored ones.
    private let slopeUnit: Double
    /// The refits at δ = 0, from which searches at any other δ begin.
    private var unshifted = Refits(delta: 0, outcomes: [])

    private init(
        observed: GroupedMoments, random: LinearMixedModel.RandomEffects, plans: [Plan], responses: [[ResponseSums]],
        slopeUnit: Double
    ) {
        imputedRows = plans.reduce(0) { $0 + $1.x.count }
        self.observed = observed
        self.random = random
        self.plans = plans
        self.responses = responses
        self.slopeUnit = slopeUnit
    }

    /// Draws the imputations. They are a function of the seed, the imputation and the person's number: the same bits whatever the
    /// executor.
    ///
    /// - Parameters:
    ///   - response: Position of y in the moments' columns.
    ///   - predictor: Position of x.
    ///   - leavers: Each with rows in the moments, and at most once. All other people count as followed to the end.
    public static func impute(
        _ moments: GroupedMoments, response: Int, predictor: Int, leavers: [Leaver], options: Options = Options(),
        executor: BlockExecutor = .serial
    ) -> FitOutcome<ImputedLeavers> {
        FitOutcome { () throws(NotEstimable) in
            guard (2...10_000).contains(options.imputations) else {
                throw .invalidArgument(name: "the number of imputations", needed: "between 2 and 10,000")
            }
            let observed = try moments.pair(predictor, response)
            let plans = try plans(leavers, moments, predictor: predictor)
            let random = options.slopesVary ? LinearMixedModel.RandomEffects.interceptAndSlope(0) : .intercept
            let model = try ImputationModel(observed, random: random, course: options.course, executor: executor)
            let responses = executor.mapBlocks(of: options.imputations, size: 1, counting: "imputations") {
                imputations in
                imputations.map { model.draw(plans, imputation: $0, seed: options.seed) }
            }.concatenated()
            let (x, y) = (moments.columns[predictor], moments.columns[response])
            var imputed = ImputedLeavers(
                observed: observed, random: random, plans: plans, responses: responses, slopeUnit: y.scale / x.scale)
            imputed.unshifted = imputed.refits(delta: 0, executor) { _ in model.parameters }
            return imputed
        }
    }

    private static func plans(
        _ leavers: [Leaver], _ moments: GroupedMoments, predictor: Int
    ) throws(NotEstimable) -> [Plan] {
        let column = moments.columns[predictor]
        var isKnown = [Bool](repeating: false, count: moments.groupCount)
        var plans: [Plan] = []
        for leaver in leavers {
            guard moments.rowCount(ofGroup: leaver.group) > 0, !isKnown[leaver.group] else {
                throw .invalidArgument(name: "each leaver's group", needed: "one with rows, and named once")
            }
            isKnown[leaver.group] = true
            guard leaver.lastX.isFinite, leaver.plannedX.allSatisfy({ $0 > leaver.lastX && $0.isFinite }) else {
                throw .invalidArgument(name: "each x planned after leaving", needed: "a finite number above the last x")
            }
            guard !leaver.plannedX.isEmpty else { continue }
            plans.append(Plan(leaver, column))
        }
        guard !plans.isEmpty else { throw .emptyCategory(name: "left with responses still planned") }
        return plans
    }

    /// The pooled slope with δ added to the slope after leaving: refits all completed data sets where δ is not 0.
    ///
    /// - Parameter delta: In units of y per unit of x.
    public func slope(delta: Double, executor: BlockExecutor = .serial) -> FitOutcome<PooledEstimate> {
        FitOutcome { () throws(NotEstimable) in
            var known = KnownRefits(self)
            return try slope(delta: delta, beside: &known, executor: executor)
        }
    }

    /// The pooled slope as a function of δ, from the same draws at each.
    public func points(deltas: [Double], executor: BlockExecutor = .serial) -> FitOutcome<[Point]> {
        FitOutcome { () throws(NotEstimable) in
            var known = KnownRefits(self)
            return try deltas.map { (delta) throws(NotEstimable) in
                Point(delta: delta, slope: try slope(delta: delta, beside: &known, executor: executor))
            }
        }
    }

    /// The same, searched from what is known at other δ.
    func slope(
        delta: Double, beside known: inout KnownRefits, executor: BlockExecutor
    ) throws(NotEstimable) -> PooledEstimate {
        guard delta.isFinite else { throw .invalidArgument(name: "delta", needed: "a finite number") }
        let refits = known.refits(delta: delta / slopeUnit) { delta, start in
            self.refits(delta: delta, executor, from: start)
        }
        let slopes = try refits.outcomes.map { (refit) throws(NotEstimable) in try refit.get() }
        let degreesOfFreedom = slopes.reduce(0.0) { $0 + $1.degreesOfFreedom } / Double(slopes.count)
        return try PooledEstimate.of(slopes.map(\.estimate), completeDegreesOfFreedom: degreesOfFreedom).get()
    }

    /// A slope in own units, with Satterthwaite's degrees of freedom and the parameters of the random effects.
    fileprivate struct Refit: Sendable {
        let estimate: PointEstimate
        let degreesOfFreedom: Double
        let parameters: [Double]
    }

    /// Those of all imputations, with `delta` in stored units.
    fileprivate struct Refits: Sendable {
        let delta: Double
        let outcomes: [FitOutcome<Refit>]
    }

    /// The refits at several δ: parameters are a smooth function of δ, so that a search begins where those of the nearest three lead.
    struct KnownRefits {
        private var known: [Refits]

        init(_ imputed: ImputedLeavers) {
            known = [imputed.unshifted]
        }

        fileprivate mutating func refits(
            delta: Double, by search: (_ delta: Double, _ start: @Sendable (_ imputation: Int) -> [Double]?) -> Refits
        ) -> Refits {
            if let same = known.first(where: { $0.delta == delta }) { return same }
            let nearest = Array(known.sorted { abs($0.delta - delta) < abs($1.delta - delta) }.prefix(3))
            let refits = search(delta) { imputation in
                let points = nearest.compactMap { refits in
                    refits.outcomes[imputation].fit.map { (delta: refits.delta, parameters: $0.parameters) }
                }
                guard let first = points.first else { return nil }
                return first.parameters.indices.map { parameter in
                    // Lagrange's polynomial.
                    points.indices.reduce(0.0) { sum, i in
                        points.indices.reduce(points[i].parameters[parameter]) { product, j in
                            i == j ? product : product * (delta - points[j].delta) / (points[i].delta - points[j].delta)
                        } + sum
                    }
                }
            }
            known.append(refits)
            return refits
        }
    }

    /// The refits, each searched from parameters that are known; of few groups from several points, as any likelihood of few.
    private func refits(
        delta: Double, _ executor: BlockExecutor, from known: @Sendable (_ imputation: Int) -> [Double]?
    ) -> Refits {
        let isOfMany = observed.groupCount > LinearMixedModel.fewGroups
        let outcomes = executor.mapBlocks(of: imputations, size: 1, counting: "imputations") { imputations in
            imputations.map { refit(completed($0, delta: delta), from: isOfMany ? known($0) : nil) }
        }.concatenated()
        return Refits(delta: delta, outcomes: outcomes)
    }

    /// A fall of the criterion that moves no parameter by more than 1e-8 of its standard error.
    private static let negligibleFall = 1e-16

    private func refit(_ moments: GroupedMoments, from known: [Double]?) -> FitOutcome<Refit> {
        FitOutcome { () throws(NotEstimable) in
            let fit = try LinearMixedModel.fit(
                .init(moments: moments, response: 1, fixed: [0], random: random), from: known,
                negligibleFall: Self.negligibleFall
            ).get()
            let slope = try fit.inference(ofFixedEffect: 1).get()
            return Refit(
                estimate: PointEstimate(
                    value: slopeUnit * slope.estimate.value, standardError: slopeUnit * slope.estimate.standardError),
                degreesOfFreedom: slope.degreesOfFreedom, parameters: fit.solution.covariance.parameters)
        }
    }

    /// Observed and imputed rows, with `delta` in stored units: Σ (y + δt)² = Σ y² + 2δ Σ ty + δ² Σ t².
    private func completed(_ imputation: Int, delta: Double) -> GroupedMoments {
        var moments = observed
        for (plan, response) in zip(plans, responses[imputation]) {
            let base = plan.group * observed.stride
            moments.packed[base] += Double(plan.x.count)
            moments.packed[base + 1] += plan.sums.x
            moments.packed[base + 2] += response.y + delta * plan.sums.t
            moments.packed[base + 3] += plan.sums.xx
            moments.packed[base + 4] += response.xy + delta * plan.sums.xt
            moments.packed[base + 5] += response.yy + delta * (2 * response.ty + delta * plan.sums.tt)
        }
        return moments
    }
}

extension ImputedLeavers {
    /// The planned rows of one who left, in stored units.
    struct Plan: Sendable {
        let group: Int
        let lastX: Double
        let x: [Double]
        /// Sums over `x` and t = x - last x.
        let sums: (x: Double, xx: Double, t: Double, xt: Double, tt: Double)

        init(_ leaver: Leaver, _ column: GroupedMoments.Column) {
            func stored(_ x: Double) -> Double { (x - column.center) / column.scale }
            group = leaver.group
            let lastX = stored(leaver.lastX)
            self.lastX = lastX
            x = leaver.plannedX.map(stored)
            sums = x.reduce(into: (0, 0, 0, 0, 0)) { sums, x in
                let t = x - lastX
                sums.0 += x
                sums.1 += x * x
                sums.2 += t
                sums.3 += x * t
                sums.4 += t * t
            }
        }
    }

    /// Sums over a plan's imputed responses at δ = 0, in stored units.
    struct ResponseSums: Sendable {
        private(set) var y = 0.0, xy = 0.0, yy = 0.0, ty = 0.0

        mutating func add(_ response: Double, x: Double, t: Double) {
            y += response
            xy += x * response
            yy += response * response
            ty += t * response
        }
    }
}

extension GroupedMoments {
    /// Moments of two columns alone, the stored values as they are.
    fileprivate func pair(_ x: Int, _ y: Int) throws(NotEstimable) -> GroupedMoments {
        for position in [x, y] where !columns.indices.contains(position) { throw .unknownColumn(position: position) }
        guard x != y else { throw .invalidArgument(name: "the predictor", needed: "another column than the response") }
        let all = expanded
        let cells = [(0, 0), (0, x + 1), (0, y + 1), (x + 1, x + 1), (x + 1, y + 1), (y + 1, y + 1)].map { i, j in
            SymmetricMatrix.packedIndex(min(i, j), max(i, j), all.dimension)
        }
        var packed: [Double] = []
        packed.reserveCapacity(groupCount * cells.count)
        for base in Swift.stride(from: 0, to: all.packed.count, by: all.stride) {
            for cell in cells { packed.append(all.packed[base + cell]) }
        }
        return GroupedMoments(
            columns: [Column(columns[x].name), Column(columns[y].name)], groupCount: groupCount, packed: packed)
    }
}
