import Cohort
import Estimation
import Findings

/// Settings in force that say why a part of the answer is not given.
enum StartReason {
    static let delay = "delay_not_given"
    static let pain = "pain_not_compared"
    static let withdrawal = "withdrawal_not_given"
    static let precipitated = "precipitated_withdrawal_by_score"
}

extension MOUDStart {
    static func describe(_ settings: MOUDStartSettings, in finding: inout FindingBuilder) {
        finding.set("dose_day", "\(setting: settings.doseDay)")
        finding.set("score_within", "\(setting: settings.scoreWithin) days")
        for (name, days) in [("pain_days", settings.painDays), ("withdrawal_days", settings.withdrawalDays)] {
            let windows = days.map { day -> Prose in
                let window = settings.days(around: day, among: days)
                return "\(setting: day) (days \(setting: window.lowerBound) to \(setting: window.upperBound))"
            }
            finding.set(name, windows.joined(separator: ", "))
        }
        finding.set(
            "precipitated_rise",
            """
            COWS up by \(setting: settings.precipitatedCOWS), SOWS by \(setting: settings.precipitatedSOWS), within \
            \(setting: settings.precipitatedWithin) minutes
            """)
        finding.estimand = """
            Of all patients, the share who started and, of those who started, by the drug of the first dose: the days to it, the dose \
            reached, the share without withdrawal, and the mean change of the pain score since before the first dose. Between drugs: the \
            difference of the mean score at each day between those who started one and those who started another, at the same score \
            before and the same values of what is held constant, whatever they took by then; those without a score are taken as missing \
            at random. Of each trial by itself where the study has several.
            """
        finding.method = """
            Shares with Wilson score intervals (Wilson 1927, 10.1080/01621459.1927.10502953); quartiles by linear interpolation (Hyndman \
            and Fan 1996, 10.1080/00031305.1996.10473566). The score before is the last one from \(setting: settings.scoreWithin) days \
            before the first dose to its day; a score after stands for the day that it is nearest to within the window, of two as near \
            the later one, several on a day by their mean. Change: mean of the paired differences with a t interval. Difference between \
            drugs: least squares at each day on drug, score before and what is held constant, with CR2 errors and Satterthwaite's \
            degrees of freedom (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018, 10.1080/07350015.2016.1247004), and the mixed \
            model for repeated measures over the days with the same columns, REML, degrees of freedom by Kenward and Roger (1997, \
            10.2307/2533558); means before are not constrained to be alike. Withdrawal: the assessment of the window nearest to the day, \
            on a tie the later, of several on that day the worst. The grade rose: the last assessment before the first dose on its day \
            by the clock, without times the first of the day where another follows on that day or the next, else the last one of the day \
            before, against the worst that follows up to the day after. Precipitated withdrawal by score: the highest score within the \
            minutes after the first dose against the last before it on its day (Dunn 2023, 10.3389/fpsyt.2023.1141980); rises and falls by \
            as much are compared by an exact one-sided binomial test.
            """
    }

    /// Why parts of the answer are not given, by the setting that says so.
    static func reasons(
        _ numbers: StartNumbers, _ pain: StartPain?, _ withdrawal: StartWithdrawal, _ study: Study
    ) -> [(setting: String, reason: Prose)] {
        var reasons: [(setting: String, reason: Prose)] = []
        if numbers.origin == nil {
            reasons.append((StartReason.delay, "the column that the delay is counted from holds no numbers"))
        }
        switch pain {
        case nil: reasons.append((StartReason.pain, "the study has no scores of the instrument"))
        case let pain? where !pain.isCompared:
            reasons.append(
                (
                    StartReason.pain,
                    "no day has two drugs with at least \(setting: StartPain.fewest) who were scored before and after the first dose"
                ))
        default: break
        }
        if study.cohort.withdrawal.isEmpty {
            reasons.append((StartReason.withdrawal, "the study has no withdrawal assessments"))
        } else if !withdrawal.isGiven {
            reasons.append((StartReason.withdrawal, "nobody who started was assessed around the days asked for"))
        }
        if let reason = withdrawal.precipitated.reason { reasons.append((StartReason.precipitated, reason)) }
        return reasons
    }

    static func cautions(_ starts: MOUDStarts, _ origin: DelayOrigin?, isOfTrials: Bool, byScore: Bool) -> [Prose] {
        var cautions: [Prose] = []
        if isOfTrials { cautions.append("The study has several trials, and each is answered by itself.") }
        if !starts.unknownBefore.isEmpty {
            cautions.append(
                """
                Rows whose dose is empty before any dose known to be above zero: \
                \(Measured.count(starts.unknownBefore, "patient", "patients")). They are not taken for starts; if they were doses, more \
                started, and sooner.
                """)
        }
        if origin?.source == .origin {
            cautions.append(
                """
                The induction delay is counted from study day 0, which may be consent and not randomisation: "from" names a column with \
                the day of randomisation.
                """)
        }
        if byScore {
            cautions.append(
                """
                A rise of the score soon after the first dose is counted as precipitated withdrawal, whatever brought it: patients come in \
                withdrawal that may go on rising by itself, two scores an hour apart differ by error of measurement, and whom staff scored \
                within the hour may be those who felt worse. The share whose score fell by as much stands beside.
                """)
        }
        return cautions + [
            """
            Unless the arm is the drug, nobody put patients to drugs by chance: what decides over the drug and over pain, and is not \
            held constant, is in the difference between drugs.
            """,
            """
            Everything by drug is about those who started it. Even where chance put patients to drugs, those who started are a selection \
            of them, the more so where starting is hard (naltrexone after detoxification): a difference between those who started is not \
            the randomised comparison.
            """,
            """
            A change since before has no comparator: patients start when they are unwell, and regression to the mean, withdrawal that \
            passes and whatever else goes on are part of it. Those who leave because of their pain are missing from it.
            """,
            """
            Precipitated withdrawal cannot be told from the grade alone: patients come to the first dose in withdrawal, and the grade \
            may rise because the last opioid wears off, or fall because the dose works. The share whose grade fell stands beside, and \
            who had the worst grade before cannot rise.
            """,
            """
            A day without a row counts as a day without the drug: doses taken home and not written down make the share on the drug too \
            low.
            """,
        ]
    }

    static func ordinal(_ instrument: Int?, _ cohort: Cohort) -> [Prose] {
        guard let instrument, cohort.instruments[instrument].isOrdinal else { return [] }
        return ["The instrument has a few ordered levels; means of them are read as if the steps were equal."]
    }
}
