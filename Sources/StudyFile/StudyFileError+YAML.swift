import Yams

extension StudyFileError {
    /// What the YAML parser complains of, without its picture of the line.
    init(yamlError error: any Error, path: String, yaml: String) {
        if let line = Self.lineIndentedByTab(yaml) {
            self.init(
                path: path, position: SourcePosition(line: line, column: 1),
                message: "the line is indented by a tab, which YAML does not allow; use blanks")
            return
        }
        let (mark, problem): (Mark?, String) =
            switch error as? YamlError {
            case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
                .composer(_, let problem, let mark, _)?:
                (
                    mark,
                    "is not valid YAML here: \(problem); " + Self.escapeRemedy(problem)
                        + "check the indentation, colons and quotes of this line"
                )
            case .duplicatedKeysInMapping(let keys, let context)?:
                (context.mark, "key \(listed(keys.map { "\"\($0)\"" })) stands twice; keep one of them")
            case .reader(let problem, _, _, _)?:
                (nil, "is not readable as YAML: \(problem); save it as UTF-8 text")
            default:
                (nil, "is not readable as YAML; save it as UTF-8 text")
            }
        self.init(
            path: path, position: mark.map { SourcePosition(line: $0.line, column: $0.column) }, message: problem)
    }

    /// The first line, from 1, that begins with a tab or with blanks and a tab.
    private static func lineIndentedByTab(_ yaml: String) -> Int? {
        yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .firstIndex { line in
                let indent = line.prefix { $0 == " " || $0 == "\t" }
                return indent.contains("\t") && indent.count < line.count
            }.map { $0 + 1 }
    }

    /// A backslash in double quotes begins an escape.
    private static func escapeRemedy(_ problem: String) -> String {
        problem.contains("escape") ? "write \"/\" between folders, not \"\\\"; " : ""
    }
}
