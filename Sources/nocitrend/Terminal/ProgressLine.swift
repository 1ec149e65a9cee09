import Synchronization

/// One line on a terminal that says what is being done; nothing where nobody watches.
final class ProgressLine: Sendable {
    private let isShown: Bool
    private let last = Mutex("")

    init(isShown: Bool) {
        self.isShown = isShown
    }

    /// Replaces the line.
    func show(_ text: String) {
        guard isShown else { return }
        last.withLock { last in
            guard last != text else { return }
            last = text
            StandardError.write("\r\u{1B}[K\(text)")
        }
    }

    /// Takes the line away.
    func clear() {
        guard isShown else { return }
        last.withLock { last in
            if !last.isEmpty { StandardError.write("\r\u{1B}[K") }
            last = ""
        }
    }
}
