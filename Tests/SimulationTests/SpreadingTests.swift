import Foundation
import Testing

@testable import Simulation

@Suite("spreading: what is planted is found")
struct SpreadingTests {
    private static let people = 3000

    private static func study(dropout: Bool = true, seed: UInt64 = 101) throws -> SimulatedStudy {
        SimulatedStudy(
            design: try StudyDesign(
                people: people, seed: seed, scenario: .spreading, untidiness: .none, dropout: dropout))
    }

    /// A logistic regression on exposure days: within four of its own standard errors, by person.
    @Test func oddsRiseAsPlantedDespiteLeavingForPain() throws {
        let study = try Self.study()
        let truth = try #require(study.truth.ofSpreading)
        var sums = truth.logOddsRatioPer30Days.mapValues { _ in LogisticSums() }
        for index in 0..<Self.people {
            let person = study.person(index)
            for rows in Dictionary(grouping: person.assessments, by: \.day).values.sorted(by: { $0[0].day < $1[0].day })
            {
                let months = Double(rows[0].exposureDays ?? 0) / 30
                let sites = Set(rows.map { $0.otherSite ?? person.bodySite })
                for site in SpreadingModel.sites where site != person.bodySite {
                    sums["spreading"]?.add(person: index, x: months, sites.contains(site))
                }
            }
            let exposures = Dictionary(
                person.assessments.map { ($0.day, $0.exposureDays ?? 0) }, uniquingKeysWith: { first, _ in first })
            for report in person.symptoms {
                let days = try #require(exposures[report.day])
                sums[report.symptom]?.add(person: index, x: Double(days) / 30, report.isPresent)
            }
        }
        for (symptom, slope) in truth.logOddsRatioPer30Days {
            let found = try #require(sums[symptom]).line
            #expect(abs(found.slope - slope) < 4 * found.slopeStandardError, "\(symptom): \(found), \(slope)")
            // The error is small enough to tell what is planted from nothing.
            #expect(found.slopeStandardError < 0.01, "\(symptom)")
            let start = try #require(truth.expectedShare[symptom]?["day_0"])
            #expect(abs(found.intercept - log(start / (1 - start))) < 4 * found.interceptStandardError, "\(symptom)")
        }
        #expect(truth.logOddsRatioPer30Days["mood"] == 0 && truth.logOddsRatioPer30Days["anxiety"] == 0)
    }

    @Test func whoDoesNotAskForExposureFindsWhatTheTruthSays() throws {
        let study = try Self.study(dropout: false, seed: 102)
        let truth = try #require(study.truth.ofSpreading)
        var changes: [String: [Double]] = [:]
        for person in (0..<Self.people).lazy.map(study.person) {
            for (symptom, reports) in Dictionary(grouping: person.symptoms, by: \.symptom) {
                guard let first = reports.first(where: { $0.day == 0 }),
                    let last = reports.first(where: { abs($0.day - 364) <= 3 })
                else { continue }
                changes[symptom, default: []].append((last.isPresent ? 1 : 0) - (first.isPresent ? 1 : 0))
            }
        }
        for (symptom, change) in truth.naiveShareChangeDay0To364 where symptom != "spreading" {
            let sample = Sample(changes[symptom] ?? [])
            #expect(abs(sample.mean - change) < 4 * sample.standardError, "\(symptom): \(sample.mean), \(change)")
        }
        // Some are not exposed, and many of the others were already: less than of a year of exposure.
        for symptom in ["allodynia", "sleep_lost_to_pain", "shorter_relief"] {
            let shares = try #require(truth.expectedShare[symptom])
            let naive = try #require(truth.naiveShareChangeDay0To364[symptom])
            #expect(naive < (shares["day_360"] ?? 0) - (shares["day_0"] ?? 0))
        }
    }

    /// Hand-worked: 1 / (1 + e^(2 - 0.15·12)) and e^-2 / (1 + e^-2); 1 - (1 - 1/(1 + e^2.5))^5.
    @Test func sharesAreThoseOfTheLogOdds() throws {
        let truth = try #require(try Self.study().truth.ofSpreading)
        let allodynia = try #require(truth.expectedShare["allodynia"])
        #expect(abs((allodynia["day_0"] ?? 0) - 0.119202922022) < 1e-12)
        #expect(abs((allodynia["day_360"] ?? 0) - 0.450166002688) < 1e-12)
        #expect(truth.furtherSites == 5)
        #expect(abs((truth.expectedSites["day_0"] ?? 0) - 1.379290900) < 1e-8)
        #expect(abs((truth.shareWithFurtherSites["day_0"] ?? 0) - (1 - pow(0.92414181997, 5))) < 1e-9)
    }

    @Test func deathsAndDeparturesComeAsOftenAsPlanted() throws {
        let study = try Self.study(seed: 103)
        let truth = try #require(study.truth.ofSpreading)
        var (deaths, years) = (0.0, 0.0)
        var departures = [false: CountedChances(), true: CountedChances()]
        for person in (0..<Self.people).lazy.map(study.person) {
            let death = person.events.first { $0.kind == .death }?.day
            let last = death ?? person.dropoutDay ?? 540
            deaths += death == nil ? 0 : 1
            years += Double(last) / 365.25
            #expect(person.assessments.allSatisfy { $0.day <= last } && person.symptoms.allSatisfy { $0.day <= last })
            #expect(person.exposures.allSatisfy { $0.endDay <= death ?? 540 })
            let scores = person.assessments.filter { $0.otherSite == nil }
            for score in scores where score.day < 529 && (death == nil || score.day != scores.last?.day) {
                departures[score.score >= 5]?.add(
                    score.day == person.dropoutDay, chance: ChangeTables.chance(truth.chanceOfLeaving, score.score))
            }
        }
        let expected = truth.deathsPerYear * years
        #expect(abs(deaths - expected) < 4 * expected.squareRoot(), "\(deaths), \(expected)")
        for counted in departures.values { #expect(counted.agree, "\(counted)") }
    }
}
