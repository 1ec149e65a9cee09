import Findings

/// The answers of a run in the order in which a reader wants them.
enum PlainAnswers {
    static func all(_ results: Results) -> [PlainAnswer] {
        let known: [(String, (Finding) -> PlainAnswer)] = [
            ("day7_withdrawal", Day7Answer.answer), ("withdrawal_course", WithdrawalCourseAnswer.answer),
            ("pain_trend", PainTrendAnswer.answer), ("other_explanations", OtherExplanationsAnswer.answer),
            ("individual_trends", IndividualTrendsAnswer.answer),
            ("pain_by_duration_band", DurationBandAnswer.answer), ("evoked_pain", EvokedPainAnswer.answer),
        ]
        return known.compactMap { id, answer in results.finding(id).map(answer) }
    }
}
