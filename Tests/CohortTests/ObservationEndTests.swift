import Testing

@testable import Cohort

@Suite struct ObservationEndTests {
    /// Person 0 has a score on day 30 and is exposed to day 40 by the row that begins first; 1 dies on day 25; 2 has no record.
    private func cohort(stated: [Double?]? = nil) throws -> Cohort {
        let regimen = OpioidRegimen(drug: 0, dailyMME: .unknown)
        var pain = PainBlock()
        pain.append(0, PainAssessment(day: StudyDay(30), score: 3, instrument: 0))
        var events = PersonBlock<CourseEvent>()
        events.append(CourseEvent(day: StudyDay(25), kind: .death), of: 1)
        return Cohort(
            patients: Patients(
                count: 3,
                covariates: stated.map { [Covariate(name: ObservationEnd.column, values: .numeric($0))] } ?? []),
            instruments: [Instrument.catalogue[0]], pain: PainAssessments(personCount: 3, blocks: [pain]),
            exposures: try history(
                [(0, 10...40, regimen), (0, 15...20, regimen), (1, 15...60, regimen)], personCount: 3),
            morphineEquivalents: MorphineEquivalents(name: "none", source: "none", conversions: []),
            withdrawal: WithdrawalAssessments(personCount: 3, blocks: []),
            moud: MOUDDoses(personCount: 3, blocks: [], drugs: []),
            events: CourseEvents(personCount: 3, blocks: [events]))
    }

    /// The last day that any record reaches, and never after death.
    @Test func theLastDayOfTheRecord() throws {
        let end = ObservationEnd(try cohort())
        #expect((0..<3).map { end[$0]?.rawValue } == [40, 25, nil])
        #expect(!end.isStated)
        #expect((0..<3).map { end.death(of: $0)?.rawValue } == [nil, 25, nil])
    }

    /// A stated day wins over the record, before it and after it; death does not wait for it.
    @Test func theStatedDay() throws {
        let end = ObservationEnd(try cohort(stated: [35.5, 90, 12]))
        #expect((0..<3).map { end[$0]?.rawValue } == [35, 25, 12])
        #expect(end.isStated)
        #expect(ObservationEnd(try cohort(stated: [nil, nil, nil]))[0]?.rawValue == 40)
    }
}
