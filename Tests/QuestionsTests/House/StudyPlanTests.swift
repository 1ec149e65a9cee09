import Findings
import StudyFile
import StudyFixtures
import Testing

@testable import Questions

@Suite("Planned and exploratory")
struct StudyPlanTests {
    private func plan(
        _ names: [String], date: String? = "2026-05-01", hasChanged: Bool = false
    ) throws -> StudyPlan {
        let source = SourceReference(path: "study.yaml", position: .init(line: 3, column: 5))
        return try StudyPlan(
            names: names.map { ($0, source) }, date: date, hash: date.map { _ in String(repeating: "0", count: 64) },
            version: nil, hasChanged: hasChanged)
    }

    private func statuses(_ plan: StudyPlan?) throws -> [PlanStatus] {
        let fixture = try StudyFixture(
            PlantedStudy.cohort, analyses: "{data_quality: false, pain_trend: , individual_trends: }")
        var asked = fixture.study.asked
        asked.plan = plan
        return asked.answers(of: fixture.study).map(\.plan)
    }

    @Test("without a plan every finding is exploratory")
    func none() throws {
        #expect(try statuses(nil) == Array(repeating: .exploratory, count: 4))
    }

    @Test("a finding is what the plan says of its question, and else exploratory")
    func named() throws {
        let exploratory = PlanStatus.exploratory
        let planned = PlanStatus.planned(date: "2026-05-01")
        #expect(try statuses(plan(["pain_trend"])) == [exploratory, exploratory, planned, exploratory])
        let changed = PlanStatus.plannedThenChanged(date: "2026-05-01")
        #expect(
            try statuses(plan(["individual_trends"], hasChanged: true)) == [
                exploratory, exploratory, exploratory, changed,
            ])
        #expect(
            try statuses(plan(["cohort_flow"], date: nil)) == [.plannedUndated, exploratory, exploratory, exploratory])
    }

    @Test("an unknown name is told with its place and the nearest one")
    func unknown() throws {
        do {
            _ = try plan(["pain_trent"])
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains("study.yaml line 3, column 5"))
            #expect("\(error)".contains("did you mean \"pain_trend\"?"))
        }
    }
}
