import Cohort
import Estimation
import Findings

/// The answer while one explanation of the trend after the other is added: numbers, tests, and in words what could not be
/// estimated.
struct Explanations {
    /// The answer.
    var finding: FindingBuilder
    /// They are one family.
    private var tests: [HypothesisTest] = []

    init(_ finding: FindingBuilder) {
        self.finding = finding
    }

    /// The answer with every test in its family.
    var finished: FindingBuilder {
        var finding = finding
        finding.add(tests.asFamily("explanations"))
        return finding
    }

    /// Adds a slope with its interval.
    mutating func add<Key: GroupKey>(
        _ quantity: Quantity<Key>, _ key: Key, _ slope: PointEstimate, _ interval: ConfidenceInterval?,
        n: Int? = nil, basis: Basis
    ) {
        finding.add(quantity, key, slope.value, se: slope.standardError, interval, n: n, basis: basis)
    }

    /// Adds a test, if there is one.
    mutating func add<Key: GroupKey>(
        _ test: DeclaredTest<Key>, _ key: Key, _ result: TestStatistic?, basis: Basis
    ) {
        guard let result else { return }
        tests.append(HypothesisTest(test, key, result, basis: basis))
    }

    /// Adds a test of whether a number may be believed, which is no finding of its own and so no part of the family.
    mutating func add<Key: GroupKey>(
        check test: DeclaredTest<Key>, _ key: Key, _ result: TestStatistic?, basis: Basis
    ) {
        guard let result else { return }
        finding.add([HypothesisTest(test, key, result, basis: basis)])
    }

    /// Notes that something could not be estimated.
    mutating func note(_ subject: Prose, _ reason: NotEstimable) {
        note(subject, Prose(reason))
    }

    /// Notes that something could not be estimated.
    mutating func note(_ subject: Prose, _ reason: Prose) {
        finding.cautions.append("\(subject) could not be estimated: \(reason).")
    }

    /// Why a slope has no standard error: few patients decide it.
    static let restsOnFew: Prose = "it rests on too few patients"
}

extension MainTrend {
    /// What a number about the whole trend is about.
    var explanationKey: ExplanationKey { ExplanationKey(instrument: instrument.info) }
}
