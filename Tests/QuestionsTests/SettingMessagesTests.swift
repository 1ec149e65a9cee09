import Cohort
import StudyFile
import Testing

@testable import Questions

/// Every setting under `analyses` in a study file, and what is said of those that do not fit, with line and column.
@Suite struct SettingMessagesTests {
    private static let instruments = Instrument.catalogue
    private static let bare = names([], numeric: [])
    private static let withPatients = names(["sex", "age"], numeric: ["age"])

    private static func names(_ columns: [String], numeric: Set<String>) -> SettingNames {
        SettingNames(
            patientColumns: columns, numericColumns: numeric, instruments: instruments.map(\.id),
            instrumentsWithCutOff: instruments.filter { $0.cutOff != nil }.map(\.id))
    }

    private func asked(_ analyses: String?, _ names: SettingNames = withPatients) throws(StudyFileError)
        -> AskedQuestions
    {
        guard let analyses else { return try AskedQuestions(nil, names: names) }
        let root = try StudyValue.root(ofYAML: "analyses: \(analyses)", path: "study.yaml")
        return try AskedQuestions(root["analyses"], names: names)
    }

    @Test func questionsThatAreNamedComeWithTheFlowAndTheBaselineTable() throws {
        #expect(
            try asked("{pain_trend: {}}").all.map(\.id) == [
                "cohort_flow", "data_quality", "baseline_table", "pain_trend",
            ])
        #expect(
            try asked("{pain_trend: {}, cohort_flow: false}").all.map(\.id) == [
                "data_quality", "baseline_table", "pain_trend",
            ])
        #expect(try asked(nil).all.map(\.id) == AllQuestions.list.map { $0.id })
    }

    @Test func everySetting() throws {
        let asked = try asked(
            "{baseline_table: {by: sex}, day7_withdrawal: {day: 14, window: [10, 20], by: [sex, scale], claim: 0.95, "
                + "weight_by: [age, sex]}, withdrawal_course: {days: 28, weeks: 12}, pain_trend: {instrument: vas, "
                + "exposure: cumulative_days, adjust: [age, {column: sex, reference: f}], knots: 5}, "
                + "other_explanations: {exposure: era_days, follow_up: 400, contrast_days: 180}, "
                + "individual_trends: {meaningful_change: 1.5}, pain_by_duration_band: {bands: [0, 7]}}")
        #expect(asked.settings(of: BaselineTable.self)?.by == "sex")
        let day7 = try #require(asked.settings(of: Day7Withdrawal.self))
        #expect(day7.day == 14 && day7.window == 10...20 && day7.by == ["sex", "scale"] && day7.claim == 0.95)
        #expect(day7.weightBy == ["age", "sex"])
        let course = try #require(asked.settings(of: WithdrawalCourse.self))
        #expect(course.days == 28 && course.weeks == 12)
        let trend = try #require(asked.settings(of: PainTrend.self))
        #expect(trend.instrument == "vas" && trend.exposure == .cumulativeDays && trend.knots == 5)
        #expect(trend.adjust.map(\.column) == ["age", "sex"] && trend.adjust.map(\.reference) == [nil, "f"])
        let other = try #require(asked.settings(of: OtherExplanations.self))
        #expect(other.exposure == .eraDays && other.followUp == 400 && other.contrastDays == 180)
        #expect(asked.settings(of: IndividualTrends.self)?.meaningfulChange == 1.5)
        #expect(asked.settings(of: PainByDurationBand.self)?.bands?.lowerBounds == [0, 7])
        #expect(asked.groupColumns == ["sex"])
    }

    @Test func windowFollowsTheDayAndWeightingCanBeTurnedOff() throws {
        let day28 = try #require(try asked("{day7_withdrawal: {day: 28}}").settings(of: Day7Withdrawal.self))
        #expect(day28.daysAround == 25...31 && day28.weightBy == nil)
        #expect(try asked("{day7_withdrawal: {weight_by: []}}").settings(of: Day7Withdrawal.self)?.weightBy == [])
    }

    private static let complaints: [(analyses: String, names: SettingNames, message: String)] = [
        (
            "{pain_trend: {adjust: [arm]}}", bare,
            "study.yaml line 1, column 34: \"arm\" is not a column of the patients table"
        ),
        (
            "{pain_trend: {adjust: [sex, {column: sex, reference: f}]}}", withPatients,
            "study.yaml line 1, column 39: \"sex\" stands twice under \"adjust\""
        ),
        (
            "{pain_trend: {adjust: {column: age, reference: old}}}", withPatients,
            "study.yaml line 1, column 58: \"age\" holds numbers, which have no reference level; leave it out"
        ),
        (
            "{pain_trend: {adjust: [{reference: f}]}}", withPatients,
            "study.yaml line 1, column 34: name the column: {column: sex, reference: female}"
        ),
        (
            "{day7_withdrawal: {weight_by: [age, sax]}}", withPatients,
            "study.yaml line 1, column 47: \"sax\" is not a column of the patients table; did you mean \"sex\"? "
                + "(known: sex and age)"
        ),
        (
            "{day7_withdrawal: {weight_by: [age, sex, age]}}", withPatients,
            "study.yaml line 1, column 52: \"age\" stands twice under \"weight_by\""
        ),
        (
            "{pain_trend: {knots: 2}}", withPatients,
            "study.yaml line 1, column 32: knots must be from 3 to 7, not 2"
        ),
        (
            "{other_explanations: {followup: 400}}", bare,
            "study.yaml line 1, column 33: unknown key \"followup\" in other_explanations; did you mean \"follow_up\"?"
        ),
        (
            "{other_explanations: {contrast_days: 0}}", bare,
            "study.yaml line 1, column 48: contrast_days must be from 1 to 36525, not 0"
        ),
        (
            "{individual_trends: {meaningful_change: 0}}", bare,
            "study.yaml line 1, column 51: meaningful_change must be above 0: a number of points"
        ),
        (
            "{specification_grid: {}}", bare,
            "study.yaml line 1, column 12: \"specification_grid\" is not available in this version; leave it out"
        ),
        (
            "{day7_withdrawl: {}}", bare,
            "study.yaml line 1, column 12: unknown analysis \"day7_withdrawl\"; did you mean \"day7_withdrawal\"? (known: "
                + "\(listed(AllQuestions.list.map { $0.id }, conjunction: "and")))"
        ),
        (
            "{day7_withdrawal: {by: [arm]}}", bare,
            "study.yaml line 1, column 35: \"arm\" is not a column of the patients table (known: scale)"
        ),
        (
            "{day7_withdrawal: {window: [10, 4]}}", bare,
            "study.yaml line 1, column 38: window must be its first and its last day: [4, 10]"
        ),
        (
            "{day7_withdrawal: {window: [8, 12]}}", bare,
            "study.yaml line 1, column 38: window must be its first and last day and hold day 7: [4, 10]"
        ),
        (
            "{day7_withdrawal: {claim: 95}}", bare,
            "study.yaml line 1, column 37: claim must be a share from 0 to 1 (5% is 0.05), not \"95\""
        ),
        (
            "{baseline_table: {by: age}}", withPatients,
            "study.yaml line 1, column 33: \"age\" holds numbers, which make no groups; name a column of categories, or "
                + "write \"types: {age: categorical}\""
        ),
        (
            "{evoked_pain: {instrument: nrs}}", bare,
            "study.yaml line 1, column 38: \"nrs\" is neither an evoked test nor stopped at a cut-off; ask \"pain_trend\" "
                + "about it, or name one of cold_pressor_s, ppt_kpa or heat_threshold_c"
        ),
        (
            "{evoked_pain: {knots: 3}}", bare,
            "study.yaml line 1, column 26: unknown key \"knots\" in evoked_pain (known: instrument, exposure and adjust)"
        ),
    ]

    @Test(arguments: complaints.indices) func saysWhatIsWrong(_ number: Int) {
        let wrong = Self.complaints[number]
        do {
            _ = try asked(wrong.analyses, wrong.names)
            Issue.record("no error: \(wrong.analyses)")
        } catch {
            #expect(error.description == wrong.message)
        }
    }
}
