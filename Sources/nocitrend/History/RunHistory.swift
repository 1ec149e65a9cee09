import Disclosure
import Findings
import Foundation
import History
import Logging
import Presentation

/// The history beside a run that is let out. A run never fails for it: what is wrong is said, and the run goes on without.
struct RunHistory {
    private let file: HistoryFile
    private let owner: RunOwner
    private let run: String
    private let clock: RunClock
    private let startsAnew: Bool
    private let log: Logger
    private var store: HistoryStore?
    /// Whether one may be made where there is none.
    private var mayBeMade = false
    private var shown: (released: Released, content: RunContent)?

    /// - Parameters:
    ///   - run: the run's name.
    ///   - startsAnew: whether the run knows of no earlier report.
    init(output: String, owner: RunOwner, run: String, clock: RunClock, startsAnew: Bool, log: Logger) {
        file = HistoryFile(output: output)
        (self.owner, self.run, self.clock, self.startsAnew, self.log) = (owner, run, clock, startsAnew, log)
    }

    /// What differs from the report before; `nil` where there is none to compare with.
    mutating func since(_ released: Released, _ shown: [ShownQuestion]) -> SinceLastRun? {
        let content = RunContent(released, shown)
        self.shown = (released, content)
        open()
        guard let store else { return nil }
        do {
            return try store.since(
                new(released, warnings: 0), content, of: owner.identity, isSame: owner.isSame)
        } catch {
            say(error, "this report is compared with none before it")
            close()
            return nil
        }
    }

    /// Records the run, whose report is in its place.
    mutating func record(warnings: Int) {
        guard let shown else { return }
        do {
            if store == nil, mayBeMade { store = try file.make() }
            try store?.record(
                new(shown.released, warnings: warnings), shown.content, of: owner.identity, isSame: owner.isSame)
        } catch {
            say(error, "this run is not in it, and the report is in its place")
        }
        close()
    }

    private mutating func close() {
        store?.close()
        (store, mayBeMade) = (nil, false)
    }

    private mutating func open() {
        do {
            store = try file.open()
        } catch HistoryError.missing {
            mayBeMade = true
        } catch HistoryError.unreadable {
            do {
                let aside = try file.keepAside()
                log.error(
                    "the history \(file.path) cannot be read (damaged, or no history) and was kept as \(aside); it begins anew with this run"
                )
                mayBeMade = true
            } catch {
                say(error, "the run goes on without it")
            }
        } catch {
            say(error, "the run goes on without it")
        }
    }

    /// Of those that a quiet run says too: whoever reads the course is to know that a run is missing.
    private func say(_ error: any Error, _ consequence: String) {
        log.error("\(error); \(consequence)")
    }

    private func new(_ released: Released, warnings: Int) -> NewRun {
        NewRun(
            name: run, day: clock.day.description, madeAt: Date().formatted(.iso8601), version: Version.current,
            withheldOfFew: released.withheld.primary, withheldToProtect: released.withheld.complementary,
            standing: released.standing.numbers, warnings: warnings, startsAnew: startsAnew)
    }
}
