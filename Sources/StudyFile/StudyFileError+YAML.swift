import Yams

extension StudyFileError {
    /// What the YAML parser complains of, without its picture of the line.
    init(yamlError error: any Error, path: String) {
        let (mark, problem): (Mark?, String) =
            switch error as? YamlError {
            case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
                .composer(_, let problem, let mark, _)?:
                (mark, "is not valid YAML here: \(problem); check the indentation, colons and quotes of this line")
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
}
