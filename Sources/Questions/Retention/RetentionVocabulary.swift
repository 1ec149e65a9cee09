import Findings

/// What a number of retention is about.
struct RetentionKey: GroupKey {
    /// Days without medication of which a longer run ends treatment.
    let gap: Int
    /// The day through which, or by whose end.
    var day: Int?
    /// The level of a column; `nil` for all.
    var group: StudyPlace?

    static let gap = Axis("gap", label: "Longest gap, in days")
    static let axes: [Axis] = [gap, .day, .column]

    var coordinates: [Coordinate] {
        [
            Coordinate(Self.gap, .setting(Double(gap))), day.map { Coordinate(.day, .number($0)) },
            group.map { Coordinate(.column, .study($0)) },
        ].compactMap(\.self)
    }
}

/// What a hazard ratio of leaving treatment is about.
struct RetentionHazardKey: GroupKey {
    let gap: Int
    let predictor: PainPredictor
    let model: HazardModel
    let instrument: InstrumentInfo

    static let axes: [Axis] = [.instrument, RetentionKey.gap, .term, .model]

    var coordinates: [Coordinate] {
        [
            Coordinate(instrument), Coordinate(RetentionKey.gap, .setting(Double(gap))), Coordinate(.term, predictor),
            Coordinate(.model, model),
        ]
    }
}

extension Quantity where Key == RetentionKey {
    static let retainedShare = Quantity(
        "retained_share", label: "Stayed through the day", unit: .share, format: .percent,
        meaning:
            "Share of the patients who started that is seen to stay in treatment through a day, without a longer gap; of whom it is not known counts as having left"
    )
    static let leftByDay = Quantity(
        "left_by_day", label: "Left treatment by the day", unit: .share, format: .percent,
        meaning:
            "Cumulative incidence of leaving treatment by the end of a day, with death, transfer and prison competing (Aalen-Johansen)"
    )
    static let meanDaysInTreatment = Quantity(
        "mean_days_in_treatment", label: "Mean days in treatment", unit: .days, format: .byError,
        meaning:
            "Restricted mean time in treatment, of the first so many days; death, transfer and prison end follow-up")
    static let meanDaysDifference = Quantity(
        "mean_days_difference", label: "Difference of mean days", unit: .days, format: .byError,
        meaning: "Restricted mean time in treatment of a level less that of the column's first level")
}

extension Quantity where Key == Overall {
    static let startedTreatmentShare = Quantity(
        "started_treatment_share", label: "Started treatment", unit: .share, format: .percent,
        meaning: "Share of the patients with a time zero who have a dose of medication on or after it")
}

extension Quantity where Key == RetentionHazardKey {
    static let leavingHazardRatio = Quantity(
        "leaving_hazard_ratio", label: "Hazard ratio of leaving treatment", unit: .perScore("hazard ratio"),
        format: .byError,
        meaning:
            "Ratio of the hazards of leaving treatment, per unit of the score (of its change, of its standard deviation)"
    )
}

extension DeclaredTest where Key == RetentionHazardKey {
    static let leavingHazardIsOne = DeclaredTest(
        "leaving_hazard_is_one", label: "Hazard ratio against one",
        meaning: "Wald's test that the hazard of leaving treatment does not go with pain (family pain)")
    static let leavingProportionalHazards = DeclaredTest(
        "leaving_proportional_hazards", label: "Proportional hazards",
        meaning: "That the hazard ratio of leaving treatment does not change over the days (Grambsch and Therneau 1994)"
    )
}

extension DeclaredTest where Key == RetentionKey {
    static let leavingLogRank = DeclaredTest(
        "leaving_log_rank", label: "Log-rank",
        meaning: "That leaving treatment is alike over the levels of a column (family groups)")
}
