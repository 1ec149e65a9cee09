/// What sets day 0 of the withdrawal clock.
public enum IndexRule: Sendable, Hashable {
    /// The first day with a dose of medication for opioid use disorder above zero.
    case firstMOUDDose
    /// The first day of the first opioid exposure.
    case firstExposure
    /// Study day 0.
    case origin
    /// A numeric patient column that holds a study day.
    case patientColumn(String)

    /// The rule in words.
    public var description: String {
        switch self {
        case .firstMOUDDose: "first day with a dose of medication for opioid use disorder above zero"
        case .firstExposure: "first day of the first recorded opioid exposure"
        case .origin: "study day 0"
        case .patientColumn(let name): "study day in the patients' column “\(name)”"
        }
    }
}

extension Cohort {
    /// When on the index day of a person the dose was taken that sets it; `nil` where none does, or its time is not known.
    public func indexTime(of person: Int) -> TimeOfDay? {
        switch indexRule {
        case .firstMOUDDose:
            return moud.firstDoseTime(of: person)
        case .firstExposure:
            guard exposures.hasTimes, let day = exposures[person].first?.start else { return nil }
            return exposures.firstTime(of: person, on: day)
        case .origin, .patientColumn: return nil
        }
    }

    /// A person's withdrawal assessments without those of the index day that are before the dose which sets it, by their times: an
    /// assessment in the minute of the dose is before it.
    public func withdrawalOnClock(of person: Int, index: StudyDay) -> ArraySlice<WithdrawalAssessment> {
        let all = withdrawal[person]
        guard !all.isEmpty, let dose = indexTime(of: person) else { return all }
        return ArraySlice(
            all.filter { assessment in
                guard assessment.day == index, let time = assessment.time else { return true }
                return time > dose
            })
    }

    /// The index day of a person, or `nil` where the rule finds none.
    public func indexDay(of person: Int) -> StudyDay? {
        switch indexRule {
        case .firstMOUDDose:
            return moud.firstDose(of: person)
        case .firstExposure:
            return exposures[person].first?.start
        case .origin:
            return StudyDay(0)
        case .patientColumn(let name):
            guard case .numeric(let values)? = patients.covariate(named: name)?.values,
                let value = values[person], let day = Int32(exactly: value.rounded())
            else { return nil }
            return StudyDay(day)
        }
    }
}
