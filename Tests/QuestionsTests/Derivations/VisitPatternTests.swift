import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("When scores are taken")
struct VisitPatternTests {
    private static let nrs = Instrument.catalogue[0].info
    private let key = ExplanationKey(instrument: nrs)

    /// Twenty people about 2 who are scored every `calm` days, and twenty about 6 every `hurting` days, for 300 days.
    private func study(calm: Int, hurting: Int, _ instrument: Instrument = Instrument.catalogue[0]) throws
        -> StudyFixture
    {
        let unit = (instrument.range.upperBound - instrument.range.lowerBound) / 10
        let people = (0..<40).map { (person: Int) -> CohortFixture.Person in
            let level = person % 2 == 0 ? 1.0 : 5.0
            let gap = person % 2 == 0 ? calm : hurting
            var own = CohortFixture.Person(exposures: [-1...320])
            for day in stride(from: 1 + person % 3, through: 300, by: gap) {
                let swing = Double((3 * (day / gap) * (day / gap + 1) + 3 * person) % 7) / 3
                own.pain.append((Int32(day), unit * (level + swing)))
            }
            return own
        }
        return try StudyFixture(
            CohortFixture(people: people, instruments: [instrument]).cohort,
            analyses: "{pain_trend: , other_explanations: {follow_up: 300}}")
    }

    @Test("where they come sooner after more pain, the answer begins with it, and leaving is not told from rare scores")
    func soonerAfterMorePain() throws {
        let study = try study(calm: 40, hurting: 12)
        let trend = try study.finding(PainTrend.self)
        let rate = try #require(trend[.visitRate, TrendKey(instrument: Self.nrs)])
        #expect(try #require(rate.number) > 1.2 && rate.excludes(1) == true)
        #expect(
            trend.cautions.first?.hasPrefix("Scores did not come at times that have nothing to do with pain.") == true)
        let lead = try #require(try study.page(PainTrend.self).answer?.lead)
        #expect(
            lead.hasPrefix(
                "Scores came sooner after more pain, which can make a trend of nothing; time and exposure cannot be told apart here"
            ))
        let explanations = try study.finding(OtherExplanations.self)
        #expect(explanations[.visitRateRatio, key]?.number == rate.number)
        for weighting in [ScoreWeighting.none, .visits] {
            #expect(
                explanations[.slopeWeighted, WeightingKey(instrument: Self.nrs, weighting: weighting)]?.number != nil)
        }
        let answer = try #require(try study.page(OtherExplanations.self).answer)
        #expect(
            answer.more.contains {
                $0.contains("scores come sooner after more pain, so that they are no fair sample of it")
            })
    }

    @Test("of an instrument on which higher is less pain, the direction is told in terms of pain")
    func higherIsLessPain() throws {
        let instrument = try #require(Instrument.catalogue.first { $0.id == "sf36_bp" })
        let lead = try #require(try study(calm: 12, hurting: 40, instrument).page(PainTrend.self).answer?.lead)
        // Those who are scored often have the low scores, which is more pain.
        #expect(lead.hasPrefix("Scores came sooner after more pain"))
    }

    @Test("where everybody is scored at the same pace, nothing is said but that there is no sign of it")
    func regular() throws {
        let study = try study(calm: 20, hurting: 20)
        let lead = try #require(try study.page(PainTrend.self).answer?.lead)
        #expect(lead.hasPrefix("Time and exposure"))
        let answer = try #require(try study.page(OtherExplanations.self).answer)
        #expect(!answer.more.contains { $0.contains("no fair sample") })
    }

    @Test("where everybody is scored on the same days, no score can come sooner, and that is said")
    func sameDays() throws {
        let people = (0..<12).map { (person: Int) -> CohortFixture.Person in
            var own = CohortFixture.Person(exposures: [-1...90])
            for visit in 0..<4 { own.pain.append((Int32(30 * visit), Double((5 * person + 3 * visit) % 8))) }
            return own
        }
        let study = try StudyFixture(
            CohortFixture(people: people).cohort, analyses: "{pain_trend: , other_explanations: }")
        let explanations = try study.finding(OtherExplanations.self)
        #expect(explanations[.visitRateRatio, key] == nil)
        #expect(
            explanations.cautions.contains(
                "The rate of the next score by the last one could not be estimated: everybody was scored on the same days."
            ))
        #expect(try study.finding(PainTrend.self)[.visitRate, TrendKey(instrument: Self.nrs)] == nil)
    }

    /// Forty people who are scored again and again, three whose era ends on the day of their only score, and four with one score in an
    /// era that goes on.
    @Test(
        "those who are followed, and those scored again, are counted as such, so that a few others cannot be counted from them"
    )
    func whoIsFollowed() throws {
        var people = (0..<40).map { (number: Int) -> CohortFixture.Person in
            var own = CohortFixture.Person(exposures: [-1...320])
            for day in stride(from: 1 + number % 5, through: 300, by: 17 + number % 9) {
                own.pain.append((Int32(day), Double((day + number) % 8)))
            }
            return own
        }
        people += (0..<3).map { _ in .init(exposures: [-1...50], pain: [(50, 3)]) }
        people += (0..<4).map { _ in .init(exposures: [-1...320], pain: [(250, 4)]) }
        let study = try StudyFixture(
            CohortFixture(people: people).cohort, analyses: "{pain_trend: , other_explanations: {follow_up: 300}}")
        let basis = try #require(study.built(OtherExplanations.self).basis(.visitRateRatio, key))
        let scoredAgain = PersonSet(everyoneBelow: 40)
        #expect(basis.apart.contains(scoredAgain))
        // Nobody of the three is followed; whoever the rule takes for having left is followed to the last score, and no further.
        #expect(basis.about.intersection(PersonSet(ascending: Array(40..<43))).isEmpty)
        let estimate = try #require(try study.finding(OtherExplanations.self)[.visitRateRatio, key])
        #expect(estimate.n == .number(Double(basis.about.count)))
        #expect(basis.apart.contains { $0.count == 47 - basis.about.count })
        let released = try study.finding(OtherExplanations.self, policy: .init(minimumCell: 11))
        #expect(released[.visitRateRatio, key]?.isWithheld == true)
    }

    /// Days 1-10 and 41-50 are one era, 82-90 another; a row inside an era does not end it.
    @Test("eras are those of exposure")
    func eras() {
        let people = [CohortFixture.Person(exposures: [1...10, 2...3, 41...50, 82...90]), CohortFixture.Person()]
        let cohort = CohortFixture(people: people).cohort
        #expect(cohort.eras(of: 0).map { [$0.start.rawValue, $0.end.rawValue] } == [[1, 50], [82, 90]])
        #expect(cohort.eras(of: 1).isEmpty)
    }

    /// Those of whom 2 of 8 leave after score 0 and 2 of 4 after score 1, where 4 of all 12 do, count (8/12) / (6/8) and (8/12) / (2/4)
    /// afterwards: means of 1/3 on day 0 and (8/9 · 12 + 4/3 · 8) / 8 = 8/3 on day 90.
    @Test("those who stayed stand for those who left, by hand")
    func leaving() throws {
        let later: [Double] = [3, 1, 2, 0, 4, 2, 3, 5]
        func person(_ score: Double, _ next: Double?) -> CohortFixture.Person {
            var own = CohortFixture.Person(exposures: [-1...400], pain: [(0, score)])
            if let next { own.pain.append((90, next)) }
            return own
        }
        let people =
            later.prefix(6).map { person(0, $0) } + later.suffix(2).map { person(1, $0) }
            + [person(0, nil), person(0, nil), person(1, nil), person(1, nil)]
        let found = try StudyFixture(
            CohortFixture(people: people).cohort, analyses: "{pain_trend: , other_explanations: {follow_up: 100}}"
        ).finding(OtherExplanations.self)
        func number(_ quantity: Quantity<WeightingKey>, _ weighting: ScoreWeighting) throws -> Double {
            try #require(found[quantity, WeightingKey(instrument: Self.nrs, weighting: weighting)]?.number)
        }
        #expect(abs(try number(.slopeWeighted, .none) - (2.5 - 1.0 / 3) / 3) < 1e-12)
        #expect(abs(try number(.slopeWeighted, .leaving) - (8.0 / 3 - 1.0 / 3) / 3) < 1e-9)
        // (12 + 8)² / (20 (12 + 6 · 64/81 + 2 · 16/9)).
        #expect(abs(try number(.effectiveShare, .leaving) - 20 / (12 + 384.0 / 81 + 32.0 / 9)) < 1e-9)
    }
}
