import Dispatch
import Synchronization

/// One line on a terminal that says what is being done and how far it is; nothing where nobody watches.
final class ProgressLine: Sendable {
    /// Whether somebody watches.
    let isShown: Bool
    private let state = Mutex(State())
    /// Apart from those that work: they are busy.
    private let queue = DispatchQueue(label: "nocitrend.progress", qos: .userInteractive)

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

    /// Takes the line away.
    func clear() {
        guard isShown else { return }
        state.withLock { state in
            state.stage = nil
            state.draw()
        }
    }

    /// Draws the line anew, ten times a second: how far long work is shows between what is told of it.
    private func tick() {
        queue.asyncAfter(deadline: .now() + .milliseconds(100)) { [weak self] in
            guard let self else { return }
            let goesOn = state.withLock { state in
                state.draw()
                state.isTicking = state.stage != nil
                return state.isTicking
            }
            if goesOn { tick() }
        }
    }
}

extension ProgressLine.State {
    fileprivate func draw() {
        StandardError.show(stage?.text(at: .now, width: StandardError.terminal.columns - 1) ?? "")
    }
}
