import Foundation
import Testing

@testable import Simulation

@Suite("return_to_use: what is planted is found")
struct ReturnToUseTests {
    private static let people = 8000

    /// One person as an analyst sees them.
    private struct Patient {
        let person: SimulatedPerson
        let start: Int
        let baseline: Double
        let sd: Double
        let lastDay: Int

        init?(_ person: SimulatedPerson) {
            guard let start = person.randomizedDay,
                let baseline = person.assessments.first(where: { $0.day == start })?.score
            else { return nil }
            self.person = person
            self.start = start
            self.baseline = baseline
            sd = Sample(person.assessments.filter { $0.day < start }.map(\.score)).variance.squareRoot()
            lastDay = person.dropoutDay ?? 540
        }

        /// How much sooner than at the references.
        func ratio(_ truth: ReturnToUseTruth) -> Double {
            pow(truth.hazardRatioPerBaselinePoint, baseline - truth.referenceBaselinePoints)
                * pow(truth.hazardRatioPerPointOfSD, sd - truth.referenceSDPoints)
        }

        /// That this patient has returned to use after so many weeks.
        func returned(_ weeks: Int, _ truth: ReturnToUseTruth) -> Double {
            1 - exp(-truth.returnToUsePerWeek * Double(weeks) * ratio(truth))
        }

        func isRetained(weeks: Int) -> Bool { lastDay > start + 7 * weeks }
    }

    private static let study: SimulatedStudy? = try? SimulatedStudy(
        design: StudyDesign(people: people, seed: 111, scenario: .returnToUse, untidiness: .none))

    private static let patients: [Patient] = (0..<people).compactMap { number in
        study.flatMap { Patient($0.person(number)) }
    }

    private static func truth() throws -> ReturnToUseTruth { try #require(study?.truth.ofReturnToUse) }

    /// An exponential model by Newton's method: log hazard = a + b (baseline - 4.5) + c (SD - 0.9), with the errors of its
    /// information.
    @Test func hazardRatiosAreThoseOfTheTruth() throws {
        let truth = try Self.truth()
        #expect(Self.patients.count == Self.people)
        let rows = Self.patients.map { patient in
            let end = patient.person.returnDay ?? patient.lastDay
            // A first use is between two midnights.
            let weeks = (Double(end - patient.start) - (patient.person.returnDay == nil ? 0 : 0.5)) / 7
            return (
                x: [1, patient.baseline - truth.referenceBaselinePoints, patient.sd - truth.referenceSDPoints],
                weeks: weeks, event: patient.person.returnDay == nil ? 0.0 : 1
            )
        }
        var beta = [log(0.02), 0, 0]
        var information = [[Double]](repeating: [0, 0, 0], count: 3)
        for _ in 0..<15 {
            var score = [0.0, 0, 0]
            information = [[Double]](repeating: [0, 0, 0], count: 3)
            for row in rows {
                let expected = row.weeks * exp(zip(beta, row.x).reduce(0) { $0 + $1.0 * $1.1 })
                for i in 0..<3 {
                    score[i] += (row.event - expected) * row.x[i]
                    for j in 0..<3 { information[i][j] += expected * row.x[i] * row.x[j] }
                }
            }
            let step = Self.solve(information, score)
            for i in 0..<3 { beta[i] += step[i] }
        }
        let planted = [
            log(truth.returnToUsePerWeek), log(truth.hazardRatioPerBaselinePoint), log(truth.hazardRatioPerPointOfSD),
        ]
        for i in 0..<3 {
            var unit = [0.0, 0, 0]
            unit[i] = 1
            let error = Self.solve(information, unit)[i].squareRoot()
            #expect(abs(beta[i] - planted[i]) < 4 * error, "\(i): \(beta[i]), \(planted[i]), error \(error)")
            // Half of what is planted is more than four errors away.
            #expect(i == 0 || 4 * error < planted[i] / 2)
        }
    }

    /// By Cramer's rule.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        func determinant(_ m: [[Double]]) -> Double {
            m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
        }
        return (0..<3).map { column in
            var replaced = matrix
            for row in 0..<3 { replaced[row][column] = right[row] }
            return determinant(replaced) / determinant(matrix)
        }
    }

    /// Week by week: the positives of the screens that were made and the missed visits are as many as the truth's numbers say of
    /// each patient, so the shares that leave missing screens out, or count them, are those of the truth at its references.
    @Test(arguments: [4, 12, 24])
    func screensOfAWeek(_ week: Int) throws {
        let truth = try Self.truth()
        let inUse = try #require(truth.missedVisitShare["using"])
        let notInUse = try #require(truth.missedVisitShare["not_using"])
        var positive = CountedChances(), made = CountedChances(), first = CountedChances()
        for patient in Self.patients where patient.isRetained(weeks: week) {
            let visits = patient.person.visits.filter { $0.plannedDay > patient.start }.prefix(week)
            let visit = try #require(visits.last)
            #expect(visit.plannedDay == patient.start + 7 * week)
            let opioid = patient.person.screens.filter { $0.substance == "opioid" }
            let screen = opioid.first { visit.isAttended && $0.day == visit.day }
            #expect((screen != nil) == visit.isAttended)
            let returned = patient.returned(week, truth)
            positive.add(screen?.isPositive ?? false, chance: returned * (1 - inUse))
            made.add(visit.isAttended, chance: returned * (1 - inUse) + (1 - returned) * (1 - notInUse))
            let isFirst =
                visits.contains { !$0.isAttended } || opioid.contains { $0.isPositive && $0.day <= visit.day }
            first.add(isFirst, chance: 1 - (1 - returned) * pow(1 - notInUse, Double(week)))
        }
        #expect(positive.agree && made.agree && first.agree, "\(positive) \(made) \(first)")
        // Missing at random finds too little.
        let naive = try #require(truth.naivePositiveShareOfScreensMade["week_\(week)"])
        let share = try #require(truth.returnedShare["week_\(week)"])
        let counted = try #require(truth.naivePositiveOrMissedShare["week_\(week)"])
        #expect(naive < share - 0.02 && share < counted)
    }

    /// Hand-worked: U = 1 - e^-0.6 = 0.451188; 0.6 U / (0.6 U + 0.9 (1 - U)) = 0.354038; U + 0.1 (1 - U) = 0.506070;
    /// e^-0.288 = 0.749762; odds 0.4 / 0.6 and 0.1 / 0.9.
    @Test func shareOfTheReference() throws {
        let truth = try Self.truth()
        let cases = [
            (truth.returnedShare, 0.451188), (truth.naivePositiveShareOfScreensMade, 0.354038),
            (truth.naivePositiveOrMissedShare, 0.506070), (truth.retainedShare, 0.749762),
        ]
        for (shares, expected) in cases { #expect(abs((shares["week_24"] ?? 0) - expected) < 1e-6) }
        #expect(truth.missedVisitOddsRatioOfUse == 6)
    }

    @Test func usersMissMoreVisits() throws {
        let truth = try Self.truth()
        var missed = [true: CountedChances(), false: CountedChances()]
        for patient in Self.patients {
            let opioid = patient.person.screens.filter { $0.substance == "opioid" }
            #expect(opioid.allSatisfy { $0.isPositive == ($0.day >= patient.person.returnDay ?? .max) })
            for visit in patient.person.visits where visit.plannedDay > patient.start {
                // A visit is a day sooner or later: which side of the first use a missed one was on is not known.
                if let day = patient.person.returnDay, abs(visit.plannedDay - day) <= 1 { continue }
                let isUsing = visit.plannedDay > patient.person.returnDay ?? .max
                missed[isUsing]?.add(
                    !visit.isAttended, chance: truth.missedVisitShare[isUsing ? "using" : "not_using"] ?? 0)
            }
        }
        for counted in missed.values { #expect(counted.agree, "\(counted)") }
    }

    @Test func stayingDependsOnNothingAndTheArmChangesNothing() throws {
        let truth = try Self.truth()
        var staying = [false: CountedChances(), true: CountedChances()]
        var returned: [MOUDArm: [Double]] = [:]
        for patient in Self.patients {
            staying[patient.baseline >= 4.5]?.add(
                patient.isRetained(weeks: 24), chance: truth.retainedShare["week_24"] ?? 0)
            let person = patient.person
            let arm = try #require(person.arm)
            returned[arm, default: []].append(person.returnDay.map { $0 <= patient.start + 84 } ?? false ? 1 : 0)
            #expect(person.moudStartDay == patient.start)
            #expect(person.moudDoses.allSatisfy { (patient.start...patient.lastDay).contains($0.day) })
            #expect(person.events.map(\.kind) == (person.dropoutDay == nil ? [] : [.dropout]))
            #expect(person.assessments.allSatisfy { $0.day <= patient.lastDay })
        }
        for counted in staying.values { #expect(counted.agree, "\(counted)") }
        #expect(Set(returned.keys) == [.buprenorphine, .methadone])
        let samples = returned.values.map(Sample.init)
        let error = samples.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot()
        #expect(abs(samples[0].mean - samples[1].mean) < 4 * error)
    }

    @Test func daysToReturnAreThoseOfTheExponential() {
        // -ln U / (0.025 / 7) = 280 · -ln U days, rounded up.
        for person in 0..<500 {
            var random = RandomStream(seed: 7, person: person, purpose: .returnToUse)
            var again = random
            let days = 280 * -log(again.uniform())
            let found = ReturnToUseModel.daysToReturn(logHazardRatio: 0, within: 400, &random)
            #expect(found == (days <= 400 ? Int(days.rounded(.up)) : nil))
        }
        var random = RandomStream(seed: 7, person: 0, purpose: .returnToUse)
        #expect(ReturnToUseModel.daysToReturn(logHazardRatio: 100, within: 0, &random) == nil)
    }
}
