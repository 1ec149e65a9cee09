/// How many people some rows are of, as far as it matters to what may be shown: counted up to a limit.
///
/// Rejected rows are no part of the cohort, so that no set of its persons stands behind them.
struct FewPeople: Sendable, Hashable {
    private var identifiers: Set<String> = []

    /// How many, and `limit` for as many or more.
    var count: Int { identifiers.count }

    /// Adds somebody, unless there are enough.
    mutating func add(_ identifier: @autoclosure () -> String, upTo limit: Int) {
        if identifiers.count < limit { identifiers.insert(identifier()) }
    }

    /// Adds people, as long as there are not enough.
    mutating func add(_ others: FewPeople, upTo limit: Int) {
        for identifier in others.identifiers where identifiers.count < limit { identifiers.insert(identifier) }
    }
}
