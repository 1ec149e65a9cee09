import Disclosure
import Findings

/// A study written down as sets of persons and the numbers that are shown of them.
struct DisclosureStudy {
    struct Key: GroupKey {
        /// Columns of the study with the number of a level.
        var levels: [String: Int] = [:]
        /// Numbers alike in all else.
        var day = 0
        static let axes: [Axis] = [.column, .day]
        var coordinates: [Coordinate] {
            levels.sorted { $0.key < $1.key }.map { column, level in
                let place = StudyPlace(StudyWord(column), level: .recorded(StudyWord("\(level)")))
                return Coordinate(.column, .study(place))
            } + [Coordinate(.day, .number(day))]
        }
    }

    static let count = Quantity<Key>("count", label: "Count", unit: .patients, format: .count, meaning: "a count")
    static let share = Quantity<Key>("share", label: "Share", unit: .share, format: .percent, meaning: "a share")
    static let mean = Quantity<Key>("mean", label: "Mean", unit: .score, meaning: "a mean")

    var finding = FindingBuilder(id: "id", title: "title")
    private var names = 0

    /// Persons `first` to `last`.
    static func persons(_ persons: ClosedRange<Int>) -> PersonSet { PersonSet(ascending: persons) }

    /// - Parameter column: each call is another level of it.
    private mutating func key(_ column: String?) -> Key {
        names += 1
        return column.map { Key(levels: [$0: names]) } ?? Key(day: names)
    }

    mutating func add(count persons: PersonSet, level: String? = nil) {
        finding.add(count: persons, as: Self.count, key(level))
    }

    mutating func add(count persons: PersonSet, cell: [String: Int]) {
        finding.add(count: persons, as: Self.count, Key(levels: cell))
    }

    mutating func add(share event: PersonSet, of persons: PersonSet, level: String? = nil) {
        finding.add(
            Self.share, key(level), Double(event.count) / Double(max(1, persons.count)), n: persons.count,
            events: event.count, basis: .event(event, among: persons))
    }

    mutating func add(meanOf persons: PersonSet, apart: [PersonSet] = [], level: String? = nil) {
        finding.add(Self.mean, key(level), 4.5, n: persons.count, basis: .of(persons, apart: apart))
    }

    static func results(_ findings: [FindingBuilder]) -> Results {
        Results(
            study: .init(title: "t", synthetic: true, index: "", definitions: [], plan: nil),
            run: .init(id: "r", version: "v", isInternal: false, minimumCell: 0), inputs: [], quality: [],
            findings: findings)
    }

    func released(_ policy: DisclosurePolicy = .init()) -> Released {
        Released.release(Self.results([finding]), under: policy)
    }

    /// Whether the value of each number is shown, in the order in which they came.
    func isShown(_ policy: DisclosurePolicy = .init()) -> [Bool] {
        released(policy).findings[0].estimates.map { $0.value?.number != nil }
    }
}
