import Findings

/// Results from which nothing withheld can be read: the only thing that a report is made of.
///
/// There is no public initializer. A value comes from ``release(_:under:)`` alone, so a number that was not checked
/// cannot reach a page.
public struct ReleasableFindings: Sendable, Hashable {
    /// The results, with small cells and all that derives from them replaced by ``Measure/withheld(_:)``.
    public let results: Results
    /// Whether suppression was off and every page must carry the watermark.
    public let isInternal: Bool

    private init(results: Results, isInternal: Bool) {
        self.results = results
        self.isInternal = isInternal
    }

    /// Withholds what a policy does not let out.
    ///
    /// Primary suppression: an estimate or a test one of whose ``Estimate/cells`` is from 1 to `minimumCell` − 1 loses
    /// every number, its counts too; so does a population of that size. Zero may be shown. (After the rule of
    /// US Centers for Medicare & Medicaid Services' cell size suppression policy, which withholds 1 to 10.)
    public static func release(_ results: Results, under policy: DisclosurePolicy) -> ReleasableFindings {
        var released = results
        released.run.isInternal = policy.isInternal
        released.run.minimumCell = policy.minimumCell
        if !policy.isInternal {
            let suppression = PrimarySuppression(policy: policy)
            released.analyses = results.analyses.map(suppression.finding)
        }
        return ReleasableFindings(results: released, isInternal: policy.isInternal)
    }
}
