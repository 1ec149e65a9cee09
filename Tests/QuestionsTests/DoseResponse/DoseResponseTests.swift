import Cohort
import Disclosure
import Findings
import Foundation
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Duration against dose")
struct DoseResponseTests {
    private let nrs = Instrument.catalogue[0].info

    private func key(
        _ model: DoseModelName? = nil, _ term: DoseTerm? = nil, at dose: DoseLevel? = nil
    ) -> DoseResponseKey {
        DoseResponseKey(instrument: nrs, model: model, term: term, dose: dose)
    }

    private func study(_ people: [CohortFixture.Person]) throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people).cohort)
    }

    /// Somebody scored every 30 days, the first time on day 30, on a dose of their own from each score to the next.
    private func person(_ scores: [(score: Double, mme: Double?)]) -> CohortFixture.Person {
        var person = CohortFixture.Person(exposures: [0...29])
        for (visit, (score, mme)) in scores.enumerated() {
            let day = Int32(30 * (visit + 1))
            person.pain.append((day, score))
            person.supplies.append((day...(day + 29), mme))
        }
        return person
    }

    // MARK: - Against lme4

    private struct Reference: Decodable {
        struct Number: Decodable {
            let name: String
            let value: Double
            let se: Double
        }
        struct Model: Decodable {
            let model: String
            let quantities: [Number]
        }
        let scores: Double
        let people: Double
        let doses: [String: Double]
        let correlations: [String: Double]
        let models: [Model]
    }

    private static let references = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("References")

    /// The people of unbalanced.csv, exposed from day 0 and on a dose of unknown size between their visits.
    private func unbalanced() throws -> StudyFixture {
        let text = try String(contentsOf: Self.references.appendingPathComponent("unbalanced.csv"), encoding: .utf8)
        var people: [CohortFixture.Person] = []
        var free: Int32 = 0
        for line in text.split(separator: "\n").dropFirst() {
            let numbers = try line.split(separator: ",").map { try #require(Double($0)) }
            if Int(numbers[0]) == people.count {
                people.append(CohortFixture.Person())
                free = 0
            }
            let (last, day) = (people.count - 1, Int32(numbers[1]))
            if free < day { people[last].exposures.append(free...(day - 1)) }
            people[last].supplies.append((day...day, numbers[4] < 1 ? nil : numbers[4]))
            people[last].pain.append((day, numbers[5]))
            free = day + 1
        }
        return try study(people)
    }

    @Test("every model agrees with lme4, and by least squares with clubSandwich")
    func agreesWithLme4() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let reference = try decoder.decode(
            Reference.self, from: Data(contentsOf: Self.references.appendingPathComponent("dose-response.json")))
        let finding = try unbalanced().finding(DoseResponse.self)
        #expect(finding.cautions.allSatisfy { !$0.contains("could not be fitted") })
        #expect(finding.patients == .number(reference.people) && finding.observations == .number(reference.scores))
        for level in DoseLevel.allCases {
            let dose = try #require(finding[.doseAtLevel, key(at: level)]?.number)
            // Doubles of the logarithm and back.
            #expect(abs(dose / (reference.doses[level.rawValue] ?? 0) - 1) < 1e-12, "\(level)")
        }
        for term in [DoseTerm.overScores, .within, .between] {
            let correlation = try #require(finding[.durationDoseCorrelation, key(nil, term)]?.number)
            // Near zero: sums of squares in doubles.
            #expect(abs(correlation - (reference.correlations[term.rawValue] ?? .nan)) < 1e-12, "\(term)")
        }
        #expect(reference.models.count == DoseModelName.allCases.count)
        for model in reference.models {
            let name = try #require(DoseModelName(rawValue: model.model))
            for number in model.quantities {
                let words = number.name.split(separator: " ").map(String.init)
                let about = words.count > 1 ? words[1] : nil
                let key = key(name, about.flatMap(DoseTerm.init), at: about.flatMap(DoseLevel.init))
                let quantity = try #require(
                    [Quantity.slopeOfDuration, .slopeOfDose, .productOfBoth].first { $0.id == words[0] })
                let estimate = try #require(finding[quantity, key], "\(model.model) \(number.name)")
                let (value, se) = (try #require(estimate.number), try #require(estimate.se?.number))
                // The optimum is known to about 1e-9 of a standard error; what is left is rounding in R's derivatives.
                #expect(abs(value - number.value) < 1e-6 * number.se, "\(model.model) \(number.name)")
                #expect(abs(se / number.se - 1) < 1e-6, "\(model.model) \(number.name)")
            }
        }
        // Lines at the three doses end in the mean of the model: at day 0 the two slopes apart.
        let means = finding.all(.meanAtDose)
        #expect(Set(means.map(\.key.dose)) == Set(DoseLevel.allCases))
        for level in DoseLevel.allCases {
            let line = means.filter { $0.key.dose == level }.compactMap { $0.estimate.number }
            let days = means.filter { $0.key.dose == level }.compactMap(\.key.exposureDays)
            let slope = try #require(finding[.slopeOfDuration, key(.product, at: level)]?.number)
            let (first, last) = (try #require(line.first), try #require(line.last))
            #expect(abs((last - first) / Double(days[days.count - 1]) * 30 - slope) < 1e-9)
        }
    }

    // MARK: - By hand

    @Test("the dose is that of the day of the score: known on the first and the last day of a supply, and of no other")
    func edges() throws {
        // Supplied at 60 MME on days 10 to 20, at an unknown dose before and after; 30 beside it on day 15.
        let one = CohortFixture.Person(
            exposures: [0...9, 21...40], pain: [(9, 3), (10, 4), (15, 5), (20, 6), (21, 7), (41, 8)],
            supplies: [(10...20, 60), (15...15, 30)])
        let finding = try study([one, one]).finding(DoseResponse.self)
        // Of five exposed scores (day 41 is after the end) three have a dose: 60, 90 and 60.
        #expect(finding[.knownDoseShare, key()]?.value == .number(0.6))
        #expect(finding.population.contains("on a day whose dose is known"))
        #expect(finding.patients == .number(2) && finding.observations == .number(6))
    }

    @Test("doses at the percentiles, and whose dose varies")
    func doses() throws {
        // Ten scores each: 20 MME four times, 40 five times, 80 once; the second person is always on 40.
        let varying = person([20, 20, 20, 20, 40, 40, 40, 40, 40, 80].enumerated().map { (4 + Double($0 % 3), $1) })
        let constant = person((0..<10).map { (3 + Double($0 % 2), 40) })
        let people = (0..<12).flatMap { _ in [varying, constant] }
        let built = try study(people).built(DoseResponse.self)
        let finding = StudyFixture.released([built], policy: .init(minimumCell: 1)).findings[0]
        // Of 20 scores the 2nd, the 10th and the 18th.
        #expect(finding[.doseAtLevel, key(at: .low)]?.number.map { ($0 * 1e9).rounded() / 1e9 } == 20)
        #expect(finding[.doseAtLevel, key(at: .median)]?.number.map { ($0 * 1e9).rounded() / 1e9 } == 40)
        #expect(finding[.doseAtLevel, key(at: .high)]?.number.map { ($0 * 1e9).rounded() / 1e9 } == 40)
        let share = finding[.varyingDoseShare, key()]
        #expect(share?.events == .number(12) && share?.n == .number(24))
        #expect(
            finding.cautions.contains { $0.contains("Patients whose dose is the same at all their scores: 12 of 24") })
        // Those scored at 20 MME or less stand apart from the low dose.
        let basis = built.estimates.first { $0.quantity == Quantity.doseAtLevel.info }?.basis
        #expect(basis?.counts == [24, 12])
        var settings = DoseResponseSettings()
        (settings.lowPercentile, settings.highPercentile) = (20, 96)
        let other = try study(people).finding(DoseResponse.self, settings)
        #expect(other[.doseAtLevel, key(at: .high)]?.number.map { ($0 * 1e9).rounded() / 1e9 } == 80)
    }

    @Test("a perfect rise of the dose with time cannot be told from time, and the finding says so")
    func alike() throws {
        let noise = [0.3, -0.4, 0.1, 0.5, -0.2, -0.3]
        let people = (0..<20).map { (number: Int) -> CohortFixture.Person in
            let visits = (0..<6).map { (visit: Int) -> (score: Double, mme: Double?) in
                let doublings = 0.5 * Double(visit) + 0.01 * Double(number % 3)
                return (4 + noise[(visit + number) % 6], 20 * exp2(doublings))
            }
            return person(visits)
        }
        let fixture = try study(people)
        let finding = try fixture.finding(DoseResponse.self)
        if finding.isEstimated {
            #expect(finding.cautions.first?.hasPrefix("Duration and dose move together") == true)
            #expect(
                try fixture.page(DoseResponse.self).answer?.lead.hasPrefix(
                    "The length of exposure and the dose move together too closely to be told apart") == true)
        } else {
            #expect(finding.reason?.contains("linear function") == true)
        }
    }

    // MARK: - What each sentence says

    /// Numbers that only look like chance.
    private struct Noise {
        var state: UInt64 = 11

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24) - 0.5
        }
    }

    /// Patients with scores of noise about a level, on doses that go up and down at random, plus what duration and dose add.
    private func simulated(perMonth: Double, perDoubling: Double) -> [CohortFixture.Person] {
        var noise = Noise()
        return (0..<80).map { number in
            let level = 5 + 2 * noise.next()
            let own = Double(number % 4)
            let visits = (0..<8).map { (visit: Int) -> (score: Double, mme: Double?) in
                let doublings = own + (noise.next() > 0 ? 1 : 0)
                let score = level + perMonth * Double(visit) + perDoubling * (doublings - 2) + noise.next()
                return (score, 15 * exp2(doublings))
            }
            return person(visits)
        }
    }

    @Test("where neither matters, nothing is found")
    func nothing() throws {
        let page = try study(simulated(perMonth: 0, perDoubling: 0)).page(DoseResponse.self)
        let answer = try #require(page.answer)
        #expect(
            answer.lead.hasPrefix(
                "Neither the length of exposure nor the dose clearly goes with the pain score: at the same daily dose"))
        #expect(
            answer.more.contains {
                $0.hasPrefix("The slope of duration does not clearly depend on the dose: per 30 days")
            })
        #expect(page.tables.count == 4)
        #expect(page.figures.count == 1)
        guard case .figure(let plan) = try #require(page.figures.first) else {
            Issue.record("no figure")
            return
        }
        #expect(Set(plan.data.rows.map { $0[0] }) == ["low", "median", "high"])
    }

    @Test("a rise with time at a dose that goes up and down is one of duration")
    func duration() throws {
        let fixture = try study(simulated(perMonth: 0.3, perDoubling: 0))
        let finding = try fixture.finding(DoseResponse.self)
        let slope = try #require(finding[.slopeOfDuration, key(.both)])
        let limits = try #require(slope.limits)
        #expect(limits.lower < 0.3 && limits.upper > 0.3)
        #expect(
            try fixture.page(DoseResponse.self).answer?.lead.hasPrefix(
                "The length of exposure goes with the pain score, and the dose does not clearly:") == true)
        #expect(finding[.durationIsZero, key(.both)]?.family == DoseResponse.family.name)
        #expect(finding[.durationIsZero, key(.duration)]?.family == nil)
    }

    @Test("higher scores at higher doses are of the dose, within patients and between them")
    func dose() throws {
        let fixture = try study(simulated(perMonth: 0, perDoubling: 0.5))
        let finding = try fixture.finding(DoseResponse.self)
        for term in [DoseTerm.within, .between] {
            for model in [DoseModelName.withinBetween, .withinBetweenRobust] {
                let doubling = try #require(finding[.slopeOfDose, key(model, term)]?.number)
                #expect(abs(doubling - 0.5) < 0.2, "\(model) \(term)")
            }
        }
        let answer = try #require(try fixture.page(DoseResponse.self).answer)
        #expect(
            answer.lead.hasPrefix("The dose goes with the pain score, and the length of exposure does not clearly:"))
        #expect(answer.more.last?.contains("Doses are given because of pain") == true)
    }

    @Test("where other explanations were asked, the answer says what they found of doses that follow pain")
    func besideOtherExplanations() throws {
        let finding = try study(simulated(perMonth: 0, perDoubling: 0.5)).finding(DoseResponse.self)
        func last(_ lower: Double, _ upper: Double, m2: Double) -> String? {
            var explanations = FindingBuilder(
                id: OtherExplanations.id, title: Prose(StudyWord(OtherExplanations.title)))
            let key = ExplanationKey(instrument: nrs)
            let everybody = PersonSet(everyoneBelow: 80)
            explanations.population = .init("patients", patients: everybody, observations: nil)
            explanations.add(
                .doseAfterPain, key, (lower + upper) / 2,
                interval: .init(lower: lower, upper: upper, level: 0.95, method: "student_t"), basis: .of(everybody))
            explanations.add([HypothesisTest(.doseAfterPainSerial, key, p: m2, basis: .of(everybody))])
            let released = StudyFixture.released([explanations], policy: .init()).findings[0]
            return DoseResponseAnswer(
                finding: finding, instrument: nrs, explanations: released, tooAlike: 0.9
            ).sentences.last
        }
        #expect(last(0.1, 0.3, m2: 0.4)?.contains("did follow the pain before it") == true)
        #expect(last(-0.1, 0.3, m2: 0.4)?.contains("no clear sign that the dose at the next score follows") == true)
        #expect(last(0.1, 0.3, m2: 0.01)?.contains("whether doses follow pain could not be told") == true)
    }

    // MARK: - What is not estimable

    @Test("one dose, one score a patient, no known dose: reasons")
    func notEstimable() throws {
        let unknown = person((0..<4).map { (Double($0), nil) })
        #expect(
            try study([unknown, unknown]).finding(DoseResponse.self).reason
                == "no daily dose is known on a day with a pain score while exposed")
        #expect(try study([unknown]).finding(DoseResponse.self)[.knownDoseShare, key()]?.value == .number(0))
        let single = person([(4, 30)])
        #expect(
            try study([single, single]).finding(DoseResponse.self).reason
                == "no patient has two scores on days of known dose")
        let people = (0..<20).map { number in person((0..<5).map { (Double((3 * $0 + number) % 7), 30) }) }
        #expect(
            try study(people).finding(DoseResponse.self).reason?.contains("has the same value on all observations")
                == true)
        #expect(try study([.init(), .init()]).finding(DoseResponse.self).reason == "the study has no pain scores")
    }

    @Test("with a dose of their own that never varies, patients tell of the dose only between them")
    func constantWithin() throws {
        var noise = Noise()
        let people = (0..<30).map { number in
            person((0..<6).map { _ in (5 + 2 * noise.next(), 20 + 10 * Double(number % 5)) })
        }
        let finding = try study(people).finding(DoseResponse.self)
        #expect(finding.isEstimated)
        #expect(finding[.slopeOfDose, key(.withinBetween, .within)] == nil)
        #expect(finding[.slopeOfDose, key(.withinBetween, .between)]?.number != nil)
        #expect(finding[.durationDoseCorrelation, key(nil, .within)] == nil)
        #expect(finding.cautions.contains { $0.hasPrefix("No patient's dose changes from score to score") })
        #expect(finding[.varyingDoseShare, key()]?.value == .number(0))
    }
}
