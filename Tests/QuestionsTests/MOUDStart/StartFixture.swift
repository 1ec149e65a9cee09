import Cohort
import StudyFixtures

/// Patients with medication for opioid use disorder, written down by hand: drugs, doses and days of randomisation beside what
/// `CohortFixture` has.
struct StartFixture {
    /// A dose on some days; `nil` is a cell without one.
    typealias Dose = (days: ClosedRange<Int32>, drug: String?, dose: Double?)

    /// One patient.
    struct Person {
        var own = CohortFixture.Person()
        var doses: [Dose] = []
        var randomized: Double?
        /// When on its first day each of the doses was given.
        var doseTime: TimeOfDay?
    }

    var people: [Person]
    /// Whether the table has a dose column.
    var hasDoses = true
    var instruments = [Instrument.catalogue[0]]
    var index = IndexRule.firstMOUDDose

    var cohort: Cohort {
        let drugs = ["buprenorphine", "methadone", "naltrexone", "ibogaine"]
        let base = CohortFixture(people: people.map(\.own), instruments: instruments).cohort
        var spans = PersonBlock<DrugSpan>()
        var regimens = RegimenNumbering<MOUDRegimen>()
        for (number, person) in people.enumerated() {
            for (days, drug, dose) in person.doses {
                let amount: MOUDRegimen.Amount = hasDoses ? dose.map { .milligrams($0) } ?? .unknown : .given
                let regimen = MOUDRegimen(
                    drug: drug.flatMap { drugs.firstIndex(of: $0) }.map { UInt16($0) }, amount: amount,
                    time: person.doseTime)
                let span = DrugSpan(
                    StudyDay(days.lowerBound), through: StudyDay(days.upperBound), regimen: regimens.number(of: regimen)
                )
                if let span { spans.append(span, of: Int32(number)) }
            }
        }
        return Cohort(
            patients: Patients(
                count: people.count,
                covariates: base.patients.covariates
                    + (people.contains { $0.randomized != nil }
                        ? [Covariate(name: "randomized", values: .numeric(people.map(\.randomized)))] : [])),
            instruments: base.instruments, pain: base.pain, exposures: base.exposures,
            morphineEquivalents: base.morphineEquivalents, withdrawal: base.withdrawal,
            moud: MOUDDoses(
                personCount: people.count, blocks: [DrugBlock(spans, regimens: regimens.regimens)],
                drugs: drugs.map { ClinicalTerm($0) }), indexRule: index)
    }
}
