import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Self-controlled contrast")
struct SelfControlledContrastTests {
    typealias Observation = SelfControlledContrast.Observation

    struct References: Decodable {
        struct Contrast: Decodable {
            let estimates, cr2, degrees, p: [Double]
            let sdResidual, f, fDegrees, fP: Double
        }
        let contrasts: [Contrast]
    }

    private static func study() throws -> [Observation] {
        let table = try ReferenceNumbers.table("contrast")
        func column(_ name: String) throws -> [Double] { try #require(table[name]) }
        let (person, period, time) = (try column("person"), try column("period"), try column("time"))
        return try column("response").enumerated().map { row, response in
            Observation(person: Int(person[row]), period: Int(period[row]), time: time[row], response: response)
        }
    }

    /// lm with a term for each person and clubSandwich's CR2: the same estimates, errors, Satterthwaite's degrees of freedom and
    /// approximate Hotelling test.
    @Test func asRegressionWithATermForEachPerson() throws {
        let references = try ReferenceNumbers.json("case-series", as: References.self).contrasts
        let spline = try #require(RestrictedCubicSpline(knots: [5, 35, 65, 95]))
        let courses: [SelfControlledContrast.Course] = [.constant, .line, .spline(spline)]
        #expect(references.count == courses.count)
        for (course, reference) in zip(courses, references) {
            let fit = try #require(
                SelfControlledContrast.fit(try Self.study(), periods: ["during", "after"], course: course).fit)
            #expect(fit.people == 22)
            #expect(fit.peopleWithOneObservation == 2)
            #expect(fit.regression.coefficientCount == reference.estimates.count + 1)
            for (position, estimate) in reference.estimates.enumerated() {
                let weights = try #require(fit.regression.weights(ofCoefficient: position + 1))
                let own = try #require(fit.regression.prediction(weights))
                // Cross-products of nearly collinear spline columns keep ten digits.
                #expect(relativeError(own.value, estimate) < 1e-8)
                #expect(relativeError(own.standardError, reference.cr2[position]) < 1e-8)
                #expect(
                    relativeError(fit.regression.degreesOfFreedom(of: weights) ?? 0, reference.degrees[position]) < 1e-7
                )
                #expect(relativeError(fit.regression.test(weights)?.pValue ?? 0, reference.p[position]) < 1e-6)
            }
            #expect(relativeError(fit.sdResidual, reference.sdResidual) < 1e-9)
            let joint = try #require(fit.jointTest)
            #expect(relativeError(joint.statistic, reference.f) < 1e-7)
            #expect(relativeError(joint.degreesOfFreedom[1], reference.fDegrees) < 1e-7)
            #expect(relativeError(joint.pValue, reference.fP) < 1e-6)
            let (first, second) = (
                try #require(fit.difference(ofPeriod: 1)), try #require(fit.difference(ofPeriod: 2))
            )
            let between = try #require(fit.difference(ofPeriod: 2, against: 1))
            #expect(abs(between.value - (second.value - first.value)) < 1e-12)
        }
    }

    /// Two responses a person, one in each period: the paired t test.
    @Test func byHandPairs() throws {
        let pairs = [(5.0, 7.0), (10, 11), (2, 5), (8, 8)]
        let observations = pairs.enumerated().flatMap { person, pair in
            [
                Observation(person: person, period: 0, response: pair.0),
                Observation(person: person, period: 1, response: pair.1),
            ]
        }
        let fit = try #require(SelfControlledContrast.fit(observations, periods: ["after"]).fit)
        let difference = try #require(fit.difference(ofPeriod: 1))
        // Differences 2, 1, 3, 0: mean 1.5, variance 5/3.
        #expect(abs(difference.value - 1.5) < 1e-13)
        #expect(relativeError(difference.standardError, (5.0 / 12).squareRoot()) < 1e-12)
        let test = try #require(fit.test(ofPeriod: 1))
        #expect(relativeError(test.statistic, 1.5 / (5.0 / 12).squareRoot()) < 1e-12)
        #expect(relativeError(test.degreesOfFreedom[0], 3) < 1e-10)
        #expect(fit.interval(ofPeriod: 1)?.method == .clusterRobustT)
        #expect(fit.difference(ofPeriod: 2) == nil)
        #expect(fit.difference(ofPeriod: 0) == nil)
    }

    /// What is constant in a person has no part, however large.
    @Test func levelsCancel() throws {
        let study = try Self.study()
        let moved = study.map {
            Observation(
                person: $0.person, period: $0.period, time: $0.time + 1000,
                response: $0.response + Double($0.person) * 4096)
        }
        func fit(_ rows: [Observation]) -> SelfControlledContrast.Fit? {
            SelfControlledContrast.fit(rows, periods: ["during", "after"], course: .line).fit
        }
        let (one, two) = (try #require(fit(study)), try #require(fit(moved)))
        for period in 1...2 {
            let (left, right) = (
                try #require(one.difference(ofPeriod: period)), try #require(two.difference(ofPeriod: period))
            )
            // A level of 90,000 leaves eleven digits of a response.
            #expect(relativeError(left.value, right.value) < 1e-9)
            #expect(relativeError(left.standardError, right.standardError) < 1e-9)
        }
    }

    @Test func sameBitsOnAnyNumberOfThreads() throws {
        let study = try Self.study()
        let many = (0..<100).flatMap { copy in
            study.map {
                Observation(
                    person: 1000 * copy + $0.person, period: $0.period, time: $0.time + Double(copy),
                    response: $0.response)
            }
        }
        func fit(_ executor: BlockExecutor) -> [Coefficient]? {
            SelfControlledContrast.fit(many, periods: ["during", "after"], course: .line, executor: executor)
                .fit?.regression.coefficients
        }
        let parallel = BlockExecutor(threads: 8) { DispatchQueue.concurrentPerform(iterations: $0, execute: $1) }
        let serial = fit(.serial)
        #expect(serial != nil)
        #expect(serial == fit(parallel))
    }

    @Test func refusals() {
        func reason(
            _ rows: [(Int, Int, Double, Double)], _ periods: [String] = ["after"],
            course: SelfControlledContrast.Course = .constant
        ) -> NotEstimable? {
            SelfControlledContrast.fit(
                rows.map { Observation(person: $0.0, period: $0.1, time: $0.2, response: $0.3) }, periods: periods,
                course: course
            ).reason
        }
        let fine: [(Int, Int, Double, Double)] = [(1, 0, 0, 1), (1, 1, 1, 3), (2, 0, 0, 2), (2, 1, 1, 3), (2, 1, 2, 4)]
        #expect(reason(fine) == nil)
        #expect(reason([]) == .noObservations)
        #expect(reason(fine + [(3, 0, 0, .nan)]) == .nonFinite)
        #expect(reason(fine + [(3, 0, .infinity, 1)]) == .nonFinite)
        #expect(reason(fine, []) == .invalidArgument(name: "the periods", needed: "one at least"))
        #expect(
            reason(fine + [(3, 2, 0, 1)]) == .invalidArgument(name: "the period of an observation", needed: "in 0...1"))
        #expect(reason(fine, ["after", "later"]) == .emptyCategory(name: "later"))
        #expect(reason([(1, 0, 0, 1), (2, 1, 0, 2)]) == .oneObservationPerGroup)
        #expect(reason([fine[0], fine[1], (3, 0, 0, 3)]) == .tooFewGroups(found: 1, needed: 2))
        #expect(
            reason([(1, 0, 0, 1), (1, 0, 1, 2), (2, 1, 0, 1), (2, 1, 1, 3)]) == .constantWithinGroups(name: "after"))
        #expect(
            reason([(1, 0, 0, 1.1), (1, 1, 1, 1.1), (2, 0, 0, 0.3), (2, 1, 1, 0.3)])
                == .constantWithinGroups(name: "the response"))
        #expect(
            reason([(1, 0, 4, 1), (1, 1, 4, 2), (2, 0, 5, 2), (2, 1, 5, 2)], course: .line)
                == .constantWithinGroups(name: "time"))
        #expect(
            reason([(1, 0, 0, 1), (1, 1, 1, 3), (2, 0, 0, 2), (2, 1, 1, 3)], course: .line) == .collinear(name: "time"))
        #expect(
            reason([(1, 0, 0, 1), (1, 1, 1, 2), (2, 0, 0, 2), (2, 1, 1, 3), (2, 1, 1, 3)]) == .noResidualVariation)
        #expect(
            reason([(1, 0, 0, 1), (1, 1, 1, 2), (2, 0, 0, 2), (2, 1, 2, 5)], course: .line)
                == .tooFewObservations(found: 4, needed: 5))
    }

    /// Without a difference, intervals hold 0 and tests reject it in 5% of studies: 12 persons whose responses hang together over time,
    /// 1,000 studies, so that a coverage of 95% has a standard error of 0.7%.
    @Test func coverage() {
        var generator = SeededGenerator(state: 31)
        let studies = 1000
        var (held, count) = (0, 0)
        for _ in 0..<studies {
            var rows: [Observation] = []
            for person in 0..<12 {
                let level = 10 * generator.normal()
                var drift = 0.0
                let start = Int.random(in: 3...7, using: &generator)
                for time in 0..<10 {
                    drift = 0.6 * drift + generator.normal()
                    rows.append(
                        Observation(
                            person: person, period: time >= start ? 1 : 0, time: Double(time),
                            response: level + 0.3 * Double(time) + drift))
                }
            }
            guard
                let interval = SelfControlledContrast.fit(rows, periods: ["after"], course: .line).fit?
                    .interval(ofPeriod: 1)
            else { continue }
            count += 1
            held += interval.contains(0) ? 1 : 0
        }
        print("contrast, no difference: \(count) studies, 95% intervals hold 0 in \(held)")
        #expect(count == studies)
        #expect(abs(Double(held) / Double(studies) - 0.95) < 0.021)
    }
}
