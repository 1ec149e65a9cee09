import Disclosure
import Findings
import Presentation

/// Pain over the visits in plain words.
struct PainCourseWords {
    private let finding: ReleasedFinding

    init(_ finding: ReleasedFinding) {
        self.finding = finding
    }

    /// The difference at the last visit of each comparison, then the change of all, who was scored, and what missing scores could do.
    var answer: PlainAnswer {
        if let reason = finding.reason { return .unanswered(PainCourse.question, reason: reason) }
        let differences = comparisons.compactMap(difference)
        let changes = parts.compactMap(change)
        let lead = PlainAnswer.together(differences.isEmpty ? changes : differences)
        let rest = differences.isEmpty ? [] : changes
        return PlainAnswer(
            PainCourse.question,
            sentences: lead + rest + parts.compactMap(scored) + comparisons.compactMap(missing)
                + comparisons.compactMap(tipping),
            otherwise: "Too few numbers may be shown to say; see the tables.")
    }

    private typealias Comparison = (instrument: InstrumentInfo, group: StudyPlace, part: StudyPlace?)

    /// Each level against the reference.
    private var comparisons: [Comparison] {
        finding.all(.differenceAtVisit).compactMap { key, _ in key.group.map { [$0] + [key.part].compactMap(\.self) } }
            .inOrderOfAppearance().prefix(StudyPart.mostTold).compactMap { places in
                guard let group = places.first, let instrument = finding.instruments.first else { return nil }
                return (instrument, group, places.dropFirst().first)
            }
    }

    /// Each trial, or all.
    private var parts: [StudyPlace?] {
        Array(finding.all(.meanAtVisit).map(\.key.part).inOrderOfAppearance().prefix(StudyPart.mostTold))
    }

    private func numbers(
        _ quantity: Quantity<PainCourseKey>, _ group: StudyPlace?, _ part: StudyPlace?, _ method: CourseMethod?
    ) -> [(key: PainCourseKey, estimate: ReleasedEstimate)] {
        finding.all(quantity).filter {
            $0.key.group == group && $0.key.part == part && $0.key.method == method && $0.key.delta == nil
                && $0.estimate.number != nil
        }
    }

    /// “On day 168 the mean score on the Numeric rating scale was 4.1 (…) with A and 4.5 (…) with B: a difference of −0.42 (…), …”.
    private func difference(_ comparison: Comparison) -> String? {
        let (instrument, group, part) = comparison
        if let changes = changeDifference(comparison) { return changes }
        guard let last = numbers(.differenceAtVisit, group, part, .kenwardRoger).last, let value = last.estimate.number,
            let day = last.key.day, let reference = group.reference
        else { return nil }
        let levels = finding.all(.meanAtVisit).filter { $0.key.day == day && $0.key.part == part }
        func mean(_ text: String?) -> String {
            levels.first { $0.key.group?.column == group.column && $0.key.group?.level?.text == text }
                .map { EstimateText($0.estimate).value } ?? EstimateText.absent
        }
        let conclusion =
            last.estimate.excludes(0) == true
            ? ", \(instrument.meaning(ofHigher: value > 0)) with \(named(group))"
            : ", no clear difference"
        let text =
            "On day \(NumberText.count(day)) the mean score on the \(instrument.title) was \(mean(group.level?.text)) with "
            + "\(named(group)) and \(mean(reference.text)) with \(Wording.phrase(group.column.text)) \(reference.text): a difference of "
            + "\(EstimateText(last.estimate).sentence)\(conclusion)."
        return StudyPart.sentence(text, of: part)
    }

    /// “From the baseline to day 168 the mean score … changed by −1.9 with A and −1.2 with B: a difference of −0.7 (…), …”, of groups
    /// that were not made by chance.
    private func changeDifference(_ comparison: Comparison) -> String? {
        let (instrument, group, part) = comparison
        guard let last = numbers(.changeDifference, group, part, .kenwardRoger).last, let value = last.estimate.number,
            let day = last.key.day, let reference = group.reference
        else { return nil }
        func change(_ text: String?) -> String {
            finding.all(.changeFromBaseline).first {
                $0.key.day == day && $0.key.part == part && $0.key.group?.column == group.column
                    && $0.key.group?.level?.text == text
            }.map { EstimateText($0.estimate).value } ?? EstimateText.absent
        }
        let conclusion =
            last.estimate.excludes(0) == true
            ? ", \(instrument.meaning(ofHigher: value > 0)) with \(named(group)) than its beginning lets expect"
            : ", no clear difference"
        let text =
            "From the baseline to day \(NumberText.count(day)) the mean score on the \(instrument.title) changed by "
            + "\(change(group.level?.text)) with \(named(group)) and \(change(reference.text)) with "
            + "\(Wording.phrase(group.column.text)) \(reference.text): a difference of \(EstimateText(last.estimate).sentence)"
            + "\(conclusion)."
        return StudyPart.sentence(text, of: part)
    }

    /// “arm A”.
    private func named(_ group: StudyPlace) -> String {
        "\(Wording.phrase(group.column.text)) \(group.level?.label ?? "")"
    }

    /// “In all patients the mean score went from 6.1 at the baseline to 4.2 on day 168: a change of −1.9 (…), less pain.”
    private func change(_ part: StudyPlace?) -> String? {
        guard let instrument = finding.instruments.first,
            let last = numbers(.changeFromBaseline, nil, part, .kenwardRoger).last, let value = last.estimate.number,
            let day = last.key.day,
            let first = numbers(.meanAtVisit, nil, part, .kenwardRoger).first,
            let end = numbers(.meanAtVisit, nil, part, .kenwardRoger).last
        else { return nil }
        let conclusion =
            last.estimate.excludes(0) == true ? ", \(instrument.meaning(ofHigher: value > 0))" : ", no clear change"
        let text =
            "Over all patients the mean score on the \(instrument.title) went from \(EstimateText(first.estimate).value) at the "
            + "baseline to \(EstimateText(end.estimate).value) on day \(NumberText.count(day)): a change of "
            + "\(EstimateText(last.estimate).sentence)\(conclusion); nothing here says why."
        return StudyPart.sentence(text, of: part)
    }

    private func scored(_ part: StudyPlace?) -> String? {
        guard let last = finding.all(.scoredShare).last(where: { $0.key.group == nil && $0.key.part == part }),
            let day = last.key.day, last.estimate.number != nil
        else { return nil }
        return StudyPart.sentence(
            "On day \(NumberText.count(day)) \(EstimateText(last.estimate).sentence) of the patients had a score.",
            of: part)
    }

    /// What the difference would be under other assumptions on who was not scored.
    private func missing(_ comparison: Comparison) -> String? {
        let (_, group, part) = comparison
        let told = [CourseMethod.imputed, .jumpToReference, .copyIncrements].compactMap { method in
            numbers(.differenceAtVisit, group, part, method).last.map {
                "\(EstimateText($0.estimate).sentence) with \(method.label)"
            }
        }
        guard !told.isEmpty else { return nil }
        let model = numbers(.differenceAtVisit, group, part, .kenwardRoger).last.map {
            ", \(EstimateText($0.estimate).value) by the mixed model,"
        }
        return StudyPart.sentence(
            "The difference of the means of \(named(group)) at the last visit\(model ?? "") would be \(Wording.list(told)).",
            of: part)
    }

    private func tipping(_ comparison: Comparison) -> String? {
        let (instrument, group, part) = comparison
        guard let tipping = numbers(.courseTippingDelta, group, part, .imputed).last,
            let value = tipping.estimate.number
        else { return nil }
        return StudyPart.sentence(
            "An end of the difference's interval with imputed scores meets zero if those who left \(named(group)) had scored "
                + "\(NumberText.fixed(abs(value), decimals: 2)) \(instrument.unitWords) \(value > 0 ? "higher" : "lower") than is "
                + "imputed of them.", of: part)
    }
}
