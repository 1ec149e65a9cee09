import Cohort

/// The levels of a patient column, and which people belong to each.
struct PatientGroups: Sendable {
    /// Stands for people without a value in the column.
    static let notRecorded = "not recorded"

    let name: String
    let levels: [String]
    /// Index into `levels` by person.
    let members: [Int]

    /// `nil` where the cohort has no categorical column of this name.
    init?(_ name: String, of cohort: Cohort) {
        guard let (levels, codes) = cohort.patients.categories(named: name) else { return nil }
        self.name = name
        self.levels = codes.contains(nil) ? levels + [Self.notRecorded] : levels
        self.members = codes.map { $0.map(Int.init) ?? levels.count }
    }

    /// Whether each person has a number in the column.
    init(recordOf name: String, _ numbers: [Double?]) {
        self.name = name
        self.levels = ["recorded", Self.notRecorded]
        self.members = numbers.map { $0 == nil ? 1 : 0 }
    }
}
