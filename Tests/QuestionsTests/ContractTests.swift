import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

/// What every question keeps to, whatever it asks: run over ``AllQuestions``, so that a new one is held to it without being named.
@Suite("Every question")
struct ContractTests {
    /// Studies that between them have an answer to everything: scores on a scale, ordered levels, sites, an adjusted model.
    private static let studies: [StudyFixture] = {
        // What a question needs beside its defaults to give all that it may.
        let settings = [
            "day7_withdrawal": "{by: [arm, denominator], claim: 0.9}", "pain_trend": "{adjust: [age, sex]}",
            "evoked_pain": "{adjust: [sex]}",
        ]
        let asked = AllQuestions.list.map { "\($0.id): \(settings[$0.id] ?? "{}")" }
        let everything = "{\(asked.joined(separator: ", "))}"
        let cohorts = [PlantedStudy.cohort, PlantedStudy.cohortOfLevels]
        return cohorts.compactMap { try? StudyFixture($0, analyses: everything) }
    }()

    /// Those that have of doses what the others have not, and nothing else.
    private static let ofDoses: [StudyFixture] = [
        try? StudyFixture(DataQualityTests.cohort, analyses: "[data_quality]"),
        try? StudyFixture(OpioidDosesTests.cohort, analyses: "[opioid_doses]"),
        try? StudyFixture(OpioidUseTests.cohort, analyses: "[opioid_use]"),
        try? StudyFixture(PainCourseTests.withBaselines, analyses: "{pain_course: {visits: [40]}}"),
        try? StudyFixture(PainCourseTests.withBaselines, analyses: "{missingness: {visits: [40]}}"),
        try? StudyFixture(TaperTests.cohort, analyses: "[taper]"),
        try? StudyFixture(SymptomsTests.cohort, analyses: "[symptoms]"),
        try? StudyFixture(OIHPatternTests.cohort, analyses: "[oih_pattern]"),
        try? StudyFixture(MOUDStartTests.cohort, analyses: "[moud_start]"),
        (try? StartPrecipitatedTests().twenty()).flatMap {
            try? StudyFixture(StartFixture(people: $0).cohort, analyses: "[moud_start]")
        },
        try? StudyFixture(PainVariabilityTests.cohort, analyses: "[pain_variability]"),
        try? StudyFixture(NonopioidTests.cohort, analyses: "{nonopioid: {follow_up: 30}}"),
        try? StudyFixture(RelapseTests.cohort, analyses: "{relapse: {by: arm}}"),
        try? StudyFixture(RetentionTests.cohort, analyses: "{retention: {by: arm}}"),
        try? StudyFixture(
            RotationTests.withEvents, analyses: "{rotation: {score_within: 10, follow_up: 60, grace: 30}}"),
    ].compactMap(\.self)

    private static var questions: [String] { AllQuestions.list.map { $0.id } }

    private func question(_ id: String) throws -> any Question.Type {
        try #require(AllQuestions.list.first { $0.id == id })
    }

    @Test("the fixtures can be read")
    func fixtures() {
        #expect(Self.studies.count == 2)
    }

    @Test("has a name, a title and a question of its own, and its quantities have names, labels, units and meanings")
    func declared() {
        #expect(Set(Self.questions).count == Self.questions.count)
        for question in AllQuestions.list {
            #expect(question.id.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(question.id)")
            #expect(!question.title.isEmpty && question.question.hasSuffix("?"), "\(question.id)")
            #expect(!question.quantities.isEmpty, "\(question.id)")
            for quantity in question.quantities {
                #expect(quantity.id.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(quantity.id)")
                #expect(!quantity.label.isEmpty && !quantity.meaning.isEmpty, "\(question.id) \(quantity.id)")
                #expect(!quantity.unit.text(nil).isEmpty, "\(question.id) \(quantity.id)")
            }
            for test in question.tests {
                #expect(!test.label.isEmpty && !test.meaning.isEmpty, "\(question.id) \(test.id)")
            }
            for field in question.settingTexts {
                #expect(field.key.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(field.key)")
                #expect(!field.type.isEmpty && !field.standard.isEmpty && !field.meaning.isEmpty, "\(field.key)")
            }
        }
    }

    @Test("gives every quantity and test that it declares, and no other", arguments: questions)
    func gives(_ id: String) throws {
        let question = try question(id)
        let findings = (Self.studies + Self.ofDoses).flatMap { $0.study.asked.answers(of: $0.study) }.filter {
            $0.id == id
        }
        let given = Set(findings.flatMap { $0.estimates.map(\.quantity) })
        let tested = Set(findings.flatMap { $0.tests.map(\.test) })
        #expect(given.subtracting(question.quantities).map(\.id) == [])
        #expect(Set(question.quantities).subtracting(given).map(\.id) == [])
        #expect(tested.subtracting(question.tests).map(\.id) == [])
        #expect(Set(question.tests).subtracting(tested).map(\.id) == [])
    }

    @Test(
        "answers, and shows its answer: words, tables with a cell under each head, figures with words",
        arguments: questions)
    func shows(_ id: String) throws {
        let shown = (Self.studies + Self.ofDoses).flatMap { fixture in
            fixture.study.asked.pages(of: fixture.run(policy: .init(isInternal: true))).filter { $0.finding.id == id }
        }
        #expect(shown.count >= Self.studies.count)
        // The studies with a bit of everything have no tapers and rotations.
        let isAnswered = shown.contains { $0.finding.isEstimated }
        #expect(isAnswered, "\(shown.first?.finding.reason ?? "")")
        for own in shown where own.finding.isEstimated {
            #expect(!own.finding.title.isEmpty && !own.finding.population.isEmpty)
            #expect(!own.finding.estimand.isEmpty && !own.finding.method.isEmpty)
            #expect(!own.page.tables.isEmpty)
            check(own.page)
        }
    }

    /// What is released of each study under minimum cells, once for all questions.
    private static let runs: [Int: [Released]] = Dictionary(
        uniqueKeysWithValues: cells.map { cell in (cell, studies.map { $0.run(policy: .init(minimumCell: cell)) }) })
    private static let cells = [1_000_000, 60, 11]

    @Test(
        "says something wherever it may not say a number: all of it withheld, and only small groups",
        arguments: questions, cells)
    func withheld(_ id: String, _ minimumCell: Int) throws {
        for (fixture, run) in zip(Self.studies, try #require(Self.runs[minimumCell])) {
            let own = try #require(fixture.study.asked.pages(of: run).first { $0.finding.id == id })
            check(own.page)
            guard minimumCell == 1_000_000 else { continue }
            #expect(own.finding.hasWithheld)
            let texts =
                [own.page.answer?.lead].compactMap(\.self) + (own.page.answer?.more ?? []) + own.finding.cautions
            for text in texts {
                #expect(!text.contains("nil") && !text.contains("nan") && !text.contains("Optional"), "\(text)")
            }
        }
    }

    @Test("where the study has nothing to answer from, says why", arguments: questions)
    func nothing(_ id: String) throws {
        let empty = try StudyFixture(CohortFixture(people: [.init(), .init()]).cohort, analyses: "[\(id)]")
        let run = empty.run(policy: .init(minimumCell: 1))
        let own = try #require(empty.study.asked.pages(of: run).first { $0.finding.id == id })
        check(own.page)
        #expect(own.finding.isEstimated || own.finding.reason?.isEmpty == false)
        #expect(own.page.answer?.lead.isEmpty != true)
    }

    /// People alone; with a score each; with a supply each; with both.
    @Test("says whom it is about and what it estimates, whatever the study lacks", arguments: questions)
    func population(_ id: String) throws {
        for (hasScore, hasSupply) in [(false, false), (true, false), (false, true), (true, true)] {
            let person = CohortFixture.Person(
                pain: hasScore ? [(day: 0, score: 5)] : [], supplies: hasSupply ? [(0...60, 30)] : [])
            let study = try StudyFixture(
                CohortFixture(people: Array(repeating: person, count: 20)).cohort, analyses: "[\(id)]")
            let finding = try #require(study.run(policy: .init(minimumCell: 1)).finding(id))
            #expect(!finding.population.isEmpty && !finding.method.isEmpty && !finding.estimand.isEmpty)
        }
    }

    @Test("the same study gives the same finding, on any number of threads", arguments: questions)
    func same(_ id: String) throws {
        func texts(_ threads: Int) throws -> [String] {
            let cohort = PlantedStudy.cohort
            let fixture = try StudyFixture(cohort, analyses: "[\(id)]")
            let study = Study(cohort: cohort, asked: fixture.study.asked, executor: .dispatch(threads: threads))
            return study.asked.answers(of: study).flatMap { finding in
                finding.estimates.map {
                    "\($0.quantity.id) \($0.key.coordinates.map(\.id)) \(String(describing: $0.value))"
                }
            }
        }
        let one = try texts(1)
        #expect(!one.isEmpty)
        #expect(try texts(8) == one)
    }

    @Test("a column of the study may be called as a key of the results, and a level as a word of the tool")
    func awkwardNames() throws {
        for column in PlantedStudy.awkwardColumns {
            let fixture = try StudyFixture(
                PlantedStudy.cohort,
                analyses: "{day7_withdrawal: {by: [\(column)], claim: 0.9}, baseline_table: {by: \(column)}}")
            let run = fixture.run(policy: .init(minimumCell: 1))
            for (id, axis) in [("day7_withdrawal", Axis.column), ("baseline_table", .column)] {
                let finding = try #require(run.finding(id))
                let places = finding.estimates.flatMap(\.key.coordinates).filter { $0.axis == axis }.compactMap {
                    coordinate in
                    if case .study(let place) = coordinate.place, place.origin == .study { place } else { nil }
                }
                #expect(Set(places.map(\.column.text)) == [column], "\(id)")
                let levels = Set(places.compactMap(\.level))
                let expected = Set(PlantedStudy.awkwardLevels.map { StudyPlace.Level.recorded(StudyWord($0)) })
                #expect(levels == expected.union([.notRecorded]), "\(id) by \(column)")
                // A number of every level, apart from everybody's or each scale's.
                #expect(
                    finding.estimates.contains { estimate in
                        !estimate.key.coordinates.contains {
                            if case .study(let place) = $0.place {
                                $0.axis == axis && place.origin == .study
                            } else {
                                false
                            }
                        }
                    }, "\(id)")
            }
            let shown = fixture.study.asked.pages(of: run)
            let words =
                shown.flatMap(\.page.tables).flatMap(\.rows).flatMap(\.cells).map(\.text)
                + shown.flatMap(\.page.tables).flatMap(\.heads).map(\.heading)
            for level in PlantedStudy.awkwardLevels {
                #expect(words.contains { $0.contains(level) }, "\(level) by \(column)")
            }
        }
    }

    @Test("groups of 1 and 10 patients are withheld with all that tells of them, groups of 11 are shown")
    func plantedCells() throws {
        let fixture = try #require(Self.studies.first)
        let finding = try #require(fixture.run().finding("baseline_table"))
        func sizes(_ level: String) -> [Measure?] {
            finding.estimates.filter { estimate in
                estimate.quantity.id == "patients"
                    && estimate.key.coordinates.contains {
                        $0.axis == .column && $0.id == level
                    }
            }.map(\.value)
        }
        // By the first column of day 7: arm.
        #expect(sizes("one").allSatisfy { $0?.isWithheld == true } && !sizes("one").isEmpty)
        #expect(sizes("ten").allSatisfy { $0?.isWithheld == true } && !sizes("ten").isEmpty)
        // A group of 11 is shown, unless a smaller one could be worked out from it.
        #expect(sizes("eleven").allSatisfy { $0 == .number(11) || $0?.isWithheld == true } && !sizes("eleven").isEmpty)
    }

    /// What holds of a page whatever it shows.
    private func check(_ page: QuestionPage) {
        if let answer = page.answer {
            #expect(answer.question.hasSuffix("?"))
            for sentence in [answer.lead] + answer.more {
                #expect(!sentence.isEmpty)
                #expect(sentence.last.map { ".!?".contains($0) } == true, "\(sentence)")
            }
        }
        for table in page.tables {
            #expect(!table.caption.isEmpty && !table.heads.isEmpty && !table.rows.isEmpty, "\(table.caption)")
            for row in table.rows where row.groupHeading == nil {
                #expect(row.cells.count == table.heads.count, "\(table.caption)")
            }
        }
        for case .figure(let plan) in page.figures {
            #expect(!plan.title.isEmpty && !plan.altText.isEmpty && !plan.caption.isEmpty, "\(plan.name)")
            #expect(plan.data.rows.allSatisfy { $0.count == plan.data.fields.count }, "\(plan.name)")
        }
    }
}
