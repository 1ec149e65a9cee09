import Dispatch
import Estimation
import Testing

@Suite("Imputed leavers")
struct ImputedLeaversTests {
    struct Reference: Decodable {
        struct Case: Decodable, CustomTestStringConvertible {
            struct Point: Decodable {
                let delta: Double, slope: Double, within: Double, between: Double, sdOfWithin: Double
            }
            let course: String
            let set: Bool
            let points: [Point]

            var testDescription: String { "\(course), \(set ? "reference set" : "population")" }
        }
        let imputations: Int
        let cases: [Case]

        static let read = try? ReferenceNumbers.json("imputed-leavers", as: Reference.self)
    }

    typealias Leaver = ImputedLeavers.Leaver
    typealias Options = ImputedLeavers.Options

    /// The sleep study in which every third person leaves after day 4, with days counted from `start`.
    struct SleepStudy {
        let moments: GroupedMoments
        let leavers: [Leaver]

        init(columns: [GroupedMoments.Column]? = nil, start: Double = 0) throws {
            var rows = try Rows.reference("sleepstudy")
            let days = try #require(rows.columns["day"])
            let groups = rows.groups
            rows.columns["day"] = days.map { $0 + start }
            moments = rows.moments(["day", "score"], columns: columns) { groups[$0] % 3 != 0 || days[$0] <= 4 }
            leavers = stride(from: 0, to: 18, by: 3).map { group in
                Leaver(group: group, lastX: start + 4, plannedX: [5, 6, 7, 8, 9].map { start + $0 })
            }
        }

        func impute(_ options: Options, executor: BlockExecutor = .serial) throws -> ImputedLeavers {
            let outcome = ImputedLeavers.impute(
                moments, response: 1, predictor: 0, leavers: leavers, options: options, executor: executor)
            return try #require(outcome.fit)
        }
    }

    /// People of even number.
    static let set = (0..<18).map { $0 % 2 == 0 }

    static func course(_ name: String, set isSet: Bool) -> ImputedLeavers.Course {
        let reference: ImputedLeavers.Reference = isSet ? .groups(set) : .population
        return name == "own" ? .own : name == "jump" ? .jump(to: reference) : .copyIncrements(of: reference)
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.read?.cases.count == 5)
    }

    /// Against the algorithm in R's matrices (References/imputed-leavers.R): slopes, and the variances within and between imputations,
    /// to four Monte Carlo standard errors of both. δ adds the same to all imputations' estimates, for the completed data are
    /// balanced: that difference has no Monte Carlo error.
    @Test(arguments: Reference.read?.cases ?? [])
    func agreesWithR(_ reference: Reference.Case) throws {
        let ofR = Double(try #require(Reference.read).imputations)
        let options = Options(course: Self.course(reference.course, set: reference.set), imputations: 150)
        let imputed = try SleepStudy().impute(options)
        #expect(imputed.imputations == 150)
        #expect(imputed.imputedRows == 30)
        let points = try #require(imputed.points(deltas: reference.points.map(\.delta)).fit)
        #expect(points.map(\.delta) == reference.points.map(\.delta))
        let error = 4 * (1.0 / 150 + 1 / ofR).squareRoot()
        for (point, expected) in zip(points, reference.points) {
            let slope = point.slope
            #expect(abs(slope.estimate.value - expected.slope) < error * expected.between.squareRoot())
            #expect(abs(slope.withinVariance - expected.within) < error * expected.sdOfWithin)
            // The standard error of a variance of normal numbers is √(2 / m) of it.
            #expect(abs(slope.betweenVariance - expected.between) < error * 2.0.squareRoot() * expected.between)
        }
        let change = points[1].slope.estimate.value - points[0].slope.estimate.value
        // lme4's optimiser has no part in an estimate from balanced data, so both have doubles' rounding alone.
        #expect(relativeError(change, reference.points[1].slope - reference.points[0].slope) < 1e-10)
    }

    /// At random missingness the pooled slope and its standard error are those of REML on the observed rows, within Monte Carlo error
    /// (4 of its standard errors), which falls with the square root of the imputations.
    @Test func missingAtRandomIsTheDirectFit() throws {
        let study = try SleepStudy()
        let direct = try #require(
            LinearMixedModel.fit(
                .init(moments: study.moments, response: 1, fixed: [0], random: .interceptAndSlope(0))
            ).fit)
        let few = try #require(study.impute(Options(imputations: 25)).slope(delta: 0).fit)
        let many = try #require(study.impute(Options(imputations: 400)).slope(delta: 0).fit)
        for pooled in [few, many] {
            #expect(abs(pooled.estimate.value - direct.fixedEffects[1].value) < 4 * pooled.monteCarloError)
        }
        // √(25 / 400) is a quarter; with 25 imputations the error itself is known to a seventh.
        #expect(many.monteCarloError < few.monteCarloError / 2.5)
        // The squared standard error of 400 has the Monte Carlo standard error √(0.42² / 400 + (0.5 √(2/400))²) = 0.041 (the numbers are
        // R's), 0.8% of the standard error.
        #expect(relativeError(many.estimate.standardError, direct.fixedEffects[1].standardError) < 0.04)
        #expect(many.degreesOfFreedom < 17)
    }

    /// By hand: visits at 0, 1, 2, 3, and 2 of 6 people left after 1. Complete data are balanced, so that the slope is that of least
    /// squares: δ adds Σ (x - 1.5) t / Σ (x - 1.5)² · 2/6 with t = 0, 0, 1, 2: (0.5 + 3) / 5 / 3 = 7/30, whatever the variances.
    @Test(arguments: [false, true])
    func balancedByHand(slopesVary: Bool) throws {
        let outcome = ImputedLeavers.impute(
            Self.small.moments(["x", "y"]), response: 1, predictor: 0,
            leavers: [Leaver(group: 4, lastX: 1, plannedX: [2, 3]), Leaver(group: 5, lastX: 1, plannedX: [2, 3])],
            options: Options(slopesVary: slopesVary))
        let imputed = try #require(outcome.fit)
        let unshifted = try #require(imputed.slope(delta: 0).fit)
        for delta in [-2, 0.5, 1] {
            let slope = try #require(imputed.slope(delta: delta).fit)
            #expect(abs(slope.estimate.value - unshifted.estimate.value - delta * 7 / 30) < 1e-13)
            // Each imputation's slope moves by as much.
            #expect(relativeError(slope.betweenVariance, unshifted.betweenVariance) < 1e-12)
        }
    }

    static let small = Rows(
        groups: [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5],
        columns: [
            "x": [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 0, 1],
            "y": [5, 6, 5, 7, 3, 3, 4, 6, 6, 5, 7, 7, 4, 4, 4, 5, 2, 4, 7, 7],
        ])

    /// Who left from the reference set goes on as before, so that both references are one course there.
    @Test func leaversOfTheReferenceGoOn() throws {
        let study = try SleepStudy()
        let all = (0..<18).map { $0 % 3 == 0 }
        let jump = try study.impute(Options(course: .jump(to: .groups(all)), imputations: 5)).slope(delta: 0).fit
        let copy = try study.impute(Options(course: .copyIncrements(of: .groups(all)), imputations: 5)).slope(delta: 0)
            .fit
        #expect(jump != nil)
        #expect(jump == copy)
    }

    /// At a tipping point an end of the interval is the null, to the search's 1e-9 standard errors; beyond it the conclusion is
    /// another.
    @Test func theIntervalEndsAtTheNull() throws {
        let imputed = try SleepStudy().impute(Options(imputations: 10))
        let tipping = try #require(imputed.tippingDelta(within: -60...60).fit)
        #expect(tipping.excludesNullAtZero)
        #expect(tipping.above == nil)
        let delta = try #require(tipping.below)
        let slope = try #require(imputed.slope(delta: delta).fit)
        let lower = try #require(slope.interval()).lower
        #expect(abs(lower) < 1e-8 * slope.estimate.standardError)
        for (factor, excludes) in [(0.99, true), (1.01, false)] {
            let interval = try #require(imputed.slope(delta: delta * factor).fit?.interval())
            #expect(interval.contains(0) != excludes)
        }
        // A null inside the interval: the conclusion changes the other way, towards a larger slope.
        let open = try #require(imputed.tippingDelta(within: 0...60, null: 8).fit)
        #expect(!open.excludesNullAtZero)
        #expect(open.below == nil)
        let opened = try #require(open.above)
        let interval = try #require(imputed.slope(delta: opened).fit?.interval())
        #expect(abs(interval.lower - 8) < 1e-8)
        // None within a narrow range.
        let narrow = try #require(imputed.tippingDelta(within: -1...1).fit)
        #expect(narrow.below == nil && narrow.above == nil)
    }

    @Test func executorsGiveTheSameBits() throws {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let options = Options(course: .jump(to: .groups(Self.set)), imputations: 6)
        let study = try SleepStudy()
        let one = try study.impute(options).slope(delta: 1).fit
        let other = try study.impute(options, executor: threads).slope(delta: 1, executor: threads).fit
        #expect(one != nil)
        #expect(one == other)
        var reseeded = options
        reseeded.seed = 2
        #expect(try study.impute(reseeded).slope(delta: 1).fit != one)
    }

    /// The draws do not depend on where days count from, nor on how columns are standardised: rounding alone differs.
    @Test(arguments: [ImputedLeavers.Course.own, .jump(to: .groups(set)), .copyIncrements(of: .population)])
    func originAndScaleHaveNoPart(_ course: ImputedLeavers.Course) throws {
        let options = Options(course: course, imputations: 5)
        let usual = try #require(SleepStudy().impute(options).slope(delta: -3).fit)
        let raw = [GroupedMoments.Column("day"), .init("score")]
        let far = [GroupedMoments.Column("day", center: 1_000_003, scale: 2), .init("score", center: 300, scale: 50)]
        for study in [try SleepStudy(columns: raw), try SleepStudy(columns: far, start: 1_000_000)] {
            let slope = try #require(study.impute(options).slope(delta: -3).fit)
            #expect(relativeError(slope.estimate.value, usual.estimate.value) < 1e-9)
            #expect(relativeError(slope.estimate.standardError, usual.estimate.standardError) < 1e-9)
        }
    }

    @Test func refusals() throws {
        let study = try SleepStudy()
        func reason(_ leavers: [Leaver], _ options: Options = Options(imputations: 2), predictor: Int = 0)
            -> NotEstimable?
        {
            ImputedLeavers.impute(
                study.moments, response: 1, predictor: predictor, leavers: leavers, options: options
            ).reason
        }
        let leaver = Leaver(group: 0, lastX: 4, plannedX: [5])
        #expect(reason([leaver]) == nil)
        #expect(reason([]) == .emptyCategory(name: "left with responses still planned"))
        #expect(
            reason([Leaver(group: 0, lastX: 4, plannedX: [])])
                == .emptyCategory(name: "left with responses still planned"))
        let group = NotEstimable.invalidArgument(name: "each leaver's group", needed: "one with rows, and named once")
        #expect(reason([leaver, leaver]) == group)
        for number in [-1, 18, Int.max, Int.min] {
            #expect(reason([Leaver(group: number, lastX: 4, plannedX: [5])]) == group)
        }
        let planned = NotEstimable.invalidArgument(
            name: "each x planned after leaving", needed: "a finite number above the last x")
        for (last, x) in [(4.0, 4.0), (4, .nan), (4, .infinity), (.nan, 5), (-Double.infinity, 5)] {
            #expect(reason([Leaver(group: 0, lastX: last, plannedX: [x])]) == planned)
        }
        for count in [Int.min, 0, 1, 10_001] {
            #expect(
                reason([leaver], Options(imputations: count))
                    == .invalidArgument(name: "the number of imputations", needed: "between 2 and 10,000"))
        }
        #expect(reason([leaver], predictor: 2) == .unknownColumn(position: 2))
        #expect(reason([leaver], predictor: -1) == .unknownColumn(position: -1))
        #expect(
            reason([leaver], predictor: 1)
                == .invalidArgument(name: "the predictor", needed: "another column than the response"))
        func jump(_ set: [Bool]) -> Options { Options(course: .jump(to: .groups(set)), imputations: 2) }
        #expect(
            reason([leaver], jump([true]))
                == .invalidArgument(name: "the reference set", needed: "as long as there are groups"))
        let none = [Bool](repeating: false, count: 18)
        #expect(reason([leaver], jump(none)) == .emptyCategory(name: "reference"))
        #expect(reason([leaver], jump(none.map { !$0 })) == .emptyCategory(name: "outside the reference"))
        let empty = study.moments.keeping { _ in false }
        #expect(ImputedLeavers.impute(empty, response: 1, predictor: 0, leavers: [leaver]).reason == group)
        let constant = Rows(groups: [0, 0, 1, 1, 2], columns: ["x": [0, 1, 0, 1, 0], "y": [3, 3, 3, 3, 3]])
        #expect(
            ImputedLeavers.impute(
                constant.moments(["x", "y"]), response: 1, predictor: 0,
                leavers: [Leaver(group: 2, lastX: 0, plannedX: [1])]
            ).reason == .constantResponse(name: "y"))

        let imputed = try study.impute(Options(imputations: 2))
        let delta = NotEstimable.invalidArgument(name: "delta", needed: "a finite number")
        for value in [Double.nan, .infinity] {
            #expect(imputed.slope(delta: value).reason == delta)
            #expect(imputed.points(deltas: [0, value]).reason == delta)
            #expect(imputed.tippingDelta(within: -1...1, null: value).reason != nil)
        }
        #expect(imputed.slope(delta: 1e200).reason == .nonFinite)
        let range = NotEstimable.invalidArgument(name: "the range of delta", needed: "finite and around 0")
        #expect(imputed.tippingDelta(within: 1...2).reason == range)
        #expect(imputed.tippingDelta(within: -Double.infinity...1).reason == range)
    }
}
