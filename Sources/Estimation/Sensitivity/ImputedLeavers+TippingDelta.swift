extension ImputedLeavers {
    /// Searches a range of δ around 0 for the conclusion's nearest changes.
    ///
    /// Each side is looked at in four steps, see ``TippingDelta``. Each δ that is tried takes a refit of all completed data sets; ten to
    /// fifteen are usual.
    ///
    /// - Parameter range: Of δ, in units of y per unit of x; must contain 0.
    public func tippingDelta(
        within range: ClosedRange<Double>, null: Double = 0, level: ConfidenceLevel = .ninetyFive,
        executor: BlockExecutor = .serial
    ) -> FitOutcome<TippingDelta> {
        FitOutcome { () throws(NotEstimable) in
            var known = KnownRefits(self)
            return try TippingDelta.search(within: range, steps: 4, null: null, level: level) {
                (delta) throws(NotEstimable) in
                try slope(delta: delta, beside: &known, executor: executor)
            }
        }
    }
}
