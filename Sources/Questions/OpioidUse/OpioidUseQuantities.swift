import Findings

extension Quantity where Key == CoverageKey {
    static let coveredShare = Quantity(
        "covered_share", label: "Covered", unit: .share, format: .percent,
        meaning: "Share of the patients observed on every day of the step who are covered on at least one of them")
}

extension Quantity where Key == MeasureKey {
    static let useMedian = Quantity(
        "use_median", label: "Median", unit: .days, format: .byError, quantile: 0.5,
        meaning: "Median over patients, in days")
    static let useLowerQuartile = Quantity(
        "use_lower_quartile", label: "Lower quartile", unit: .days, format: .byError, quantile: 0.25,
        meaning: "Lower quartile over patients, in days")
    static let useUpperQuartile = Quantity(
        "use_upper_quartile", label: "Upper quartile", unit: .days, format: .byError, quantile: 0.75,
        meaning: "Upper quartile over patients, in days")
}

extension Quantity where Key == Overall {
    static let erasMedian = Quantity(
        "eras_median", label: "Median", unit: .named("eras"), format: .byError, quantile: 0.5,
        meaning: "Median over patients of the number of exposure eras")
    static let erasLowerQuartile = Quantity(
        "eras_lower_quartile", label: "Lower quartile", unit: .named("eras"), format: .byError, quantile: 0.25,
        meaning: "Lower quartile over patients of the number of exposure eras")
    static let erasUpperQuartile = Quantity(
        "eras_upper_quartile", label: "Upper quartile", unit: .named("eras"), format: .byError, quantile: 0.75,
        meaning: "Upper quartile over patients of the number of exposure eras")
    static let severalErasShare = Quantity(
        "several_eras_share", label: "More than one era", unit: .share, format: .percent,
        meaning: "Share of the patients with an exposure who have more than one era")
    static let stillRunningShare = Quantity(
        "first_era_running_share", label: "First era not seen to end", unit: .share, format: .percent,
        meaning: "Share of the patients with an exposure whose first era is not seen to end while they are observed")
    static let firstEraMedian = Quantity(
        "first_era_median", label: "Median length of the first era (Kaplan-Meier)", unit: .days, format: .count,
        quantile: 0.5,
        meaning:
            "Days by which half of the first eras have ended, with those not seen to end counted for as long as they were seen"
    )
    static let unknownDoseRows = Quantity(
        "unknown_dose_rows", label: "Exposures of unknown dose", unit: .rows, format: .count,
        meaning: "Exposures whose dose is not recorded: they count for duration and not for any amount")
    static let withoutFactorRows = Quantity(
        "without_factor_rows", label: "Exposures without a factor", unit: .rows, format: .count,
        meaning: "Exposures that the factor set does not convert: they count for duration and not for any amount")
    static let unknownMOUDRows = Quantity(
        "unknown_moud_rows", label: "Rows of medication for opioid use disorder of unknown dose", unit: .rows,
        format: .count,
        meaning: "Rows of medication for opioid use disorder whose dose is not recorded: they cover no day")
}

extension Quantity where Key == LongTermKey {
    static let longTermShare = Quantity(
        "long_term_share", label: "Long-term therapy", unit: .share, format: .percent,
        meaning: "Share with long-term therapy of the patients with an exposure of whom the definition can be judged")
    static let longTermAgreementShare = Quantity(
        "long_term_agreement_share", label: "Meet the definitions", unit: .share, format: .percent,
        meaning:
            "Share that meets several definitions, of the patients with an exposure of whom each of them can be judged")
}

extension Quantity where Key == SwitchKey {
    static let switchedShare = Quantity(
        "switched_share", label: "Switched the drug", unit: .share, format: .percent,
        meaning: "Share of the patients with an exposure who switched from one drug to another within an era")
    static let switchShare = Quantity(
        "switch_share", label: "Made the switch", unit: .share, format: .percent,
        meaning:
            "Share of the patients who switched that made the switch from one drug to the other; without drugs, one of the rarer"
    )
}

extension Quantity where Key == RestartKey {
    static let restartShare = Quantity(
        "restart_share", label: "Restarted", unit: .share, format: .percent,
        meaning: """
            Cumulative incidence of another exposure within so many days after the first era is known to have ended, with death competing
            """)
}
