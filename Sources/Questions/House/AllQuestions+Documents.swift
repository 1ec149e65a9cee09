import Findings
import StudyFile

/// What documents, `--help` and the bundled study say of the questions, made from the list.
extension AllQuestions {
    /// The lines under `analyses` of the bundled synthetic study.
    public static var sample: [String] {
        list.compactMap { question in question.sample.map { "\(question.id): \($0)" } }
    }

    /// The questions with their settings, for a terminal.
    public static var helpText: String {
        let questions = list.map { question in
            let settings = question.settingTexts.map { "    \($0.key) (\($0.standard)): \($0.meaning)" }
            return (["  \(question.id): \(question.question)"] + settings).joined(separator: "\n")
        }
        return "Questions that a study file may ask under `analyses`, with their settings and defaults:\n"
            + questions.joined(separator: "\n")
    }

    /// The table of questions and settings of docs/study-file.md.
    public static var settingsTable: String {
        let rows = list.flatMap { question -> [String] in
            let settings = question.settingTexts
            let name = "`\(question.id)`"
            guard !settings.isEmpty else { return ["| \(name) | | | | \(question.question) |"] }
            return settings.enumerated().map { number, setting in
                "| \(number == 0 ? name : "") | `\(setting.key)` | \(setting.type) | \(setting.standard) | \(setting.meaning) |"
            }
        }
        return (["| question | setting | takes | default | meaning |", "|---|---|---|---|---|"] + rows)
            .joined(separator: "\n")
    }

    /// The table of quantities and tests of docs/results-format.md.
    public static var quantitiesTable: String {
        let rows = list.flatMap { question -> [String] in
            let quantities = question.quantities.map { quantity in
                (
                    "`\(quantity.id)`", quantity.axes, quantity.unit.text(nil),
                    quantity.meaning + (quantity.isInternal ? "; in internal runs only" : "")
                )
            }
            let tests = question.tests.map { test in ("test `\(test.id)`", test.axes, "", test.meaning) }
            return (quantities + tests).enumerated().map { number, row in
                let (name, axes, unit, meaning) = row
                return "| \(number == 0 ? "`\(question.id)`" : "") | \(name) | "
                    + axes.map { "`\($0)`" }.joined(separator: ", ") + " | \(unit) | \(meaning) |"
            }
        }
        return (["| finding | name | keys | unit | meaning |", "|---|---|---|---|---|"] + rows).joined(separator: "\n")
    }
}

extension Question {
    /// Its settings, in words.
    static var settingTexts: [(key: String, type: String, standard: String, meaning: String)] {
        Settings.fields.map { ($0.key, $0.type, $0.standard.isEmpty ? "none" : $0.standard, $0.meaning) }
    }
}
