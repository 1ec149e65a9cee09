import Cohort
import Estimation
import Findings
import Synchronization

/// A cohort that questions are asked of, with what several of them need computed once.
public final class Study: Sendable {
    /// A stage of the work.
    public struct Stage: Sendable, Hashable {
        /// Id of the finding, or of what several share: `exposed_pain`.
        public let id: String
        /// Seconds that it took, without the stages inside it.
        public let seconds: Double
    }

    /// The patients and their timelines; levels of few patients are one where no name of theirs may be shown.
    public let cohort: Cohort
    /// The columns of patients with every level as it was recorded, for what shows no level.
    let recorded: Patients
    /// The questions asked of it.
    public let asked: AskedQuestions
    /// Bands of exposure duration, where a question says no other.
    public let bands: DurationBands
    /// Confidence level of every interval.
    public let level: ConfidenceLevel
    /// Curves and comparisons of groups show no step of fewer patients than this.
    public let minimumStep: Int
    /// Words of the study's own that stand for fewer patients are taken together under one name.
    let fewestNamed: Int
    /// Carries out work on people in blocks.
    public let executor: BlockExecutor
    /// Everyone.
    public let everyone: PersonSet
    private let report: @Sendable (Stage) -> Void
    private let began: @Sendable (_ stage: String) -> Void
    private let cache = Mutex<[DerivationKey: Place]>([:])
    /// The stage that runs on this thread.
    @TaskLocal private static var running: RunningStage?

    /// A study.
    ///
    /// - Parameters:
    ///   - poolsRareLevels: whether levels, and words of the study's own, of fewer patients than `minimumStep` are taken together, as all that leaves the house asks for.
    ///   - report: called after each stage with the time that it took.
    ///   - began: called when a stage begins, with its id.
    public init(
        cohort: Cohort, asked: AskedQuestions, bands: DurationBands = .standard, level: ConfidenceLevel = .ninetyFive,
        minimumStep: Int = 11, poolsRareLevels: Bool = false, executor: BlockExecutor,
        report: @escaping @Sendable (Stage) -> Void = { _ in },
        began: @escaping @Sendable (_ stage: String) -> Void = { _ in }
    ) {
        self.cohort = poolsRareLevels ? cohort.poolingRareLevels(fewerThan: minimumStep) : cohort
        recorded = cohort.patients
        self.asked = asked
        self.bands = bands
        self.level = level
        self.minimumStep = max(1, minimumStep)
        fewestNamed = poolsRareLevels ? self.minimumStep : 1
        self.executor = executor
        self.began = began
        self.report = report
        everyone = PersonSet(everyoneBelow: cohort.patients.count)
    }

    /// What a derivation gives, computed once a run whoever asks first.
    func shared<Shared: Derivation>(_ derivation: Shared) -> Shared.Value {
        let key = DerivationKey(derivation)
        let place = cache.withLock { places in
            let place = places[key] ?? Place()
            places[key] = place
            return place
        }
        // A second question that asks meanwhile waits.
        return place.value.withLock { known in
            // Unwrapped first: that nothing is known would pass for a value that is known to be nil.
            if let known, let value = known as? Shared.Value { return value }
            let value = timed(Shared.stage) { derivation.derive(from: self) }
            known = value
            return value
        }
    }

    /// Runs a stage and reports its time.
    func timed<Value>(_ id: String, _ work: () -> Value) -> Value {
        let stage = RunningStage()
        began(id)
        let start = ContinuousClock.now
        let value = Self.$running.withValue(stage, operation: work)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        Self.running?.inside.withLock { $0 += seconds }
        report(Stage(id: id, seconds: seconds - stage.inside.withLock { $0 }))
        return value
    }

    /// Where a derivation is kept.
    private final class Place: Sendable {
        let value = Mutex<(any Sendable)?>(nil)
    }

    /// A stage with the seconds of those inside it.
    private final class RunningStage: Sendable {
        let inside = Mutex(0.0)
    }

    /// The persons for whom a condition holds.
    func persons(where isMember: (_ person: Int) -> Bool) -> PersonSet {
        PersonSet(below: cohort.patients.count, where: isMember)
    }
}

/// Something that several questions need of a study: exposed scores, each person's slope, the unadjusted fit, day status.
protocol Derivation: Sendable, Hashable {
    /// What it gives.
    associatedtype Value: Sendable
    /// Name of the stage in the log.
    static var stage: String { get }
    /// Computes it.
    func derive(from study: Study) -> Value
}

private struct DerivationKey: Sendable, Hashable {
    let derivation: any Derivation

    init(_ derivation: any Derivation) {
        self.derivation = derivation
    }

    static func == (one: DerivationKey, other: DerivationKey) -> Bool {
        func isEqual<Shared: Derivation>(_ derivation: Shared) -> Bool { other.derivation as? Shared == derivation }
        return isEqual(one.derivation)
    }

    func hash(into hasher: inout Hasher) { derivation.hash(into: &hasher) }
}
