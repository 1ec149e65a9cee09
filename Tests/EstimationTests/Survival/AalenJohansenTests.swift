import Estimation
import Foundation
import Testing

@Suite("Aalen-Johansen")
struct AalenJohansenTests {
    private static func plasmaCell() throws -> AalenJohansen {
        let study = try SurvivalStudy("mgus2")
        return try #require(
            AalenJohansen.fit(times: try study.column("time"), causes: try study.labels("cause")).fit)
    }

    /// survival's multi-state survfit on mgus2, whose standard error is the infinitesimal jackknife's: for multinomial
    /// events the same number.
    @Test func agreesWithMultiStateSurvfit() throws {
        let reference = try SurvivalReferences.read().competing
        let fit = try Self.plasmaCell()
        #expect(fit.curves.map(\.cause) == [1, 2])
        for (index, time) in reference.time.enumerated() {
            let position = try #require(fit.position(at: time))
            #expect(fit.times[position] == time)
            #expect(fit.atRisk[position] == reference.atRisk[index])
            for (cause, curve) in fit.curves.enumerated() {
                let point = curve.points[position]
                #expect(relativeError(point.incidence, reference.incidence[cause][index]) < 1e-12)
                #expect(relativeError(point.standardError, reference.standardError[cause][index]) < 1e-10)
            }
        }
    }

    /// cmprsk's cuminc: the same curves; Aalen's variance differs from ours by less than one part in the number at risk.
    @Test func agreesWithCuminc() throws {
        let reference = try SurvivalReferences.read().competing
        let fit = try Self.plasmaCell()
        for (index, time) in reference.aalenTime.enumerated() {
            let position = try #require(fit.position(at: time))
            for (cause, curve) in fit.curves.enumerated() {
                let point = curve.points[position]
                #expect(relativeError(point.incidence, reference.aalenIncidence[cause][index]) < 1e-12)
                #expect(
                    relativeError(point.standardError, reference.aalenError[cause][index]) < 0.5
                        / Double(fit.atRisk[position]))
            }
        }
    }

    /// By hand: cause 1 on day 1 of four at risk, cause 2 on day 2 of three, cause 1 on day 3 of two, the last censored.
    /// Incidence of cause 1: 1/4, 1/4, 1/4 + 1/2 · 1/2 = 1/2. Nobody is censored before, so it is a binomial share up to
    /// day 3: variance 1/2 · 1/2 / 4.
    @Test func fourPeopleByHand() throws {
        let fit = try #require(AalenJohansen.fit(times: [1, 2, 3, 4], causes: [1, 2, 1, 0]).fit)
        #expect(fit.curves[0].points.map(\.incidence) == [0.25, 0.25, 0.5, 0.5])
        #expect(fit.curves[1].points.map(\.incidence) == [0, 0.25, 0.25, 0.25])
        #expect(fit.curves[0].events == 2 && fit.curves[1].events == 1)
        #expect(relativeError(fit.curves[0].points[2].standardError, 0.25) < 1e-14)
        #expect(relativeError(fit.curves[1].points[2].standardError, (3.0 / 64).squareRoot()) < 1e-14)
        #expect(fit.atRisk == [4, 3, 2, 1])
        #expect(fit.position(at: 0.5) == nil && fit.position(at: 2.5) == 1)
    }

    /// With one cause it is Kaplan-Meier's complement, with its standard error and interval.
    @Test func oneCauseIsKaplanMeier() throws {
        let study = try SurvivalStudy("lung")
        let (times, isEvent) = (try study.column("time"), try study.isEvent())
        let curve = try #require(KaplanMeier.fit(times: times, isEvent: isEvent).fit)
        let fit = try #require(AalenJohansen.fit(times: times, causes: isEvent.map { $0 ? 5 : 0 }).fit)
        #expect(fit.eventFree == curve.steps.map(\.survival))
        for (point, step) in zip(fit.curves[0].points, curve.steps) {
            #expect(abs(point.incidence + step.survival - 1) < 1e-13)
            guard let error = step.standardError else { continue }
            #expect(relativeError(point.standardError, error) < 1e-10)
            guard let interval = point.interval(), let expected = step.interval else { continue }
            #expect(abs(interval.lower + expected.upper - 1) < 1e-10)
            #expect(abs(interval.upper + expected.lower - 1) < 1e-10)
        }
    }

    /// At every time the causes and the event-free probability make a whole.
    @Test func probabilitiesAddUp() throws {
        let fit = try Self.plasmaCell()
        for position in fit.times.indices {
            let total = fit.curves.reduce(fit.eventFree[position]) { $0 + $1.points[position].incidence }
            #expect(abs(total - 1) < 1e-13)
        }
    }

    @Test func badInputIsATypedOutcome() throws {
        #expect(AalenJohansen.fit(times: [], causes: []).reason == .noObservations)
        #expect(AalenJohansen.fit(times: [1, 2], causes: [0, 0]).reason == .noEvents)
        #expect(AalenJohansen.fit(times: [1, .infinity], causes: [0, 1]).reason == .nonFinite)
        for outcome in [
            AalenJohansen.fit(times: [1, 2], causes: [-1, 1]), AalenJohansen.fit(times: [1, 2], causes: [1]),
        ] {
            guard case .invalidArgument("causes", _)? = outcome.reason else {
                Issue.record("\(outcome)")
                continue
            }
        }
        let each = Array(1...101)
        guard case .invalidArgument("causes", _)? = AalenJohansen.fit(times: each.map(Double.init), causes: each).reason
        else {
            Issue.record("as many causes as observations")
            return
        }
        let all = try #require(AalenJohansen.fit(times: [1, 1], causes: [1, .max]).fit)
        #expect(all.eventFree == [0])
        #expect(all.curves.map { $0.points[0].incidence } == [0.5, 0.5])
        #expect(try #require(AalenJohansen.fit(times: [1], causes: [1]).fit).curves[0].points[0].interval() == nil)
    }
}
