/// Tells direct identifiers by the cells of a whole column, where one cell alone could be anything: numbers whose check digits all fit, given
/// names, ages. Of the look at a file's beginning only: a column's further blocks may hold a single such cell by chance.
enum IdentifierCells {
    /// The class of identifier that nearly all cells of a column have the form of.
    static func identifier(in labels: [String], named header: String) -> IdentifierClass? {
        let cells = labels.map(CellText.trimmed).filter { !$0.isEmpty && !MissingWords.contains($0) }
        guard !cells.isEmpty, !areDecimals(cells) else { return nil }
        if WrittenDate.areCompact(labels, named: header) || WrittenDate.areShort(cells) { return .date }
        if cells.allSatisfy(ContactForms.mayBeInternational) { return .telephone }
        return numbers(cells) ?? (areGivenNames(cells) ? .name : nil) ?? (areTowns(cells) ? .smallArea : nil)
    }

    /// A number as authorities give them out, of which 19 in 20 have the right check digit.
    private static func numbers(_ cells: [String]) -> IdentifierClass? {
        var found: [IdentifierClass: Int] = [:]
        for (seen, cell) in cells.enumerated() {
            if let identifier = NumberForm(cell)?.possible { found[identifier, default: 0] += 1 }
            // A column of other things is left soon.
            if seen == 40, found.values.reduce(0, +) * 10 < seen * 9 { return nil }
        }
        guard let most = found.max(by: { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }) else {
            return nil
        }
        return most.value * 20 >= cells.count * 19 ? most.key : nil
    }

    /// Whether the first cells are numbers with a decimal point.
    private static func areDecimals(_ cells: [String]) -> Bool {
        cells.prefix(8).allSatisfy { Double($0) != nil } && cells.prefix(8).contains { $0.contains(".") }
    }

    /// The first cell over 89 of a column of ages; none where most are over 130, which nobody is: days, or trees.
    static func firstOver89(_ cells: [String]) -> Int? {
        let beyond = cells.count { Double($0).map { $0 > 130 } == true }
        return beyond * 2 > cells.count ? nil : cells.firstIndex(where: isOver89)
    }

    private static func isOver89(_ text: String) -> Bool {
        let cell = CellText.trimmed(text)
        guard cell.utf8.count < 8, let age = Double(cell) else { return false }
        return age > 89 && age <= 130
    }

    /// Three given names or more, and hardly anything else.
    private static func areGivenNames(_ cells: [String]) -> Bool {
        guard cells.count >= 3 else { return false }
        let names = cells.prefix(200).count { $0.utf8.count < 24 && PersonNames.isGivenName($0) }
        return names * 5 >= min(cells.count, 200) * 4
    }

    /// Five digits and a town, `28013 Madrid`, in nearly all cells.
    private static func areTowns(_ cells: [String]) -> Bool {
        let towns = cells.prefix(200).count { cell in
            let words = cell.split(separator: " ")
            return words.count >= 2 && words[0].utf8.count == 5 && words[0].utf8.allSatisfy(IdentifierPattern.isDigit)
                && words[1].first?.isUppercase == true && words[1].count > 3 && !words[1].contains(where: \.isNumber)
                && !InnocentCells.isClinical(cell.lowercased())
        }
        return towns * 20 >= min(cells.count, 200) * 19
    }
}
