import Disclosure
import Findings
import Presentation

/// What goes with the start of a medication for opioid use disorder, in plain words.
struct MOUDStartAnswer {
    private let finding: ReleasedFinding
    /// Levels told one by one.
    private static let mostLevels = 6

    init(_ finding: ReleasedFinding) {
        self.finding = finding
    }

    /// Who started; how soon; pain between the drugs, then before and after, and who was not scored; withdrawal; what is not given.
    var answer: PlainAnswer {
        if let reason = finding.reason { return .unanswered(MOUDStart.question, reason: reason) }
        let parts = self.parts
        return PlainAnswer(
            MOUDStart.question,
            sentences: PlainAnswer.together(parts.compactMap(started)) + parts.compactMap(delays)
                + parts.compactMap(doses) + parts.flatMap(differences) + parts.compactMap(changes)
                + parts.compactMap(missing) + parts.compactMap(withdrawal) + parts.compactMap(precipitated)
                + parts.compactMap(rises) + notGiven,
            otherwise: "Too few numbers may be shown to say; see the tables.")
    }

    /// Each trial, or all.
    private var parts: [StudyPlace?] {
        Array(finding.all(.startedShare).map(\.key.part).inOrderOfAppearance().prefix(StudyPart.mostTold))
    }

    private func told(
        _ sentence: (_ list: String) -> String, _ items: [String], of part: StudyPlace?
    ) -> String? {
        items.isEmpty ? nil : StudyPart.sentence(sentence(Wording.list(items)), of: part)
    }

    /// “Of the patients, 72.1% (95% CI …) with arm NR-NTX and 94.1% (…) with arm BUP started.”
    private func started(_ part: StudyPlace?) -> String? {
        let own = finding.all(.startedShare).filter {
            $0.key.part == part && $0.key.within == nil && $0.estimate.number != nil
        }
        let levels = own.filter { $0.key.group?.level?.text != nil }.prefix(Self.mostLevels).map { key, estimate in
            let column = Wording.phrase(key.group?.column.text ?? "")
            return "\(EstimateText(estimate).sentence) with \(column) \(key.group?.label ?? "")"
        }
        let all = own.filter { $0.key.group == nil }.map { EstimateText($0.estimate).sentence }
        return told({ "Of the patients, \($0) had a first dose." }, levels.isEmpty ? all : levels, of: part)
    }

    /// The median delay of each drug.
    private func delays(_ part: StudyPlace?) -> String? {
        let items = finding.all(.delayMedian).filter { $0.key.part == part }.compactMap { key, median in
            quartiles(median, finding[.delayLowerQuartile, key], finding[.delayUpperQuartile, key]).map {
                "\($0) with \(key.drug.label)"
            }
        }
        let origin = finding.setting("from") ?? "study day 0"
        return told(
            { "Of those who started, the median number of days from \(origin) to the first dose was \($0)." }, items,
            of: part)
    }

    private func doses(_ part: StudyPlace?) -> String? {
        let items = finding.all(.highestDoseMedian).filter { $0.key.part == part }.compactMap { key, median in
            quartiles(median, finding[.highestDoseLowerQuartile, key], finding[.highestDoseUpperQuartile, key]).map {
                "\($0) with \(key.drug.label)"
            }
        }
        let day = finding.setting("dose_day") ?? ""
        return told({ "The median of the highest daily dose up to day \(day) was \($0), in mg." }, items, of: part)
    }

    /// “2 (quartiles 0 to 7)”.
    private func quartiles(
        _ median: ReleasedEstimate, _ lower: ReleasedEstimate?, _ upper: ReleasedEstimate?
    ) -> String? {
        guard median.number != nil else { return nil }
        guard let lower, let upper, lower.number != nil, upper.number != nil else { return EstimateText(median).value }
        return
            "\(EstimateText(median).value) (quartiles \(EstimateText(lower).value) to \(EstimateText(upper).value))"
    }

    // MARK: - Pain

    /// “On day 90 after the first dose the mean score of those who started A, less that of those who started B …, was −0.4 (…): …”
    private func differences(_ part: StudyPlace?) -> [String] {
        let all = finding.all(.differenceAfterStart).filter { $0.key.part == part && $0.estimate.number != nil }
        return all.map(\.key.drug).inOrderOfAppearance().compactMap { drug in
            let own = all.filter { $0.key.drug == drug }
            let last = own.map(\.key.day).compactMap(\.self).max()
            let atLast = own.filter { $0.key.day == last }
            guard let (key, estimate) = atLast.first(where: { $0.key.model == .mixedModel }) ?? atLast.first,
                let value = estimate.number, let day = key.day, let comparator = key.comparator
            else { return nil }
            let conclusion =
                estimate.excludes(0) == true
                ? "\(key.instrument.meaning(ofHigher: value > 0)) with \(drug.label)" : "no clear difference"
            return StudyPart.sentence(
                "On day \(NumberText.count(day)) after the first dose the mean score on the \(key.instrument.title) of those who started "
                    + "\(drug.label), less that of those who started \(comparator.label) with the same score before, was "
                    + "\(EstimateText(estimate).sentence) \(key.instrument.unitWords): \(conclusion).", of: part)
        }
    }

    /// What a comparison of before and after would have seen.
    private func changes(_ part: StudyPlace?) -> String? {
        let all = finding.all(.changeAfterStart).filter { $0.key.part == part && $0.estimate.number != nil }
        let items = all.map(\.key.drug).inOrderOfAppearance().compactMap { drug in
            all.last { $0.key.drug == drug }.map { key, estimate in
                "\(EstimateText(estimate).sentence) on day \(NumberText.count(key.day ?? 0)) with \(drug.label)"
            }
        }
        return told(
            {
                "A comparison of before and after would have seen the score change by \($0); regression to the mean, recovery and who left "
                    + "are part of that."
            }, items, of: part)
    }

    /// Who was not scored, and what that could change.
    private func missing(_ part: StudyPlace?) -> String? {
        let all = finding.all(.scoreAfterShare).filter { $0.key.part == part && $0.estimate.number != nil }
        let items = all.map(\.key.drug).inOrderOfAppearance().compactMap { drug in
            all.last { $0.key.drug == drug && ($0.estimate.number ?? 0) > 0 }.map { key, estimate in
                "\(EstimateText(estimate).value) on day \(NumberText.count(key.day ?? 0)) with \(drug.label)"
            }
        }
        // Where everybody was scored nothing is missing.
        guard all.contains(where: { $0.estimate.number != 1 }) else { return nil }
        return told(
            {
                "Of those with a score before, \($0) had one; what is said of pain would change if those without one fared otherwise than "
                    + "patients with the same scores did."
            }, items, of: part)
    }

    // MARK: - Withdrawal

    private func withdrawal(_ part: StudyPlace?) -> String? {
        let items = finding.all(.noWithdrawalAfterStart).filter {
            $0.key.part == part && $0.key.denominator == .assessed && $0.estimate.number != nil
        }.map { key, assessed in
            var worst = key
            worst.denominator = .missingAsWithdrawal
            let everybody = finding[.noWithdrawalAfterStart, worst].flatMap { share in
                share.number.map { _ in ", or \(EstimateText(share).value) if everybody not assessed was in withdrawal,"
                }
            }
            return
                "\(EstimateText(assessed).sentence)\(everybody ?? "") on day \(NumberText.count(key.day ?? 0)) with \(key.drug.label) by "
                + "\(key.scale.label)"
        }
        return told({ "Free of withdrawal among those assessed after the first dose were \($0)." }, items, of: part)
    }

    /// “Within minutes of the first dose … the score rose in 14.2% (…) with A by COWS, more often than it fell by as much (3.1%) …”
    private func precipitated(_ part: StudyPlace?) -> String? {
        let items = finding.all(.precipitatedShare).filter { $0.key.part == part && $0.estimate.number != nil }.map {
            key, rose in
            let fell = finding[.fellAsMuchShare, key].flatMap { $0.number == nil ? nil : EstimateText($0).value }
            // Of the family of all drugs and scales.
            let isMore = finding[.risesAsFalls, key]?.holm?.number.map { $0 < 0.05 }
            let against =
                switch (isMore, fell) {
                case (true?, let fell): ", more often than it fell by as much\(fell.map { " (\($0))" } ?? "")"
                case (false?, let fell?):
                    ", not clearly more often than it fell by as much (\(fell)), as error of measurement alone gives"
                case (_, let fell?): ", and fell by as much in \(fell)"
                case (_, nil): ""
                }
            return "\(EstimateText(rose).sentence) with \(key.drug.label) by \(key.scale.label)\(against)"
        }
        guard let rise = finding.setting("precipitated_rise") else { return nil }
        return told(
            {
                "Precipitated withdrawal by score (\(rise) of the first dose) was seen in \($0), of those scored before and soon after."
            },
            items, of: part)
    }

    private func rises(_ part: StudyPlace?) -> String? {
        let items = finding.all(.gradeRoseShare).filter { $0.key.part == part && $0.estimate.number != nil }.map {
            key, rose in
            let fell = finding[.gradeFellShare, key].flatMap { fell in
                fell.number.map { _ in " and fell in \(EstimateText(fell).sentence)" }
            }
            return "rose in \(EstimateText(rose).sentence)\(fell ?? "") with \(key.drug.label) by \(key.scale.label)"
        }
        return told(
            {
                "With the first dose the grade of withdrawal \($0), of those assessed before and after; whether the dose precipitated it, "
                    + "grades cannot say."
            }, items, of: part)
    }

    /// What could not be given, and why.
    private var notGiven: [String] {
        [
            (StartReason.delay, "The induction delay is not given"),
            (StartReason.pain, "The drugs are not compared by pain"),
            (StartReason.withdrawal, "Withdrawal is not given"),
        ].compactMap { setting, what in finding.setting(setting).map { Wording.sentence("\(what): \($0)") } }
    }
}
