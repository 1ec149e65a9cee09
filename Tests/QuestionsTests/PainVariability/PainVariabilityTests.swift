import Cohort
import Disclosure
import Estimation
import Findings
import Foundation
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("How much pain swings")
struct PainVariabilityTests {
    private let nrs = Instrument.catalogue[0].info

    private func key(
        _ measure: VariabilityMeasure? = nil, _ adjustment: VariabilityAdjustment? = nil, band: String? = nil,
        event: VariabilityEvent? = nil
    ) -> VariabilityKey {
        let place = band.flatMap { band in
            (0..<DurationBands.standard.count).first { DurationBands.standard.label(of: $0) == band }.map {
                BandPlace(index: $0, id: band)
            }
        }
        return VariabilityKey(instrument: nrs, measure: measure, band: place, adjustment: adjustment, event: event)
    }

    private func study(_ people: [CohortFixture.Person], instrument: Instrument = Instrument.catalogue[0]) throws
        -> StudyFixture
    {
        try StudyFixture(CohortFixture(people: people, instruments: [instrument]).cohort)
    }

    private func settings(
        scores: Int = 5, lateFrom: Int = 90, exponent: Double? = nil, fewestEvents: Int = 10
    ) -> PainVariabilitySettings {
        var settings = PainVariabilitySettings()
        (settings.scores, settings.lateFrom, settings.timeExponent) = (scores, lateFrom, exponent)
        settings.fewestEvents = fewestEvents
        return settings
    }

    /// Numbers that only look like chance.
    private struct Noise {
        var state: UInt64 = 5

        /// Between 0 and 1.
        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }

        /// About 0, with a standard deviation of 1.
        mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + next() } }
    }

    /// What of variability the contract tests ask for: scores early and late, and events of which there are enough.
    static var cohort: Cohort {
        var noise = Noise()
        let people = (0..<120).map { (number: Int) -> CohortFixture.Person in
            let spread = 0.5 + 1.5 * noise.next()
            var person = CohortFixture.Person(exposures: [0...400])
            let level = 3 + 3 * noise.next()
            for visit in 0..<14 {
                let day = Int32(visit * 15 + number % 7 + Int(noise.next() * 6))
                let score = (level + spread * noise.normal()).rounded()
                person.pain.append((day, min(10, max(0, score))))
            }
            if noise.next() < 0.3 * spread {
                person.events = [(day: Int32(230 + Int(noise.next() * 150)), kind: .dropout)]
            }
            return person
        }
        return CohortFixture(people: people).cohort
    }

    // MARK: - By hand

    @Test("sizes over all scores and in a band, one score a day, five days at least")
    func byHand() throws {
        // On days 0, 1, 2, 4, 8 of exposure: 1, 3, 2, 4, 5; a second score on day 2 is not used. Four scores are too few.
        let one = CohortFixture.Person(
            exposures: [0...200], pain: [(0, 1), (1, 3), (2, 2), (2, 9), (4, 4), (8, 5)])
        let few = CohortFixture.Person(exposures: [0...200], pain: [(0, 1), (1, 3), (2, 2), (3, 4)])
        let built = try study([one, one, few]).built(PainVariability.self, settings(exponent: 0.5))
        let finding = StudyFixture.released([built], policy: .init(minimumCell: 1)).findings[0]
        #expect(finding[.variabilityPatients, key()]?.value == .number(2))
        #expect(finding[.variabilityPatients, key(band: "0–29")]?.value == .number(2))
        func size(_ measure: VariabilityMeasure) throws -> Double {
            try #require(finding[.typicalVariability, key(measure)]?.number)
        }
        // Mean 3, squares 4 + 0 + 1 + 1 + 4; differences 2, -1, 2, 1, of which the last two are over 2 and 4 days.
        #expect(abs(try size(.sd) - 2.5.squareRoot()) < 1e-12)
        #expect(abs(try size(.successive) - 2.5.squareRoot()) < 1e-12)
        // The usual interval is the second of 1, 1, 2, 4 (with those of the one who has too few: 1 still).
        #expect(finding[.usualInterval, key()]?.value == .number(1))
        #expect(abs(try size(.successiveAdjusted) - ((4 + 1 + 2 + 0.25) / 4).squareRoot()) < 1e-12)
        // Acute is 2 of 10 points or more.
        #expect(finding[.acuteChangeShare, key(.acuteChange)]?.value == .number(0.5))
        #expect(finding.setting("acute_change") == "2")
        #expect(
            finding.cautions.contains {
                $0.contains("beside the first of their day, doubled ones among them, are not used: 2.")
            })
        let basis = built.estimates.first { $0.quantity == Quantity.variabilityPatients.info }?.basis
        #expect(basis?.counts == [2, 1, 0])
    }

    @Test("late against early is the ratio in the same patients, at the edge of the day")
    func lateToEarly() throws {
        // Early scores move by 1, late ones by the root of 2 in half of the patients and of 6 in the others: 4 in the mean of squares. Five
        // are on days 85 to 89 and five from day 90 on; day 90 is late.
        let people = (0..<6).map { (number: Int) -> CohortFixture.Person in
            let late = (number % 2 == 0 ? 2.0 : 6).squareRoot()
            let scores = (0..<10).map { (visit: Int) -> (day: Int32, score: Double) in
                let size = visit < 5 ? 1 : late
                return (Int32(85 + visit), 4 + (visit % 2 == 0 ? size : -size) / 2)
            }
            return CohortFixture.Person(exposures: [0...400], pain: scores)
        }
        let finding = try study(people).finding(PainVariability.self, settings())
        for measure in VariabilityMeasure.squares where measure != .sdAboutLine {
            let ratio = try #require(finding[.lateToEarly, key(measure, VariabilityAdjustment.none)])
            #expect(abs((ratio.number ?? 0) - 2) < 1e-9, "\(measure)")
        }
        #expect(finding[.patientsWithBoth, key()]?.value == .number(6))
        // A day later, the first late score is early: four are left.
        let later = try study(people).finding(PainVariability.self, settings(lateFrom: 91))
        #expect(later[.lateToEarly, key(.sd, VariabilityAdjustment.none)] == nil)
        #expect(
            later.cautions.contains {
                $0.hasPrefix("Late could not be compared with early in the same patients: nobody has 5")
            })
    }

    @Test("a difference over a gap that ends an era is none")
    func eras() throws {
        // Two eras of three scores each: 1, 3, 1 and 9, 7, 9; the step of 8 between them is no successive difference.
        let person = CohortFixture.Person(
            exposures: [0...10, 60...70], pain: [(1, 1), (2, 3), (3, 1), (61, 9), (62, 7), (63, 9)])
        let finding = try study([person, person]).finding(PainVariability.self, settings())
        #expect(finding[.typicalVariability, key(.successive)]?.value == .number(2))
        #expect(finding[.usualInterval, key()]?.value == .number(1))
    }

    // MARK: - Noise alone

    /// Patients whose scores are noise about a level, on whole points, with a time between that grows with exposure; how many they have
    /// differs too.
    private func noise(walk: Bool = false) -> [CohortFixture.Person] {
        var noise = Noise()
        return (0..<240).map { (number: Int) -> CohortFixture.Person in
            let start = Int32(number % 12) * 30
            let gap = 1 + number % 12
            var person = CohortFixture.Person(exposures: [0...1000])
            let level = 2 + 6 * noise.next()
            var (day, score) = (start, level)
            for _ in 0..<(7 + (number / 12) % 8) {
                let step = Int32(1 + Int(noise.next() * Double(2 * gap)))
                day += step
                if walk {
                    score += 0.3 * Double(step).squareRoot() * noise.normal()
                    person.pain.append((day, score))
                } else {
                    let value = (level + 1.2 * noise.normal()).rounded()
                    person.pain.append((day, min(10, max(0, value))))
                }
            }
            return person
        }
    }

    @Test("noise alone has no trend, however many scores patients have and however far apart they are")
    func measurementNoise() throws {
        let fixture = try study(noise())
        let finding = try fixture.finding(PainVariability.self)
        let power = try #require(finding[.timeExponent, key()]?.number)
        #expect(abs(power) < 0.05)
        for measure in VariabilityMeasure.ratios {
            let ratio = try #require(finding[.ratioPerMonth, key(measure, .meanLevel)])
            #expect(ratio.excludes(1) == false, "\(measure)")
            #expect(abs((ratio.number ?? 0) - 1) < 0.02, "\(measure)")
        }
        let remembering = try #require(finding[.autocorrelationSlope, key(.autocorrelation, .meanLevel)])
        #expect(remembering.excludes(0) == false)
        let mean = try #require(finding[.meanAutocorrelation, key(.autocorrelation)])
        #expect(mean.excludes(0) == false)
        let answer = try #require(try fixture.page(PainVariability.self).answer)
        #expect(
            answer.lead.hasPrefix("In the same patients pain swung neither clearly more nor clearly less"),
            "\(answer.lead)")
        #expect(
            answer.more.first?.hasPrefix("Across patients, pain swung neither clearly more nor clearly less in") == true
        )
    }

    @Test(
        "where scores drift and are further apart later, the plain successive difference rises, and the adjusted one does not"
    )
    func spacing() throws {
        let finding = try study(noise(walk: true)).finding(PainVariability.self)
        let power = try #require(finding[.timeExponent, key()]?.number)
        #expect(abs(power - 0.5) < 0.1)
        let plain = try #require(finding[.ratioPerMonth, key(.successive, VariabilityAdjustment.none)])
        #expect(plain.limits.map { $0.lower > 1.05 } == true)
        let adjusted = try #require(finding[.ratioPerMonth, key(.successiveAdjusted, VariabilityAdjustment.none)])
        #expect(adjusted.excludes(1) == false)
    }

    @Test("swings that grow with exposure are found across patients and within them")
    func trend() throws {
        var noise = Noise()
        let people = (0..<80).map { (number: Int) -> CohortFixture.Person in
            var person = CohortFixture.Person(exposures: [0...1000])
            for visit in 0..<16 {
                let day = Int32(visit * 12 + number % 10)
                person.pain.append((day, 5 + 0.8 * exp(Double(day) / 150) * noise.normal()))
            }
            return person
        }
        let page = try study(people).page(PainVariability.self)
        #expect(
            page.answer?.lead.hasPrefix(
                "In the same patients pain swung more from day 90 of exposure on than before it") == true)
        #expect(
            page.answer?.more.last
                == "Error of measurement is part of every one of these figures, and they are associations.")
        #expect(page.figures.count == 1)
    }

    // MARK: - What comes after

    @Test("an event on the landmark's day is no later one, and the day after it is")
    func landmark() throws {
        func person(_ day: Int32?) -> CohortFixture.Person {
            CohortFixture.Person(
                exposures: [0...300], pain: (0..<6).map { (Int32($0 * 10), Double($0 % 3)) },
                events: day.map { [(day: $0, kind: .relapse)] } ?? [])
        }
        let cohort = CohortFixture(people: [person(90), person(91), person(300), person(nil)]).cohort
        let scores = ExposedScores(cohort: cohort, instrument: 0, clock: .eraDays)
        let swings = PainSwings(
            scores, .init(fewest: 5, acute: 2, bands: .standard, lateFrom: 90, landmark: 90),
            spacing: .init(usual: 10, exponent: 0), executor: .serial)
        #expect(swings.beforeLandmark.map(\.person) == [0, 1, 2, 3])
        let events = try #require(LaterEvents(.relapse, swings.beforeLandmark, landmark: 90, in: cohort))
        #expect(events.atRisk.persons == [1, 2, 3])
        #expect(events.withEvent.persons == [1, 2])
        #expect(LaterEvents(.overdose, swings.beforeLandmark, landmark: 90, in: cohort) == nil)
    }

    @Test("variability is measured up to the landmark and not beyond it")
    func upToTheLandmark() throws {
        // The fifth score is on the landmark's day, or a day late.
        func person(_ last: Int32) -> CohortFixture.Person {
            CohortFixture.Person(exposures: [0...300], pain: [(10, 1), (20, 2), (30, 1), (40, 2), (last, 3), (200, 9)])
        }
        let cohort = CohortFixture(people: [person(90), person(91)]).cohort
        let swings = PainSwings(
            ExposedScores(cohort: cohort, instrument: 0, clock: .eraDays),
            .init(fewest: 5, acute: 2, bands: .standard, lateFrom: 90, landmark: 90),
            spacing: .init(usual: 10, exponent: 0), executor: .serial)
        #expect(swings.beforeLandmark.map(\.person) == [0])
        #expect(swings.beforeLandmark.first?.own.mean == 9.0 / 5)
    }

    @Test("those who swing more and leave sooner have a hazard ratio above one; with too few events there is none")
    func hazards() throws {
        let finding = try StudyFixture(Self.cohort).finding(PainVariability.self)
        let ratio = try #require(
            finding[.variabilityHazardRatio, key(.successiveAdjusted, .meanLevel, event: .dropout)])
        #expect(ratio.limits.map { $0.lower > 1 } == true)
        #expect(finding[.variabilityHazardIsProportional, key(.sd, .meanLevel, event: .dropout)]?.p?.number != nil)
        let few = try StudyFixture(Self.cohort).finding(PainVariability.self, settings(fewestEvents: 100_000))
        #expect(few.all(.variabilityHazardRatio).isEmpty)
        #expect(
            few.cautions.contains {
                $0.hasPrefix("Variability was not held against leaving the study: fewer than 100000")
            })
    }

    // MARK: - What is not estimable

    @Test("too few scores, too few levels, scores that are all alike")
    func notEstimable() throws {
        let few = CohortFixture.Person(exposures: [0...200], pain: [(0, 1), (1, 3)])
        #expect(
            try study([few]).finding(PainVariability.self).reason?.hasPrefix("nobody has 5 days with an exposed score")
                == true)
        let three = Instrument(id: "own", title: "Own levels", range: 1...3, unit: "levels", isOrdinal: true)
        let levels = CohortFixture.Person(exposures: [0...200], pain: (0..<8).map { (Int32($0), Double(1 + $0 % 3)) })
        #expect(
            try study([levels, levels], instrument: three).finding(PainVariability.self).reason
                == "the instrument (Own levels) has 3 ordered levels, and variability is taken from 4 or more")
        let alike = (0..<15).map { number in
            CohortFixture.Person(exposures: [0...200], pain: (0..<6).map { (Int32($0 * 3 + number), 4) })
        }
        let fixture = try study(alike)
        let finding = try fixture.finding(PainVariability.self)
        #expect(finding[.typicalVariability, key(.sd)]?.value == .number(0))
        #expect(finding[.meanAutocorrelation, key(.autocorrelation)] == nil)
        #expect(finding.cautions.contains { $0.contains("could not be estimated: the response has the same value") })
        #expect(
            try fixture.page(PainVariability.self).answer?.lead
                == "The comparisons are withheld, as they rest on few patients, or could not be made; see the table.")
        #expect(try study([.init()]).finding(PainVariability.self).reason == "the study has no pain scores")
    }

    @Test("scores at the floor for most patients leave the comparison at the same mean score to those who vary")
    func floor() throws {
        var noise = Noise()
        let people = (0..<90).map { (number: Int) -> CohortFixture.Person in
            // Longer exposure goes with a level nearer to the floor, and so with less room to swing.
            let level = 6 - Double(number) / 12
            return CohortFixture.Person(
                exposures: [0...1000],
                pain: (0..<8).map { visit in
                    let score = (level + 1.5 * noise.normal()).rounded()
                    return (Int32(number * 4 + visit * 5), min(10, max(0, score)))
                })
        }
        let finding = try study(people).finding(PainVariability.self)
        let plain = try #require(finding[.ratioPerMonth, key(.sd, VariabilityAdjustment.none)])
        let adjusted = try #require(finding[.ratioPerMonth, key(.sd, .meanLevel)])
        #expect(plain.limits.map { $0.upper < 1 } == true)
        #expect(adjusted.excludes(1) == false)
    }
}
