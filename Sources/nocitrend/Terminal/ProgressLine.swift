import Foundation
import Synchronization

/// One line on a terminal that says what is being done and how far it is; nothing where nobody watches.
final class ProgressLine: Sendable {
    /// Whether somebody watches.
    let isShown: Bool
    private let state = Mutex(State())

    fileprivate struct State {
        var stage: StageProgress?
        var isTicking = false
    }

    init(isShown: Bool) {
        self.isShown = isShown
    }

    /// A stage begins.
    func begin(_ stage: @autoclosure () -> StageProgress) {
        guard isShown else { return }
        let stage = stage()
        let isTicking = state.withLock { state in
            defer { state.isTicking = true }
            state.stage = stage
            state.draw()
            return state.isTicking
        }
        if !isTicking { tick() }
    }

    /// The stage has come further.
    func update(_ change: (inout StageProgress) -> Void) {
        guard isShown else { return }
        state.withLock { state in
            guard var stage = state.stage else { return }
            change(&stage)
            state.stage = stage
        }
    }

    /// Tells the stage how many of its pieces are done.
    func counting(_ pieces: String) -> @Sendable (_ done: Int, _ total: Int) -> Void {
        { [self] done, total in update { $0.note(pieces, done: done, of: total) } }
    }

    /// Takes the line away.
    func clear() {
        guard isShown else { return }
        state.withLock { state in
            state.stage = nil
            state.draw()
        }
    }

    /// Draws the line anew, ten times a second, on a thread of its own, as the others are busy: how far long work is shows between what is
    /// told of it.
    private func tick() {
        Thread.detachNewThread { [self] in
            var goesOn = true
            while goesOn {
                Thread.sleep(forTimeInterval: 0.1)
                goesOn = state.withLock { state in
                    state.draw()
                    state.isTicking = state.stage != nil
                    return state.isTicking
                }
            }
        }
    }
}

extension ProgressLine.State {
    fileprivate func draw() {
        StandardError.show(stage?.text(at: .now, width: StandardError.terminal.columns - 1) ?? "")
    }
}
