import Cohort
import Disclosure
import Estimation
import Findings
import Foundation
import StudyFixtures
import Testing

@testable import Questions

@Suite("What else could explain the trend")
struct OtherExplanationsTests {
    private func study(
        _ people: [CohortFixture.Person], instrument: Instrument = Instrument.catalogue[0], settings: String = "",
        beside others: String = "pain_trend: , "
    ) throws -> StudyFixture {
        try StudyFixture(
            CohortFixture(people: people, instruments: [instrument]).cohort,
            analyses: "{\(others)other_explanations: \(settings)}")
    }

    private func finding(
        _ people: [CohortFixture.Person], instrument: Instrument = Instrument.catalogue[0], settings: String = ""
    ) throws -> ReleasedFinding {
        try study(people, instrument: instrument, settings: settings).finding(OtherExplanations.self)
    }

    private static let nrs = Instrument.catalogue[0].info
    private let key = ExplanationKey(instrument: nrs)
    private let unadjusted = TrendKey(instrument: nrs, model: .unadjusted)

    private func estimate<Key: GroupKey>(
        _ finding: ReleasedFinding, _ quantity: Quantity<Key>, _ key: Key
    ) throws -> ReleasedEstimate {
        try #require(finding[quantity, key], "\(quantity.id) \(key.coordinates.map(\.id))")
    }

    private func number<Key: GroupKey>(
        _ finding: ReleasedFinding, _ quantity: Quantity<Key>, _ key: Key
    ) throws -> Double {
        try #require(try estimate(finding, quantity, key).number)
    }

    /// How many persons each set behind a number has.
    private func counts<Key: GroupKey>(
        _ finding: FindingBuilder, _ quantity: Quantity<Key>, _ key: Key
    ) throws -> [Int] {
        try #require(
            finding.estimates.first { $0.quantity == quantity.info && AnyGroupKey($0.key) == AnyGroupKey(key) }
        ).basis.counts
    }

    private func counts(_ finding: FindingBuilder, _ test: DeclaredTest<ExplanationKey>) throws -> [Int] {
        try #require(finding.tests.first { $0.test == test.info }).basis.counts
    }

    /// Thirty people of five scores, who end at different times: enough for every part.
    private let people: [CohortFixture.Person] = (0..<30).map { person in
        let visits = person % 3 == 2 ? 4 : 6
        var own = CohortFixture.Person()
        for visit in 0..<visits {
            let noise = Double((person * 17 + visit * visit * 7 + person * visit * 5) % 13) / 4 - 1.5
            let level = 2.5 + Double(person % 7) / 2 + 0.15 * Double(visit) * (1 + Double(person % 4) / 4)
            own.pain.append((Int32(30 * visit + person % 5), ((level + noise) * 10).rounded() / 10))
            own.supplies.append(
                (Int32(30 * visit)...Int32(30 * visit + 29), [30, 60, 90, 120][(person * 5 + visit * 3) % 4]))
        }
        return own
    }

    // MARK: - Pain and dose

    /// The dynamic panel of the days laid out by hand: exposed days with their mean score and log2 of the dose, days more than 100 apart
    /// not in a row, a dose that nobody noted missing.
    @Test("Pain and dose are the dynamic panel of the scored days, in both directions")
    func painAndDose() throws {
        var own = people
        own[3].pain.append((own[3].pain[1].day, own[3].pain[1].score + 1))
        own[3].pain.sort { $0.day < $1.day }
        own[7].supplies[2].mme = nil
        own[8].pain[3].day += 90
        own[8].supplies.append((100...400, 40))
        let study = try study(own)
        let (built, found) = (study.built(OtherExplanations.self), try study.finding(OtherExplanations.self))
        let laid = own
        @Sendable func occasions(_ person: Int, doseFirst: Bool) -> [DynamicPanel.Occasion] {
            let days = Dictionary(grouping: laid[person].pain, by: \.day).sorted { $0.key < $1.key }
            return days.map { day, scores in
                let active = laid[person].supplies.filter { $0.days.contains(day) }.map(\.mme)
                let dose: Double? =
                    active.contains(where: { $0 == nil }) ? nil : log2(active.reduce(0) { $0 + ($1 ?? 0) })
                let score = scores.reduce(0) { $0 + $1.score } / Double(scores.count)
                return doseFirst
                    ? .init(day: Int(day), response: dose, predictor: score)
                    : .init(day: Int(day), response: score, predictor: dose)
            }
        }
        for (quantity, test, doseFirst) in [
            (Quantity.doseAfterPain, DeclaredTest.doseAfterPainIsZero, true),
            (.painAfterDose, .painAfterDoseIsZero, false),
        ] {
            let fit = try #require(
                DynamicPanel.fit(.init(), groupCount: own.count, maximumGap: 100) {
                    occasions($0, doseFirst: doseFirst)
                }.fit)
            let estimate = try estimate(found, quantity, key)
            #expect(abs(try #require(estimate.number) - fit.lagged.value) < 1e-9)
            #expect(abs(try #require(estimate.se?.number) - fit.lagged.standardError) < 1e-9)
            #expect(estimate.n == .number(Double(fit.persons)))
            #expect(found[test, key]?.df == .number(Double(fit.persons - 1)))
            #expect(try counts(built, quantity, key) == [fit.persons, own.count - fit.persons])
        }
        #expect(found[.doseAfterPainSerial, key]?.holm == nil && found[.doseAfterPainInstruments, key]?.p != nil)
        #expect(try estimate(found, .doseAfterPain, key).unit == "doublings of daily MME per unit of score")
        #expect(try estimate(found, .painAfterDose, key).unit == "points per doubling of daily MME")
        #expect(found.setting("maximum_gap") == "100 days")
    }

    @Test("Doses that nobody knows and doses that never change are said")
    func noDoses() throws {
        func cautions(_ dose: Double?) throws -> [String] {
            let steady = people.map { person in
                var own = person
                own.supplies = [(0...300, dose)]
                return own
            }
            let found = try finding(steady)
            #expect(found.all(.doseAfterPain).isEmpty && found.all(.painAfterDose).isEmpty)
            return found.cautions
        }
        #expect(
            try cautions(nil).contains(
                "The dose after pain could not be estimated: too few patients have scores on enough days in a row with the daily "
                    + "doses that it needs."))
        #expect(
            try cautions(60).contains(
                "The pain after a dose could not be estimated: the pain, or the daily dose, does not change enough from score to "
                    + "score."
            ))
    }

    // MARK: - First scores

    @Test("The slope in thirds of the first score is of the later scores alone")
    func strata() throws {
        let study = try study(people)
        let (built, found) = (study.built(OtherExplanations.self), try study.finding(OtherExplanations.self))
        func stratum(_ stratum: FirstScores) -> StratumKey { StratumKey(instrument: Self.nrs, stratum: stratum) }
        let firsts = people.map { $0.pain[0].score }
        let limits = try #require(Quantile.of(firsts, at: [1.0 / 3, 2.0 / 3]))
        #expect(try number(found, .stratumLimit, stratum(.lowest)) == limits[0])
        #expect(try number(found, .stratumLimit, stratum(.middle)) == limits[1])
        #expect(found[.stratumLimit, stratum(.highest)] == nil)
        let ranges: [(FirstScores, ClosedRange<Double>)] = [
            (.lowest, -1...limits[0]), (.middle, limits[0].nextUp...limits[1]), (.highest, limits[1].nextUp...11),
        ]
        let sizes = ranges.map { _, range in people.count { range.contains($0.pain[0].score) } }
        for (name, range) in ranges {
            let own = people.filter { range.contains($0.pain[0].score) }
            let rows = own.flatMap { $0.pain.dropFirst() }.map { (x: Double($0.day) / 30, y: $0.score) }
            let n = Double(rows.count)
            let (mx, my) = (rows.reduce(0) { $0 + $1.x } / n, rows.reduce(0) { $0 + $1.y } / n)
            let slope =
                rows.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / rows.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
            let estimate = try estimate(found, .slopeInStratum, stratum(name))
            #expect(abs(try #require(estimate.number) - slope) < 1e-12)
            #expect(estimate.n == .number(Double(own.count)))
            #expect(try counts(built, .slopeInStratum, stratum(name)) == [own.count] + sizes + [0])
        }
        #expect(found[.slopesAreEqualAcrossStrata, key]?.df == .number(2))
        #expect(try counts(built, .slopesAreEqualAcrossStrata) == [30] + sizes + [0])
    }

    @Test("First scores that are all alike make no strata; two values make two")
    func fewValues() throws {
        func strata(_ first: (Int) -> Double) throws -> ReleasedFinding {
            try finding(
                people.enumerated().map { number, person in
                    var own = person
                    own.pain[0].score = first(number)
                    return own
                })
        }
        #expect(
            try strata { _ in 5 }.cautions.contains(
                "The slope by the first score could not be estimated: nearly all first scores are alike."))
        let two = try strata { $0 % 2 == 0 ? 3 : 6 }
        #expect(two.all(.slopeInStratum).map(\.key.stratum) == [.lower, .higher])
        #expect(two[.slopesAreEqualAcrossStrata, key]?.df == .number(1))
    }

    /// The expected fall from Davis's formula with the numbers that the trend reports.
    @Test("The fall expected by chance, and the one observed")
    func falls() throws {
        let study = try study(people)
        let (built, found) = (study.built(OtherExplanations.self), try study.finding(OtherExplanations.self))
        let falls = people.filter { $0.pain[0].score >= 4 }.map { person in
            person.pain[0].score - person.pain.dropFirst().reduce(0) { $0 + $1.score } / Double(person.pain.count - 1)
        }
        let observed = try estimate(found, .observedFall, key)
        #expect(falls.count > 5 && falls.count < 25)
        #expect(abs(try #require(observed.number) - falls.reduce(0, +) / Double(falls.count)) < 1e-12)
        #expect(observed.n == .number(Double(falls.count)) && observed.interval == "student_t")
        #expect(try counts(built, .observedFall, key) == [falls.count, 30 - falls.count, 0])

        let reported = Reported(try study.finding(PainTrend.self), unadjusted)
        let start = people.reduce(0) { $0 + Double($1.pain[0].day) } / 30 / Double(people.count)
        let end =
            people.reduce(0) { sum, person in
                sum + person.pain.dropFirst().reduce(0) { $0 + Double($1.day) } / 30 / Double(person.pain.count - 1)
            } / Double(people.count)
        let (between, within) = (reported.groupVariance(at: start), reported.residual * reported.residual)
        let deviation = (between + within).squareRoot()
        let z = (4 - reported.intercept - reported.slope * start) / deviation
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        let lost = between - reported.groupCovariance(at: start, and: end)
        let expected = (within + lost) / deviation * density / (erfc(z / 2.0.squareRoot()) / 2)
        #expect(abs(try number(found, .expectedFall, key) / expected - 1) < 1e-9)
        #expect(found.setting(OtherExplanations.Setting.inclusionLimit) == "at least 4")
    }

    @Test("With more scores on the first day, less of a high first mean is chance")
    func fallsByNumberOfScores() throws {
        func expected(_ scores: Int) throws -> Double {
            let several = people.map { person in
                var own = person
                let (day, score) = (person.pain[0].day, person.pain[0].score)
                // About the same mean, so that the selection is the same.
                own.pain =
                    (0..<scores).map { (day, score + Double($0 % 2 == 0 ? 1 : -1) * 0.5) } + person.pain.dropFirst()
                return own
            }
            return try number(finding(several), .expectedFall, key)
        }
        let (two, eight) = (try expected(2), try expected(8))
        #expect(eight > 0 && eight < two)
    }

    @Test("Where a high score is less pain, those who began low are expected to rise")
    func direction() throws {
        let reversed = Instrument(
            id: "nrs", title: "Comfort", range: 0...10, unit: "points", direction: .higherIsLessPain)
        let found = try finding(people, instrument: reversed)
        let key = ExplanationKey(instrument: reversed.info)
        #expect(found.setting(OtherExplanations.Setting.inclusionLimit) == "at most 6")
        #expect(try number(found, .expectedFall, key) < 0)
        let chosen = people.count { $0.pain[0].score <= 6 }
        #expect(try estimate(found, .observedFall, key).n == .number(Double(chosen)))
    }

    @Test("The limit is written without the noise of binary arithmetic, 0.4 of 3 being 1.2000000000000002")
    func inclusionLimit() throws {
        let levels = Instrument(id: "levels", title: "Levels", range: 0...3, unit: "levels")
        let few = people.map { person in
            var own = person
            own.pain = own.pain.map { ($0.day, min(3, ($0.score / 2).rounded())) }
            return own
        }
        #expect(0.4 * 3 != 1.2)
        let found = try finding(few, instrument: levels)
        #expect(found.isEstimated)
        #expect(found.setting(OtherExplanations.Setting.inclusionLimit) == "at least 1.2")
    }

    // MARK: - Unmeasured

    /// The numbers of the unadjusted model, as the trend reports them.
    private struct Reported {
        let intercept, slope, residual, sdIntercept, sdSlope, correlation: Double

        init(_ trend: ReleasedFinding, _ key: TrendKey) {
            func value(_ quantity: Quantity<TrendKey>) -> Double { trend[quantity, key]?.number ?? 0 }
            intercept = value(.intercept)
            slope = value(.slope)
            residual = value(.sdResidual)
            sdIntercept = value(.sdIntercept)
            sdSlope = value(.sdSlope)
            correlation = value(.correlation)
        }

        func groupVariance(at x: Double) -> Double {
            groupCovariance(at: x, and: x)
        }

        func groupCovariance(at x: Double, and z: Double) -> Double {
            sdIntercept * sdIntercept + correlation * sdIntercept * sdSlope * (x + z) + sdSlope * sdSlope * x * z
        }
    }

    @Test("The E-value of the trend's slope over the contrast, in SDs of patients about the line")
    func eValue() throws {
        let study = try study(people, settings: "{contrast_days: 90}")
        let (found, trend) = (try study.finding(OtherExplanations.self), try study.finding(PainTrend.self))
        let reported = Reported(trend, unadjusted)
        let exposures = people.flatMap { $0.pain.map { Double($0.day) / 30 } }
        let variance =
            exposures.reduce(0) { $0 + reported.groupVariance(at: $1) } / Double(exposures.count)
        #expect(abs(try number(found, .scoreSD, key) / variance.squareRoot() - 1) < 1e-9)
        let contrast = ContrastKey(instrument: Self.nrs, days: 90)
        #expect(abs(try number(found, .differenceOverContrast, contrast) - 3 * reported.slope) < 1e-12)
        let slope = try #require(trend[.slope, unadjusted])
        for (quantity, value) in [(Quantity.eValue, slope.value), (.eValueOfLimit, slope.lower)] {
            let ratio = exp(0.91 * 3 * (try #require(value?.number)) / variance.squareRoot())
            let expected = ratio + (ratio * (ratio - 1)).squareRoot()
            #expect(ratio > 1)
            #expect(abs(try number(found, quantity, contrast) / expected - 1) < 1e-9)
        }
        #expect(!found.cautions.contains { $0.contains("extrapolates") })
        let beyond = try self.study(people, settings: "{contrast_days: 365}").finding(OtherExplanations.self)
        #expect(
            beyond.cautions.contains(
                "Next to nobody was scored after 365 days of exposure: the E-value extrapolates the line."))
        // Without a contrast, no farther than the exposures go: the fifth in a hundred to the ninety-fifth, in whole months.
        let days = people.flatMap { $0.pain.map { Int($0.day) } }.sorted()
        let (low, high) = (
            days[Int((0.05 * Double(days.count)).rounded(.up)) - 1],
            days[Int((0.95 * Double(days.count)).rounded(.up)) - 1]
        )
        let byDefault = try finding(people)
        #expect(byDefault.all(.eValue).map(\.key.days) == [(high - low) / 30 * 30])
        #expect(!byDefault.cautions.contains { $0.contains("extrapolates") })
    }

    // MARK: - Leaving

    /// Those who stay are scored on days 0 and 90 and those who leave on day 0 alone: the usual gap is 90 days, so that with an end
    /// on day 100 one can leave after day 0 and not after day 90. Of 8 with score 0, 2 leave, of 4 with score 1, 2: the odds ratio
    /// is 3, its logarithm's variance (1/2 + 1/6 + 1/2 + 1/2) 12/11.
    @Test("The odds of leaving by the last score, by hand")
    func odds() throws {
        let later: [Double] = [3, 1, 2, 0, 4, 2, 3, 5]
        func person(_ score: Double, _ next: Double?) -> CohortFixture.Person {
            var own = CohortFixture.Person(exposures: [0...400], pain: [(0, score)])
            if let next { own.pain.append((90, next)) }
            return own
        }
        let study = try study(
            later.prefix(6).map { person(0, $0) } + later.suffix(2).map { person(1, $0) }
                + [person(0, nil), person(0, nil), person(1, nil), person(1, nil)], settings: "{follow_up: 100}")
        let (built, found) = (study.built(OtherExplanations.self), try study.finding(OtherExplanations.self))
        let odds = try estimate(found, .dropoutOddsRatio, key)
        let error = (5.0 / 3 * 12 / 11).squareRoot()
        #expect(abs(try #require(odds.number) - 3) < 1e-10)
        #expect(abs(try #require(odds.upper?.number) - 3 * exp(1.959963984540054 * error)) < 1e-8)
        #expect(odds.n == .number(12) && odds.events == .number(4))
        #expect(try counts(built, .dropoutOddsRatio, key) == [12, 0, 4, 8])
        #expect(try counts(built, .dropoutDoesNotDependOnLastScore) == [12, 0, 4, 8])
        #expect(try number(found, .usualGap, key) == 90)
        // The end is stated, so it is a setting and no estimate.
        #expect(found.setting("follow_up") == "day 100")
        #expect(found.all(.followUpEnd).isEmpty)
        #expect(
            found.cautions.contains { $0.hasPrefix("The slope of those who left, as seen could not be estimated: ") })
    }

    /// As many as the hazard counts, by either definition of leaving.
    @Test("Patients who could leave are those whose first score leaves room for it")
    func couldLeave() throws {
        var seen = 0
        for events in [[], [(Int32(150), CourseEvent.Kind.dropout)]] {
            for end in ["", "{follow_up: 100}", "{follow_up: 140}"] {
                let some = people.enumerated().map { number, person in
                    var own = person
                    if number % 4 == 0 { own.pain.removeLast(own.pain.count - 1) }
                    if number % 5 == 0 { own.pain = own.pain.map { ($0.day + 110, $0.score) } }
                    own.supplies = [(0...400, 30)]
                    if number % 3 == 0 { own.events = events.map { ($0.0 - Int32(number), $0.1) } }
                    return own
                }
                let study = try study(some, settings: end)
                guard let odds = try study.finding(OtherExplanations.self)[.dropoutOddsRatio, key] else { continue }
                let counts = try counts(study.built(OtherExplanations.self), .dropoutOddsRatio, key)
                #expect(odds.n == .number(Double(counts[0])), "\(events) \(end)")
                seen += 1
            }
        }
        #expect(seen >= 3)
    }

    @Test("Nobody left: no odds, nothing to impute, and it is said")
    func nobodyLeft() throws {
        let all = (0..<12).map { person in
            var own = people[person % 2]
            own.pain[1].score += Double(person % 5)
            return own
        }
        let found = try finding(all)
        #expect(
            found.cautions.contains(
                "The odds of leaving by the last score could not be estimated: nobody left by this definition."))
        #expect(
            found.cautions.contains(
                "The slope with those who left imputed could not be estimated: nobody left by this definition."
            ))
        #expect(found.all(.slopeOfPattern).isEmpty)
    }

    /// Last days 10, 20, … 200 of twenty people: nine in ten do not go beyond day 180. Everybody's scores are 10 days apart, but
    /// for one person's, so that those left whose last score lies before day 170.
    @Test("Who left, from last scores")
    func lastScores() throws {
        let study = (1...20).map { number in
            CohortFixture.Person(
                exposures: [0...300],
                pain: number == 20
                    ? [(0, 1), (200, 2)] : stride(from: 0, through: 10 * number, by: 10).map { (Int32($0), 3) })
        }
        let leavers = leavers(study + [CohortFixture.Person(pain: [(0, 4), (10, 4)])])
        #expect(leavers.rule == .lastScore(end: 180, usualGap: 10))
        #expect(leavers.hasLeft == (1...20).map { $0 < 17 } + [false])
        let (left, stayed) = leavers.persons
        #expect(left.persons == Array(0..<16) && stayed.persons == Array(16..<20))
        #expect(
            leavers.canLeave(after: StudyDay(169), person: 19) && !leavers.canLeave(after: StudyDay(170), person: 19))
        let readings = readings(of: leavers)
        #expect(readings.map(\.quantity) == [Quantity.usualGap.info, Quantity.followUpEnd.info])
        // All twenty have scores on several days, three of them on day 180 or later.
        #expect(readings.map(\.basis.counts) == [[20], [3]])
    }

    @Test("Who left, from events: on or after the last score, and before the planned end")
    func events() {
        func person(_ events: [(Int32, CourseEvent.Kind)]) -> CohortFixture.Person {
            .init(exposures: [0...300], pain: [(0, 3), (50, 4)], events: events.map { ($0.0, $0.1) })
        }
        let study = [
            person([(50, .dropout)]), person([(49, .dropout)]), person([(90, .death)]), person([(70, .relapse)]),
            person([(10, .dropout), (120, .dropout)]), person([]),
        ]
        #expect(leavers(study).hasLeft == [true, false, true, false, true, false])
        let planned = leavers(study, followUp: 100)
        #expect(planned.hasLeft == [true, false, true, false, false, false])
        // Those who stayed cannot leave after their last day, and nobody after the end.
        #expect(planned.canLeave(after: StudyDay(50), person: 0) && !planned.canLeave(after: StudyDay(50), person: 5))
        #expect(planned.canLeave(after: StudyDay(0), person: 5) && !planned.canLeave(after: StudyDay(100), person: 0))
        #expect(readings(of: planned).isEmpty)
    }

    private func leavers(_ people: [CohortFixture.Person], followUp: Int? = nil) -> StudyLeavers {
        let cohort = CohortFixture(people: people).cohort
        let exposed = ExposedPain(cohort: cohort, settings: .init(), bands: .standard, executor: .serial)
        let courses = PainWalk(exposed, parts: .courses, executor: .serial).courses
        return StudyLeavers(courses, cohort: cohort, followUp: followUp)
    }

    private func readings(of leavers: StudyLeavers) -> [Findings.Estimate] {
        var finding = FindingBuilder(id: OtherExplanations.id, title: "")
        leavers.addReadings(key, to: &finding)
        return finding.estimates
    }

    @Test("A pattern's slope is that of a study of these people; with those who left imputed it moves with δ, and tips")
    func mixture() throws {
        let study = try study(people)
        let (built, found) = (study.built(OtherExplanations.self), try study.finding(OtherExplanations.self))
        func pattern(_ pattern: LeavingPattern, _ delta: Double? = nil) -> PatternKey {
            PatternKey(instrument: Self.nrs, pattern: pattern, delta: delta)
        }
        let patterns: [(LeavingPattern, [CohortFixture.Person], [Int])] = [
            (.left, people.filter { $0.pain.count == 4 }, [10, 20]),
            (.stayed, people.filter { $0.pain.count == 6 }, [20, 10]),
        ]
        for (name, own, sizes) in patterns {
            let alone = try self.study(own).finding(PainTrend.self)
            let slope = try #require(alone[.slope, unadjusted])
            let estimate = try estimate(found, .slopeOfPattern, pattern(name))
            #expect(abs(try #require(estimate.number) - (try #require(slope.number))) < 1e-8)
            #expect(abs(try #require(estimate.se?.number) - (try #require(slope.se?.number))) < 1e-8)
            #expect(estimate.n == .number(Double(own.count)))
            #expect(try counts(built, .slopeOfPattern, pattern(name)) == sizes)
        }
        // Last scores on day 150 + and a usual gap of 30 days: who left after day 90 has two scores to come.
        let slopes = try [-0.2, -0.1, 0, 0.1, 0.2].map { delta -> Double in
            let estimate = try estimate(found, .slopeOfPattern, pattern(.imputed, delta))
            #expect(estimate.key.coordinates.last?.id == (delta == 0 ? "0" : "\(delta)"))
            #expect(try counts(built, .slopeOfPattern, pattern(.imputed, delta)) == [30, 10, 20])
            #expect(estimate.interval == "student_t" && estimate.limits != nil)
            return try #require(estimate.number)
        }
        // Steeper from the last score on is steeper altogether, by less than δ, and nearly in proportion.
        let steps = zip(slopes, slopes.dropFirst()).map { $1 - $0 }
        #expect(steps.allSatisfy { $0 > 0 && $0 < 0.1 && abs($0 / steps[0] - 1) < 0.2 })
        let whole = try #require(try study.finding(PainTrend.self)[.slope, unadjusted]?.number)
        #expect(abs(slopes[2] - whole) < 0.1)
        for name in [LeavingPattern.jumpToReference, .copyIncrements] {
            #expect(abs(try number(found, .slopeOfPattern, pattern(name, 0)) - whole) < 0.1)
        }
        #expect(!found.all(.tippingDelta).isEmpty && found.setting("imputations") == "50")
    }

    // MARK: - The whole

    @Test("Not estimable where the trend is not, for the same reason and without a count")
    func notEstimable() throws {
        for people: [CohortFixture.Person] in [
            [], [.init(pain: [(1, 2), (2, 3)])], [.init(exposures: [0...10])],
            (0..<5).map { .init(exposures: [0...100], pain: [(Int32($0), 3)]) },
            (0..<5).map { _ in .init(exposures: [0...100], pain: [(0, 3), (30, 3), (60, 3)]) },
            [.init(exposures: [0...100], pain: [(0, 3), (30, 4), (60, 3.5)])],
        ] {
            let study = try study(people)
            let (found, trend) = (try study.finding(OtherExplanations.self), try study.finding(PainTrend.self))
            #expect(!found.isEstimated && !trend.isEstimated)
            #expect(found.reason == trend.reason && found.reason?.isEmpty == false)
            #expect(found.reason?.contains { $0.isNumber } == false)
        }
    }

    @Test("What few patients stand behind is withheld with all that tells of them")
    func withheld() throws {
        let study = try study(people)
        // 20 stayed and 10 left; each third of the first score has some 10 patients.
        let found = try study.finding(OtherExplanations.self, policy: .init(minimumCell: 11))
        #expect(found.all(.slopeOfPattern).count == 9)
        #expect(found.all(.slopeOfPattern).allSatisfy { $0.estimate.isWithheld })
        #expect(found.all(.tippingDelta).allSatisfy { $0.estimate.isWithheld })
        #expect(found[.dropoutOddsRatio, key]?.isWithheld == true)
        #expect(found[.dropoutDoesNotDependOnLastScore, key]?.p?.isWithheld == true)
        // One adjusted p-value of the family would give the withheld one away.
        // Whether an instrument may be believed is no test of the family.
        #expect(found.tests.allSatisfy { $0.family == nil || $0.holm?.isWithheld == true })
        #expect(found[.scoreSD, key]?.number != nil)
    }

    @Test("By default of the trend that is asked for")
    func trendOfTheOtherQuestion() throws {
        let study = try study(people, beside: "pain_trend: {instrument: nrs, exposure: cumulative_days}, ")
        #expect(try study.finding(OtherExplanations.self).setting("exposure") == "cumulative_days")
        let own = try self.study(
            people, settings: "{exposure: era_days}", beside: "pain_trend: {exposure: cumulative_days}, ")
        #expect(try own.finding(OtherExplanations.self).setting("exposure") == "era_days")
        #expect(try self.study(people, beside: "").finding(OtherExplanations.self).setting("exposure") == "era_days")
    }

    @Test("Everything is there; 1, 2 and 8 threads, with the trend beside it or without, give the same bits")
    func threads() throws {
        let many = CohortFixture(people: (0..<2500).map { people[$0 % 30] }).cohort
        func answer(_ analyses: String, threads: Int) throws -> FindingBuilder {
            let asked = try StudyFixture(many, analyses: analyses).study.asked
            let study = Study(cohort: many, asked: asked, executor: .dispatch(threads: threads))
            return try #require(asked.answers(of: study).first { $0.id == OtherExplanations.id })
        }
        /// Every number at full precision, with what it is about.
        func texts(_ finding: FindingBuilder) -> [String] {
            finding.estimates.map {
                "\($0.quantity.id) \($0.key.coordinates.map(\.id)) \(String(describing: $0.value)) "
                    + "\(String(describing: $0.se)) \(String(describing: $0.interval)) \($0.basis.counts)"
            } + finding.tests.map { "\($0.test.id) \(String(describing: $0.p)) \(String(describing: $0.holm))" }
        }
        let one = try answer("{pain_trend: , other_explanations: }", threads: 1)
        // Of so many people no course of those who left that is tried tips the interval.
        let missing = Set(OtherExplanations.quantities).subtracting(one.estimates.map(\.quantity))
        #expect(missing == [Quantity.tippingDelta.info])
        #expect(Set(OtherExplanations.tests).subtracting(one.tests.map(\.test)).map(\.id) == [])
        for threads in [2, 8] {
            #expect(texts(try answer("{pain_trend: , other_explanations: }", threads: threads)) == texts(one))
        }
        #expect(texts(try answer("{other_explanations: }", threads: 1)) == texts(one))
    }
}
