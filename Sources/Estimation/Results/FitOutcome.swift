/// What came of an estimation: a fit, or the reason why there is none.
public enum FitOutcome<Fit: Sendable>: Sendable {
    /// The estimates.
    case fitted(Fit)
    /// Why the data do not give any.
    case notEstimable(NotEstimable)

    /// The fit, if there is one.
    public var fit: Fit? {
        if case .fitted(let fit) = self { fit } else { nil }
    }

    /// The reason, if there is no fit.
    public var reason: NotEstimable? {
        if case .notEstimable(let reason) = self { reason } else { nil }
    }

    /// The fit; throws the reason where there is none.
    public func get() throws(NotEstimable) -> Fit {
        switch self {
        case .fitted(let fit): return fit
        case .notEstimable(let reason): throw reason
        }
    }

    /// The same with what is made of the fit.
    public func map<Part: Sendable>(_ part: (Fit) -> Part) -> FitOutcome<Part> {
        switch self {
        case .fitted(let fit): .fitted(part(fit))
        case .notEstimable(let reason): .notEstimable(reason)
        }
    }

    /// The outcome of `estimate`.
    init(_ estimate: () throws(NotEstimable) -> Fit) {
        do {
            self = .fitted(try estimate())
        } catch {
            self = .notEstimable(error)
        }
    }
}
