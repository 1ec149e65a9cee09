/// The tables that a study may have. All are long and on study days.
public enum StudyTable: String, Sendable, Hashable, CaseIterable {
    /// Who: one row a person and file, merged on the person.
    case patients
    /// Pain scores.
    case pain
    /// Opioid exposures.
    case exposures
    /// Withdrawal assessments.
    case withdrawal
    /// Medication for opioid use disorder.
    case moud
    /// Non-opioid and other interventions.
    case interventions
    /// Symptoms asked about.
    case symptoms
    /// Injuries, surgery, relapse, dropout, death.
    case events
    /// Urine screens.
    case screens
    /// Visits to the clinic, kept or missed.
    case visits
}

extension Cohort {
    /// Whether a person has a row in a table. Without a table of patients in the study, everybody counts as one of it.
    public func hasRows(_ person: Int, in table: StudyTable) -> Bool {
        switch table {
        case .patients: person < patients.count
        case .pain: !pain[person].isEmpty
        case .exposures: !exposures[person].isEmpty
        case .withdrawal: !withdrawal[person].isEmpty
        case .moud: !moud[person].isEmpty
        case .interventions: !interventions[person].isEmpty
        case .symptoms: !symptoms[person].isEmpty
        case .events: !events[person].isEmpty
        case .screens: !screens[person].isEmpty
        case .visits: !visits[person].isEmpty
        }
    }

    /// Whether nobody has a row in a table.
    public func isEmpty(_ table: StudyTable) -> Bool {
        switch table {
        case .patients: patients.count == 0
        case .pain: pain.count == 0
        case .exposures: exposures.spans.isEmpty
        case .withdrawal: withdrawal.isEmpty
        case .moud: moud.spans.isEmpty
        case .interventions: interventions.rows.isEmpty
        case .symptoms: symptoms.rows.isEmpty
        case .events: events.isEmpty
        case .screens: screens.rows.isEmpty
        case .visits: visits.isEmpty
        }
    }

    /// Rows of a table that are alike in every column with an earlier one of the same patient. Of patients it is not known whose they are.
    public func repeats(in table: StudyTable) -> DoubledRows {
        switch table {
        case .patients: DoubledRows()
        case .pain: pain.repeats
        case .exposures: exposures.spans.repeats
        case .withdrawal: withdrawal.repeats
        case .moud: moud.spans.repeats
        case .interventions: interventions.rows.repeats
        case .symptoms: symptoms.rows.repeats
        case .events: events.repeats
        case .screens: screens.rows.repeats
        case .visits: visits.repeats
        }
    }
}
