import Cohort
import Estimation
import Findings

/// Weights by which those assessed stand for those not assessed too: the inverse of each one's probability of being assessed, from
/// a logistic regression on columns of patients.
struct AssessmentWeights: Sendable {
    /// Why there are none, as the end of a sentence. Without any count: some could be small.
    struct Problem: Error {
        let reason: Prose
    }

    /// One a person; 0 unless assessed and within reach.
    let weights: [Double]
    /// Those for whom those assessed can stand.
    let reached: PersonSet
    /// What the weights do.
    let behavior: InverseProbabilityWeights.Behavior
    /// The columns that have a part in the weights, in the order asked for.
    let columns: [StudyWord]
    /// The columns asked for that have none, each with the reason.
    let leftOut: [(column: StudyWord, reason: Prose)]
    /// The levels that nobody assessed can stand for.
    let beyond: [StudyPlace]
    /// Columns of numbers in which those not assessed lie where hardly anybody assessed does.
    let extrapolated: [StudyWord]
    /// The column of each predictor in ``behavior``.
    private let columnOfPredictor: [String: StudyWord]

    /// Most levels of a column that have an indicator of their own: those of most people.
    static let mostLevels = 50

    /// Weights by the columns of these names.
    init(
        _ statuses: [DayStatus], by names: [String], cohort: Cohort, executor: BlockExecutor
    ) throws(Problem) {
        let columns = names.compactMap { WeightingColumn($0, of: cohort) }
        guard !columns.isEmpty else { throw Problem(reason: "the study has no column of patients to weigh by") }
        let reach = AssessmentReach(statuses, columns: columns)
        try Self.check(reach, statuses)

        let people = statuses.indices.filter { reach.standings[$0] != .outside }
        let assessed = people.map { statuses[$0].status != nil }
        let certain = people.map { reach.standings[$0] == .certain }
        let parts = columns.map { ColumnPart($0, statuses, reach, people) }
        let profiles = PatientProfiles(parts, people)
        var terms = parts.flatMap { $0.terms(of: profiles.representatives) }.enumerated().map { $1.numbered($0) }
        var dropped: [StudyWord: Prose] = [:]
        let fit = try Self.fit(assessed, &terms, profiles.ofPerson, certain, &dropped, executor)
        guard !terms.isEmpty || certain.contains(true) else {
            let asked = names.map { Prose(StudyWord($0)) }.joined(separator: ", ")
            throw Problem(reason: "no column of patients (\(asked)) is left to weigh by")
        }

        let inUse = Set(terms.map(\.column)).union(reach.deciding)
        self.columns = columns.map(\.name).filter(inUse.contains)
        leftOut = columns.map(\.name).filter { !inUse.contains($0) }.map {
            ($0, dropped[$0] ?? "tells no groups of patients apart")
        }
        beyond = reach.beyond
        extrapolated = columns.filter {
            inUse.contains($0.name) && $0.goesBeyondAssessed(statuses, reach.standings)
        }.map(\.name)
        behavior = fit.behavior
        columnOfPredictor = Dictionary(
            terms.map { ($0.predictor.name, $0.column) }, uniquingKeysWith: { first, _ in first })
        reached = PersonSet(ascending: people)
        var weights = [Double](repeating: 0, count: statuses.count)
        for (position, person) in people.enumerated() { weights[person] = fit.weights[position] }
        self.weights = weights
    }

    /// Throws unless enough people within reach were assessed, and enough were not.
    private static func check(_ reach: AssessmentReach, _ statuses: [DayStatus]) throws(Problem) {
        var all = AssessmentTally()
        for (standing, status) in zip(reach.standings, statuses) where standing == .modelled { all.add(status) }
        let few = AssessmentReach.fewest
        guard all.assessed >= few, all.missed >= few else {
            let but: Prose = reach.beyond.isEmpty ? "" : ", apart from those of \(reach.beyond.wording),"
            throw Problem(
                reason: """
                    hardly any of the patients\(but) were assessed, or hardly any were not, so that no model can tell the two \
                    apart
                    """)
        }
    }

    /// The regression, without the terms that it cannot hold, each dropped as it is met: from the last one on, where one is a
    /// function of those before it.
    private static func fit(
        _ assessed: [Bool], _ terms: inout [Term], _ rows: [Int32], _ certain: [Bool],
        _ dropped: inout [StudyWord: Prose], _ executor: BlockExecutor
    ) throws(Problem) -> InverseProbabilityWeights {
        while true {
            let outcome = InverseProbabilityWeights.fit(
                assessed: assessed, predictors: terms.map(\.predictor), rows: rows, certain: certain,
                executor: executor)
            let offender: (name: String, reason: Prose)
            switch outcome {
            case .fitted(let fit): return fit
            case .notEstimable(.collinear(let name)): offender = (name, "told by the other columns")
            case .notEstimable(.constantColumn(let name)): offender = (name, "tells no groups of patients apart")
            case .notEstimable(.separated(let name)):
                offender = (name, "tells those assessed from the others without error")
            case .notEstimable(.tooFewObservations), .notEstimable(.didNotConverge):
                offender = (terms.last?.predictor.name ?? "", "leaves the regression without a solution")
            case .notEstimable:
                throw Problem(reason: "the regression of being assessed has no solution")
            }
            guard let position = terms.lastIndex(where: { $0.predictor.name == offender.name }) else {
                throw Problem(reason: "the regression of being assessed has no solution")
            }
            dropped[terms.remove(at: position).column] = offender.reason
        }
    }

    /// As many of some patients assessed as `count` says, those of the largest weights.
    func heaviest(_ count: Int, of assessed: [Int]) -> PersonSet {
        guard count > 0 else { return PersonSet() }
        guard count < assessed.count else { return PersonSet(ascending: assessed) }
        let least = assessed.map { weights[$0] }.sorted(by: >)[count - 1]
        var ofLeast = count - assessed.count { weights[$0] > least }
        return PersonSet(
            ascending: assessed.filter { person in
                guard weights[person] == least else { return weights[person] > least }
                ofLeast -= 1
                return ofLeast >= 0
            })
    }

    // MARK: - Terms

    /// A predictor and the column that it comes from.
    private struct Term {
        let column: StudyWord
        let predictor: PredictorColumn

        init(_ column: StudyWord, _ values: [Double]) {
            self.init(column: column, predictor: PredictorColumn("", values))
        }

        private init(column: StudyWord, predictor: PredictorColumn) {
            self.column = column
            self.predictor = predictor
        }

        /// The same with a name that no other has, whatever the columns and the levels are called.
        func numbered(_ number: Int) -> Term {
            Term(column: column, predictor: PredictorColumn("\(number)", predictor.values))
        }
    }

    /// What the model takes of a column: its numbers, with their mean where one is missing, and an indicator for each class of its
    /// levels but the largest, the reference.
    private struct ColumnPart {
        private let column: WeightingColumn
        /// The mean of the numbers; `nil` where there are none.
        private let mean: Double?
        private let classes: LevelClasses

        init(_ column: WeightingColumn, _ statuses: [DayStatus], _ reach: AssessmentReach, _ people: [Int]) {
            self.column = column
            mean = column.numbers.flatMap { numbers in
                OnlineMoments(people.compactMap { reach.standings[$0] == .modelled ? numbers[$0] : nil }).mean
            }
            classes = LevelClasses(AssessmentTally.byLevel(of: column.groups, statuses, reach.standings))
        }

        /// The class of a person, from 0 to ``classCount``.
        func levelClass(of person: Int) -> Int { classes.ofLevel[column.groups.members[person]] }

        /// Behind the last class.
        var classCount: Int { classes.ofLevel.count + 1 }

        /// A person's number; `nil` where the column has none.
        func number(of person: Int) -> Double? { mean.map { column.numbers?[person] ?? $0 } }

        /// The predictors, for some people.
        func terms(of people: [Int]) -> [Term] {
            let numbers = mean.map { _ in Term(column.name, people.map { number(of: $0) ?? 0 }) }
            return (numbers.map { [$0] } ?? [])
                + classes.indicators.map { indicator in
                    Term(column.name, people.map { levelClass(of: $0) == indicator ? 1 : 0 })
                }
        }
    }

    /// People by what the model takes of them: those of a profile are alike in every predictor.
    private struct PatientProfiles {
        /// The profile of each person.
        private(set) var ofPerson: [Int32]
        /// The first person of each.
        private(set) var representatives: [Int]

        init(_ parts: [ColumnPart], _ people: [Int]) {
            ofPerson = [Int32](repeating: 0, count: people.count)
            representatives = people.isEmpty ? [] : [people[0]]
            for part in parts {
                refine(people, codes: part.classCount) { part.levelClass(of: people[$0]) }
                guard let first = people.first, part.number(of: first) != nil else { continue }
                var numbers: [Double: Int] = [:]
                let codes = people.map { person in
                    let number = part.number(of: person) ?? 0
                    if let known = numbers[number] { return known }
                    numbers[number] = numbers.count
                    return numbers.count - 1
                }
                refine(people, codes: numbers.count) { codes[$0] }
            }
        }

        /// Splits each profile by a code of its people.
        private mutating func refine(_ people: [Int], codes: Int, _ code: (_ position: Int) -> Int) {
            var places: [Int: Int32] = [:]
            var table = [Int32]()
            let isSmall = representatives.count * codes <= 4 * people.count
            if isSmall { table = [Int32](repeating: -1, count: representatives.count * codes) }
            var split: [Int] = []
            for (position, person) in people.enumerated() {
                let place = Int(ofPerson[position]) * codes + code(position)
                var number = isSmall ? table[place] : places[place] ?? -1
                if number < 0 {
                    number = Int32(truncatingIfNeeded: split.count)
                    split.append(person)
                    if isSmall { table[place] = number } else { places[place] = number }
                }
                ofPerson[position] = number
            }
            representatives = split
        }
    }

    /// Levels of a column put together until each class holds enough people assessed.
    private struct LevelClasses {
        /// The class of each level.
        private(set) var ofLevel: [Int]
        /// The classes that have an indicator.
        private(set) var indicators: [Int] = []

        /// Levels with few assessed become one class, and so do those beyond the most that a column may have; a class that still
        /// has few joins the reference, the class of most people.
        init(_ tallies: [AssessmentTally]) {
            let own = tallies.indices.filter { tallies[$0].assessed >= AssessmentReach.fewest }
                .sorted { (-tallies[$0].people, $0) < (-tallies[$1].people, $1) }.prefix(AssessmentWeights.mostLevels)
            let pooled = tallies.indices.filter { tallies[$0].people > 0 && !own.contains($0) }
            let pooledPeople = pooled.reduce(0) { $0 + tallies[$1].people }
            let pooledAssessed = pooled.reduce(0) { $0 + tallies[$1].assessed }
            let pool = tallies.count
            let poolStands = pooledAssessed >= AssessmentReach.fewest
            let isPoolLargest = poolStands && pooledPeople > own.first.map { tallies[$0].people } ?? 0
            let reference = isPoolLargest ? pool : own.first ?? pool
            ofLevel = Array(repeating: reference, count: tallies.count)
            for level in own { ofLevel[level] = level }
            for level in pooled where poolStands { ofLevel[level] = pool }
            indicators = own.filter { $0 != reference }.sorted()
            if poolStands, reference != pool { indicators.append(pool) }
        }
    }

    // MARK: - Words

    /// What to be wary of, in words that show no number: those of weights are often about one or two patients.
    var cautions: [Prose] {
        var cautions: [Prose] =
            beyond.isEmpty
            ? []
            : [
                """
                The weighted share leaves out the patients of \(beyond.wording): hardly any of them was assessed, or none, so \
                that no weight can let others stand for them.
                """
            ]
        if !extrapolated.isEmpty {
            cautions.append(
                """
                Some of those not assessed lie where hardly anybody assessed does in: \(extrapolated.map { Prose($0) }.listed). Nobody \
                there stands for them; the weights rest on the regression's straight line.
                """)
        }
        var unbalanced: Set<StudyWord> = []
        for caution in behavior.cautions {
            switch caution {
            case .smallEffectiveSample:
                cautions.append(
                    """
                    The weights differ so much that the weighted share holds less than half of the information of as many \
                    patients of equal weight.
                    """)
            case .fewHoldMuch:
                cautions.append("Patients with the largest weights, few as they are, hold much of all weight.")
            case .extremeWeight:
                cautions.append("Some patients count for very many others in the weighted share.")
            case .meanAwayFromOne:
                cautions.append(
                    "The stabilised weights do not have a mean near 1: the model of being assessed does not fit well.")
            case .unbalanced(let name, _):
                if let column = columnOfPredictor[name] { unbalanced.insert(column) }
            }
        }
        if !unbalanced.isEmpty {
            let names = columns.filter(unbalanced.contains).map { Prose($0) }.joined(separator: ", ")
            cautions.append(
                """
                After weighting, those assessed still differ from everyone by more than a tenth of a standard deviation in: \
                \(names).
                """)
        }
        return cautions
    }
}

extension [StudyPlace] {
    /// Levels that a sentence names before it says "others".
    private static var mostNamed: Int { 6 }

    /// `trial CTN-0027, site 3 and site 4`.
    var wording: Prose {
        var names = prefix(Self.mostNamed).map { place -> Prose in
            "\(StudyWord(place.column.text.replacing("_", with: " "))) \(StudyWord(place.label))"
        }
        if count > Self.mostNamed { names.append("other levels") }
        return names.listed
    }
}
