import Cohort
import Estimation
import Findings

/// The subgroups that a column of patients makes: its levels with enough patients who have exposed scores, the rarer ones together.
struct SubgroupColumn: Sendable {
    /// One subgroup.
    struct Level: Sendable {
        let place: StudyPlace
        /// Everybody of it, for a comparison with unexposed scores.
        let everyone: PersonSet
        /// Those with an exposed score.
        let exposed: PersonSet
    }

    /// Why a column makes no subgroups.
    struct Problem: Error {
        let reason: Prose
    }

    /// How a column's levels are formed.
    struct Rule {
        /// Fewest patients with exposed scores who are a subgroup.
        let fewest: Int
        /// More levels than this are pooled instead of listed.
        let mostLevels: Int
        /// Ages at which a group begins; `nil` for tertiles.
        let ageCuts: [Int]?

        /// Of more levels than this so many are pooled, evenly spread: no more would be learned of how they differ.
        static let mostPooled = 1000
        /// To how many years tertiles of age are rounded, so that no patient's age shows.
        static let yearsOfCut = 5
    }

    let name: StudyWord
    /// The subgroups, two at least.
    let levels: [Level]
    /// The place in ``levels`` of that which the others are compared with: the youngest, or the one of most patients.
    let reference: Int
    /// Whether there are too many levels to list: they are pooled alone.
    let isPooledOnly: Bool
    /// Whether its levels are a sample of what there are, as sites and trials are, so that they are pooled.
    let isPooled: Bool
    /// Patients with exposed scores in none of the subgroups: without a value, or of rare levels.
    let leftOut: PersonSet

    /// Columns whose levels stand for others of their kind.
    private static let clusters = ["site", StudyTrials.column]

    /// - Parameter exposed: patients with an exposed score.
    init(_ name: String, of cohort: Cohort, among exposed: PersonSet, _ rule: Rule) throws(Problem) {
        let coding = try Coding(name, of: cohort, among: exposed, rule)
        let people = cohort.patients.count
        let everyone = PersonSet.parts(coding.labels.count, below: people) { coding.codes[$0] }
        let all = zip(coding.labels, everyone).map { label, everyone in
            Level(
                place: StudyPlace(
                    StudyWord(name), origin: coding.origin, level: .recorded(StudyWord(label))),
                everyone: everyone, exposed: everyone.intersection(exposed))
        }
        // What the study's rare levels are together is joined by those of which few patients have exposed scores.
        let pooled = cohort.patients.covariate(named: name)?.pooled?.index
        let large = all.enumerated().filter { $0.offset != pooled && $0.element.exposed.count >= rule.fewest }
            .map(\.element)
        let isPooledOnly = large.count > rule.mostLevels
        let rare = Self.union(
            all.enumerated().filter { number, level in
                number == pooled || (1..<rule.fewest).contains(level.exposed.count)
            }.map(\.element), of: StudyWord(name))
        let levels =
            isPooledOnly
            ? large.indices.map { $0 }.evenlySpread(Rule.mostPooled).map { large[$0] }
            : large + (rare.exposed.count >= rule.fewest ? [rare] : [])
        guard levels.count > 1 else {
            throw Problem(
                reason: "fewer than two of its levels have \(setting: rule.fewest) patients with exposed scores")
        }
        self.name = StudyWord(name)
        self.levels = levels
        self.isPooledOnly = isPooledOnly
        isPooled = isPooledOnly || Self.clusters.contains(name)
        let sizes = levels.map(\.exposed.count)
        reference = coding.isOrdered ? 0 : sizes.firstIndex(of: sizes.max() ?? 0) ?? 0
        leftOut = exposed.subtracting(Self.union(levels, of: StudyWord(name)).exposed)
    }

    /// Some levels as one, "other levels".
    private static func union(_ levels: [Level], of name: StudyWord) -> Level {
        func together(_ sets: [PersonSet]) -> PersonSet {
            PersonSet(ascending: sets.flatMap(\.persons).sorted())
        }
        return Level(
            place: StudyPlace(name, origin: .tool, level: .recorded(StudyWord(RareLevels.name))),
            everyone: together(levels.map(\.everyone)), exposed: together(levels.map(\.exposed)))
    }

    /// The column as a whole.
    var place: StudyPlace { StudyPlace(name) }

    /// A level against the reference.
    func contrast(_ level: Int) -> StudyPlace {
        let place = levels[level].place
        return StudyPlace(
            name, origin: place.origin, level: place.level,
            reference: StudyWord(levels[reference].place.label))
    }
}

/// Each person's level.
private struct Coding {
    let labels: [String]
    let codes: [Int?]
    /// Whether the labels are the study's or the tool's.
    let origin: StudyPlace.Origin
    /// Whether the first level is the one to compare with.
    let isOrdered: Bool

    init(
        _ name: String, of cohort: Cohort, among exposed: PersonSet, _ rule: SubgroupColumn.Rule
    ) throws(SubgroupColumn.Problem) {
        switch cohort.patients.covariate(named: name)?.values {
        case nil: throw SubgroupColumn.Problem(reason: "the study has no such column")
        case .categorical(let levels, let codes):
            (labels, self.codes, origin, isOrdered) = (levels, codes.map { $0.map { Int($0) } }, .study, false)
        case .numeric(let numbers) where name == SubgroupsSettings.age:
            let cuts = rule.ageCuts ?? Self.tertiles(numbers, among: exposed)
            labels = Self.labels(cuts)
            codes = numbers.map { age in
                age.flatMap { $0.isFinite ? $0 : nil }.map { age in cuts.count { Double($0) <= age } }
            }
            (origin, isOrdered) = (.tool, true)
        case .numeric(let numbers):
            // Codes such as 1 and 2, as the data write them.
            let distinct = Set(numbers.compactMap(\.self).filter(\.isFinite)).sorted()
            let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
            labels = distinct.map(\.plainText)
            codes = numbers.map { number in number.flatMap { places[$0] } }
            (origin, isOrdered) = (.study, false)
        }
    }

    private static func tertiles(_ ages: [Double?], among exposed: PersonSet) -> [Int] {
        let own = exposed.persons.compactMap { ages[$0] }.filter(\.isFinite)
        let years = Double(SubgroupColumn.Rule.yearsOfCut)
        let cuts = (Quantile.of(own, at: [1.0 / 3, 2.0 / 3], rule: .nearestRank) ?? []).map { cut in
            Int(min(max((cut / years).rounded() * years, -1e6), 1e6))
        }
        return cuts.count == 2 && cuts[0] == cuts[1] ? [cuts[0]] : cuts
    }

    /// `under 40`, `40 to under 55`, `55 and over`.
    private static func labels(_ cuts: [Int]) -> [String] {
        guard let first = cuts.first, let last = cuts.last else { return ["any"] }
        return ["under \(first)"] + zip(cuts, cuts.dropFirst()).map { "\($0) to under \($1)" } + ["\(last) and over"]
    }
}
