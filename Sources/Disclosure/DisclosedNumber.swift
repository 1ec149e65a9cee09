import Findings

/// A number that would be shown, as the audit sees it: the sets of which it tells the count, and what its loss would cost a reader.
struct DisclosedNumber {
    /// Sets whose counts it tells.
    let told: [CountedSet]
    /// What withholding it costs.
    let cost: Int
}

/// What withholding a number costs a reader. Only the order matters: the cheapest that helps is withheld.
///
/// A number of everybody that its question calls a main one costs most, then others of everybody, then one of a level of the grouping by
/// which the most numbers of the run are given, then one of any other group; a count in a sentence costs least. Where a number stays and only the counts beside it go, that costs a quarter.
struct SuppressionCost {
    /// The axis-free name of the grouping by which the most numbers are given.
    private let mainColumn: StudyWord?

    init(of findings: [FindingBuilder]) {
        var numbers: [StudyWord: Int] = [:]
        for column in findings.lazy.flatMap(\.estimates).compactMap({ Self.columns(of: $0.key).first }) {
            numbers[column, default: 0] += 1
        }
        // Of two alike the first by name, so that the order of the numbers has no say.
        mainColumn = numbers.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    static let words = 1
    static let population = 2_000

    /// - Parameters:
    ///   - isMain: whether the question says that readers need it most.
    ///   - inGroups: whether that is so of the levels of the first grouping.
    func counts(_ key: any GroupKey, isMain: Bool = false, inGroups: Bool = false) -> Int {
        weight(key, isMain, inGroups)
    }

    func whole(_ key: any GroupKey, isMain: Bool = false, inGroups: Bool = false) -> Int {
        4 * weight(key, isMain, inGroups)
    }

    private func weight(_ key: any GroupKey, _ isMain: Bool, _ inGroups: Bool) -> Int {
        let columns = Self.columns(of: key)
        guard let first = columns.first else { return isMain ? 5_000 : 50 }
        return columns.count == 1 && first == mainColumn ? (inGroups ? 5_000 : isMain ? 500 : 10) : 2
    }

    private static func columns(of key: any GroupKey) -> [StudyWord] {
        key.coordinates.compactMap { coordinate in
            guard coordinate.axis == .column, case .study(let place) = coordinate.place, place.origin == .study
            else { return nil }
            return place.column
        }
    }
}
