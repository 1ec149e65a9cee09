extension SimulatedStudy {
    /// A study file, in YAML, that describes the five files beside it.
    public var studyFile: String { studyFile(data: ".") }

    /// A study file whose data lie in `data`, a folder named relative to the study file.
    public func studyFile(data: String) -> String {
        let tables = SimulatedFile.allCases.map { file in
            let columns = file.columns.map { "\($0): \($0)" }.joined(separator: ", ")
            return """
                  \(file.table):
                    - file: \(file.name)
                      columns: {\(columns)}
                """
        }
        return """
            # Synthetic data with a known truth; no row describes a real person.
            nocitrend: 1
            title: "Synthetic study: \(design.scenario.rawValue), \(design.people) people"
            synthetic: true
            data: \(Self.quoted(data))
            missing: ["", NA, Missing]
            tables:
            \(tables.joined(separator: "\n"))
            index: first_moud_dose
            analyses:
              cohort_flow: {}
              baseline_table: {by: arm}
              day7_withdrawal: {day: 7, window: [4, 10], by: [arm, site], claim: 0.95}
              withdrawal_course: {}
              pain_trend: {instrument: nrs, adjust: [age, sex]}
              other_explanations: {}
              individual_trends: {instrument: nrs, meaningful_change: 2}
              pain_by_duration_band: {instrument: nrs}
            disclosure: {minimum_cell: 11}

            """
    }

    /// A double-quoted YAML scalar.
    private static func quoted(_ text: String) -> String {
        let escaped = text.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined()
        return "\"\(escaped)\""
    }
}
