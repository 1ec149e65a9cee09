import StudyFile

/// Every question, in the order of the report.
public enum AllQuestions {
    /// The list: a question is known by its line here, and by nothing else.
    public static let list: [any Question.Type] = [
        CohortFlow.self,
        BaselineTable.self,
        OpioidDoses.self,
        OpioidUse.self,
        Day7Withdrawal.self,
        WithdrawalCourse.self,
        PainCourse.self,
        PainTrend.self,
        DoseResponse.self,
        OtherExplanations.self,
        Missingness.self,
        IndividualTrends.self,
        PainVariability.self,
        Subgroups.self,
        PainByDurationBand.self,
        Symptoms.self,
        Taper.self,
        Rotation.self,
        Dechallenge.self,
        OIHPattern.self,
        MOUDStart.self,
        Nonopioid.self,
        Relapse.self,
        Retention.self,
        EvokedPain.self,
    ]

    /// Questions that have a name and no answer yet.
    static let planned = [
        "specification_grid"
    ]

    /// Refuses a name that no question has, with the nearest one.
    static func checkName(_ name: String, at source: SourceReference) throws(StudyFileError) {
        let known = list.map { $0.id }
        if known.contains(name) { return }
        if planned.contains(name) {
            throw source.error("\"\(name)\" is not available in this version; leave it out")
        }
        throw source.error(
            "unknown analysis \"\(name)\"" + suggestion(for: name, among: known + planned)
                + " (known: \(listed(known, conjunction: "and")))")
    }
}
