import Cohort
import Estimation
import Findings

/// The patients whose courses are compared at some visits: by the levels of a column, or all together.
struct ComparedCourses {
    /// Why they cannot be compared.
    struct Problem: Error {
        let reason: Prose
    }

    /// Patients with a score at one of the visits.
    struct Group {
        /// The level; `nil` for everybody.
        let place: StudyPlace?
        let persons: PersonSet
    }

    /// Scores that each group must have at a visit.
    static let fewest = 5
    /// Groups that are compared.
    static let mostGroups = 6

    let scores: VisitScores
    /// The first is the reference.
    let groups: [Group]
    /// Visits at which every group has scores enough, by their numbers in the plan.
    let occasions: [Int]
    /// Visits at which one has not.
    let leftOut: [Int]
    /// Who is in the models, ascending.
    let persons: [Int]
    /// Of each of ``persons``, the group.
    let groupOfPerson: [Int]
    /// Whether chance put patients into the groups, so that they begin alike.
    let isRandomised: Bool
    /// The columns that the models hold constant, by person of the cohort.
    let adjustment: TrendAdjustment?
    /// Levels with too few patients.
    let fewLevels: [StudyPlace]

    /// - Parameter among: Whose courses; of a trial where the study has several.
    init(
        _ scores: VisitScores, among: PersonSet, by column: PatientGroups?, _ settings: PainCourseSettings,
        of cohort: Cohort
    ) throws(Problem) {
        isRandomised = column.map { settings.randomised.contains($0.name.text) } ?? false
        let scored = scores.persons.intersection(among)
        var persons = scored
        adjustment = try Self.adjustment(settings, scored, cohort)
        if let adjustment { persons = persons.intersection(adjustment.persons) }
        let (groups, fewLevels) = try Self.groups(column, persons, scores, reference: settings.reference)
        let later = scores.visits.laterOccasions
        let atOccasions = scores.personsAtOccasions
        let kept = atOccasions.indices.filter { occasion in
            groups.allSatisfy { $0.persons.intersection(atOccasions[occasion]).count >= Self.fewest }
        }
        guard kept.contains(where: { later.contains($0) }), kept.count > 1 else {
            throw Problem(
                reason: "there are not two visits at which each group has at least \(setting: Self.fewest) scores")
        }
        let keptScores = kept.reduce(PersonSet()) { $0.union(atOccasions[$1]) }
        self.groups = groups.map { Group(place: $0.place, persons: $0.persons.intersection(keptScores)) }
        self.fewLevels = fewLevels
        occasions = kept
        leftOut = atOccasions.indices.filter { !kept.contains($0) }
        var groupOf = [Int?](repeating: nil, count: cohort.patients.count)
        for (number, group) in self.groups.enumerated() { group.persons.forEach { groupOf[$0] = number } }
        self.persons = groupOf.indices.filter { groupOf[$0] != nil }
        groupOfPerson = groupOf.compactMap(\.self)
        self.scores = scores
    }

    private static func adjustment(
        _ settings: PainCourseSettings, _ scored: PersonSet, _ cohort: Cohort
    ) throws(Problem) -> TrendAdjustment? {
        do {
            return try .of(settings.adjust, cohort: cohort, hasScores: scored.contains)
        } catch {
            throw Problem(reason: error.reason)
        }
    }

    /// The levels with patients enough, the reference first; everybody without a column.
    private static func groups(
        _ column: PatientGroups?, _ persons: PersonSet, _ scores: VisitScores, reference: String?
    ) throws(Problem) -> (groups: [Group], few: [StudyPlace]) {
        guard let column else { return ([Group(place: nil, persons: persons)], []) }
        let later = PersonSet(below: scores.offsets.count - 1) { person in
            scores.rows(of: person).contains { scores.visits.laterOccasions.contains(Int(scores.occasions[$0])) }
        }
        var groups: [(level: Int, persons: PersonSet)] = []
        var few: [StudyPlace] = []
        for (level, members) in column.persons.enumerated() where column.levels[level] != .notRecorded {
            let own = members.intersection(persons)
            if own.intersection(later).count >= fewest {
                groups.append((level, own))
            } else if !own.isEmpty {
                few.append(column.place(level))
            }
        }
        guard groups.count > 1 else {
            throw Problem(
                reason:
                    "fewer than two levels of \"\(column.name)\" have at least \(setting: fewest) patients with a later score"
            )
        }
        guard groups.count <= mostGroups else {
            throw Problem(reason: "\"\(column.name)\" has more than \(setting: mostGroups) levels")
        }
        let named = reference.flatMap { name in groups.firstIndex { column.levels[$0.level].text == name } }
        let mostFrequent = groups.indices.max { (groups[$0].persons.count, -$0) < (groups[$1].persons.count, -$1) }
        let first = named ?? mostFrequent ?? 0
        let ordered = [groups[first]] + groups.indices.filter { $0 != first }.map { groups[$0] }
        return (ordered.map { Group(place: column.place($0.level), persons: $0.persons) }, few)
    }

    /// Everybody in the models.
    var everybody: PersonSet { groups.reduce(PersonSet()) { $0.union($1.persons) } }

    /// Whether the first visit is the baseline, at which the groups' means are alike.
    var hasBaseline: Bool { scores.visits.baselineReach != nil && occasions.first == 0 }

    /// The places at which groups have means of their own: all, or those after the baseline where chance made the groups.
    var compared: Range<Int> { (hasBaseline && isRandomised ? 1 : 0)..<occasions.count }

    /// The places in ``occasions`` after the baseline.
    var later: Range<Int> { (hasBaseline ? 1 : 0)..<occasions.count }

    /// The planned day of a place in ``occasions``.
    func day(_ place: Int) -> Int { scores.visits.day(ofOccasion: occasions[place]) }

    /// A level against the reference.
    func contrast(_ group: Int) -> StudyPlace? {
        groups[group].place.map { place in
            StudyPlace(
                place.column, origin: place.origin, level: place.level,
                reference: groups[0].place?.level?.text.map(StudyWord.init))
        }
    }
}
