import Foundation

extension WeeklyRun {
    /// Writes the mail, runs the hooks, adds to the log. What fails of that is a warning: the report is there.
    func finish(_ account: inout WeeklyAccount, _ place: WeeklyPlace) async {
        // The run that holds the lock writes its own mail.
        let name = account.outcome == .failed(.tryAgain) ? "summary-of-a-second-run" : "summary"
        var letter = "\(place.folder)/\(name).txt"
        var said = "\(place.folder)/\(name).hooks"
        do {
            try place.create()
            try write(account, to: "\(place.folder)/\(name)")
        } catch {
            // The hooks are told nevertheless.
            let other = FileManager.default.temporaryDirectory.path + "/nocitrend-weekly-\(getpid())"
            note("the mail could not be kept: \(error)", in: &account)
            try? OutputFolder.writeAnew(Array(account.mail.text.utf8), to: other, mode: .restricted)
            letter = other
            said = other + ".hooks"
        }
        for problem in await hooks.run(account, letter: letter, said: said) { note(problem, in: &account) }
        if !letter.hasPrefix(place.folder) { unlink(letter) }
        do {
            try WeeklyLog(output: output).append(line(of: account))
        } catch {
            note("the log could not be written: \(error)", in: &account)
        }
    }

    private func note(_ problem: String, in account: inout WeeklyAccount) {
        account.problems.append(problem)
        if account.outcome.code == 0 { account.outcome = .warnings }
    }

    private func write(_ account: WeeklyAccount, to path: String) throws {
        let mail = account.mail
        try PrivateFile.write(Array(mail.text.utf8), to: path + ".txt")
        try PrivateFile.write(Array(mail.markdown.utf8), to: path + ".md")
    }

    private func line(of account: WeeklyAccount) -> WeeklyLog.Line {
        let seconds = begun.duration(to: .now) / .seconds(1)
        return WeeklyLog.Line(
            at: Date().formatted(.iso8601), study: account.title, day: account.clock.day.description,
            outcome: account.outcome.word, code: account.outcome.code, seconds: (seconds * 1000).rounded() / 1000,
            run: account.run, because: account.because, problems: account.problems, pruned: account.pruned,
            version: Version.current)
    }
}
