import StudyFile

extension SettingKind where Value == [Int] {
    /// Planned days, ascending.
    static var visitDays: SettingKind {
        SettingKind(
            type: "days after day 0, ascending, at most \(PlannedVisits.mostStated)",
            read: { value, key, _ throws(StudyFileError) in
                let days = try value.list(as: key).map { day throws(StudyFileError) in
                    try day.integer(as: "a day of \(key)", in: 1...36_500)
                }
                guard !days.isEmpty, days.count <= PlannedVisits.mostStated,
                    zip(days, days.dropFirst()).allSatisfy({ $0 < $1 })
                else {
                    throw value.error(
                        "\(key) must be 1 to \(PlannedVisits.mostStated) days after day 0, each above the one before: "
                            + "[28, 84, 168]; the baseline is not named")
                }
                return days
            }, text: { "[\($0.map(String.init).joined(separator: ", "))]" })
    }
}
