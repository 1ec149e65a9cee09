/// The mixed model that ``ImputedLeavers`` draws from: y on x, with a line of its own for people of a reference set if there is
/// one. Everything is in the stored units of x and y, standardised again by the design.
struct ImputationModel: Sendable {
    private let design: StandardizedDesign
    private let course: ImputedLeavers.Course
    /// Whether a group is in the reference set; nil without a set.
    private let isInReference: [Bool]?
    /// Level, at the mean of x, and slope of people outside the reference set, then of those in it; and the factor of their covariance.
    private let means: [Double]
    private let factor: CholeskyFactor
    /// Rows of σΛ, at the mean of x.
    private let loadings: (level: SIMD2<Double>, slope: SIMD2<Double>)
    private let sdResidual: Double
    /// Of the random effects, by which a search on nearly the same rows begins.
    let parameters: [Double]

    /// Names the draws' purposes: the parameters of an imputation, and one person's responses in it.
    private enum Purpose: UInt32 {
        case parameters = 0x494D_5031
        case responses = 0x494D_5032
    }

    init(
        _ observed: GroupedMoments, random: LinearMixedModel.RandomEffects, course: ImputedLeavers.Course,
        executor: BlockExecutor
    ) throws(NotEstimable) {
        self.course = course
        var moments = observed
        switch course {
        case .own, .jump(to: .population), .copyIncrements(of: .population): isInReference = nil
        case .jump(to: .groups(let set)), .copyIncrements(of: .groups(let set)):
            isInReference = set
            moments = try Self.withReference(set, observed, executor)
        }
        let fixed = isInReference == nil ? [0] : [0, 2, 3]
        let fit = try LinearMixedModel.fit(
            .init(moments: moments, response: 1, fixed: fixed, random: random), executor: executor
        ).get()
        let design = fit.coefficients.design
        self.design = design
        // Drawn as lines, so that draws do not depend on the coding of r.
        let rows = (isInReference == nil ? [0.0] : [0, 1]).flatMap { Self.weights(ofReference: $0, design) }
        means = rows.map { row in zip(row, fit.coefficients.values).reduce(0.0) { $0 + $1.0 * $1.1 } }
        do {
            factor = try CholeskyFactor(fit.coefficients.covariance.transformed(by: rows))
        } catch {
            throw .nonFinite
        }
        sdResidual = fit.solution.residualVariance.squareRoot()
        parameters = fit.solution.covariance.parameters
        let effects = fit.solution.covariance.rows(atOrigin: 0)
        loadings = (sdResidual * effects.intercept, sdResidual * effects.slope)
    }

    /// The moments of x and y with r, 1 for people of the set and 0 for others, and rx.
    private static func withReference(
        _ set: [Bool], _ observed: GroupedMoments, _ executor: BlockExecutor
    ) throws(NotEstimable) -> GroupedMoments {
        guard set.count == observed.groupCount else {
            throw .invalidArgument(name: "the reference set", needed: "as long as there are groups")
        }
        let inModel = set.indices.filter { observed.rowCount(ofGroup: $0) > 0 }
        guard inModel.contains(where: { set[$0] }) else { throw .emptyCategory(name: "reference") }
        guard inModel.contains(where: { !set[$0] }) else { throw .emptyCategory(name: "outside the reference") }
        let name = observed.columns[0].name
        let both = observed.appendingGroupConstant(.init("reference"), executor: executor) { set[$0] ? 1 : 0 }
            .appendingProduct(
                of: 0, withGroupConstant: { set[$0] ? 1 : 0 }, as: .init("reference and \(name)"), executor: executor)
        guard let both else { throw .unknownColumn(position: 0) }
        return both
    }

    /// A line over standardised x.
    private struct Line {
        var level: Double, slope: Double

        func value(_ x: Double) -> Double { level + slope * x }

        static func + (line: Line, effects: SIMD2<Double>) -> Line {
            Line(level: line.level + effects.x, slope: line.slope + effects.y)
        }
    }

    /// Weights on standardised coefficients that give the level, at the mean of x, and the slope of people with this r:
    /// β0 + β1 x + β2 r + β3 rx.
    private static func weights(ofReference r: Double, _ design: StandardizedDesign) -> [[Double]] {
        guard design.coefficients == 4 else { return [[1, 0], [0, 1]] }
        let (centers, scales) = (design.centers, design.scales)
        let level = [1, 0, (r - centers[2]) / scales[2], (r * centers[1] - centers[3]) / scales[3]]
        return [level, [0, 1, 0, r * scales[1] / scales[3]]]
    }

    /// The imputed responses of all plans in one imputation, summed by plan.
    func draw(_ plans: [ImputedLeavers.Plan], imputation: Int, seed: UInt64) -> [ImputedLeavers.ResponseSums] {
        let number = UInt32(truncatingIfNeeded: imputation)
        var parameters = NormalDraws(seed: seed, purpose: (0, number, Purpose.parameters.rawValue))
        let deviations = factor.product(parameters.next(factor.dimension))
        let drawn = zip(means, deviations).map { $0 + $1 }
        let others = Line(level: drawn[0], slope: drawn[1])
        let lines = (others: others, reference: drawn.count == 4 ? Line(level: drawn[2], slope: drawn[3]) : others)
        return plans.map { plan in
            var normal = NormalDraws(
                seed: seed,
                purpose: (UInt32(truncatingIfNeeded: plan.group), number, Purpose.responses.rawValue))
            let isReference = isInReference?[plan.group] ?? false
            let own = isReference ? lines.reference : lines.others
            let effects = effects(ofGroup: plan.group, own, normal.pair())
            let ofStranger = normal.pair()
            let stranger = SIMD2((loadings.level * ofStranger).sum(), (loadings.slope * ofStranger).sum())
            let future = future(
                own: own, effects, reference: lines.reference, stranger, from: standardized(plan.lastX),
                isReference: isReference)
            var sums = ImputedLeavers.ResponseSums()
            for x in plan.x {
                let response = future.value(standardized(x)) + sdResidual * normal.next()
                sums.add(
                    design.centers[design.response] + design.scales[design.response] * response, x: x,
                    t: x - plan.lastX)
            }
            return sums
        }
    }

    private func standardized(_ x: Double) -> Double { (x - design.centers[1]) / design.scales[1] }

    /// A person's line after leaving at standardised x `last`. Without a reference set the mean line is everybody's, and a
    /// stranger's effects take the place of the person's own.
    private func future(
        own: Line, _ effects: SIMD2<Double>, reference: Line, _ stranger: SIMD2<Double>, from last: Double,
        isReference: Bool
    ) -> Line {
        let unchanged = own + effects
        if isReference { return unchanged }
        let ofReference = isInReference == nil ? own + stranger : reference + effects
        switch course {
        case .own: return unchanged
        case .jump: return ofReference
        case .copyIncrements:
            // From the person's own level at the last x, with the mean and the deviations that were carried there.
            let slope = ofReference.slope
            return Line(level: unchanged.value(last) - slope * last, slope: slope)
        }
    }

    /// Random effects of level, at the mean of x, and slope drawn given the group's rows: with S = (I + Λ'Z'ZΛ)⁻¹ = (QQ')⁻¹ and
    /// residuals y - Xβ, b = Λ (S Λ'Z'(y - Xβ) + σ Q'⁻¹ z).
    private func effects(ofGroup group: Int, _ own: Line, _ z: SIMD2<Double>) -> SIMD2<Double> {
        let moments = design.moments
        let base = group * moments.stride
        func cell(_ i: Int, _ j: Int) -> Double { design.cell(i, j).value(moments.packed, at: base) }
        let (count, x, xx) = (cell(0, 0), cell(0, 1), cell(1, 1))
        let residuals = SIMD2(
            cell(0, design.response) - own.level * count - own.slope * x,
            cell(1, design.response) - own.level * x - own.slope * xx)
        let (level, slope) = (loadings.level / sdResidual, loadings.slope / sdResidual)
        let (onLevel, onSlope) = (count * level + x * slope, x * level + xx * slope)
        let crossed = level.x * onLevel.y + slope.x * onSlope.y
        let q00 = (1 + level.x * onLevel.x + slope.x * onSlope.x).squareRoot()
        let q10 = crossed / q00
        // At least 1, as I + a covariance; rounding may go below.
        let q11 = max(1, 1 + level.y * onLevel.y + slope.y * onSlope.y - q10 * q10).squareRoot()
        let projected = residuals.x * level + residuals.y * slope
        // Q⁻¹, then the spread, then Q'⁻¹.
        let first = projected.x / q00
        let second = (projected.y - q10 * first) / q11
        let (drawn0, drawn1) = (first + sdResidual * z.x, second + sdResidual * z.y)
        let y1 = drawn1 / q11
        let y0 = (drawn0 - q10 * y1) / q00
        let effects = SIMD2(y0, y1)
        return SIMD2((level * effects).sum(), (slope * effects).sum())
    }
}
