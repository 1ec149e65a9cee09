import Findings

/// Which patients a share around the day is about.
enum Day7Patients: Sendable, Hashable {
    /// All of them.
    case everybody
    /// Those at one level of a column of the study.
    case level(StudyPlace)
    /// Those assessed on one scale.
    case scale(WithdrawalScaleName)

    /// The column and its level; `nil` for everybody.
    var place: StudyPlace? {
        switch self {
        case .everybody: nil
        case .level(let place): place
        case .scale(let scale): scale.place
        }
    }

    /// `Everybody`, or the level.
    var label: String {
        switch self {
        case .everybody: "Everybody"
        case .level(let place): place.label
        case .scale(let scale): scale.label
        }
    }
}

/// What a number about withdrawal around the day is about.
struct Day7Key: GroupKey {
    var patients = Day7Patients.everybody
    var denominator: Denominator?
    /// The published share that it is held against.
    var claim: Double?

    static let axes: [Axis] = [.denominator, .claim, .column]

    var coordinates: [Coordinate] {
        var coordinates: [Coordinate] = []
        if let denominator { coordinates.append(Coordinate(.denominator, denominator)) }
        if let claim { coordinates.append(Coordinate(.claim, .setting(claim))) }
        if let place = patients.place { coordinates.append(Coordinate(.column, .study(place))) }
        return coordinates
    }
}

extension Axis {
    /// A published share.
    static let claim = Axis("claim", label: "Claimed share")
}

extension Quantity where Key == Day7Key {
    /// The answer.
    static let noWithdrawalShare = Quantity(
        "no_withdrawal_share", label: "Share without withdrawal", unit: .share, format: .percent,
        meaning: """
            Share of patients without withdrawal, once with a Wilson and once with an exact interval; of weighted shares n is \
            the patients for whom the share stands, with one t interval on the logit scale, and no value where nobody assessed \
            can stand for the group
            """)
    /// Who was missed.
    static let notAssessedShare = Quantity(
        "not_assessed_share", label: "Not assessed", unit: .share, format: .percent,
        meaning: "Share of those who reached the index day without an assessment in the window")
    /// How far the missing would have to go.
    static let tippingShare = Quantity(
        "tipping_share", label: "Tipping share", unit: .share, format: .percent,
        meaning: """
            Share of those not assessed (n) who would have to be free of withdrawal for the share of everybody to be the \
            claim; above 1, not even all of them would do; below 0, none are needed; absent where everybody was assessed
            """)
    /// What the weights leave.
    static let effectiveSampleSize = Quantity(
        "effective_sample_size", label: "Effective sample size", unit: .named("patients of equal weight"),
        format: .count,
        meaning: "As many patients of equal weight would say as much: (\u{03A3}w)\u{00B2} / \u{03A3}w\u{00B2}")
}

extension DeclaredTest where Key == Day7Key {
    /// A counted share against the claim.
    static let exactBinomial = DeclaredTest(
        "exact_binomial_against_claim", label: "share against the claim (exact binomial)",
        meaning: "Two-sided exact binomial test of the share against the claim")
    /// The weighted share against the claim.
    static let logitT = DeclaredTest(
        "logit_t_against_claim", label: "weighted share against the claim (t on the logit scale)",
        meaning:
            "Two-sided t test on the logit scale of the weighted share against the claim, the inverse of its interval")
}

/// What the finding says of the weights beside the settings of the study file.
enum Day7Setting {
    /// The columns that have a part in the weights.
    static let weightedBy = "weighted_by"
    /// Those asked for that have none, with the reasons.
    static let weightedNotBy = "weighted_not_by"
    /// The trials that did not assess in the window.
    static let notPlanned = "not_planned"
    /// The patients for whom no weight can stand.
    static let weightedWithout = "weighted_without"
}
