import Disclosure
import Findings
import Presentation

/// Whether slopes differ between subgroups, in plain words: in which columns, by how much, always between the sexes, and what that does
/// not show.
struct SubgroupsAnswer {
    private let finding: ReleasedFinding
    private let settings: SubgroupsSettings
    private let instrument: InstrumentInfo

    /// The level at which a test, adjusted for the number of columns, is said to find a difference.
    private static let found = 0.05

    static func answer(_ finding: ReleasedFinding, _ settings: SubgroupsSettings) -> PlainAnswer {
        let question = Subgroups.question
        if let reason = finding.reason {
            return .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        guard let instrument = finding.instruments.first else {
            return PlainAnswer(question, lead: withheld, more: [])
        }
        let answer = SubgroupsAnswer(finding: finding, settings: settings, instrument: instrument)
        return PlainAnswer(
            question, sentences: [answer.lead, answer.sexes, answer.sites, answer.limits].compactMap(\.self),
            otherwise: withheld)
    }

    private static let withheld = "The slopes are withheld, as they rest on few patients; see the table."

    private var tests: [(key: SubgroupKey, test: ReleasedTest)] { finding.all(DeclaredTest.slopesAreEqual) }

    // MARK: - Whether, and in which

    private var lead: String {
        let known = tests.filter { $0.test.p?.number != nil }
        guard !known.isEmpty else { return Self.withheld }
        let told = known.filter { ($0.test.holm?.number ?? 1) < Self.found }
        guard told.isEmpty else {
            return Wording.capitalized(
                "\(Self.subject(instrument)) differs by \(Wording.list(told.map { difference($0.key, $0.test) }))."
            )
        }
        let columns = Wording.list(known.map { Wording.phrase($0.key.column.column.text) })
        guard let smallest = known.min(by: { ($0.test.p?.number ?? 1) < ($1.test.p?.number ?? 1) }) else {
            return Self.withheld
        }
        let many = known.count > 1
        return
            "\(Wording.capitalized(Self.subject(instrument))) could not be told apart between subgroups by \(columns) "
            + "(\(many ? "smallest " : "")p of interaction \(pText(smallest.test)))."
    }

    private static func subject(_ instrument: InstrumentInfo) -> String {
        instrument.modality == .clinical ? "the trend of pain with exposure" : "the trend of sensitivity with exposure"
    }

    /// `arm (p of interaction 0.002, adjusted for the number of columns 0.008; slopes per 30 days from 0.02 in A to 0.31 in B)`.
    private func difference(_ key: SubgroupKey, _ test: ReleasedTest) -> String {
        let name = key.column.column.text
        let rows =
            finding.subgroupColumns(of: instrument).first { $0.name == name }?.rows.compactMap { row in
                row.slope.flatMap { slope in slope.number.map { (row.place, slope, $0) } }
            } ?? []
        let ends = [rows.min { $0.2 < $1.2 }, rows.max { $0.2 < $1.2 }].compactMap(\.self)
        let range =
            ends.count == 2
            ? "; slopes per 30 days from \(EstimateText(ends[0].1).value) (\(ends[0].0.label)) to "
                + "\(EstimateText(ends[1].1).value) \(instrument.unitWords) (\(ends[1].0.label))" : ""
        return "\(Wording.phrase(name)) (p of interaction \(pText(test))\(range))"
    }

    /// `0.04, adjusted for the number of columns 0.16`.
    private func pText(_ test: ReleasedTest) -> String {
        let own = EstimateText.text(test.p) { NumberText.pCell($0) }
        guard tests.count > 1, let holm = test.holm?.number else { return own }
        return "\(own), adjusted for the number of columns \(NumberText.pCell(holm))"
    }

    // MARK: - Sex

    /// The difference between the sexes is always said, found or not.
    private var sexes: String {
        if let reason = finding.setting(Subgroups.Setting.sex) {
            return "Men and women were \(reason)."
        }
        let differences = finding.all(.differenceOverSpan).filter { $0.key.column.column.text == SubgroupsSettings.sex }
        let sentences = differences.compactMap { sex($0.key, $0.estimate) }
        return sentences.isEmpty
            ? "The difference between the sexes is withheld or could not be estimated; see the table."
            : sentences.joined(separator: " ")
    }

    private func sex(_ key: SubgroupKey, _ difference: ReleasedEstimate) -> String? {
        guard let value = difference.number, let (lower, upper) = difference.limits, let days = key.exposureDays,
            let level = key.column.level?.label, let reference = key.column.reference?.text
        else { return nil }
        let text = EstimateText(difference)
        let interval = "\(EstimateText.intervalName(difference.level)) \(text.limits ?? "")"
        let size =
            "Over the \(NumberText.count(Double(days), "day", "days")) that the middle 90% of exposures span, the score on the "
            + "\(instrument.title) changed by \(text.limit(abs(value))) \(instrument.unitWords) \(value < 0 ? "less" : "more") in "
            + "patients of sex \u{201C}\(level)\u{201D} than \u{201C}\(reference)\u{201D} (difference \(text.value), \(interval))"
            + (instrument.directionNote.map { "; \(Wording.uncapitalized($0).dropLast())" } ?? "")
        let test = tests.first { $0.key.column.column == key.column.column }?.test
        let p = test.map { $0.p?.number == nil ? "" : ", p of interaction \(pText($0))" } ?? ""
        guard lower <= 0, upper >= 0 else {
            let comparison = settings.planned.contains(SubgroupsSettings.sex) ? "a planned" : "an exploratory"
            return "\(size): the interval excludes zero, in \(comparison) comparison\(p)."
        }
        return "\(size), which does not tell a difference between the sexes and does not rule out one of up to "
            + "\(text.limit(max(abs(lower), abs(upper)))) \(instrument.unitWords)\(p)."
    }

    // MARK: - Sites and trials

    private var sites: String? {
        let sentences = finding.all(.pooledSlope).compactMap { key, pooled -> String? in
            guard key.instrument == instrument, pooled.number != nil, let spread = finding[.slopeSD, key],
                spread.number != nil
            else { return nil }
            let another = finding[.slopeOfAnother, key].flatMap { EstimateText($0).limits }
            return "Pooled over the levels of \(Wording.phrase(key.column.column.text)), the slope per 30 days is "
                + "\(EstimateText(pooled).sentence) with an SD of \(EstimateText(spread).value) between them"
                + (another.map { ", and that of another lies between \($0.replacing(" to ", with: " and "))." } ?? ".")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    // MARK: - What it cannot show

    private var limits: String {
        let models = Set(finding.all(.subgroupSlope).map(\.key.model) + finding.all(.pooledSlope).map(\.key.model))
        let shared =
            models.contains(.unadjusted)
            ? " Slopes of exposed scores alone include the course that everybody shares, such as recovery." : ""
        return
            "Subgroups were observed and not made: a difference is an association, which subgroups that recover, leave, are "
            + "scored or are dosed differently show as well, and no difference found is not equality.\(shared)"
    }
}
