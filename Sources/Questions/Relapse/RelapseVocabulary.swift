import Findings

/// How the weeks without a plain result are taken.
enum ReturnReading: String, Term, CaseIterable {
    /// As the endpoint says.
    case rule
    /// Only what was seen.
    case seenOnly = "seen_only"
    /// Multiple imputation.
    case imputed

    var label: String {
        switch self {
        case .rule: "as the definition reads them"
        case .seenOnly: "counted as negative"
        case .imputed: "imputed"
        }
    }
}

/// What a share or a mean of return to use is about.
struct ReturnKey: GroupKey {
    let endpoint: EndpointTerm
    var reading: ReturnReading?
    /// What the odds of use in a week without a result are multiplied by.
    var oddsFactor: Double?
    /// The week by whose end.
    var week: Int?
    /// The level of a column; `nil` for all.
    var group: StudyPlace?

    static let endpoint = Axis("endpoint", label: "Definition of return to use")
    static let reading = Axis("missing_weeks", label: "Weeks without a result")
    static let oddsFactor = Axis("odds_factor", label: "Odds of use in a week without a result, times")
    static let axes: [Axis] = [endpoint, reading, oddsFactor, .week, .column]

    var coordinates: [Coordinate] {
        [
            Coordinate(Self.endpoint, endpoint), reading.map { Coordinate(Self.reading, $0) },
            oddsFactor.map { Coordinate(Self.oddsFactor, .setting($0)) }, week.map { Coordinate(.week, .number($0)) },
            group.map { Coordinate(.column, .study($0)) },
        ].compactMap(\.self)
    }
}

/// What a hazard ratio is about.
struct ReturnHazardKey: GroupKey {
    let endpoint: EndpointTerm
    let predictor: PainPredictor
    let model: HazardModel
    let instrument: InstrumentInfo

    static let axes: [Axis] = [.instrument, ReturnKey.endpoint, .term, .model]

    var coordinates: [Coordinate] {
        [
            Coordinate(instrument), Coordinate(ReturnKey.endpoint, endpoint), Coordinate(.term, predictor),
            Coordinate(.model, model),
        ]
    }
}

/// A letter of the words.
struct ResultTerm: Term, CaseIterable {
    let result: WeeklyResult

    static let allCases = WeeklyResult.allCases.map(ResultTerm.init)

    init(_ result: WeeklyResult) { self.result = result }

    init?(rawValue: String) {
        guard let term = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = term
    }

    var rawValue: String {
        switch result {
        case .positive: "positive"
        case .negative: "negative"
        case .mixed: "mixed"
        case .missing: "missing"
        }
    }

    var label: String {
        switch result {
        case .positive, .negative: rawValue
        case .mixed: "positive and negative"
        case .missing: "no result"
        }
    }
}

/// What a share of a week's results is about.
struct WeeklyResultKey: GroupKey {
    let week: Int
    let result: ResultTerm

    static let result = Axis("result", label: "Result")
    static let axes: [Axis] = [.week, result]

    var coordinates: [Coordinate] { [Coordinate(.week, .number(week)), Coordinate(Self.result, result)] }
}

extension Quantity where Key == ReturnKey {
    static let returnedShare = Quantity(
        "returned_share", label: "Returned to use", unit: .share, format: .percent,
        meaning: "Share of the patients followed who return to use within their planned follow-up, by a definition")
    static let unseenReturnShare = Quantity(
        "unseen_return_share", label: "Return without a positive screen", unit: .share, format: .percent,
        meaning:
            "Share of those who returned to use by a definition in whom no week that made it up had a positive screen: it rests on weeks without a result"
    )
    static let returnedByWeek = Quantity(
        "returned_by_week", label: "Returned to use by the week", unit: .share, format: .percent,
        meaning:
            "Cumulative incidence of return to use by the end of a week, with death, transfer and prison competing (Aalen-Johansen)"
    )
    static let meanWeeksFree = Quantity(
        "mean_weeks_free", label: "Mean weeks before return to use", unit: .named("weeks"), format: .byError,
        meaning:
            "Restricted mean time before return to use, in weeks of the first so many; death, transfer and prison end follow-up"
    )
    static let meanWeeksDifference = Quantity(
        "mean_weeks_difference", label: "Difference of mean weeks", unit: .named("weeks"), format: .byError,
        meaning: "Restricted mean time before return to use of a level less that of the column's first level")
}

extension Quantity where Key == ReturnHazardKey {
    static let returnHazardRatio = Quantity(
        "return_hazard_ratio", label: "Hazard ratio of return to use", unit: .perScore("hazard ratio"),
        format: .byError,
        meaning:
            "Ratio of the hazards of return to use, per unit of the score (of its change, of its standard deviation)")
}

extension Quantity where Key == WeeklyResultKey {
    static let weeklyResultShare = Quantity(
        "weekly_result_share", label: "Share of the week's results", unit: .share, format: .percent,
        meaning: "Share of the patients followed through a week whose screens of that week say so")
}

extension DeclaredTest where Key == ReturnHazardKey {
    static let returnHazardIsOne = DeclaredTest(
        "return_hazard_is_one", label: "Hazard ratio against one",
        meaning: "Wald's test that the hazard of return to use does not go with pain (family pain)")
    static let returnProportionalHazards = DeclaredTest(
        "return_proportional_hazards", label: "Proportional hazards",
        meaning: "That the hazard ratio of return to use does not change over the weeks (Grambsch and Therneau 1994)")
}

extension DeclaredTest where Key == ReturnKey {
    static let returnLogRank = DeclaredTest(
        "return_log_rank", label: "Log-rank",
        meaning: "That return to use is alike over the levels of a column (family groups)")
}
