import Disclosure
import Findings
import Presentation

/// Who started and when, the dose, pain and withdrawal after the first dose.
enum MOUDStartTables {
    static func tables(_ finding: ReleasedFinding) -> [PageTable?] {
        [started(finding), delays(finding), doses(finding)]
            + finding.instruments.flatMap {
                [changes(finding, $0), differences(finding, $0)]
            } + [withdrawal(finding), precipitated(finding), notTold(finding), rises(finding)]
    }

    private static func title(_ part: StudyPlace?, _ rest: String) -> String {
        part.map { "\(StudyPart.title($0)), \(rest)" } ?? Wording.capitalized(rest)
    }

    private static func started(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.startedShare)
        let days = all.compactMap(\.key.within).inOrderOfAppearance()
        var table = PageTable(
            "Patients with a first dose, with 95% intervals",
            heads: [.init("Patients"), .init("Number", isNumeric: true), .init("Started", isNumeric: true)]
                + days.map { .init(within($0), isNumeric: true) },
            note: finding.setting("from").map {
                "Days since \($0); whoever has no such day is left out of them, and whoever never started is not."
            })
        for (key, share) in all where key.within == nil {
            let label = key.group.map { "\(Wording.phrase($0.column.text)): \($0.label)" } ?? "all patients"
            table.row(
                [title(key.part, label), EstimateText.count(share.n), EstimateText(share).cell]
                    + days.map { day in
                        var own = key
                        own.within = day
                        return EstimateText.cell(finding[.startedShare, own])
                    })
        }
        return table.rows.isEmpty ? nil : table
    }

    private static let few = "A dash stands for a number of patients that would give away a few on another drug."

    private static func within(_ days: Int) -> String {
        days == 0 ? "On the day or before" : "Within \(NumberText.count(days)) \(days == 1 ? "day" : "days")"
    }

    private static func delays(_ finding: ReleasedFinding) -> PageTable? {
        let shares = finding.all(.delayWithinShare)
        let days = shares.compactMap(\.key.within).inOrderOfAppearance()
        var table = PageTable(
            "Days to the first dose, of those who started",
            heads: [
                .init("Drug"), .init("Patients", isNumeric: true), .init("Median (quartiles)", isNumeric: true),
            ] + days.map { .init(within($0), isNumeric: true) },
            note: finding.setting("from").map { "Days since \($0). \(few)" })
        for (key, median) in finding.all(.delayMedian) {
            table.row(
                [
                    title(key.part, key.drug.label), EstimateText.count(median.n),
                    quartiles(median, finding[.delayLowerQuartile, key], finding[.delayUpperQuartile, key]),
                ]
                    + days.map { day in
                        var own = key
                        own.within = day
                        return EstimateText.cell(finding[.delayWithinShare, own])
                    })
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func quartiles(
        _ median: ReleasedEstimate?, _ lower: ReleasedEstimate?, _ upper: ReleasedEstimate?
    ) -> String {
        guard let median else { return EstimateText.absent }
        let all = [median, lower, upper].compactMap(\.self)
        guard !all.allSatisfy({ EstimateText($0).value == EstimateText.withheld }) else { return EstimateText.withheld }
        let limits = [lower, upper].map { $0.map { EstimateText($0).value } ?? EstimateText.absent }
        return "\(EstimateText(median).value) (\(limits.joined(separator: " to ")))"
    }

    private static func doses(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.highestDoseMedian)
        guard let day = all.first?.key.day else { return nil }
        var table = PageTable(
            "Dose reached, in mg a day: medians (quartiles)",
            heads: [
                .init("Drug"), .init("Patients", isNumeric: true),
                .init("Highest up to day \(NumberText.count(day))", isNumeric: true),
                .init("With a dose on day \(NumberText.count(day)) (95% interval)", isNumeric: true),
                .init("Dose on that day", isNumeric: true),
            ], note: "Days after the first dose. The dose on the day is that of patients with one above zero. \(few)")
        for (key, highest) in all {
            table.row([
                title(key.part, key.drug.label), EstimateText.count(highest.n),
                quartiles(highest, finding[.highestDoseLowerQuartile, key], finding[.highestDoseUpperQuartile, key]),
                EstimateText.cell(finding[.onDrugShare, key]),
                quartiles(
                    finding[.doseOnDayMedian, key], finding[.doseOnDayLowerQuartile, key],
                    finding[.doseOnDayUpperQuartile, key]),
            ])
        }
        return table
    }

    private static func changes(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let rows = finding.all(.scoreAfterShare).filter { $0.key.instrument == instrument }
        guard !rows.isEmpty else { return nil }
        var table = PageTable(
            "Score on the \(instrument.title) before and after the first dose, in \(instrument.unitWords), with 95% intervals",
            heads: [
                .init("Day after"), .init("Scored", isNumeric: true), .init("Change since before", isNumeric: true),
            ],
            note: [
                instrument.directionNote, "Scored: of those with a score before. A change has no comparator.",
            ].compactMap(\.self).joined(separator: " "))
        var last: StartPainKey?
        for (key, share) in rows {
            var before = key
            before.day = nil
            if before != last {
                table.group(title(key.part, key.drug.label))
                table.row([
                    "Before", EstimateText.cell(finding[.scoreBeforeShare, before]),
                    finding[.scoreBeforeMean, before].map { "mean \(EstimateText($0).cell)" } ?? EstimateText.absent,
                ])
            }
            last = before
            table.row([
                key.day.map { NumberText.count($0) } ?? "", EstimateText(share).cell,
                EstimateText.cell(finding[.changeAfterStart, key]),
            ])
        }
        return table
    }

    private static func differences(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let all = finding.all(.differenceAfterStart).filter { $0.key.instrument == instrument }
        let keys = all.map { key, _ in
            var key = key
            key.model = nil
            return key
        }.inOrderOfAppearance()
        guard !keys.isEmpty else { return nil }
        var table = PageTable(
            "Difference between the drugs on the \(instrument.title) at the same score before, with 95% intervals",
            heads: [.init("Drugs, day after the first dose")]
                + StartModel.allCases.map { .init(Wording.capitalized($0.label), isNumeric: true) },
            note: instrument.directionNote)
        for key in keys {
            table.row(
                [
                    title(
                        key.part,
                        "\(key.drug.label) against \(key.comparator?.label ?? ""), day \(NumberText.count(key.day ?? 0))"
                    )
                ]
                    + StartModel.allCases.map { model in
                        var own = key
                        own.model = model
                        return EstimateText.cell(finding[.differenceAfterStart, own])
                    })
        }
        return table
    }

    private static func withdrawal(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.noWithdrawalAfterStart)
        let denominators = Denominator.counted.filter { one in all.contains { $0.key.denominator == one } }
        var table = PageTable(
            "Patients without withdrawal after the first dose, with 95% intervals",
            heads: [.init("Drug, scale, day after the first dose"), .init("Assessed", isNumeric: true)]
                + denominators.map { .init($0.label, isNumeric: true) })
        for (key, share) in all where key.denominator == .assessed {
            let label = "\(key.drug.label), \(key.scale.label), day \(NumberText.count(key.day ?? 0))"
            table.row(
                [title(key.part, label), EstimateText.count(share.n)]
                    + denominators.map { denominator in
                        var own = key
                        own.denominator = denominator
                        return EstimateText.cell(finding[.noWithdrawalAfterStart, own])
                    })
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func precipitated(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.precipitatedShare)
        var table = PageTable(
            "Withdrawal score within minutes of the first dose, with 95% intervals",
            heads: [
                .init("Drug, scale"), .init("Scored before and after", isNumeric: true),
                .init("Median before", isNumeric: true),
            ]
                + [Quantity.precipitatedShare, .fellAsMuchShare, .noRoomShare, .roseAtAnyTimeShare].map {
                    .init($0.info.label, isNumeric: true)
                },
            note: finding.setting("precipitated_rise").map {
                "\($0). The same rise at any time is what a comparison without times sees, up to the day after the first dose."
            })
        for (key, rose) in all {
            table.row([
                title(key.part, "\(key.drug.label), \(key.scale.label)"), EstimateText.count(rose.n),
                EstimateText.cell(finding[.scoreBeforeDoseMedian, key]), EstimateText(rose).cell,
                EstimateText.cell(finding[.fellAsMuchShare, key]), EstimateText.cell(finding[.noRoomShare, key]),
                EstimateText.cell(finding[.roseAtAnyTimeShare, key]),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func notTold(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.riseNotToldShare)
        var table = PageTable(
            "Patients who started of whom no change within these minutes can be told, with 95% intervals",
            heads: [
                .init("Drug, scale, reason"), .init("Started", isNumeric: true), .init("Not told", isNumeric: true),
            ])
        for (key, share) in all {
            let reason = key.reason?.label ?? ""
            table.row([
                title(key.part, "\(key.drug.label), \(key.scale.label): \(Wording.phrase(reason))"),
                EstimateText.count(share.n),
                EstimateText(share).cell,
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func rises(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Grade of withdrawal before and after the first dose, with 95% intervals",
            heads: [
                .init("Drug, scale"), .init("Assessed before and after", isNumeric: true),
                .init("The grade rose", isNumeric: true), .init("The grade fell", isNumeric: true),
            ],
            note: finding.setting(StartReason.precipitated).map { "Precipitated withdrawal by score: \($0)." })
        for (key, rose) in finding.all(.gradeRoseShare) {
            table.row([
                title(key.part, "\(key.drug.label), \(key.scale.label)"), EstimateText.count(rose.n),
                EstimateText(rose).cell, EstimateText.cell(finding[.gradeFellShare, key]),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }
}
