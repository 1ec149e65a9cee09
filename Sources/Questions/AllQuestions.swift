import StudyFile

/// Every question, in the order of the report.
public enum AllQuestions {
    /// The list: a question is known by its line here, and by nothing else.
    public static let list: [any Question.Type] = [
        CohortFlow.self,
        DataQuality.self,
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
        if let objection = objection(to: name) { throw source.error(objection) }
    }

    /// Why a name cannot be asked, with the nearest one that can; `nil` where a question has it.
    public static func objection(to name: String) -> String? {
        let known = list.map { $0.id }
        if known.contains(name) { return nil }
        if planned.contains(name) { return "\"\(name)\" is not available in this version; leave it out" }
        return "unknown analysis \"\(name)\"" + suggestion(for: name, among: known + planned)
            + " (known: \(listed(known, conjunction: "and")))"
    }
}
