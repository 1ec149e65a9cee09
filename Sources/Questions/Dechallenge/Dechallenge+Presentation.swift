import Disclosure
import Findings
import Presentation

extension Dechallenge {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: DechallengeSettings, on page: inout QuestionPage
    ) {
        guard let instrument = finding.instruments.first else {
            page.answer = finding.reason.map { .unanswered(question, reason: $0, preface: PlainAnswer.cannotSay) }
            return
        }
        let words = DechallengeWords(finding: finding, instrument: instrument, settings: settings)
        page.answer =
            finding.reason.map { .unanswered(question, reason: $0, preface: PlainAnswer.cannotSay) }
            ?? PlainAnswer(
                question, sentences: words.sentences, otherwise: "Too few numbers may be shown to say; see the tables.")
        page.add([
            differences(finding, instrument, settings), patients(finding, instrument, settings),
            predictions(finding, instrument, settings),
        ])
        page.add(DechallengeFigure.plan(finding, settings), title: DechallengeFigure.title)
    }

    private static func key(
        _ instrument: InstrumentInfo, _ direction: DoseDirection? = nil, _ analysis: DechallengeAnalysis? = nil
    ) -> DechallengeKey {
        DechallengeKey(instrument: instrument, direction: direction, analysis: analysis)
    }

    private static func label(_ analysis: DechallengeAnalysis, _ settings: DechallengeSettings) -> String {
        switch analysis {
        case .main: "Days \(settings.after.lowerBound) to \(settings.after.upperBound) after"
        case .withoutDaysBefore: "The same, without the \(settings.leaveOut) days before the change"
        case .firstDays: "Days 1 to \(settings.after.lowerBound - 1) after, when withdrawal is likely"
        case .beforeAfter:
            "Before and after: days 1 to \(settings.after.upperBound), course over time not taken off"
        }
    }

    private static func differences(
        _ finding: ReleasedFinding, _ instrument: InstrumentInfo, _ settings: DechallengeSettings
    ) -> PageTable? {
        guard !finding.all(.ladderDifference).isEmpty else { return nil }
        var table = PageTable(
            "Score on the \(instrument.title) after a change of dose less the score before it, in \(instrument.unitWords), with 95% "
                + "intervals",
            heads: [
                .init("Days compared"), .init("Patients", isNumeric: true),
                .init(Quantity.ladderDifference.label, isNumeric: true),
            ],
            note: [
                "Against the \(settings.before) days before the change. A patient's changes are averaged.",
                instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        for direction in DoseDirection.allCases {
            let own = DechallengeAnalysis.allCases.compactMap { analysis in
                finding[.ladderDifference, key(instrument, direction, analysis)].map { (analysis, $0) }
            }
            guard !own.isEmpty else { continue }
            table.group(Wording.capitalized(direction.label))
            for (analysis, estimate) in own {
                table.row([label(analysis, settings), EstimateText.count(estimate.n), EstimateText.cell(estimate)])
            }
            let alone = key(instrument, direction)
            if let other = finding[.ladderPrediction, alone] {
                table.row([other.quantity.label, "", EstimateText.cell(other)], isIndented: true)
            }
            if let spread = finding[.ladderSpread, alone] {
                table.row([spread.quantity.label, "", EstimateText.cell(spread)], isIndented: true)
            }
        }
        if let course = finding[.ladderCourse, key(instrument)] {
            table.group("Taken off")
            table.row([course.quantity.label, "", EstimateText.cell(course)])
        }
        if let residual = finding[.ladderResidual, key(instrument)] {
            table.row([residual.quantity.label, "", EstimateText.cell(residual)])
        }
        return table
    }

    private static func patients(
        _ finding: ReleasedFinding, _ instrument: InstrumentInfo, _ settings: DechallengeSettings
    ) -> PageTable? {
        guard !finding.all(.ladderChanged).isEmpty else { return nil }
        var table = PageTable(
            "Who changed, and what pain did in how many, with 95% intervals",
            heads: [
                .init("Patients"), .init("Number", isNumeric: true), .init("Share", isNumeric: true),
            ],
            note: "A meaningful difference is \(finding.setting("meaningful_change") ?? "a fifth of the range") "
                + "\(instrument.unitWords) or more, of differences shrunken towards the mean.")
        for direction in DoseDirection.allCases {
            table.group(Wording.capitalized(direction.label))
            for quantity in [Quantity.ladderChanged, .ladderScored, .ladderContrasts] {
                guard let count = finding[quantity, key(instrument, direction)] else { continue }
                table.row([quantity.label, EstimateText.count(count.value), ""])
            }
            for pain in PainAfter.allCases {
                var own = key(instrument, direction)
                own.pain = pain
                guard let share = finding[.ladderShare, own] else { continue }
                table.row(
                    ["Meaningfully \(pain.label)", EstimateText.count(share.events), EstimateText.cell(share)],
                    isIndented: true)
            }
        }
        table.group("Dechallenge and rechallenge")
        if let pairs = finding[.fullDechallenge, key(instrument)] {
            table.row([pairs.quantity.label, EstimateText.count(pairs.value), ""])
        }
        for (key, share) in finding.all(.patternShare) {
            table.row(
                [
                    Wording.capitalized(key.pattern?.label ?? "")
                        + (key.analysis == .withoutDaysBefore
                            ? ", without the \(settings.leaveOut) days before each change" : ""),
                    EstimateText.count(share.events),
                    EstimateText.cell(share),
                ], isIndented: true)
        }
        table.row(["Either pattern by chance alone", "", "25.0%"], isIndented: true)
        return table
    }

    /// What each explanation would predict, beside what was seen.
    private static func predictions(
        _ finding: ReleasedFinding, _ instrument: InstrumentInfo, _ settings: DechallengeSettings
    ) -> PageTable? {
        guard !finding.all(.ladderDifference).isEmpty else { return nil }
        var table = PageTable(
            "What explanations would predict, beside what was seen",
            heads: [
                .init("Explanation"), .init("First days of a lower dose"), .init("After a fall or stop"),
                .init("After a rise or restart"),
            ],
            note: "A pattern that fits an explanation does not prove it: several fit the same pattern.")
        func seen(_ direction: DoseDirection, _ analysis: DechallengeAnalysis) -> String {
            guard let estimate = finding[.ladderDifference, key(instrument, direction, analysis)] else {
                return EstimateText.absent
            }
            guard let value = estimate.number else { return EstimateText.withheld }
            let says =
                estimate.excludes(0) == true ? instrument.meaning(ofHigher: value > 0) : "no clear difference"
            return "\(EstimateText.cell(estimate)): \(says)"
        }
        table.row(["Seen", seen(.down, .firstDays), seen(.down, .main), seen(.up, .main)])
        table.row([
            "Seen, without the \(settings.leaveOut) days before the change", "", seen(.down, .withoutDaysBefore),
            seen(.up, .withoutDaysBefore),
        ])
        for row in explanations { table.row(row) }
        return table
    }

    private static let explanations = [
        ["Opioid-induced hyperalgesia", "less pain, or more while withdrawal lasts", "less pain", "more pain"],
        ["The opioid still relieves pain", "more pain", "more pain", "less pain"],
        [
            "Tolerance", "little difference, or more pain", "little difference, or more pain",
            "less pain for a time, then little difference",
        ],
        [
            "Progression of the disease", "no difference by the dose", "more pain as time goes on",
            "more pain as time goes on, or less if the dose still helps",
        ],
        ["Withdrawal", "more pain", "no difference once it is over", "less pain within days, in those in withdrawal"],
        [
            "Regression to the mean (a fall or rise in a bad month, the other in a good one)", "as later",
            "less pain after a bad month, more after a good one; none without the days before",
            "less pain after a bad month, more after a good one; none without the days before",
        ],
    ]
}

extension Dechallenge {
    static let reportingItems: [ReportedItem] = [
        .strobe(.sensitivity, in: .methods),
        .strobe(.otherAnalyses, in: .numbers),
        .recordPE(.severalDesigns, in: .methods),
    ]
}
