import Estimation
import Testing

@Suite("Restricted mean survival time")
struct RestrictedMeanTests {
    /// survival's summary(survfit, rmean =): horizons at, between and beyond the times, the last where the curve has
    /// reached 0.
    @Test func agreesWithSurvfit() throws {
        for reference in try SurvivalReferences.read().restrictedMean {
            let study = try SurvivalStudy(reference.data)
            let rows = try study.column(reference.group).indices.filter {
                study.columns[reference.group]?[$0] == reference.value
            }
            let (times, isEvent) = (try study.column("time"), try study.isEvent())
            let fit = try #require(
                RestrictedMean.fit(
                    times: rows.map { times[$0] }, isEvent: rows.map { isEvent[$0] }, horizon: reference.horizon
                ).fit)
            #expect(relativeError(fit.value, reference.mean) < 1e-12)
            #expect(relativeError(fit.standardError, reference.standardError) < 1e-12)
        }
    }

    /// By hand: events on days 1 and 2 of four people, horizon 4: 1 + 3/4 + 1/2 · 2 = 2.75; the areas from day 1 and 2 on
    /// are 1.75 and 1: variance 1.75²/(4 · 3) + 1/(3 · 2).
    @Test func fourPeopleByHand() throws {
        let fit = try #require(
            RestrictedMean.fit(times: [5, 2, 1, 2], isEvent: [false, true, true, false], horizon: 4).fit)
        #expect(relativeError(fit.value, 2.75) < 1e-15)
        #expect(relativeError(fit.standardError, (1.75 * 1.75 / 12 + 1.0 / 6).squareRoot()) < 1e-15)
        let interval = try #require(fit.interval())
        #expect(interval.contains(fit.value) && interval.method == .wald)
    }

    /// Without censoring up to the horizon it is the mean of min(time, horizon), and its variance Σ (x - mean)² / n².
    @Test func withoutCensoringItIsTheMean() throws {
        let times = [1.5, 2, 2, 3.25, 7, 11]
        let fit = try #require(
            RestrictedMean.fit(times: times, isEvent: times.map { _ in true }, horizon: 5).fit)
        let cut = times.map { min($0, 5) }
        let mean = cut.reduce(0, +) / 6
        #expect(relativeError(fit.value, mean) < 1e-14)
        let squares = cut.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(relativeError(fit.standardError, squares.squareRoot() / 6) < 1e-14)
    }

    @Test func difference() throws {
        let study = try SurvivalStudy("remission")
        let (times, isEvent) = (try study.column("time"), try study.isEvent())
        let first = try #require(
            RestrictedMean.fit(times: Array(times[..<21]), isEvent: Array(isEvent[..<21]), horizon: 20).fit)
        let second = try #require(
            RestrictedMean.fit(times: Array(times[21...]), isEvent: Array(isEvent[21...]), horizon: 20).fit)
        let difference = try #require(first.difference(from: second).fit)
        #expect(difference.value == first.value - second.value)
        let error = (first.standardError * first.standardError + second.standardError * second.standardError)
            .squareRoot()
        #expect(difference.standardError == error)
        let tail = try StandardNormal.upperTail(difference.value / error)
        #expect(difference.pValue == 2 * tail)
        #expect(try #require(difference.interval()).contains(difference.value))
    }

    @Test func badInputIsATypedOutcome() throws {
        let fit = { (times: [Double], isEvent: [Bool], horizon: Double) in
            RestrictedMean.fit(times: times, isEvent: isEvent, horizon: horizon)
        }
        #expect(fit([], [], 1).reason == .noObservations)
        #expect(fit([.nan], [true], 1).reason == .nonFinite)
        for outcome in [
            fit([1, 2], [true], 1), fit([1, 2], [true, true], 0), fit([1, 2], [true, true], .nan),
            fit([1, 2], [true, true], .infinity), fit([-1, 2], [true, true], 1),
            // Nothing tells where the curve goes after the last censoring.
            fit([1, 2], [true, false], 3),
        ] {
            guard case .invalidArgument? = outcome.reason else {
                Issue.record("\(outcome)")
                continue
            }
        }
        let level = try #require(fit([3, 4], [false, false], 2).fit)
        #expect(level.value == 2 && level.standardError == 0)
        #expect(level.difference(from: level).reason == .noEvents)
        let certain = try #require(fit([1, 1], [true, true], 2).fit)
        #expect(certain.events == 2 && certain.value == 1)
        #expect(certain.difference(from: certain).reason == .noResidualVariation)
        let other = try #require(fit([3, 4], [false, false], 3).fit)
        guard case .invalidArgument? = level.difference(from: other).reason else {
            Issue.record("horizons differ")
            return
        }
    }
}
