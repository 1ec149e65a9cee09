import Disclosure
import Findings
import Presentation

/// The released shares as the report needs them: a line for everybody and for each group, with the denominators side by side.
struct Day7Shares {
    /// Everybody, or the patients at one level of one column.
    struct Group {
        let patients: Day7Patients
        /// Shares with the Wilson interval (weighted ones with a t interval on the logit scale), by denominator.
        let shares: [Denominator: ReleasedEstimate]
        /// The same shares with the exact interval.
        let exact: [Denominator: ReleasedEstimate]
        /// Share of patients without an assessment in the window.
        let notAssessed: ReleasedEstimate?
        /// Share of those not assessed who would have to be free for the share of everyone to be the claim.
        let tipping: ReleasedEstimate?
        /// As many patients of equal weight would say as much as the weighted share.
        let effectiveSize: ReleasedEstimate?
        /// The exact test of the share among those assessed against the claim.
        let test: ReleasedTest?

        /// `Everybody`, or the level.
        var label: String { patients.label }

        /// The share among those assessed.
        var assessed: ReleasedEstimate? { shares[.assessed] }

        init(_ patients: Day7Patients, _ finding: ReleasedFinding, claim: Double?) {
            self.patients = patients
            var (shares, exact): ([Denominator: ReleasedEstimate], [Denominator: ReleasedEstimate]) = ([:], [:])
            for denominator in Denominator.allCases {
                let both = finding.every(
                    .noWithdrawalShare, Day7Key(patients: patients, denominator: denominator))
                shares[denominator] = both.first
                exact[denominator] = both.dropFirst().first
            }
            self.shares = shares
            self.exact = exact
            notAssessed = finding[.notAssessedShare, Day7Key(patients: patients)]
            tipping = finding[.tippingShare, Day7Key(patients: patients, claim: claim)]
            effectiveSize = finding[.effectiveSampleSize, Day7Key(patients: patients, denominator: .weighted)]
            test = finding[.exactBinomial, Day7Key(patients: patients, denominator: .assessed, claim: claim)]
        }
    }

    /// The levels of one column.
    struct Breakdown {
        /// The column, as it reads within a sentence.
        let name: String
        let groups: [Group]
    }

    /// Everybody; `nil` where the question could not be answered, and where the study is of several trials or scales.
    let everybody: Group?
    /// The trials that did not assess in the window, in words.
    let notPlanned: String?
    /// The columns, in the order of the finding.
    let breakdowns: [Breakdown]
    /// The claimed share, if the study names one.
    let claim: Double?
    /// The day, as people write it.
    let day: String
    /// The window in words: `days 4 to 10`.
    let window: String
    /// The columns that the weights rest on, where there are weights.
    let weightedBy: String?
    /// The patients for whom the weighted share does not stand, in words.
    let weightedWithout: String?

    init(_ finding: ReleasedFinding, _ settings: Day7WithdrawalSettings) {
        let claim = settings.claim
        let patients = finding.all(.noWithdrawalShare).map(\.key.patients).inOrderOfAppearance()
        everybody = patients.contains(.everybody) ? Group(.everybody, finding, claim: claim) : nil
        var columns: [StudyPlace] = []
        var groups: [StudyPlace: [Group]] = [:]
        for one in patients {
            guard let place = one.place else { continue }
            let column = StudyPlace(place.column, origin: place.origin)
            if groups[column] == nil { columns.append(column) }
            groups[column, default: []].append(Group(one, finding, claim: claim))
        }
        breakdowns = columns.map { column in
            let name = column.origin == .study ? Wording.phrase(column.label) : "withdrawal \(column.label)"
            return Breakdown(name: name, groups: groups[column, default: []])
        }
        self.claim = claim
        day = NumberText.count(settings.day)
        window =
            "days \(NumberText.count(settings.daysAround.lowerBound)) to \(NumberText.count(settings.daysAround.upperBound))"
        weightedBy = finding.setting(Day7Setting.weightedBy).map(Wording.phrase)
        weightedWithout = finding.setting(Day7Setting.weightedWithout)
        notPlanned = finding.setting(Day7Setting.notPlanned)
    }

    /// What the answer is about: everybody, or each trial or scale, which stand first.
    var headline: [Group] { everybody.map { [$0] } ?? breakdowns.first?.groups ?? [] }

    /// Every group, everybody first.
    var groups: [Group] { (everybody.map { [$0] } ?? []) + breakdowns.flatMap(\.groups) }

    /// The denominators that any group has.
    var denominators: [Denominator] {
        let groups = groups
        return Denominator.allCases.filter { denominator in groups.contains { $0.shares[denominator] != nil } }
    }
}
