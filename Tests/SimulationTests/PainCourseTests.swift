import Testing

@testable import Simulation

@Suite struct PainCourseTests {
    @Test func scoresAreRoundedHalfUpAndKeptOnTheScale() {
        let cases = [
            (-3.0, 0), (-0.04, 0), (0.04, 0), (0.05, 1), (4.949, 49), (4.95, 50), (9.94, 99), (9.96, 100), (12, 100),
        ]
        for (pain, tenths) in cases { #expect(PainModel.recordedTenths(pain) == tenths) }
    }

    @Test(arguments: [PainModel.null, .hyperalgesia, .tolerance])
    func interceptsAndSlopesHaveTheirMoments(_ model: PainModel) {
        let people = 20_000
        let drawn = (0..<people).map { person in
            var random = RandomStream(seed: 31, person: person, purpose: .painEffects)
            return model.effects(&random)
        }
        let intercepts = Sample(drawn.map { ($0.intercept - model.meanIntercept) / model.sdIntercept })
        let slopes = Sample(drawn.map { ($0.slope - model.meanSlope) / model.sdSlope })
        let products = Sample(
            drawn.map {
                ($0.intercept - model.meanIntercept) / model.sdIntercept * ($0.slope - model.meanSlope) / model.sdSlope
            })
        for sample in [intercepts, slopes] {
            #expect(abs(sample.mean) < 4 * sample.standardError)
            // The variance of a normal sample's variance is 2/n.
            #expect(abs(sample.variance - 1) < 4 * (2 / Double(people)).squareRoot())
        }
        #expect(abs(products.mean - model.correlation) < 4 * products.standardError)
    }

    @Test func residualsHaveTheirMoments() throws {
        let study = try Self.study(.hyperalgesia, people: 500, scores: 20, seed: 32, dropout: false)
        let residuals = Sample(
            (0..<500).flatMap { index in
                let person = study.person(index)
                return person.assessments.compactMap { assessment in
                    assessment.exposureDays.map {
                        assessment.pain - person.intercept - person.slope * Double($0) / 30
                    }
                }
            })
        #expect(residuals.count > 5000)
        #expect(abs(residuals.mean) < 4 * residuals.standardError)
        #expect(abs(residuals.variance / 0.64 - 1) < 4 * (2 / Double(residuals.count)).squareRoot())
    }

    @Test(arguments: [1, 2, 7, 270])
    func withoutDropoutEveryoneHasTheScoresPlanned(_ scores: Int) throws {
        let study = try Self.study(.null, people: 1000, scores: scores, seed: 33, dropout: false)
        let counts = Sample((0..<1000).map { Double(study.person($0).assessments.count) })
        #expect(scores == 1 ? counts.variance == 0 : counts.variance > 0)
        #expect(abs(counts.mean - Double(scores)) <= 4 * counts.standardError)
    }

    @Test func visitsAreInOrderWithinFollowUpAndOnTheFirstDayOfMOUD() throws {
        let study = try Self.study(.null, people: 500, scores: 10, seed: 34, dropout: true)
        var before = 0
        for index in 0..<500 {
            let person = study.person(index)
            let days = person.assessments.map(\.day)
            #expect(zip(days, days.dropFirst()).allSatisfy { $0 < $1 })
            #expect(days.allSatisfy { (-14..<540).contains($0) })
            before += days.count { $0 < 0 }
            if let start = person.moudStartDay {
                let first = person.assessments.first { $0.day == start }
                #expect(first?.exposureDays == nil)
                #expect(first != nil)
                #expect(person.dropoutDay == nil)
                #expect(!person.eras.isEmpty)
            }
        }
        #expect(before > 100)
    }

    @Test func afterATaperTheRiseFades() throws {
        let study = try Self.study(.hyperalgesia, people: 4000, scores: 20, seed: 35, dropout: false)
        var remaining: [Double] = []
        for index in 0..<4000 {
            let person = study.person(index)
            guard let end = person.taperEndDay, let era = person.eras.last else { continue }
            for assessment in person.assessments where assessment.day > end && assessment.day <= end + 14 {
                let rise = person.slope * Double(era.endDay - era.startDay) / 30
                let days = Double(assessment.day - end)
                remaining.append(assessment.pain - person.intercept - rise * 14 / (14 + days))
                #expect(assessment.exposureDays == nil)
            }
        }
        let residuals = Sample(remaining)
        #expect(residuals.count > 200)
        #expect(abs(residuals.mean) < 4 * residuals.standardError)
    }

    @Test func theMorePainTheMoreLeave() throws {
        let study = try Self.study(.hyperalgesia, people: 3000, scores: 20, seed: 36, dropout: true)
        var stays: [Double] = []
        var leaves: [Double] = []
        var atRisk = 0
        for index in 0..<3000 {
            let person = study.person(index)
            guard person.arm == nil, !person.eras.isEmpty else { continue }
            atRisk += 1
            let exposed = person.assessments.filter { $0.exposureDays != nil }
            if let day = person.dropoutDay {
                #expect(person.assessments.allSatisfy { $0.day <= day })
                if let last = exposed.last { leaves.append(last.score) }
            }
            stays += exposed.dropLast().map(\.score)
        }
        let left = Sample(leaves)
        let stayed = Sample(stays)
        #expect(left.mean - stayed.mean > 4 * left.standardError)
        #expect((0.25...0.5).contains(Double(leaves.count) / Double(atRisk)))
    }

    // MARK: The slope that an analysis should find

    /// Generalised least squares with the true variances, which is what a mixed model converges to, finds the slope
    /// despite dropout; ordinary least squares does not. Few scores meet the ends of the scale, and what they and
    /// rounding do to the slope is a small part of its standard error in 2,000 people.
    @Test(arguments: [Scenario.null, .hyperalgesia])
    func theSlopeIsFoundDespiteDropoutAndScaleEnds(_ scenario: Scenario) throws {
        let people = 8000
        let study = try Self.study(scenario, people: people, scores: 20, seed: 37, dropout: true)
        let planted = try #require(study.truth.ofExposure)
        var recorded = LineSums(truth: planted)
        var unrounded = LineSums(truth: planted)
        var pooled = LineSums(truth: nil)
        var scores = 0
        var clipped = 0
        for index in 0..<people {
            let exposed = study.person(index).assessments.filter { $0.exposureDays != nil }
            let durations = exposed.map { Double($0.exposureDays ?? 0) / 30 }
            recorded.add(durations, exposed.map(\.score))
            unrounded.add(durations, exposed.map(\.pain))
            pooled.add(durations, exposed.map(\.score))
            scores += exposed.count
            clipped += exposed.count { !(0...10).contains($0.pain) }
        }
        let truth = planted.slopePer30Days
        let fit = recorded.line
        let error = fit.slopeStandardError
        #expect(abs(fit.slope - truth) < 4 * error)
        #expect(abs(fit.intercept - planted.intercept) < 4 * fit.interceptStandardError)
        // Dropout takes 0.007 to 0.009 off the pooled slope, three times this.
        #expect(pooled.line.slope < truth - 2 * error)
        #expect(Double(clipped) / Double(scores) < 0.001)
        #expect(clipped > 0)
        let errorIn2000 = error * (Double(people) / 2000).squareRoot()
        #expect(abs(fit.slope - unrounded.line.slope) < errorIn2000 / 10)
        #expect((0.002...0.003).contains(errorIn2000))
    }

    @Test func inToleranceTheSlopeAtAFixedDoseIsSteeperThanTheMarginalOne() throws {
        let people = 8000
        let study = try Self.study(.tolerance, people: people, scores: 20, seed: 38, dropout: false)
        let planted = try #require(study.truth.ofExposure)
        var marginal = LineSums(truth: planted)
        var fixedDose = LineSums(truth: planted)
        for index in 0..<people {
            let person = study.person(index)
            let exposed = person.assessments.filter { $0.exposureDays != nil }
            let durations = exposed.map { Double($0.exposureDays ?? 0) / 30 }
            let doseEffects = exposed.map { assessment in
                let mme = person.exposures.last { $0.startDay <= assessment.day }?.mme ?? 50
                return planted.doseEffectPerLogMME * NaturalLogarithm.value(mme / 50)
            }
            marginal.add(durations, exposed.map(\.score))
            fixedDose.add(durations, zip(exposed, doseEffects).map { $0.score - $1 })
        }
        #expect(planted.marginalSlopePer30Days == 0.02)
        #expect(planted.slopePer30Days == 0.12)
        let fixed = fixedDose.line
        #expect(abs(fixed.slope - 0.12) < 4 * fixed.slopeStandardError)
        // Doses that rise at different times spread the slopes by more than the model's own share: a step of 0.3 points
        // every 90 days adds at most as much again to the variance.
        #expect(abs(marginal.line.slope - 0.02) < 4 * 2.0.squareRoot() * marginal.line.slopeStandardError)
    }

    private static func study(
        _ scenario: Scenario, people: Int, scores: Int, seed: UInt64, dropout: Bool
    ) throws -> SimulatedStudy {
        SimulatedStudy(
            design: try StudyDesign(
                people: people, meanScoresPerPerson: scores, seed: seed, scenario: scenario, untidiness: .none,
                dropout: dropout))
    }
}
