import Foundation
import Synchronization

/// Ends a group of processes when its time is over, and in any case what is left of it at the end.
final class GroupAlarm: Sendable {
    private struct State {
        /// What is ended: a process, or a group of them where it is below zero.
        var group: pid_t?
        var hasRung = false
        var clock: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Starts the clock.
    ///
    /// - Parameter group: the process, or below zero the group, that is ended.
    func set(for limit: Duration, group: pid_t) {
        let clock = Task { [self] in
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            state.withLock { state in
                guard state.group != nil else { return }
                state.hasRung = true
                kill(group, SIGKILL)
            }
        }
        state.withLock { state in
            state.group = group
            state.clock = clock
        }
    }

    /// Ends whatever the group still does; whether its time was over.
    func end() -> Bool {
        state.withLock { state in
            state.clock?.cancel()
            if let group = state.group { kill(group, SIGKILL) }
            state.group = nil
            return state.hasRung
        }
    }
}
