import Cohort
import Estimation
import Findings
import Foundation
import Testing

@testable import Analysis

@Suite("What else could explain the trend")
struct OtherExplanationsTests {
    private func findings(
        _ people: [CohortFixture.Person], instrument: Instrument = Instrument.catalogue[0],
        followUp: Int? = nil, contrastDays: Int = 365, executor: BlockExecutor = .dispatch(threads: 2)
    ) -> [Finding] {
        var settings = AnalysisSettings()
        settings.trend = .init()
        settings.explanations = .init(followUp: followUp, contrastDays: contrastDays)
        var fixture = CohortFixture(people: people)
        fixture.instruments = [instrument]
        return Questions(cohort: fixture.cohort, settings: settings, executor: executor).run()
    }

    private func finding(_ findings: [Finding], _ id: String = "other_explanations") throws -> Finding {
        try #require(findings.first { $0.id == id })
    }

    private func estimate(
        _ finding: Finding, _ name: String, _ group: [String: String] = [:]
    ) throws -> Findings.Estimate {
        try #require(
            finding.estimates.first { $0.name == name && $0.group == group.merging(["instrument": "nrs"]) { $1 } },
            "\(name) \(group)")
    }

    private func number(_ finding: Finding, _ name: String, _ group: [String: String] = [:]) throws -> Double {
        try #require(try estimate(finding, name, group).value?.number)
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

    /// Four people with rows: changes of pain 1, -1, 0, 2 before changes of the dose 1, 0, 1, 1 (doublings): Sxx 5, Sxy 1.5.
    /// Changes of the dose 0, -1, 0, 1 before changes of pain 2, 0, 1, -1: Sxx 2, Sxy -1. The fifth has a gap of 170 days, of the
    /// sixth nobody noted the middle dose.
    @Test("Changes of pain before changes of the dose, and the reverse, by hand")
    func painAndDose() throws {
        func person(_ pain: [Double], _ doses: [Double?], last: Int32 = 60) -> CohortFixture.Person {
            let scores: [(day: Int32, score: Double)] = [
                (0, pain[0]), (30, pain[1] - 0.5), (30, pain[1] + 0.5), (last, pain[2]),
            ]
            return .init(pain: scores, supplies: [(0...29, doses[0]), (30...59, doses[1]), (60...300, doses[2])])
        }
        let found = try finding(
            findings([
                person([4, 5, 7], [50, 50, 100]), person([6, 5, 5], [100, 50, 50]), person([3, 3, 4], [40, 40, 80]),
                person([5, 7, 6], [20, 40, 80]), person([2, 5, 4], [20, 40, 10], last: 200),
                person([3, 5, 8], [20, nil, 10]),
            ]))
        let dose = try estimate(found, "dose_after_pain")
        #expect(abs(try #require(dose.value?.number) - 0.3) < 1e-12)
        #expect(dose.n == Measure(4) && dose.cells == [4, 2])
        let pain = try estimate(found, "pain_after_dose")
        #expect(abs(try #require(pain.value?.number) + 0.5) < 1e-12)
        #expect(pain.n == Measure(4) && pain.interval == "cluster_robust_t")
        #expect(
            found.tests.contains { $0.name == "dose_after_pain_is_zero" && $0.df == Measure(3) && $0.cells == [4, 2] })
        #expect(found.tests.contains { $0.name == "pain_after_dose_is_zero" })
    }

    @Test("Doses that nobody knows and doses that never change are said")
    func noDoses() throws {
        func cautions(_ dose: Double?) throws -> [String] {
            let steady = people.map { person in
                var own = person
                own.supplies = [(0...300, dose)]
                return own
            }
            let found = try finding(findings(steady))
            #expect(!found.estimates.contains { $0.name == "dose_after_pain" || $0.name == "pain_after_dose" })
            return found.cautions
        }
        #expect(
            try cautions(nil).contains(
                "The dose after pain could not be had: no patient has three scores in a row with the daily doses that it needs."
            ))
        #expect(
            try cautions(60).contains(
                "The pain after a dose could not be had: the pain, or the daily dose, does not change from score to score."
            ))
    }

    // MARK: - First scores

    @Test("The slope in thirds of the first score is of the later scores alone")
    func strata() throws {
        let found = try finding(findings(people))
        let firsts = people.map { $0.pain[0].score }
        let limits = try #require(Quantile.of(firsts, at: [1.0 / 3, 2.0 / 3]))
        #expect(try number(found, "stratum_limit", ["stratum": "lowest"]) == limits[0])
        #expect(try number(found, "stratum_limit", ["stratum": "middle"]) == limits[1])
        var counts: [Int] = []
        for (name, range) in [
            ("lowest", -1...limits[0]), ("middle", limits[0].nextUp...limits[1]), ("highest", limits[1].nextUp...11),
        ] {
            let own = people.filter { range.contains($0.pain[0].score) }
            let rows = own.flatMap { $0.pain.dropFirst() }.map { (x: Double($0.day) / 30, y: $0.score) }
            let n = Double(rows.count)
            let (mx, my) = (rows.reduce(0) { $0 + $1.x } / n, rows.reduce(0) { $0 + $1.y } / n)
            let slope =
                rows.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / rows.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
            let estimate = try estimate(found, "slope", ["stratum": name])
            #expect(abs(try #require(estimate.value?.number) - slope) < 1e-12)
            #expect(estimate.n == Measure(own.count))
            counts.append(own.count)
        }
        let test = found.tests.first { $0.name == "slopes_are_equal_across_strata" }
        #expect(test?.df == .number(2) && test?.cells == counts + [0])
    }

    @Test("First scores that are all alike make no strata; two values make two")
    func fewValues() throws {
        func strata(_ first: (Int) -> Double) throws -> Finding {
            try finding(
                findings(
                    people.enumerated().map { number, person in
                        var own = person
                        own.pain[0].score = first(number)
                        return own
                    }))
        }
        #expect(
            try strata { _ in 5 }.cautions.contains(
                "The slope by the first score could not be had: nearly all first scores are alike."))
        let two = try strata { $0 % 2 == 0 ? 3 : 6 }
        #expect(Set(two.estimates.compactMap { $0.group["stratum"] }) == ["lower", "higher"])
        #expect(two.tests.first { $0.name == "slopes_are_equal_across_strata" }?.df == .number(1))
    }

    /// The expected fall from Davis's formula with the numbers that the trend reports.
    @Test("The fall expected by chance, and the one observed")
    func falls() throws {
        let all = findings(people)
        let (found, trend) = (try finding(all), try finding(all, "pain_trend"))
        let falls = people.filter { $0.pain[0].score >= 4 }.map { person in
            person.pain[0].score - person.pain.dropFirst().reduce(0) { $0 + $1.score } / Double(person.pain.count - 1)
        }
        let observed = try estimate(found, "observed_fall")
        #expect(falls.count > 5 && falls.count < 25)
        #expect(abs(try #require(observed.value?.number) - falls.reduce(0, +) / Double(falls.count)) < 1e-12)
        #expect(observed.n == Measure(falls.count) && observed.cells == [falls.count, 30 - falls.count, 0])
        #expect(observed.interval == "student_t")

        let reported = Reported(trend)
        let start = people.reduce(0) { $0 + Double($1.pain[0].day) } / 30 / Double(people.count)
        let (between, within) = (reported.groupVariance(at: start), reported.residual * reported.residual)
        let deviation = (between + within).squareRoot()
        let z = (4 - reported.intercept - reported.slope * start) / deviation
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        let expected = within / deviation * density / (erfc(z / 2.0.squareRoot()) / 2)
        #expect(abs(try number(found, "expected_fall") / expected - 1) < 1e-9)
        #expect(found.settings["inclusion_limit"] == "at least 4")
    }

    @Test("Where a high score is less pain, those who began low are expected to rise")
    func direction() throws {
        let reversed = Instrument(
            id: "nrs", title: "Comfort", range: 0...10, unit: "points", direction: .higherIsLessPain)
        let found = try finding(findings(people, instrument: reversed))
        #expect(found.settings["inclusion_limit"] == "at most 6")
        #expect(try number(found, "expected_fall") < 0)
        let chosen = people.count { $0.pain[0].score <= 6 }
        #expect(try estimate(found, "observed_fall").n == Measure(chosen))
    }

    // MARK: - Unmeasured

    /// The numbers of the unadjusted model, as the trend reports them.
    private struct Reported {
        let intercept, slope, residual, sdIntercept, sdSlope, correlation: Double

        init(_ trend: Finding) {
            func value(_ name: String) -> Double {
                trend.estimates.first { $0.name == name && $0.group["model"] == "unadjusted" }?.value?.number ?? 0
            }
            intercept = value("intercept")
            slope = value("slope")
            residual = value("sd_residual")
            sdIntercept = value("sd_intercept")
            sdSlope = value("sd_slope")
            correlation = value("correlation")
        }

        func groupVariance(at x: Double) -> Double {
            sdIntercept * sdIntercept + 2 * correlation * sdIntercept * sdSlope * x + sdSlope * sdSlope * x * x
        }
    }

    @Test("The E-value of the trend's slope over the contrast, in SDs of scores about the line")
    func eValue() throws {
        let all = findings(people, contrastDays: 90)
        let (found, trend) = (try finding(all), try finding(all, "pain_trend"))
        let reported = Reported(trend)
        let exposures = people.flatMap { $0.pain.map { Double($0.day) / 30 } }
        let variance =
            exposures.reduce(0) { $0 + reported.groupVariance(at: $1) } / Double(exposures.count)
            + reported.residual * reported.residual
        #expect(abs(try number(found, "score_sd") / variance.squareRoot() - 1) < 1e-9)
        let about = ["contrast_days": "90"]
        #expect(abs(try number(found, "difference_over_contrast", about) - 3 * reported.slope) < 1e-12)
        let slope = try #require(trend.estimates.first { $0.name == "slope" && $0.group["model"] == "unadjusted" })
        for (name, value) in [("e_value", slope.value), ("e_value_of_limit", slope.lower)] {
            let ratio = exp(0.91 * 3 * (try #require(value?.number)) / variance.squareRoot())
            let expected = ratio + (ratio * (ratio - 1)).squareRoot()
            #expect(ratio > 1)
            #expect(abs(try number(found, name, about) / expected - 1) < 1e-9)
        }
        #expect(!found.cautions.contains { $0.contains("prolongs the line") })
        #expect(
            try finding(findings(people)).cautions.contains(
                "Next to nobody was scored after 365 days of exposure: the E-value prolongs the line."))
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
        let study =
            later.prefix(6).map { person(0, $0) } + later.suffix(2).map { person(1, $0) }
            + [person(0, nil), person(0, nil), person(1, nil), person(1, nil)]
        let found = try finding(findings(study, followUp: 100))
        let odds = try estimate(found, "dropout_odds_ratio")
        let error = (5.0 / 3 * 12 / 11).squareRoot()
        #expect(abs(try #require(odds.value?.number) - 3) < 1e-10)
        #expect(abs(try #require(odds.upper?.number) - 3 * exp(1.959963984540054 * error)) < 1e-8)
        #expect(odds.n == Measure(12) && odds.events == Measure(4) && odds.cells == [12, 0, 4, 8])
        #expect(try number(found, "usual_gap") == 90)
        // The end is stated, so it is a setting and no estimate.
        #expect(found.settings["follow_up"] == "day 100")
        #expect(!found.estimates.contains { $0.name == "follow_up_end" })
        #expect(found.cautions.contains { $0.hasPrefix("The slope of those who left could not be had: ") })
    }

    @Test("Nobody left: no odds, no mixture, and it is said")
    func nobodyLeft() throws {
        let all = (0..<12).map { person in
            var own = people[person % 2]
            own.pain[1].score += Double(person % 5)
            return own
        }
        let found = try finding(findings(all))
        #expect(
            found.cautions.contains(
                "The odds of leaving by the last score could not be had: nobody left by this definition."))
        #expect(
            found.cautions.contains(
                "The mixture of those who stayed and those who left could not be had: nobody left by this definition."))
        #expect(!found.estimates.contains { $0.group["pattern"] != nil })
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
        #expect(leavers.counts.left == 16 && leavers.counts.stayed == 4)
        #expect(
            leavers.canLeave(after: StudyDay(169), person: 19) && !leavers.canLeave(after: StudyDay(170), person: 19))
        let estimates = leavers.estimates([:])
        #expect(estimates.map(\.name) == ["usual_gap", "follow_up_end"])
        #expect(estimates.last?.cells == [3])
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
        #expect(planned.estimates([:]).isEmpty)
    }

    private func leavers(_ people: [CohortFixture.Person], followUp: Int? = nil) -> StudyLeavers {
        let cohort = CohortFixture(people: people).cohort
        let exposed = ExposedPain(cohort: cohort, settings: .init(), bands: .standard, executor: .serial)
        return StudyLeavers(ScoreCourse.ofEverybody(exposed, executor: .serial), cohort: cohort, followUp: followUp)
    }

    @Test("A pattern's slope is that of a study of these people; the mixture and its tipping point follow")
    func mixture() throws {
        let found = try finding(findings(people))
        let early = people.filter { $0.pain.count == 4 }
        for (pattern, own) in [("left", early), ("stayed", people.filter { $0.pain.count == 6 })] {
            let alone = try finding(findings(own), "pain_trend")
            let slope = try #require(alone.estimates.first { $0.name == "slope" && $0.group["model"] == "unadjusted" })
            let estimate = try estimate(found, "slope", ["pattern": pattern])
            #expect(abs(try #require(estimate.value?.number) - (try #require(slope.value?.number))) < 1e-8)
            #expect(abs(try #require(estimate.se?.number) - (try #require(slope.se?.number))) < 1e-8)
            #expect(estimate.n == Measure(own.count) && estimate.cells == [20, 10])
        }
        let left = try estimate(found, "slope", ["pattern": "left"])
        let stayed = try estimate(found, "slope", ["pattern": "stayed"])
        let (a, b) = (try #require(stayed.value?.number), try #require(left.value?.number))
        let (v, w) = (try #require(stayed.se?.number), try #require(left.se?.number))
        func mixed(_ delta: Double) -> (value: Double, error: Double) {
            let variance = 4 * v * v / 9 + w * w / 9 + pow(b + delta - a, 2) * 2 / 9 / 30
            return ((2 * a + b + delta) / 3, variance.squareRoot())
        }
        for delta in [-0.2, -0.1, 0, 0.1, 0.2] {
            let text = delta == 0 ? "0" : "\(delta)"
            let estimate = try estimate(found, "slope", ["pattern": "mixture", "delta": text])
            #expect(abs(try #require(estimate.value?.number) - mixed(delta).value) < 1e-12)
            #expect(abs(try #require(estimate.se?.number) - mixed(delta).error) < 1e-12)
        }
        let tipping = found.estimates.filter { $0.name == "tipping_delta" }
        #expect(!tipping.isEmpty)
        for estimate in tipping {
            let (value, error) = mixed(try #require(estimate.value?.number))
            #expect(abs(abs(value) - 1.959963984540054 * error) < 1e-9)
        }
    }

    // MARK: - The whole

    @Test("Not estimable where the trend is not, for the same reason and without a count")
    func notEstimable() throws {
        for study: [CohortFixture.Person] in [
            [], [.init(pain: [(1, 2), (2, 3)])], [.init(exposures: [0...10])],
            (0..<5).map { .init(exposures: [0...100], pain: [(Int32($0), 3)]) },
            (0..<5).map { _ in .init(exposures: [0...100], pain: [(0, 3), (30, 3), (60, 3)]) },
            [.init(exposures: [0...100], pain: [(0, 3), (30, 4), (60, 3.5)])],
        ] {
            let all = findings(study)
            let (found, trend) = (try finding(all), try finding(all, "pain_trend"))
            #expect(found.status == .notEstimable && trend.status == .notEstimable)
            #expect(found.reason == trend.reason && found.reason?.isEmpty == false)
            #expect(found.reason?.contains { $0.isNumber } == false)
        }
    }

    @Test("Everything is there, by default of the trend that is asked for; 1, 2 and 8 threads give the same bits")
    func threads() throws {
        let many = (0..<2500).map { people[$0 % 30] }
        let one = try finding(findings(many, executor: .serial))
        #expect(
            Set(one.estimates.map(\.name)) == [
                "dose_after_pain", "pain_after_dose", "stratum_limit", "slope", "score_sd", "difference_over_contrast",
                "e_value", "e_value_of_limit", "expected_fall", "observed_fall", "usual_gap", "follow_up_end",
                "dropout_odds_ratio", "tipping_delta",
            ])
        #expect(one.tests.count == 4)
        for threads in [2, 8] {
            #expect(try finding(findings(many, executor: .dispatch(threads: threads))) == one)
        }
        // Alone, without the trend beside it, it says the same.
        var settings = AnalysisSettings()
        settings.explanations = .init()
        let alone = Questions(
            cohort: CohortFixture(people: many).cohort, settings: settings, executor: .serial
        ).run()
        #expect(alone.first { $0.id == "other_explanations" } == one)
    }
}
