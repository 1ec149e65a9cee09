import Disclosure
import Findings
import Presentation

/// Other symptoms by duration of exposure, in plain words.
struct SymptomsAnswer {
    let finding: ReleasedFinding
    let settings: SymptomsSettings

    /// p-values below this, adjusted, are told as a trend.
    private static let threshold = 0.05
    /// Symptoms told one by one, at most.
    private static let most = 3

    var answer: PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(Symptoms.question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        let told = prevalentUse.map { [$0] } ?? trends
        return PlainAnswer(
            Symptoms.question, sentences: PlainAnswer.together(told) + [onset].compactMap(\.self) + [limits],
            otherwise: "Too few numbers may be shown to say; see the tables.")
    }

    private struct Trend {
        let name: SymptomName
        let ratio: ReleasedEstimate
        let holm: Double
    }

    /// Why bands are not compared as short and long exposure, where too many patients were exposed before anybody looked.
    private var prevalentUse: String? {
        guard let share = finding[.symptomPrevalentShare, Overall()], let number = share.number,
            number > TrendSubject.mostPrevalent
        else { return nil }
        return
            "Short and long exposure cannot be compared: \(EstimateText(share).sentence) of the patients were exposed already when their "
            + "record begins, and how long they had been is not known. The table has the symptoms by days on record."
    }

    private var trends: [String] {
        let all = finding.all(.symptomOddsRatio).compactMap { key, ratio -> Trend? in
            guard ratio.number != nil, let holm = finding[.symptomTrend, SymptomKey(name: key.name)]?.holm?.number
            else { return nil }
            return Trend(name: key.name, ratio: ratio, holm: holm)
        }
        guard !all.isEmpty else { return [] }
        let clear = all.filter { $0.holm < Self.threshold }
        let others = all.filter { $0.holm >= Self.threshold }
        var sentences = clear.prefix(Self.most).map(sentence)
        if clear.count > Self.most {
            sentences.append(
                "So did, one way or the other, \(Wording.list(clear.dropFirst(Self.most).map(\.name.inSentence))).")
        }
        if !others.isEmpty {
            let names = others.map { "\($0.name.inSentence) (odds ratio per band \(EstimateText($0.ratio).sentence))" }
            sentences.append("No clear trend across bands of exposure was seen in \(Wording.list(names)).")
        }
        return sentences
    }

    /// “Allodynia was present in 12.0% (…) at 0–29 days of exposure and in 25.1% (…) at 365+ days (odds ratio per band 1.3 (…); adjusted
    /// p = 0.004).”
    private func sentence(_ trend: Trend) -> String {
        let shares = finding.all(.symptomShare).filter { $0.key.name == trend.name && $0.estimate.number != nil }
        let test =
            "odds ratio per band \(EstimateText(trend.ratio).sentence); adjusted \(NumberText.pValue(trend.holm))"
        let name = Wording.capitalized(trend.name.inSentence)
        guard shares.count > 1, let first = shares.first, let last = shares.last, let from = first.key.band,
            let to = last.key.band
        else { return "\(name) differed across bands of exposure (\(test))." }
        return
            "\(name) was reported by \(EstimateText(first.estimate).sentence) of the patients asked at \(from.days) of exposure and by "
            + "\(EstimateText(last.estimate).sentence) at \(to.days) (\(test))."
    }

    /// The symptom most often first reported by the last horizon.
    private var onset: String? {
        let shown = finding.all(.symptomOnsetShare).filter { $0.estimate.number != nil }
        guard let days = shown.compactMap(\.key.days).max() else { return nil }
        let last = shown.filter { $0.key.days == days }.prefix(Self.most).map { key, share in
            "\(key.name.inSentence) in \(EstimateText(share).sentence)"
        }
        return
            "Within \(NumberText.count(days)) days of the start of exposure, patients free of it at first came to report "
            + "\(Wording.list(Array(last))), counted at the visit that showed it."
    }

    private var limits: String {
        "Patients asked after long exposure are those who stayed, so that an association of symptoms with exposure may be one with staying; "
            + "and none of these symptoms tells hyperalgesia from withdrawal, low mood or disease."
    }
}
