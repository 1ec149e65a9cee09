import Findings

extension [PersonSet] {
    /// What stands apart of each of these sets, which do not overlap and make up a whole that is shown.
    ///
    /// Those of fewer than `fewest` are what the others leave of the whole. While they are few together, the smallest of the others is to
    /// be withheld for them: they stand apart of it.
    func apart(fewest: Int) -> [[PersonSet]] {
        var apart = [[PersonSet]](repeating: [], count: count)
        let few = filter { !$0.isEmpty && $0.count < fewest }.reduce(PersonSet()) { $0.union($1) }
        guard !few.isEmpty, few.count < fewest,
            let next = indices.filter({ self[$0].count >= fewest }).min(by: { self[$0].count < self[$1].count })
        else { return apart }
        apart[next] = [few]
        return apart
    }

    /// The same of shares with the event, `self`, in groups that make up a whole whose share is shown: those with the event and those
    /// without are told apart.
    func apart(asEventsOf groups: [PersonSet], fewest: Int) -> [[PersonSet]] {
        let without = zip(groups, self).map { $0.subtracting($1) }
        return zip(apart(fewest: fewest), without.apart(fewest: fewest)).map { $0 + $1 }
    }
}
