import Testing

@testable import Cohort

@Suite struct IndexRuleTests {
    private func cohort(_ rule: IndexRule) throws -> Cohort {
        let doses: [(person: Int32, day: Int32, amount: MOUDRegimen.Amount)] = [
            (0, 9, .milligrams(8)), (0, 5, .milligrams(0)), (0, 6, .unknown), (0, 7, .milligrams(4)),
            (1, 3, .milligrams(0)), (2, -4, .given),
        ]
        return Cohort(
            patients: Patients(
                count: 3, covariates: [Covariate(name: "start", values: .numeric([12, nil, 3.4]))]),
            instruments: [], pain: PainAssessments(personCount: 3, blocks: []),
            exposures: try exposures(20...30, 15...16, personCount: 3, person: 1),
            morphineEquivalents: MorphineEquivalents(name: "none", source: "none", conversions: []),
            withdrawal: WithdrawalAssessments(personCount: 3, blocks: []),
            moud: try history(
                doses.map { ($0.person, $0.day...$0.day, MOUDRegimen(drug: nil, amount: $0.amount)) }, personCount: 3),
            indexRule: rule)
    }

    private func days(_ rule: IndexRule) throws -> [Int32?] {
        let cohort = try cohort(rule)
        return (0..<3).map { cohort.indexDay(of: $0)?.rawValue }
    }

    /// Day 5 has a dose of 0 and day 6 an unknown one: the first dose above zero is on day 7.
    @Test func firstDoseAboveZero() throws {
        #expect(try days(.firstMOUDDose) == [7, nil, -4])
    }

    @Test func firstExposureOriginAndColumn() throws {
        #expect(try days(.firstExposure) == [nil, 15, nil])
        #expect(try days(.origin) == [0, 0, 0])
        #expect(try days(.patientColumn("start")) == [12, nil, 3])
        #expect(try days(.patientColumn("none")) == [nil, nil, nil])
    }
}
