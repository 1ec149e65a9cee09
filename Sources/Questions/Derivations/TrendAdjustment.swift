import Cohort
import Estimation
import Findings

/// The columns of patients that the adjusted model holds constant: numbers as they are, categories as one indicator a level
/// beside the reference. People without a value in one of them are left out.
struct TrendAdjustment {
    /// Why the columns cannot be used.
    struct Problem: Error {
        let reason: Prose
    }

    /// A column of the design and what results call its coefficient.
    struct Term {
        let name: String
        /// The column, with the level and the reference of a column of categories.
        let place: StudyPlace
        /// Those of the level, and those of the reference; none for a column of numbers.
        var persons: [PersonSet] = []
        /// By person; 0 where missing.
        let values: [Double]
    }

    /// Whether each person has scores, and every value.
    let isComplete: [Bool]
    let terms: [Term]

    /// Reads the columns for the people with rows in `moments`.
    init(
        _ adjustments: [Adjustment], cohort: Cohort, moments: GroupedMoments
    ) throws(Problem) {
        try self.init(
            adjustments, cohort: cohort,
            hasScores: (0..<moments.groupCount).map { moments.rowCount(ofGroup: $0) > 0 })
    }

    /// Reads the columns for the people who have scores; `nil` without columns.
    static func of(_ adjustments: [Adjustment], cohort: Cohort, hasScores: (Int) -> Bool) throws(Problem) -> Self? {
        guard !adjustments.isEmpty else { return nil }
        return try Self(adjustments, cohort: cohort, hasScores: (0..<cohort.patients.count).map(hasScores))
    }

    /// Reads the columns for the people who have scores.
    init(
        _ adjustments: [Adjustment], cohort: Cohort, hasScores: [Bool]
    ) throws(Problem) {
        var covariates: [(adjustment: Adjustment, column: Covariate)] = []
        var isComplete = hasScores
        for adjustment in adjustments {
            guard let covariate = cohort.patients.covariate(named: adjustment.column) else {
                throw Problem(reason: "there is no column \"\(StudyWord(adjustment.column))\"")
            }
            covariates.append((adjustment, covariate))
            for person in isComplete.indices where covariate.isMissing(person) { isComplete[person] = false }
        }
        guard isComplete.contains(true) else {
            throw Problem(reason: "nobody has a value in every column that is adjusted for")
        }
        var terms: [Term] = []
        for (adjustment, column) in covariates {
            switch column.values {
            case .numeric(let numbers):
                terms.append(
                    Term(
                        name: adjustment.column, place: StudyPlace(StudyWord(adjustment.column)),
                        values: numbers.map { $0 ?? 0 }))
            case .categorical(let levels, let codes):
                terms += try Self.indicators(adjustment, column, levels, codes, isComplete)
            }
        }
        self.isComplete = isComplete
        self.terms = terms
    }

    /// One indicator for each level that occurs, but for the reference: the one that is named, or the most frequent.
    private static func indicators(
        _ adjustment: Adjustment, _ column: Covariate, _ levels: [String], _ codes: [Int32?], _ isComplete: [Bool]
    ) throws(Problem) -> [Term] {
        let persons = PersonSet.parts(levels.count, below: isComplete.count) { person in
            isComplete[person] ? codes[person].map(Int.init) : nil
        }
        let used = levels.indices.filter { !persons[$0].isEmpty }
        let mostFrequent = used.max { (persons[$0].count, -$0) < (persons[$1].count, -$1) }
        let reference = adjustment.reference.map { name in used.first { levels[$0] == name } } ?? mostFrequent
        guard let reference else {
            throw Problem(
                reason: """
                    nobody with a score is "\(StudyWord(adjustment.reference ?? ""))" in the column \
                    "\(StudyWord(adjustment.column))"
                    """)
        }
        return used.filter { $0 != reference }.map { level in
            Term(
                name: "\(adjustment.column): \(levels[level]) against \(levels[reference])",
                place: column.place(ofLevel: level, against: reference), persons: [persons[level], persons[reference]],
                values: codes.map { $0 == Int32(level) ? 1 : 0 })
        }
    }

    /// Who has scores, and a value in every column.
    var persons: PersonSet { PersonSet(below: isComplete.count) { isComplete[$0] } }

    /// What a model of exposure and the terms, in this order, reports.
    var reported: [TrendModel.Reported] {
        let count = terms.count + 2
        return [.slope(weights: TrendModel.unit(1, of: count))]
            + terms.enumerated().map { position, term in
                .init(
                    quantity: .coefficient, variable: term.place, weights: TrendModel.unit(position + 2, of: count),
                    apart: term.persons)
            }
    }

    /// The moments of complete people with a column for each term behind their own.
    func applied(to moments: GroupedMoments) -> GroupedMoments {
        moments.keeping { isComplete[$0] }.appendingGroupConstants(
            terms.map { term in
                let known = OnlineMoments(zip(term.values, isComplete).lazy.filter(\.1).map(\.0))
                return (
                    .init(term.name, center: known.mean ?? 0, scale: known.standardDeviation ?? 1), term.values
                )
            })
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
