import Testing

@testable import Cohort

@Suite struct ObservationStartTests {
    /// Person 0 is exposed from day 10 on, 1 from day 15.
    private func cohort(washout: Int = 1, stated: [Double?]? = nil) throws -> Cohort {
        let regimen = OpioidRegimen(drug: 0, dailyMME: .unknown)
        var pain = PainBlock()
        pain.append(0, PainAssessment(day: StudyDay(10), score: 3, instrument: 0))
        pain.append(1, PainAssessment(day: StudyDay(14), score: 3, instrument: 0))
        return Cohort(
            patients: Patients(
                count: 3,
                covariates: stated.map { [Covariate(name: ObservationStart.column, values: .numeric($0))] } ?? []),
            instruments: [Instrument.catalogue[0]], pain: PainAssessments(personCount: 3, blocks: [pain]),
            exposures: try history([(0, 10...20, regimen), (1, 15...20, regimen)], personCount: 3),
            morphineEquivalents: MorphineEquivalents(name: "none", source: "none", conversions: []),
            exposureRule: ExposureRule(washout: washout),
            withdrawal: WithdrawalAssessments(personCount: 3, blocks: []),
            moud: MOUDDoses(personCount: 3, blocks: [], drugs: []))
    }

    private func prevalent(_ cohort: Cohort) -> [Bool] {
        let start = ObservationStart(cohort)
        return (0..<3).map { start.isPrevalentUser($0) }
    }

    /// One day without the drug is enough by default; somebody who is never exposed is no user.
    @Test func whoIsExposedOnTheFirstDayOfTheRecordIsAPrevalentUser() throws {
        let start = ObservationStart(try cohort())
        #expect((0..<3).map { start[$0]?.rawValue } == [10, 14, nil])
        #expect(prevalent(try cohort()) == [true, false, false])
    }

    @Test func theWashoutIsAsLongAsStated() throws {
        #expect(prevalent(try cohort(washout: 2)) == [true, true, false])
        #expect(prevalent(try cohort(washout: 0)) == [false, false, false])
    }

    /// A record that begins with the first dose says nothing before it, but the study may.
    @Test func aStatedStartGoesBeforeTheFirstRecord() throws {
        #expect(prevalent(try cohort(washout: 30, stated: [-20, -14, -50])) == [false, true, false])
        #expect(prevalent(try cohort(stated: [nil, 15, nil])) == [true, true, false])
    }
}
