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
        "delay_median", label: "Induction delay, median", unit: .days,
        meaning: "Median of the days to the first dose, of those who started")
    /// Its lower quartile.
    static let delayLowerQuartile = Quantity(
        "delay_lower_quartile", label: "Induction delay, lower quartile", unit: .days,
        meaning: "Lower quartile of the days to the first dose, of those who started")
    /// Its upper quartile.
    static let delayUpperQuartile = Quantity(
        "delay_upper_quartile", label: "Induction delay, upper quartile", unit: .days,
        meaning: "Upper quartile of the days to the first dose, of those who started")
    /// Who had started by a day.
    static let delayWithinShare = Quantity(
        "delay_within_share", label: "Started within days", unit: .share, format: .percent,
        meaning: "Share of those who started with their first dose on or before the day")
    /// The highest daily dose.
    static let highestDoseMedian = Quantity(
        "highest_dose_median", label: "Highest daily dose, median", unit: .named("mg a day"),
        meaning: "Median of each patient's highest known daily dose of the drug up to the day after the first dose")
    /// Its lower quartile.
    static let highestDoseLowerQuartile = Quantity(
        "highest_dose_lower_quartile", label: "Highest daily dose, lower quartile", unit: .named("mg a day"),
        meaning: "Lower quartile of the highest known daily dose")
    /// Its upper quartile.
    static let highestDoseUpperQuartile = Quantity(
        "highest_dose_upper_quartile", label: "Highest daily dose, upper quartile", unit: .named("mg a day"),
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
        "dose_on_day_median", label: "Dose on the day, median", unit: .named("mg a day"),
        meaning: "Median of the dose on the day, of those with a dose above zero then")
    /// Its lower quartile.
    static let doseOnDayLowerQuartile = Quantity(
        "dose_on_day_lower_quartile", label: "Dose on the day, lower quartile", unit: .named("mg a day"),
        meaning: "Lower quartile of the dose on the day")
    /// Its upper quartile.
    static let doseOnDayUpperQuartile = Quantity(
        "dose_on_day_upper_quartile", label: "Dose on the day, upper quartile", unit: .named("mg a day"),
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
