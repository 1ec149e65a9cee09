import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("The figure of pain by exposure")
struct PainByExposureFigureTests {
    private func figures(_ analyses: String, of id: String) throws -> [FigurePlan] {
        let fixture = try StudyFixture(PlantedStudy.cohort, analyses: analyses)
        let page = fixture.study.asked.pages(of: fixture.run()).first { $0.finding.id == id }?.page
        return (page?.figures ?? []).compactMap { if case .figure(let plan) = $0 { plan } else { nil } }
    }

    @Test("The trend draws its line and the bands of the run together; the bands alone draw theirs")
    func together() throws {
        let both = "{pain_trend: , pain_by_duration_band: }"
        let plan = try #require(try figures(both, of: PainTrend.id).first)
        #expect(plan.name == "pain_by_exposure" && plan.data.name == plan.name)
        #expect(Set(plan.data.rows.map { $0[0] }) == ["predicted_mean", "mean"])
        #expect(plan.altText.contains("The model's mean goes from") && plan.altText.contains("Band means:"))
        #expect(try figures(both, of: PainByDurationBand.id).isEmpty)
        let alone = try #require(try figures("{pain_by_duration_band: }", of: PainByDurationBand.id).first)
        #expect(Set(alone.data.rows.map { $0[0] }) == ["mean"])
        let line = try #require(try figures("{pain_trend: }", of: PainTrend.id).first)
        #expect(Set(line.data.rows.map { $0[0] }) == ["predicted_mean"])
    }

    @Test("A scale on which a higher score is less pain says so under the figure")
    func direction() throws {
        let reversed = try #require(
            Instrument.catalogue.first { $0.direction == .higherIsLessPain && $0.modality == .clinical })
        let people = (0..<40).map { person in
            TrendFixture.person(visits: 4, first: person % 7, step: 40) { visit in
                Double(40 + (person * 7 + visit * 5) % 23)
            }
        }
        let fixture = try StudyFixture(CohortFixture(people: people, instruments: [reversed]).cohort)
        let page = try fixture.page(PainTrend.self)
        guard case .figure(let plan)? = page.figures.first else {
            Issue.record("no figure")
            return
        }
        #expect(plan.caption.hasSuffix("A higher score is less pain."))
        #expect(page.notebook.map(\.id) == ["pain"])
    }

    @Test("Nothing that may be shown is no figure")
    func nothing() {
        #expect(PainByExposureFigure.plans(trend: TrendFixture.finding([]), bands: nil).isEmpty)
        #expect(PainByExposureFigure.plans(trend: nil, bands: nil).isEmpty)
    }
}
