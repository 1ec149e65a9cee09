import Findings

extension Quantity where Key == StartedKey {
    /// Who started.
    static let startedShare = Quantity(
        "started_share", label: "Started", unit: .share, format: .percent,
        meaning: """
            Share of the patients with a first dose of medication for opioid use disorder known to be above zero; with `within_days`, on \
            or before that day since the day that the delay is counted from, whoever never started among those below the line
            """)
}

extension Quantity where Key == StartDoseKey {
    /// Days to the first dose.
    static let delayMedian = Quantity(
        "delay_median", label: "Induction delay, median", unit: .days, quantile: 0.5,
        meaning: "Median of the days to the first dose, of those who started")
    /// Its lower quartile.
    static let delayLowerQuartile = Quantity(
        "delay_lower_quartile", label: "Induction delay, lower quartile", unit: .days, quantile: 0.25,
        meaning: "Lower quartile of the days to the first dose, of those who started")
    /// Its upper quartile.
    static let delayUpperQuartile = Quantity(
        "delay_upper_quartile", label: "Induction delay, upper quartile", unit: .days, quantile: 0.75,
        meaning: "Upper quartile of the days to the first dose, of those who started")
    /// Who had started by a day.
    static let delayWithinShare = Quantity(
        "delay_within_share", label: "Started within days", unit: .share, format: .percent,
        meaning: "Share of those who started with their first dose on or before the day")
    /// The highest daily dose.
    static let highestDoseMedian = Quantity(
        "highest_dose_median", label: "Highest daily dose, median", unit: .named("mg a day"), quantile: 0.5,
        meaning: "Median of each patient's highest known daily dose of the drug up to the day after the first dose")
    /// Its lower quartile.
    static let highestDoseLowerQuartile = Quantity(
        "highest_dose_lower_quartile", label: "Highest daily dose, lower quartile", unit: .named("mg a day"),
        quantile: 0.25,
        meaning: "Lower quartile of the highest known daily dose")
    /// Its upper quartile.
    static let highestDoseUpperQuartile = Quantity(
        "highest_dose_upper_quartile", label: "Highest daily dose, upper quartile", unit: .named("mg a day"),
        quantile: 0.75,
        meaning: "Upper quartile of the highest known daily dose")
    /// Who is on the drug on the day.
    static let onDrugShare = Quantity(
        "on_drug_share", label: "With a dose on the day", unit: .share, format: .percent,
        meaning: """
            Share of those who started with a dose of the drug above zero on the day; a day without a row counts as a day without the \
            drug, and patients whose dose of the day is not known are left out
            """)
    /// The dose on the day.
    static let doseOnDayMedian = Quantity(
        "dose_on_day_median", label: "Dose on the day, median", unit: .named("mg a day"), quantile: 0.5,
        meaning: "Median of the dose on the day, of those with a dose above zero then")
    /// Its lower quartile.
    static let doseOnDayLowerQuartile = Quantity(
        "dose_on_day_lower_quartile", label: "Dose on the day, lower quartile", unit: .named("mg a day"),
        quantile: 0.25,
        meaning: "Lower quartile of the dose on the day")
    /// Its upper quartile.
    static let doseOnDayUpperQuartile = Quantity(
        "dose_on_day_upper_quartile", label: "Dose on the day, upper quartile", unit: .named("mg a day"),
        quantile: 0.75,
        meaning: "Upper quartile of the dose on the day")
}

extension Quantity where Key == StartPainKey {
    /// Who has a score before.
    static let scoreBeforeShare = Quantity(
        "score_before_share", label: "With a score before", unit: .share, format: .percent,
        meaning: "Share of those who started with a score before the first dose, or on its day")
    /// The score before.
    static let scoreBeforeMean = Quantity(
        "score_before_mean", label: "Score before, mean", unit: .score,
        meaning: "Mean of the last score before the first dose, or on its day")
    /// Who has a score after.
    static let scoreAfterShare = Quantity(
        "score_after_share", label: "With a score then", unit: .share, format: .percent,
        meaning: "Share of those with a score before who have one around the day after the first dose")
    /// What a comparison of before and after sees.
    static let changeAfterStart = Quantity(
        "change_after_start", label: "Change since before", unit: .score,
        meaning: """
            Mean of the score around the day less the score before, of those with both: a comparison of before and after, with \
            regression to the mean, withdrawal that passes and those who left in it
            """)
    /// Between drugs.
    static let differenceAfterStart = Quantity(
        "difference_after_start", label: "Difference", unit: .score,
        meaning: """
            Difference of the mean score around the day between those who started the drug and those who started the comparator, at the \
            same score before and the same values of what is held constant
            """)
}

extension Quantity where Key == StartWithdrawalKey {
    /// Free of withdrawal.
    static let noWithdrawalAfterStart = Quantity(
        "no_withdrawal_after_start", label: "Share without withdrawal", unit: .share, format: .percent,
        meaning: "Share of those who started without withdrawal around the day after the first dose")
    /// The grade rose.
    static let gradeRoseShare = Quantity(
        "grade_rose_share", label: "The grade rose", unit: .share, format: .percent,
        meaning: """
            Share with a worse grade of withdrawal after the first dose than before it, of those assessed on its day or the day before, \
            and again on its day or the day after
            """)
    /// The grade fell.
    static let gradeFellShare = Quantity(
        "grade_fell_share", label: "The grade fell", unit: .share, format: .percent,
        meaning: "Share of the same patients with a better grade after the first dose than before it")
}

extension Quantity where Key == PrecipitatedKey {
    /// Precipitated withdrawal by score.
    static let precipitatedShare = Quantity(
        "precipitated_share", label: "The score rose", unit: .share, format: .percent,
        meaning: """
            Share whose highest withdrawal score within the minutes of `precipitated_within` after the first dose is at least the points \
            of `precipitated_cows` or `precipitated_sows` above the last one before it on its day, of those with both
            """)
    /// What error of measurement, and relief, do the other way.
    static let fellAsMuchShare = Quantity(
        "fell_as_much_share", label: "The score fell by as much", unit: .share, format: .percent,
        meaning:
            "Share of the same patients whose lowest score within these minutes is as many points or more below the one before"
    )
    /// The ceiling.
    static let noRoomShare = Quantity(
        "no_room_share", label: "No room for the rise", unit: .share, format: .percent,
        meaning: "Share of the same patients whose score before is so high that the scale has no room for the rise")
    /// How unwell they came.
    static let scoreBeforeDoseMedian = Quantity(
        "score_before_dose_median", label: "Score before the first dose, median", unit: .named("points"), quantile: 0.5,
        meaning: "Median of the last withdrawal score before the first dose on its day, of the same patients")
    /// The naive answer.
    static let roseAtAnyTimeShare = Quantity(
        "rose_at_any_time_share", label: "The same rise at any time", unit: .share, format: .percent,
        meaning: """
            Share with the same rise without regard to the time: the worst score up to the day after the first dose against the first \
            of its day, or the last of the day before
            """)
    /// Who is left out, and why.
    static let riseNotToldShare = Quantity(
        "rise_not_told_share", label: "Not told", unit: .share, format: .percent,
        meaning:
            "Share of those who started of whom it cannot be told whether the score rose, for the reason, the first that holds"
    )
}

extension DeclaredTest where Key == PrecipitatedKey {
    /// Against error of measurement.
    static let risesAsFalls = DeclaredTest(
        "rises_as_falls", label: "rises against falls by as much",
        meaning: """
            Exact one-sided binomial test that, of patients whose score changed so much one way alone, no more than half rose, as error \
            of measurement gives (family precipitated withdrawal)
            """)
}
