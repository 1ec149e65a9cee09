import Findings

/// A run's results from which nothing withheld can be read: the only thing that a report is made of.
///
/// There is no public initializer. A value comes from ``release(_:under:)`` alone, so a number that was not checked cannot reach a
/// page.
public struct Released: Sendable {
    /// What was studied.
    public let study: Results.Study
    /// How the run was made.
    public let run: Results.Run
    /// The files read.
    public let inputs: [Results.Input]
    /// What became of their rows.
    public let quality: [ReleasedQuality]
    /// The answers, in the order of the report.
    public let findings: [ReleasedFinding]

    /// Whether suppression was off and every page must carry the watermark.
    public var isInternal: Bool { run.isInternal }

    /// Withholds what a policy does not let out.
    ///
    /// Primary suppression, from the sets of persons that every number declares: see ``PrimarySuppression``.
    public static func release(_ results: Results, under policy: DisclosurePolicy) -> Released {
        let suppression = PrimarySuppression(policy: policy)
        var run = results.run
        run.isInternal = policy.isInternal
        run.minimumCell = policy.minimumCell
        return Released(
            study: results.study, run: run, inputs: results.inputs,
            quality: results.quality.map(suppression.quality),
            findings: results.findings.map(suppression.finding))
    }

    /// The finding with this id, if the run asked for it.
    public func finding(_ id: String) -> ReleasedFinding? {
        findings.first { $0.id == id }
    }
}
