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
    /// How many numbers are withheld, for two reasons that look alike in all that is shown.
    public let withheld: Withheld
    /// How many numbers stand from earlier releases, and of which days.
    public var standing = Standing()

    /// Numbers that changed by too few people since an earlier release, which stands in their place.
    public struct Standing: Sendable, Hashable {
        /// How many, those of tables, tests, populations, sentences and rows each counted once.
        public var numbers = 0
        /// How many changed by nobody.
        public var unchanged = 0
        /// How many are new ones of numbers that were released before.
        public var renewed = 0
        /// The days of the releases that stand, the first one first.
        public var dates: [ReleaseDate] = []
    }

    /// Numbers that are withheld: those of tables, tests, populations and sentences, each counted once.
    public struct Withheld: Sendable, Hashable {
        /// Because they tell of 1 to `minimumCell` - 1 patients.
        public var primary: Int
        /// Because such a number could be worked out from them and others.
        public var complementary: Int
    }

    /// Whether suppression was off and every page must carry the watermark.
    public var isInternal: Bool { run.isInternal }

    /// Withholds what a policy does not let out.
    ///
    /// First what tells of few persons itself, from the sets of persons that every number declares (``PrimarySuppression``); then as much
    /// more as it takes until none of it can be worked out from all that is left (``ComplementarySuppression``).
    public static func release(_ results: Results, under policy: DisclosurePolicy) -> Released {
        release(results, under: policy, after: nil).released
    }

    /// The same after earlier releases: see ``ReleaseMemory``.
    ///
    /// - Returns: besides what decides what is withheld.
    static func release(
        _ results: Results, under policy: DisclosurePolicy, after history: ReleaseHistory?
    ) -> (released: Released, suppression: PrimarySuppression) {
        var suppression = PrimarySuppression(policy: policy)
        if !policy.isInternal {
            let shown = DisclosedNumbers(of: results.findings, after: suppression) { finding, place in
                history?.renewals.all[finding][place]?.isFrozen == true
            }
            suppression.hidden =
                history?.hidden(shown)
                ?? ComplementarySuppression(
                    of: shown, beside: history?.publicSets ?? PublicSets(), minimumCell: policy.minimumCell
                ).withheld()
            suppression.question = shown.question
        }
        let withheld = suppression.withheld(in: results.findings)
        var run = results.run
        run.isInternal = policy.isInternal
        run.minimumCell = policy.minimumCell
        let released = Released(
            study: results.study, run: run, inputs: results.inputs,
            quality: results.quality.map { table in
                history?.quality(table, suppression) ?? suppression.quality(table)
            },
            findings: results.findings.enumerated().map { number, finding in
                history?.finding(finding, number, suppression) ?? suppression.finding(finding)
            }, withheld: withheld)
        return (released, suppression)
    }

    /// The finding with this id, if the run asked for it.
    public func finding(_ id: String) -> ReleasedFinding? {
        findings.first { $0.id == id }
    }
}
