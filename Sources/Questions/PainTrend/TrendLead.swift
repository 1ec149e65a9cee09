import Disclosure
import Findings
import Presentation

/// The sentence that the answer begins with: one number, its interval, and what it is about.
///
/// It leads with the comparison with unexposed scores where there is one; where there is none it says first that time and exposure cannot
/// be told apart. The number is the change over the exposures that were observed, in terms of pain.
struct TrendLead {
    private let finding: ReleasedFinding
    private let instrument: InstrumentInfo

    init(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) {
        self.finding = finding
        self.instrument = instrument
    }

    /// The lead, with what stands beside it.
    var sentences: [String] {
        if !trials.isEmpty { return PlainAnswer.together(ofTrials) }
        if let change = change(.againstUnexposed) {
            let sentence = statement(
                change,
                finding.setting(PainTrendSetting.comparator) == PainTrendSetting.newUsers
                    ? "in new users, compared with the course of unexposed scores"
                    : "compared with the course of unexposed scores")
            return [behind([visits], sentence), exposedAlone].compactMap(\.self)
        }
        let change = change(.unadjusted)
        guard finding.setting(PainTrendSetting.comparator) == PainTrendSetting.none else {
            return [behind([visits], statement(change, "with the length of exposure"))]
        }
        let sentence = statement(change, "with time and exposure together")
        return [
            behind(
                [visits, "time and exposure cannot be told apart here, as too few were scored while unexposed"],
                sentence)
        ]
    }

    /// A sentence behind what it must not be read without.
    private func behind(_ reservations: [String?], _ sentence: String) -> String {
        let reservations = reservations.compactMap(\.self)
        guard !reservations.isEmpty else { return sentence }
        return Wording.capitalized((reservations + [Wording.uncapitalized(sentence)]).joined(separator: "; "))
    }

    /// That scores were taken when it hurt, or when it did not.
    private var visits: String? {
        let pattern = finding.setting(PainTrendSetting.visits)
        guard pattern == PainTrendSetting.soonerAfterMorePain || pattern == PainTrendSetting.soonerAfterLessPain,
            let pattern, finding[.visitRate, TrendKey(instrument: instrument)]?.number != nil
        else { return nil }
        return "scores came \(pattern), which can make a trend of nothing"
    }

    private typealias Change = (key: TrendKey, estimate: ReleasedEstimate)

    /// The changes of single trials, where the study has several.
    var trials: [(key: TrendKey, estimate: ReleasedEstimate)] {
        finding.all(.changeOverSpan).filter { $0.key.instrument == instrument && $0.key.model == .ofTrial }
    }

    /// Each trial by itself. Time is not told from exposure in them.
    private var ofTrials: [String] {
        let told = trials.prefix(StudyPart.mostTold).map { trial in
            StudyPart.sentence(statement(trial, "with time and exposure together"), of: trial.key.trial)
        }
        let more = trials.count - told.count
        let untold =
            more > 0 ? ["\(NumberText.count(Double(more), "more trial is", "more trials are")) in the table."] : []
        return (visits.map { [Wording.capitalized($0) + "."] } ?? []) + told + untold
    }

    private func change(_ model: TrendModelName) -> Change? {
        finding.all(.changeOverSpan).first { $0.key.instrument == instrument && $0.key.model == model }
            .map { ($0.key, $0.estimate) }
    }

    /// The slope of exposed scores alone, beside a comparison that leads.
    private var exposedAlone: String? {
        guard let change = change(.unadjusted)?.estimate, let value = change.number else { return nil }
        let direction = value > 0 ? "up" : value < 0 ? "down" : "neither up nor down"
        return "Exposed scores alone went \(direction) by \(size(change, value))."
    }

    /// What changed, in a sentence.
    ///
    /// - Parameter against: what it changed with, or what it is compared with.
    private func statement(_ found: Change?, _ against: String) -> String {
        let (title, change) = (instrument.title, found?.estimate)
        guard let change, let value = change.number, let key = found?.key, let days = key.exposureDays else {
            return "The change of the score on the \(title) with exposure is "
                + (change?.isWithheld == true ? "withheld, as it rests on few patients." : "not known.")
        }
        let text = EstimateText(change)
        let span = "over the \(NumberText.count(Double(days), "day", "days")) that the middle 90% of exposures span"
        let per = perMonth(key, days)
        guard let (lower, upper) = change.limits else {
            return
                "The change \(against), \(span), is \(text.value) \(instrument.unitWords) on the \(title)\(per)\(meaning)."
        }
        let subject = instrument.modality == .clinical ? "pain" : "sensitivity"
        if lower > 0 || upper < 0 {
            let rises = (value > 0) == instrument.isHigherMorePain
            return
                "\(Wording.capitalized(subject)) \(rises ? "rose" : "fell") \(against): \(span), by \(size(change, value)) on the "
                + "\(title)\(per)\(meaning)."
        }
        let interval = "\(EstimateText.intervalName(change.level)) \(text.limits ?? "")"
        if let smallest, lower > -smallest, upper < smallest {
            let limit =
                smallest == 1 ? instrument.oneUnit : "\(NumberText.plain(smallest)) \(instrument.unitWords)"
            return
                "No trend of \(subject) \(against) larger than \(limit): \(span), the score on the \(title) changed by "
                + "\(text.value) \(instrument.unitWords) (\(interval))\(per)\(meaning)."
        }
        return "No clear trend of \(subject) \(against): \(span), the score on the \(title) changed by "
            + "\(text.value) \(instrument.unitWords) (\(interval)), which leaves room for a fall of "
            + "\(text.limit(abs(lower))) as well as a rise of \(text.limit(upper))\(per)\(meaning)."
    }

    /// `0.75 points (95% CI 0.20 to 1.30)`, without a sign.
    private func size(_ change: ReleasedEstimate, _ value: Double) -> String {
        let text = EstimateText(change)
        let size = "\(text.limit(abs(value))) \(instrument.unitWords)"
        guard let (lower, upper) = change.limits else { return size }
        let isOneWay = lower > 0 || upper < 0
        let ends = isOneWay ? [lower, upper].map { abs($0) }.sorted() : value < 0 ? [-upper, -lower] : [lower, upper]
        return
            "\(size) (\(EstimateText.intervalName(change.level)) \(ends.map { text.limit($0) }.joined(separator: " to ")))"
    }

    /// The slope itself, only where somebody was exposed for as long.
    private func perMonth(_ key: TrendKey, _ days: Int) -> String {
        let slopeKey = TrendKey(instrument: instrument, model: key.model, trial: key.trial)
        guard days >= 30, let slope = finding[.slope, slopeKey], slope.number != nil else { return "" }
        return "; per 30 days \(EstimateText(slope).value)"
    }

    /// What the score means, where a higher one is not more pain.
    private var meaning: String {
        instrument.isHigherMorePain ? "" : "; a higher score is \(instrument.meaning(ofHigher: true))"
    }

    /// The smallest change of interest.
    private var smallest: Double? { finding.setting(PainTrendSetting.smallestChange).flatMap { Double($0) } }
}
