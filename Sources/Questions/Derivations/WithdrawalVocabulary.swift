import Findings

/// Who stands below the line of a share without withdrawal, and how those not assessed are counted.
enum Denominator: String, Term, CaseIterable {
    /// Only those assessed in the window.
    case assessed
    /// Everyone with an index day; not assessed counts as in withdrawal.
    case missingAsWithdrawal = "missing_as_withdrawal"
    /// Everyone with an index day; not assessed counts as free of withdrawal.
    case bestCase = "best_case"
    /// Those assessed, weighted to stand for those not assessed too.
    case weighted

    /// Those whose shares are counted, not weighted.
    static let counted: [Denominator] = [.assessed, .missingAsWithdrawal, .bestCase]

    var label: String {
        switch self {
        case .assessed: "Assessed only"
        case .missingAsWithdrawal: "Worst case: not assessed = withdrawal"
        case .bestCase: "Best case: not assessed = free"
        case .weighted: "Weighted for not being assessed"
        }
    }
}

extension Axis {
    /// Who stands below the line of a share.
    static let denominator = Axis("denominator", label: "Denominator")
}

/// A withdrawal scale as results name it and people write it.
enum WithdrawalScaleName: String, Term, CaseIterable {
    case cows
    case sows

    var label: String {
        switch self {
        case .cows: "COWS"
        case .sows: "SOWS"
        }
    }

    /// The patients assessed on it: a level of a column that is the tool's, whatever columns the study has.
    var place: StudyPlace {
        StudyPlace(StudyWord("scale"), origin: .tool, level: .recorded(StudyWord(rawValue)))
    }
}

extension Results.Study.Definition {
    /// What the questions about withdrawal mean by none.
    static let noWithdrawal = Results.Study.Definition(
        term: "No withdrawal", meaning: "COWS at most 4 (Wesson and Ling 2003), SOWS 0 (Handelsman 1987), or grade 0.")
}
