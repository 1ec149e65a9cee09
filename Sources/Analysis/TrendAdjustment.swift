import Cohort
import Estimation

/// The columns of patients that the adjusted model holds constant: numbers as they are, categories as one indicator a level
/// beside the reference. People without a value in one of them are left out.
struct TrendAdjustment {
    /// Why the columns cannot be used.
    struct Problem: Error {
        let reason: String
    }

    /// A column of the design and what results call its coefficient.
    struct Term {
        let name: String
        /// People of the level, and of the reference; none for a column of numbers.
        var people: [Int] = []
        /// By person; 0 where missing.
        let values: [Double]
    }

    /// Whether each person has scores, and every value.
    let isComplete: [Bool]
    let terms: [Term]

    /// Reads the columns for the people with rows in `moments`.
    init(
        _ adjustments: [AnalysisSettings.TrendModels.Adjustment], cohort: Cohort, moments: GroupedMoments
    ) throws(Problem) {
        try self.init(
            adjustments, cohort: cohort,
            hasScores: (0..<moments.groupCount).map { moments.rowCount(ofGroup: $0) > 0 })
    }

    /// Reads the columns for the people who have scores.
    init(
        _ adjustments: [AnalysisSettings.TrendModels.Adjustment], cohort: Cohort, hasScores: [Bool]
    ) throws(Problem) {
        var covariates: [(adjustment: AnalysisSettings.TrendModels.Adjustment, values: Covariate.Values)] = []
        var isComplete = hasScores
        for adjustment in adjustments {
            guard let covariate = cohort.patients.covariate(named: adjustment.column) else {
                throw Problem(reason: "there is no column \"\(adjustment.column)\"")
            }
            covariates.append((adjustment, covariate.values))
            for person in isComplete.indices where covariate.isMissing(person) { isComplete[person] = false }
        }
        guard isComplete.contains(true) else {
            throw Problem(reason: "nobody has a value in every column that is adjusted for")
        }
        var terms: [Term] = []
        for (adjustment, values) in covariates {
            switch values {
            case .numeric(let numbers):
                terms.append(Term(name: adjustment.column, values: numbers.map { $0 ?? 0 }))
            case .categorical(let levels, let codes):
                terms += try Self.indicators(adjustment, levels, codes, isComplete)
            }
        }
        self.isComplete = isComplete
        self.terms = terms
    }

    /// One indicator for each level that occurs, but for the reference: the one that is named, or the most frequent.
    private static func indicators(
        _ adjustment: AnalysisSettings.TrendModels.Adjustment, _ levels: [String], _ codes: [Int32?],
        _ isComplete: [Bool]
    ) throws(Problem) -> [Term] {
        var people = [Int](repeating: 0, count: levels.count)
        for person in isComplete.indices where isComplete[person] {
            if let code = codes[person] { people[Int(code)] += 1 }
        }
        let used = levels.indices.filter { people[$0] > 0 }
        let mostFrequent = used.max { (people[$0], -$0) < (people[$1], -$1) }
        let reference = adjustment.reference.map { name in used.first { levels[$0] == name } } ?? mostFrequent
        guard let reference else {
            throw Problem(
                reason:
                    "nobody with a score is \"\(adjustment.reference ?? "")\" in the column \"\(adjustment.column)\"")
        }
        return used.filter { $0 != reference }.map { level in
            Term(
                name: "\(adjustment.column): \(levels[level]) against \(levels[reference])",
                people: [people[level], people[reference]],
                values: codes.map { $0 == Int32(level) ? 1 : 0 })
        }
    }

    /// What a model of exposure and the terms, in this order, reports.
    func quantities(_ units: TrendModels.Units) -> [TrendModel.Quantity] {
        let count = terms.count + 2
        return [units.slope(weights: TrendModel.unit(1, of: count))]
            + terms.enumerated().map { position, term in
                .init(
                    "coefficient", term: term.name, weights: TrendModel.unit(position + 2, of: count),
                    unit: units.level,
                    cells: term.people)
            }
    }

    /// The moments of complete people with a column for each term behind their own.
    func applied(to moments: GroupedMoments, executor: BlockExecutor) -> GroupedMoments {
        var adjusted = moments.keeping { isComplete[$0] }
        for term in terms {
            let known = OnlineMoments(zip(term.values, isComplete).lazy.filter(\.1).map(\.0))
            let column = GroupedMoments.Column(
                term.name, center: known.mean ?? 0, scale: known.standardDeviation ?? 1)
            adjusted = adjusted.appendingGroupConstant(column, executor: executor) { term.values[$0] }
        }
        return adjusted
    }
}

extension Covariate {
    fileprivate func isMissing(_ person: Int) -> Bool {
        switch values {
        case .numeric(let numbers): numbers[person] == nil
        case .categorical(_, let codes): codes[person] == nil
        }
    }
}
