import Disclosure
import Findings
import Presentation

/// The shares without withdrawal by day, with the Kaplan-Meier share beside them, and by week.
enum WithdrawalCourseTables {
    /// Days in the page's table; further ones are in the CSV.
    private static let mostTimes = 31

    static func tables(_ finding: ReleasedFinding) -> [PageTable?] {
        let shares = finding.all(.noWithdrawalAtTime).map(\.key)
        let curve = finding.all(.notYetFreeShare).map(\.key)
        let parts = (shares + curve).map(\.part).inOrderOfAppearance()
        return [
            table(
                finding, of: "day", parts, times: (shares + curve).compactMap { $0.day }, hasCurve: !curve.isEmpty,
                time: CourseTime.day),
            table(
                finding, of: "week", parts, times: shares.compactMap { $0.week }, hasCurve: false,
                time: CourseTime.week),
        ]
    }

    private static func table(
        _ finding: ReleasedFinding, of unit: String, _ parts: [StudyPlace?], times: [Int], hasCurve: Bool,
        time: (Int) -> CourseTime
    ) -> PageTable? {
        let times = Set(times).sorted()
        guard !times.isEmpty else { return nil }
        let left = times.count - mostTimes
        let notes = [
            hasCurve ? "A share that is not yet free stays as it is where a \(unit) shows none." : nil,
            left > 0
                ? Wording.capitalized(NumberText.count(Double(left), "further \(unit) is", "further \(unit)s are"))
                    + " in tables/\(WithdrawalCourse.id).csv." : nil,
        ]
        let curves = hasCurve ? CourseEnding.allCases : []
        var table = PageTable(
            "Withdrawal by \(unit) since the index day",
            heads: [
                .init(Wording.capitalized(unit)), .init("Assessed", isNumeric: true),
                .init(Quantity.noWithdrawalAtTime.label, isNumeric: true),
            ] + curves.map { .init("Not yet free \($0.label)", isNumeric: true) },
            note: notes.compactMap(\.self).joined(separator: " "))
        for part in parts {
            if let part { table.group(StudyPart.title(part)) }
            for number in times.prefix(mostTimes) {
                let own = time(number)
                let share = finding[.noWithdrawalAtTime, CourseKey(denominator: .assessed, time: own, part: part)]
                let notYet = curves.map { finding[.notYetFreeShare, CourseKey(time: own, ending: $0, part: part)] }
                guard share != nil || notYet.contains(where: { $0 != nil }) else { continue }
                table.row(
                    [NumberText.count(number), EstimateText.count(share?.n), EstimateText.cell(share)]
                        + notYet.map { EstimateText.cell($0) })
            }
        }
        return table
    }
}

extension CourseKey {
    /// The day, of a number about one.
    var day: Int? {
        if case .day(let day)? = time { day } else { nil }
    }

    /// The week, of a number about one.
    var week: Int? {
        if case .week(let week)? = time { week } else { nil }
    }
}
