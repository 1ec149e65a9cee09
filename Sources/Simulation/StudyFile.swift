extension SimulatedStudy {
    /// A study file, in YAML, that describes the files beside it.
    ///
    /// - Parameters:
    ///   - data: the folder of the data, relative to the study file.
    ///   - analyses: a line for each question that the study asks, such as `NAME: {instrument: nrs}`; none asks every
    ///     question.
    public func studyFile(data: String = ".", analyses: [String] = []) -> String {
        let questions = analyses.isEmpty ? "" : "analyses:\n" + analyses.map { "  \($0)\n" }.joined()

        let tables = files.map { file in
            let columns = columns(of: file).map { "\($0): \($0)" }.joined(separator: ", ")
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
            index: \(files.contains(.moud) ? "first_moud_dose" : "origin")
            \(questions)disclosure: {minimum_cell: 11}

            """
    }

    /// A double-quoted YAML scalar.
    private static func quoted(_ text: String) -> String {
        let escaped = text.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined()
        return "\"\(escaped)\""
    }
}
