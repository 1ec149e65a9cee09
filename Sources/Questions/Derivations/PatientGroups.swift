import Cohort
import Findings
import StudyFile

/// The levels of a patient column, and who belongs to each.
struct PatientGroups: Sendable {
    let name: StudyWord
    /// The levels; "not recorded" is the last one, where there is somebody without a value.
    let levels: [StudyPlace.Level]
    /// Index into `levels` by person.
    let members: [Int]
    /// Which level stands for several that few patients have.
    private let pooled: Int?

    /// `nil` where the cohort has no categorical column of this name.
    init?(_ name: String, of cohort: Cohort) {
        guard let column = cohort.patients.covariate(named: name),
            case .categorical(let levels, let codes) = column.values
        else { return nil }
        self.name = StudyWord(name)
        let recorded = levels.map { StudyPlace.Level.recorded(StudyWord($0)) }
        members = column.shownLevels(of: codes, levels: levels.count)
        self.levels = members.contains(levels.count) ? recorded + [.notRecorded] : recorded
        pooled = column.pooled?.index
    }

    /// Whether each person has a number in the column.
    init(recordOf name: String, _ numbers: [Double?]) {
        self.name = StudyWord(name)
        levels = [.recorded(StudyWord("recorded")), .notRecorded]
        members = numbers.map { $0 == nil ? 1 : 0 }
        pooled = nil
    }

    /// The persons of each level.
    var persons: [PersonSet] {
        PersonSet.parts(levels.count, below: members.count) { members[$0] }
    }

    /// A level of the column.
    func place(_ level: Int) -> StudyPlace {
        StudyPlace(name, origin: level == pooled ? .tool : .study, level: levels[level])
    }
}

extension PatientGroups {
    /// The column whose levels make groups where a study file names none.
    static let usual = "arm"

    /// The columns whose levels make groups in a cohort: those of the study file, or else the usual one where the cohort has it.
    static func columns(_ named: [String]?, in cohort: Cohort) -> [String] {
        named ?? [usual].filter { cohort.patients.categories(named: $0) != nil }
    }
}

extension QuestionSettings {
    /// What makes groups in a cohort: its trials where it has several, then the levels of the columns.
    func groups(_ named: [String]?, in cohort: Cohort, among persons: PersonSet) -> [PatientGroups] {
        let trials = StudyTrials(of: cohort, among: persons)?.groups
        return (trials.map { [$0] } ?? [])
            + PatientGroups.columns(named, in: cohort).filter { trials == nil || $0 != StudyTrials.column }
            .compactMap { PatientGroups($0, of: cohort) }
    }
}
