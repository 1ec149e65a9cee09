import Cohort
import Estimation
import Findings
import StudyFile

/// How pain before a time zero, and its change and variability after it, are read.
struct PainAtStartSettings: Sendable, Hashable {
    /// Days up to time zero from which the last score is the one before.
    var scoreWithin = 30
    /// Percent of the maximum possible at which pain before is moderate, and severe.
    var cuts = [40, 70]
    /// Days after time zero at whose end change and variability of pain are known.
    var landmark = 28
    /// Scores that a patient needs for variability.
    var variabilityScores = 3
}

/// Pain of patients before a time zero of their own, and its change and variability up to the landmark.
struct PainAtStart: Sendable {
    let instrument: InstrumentInfo
    /// By position of the patient: the last score before, in the instrument's unit. The day of time zero is before it.
    let before: [Double?]
    /// The standard deviation of the scores of the same days.
    let variabilityBefore: [Double?]
    /// The last score up to the landmark less the one before.
    let change: [Double?]
    /// The standard deviation of the scores from the one before up to the landmark.
    let variability: [Double?]
    /// The band of pain before.
    let bands: [PainBefore?]

    init(
        instrument number: Int, of people: [(person: Int, zero: StudyDay)], _ settings: PainAtStartSettings,
        in study: Study
    ) {
        let instrument = study.cohort.instruments[number]
        self.instrument = instrument.info
        let pain = study.cohort.pain
        let read = study.executor.mapBlocks(of: people.count, size: PeopleBlock.size) { positions in
            positions.map { position -> (before: Double?, earlier: Double?, change: Double?, deviation: Double?) in
                let (person, day) = people[position]
                let scores = DailyScores(pain[person], instrument: number)
                let zero = Int(day.rawValue)
                let before = scores.last(before: zero + 1, within: settings.scoreWithin + 1)
                let run = zip(scores.days, scores.scores).filter { $0.0 <= zero && zero - $0.0 <= settings.scoreWithin }
                let earlier =
                    run.count >= settings.variabilityScores ? OnlineMoments(run.map(\.1)).standardDeviation : nil
                let end = zero + settings.landmark
                let later = zip(scores.days, scores.scores).filter { $0.0 > zero && $0.0 <= end }.map(\.1)
                let change = before.flatMap { before in later.last.map { $0 - before } }
                let all = (before.map { [$0] } ?? []) + later
                let deviation = all.count >= settings.variabilityScores ? OnlineMoments(all).standardDeviation : nil
                return (before, earlier, change, deviation)
            }
        }.flatMap(\.self)
        before = read.map(\.before)
        variabilityBefore = read.map(\.earlier)
        change = read.map(\.change)
        variability = read.map(\.deviation)
        let cuts = settings.cuts.map(Double.init)
        bands = before.map { score in
            score.map { PainBefore(percent: instrument.percentOfMaximum($0), cuts: cuts) }
        }
    }

    /// The values of a predictor.
    func values(_ predictor: PainPredictor) -> [Double?] {
        switch predictor {
        case .before: before
        case .variabilityBefore: variabilityBefore
        case .change: change
        case .variability: variability
        }
    }
}

/// How much pain a patient had before time zero.
enum PainBefore: String, Sendable, Hashable, CaseIterable {
    case low
    case moderate
    case severe

    init(percent: Double, cuts: [Double]) {
        self = percent < cuts[0] ? .low : percent < cuts[1] ? .moderate : .severe
    }

    /// A level of a column that is the tool's, whatever columns the study has.
    var place: StudyPlace {
        StudyPlace(StudyWord("pain before"), origin: .tool, level: .recorded(StudyWord(rawValue)))
    }
}

/// What of pain is held against what comes after.
enum PainPredictor: String, Term, CaseIterable {
    case before = "pain_before"
    case variabilityBefore = "pain_variability_before"
    case change = "change_of_pain"
    case variability = "pain_variability"

    var label: String {
        switch self {
        case .before: "pain before"
        case .variabilityBefore: "standard deviation of a patient's scores before"
        case .change: "change of pain up to the landmark"
        case .variability: "standard deviation of a patient's scores up to the landmark"
        }
    }

    /// Whether it is known at time zero, so that nobody has to be followed to the landmark first.
    var isKnownAtStart: Bool { self == .before || self == .variabilityBefore }

    /// In a sentence: `with more …`.
    var phrase: String {
        switch self {
        case .before: "pain before"
        case .variabilityBefore: "variable pain before"
        case .change: "rise of pain up to the landmark"
        case .variability: "variable pain up to the landmark"
        }
    }
}

/// What else a regression holds constant.
enum HazardModel: String, Term, CaseIterable {
    case crude
    case adjusted

    var label: String {
        switch self {
        case .crude: "unadjusted"
        case .adjusted: "adjusted"
        }
    }
}

extension SettingKind where Value == [Int] {
    /// Two percentages, the second above the first.
    static var twoCuts: SettingKind {
        SettingKind(
            type: "two percentages, [40, 70]",
            read: { value, key, _ throws(StudyFileError) in
                let cuts = try value.list(as: key).map { cut throws(StudyFileError) in
                    try cut.integer(as: "a cut of \(key)", in: 1...100)
                }
                guard cuts.count == 2, cuts[0] < cuts[1] else {
                    throw value.error("\(key) must be two percentages, the second above the first: [40, 70]")
                }
                return cuts
            }, text: { "[\($0.map(String.init).joined(separator: ", "))]" })
    }
}
