import StudyFile
import Testing

@testable import Questions

@Suite("What a study file asks")
struct AskedQuestionsTests {
    private static let names = SettingNames(
        patientColumns: ["age", "arm", "sex"], numericColumns: ["age"], instruments: ["nrs", "cold_pressor_s"],
        instrumentsWithCutOff: ["cold_pressor_s"])

    private func asked(_ analyses: String) throws -> AskedQuestions {
        let root = try StudyValue.root(ofYAML: "nocitrend: 1\nanalyses: \(analyses)", path: "study.yaml")
        return try AskedQuestions(root["analyses"], names: Self.names)
    }

    private func message(_ analyses: String) -> String? {
        do {
            _ = try asked(analyses)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("without the key, every question; none of them named")
    func everything() throws {
        let all = try AskedQuestions(nil, names: Self.names).all
        #expect(all.map(\.id) == AllQuestions.list.map { $0.id })
        #expect(all.allSatisfy { !$0.isNamed })
    }

    @Test("those named, by mapping or list, and those that are always asked unless they are set to false")
    func named() throws {
        #expect(
            try asked("[pain_trend]").all.map(\.id) == ["cohort_flow", "data_quality", "baseline_table", "pain_trend"])
        #expect(try asked("{pain_trend: }").all.map(\.isNamed) == [false, false, false, true])
        #expect(
            try asked("{cohort_flow: false, withdrawal_course: {weeks: 4}}").all.map(\.id) == [
                "data_quality", "baseline_table", "withdrawal_course",
            ])
    }

    /// Each question that is set to `false` is left out, and no other is configured in its stead.
    @Test("false leaves out that question alone", arguments: AllQuestions.list.map { $0.id })
    func leftOut(_ id: String) throws {
        let others = AllQuestions.list.map { $0.id }.filter { $0 != id }
        let asked = try asked("{\((others.map { "\($0): {}" } + ["\(id): false"]).joined(separator: ", "))}")
        #expect(asked.all.map(\.id) == others)
    }

    @Test("what a question takes from another where the study file says nothing")
    func completed() throws {
        let asked = try asked(
            "{day7_withdrawal: {by: [scale, arm]}, pain_trend: {instrument: nrs, exposure: cumulative_days}, other_explanations: }"
        )
        #expect(asked.settings(of: BaselineTable.self)?.by == "arm")
        #expect(asked.settings(of: OtherExplanations.self)?.instrument == "nrs")
        #expect(asked.settings(of: OtherExplanations.self)?.exposure == .cumulativeDays)
        #expect(asked.groupColumns == ["arm"])
    }

    @Test("the window is three days either side of the day, or what is given")
    func window() throws {
        #expect(try asked("{day7_withdrawal: {day: 14}}").settings(of: Day7Withdrawal.self)?.daysAround == 11...17)
        #expect(
            try asked("{day7_withdrawal: {window: [5, 9]}}").settings(of: Day7Withdrawal.self)?.daysAround == 5...9)
    }

    @Test(
        "an error names the line, the offender and the remedy",
        arguments: [
            ("{pain_trnd: }", "unknown analysis \"pain_trnd\"; did you mean \"pain_trend\"?"),
            ("[specification_grid]", "\"specification_grid\" is not available in this version"),
            ("{pain_trend: {instrumnt: nrs}}", "unknown key \"instrumnt\" in pain_trend; did you mean \"instrument\"?"),
            ("{pain_trend: {knots: 9}}", "knots must be from 3 to 7, not 9"),
            ("{pain_trend: {exposure: days}}", "unknown exposure \"days\""),
            ("{pain_trend: {adjust: [sex, sex]}}", "\"sex\" stands twice under \"adjust\""),
            (
                "{pain_trend: {adjust: [{column: age, reference: 3}]}}",
                "\"age\" holds numbers, which have no reference level"
            ),
            ("{day7_withdrawal: {by: [age]}}", "\"age\" holds numbers, which make no groups"),
            ("{day7_withdrawal: {by: [amr]}}", "did you mean \"arm\"?"),
            ("{day7_withdrawal: {day: 20, window: [4, 10]}}", "window must be its first and last day and hold day 20"),
            ("{day7_withdrawal: {claim: 95}}", "claim must be a share from 0 to 1"),
            ("{individual_trends: {meaningful_change: 0}}", "meaningful_change must be above 0"),
            ("{pain_by_duration_band: {bands: [30, 0]}}", "bands must be the first day of each"),
            ("{evoked_pain: {instrument: nrs}}", "neither an evoked test nor stopped at a cut-off"),
        ])
    func errors(_ analyses: String, _ part: String) throws {
        let text = try #require(self.message(analyses))
        #expect(text.contains("study.yaml line 2"), "\(text)")
        #expect(text.contains(part), "\(text)")
    }
}
