import Findings

/// What is made of scores that were not made.
enum CourseMethod: String, Term, CaseIterable {
    case kenwardRoger = "mixed_model"
    case satterthwaite = "mixed_model_satterthwaite"
    case imputed
    case jumpToReference = "jump_to_reference"
    case copyIncrements = "copy_increments"

    var label: String {
        switch self {
        case .kenwardRoger: "mixed model for repeated measures (Kenward\u{2013}Roger)"
        case .satterthwaite: "the same with Satterthwaite\u{2019}s degrees of freedom"
        case .imputed: "missing scores imputed, as missing at random"
        case .jumpToReference: "those who left jump to the course of the reference group"
        case .copyIncrements: "those who left change as the reference group does"
        }
    }
}

/// What a number of pain by visit is about.
struct PainCourseKey: GroupKey {
    let instrument: InstrumentInfo
    var method: CourseMethod?
    /// The planned day, 0 for the baseline.
    var day: Int?
    /// The level of a column; with a reference, of a difference.
    var group: StudyPlace?
    /// One of several trials; `nil` where the study has one.
    var part: StudyPlace?
    /// Points added to what is imputed of those who left.
    var delta: Double?

    static let axes: [Axis] = [.instrument, .model, .day, .variable, .column, .delta]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument)]
        if let method { coordinates.append(Coordinate(.model, method)) }
        if let day { coordinates.append(Coordinate(.day, .number(day))) }
        if let group { coordinates.append(Coordinate(.variable, .study(group))) }
        if let part { coordinates.append(Coordinate(.column, .study(part))) }
        if let delta { coordinates.append(Coordinate(.delta, .setting(delta))) }
        return coordinates
    }

    /// The same at another day.
    func on(_ day: Int) -> PainCourseKey {
        var key = self
        key.day = day
        return key
    }

    /// The same by a method.
    func by(_ method: CourseMethod, delta: Double? = nil) -> PainCourseKey {
        var key = self
        key.method = method
        key.delta = delta
        return key
    }
}

extension Quantity where Key == PainCourseKey {
    /// Who is scored at a visit.
    static let scoredShare = Quantity(
        "scored_share", label: "Scored", unit: .share, format: .percent,
        meaning: "Share of the patients in the analysis who have a score at the visit")
    /// The mean of the scores as they are.
    static let observedMean = Quantity(
        "observed_mean", label: "Mean of those scored", unit: .score,
        meaning: "Mean of the scores at the visit, as they are")
    /// The model's mean.
    static let meanAtVisit = Quantity(
        "mean", label: "Mean, standardised", unit: .score,
        meaning: """
            Mean score at the visit by the mixed model for repeated measures, standardised to the covariates of all patients in it: what \
            would have been seen if all had been scored, where scores are missing at random
            """)
    /// The change since the baseline.
    static let changeFromBaseline = Quantity(
        "change_from_baseline", label: "Change from the baseline", unit: .score,
        meaning: "Difference of the model's means at the visit and at the baseline")
    /// Between groups.
    static let differenceAtVisit = Quantity(
        "difference", label: "Difference", unit: .score,
        meaning: """
            Difference of the groups' standardised means at the visit, the group less the reference; where chance made the groups their \
            means are alike at the baseline (constrained baseline)
            """)
    /// Between groups that began differently.
    static let changeDifference = Quantity(
        "difference_of_changes", label: "Difference of changes", unit: .score,
        meaning: """
            Difference of the groups' changes since the baseline, the group less the reference, of groups that were not made by chance
            """)
    /// The spread of scores.
    static let sdAtVisit = Quantity(
        "sd", label: "SD", unit: .score,
        meaning: "Standard deviation of scores at the visit about the groups' means, by the model")
    /// Where the conclusion changes.
    static let courseTippingDelta = Quantity(
        "tipping_delta", label: "Tipping \u{03B4}", unit: .score,
        meaning: """
            The points nearest to 0 that, added to each score imputed of those who left a group other than the reference, bring an end of \
            the difference's interval to zero
            """)
}

extension DeclaredTest where Key == PainCourseKey {
    /// At one visit.
    static let differenceIsZero = DeclaredTest(
        "difference_is_zero", label: "difference against zero",
        meaning: """
            That the groups do not differ at the visit, or, of groups that were not made by chance, in their changes since the baseline: \
            t test by Kenward and Roger (family differences)
            """)
    /// At all of them.
    static let noDifferenceAtAnyVisit = DeclaredTest(
        "no_difference_at_any_visit", label: "no difference at any visit",
        meaning:
            "The same at all visits after the baseline together, F test by Kenward and Roger (family differences)")
    /// In the course of time.
    static let noChange = DeclaredTest(
        "no_change", label: "no change over the visits",
        meaning: "That the mean is the same at all visits, F test by Kenward and Roger (family changes)")
}
