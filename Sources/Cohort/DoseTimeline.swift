/// A stretch of days on which a person's daily dose of all opioids together is the same.
public struct DoseStep: Sendable, Hashable {
    /// What is known of the dose.
    public enum State: Sendable, Hashable {
        /// Morphine milligram equivalents a day of all exposures together.
        case milligrams(Double)
        /// Exposed, and the dose of at least one exposure is not known or not convertible: part of a dose is not the dose.
        case unknownDose
        /// Observed, and no exposure: a dose of 0.
        case free
        /// Not exposed as far as anybody knows, on days on which the person was not observed.
        case unobserved

        /// Milligrams a day, 0 where there is no exposure; `nil` where they are not known.
        public var dose: Double? {
            switch self {
            case .milligrams(let milligrams): milligrams
            case .free: 0
            case .unknownDose, .unobserved: nil
            }
        }

        /// Whether an exposure covers the days, of known dose or not.
        public var isExposed: Bool {
            switch self {
            case .milligrams, .unknownDose: true
            case .free, .unobserved: false
            }
        }
    }

    /// First day.
    public let start: StudyDay
    /// Last day, inclusive.
    public private(set) var end: StudyDay
    /// What is known of the dose on these days.
    public let state: State

    /// How many days there are.
    public var days: Int { end.days(since: start) + 1 }

    init(_ start: Int, through end: Int, _ state: State) {
        self.start = StudyDay(Int32(clamping: start))
        self.end = StudyDay(Int32(clamping: end))
        self.state = state
    }

    mutating func extend(through end: Int) { self.end = StudyDay(Int32(clamping: end)) }
}

/// A person's daily dose in morphine milligram equivalents as a step function of study days.
///
/// One serves many people: ``begin(_:observed:)`` goes to a person and keeps the storage. The steps follow each other without a gap, from
/// the first observed or exposed day to the last; neighbours differ.
public struct DoseTimeline: Sendable {
    /// The person's steps, in order of days.
    public private(set) var steps: [DoseStep] = []
    /// The first day of the first exposure; `nil` of somebody without one.
    public var firstExposure: StudyDay? { spans.first?.start }

    /// What has been taken before each step.
    private(set) var totals: [DoseTotals] = []
    private let exposures: OpioidExposures
    /// Of each regimen, on the grid; `nil` where it is not known.
    private let doses: [Double?]
    private var spans: ArraySlice<DrugSpan> = []
    private var observed = 0...0
    /// The last days of the person's spans, ascending, with their doses.
    private var ends: [(day: Int32, dose: Double?)] = []

    /// Two doses in a ratio that a rule states count as in that ratio within this factor: 85 of 100 are 15% less, though no binary
    /// fraction is 0.15.
    static let slack = 1 + 1e-9
    /// The highest dose that is believed, in milligrams a day. A higher one (a kilogram) is a mistake of the data.
    static let highestDose = 1e6

    /// A timeline that stands at nobody.
    public init(_ exposures: OpioidExposures) {
        self.exposures = exposures
        doses = exposures.regimens.map { regimen in
            guard case .milligrams(let milligrams) = regimen.dailyMME else { return nil }
            return Self.onGrid(milligrams)
        }
    }

    /// A dose as a multiple of 2⁻³⁰ mg (a millionth of a microgram).
    ///
    /// Sums of such numbers are exact, so that exposures can be added and taken off in any order: two days with the same exposures have the
    /// same dose, bit for bit, and a stretch of equal dose is one step.
    private static func onGrid(_ milligrams: Double) -> Double? {
        guard milligrams >= 0, milligrams <= highestDose else { return nil }
        return (milligrams * 0x1p30).rounded() * 0x1p-30
    }

    /// Goes to a person.
    ///
    /// - Parameter observed: the days on which a day without an exposure is one without the drug. On other days it is not known to be. An
    ///   exposure counts whether it lies in them or not.
    /// - Complexity: n log n in the person's exposures, whatever days they span; linear where they end in the order in which they begin.
    public mutating func begin(_ person: Int, observed: ClosedRange<StudyDay>) {
        spans = exposures[person]
        self.observed = Int(observed.lowerBound.rawValue)...Int(observed.upperBound.rawValue)
        steps.removeAll(keepingCapacity: true)
        collectEnds()
        takeSteps()
        addUp()
    }

    private mutating func collectEnds() {
        ends.removeAll(keepingCapacity: true)
        var isSorted = true
        for span in spans {
            let end = span.end.rawValue
            if let last = ends.last, end < last.day { isSorted = false }
            ends.append((end, doses[Int(span.regimen)]))
        }
        if !isSorted { ends.sort { $0.day < $1.day } }
    }

    /// Walks over the days on which something begins or ends.
    private mutating func takeSteps() {
        guard let first = spans.first else { return addUnexposed(observed.lowerBound, through: observed.upperBound) }
        var day = Int(first.start.rawValue)
        addUnexposed(observed.lowerBound, through: day - 1)
        var (next, ended) = (spans.startIndex, 0)
        var (milligrams, unknown, active) = (0.0, 0, 0)
        while next < spans.endIndex || active > 0 {
            while next < spans.endIndex, Int(spans[next].start.rawValue) == day {
                if let dose = doses[Int(spans[next].regimen)] { milligrams += dose } else { unknown += 1 }
                active += 1
                next += 1
            }
            let nextStart = next < spans.endIndex ? Int(spans[next].start.rawValue) : Int.max
            guard active > 0 else {
                addUnexposed(day, through: nextStart - 1)
                day = nextStart
                continue
            }
            // A span that has not begun ends on or after its own start, so the earliest end is of one that has, or comes later than that.
            let change = min(nextStart, Int(ends[ended].day) + 1)
            add(day, through: change - 1, unknown > 0 ? .unknownDose : .milligrams(milligrams))
            while ended < ends.count, Int(ends[ended].day) < change {
                if let dose = ends[ended].dose { milligrams -= dose } else { unknown -= 1 }
                active -= 1
                ended += 1
            }
            if active == 0 { milligrams = 0 }
            day = change
        }
        addUnexposed(day, through: observed.upperBound)
    }

    /// Days without an exposure, as far as there are any: free where they were observed.
    private mutating func addUnexposed(_ start: Int, through end: Int) {
        add(start, through: min(end, observed.lowerBound - 1), .unobserved)
        add(max(start, observed.lowerBound), through: min(end, observed.upperBound), .free)
        add(max(start, observed.upperBound + 1), through: end, .unobserved)
    }

    private mutating func add(_ start: Int, through end: Int, _ state: DoseStep.State) {
        guard start <= end else { return }
        if let last = steps.indices.last, steps[last].state == state {
            steps[last].extend(through: end)
        } else {
            steps.append(DoseStep(start, through: end, state))
        }
    }

    private mutating func addUp() {
        totals.removeAll(keepingCapacity: true)
        var sum = DoseTotals()
        for step in steps {
            totals.append(sum)
            sum.add(step.state, days: step.days)
        }
    }
}

/// What has been taken over some days.
struct DoseTotals {
    /// Milligram equivalents on days of known dose.
    var milligrams = 0.0
    /// Days of known dose with the drug.
    var treatedDays = 0
    /// Days of unknown dose.
    var unknownDays = 0

    mutating func add(_ state: DoseStep.State, days: Int) {
        switch state {
        case .milligrams(let dose):
            milligrams += dose * Double(days)
            treatedDays += days
        case .free: break
        case .unknownDose, .unobserved: unknownDays += days
        }
    }
}
