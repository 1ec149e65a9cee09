import Cohort
import Estimation
import Findings
import Foundation
import Testing

@testable import Analysis

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
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("References")

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

    private func trend(_ fixture: CohortFixture, _ models: AnalysisSettings.TrendModels) throws -> Finding {
        var settings = AnalysisSettings()
        settings.trend = .init()
        settings.trendModels = models
        let findings = Questions(
            cohort: fixture.cohort, settings: settings, executor: .dispatch(threads: 2)
        ).run()
        return try #require(findings.first { $0.id == "pain_trend" })
    }

    @Test("every model agrees with lme4")
    func agreesWithLme4() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let reference = try decoder.decode(
            Reference.self, from: Data(contentsOf: Self.references.appendingPathComponent("trend-models.json")))
        let finding = try trend(
            study(), .init(adjust: [.init(column: "age"), .init(column: "sex", reference: "male")]))
        #expect(finding.cautions.allSatisfy { !$0.contains("could not be fitted") })
        #expect(reference.models.count == 7)
        for model in reference.models {
            func found(_ name: String, _ term: String? = nil) throws -> Findings.Estimate {
                try #require(
                    finding.estimates.first {
                        $0.name == name && $0.group["model"] == model.model && $0.group["term"] == term
                            && $0.group["exposure_days"] == nil
                    }, "\(model.model) \(name) \(term ?? "")")
            }
            for number in model.quantities {
                let words = number.name.split(separator: " ", maxSplits: 1).map(String.init)
                let estimate = try found(words[0], words.count > 1 ? words[1] : nil)
                let (value, se) = (try #require(estimate.value?.number), try #require(estimate.se?.number))
                // The optimum is known to about 1e-9 of a standard error; what is left is rounding in R's derivatives.
                #expect(abs(value - number.value) < 1e-6 * number.se, "\(model.model) \(number.name)")
                #expect(abs(se / number.se - 1) < 1e-6, "\(model.model) \(number.name)")
            }
            let likelihood = try #require(try found("log_likelihood").value?.number)
            #expect(abs(likelihood - model.logLikelihood) < 1e-7 * abs(model.logLikelihood), "\(model.model)")
            let residual = try #require(try found("sd_residual").value?.number)
            #expect(abs(residual / model.sdResidual - 1) < 1e-6, "\(model.model)")
            for test in model.tests {
                let result = finding.tests.first { $0.name == test.name && $0.group["model"] == model.model }
                let statistic = try #require(result?.statistic?.number)
                #expect(abs(statistic / test.statistic - 1) < 1e-5, "\(model.model) \(test.name)")
            }
        }
    }

    @Test("people without a value in an adjusted column are left out of that model alone")
    func completePeople() throws {
        let finding = try trend(study(), .init(adjust: [.init(column: "age")]))
        func patients(_ model: String) -> Findings.Estimate? {
            finding.estimates.first { $0.name == "patients" && $0.group["model"] == model }
        }
        #expect(patients("adjusted")?.value == Measure(51))
        // The nine who are left out are known to disclosure control.
        #expect(patients("adjusted")?.cells == [51, 9])
        #expect(patients("unadjusted") == nil)
        let slope = finding.estimates.first { $0.name == "slope" && $0.group["model"] == "unadjusted" }
        #expect(slope?.n == Measure(60))
    }

    @Test("a category's difference rests on its own people and on the reference's")
    func cellsOfACategory() throws {
        let fixture = try study()
        let finding = try trend(fixture, .init(adjust: [.init(column: "sex"), .init(column: "age")]))
        let complete = fixture.people.filter { $0.sex != nil && $0.age != nil && !$0.pain.isEmpty }
        let counts = Dictionary(grouping: complete, by: \.sex).mapValues(\.count)
        let cells = try #require(
            finding.estimates.first { $0.name == "coefficient" && $0.group["term"]?.hasPrefix("sex") == true }
        ).cells
        #expect(cells == [complete.count] + counts.values.sorted())
        let ofAge = finding.estimates.first { $0.name == "coefficient" && $0.group["term"] == "age" }
        #expect(ofAge?.cells == [complete.count])
    }

    @Test("a reference that nobody has, or no complete person, is said")
    func adjustmentProblems() throws {
        let unknown = try trend(study(), .init(adjust: [.init(column: "sex", reference: "other")]))
        #expect(
            unknown.cautions.contains(
                "The adjusted model could not be fitted: nobody with a score is \"other\" in the column \"sex\"."))
        #expect(unknown.estimates.allSatisfy { $0.group["model"] != "adjusted" })
        var nobody = try study()
        for person in nobody.people.indices { nobody.people[person].age = nil }
        let empty = try trend(nobody, .init(adjust: [.init(column: "age")]))
        #expect(
            empty.cautions.contains(
                "The adjusted model could not be fitted: nobody has a value in every column that is adjusted for."))
        let missing = try trend(study(), .init(adjust: [.init(column: "weight")]))
        #expect(
            missing.cautions.contains("The adjusted model could not be fitted: there is no column \"weight\"."))
    }

    @Test("without a reference the most frequent level is it")
    func mostFrequentReference() throws {
        let finding = try trend(study(), .init(adjust: [.init(column: "sex")]))
        let people = try study().people
        let women = people.count { $0.sex == "female" }
        let expected = women * 2 > people.count ? "sex: male against female" : "sex: female against male"
        #expect(finding.estimates.contains { $0.name == "coefficient" && $0.group["term"] == expected })
    }

    @Test("exposures that are too alike for a spline, and doses that nobody knows, are said")
    func notEstimable() throws {
        let people = (0..<8).map { person in
            CohortFixture.Person(
                exposures: [0...40], pain: [(0, Double(person % 4)), (30, Double(person % 3) + 2), (31, 4), (30, 3)])
        }
        let finding = try trend(CohortFixture(people: people), .init())
        #expect(finding.status == .estimated)
        #expect(
            finding.cautions.contains(
                "The spline with 4 knots could not be fitted: the exposures are too few or too alike for its knots."))
        #expect(finding.cautions.contains { $0.hasPrefix("The model with the dose could not be fitted") })
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
