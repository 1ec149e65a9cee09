import Estimation
import Findings

/// The slope of all patients with what those who left would have scored until the end of follow-up imputed, under stated courses.
struct ImputedTrend: Sendable {
    /// How those who left are taken to have gone on.
    enum Course: CaseIterable, Sendable {
        /// As they went before: missing at random.
        case own
        /// At once like the mean of all patients.
        case jumpToReference
        /// From their last level on, with the change of the mean of all patients.
        case copyIncrements
    }

    /// How much steeper those who left go afterwards, in hundredths of the instrument's range per 30 days: 0.1 and 0.2 points of
    /// 10. Fixed beforehand, so that the slope at hand does not choose what it is tried with.
    private static let shifts = [-2.0, -1, 0, 1, 2]

    /// Draws, and how few there are of many patients: those who stayed tell most of the slope then, and draws differ by less.
    static let imputations = 5...50
    /// Scores that are imputed in all draws together.
    private static let mostImputedRows = 2_000_000
    /// Patients that the model is fitted to in all draws together.
    private static let mostRefittedPatients = 500_000
    /// Days of a leaver's grid; a longer course gets wider steps.
    private static let mostPlannedDays = 24
    private static let seed: UInt64 = 20_260_101

    /// Draws of each course; `nil` where nobody left before the end.
    let draws: Int?
    /// The slope of each course, at some steeper or flatter ones of the first.
    let courses: [(course: Course, points: FitOutcome<[ImputedLeavers.Point]>)]
    /// How much steeper or flatter those who left must have gone on for the conclusion to change.
    let tipping: TippingDelta?

    init(
        _ main: MainTrend, _ exposed: ExposedPain, leavers: StudyLeavers, level: ConfidenceLevel,
        executor: BlockExecutor
    ) {
        let (left, stayed) = leavers.persons
        let planned = left.persons.compactMap { person in
            leavers.planned(person, exposed.people[person], Self.mostPlannedDays)
        }
        guard !planned.isEmpty else {
            (draws, courses, tipping) = (nil, [], nil)
            return
        }
        let rows = planned.reduce(0) { $0 + $1.plannedX.count }
        let draws = Self.imputations(ofRows: rows, patients: left.count + stayed.count)
        let range = main.instrument.range
        let width = range.upperBound - range.lowerBound
        var tipping: TippingDelta?
        courses = Course.allCases.map { course in
            let outcome = ImputedLeavers.impute(
                main.moments.line, response: TrendMoments.response, predictor: TrendMoments.exposure, leavers: planned,
                options: .init(
                    course: course.imputed, imputations: draws, seed: Self.seed,
                    slopesVary: main.fitted.hasRandomSlope),
                executor: executor)
            switch outcome {
            case .notEstimable(let reason): return (course, .notEstimable(reason))
            case .fitted(let imputed):
                if course == .own {
                    tipping =
                        imputed.tippingDelta(
                            within: -width / 10...width / 10, null: 0, level: level, executor: executor
                        ).fit
                }
                let deltas = course == .own ? Self.shifts.map { width * $0 / 100 } : [0]
                return (course, imputed.points(deltas: deltas, executor: executor))
            }
        }
        self.draws = draws
        self.tipping = tipping
    }

    /// How many draws there are of so many imputed scores and patients.
    static func imputations(ofRows rows: Int, patients: Int) -> Int {
        let most = min(mostImputedRows / max(1, rows), mostRefittedPatients / max(1, patients))
        return min(max(most, imputations.lowerBound), imputations.upperBound)
    }
}

extension ImputedTrend.Course {
    fileprivate var imputed: ImputedLeavers.Course {
        switch self {
        case .own: .own
        case .jumpToReference: .jump(to: .population)
        case .copyIncrements: .copyIncrements(of: .population)
        }
    }
}

/// The trend with those who left imputed; `nil` where there is no trend.
struct ImputedTrendOf: Derivation {
    let exposed: ExposedPainOf
    let followUp: Int?
    static let stage = "imputed_trend"

    func derive(from study: Study) -> ImputedTrend? {
        guard case .success(let main) = study.shared(MainTrendOf(exposed: exposed)) else { return nil }
        return ImputedTrend(
            main, study.shared(exposed), leavers: study.shared(StudyLeaversOf(exposed: exposed, followUp: followUp)),
            level: study.level, executor: study.executor)
    }
}
