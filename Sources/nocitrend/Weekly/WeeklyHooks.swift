import Foundation

/// Programs of the user's that are told of a weekly run: they get the mail on standard input, and the outcome in their environment.
struct WeeklyHooks {
    /// Run after every run.
    let mail: String?
    /// Run where there is no report and none was to be expected, too.
    let failure: String?
    /// How long each may take.
    let seconds: Int

    /// Runs those that are there, and returns what is to be said of them: a hook that fails costs no report.
    ///
    /// - Parameters:
    ///   - letter: the file of the mail.
    ///   - said: a file for what the hooks say.
    func run(_ account: WeeklyAccount, letter: String, said: String) async -> [String] {
        var problems: [String] = []
        let hooks = [("mail hook", mail), ("failure hook", account.outcome.isFailure ? failure : nil)]
        for case (let name, let command?) in hooks {
            let shell = ChildProcess(
                program: "/bin/sh", arguments: ["-c", command], environment: environment(of: account))
            do {
                switch try await shell.run(input: letter, output: said, seconds: seconds) {
                case .exited(0): break
                case .exited(let code): problems.append("the \(name) ended with status \(code)\(words(in: said))")
                case .signaled(let signal):
                    problems.append("the \(name) was ended by signal \(signal)\(words(in: said))")
                case .timeIsOver:
                    problems.append(
                        "the \(name) took longer than \(seconds) s and was ended; see that it waits for nobody")
                }
            } catch {
                problems.append("the \(name) could not be run: \(error.message)")
            }
            unlink(said)
        }
        return problems
    }

    private func environment(of account: WeeklyAccount) -> [String: String] {
        [
            "NOCITREND_OUTCOME": account.outcome.word, "NOCITREND_CODE": "\(account.outcome.code)",
            "NOCITREND_STUDY": account.title, "NOCITREND_WEEK": account.week,
            "NOCITREND_RUN": account.run ?? "", "NOCITREND_REPORT": account.report ?? "",
            "NOCITREND_SUBJECT": account.mail.subject,
        ]
    }

    /// The last line of what a hook said.
    private func words(in path: String) -> String {
        guard let data = FileManager.default.contents(atPath: path),
            let line = String(decoding: data.suffix(4096), as: UTF8.self).split(separator: "\n").last
        else { return "" }
        return ": " + String(line.prefix(200))
    }
}
