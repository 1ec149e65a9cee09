import Findings

/// Told how many sets of few persons an audit has looked at, and of how many.
public typealias AuditWatch = @Sendable (_ done: Int, _ total: Int) -> Void

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
        public var primary = 0
        /// Because such a number could be worked out from them and others.
        public var complementary = 0
        /// Whether the search for the least that has to be withheld took so long that more was withheld in its stead.
        public var isHurried = false

        /// For either reason.
        var total: Int { primary + complementary }

        /// Counts a number that is withheld, if it is.
        ///
        /// - Parameters:
        ///   - isSmall: whether it tells of few patients.
        ///   - isHidden: whether it goes for others' sake.
        mutating func count(isSmall: Bool, isHidden: Bool) {
            if isSmall {
                primary += 1
            } else if isHidden {
                complementary += 1
            }
        }
    }

    /// Whether suppression was off and every page must carry the watermark.
    public var isInternal: Bool { run.isInternal }

    /// Withholds what a policy does not let out.
    ///
    /// What is for the study's own hands only (``QuantityInfo/isInternal``) is left out. Then goes what tells of few persons itself, from the
    /// sets of persons that every number declares (``PrimarySuppression``); then as much more as it takes until none of it can be worked out
    /// from all that is left (``ComplementarySuppression``). Estimates that stay are rounded (``ReleasedPrecision``).
    ///
    /// - Parameter watch: told how far the search for what must be withheld has come.
    public static func release(
        _ results: Results, under policy: DisclosurePolicy, watch: AuditWatch? = nil
    ) -> Released {
        release(results.released(under: policy), under: policy, after: nil, watch).released
    }

    /// The same after earlier releases: see ``ReleaseMemory``.
    ///
    /// - Parameter results: without what is for the study's own hands only.
    /// - Returns: besides what decides what is withheld, and what of earlier releases stands.
    static func release(
        _ results: Results, under policy: DisclosurePolicy, after history: ReleaseHistory?, _ watch: AuditWatch? = nil
    ) -> (released: Released, suppression: PrimarySuppression, history: ReleaseHistory?) {
        var suppression = PrimarySuppression(policy: policy)
        var history = history
        var isHurried = false
        if policy.withholds {
            if let hidden = history?.hidden {
                suppression.hidden = hidden
            } else {
                let shown = DisclosedNumbers(of: results.findings, after: suppression) { finding, place in
                    history?.changes(finding, place) ?? NumberChanges()
                }
                if !shown.numbers.isEmpty {
                    suppression.hidden = ComplementarySuppression(
                        of: shown, beside: history?.publicSets ?? PublicSets(), minimumCell: policy.minimumCell
                    ).withheld(isHurried: &isHurried, watch: watch)
                }
            }
            history?.freeze(suppression.hidden)
        }
        let findings = results.findings.enumerated().map { number, finding in
            history?.finding(finding, number, suppression) ?? suppression.finding(finding)
        }
        let withheld = Withheld(
            primary: findings.reduce(0) { $0 + $1.withheld.primary },
            complementary: findings.reduce(0) { $0 + $1.withheld.complementary }, isHurried: isHurried)
        var run = results.run
        run.isInternal = policy.isInternal
        run.minimumCell = policy.minimumCell
        let released = Released(
            study: results.study, run: run, inputs: results.inputs,
            quality: results.quality.map { table in
                history?.quality(table, suppression) ?? suppression.quality(table)
            },
            findings: findings, withheld: withheld)
        return (released, suppression, history)
    }

    /// The finding with this id, if the run asked for it.
    public func finding(_ id: String) -> ReleasedFinding? {
        findings.first { $0.id == id }
    }
}

extension Results {
    /// What of them a policy's reader may see at all: without what is for the study's own hands only.
    func released(under policy: DisclosurePolicy) -> Results {
        guard policy.withholds else { return self }
        var results = self
        results.findings = findings.map { $0.withoutInternal() }
        return results
    }
}
