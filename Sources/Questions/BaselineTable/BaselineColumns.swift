import Findings

/// The columns of Table 1: all patients, then the levels of one column of the study.
struct BaselineColumns {
    /// What each is; `nil` for all patients.
    let places: [StudyPlace?]
    /// Who is in it.
    let members: [PersonSet]
    /// The level's place among the columns, by person; `nil` where there is no column but that of all patients.
    private let ofPerson: [Int]?

    init(_ groups: PatientGroups?, everyone: PersonSet) {
        places = [nil] + (groups.map { groups in groups.levels.indices.map { groups.place($0) } } ?? [])
        members = [everyone] + (groups?.persons ?? [])
        ofPerson = groups?.members.map { $0 + 1 }
    }

    /// The columns beside that of all patients.
    var groups: Range<Int> { 1..<places.count }

    /// The values of each column's members, in the order of persons: one pass.
    func values(_ values: [Double?]) -> [[Double]] {
        var own = [[Double]](repeating: [], count: places.count)
        for case let (person, value?) in values.enumerated() {
            own[0].append(value)
            if let ofPerson { own[ofPerson[person]].append(value) }
        }
        return own
    }

    /// Each column's members at each of some parts of everybody: one pass.
    func parts(_ parts: Int, _ part: (_ person: Int) -> Int) -> [[PersonSet]] {
        let people = members[0].count
        let overall = PersonSet.parts(parts, below: people, part)
        guard let ofPerson else { return [overall] }
        let cells = PersonSet.parts(groups.count * parts, below: people) { person in
            (ofPerson[person] - 1) * parts + part(person)
        }
        return [overall] + groups.map { Array(cells[(($0 - 1) * parts)..<($0 * parts)]) }
    }
}
