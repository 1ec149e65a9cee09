import Cohort

extension TableProposal {
    private static let scales = WithdrawalScale.allCases.map(\.rawValue)

    /// Assessments of withdrawal: a total, items of a total, visits beside each other, or a grade.
    static func withdrawal(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        if let wide = wideWithdrawal(sketch, patient) { return wide }
        let total = sketch.columns.first { column in
            let words = IdentifierNames.words(of: column.name).map(String.init)
            return column.isNumeric && words.contains(where: scales.contains)
                && (words.count == 1 || words.contains { ["total", "score", "sum"].contains($0) })
        }
        let grade = ColumnRole.grade.column(in: sketch)
        let scale = ColumnRole.scale.column(in: sketch) { $0.share { WithdrawalScale(word: $0) != nil } > 0.5 }
        let items = total == nil ? scales.compactMap { NumberedColumns.items(of: $0, in: sketch) }.first : nil
        guard total != nil || items != nil || grade != nil || scale != nil else { return nil }
        var entry = TableProposal(.withdrawal, sketch, patient)
        entry.addDay(sketch)
        if let items {
            entry.keys.append("score: {sum: \(items.run)}")
            entry.unpivoted = ["score"]
            entry.headersOfKeys = Set(items.columns.map(\.column.name))
            entry.constants.append(("scale", items.before.lowercased().hasPrefix("sows") ? "sows" : "cows"))
            return entry
        }
        if let scale {
            entry.columns.append(("scale", scale.name))
            entry.add("score", total ?? ColumnRole.score.column(in: sketch) ?? numberNamedTotal(sketch))
        } else if let total {
            entry.columns.append(("score", total.name))
            let word = IdentifierNames.words(of: total.name).map(String.init).first(where: scales.contains)
            entry.constants.append(("scale", word ?? "cows"))
            if total.missing > 0 { entry.keys.append("where: {\(ProposalText.quoted(total.name)): {empty: false}}") }
        } else {
            entry.add("grade", grade)
            entry.constants.append(("scale", "cows"))
            entry.questions.append("Which scale was it: cows or sows?")
        }
        return entry
    }

    /// Totals of several days beside each other: `cows_d1`, `cows_d7`.
    private static func wideWithdrawal(_ sketch: FileSketch, _ patient: ColumnSketch) -> TableProposal? {
        guard patient.isUnique else { return nil }
        for family in NumberedColumns.all(in: sketch) where family.daysEach != nil || family.count == .months {
            guard let scale = family.words.first(where: scales.contains), family.columns.allSatisfy(\.column.isNumeric)
            else { continue }
            var entry = TableProposal(.withdrawal, sketch, patient)
            entry.addUnpivot([("score", family.pattern)], of: family.columns.map(\.column), days: true)
            entry.constants.append(("scale", scale))
            if family.count == .months { entry.questions.append("A month counts as 30 days.") }
            return entry
        }
        return nil
    }

    private static func numberNamedTotal(_ sketch: FileSketch) -> ColumnSketch? {
        sketch.columns.first { IdentifierNames.words(of: $0.name).contains("total") && $0.isNumeric }
    }

    /// Adds patterns of columns that become rows of their own.
    mutating func addUnpivot(_ patterns: [(name: String, pattern: String)], of columns: [ColumnSketch], days: Bool) {
        let listed = patterns.map { "\($0.name): \(ProposalText.quoted($0.pattern))" }
        keys.append("unpivot: {\(listed.joined(separator: ", "))}")
        unpivoted += patterns.map(\.name) + (days ? ["day"] : [])
        headersOfKeys.formUnion(columns.map(\.name))
    }
}
