import Cohort
import Estimation
import Findings

/// Whether those whose scores vary more up to the landmark have an event sooner after it.
struct LaterEvents {
    /// What became of the hazard of an event by an index.
    struct Result {
        let measure: VariabilityMeasure
        let fit: CoxRegression.Fit
        let isProportional: TestStatistic?
    }

    let event: VariabilityEvent
    /// Without the event up to the landmark, and observed beyond it.
    let atRisk: PersonSet
    /// With it afterwards.
    let withEvent: PersonSet
    private let rows: [Row]

    private struct Row {
        let patient: PainSwings.Patient
        let days: Int
        let isEvent: Bool
    }

    /// The indices by which hazards are compared, in the unit of the score.
    static let measures: [VariabilityMeasure] = [.sd, .successiveAdjusted]

    /// Those of `patients` at risk; `nil` where the study records no such event.
    init?(_ event: VariabilityEvent, _ patients: [PainSwings.Patient], landmark: Int, in cohort: Cohort) {
        let events = cohort.events
        guard (0..<events.personCount).contains(where: { events[$0].contains { $0.kind == event.kind } }) else {
            return nil
        }
        let end = ObservationEnd(cohort)
        self.event = event
        rows = patients.compactMap { patient in
            guard let start = cohort.exposures[patient.person].first?.start, let last = end[patient.person] else {
                return nil
            }
            let first = events[patient.person].first { $0.kind == event.kind && $0.day >= start }?.day
            let followed = min(last, first ?? last).days(since: start) - landmark
            guard followed > 0 else { return nil }
            return Row(patient: patient, days: followed, isEvent: first.map { $0 <= last } ?? false)
        }
        atRisk = PersonSet(ascending: rows.lazy.map(\.patient.person))
        withEvent = PersonSet(ascending: rows.lazy.filter(\.isEvent).map(\.patient.person))
    }

    /// The hazard by an index, at the same mean score.
    func hazard(by measure: VariabilityMeasure) -> FitOutcome<Result> {
        let spread = rows.map { (measure.value($0.patient.own) ?? 0).squareRoot() }
        let fitted = CoxRegression.fit(
            [.init("variability", spread), .init("mean score", rows.map(\.patient.own.mean))],
            times: rows.map { Double($0.days) }, isEvent: rows.map(\.isEvent))
        return fitted.map { fit in
            let proportional = ProportionalHazardsTest.fit(fit).fit?.jointTest(of: [0])
            return Result(measure: measure, fit: fit, isProportional: proportional)
        }
    }
}
