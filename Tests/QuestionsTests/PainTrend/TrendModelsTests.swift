import Cohort
import Disclosure
import Findings
import Foundation
import StudyFixtures
import Testing

@testable import Questions

@Suite("The trend's models")
struct TrendModelsTests {
    /// The numbers that lme4 found, written by Tests/References/trend-models.R.
    private struct Reference: Decodable {
        struct Number: Decodable {
            let name: String
            let value: Double
            let se: Double
        }
        struct Test: Decodable {
            let name: String
            let statistic: Double
        }
        struct Model: Decodable {
            let model: String
            let people: Int
            let logLikelihood: Double
            let sdResidual: Double
            let quantities: [Number]
            let tests: [Test]
        }
        let models: [Model]
    }

    private static let references = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("References")

    /// The people of unbalanced.csv, exposed from day 0, with the dose of each visit until the next one.
    private func study() throws -> CohortFixture {
        let text = try String(
            contentsOf: Self.references.appendingPathComponent("unbalanced.csv"), encoding: .utf8)
        var people: [CohortFixture.Person] = []
        for line in text.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",")
            let numbers = try cells.map { try #require(Double($0)) }
            let group = Int(numbers[0])
            if group == people.count {
                var person = CohortFixture.Person()
                person.age = group % 7 == 3 ? nil : numbers[2]
                person.sex = numbers[3] == 1 ? "female" : "male"
                people.append(person)
            }
            let day = Int32(numbers[1])
            if let last = people[group].supplies.indices.last {
                people[group].supplies[last].days = people[group].supplies[last].days.lowerBound...(day - 1)
            } else if day > 0 {
                people[group].exposures = [0...(day - 1)]
            }
            people[group].supplies.append((day...(day + 1), numbers[4] < 1 ? nil : numbers[4]))
            people[group].pain.append((day, numbers[5]))
        }
        return CohortFixture(people: people)
    }

    private func fixture(_ cohort: CohortFixture, _ adjust: [Adjustment]) throws -> FindingBuilder {
        var settings = PainTrendSettings()
        settings.adjust = adjust
        return try StudyFixture(cohort.cohort).built(PainTrend.self, settings)
    }

    private func trend(_ cohort: CohortFixture, _ adjust: [Adjustment] = []) throws -> ReleasedFinding {
        StudyFixture.released([try fixture(cohort, adjust)], policy: .init(minimumCell: 1)).findings[0]
    }

    private let nrs = Instrument.catalogue[0].info

    @Test("every model agrees with lme4")
    func agreesWithLme4() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let reference = try decoder.decode(
            Reference.self, from: Data(contentsOf: Self.references.appendingPathComponent("trend-models.json")))
        let finding = try trend(
            study(), [Adjustment(column: "age"), Adjustment(column: "sex", reference: "male")])
        #expect(finding.cautions.allSatisfy { !$0.contains("could not be fitted") })
        #expect(reference.models.count == 7)
        for model in reference.models {
            let name = try #require(TrendModelName(rawValue: model.model))
            let own = finding.estimates.filter { estimate in
                let key = estimate.key as? TrendKey
                return key?.model == name && key?.exposureDays == nil
            }
            func found(_ quantity: String, _ about: String? = nil) throws -> ReleasedEstimate {
                try #require(
                    own.first { estimate in
                        let key = estimate.key as? TrendKey
                        return estimate.quantity.id == quantity
                            && (key?.term?.rawValue ?? key?.variable?.label) == about
                    }, "\(model.model) \(quantity) \(about ?? "")")
            }
            for number in model.quantities {
                let words = number.name.split(separator: " ", maxSplits: 1).map(String.init)
                let estimate = try found(words[0], words.count > 1 ? words[1] : nil)
                let (value, se) = (try #require(estimate.number), try #require(estimate.se?.number))
                // The optimum is known to about 1e-9 of a standard error; what is left is rounding in R's derivatives.
                #expect(abs(value - number.value) < 1e-6 * number.se, "\(model.model) \(number.name)")
                #expect(abs(se / number.se - 1) < 1e-6, "\(model.model) \(number.name)")
            }
            let key = TrendKey(instrument: nrs, model: name)
            let likelihood = try #require(finding[.logLikelihood, key]?.number)
            #expect(abs(likelihood - model.logLikelihood) < 1e-7 * abs(model.logLikelihood), "\(model.model)")
            let residual = try #require(finding[.sdResidual, key]?.number)
            #expect(abs(residual / model.sdResidual - 1) < 1e-6, "\(model.model)")
            for test in model.tests {
                let result = finding.tests.first { $0.test.id == test.name && ($0.key as? TrendKey) == key }
                let statistic = try #require(result?.statistic?.number)
                #expect(abs(statistic / test.statistic - 1) < 1e-5, "\(model.model) \(test.name)")
            }
        }
    }

    @Test("people without a value in an adjusted column are left out of that model alone")
    func completePeople() throws {
        let built = try fixture(study(), [Adjustment(column: "age")])
        let finding = StudyFixture.released([built], policy: .init(minimumCell: 1)).findings[0]
        let adjusted = TrendKey(instrument: nrs, model: .adjusted)
        #expect(finding[.modelPatients, adjusted]?.value == .number(51))
        // The nine who are left out are known to disclosure control.
        let withRule = StudyFixture.released([built], policy: .init()).findings[0]
        #expect(withRule[.modelPatients, adjusted]?.isWithheld == true)
        #expect(withRule[.slope, adjusted]?.number != nil && withRule[.slope, adjusted]?.n == nil)
        let unadjusted = TrendKey(instrument: nrs, model: .unadjusted)
        #expect(finding[.modelPatients, unadjusted] == nil)
        #expect(finding[.slope, unadjusted]?.n == .number(60))
    }

    @Test("a category's difference rests on its own people and on the reference's")
    func basisOfACategory() throws {
        let cohort = try study()
        let built = try fixture(cohort, [Adjustment(column: "sex"), Adjustment(column: "age")])
        let complete = cohort.people.filter { $0.sex != nil && $0.age != nil && !$0.pain.isEmpty }
        let counts = Dictionary(grouping: complete, by: \.sex).mapValues(\.count)
        func basis(_ column: String) throws -> Basis {
            try #require(
                built.estimates.first {
                    $0.quantity == Quantity.coefficient.info
                        && ($0.key as? TrendKey)?.variable?.column == StudyWord(column)
                }
            ).basis
        }
        #expect(try basis("sex").counts == [complete.count] + counts.values.sorted())
        #expect(try basis("age").counts == [complete.count])
    }

    @Test("a reference that nobody has, or no complete person, is said")
    func adjustmentProblems() throws {
        let unknown = try trend(study(), [Adjustment(column: "sex", reference: "other")])
        #expect(
            unknown.cautions.contains(
                "The adjusted model could not be fitted: nobody with a score is \"other\" in the column \"sex\"."))
        #expect(unknown.estimates.allSatisfy { ($0.key as? TrendKey)?.model != .adjusted })
        var nobody = try study()
        for person in nobody.people.indices { nobody.people[person].age = nil }
        let empty = try trend(nobody, [Adjustment(column: "age")])
        #expect(
            empty.cautions.contains(
                "The adjusted model could not be fitted: nobody has a value in every column that is adjusted for."))
        let missing = try trend(study(), [Adjustment(column: "weight")])
        #expect(
            missing.cautions.contains("The adjusted model could not be fitted: there is no column \"weight\"."))
    }

    @Test("without a reference the most frequent level is it")
    func mostFrequentReference() throws {
        let finding = try trend(study(), [Adjustment(column: "sex")])
        let people = try study().people
        let women = people.count { $0.sex == "female" }
        let expected = women * 2 > people.count ? "sex: male against female" : "sex: female against male"
        #expect(finding.all(.coefficient).map(\.key.variable?.label) == [expected])
    }

    @Test("exposures that are too alike for a spline, and doses that nobody knows, are said")
    func notEstimable() throws {
        let people = (0..<8).map { person in
            CohortFixture.Person(
                exposures: [0...40], pain: [(0, Double(person % 4)), (30, Double(person % 3) + 2), (31, 4), (30, 3)])
        }
        let finding = try trend(CohortFixture(people: people))
        #expect(finding.isEstimated)
        #expect(
            finding.cautions.contains(
                "The spline with 4 knots could not be fitted: the exposures are too few or too alike for its knots."))
        #expect(finding.cautions.contains("The model with the dose could not be fitted: no daily dose is known."))
        #expect(
            finding.cautions.contains(
                "The model of duration by dose could not be fitted: no daily dose is known."))
    }

    @Test("days of exposure are a sorted column")
    func dayCounts() {
        let days = ExposureDayCounts([[0, 2, 0, 1], [1, 0, 0, 1, 1]])
        #expect(days.map { $0 } == [0, 1, 1, 3, 3, 4])
        #expect(days.count == 6 && days.counts == [1, 2, 0, 2, 1])
        #expect(days.mean { Double($0) } == 2)
        #expect(ExposureDayCounts([]).isEmpty && ExposureDayCounts([]).mean { Double($0) } == 0)
    }
}
