/// Columns of one file whose names differ by a number alone: `pain_d7`, `pain_d35`, or `drug1`, `drug2`.
struct NumberedColumns: Sendable {
    /// What a number in a name counts.
    enum Count: Sendable, Hashable {
        case days
        case weeks
        case months
        /// Visits, or parts of a day: it says no day.
        case visits
        /// The name does not say.
        case unsaid
    }

    /// What stands before the number in each name, and after it.
    let before: String
    let after: String
    let columns: [(number: Int, column: ColumnSketch)]

    /// The words of the names, lower case.
    var words: [String] { Self.words(before) + Self.words(after) }

    /// What the number counts, by the word next to it.
    var count: Count {
        for word in [Self.words(before).last, Self.words(after).first].compactMap(\.self) {
            switch word {
            case "d", "day", "days", "dy", "studyday": return .days
            case "w", "wk", "wks", "week", "weeks": return .weeks
            case "m", "mo", "mos", "mth", "month", "months": return .months
            case "v", "vis", "visit", "t", "tp", "time", "timepoint", "wave", "obs", "h", "hr", "hrs", "hour", "hours",
                "min", "mins", "minutes", "am", "pm":
                return .visits
            default: continue
            }
        }
        return .unsaid
    }

    /// The names as a pattern of `unpivot`, with the number as what it counts.
    var pattern: String { pattern(as: count) }

    /// The names as such a pattern, with the number as something else counts it.
    func pattern(as count: Count) -> String {
        switch count {
        case .weeks: before + "{week}" + after
        case .months: before + "{month*30}" + after
        case .days, .visits, .unsaid: before + "{day}" + after
        }
    }

    /// The names as a pattern whose number only tells them apart.
    var countedPattern: String { before + "{n}" + after }

    /// The days that one of what the number counts lasts; `nil` where that is unsure.
    var daysEach: Int? {
        switch count {
        case .days: 1
        case .weeks: 7
        case .months, .visits, .unsaid: nil
        }
    }

    /// Every such family of a file in the order of its first column; a column is in one family at most, the largest.
    static func all(in sketch: FileSketch) -> [NumberedColumns] {
        struct Key: Hashable {
            let before: String
            let after: String
        }
        var members: [Key: [(number: Int, column: ColumnSketch)]] = [:]
        var keysOfColumn: [[Key]] = []
        for column in sketch.columns {
            var keys: [Key] = []
            for (before, number, after) in numbers(in: column.name) where !before.isEmpty {
                let key = Key(before: before, after: after)
                keys.append(key)
                members[key, default: []].append((number, column))
            }
            keysOfColumn.append(keys)
        }
        let sizes = members.mapValues(\.count)
        var order: [Key] = []
        var kept: [Key: [(number: Int, column: ColumnSketch)]] = [:]
        for (column, keys) in zip(sketch.columns, keysOfColumn) {
            guard let key = keys.max(by: { (sizes[$0] ?? 0) < (sizes[$1] ?? 0) }), (sizes[key] ?? 0) > 1,
                let member = members[key]?.first(where: { $0.column.name == column.name })
            else { continue }
            if kept[key] == nil { order.append(key) }
            kept[key, default: []].append(member)
        }
        return order.compactMap { key in
            guard let columns = kept[key], columns.count > 1 else { return nil }
            return NumberedColumns(before: key.before, after: key.after, columns: columns)
        }
    }

    /// The runs of digits in a name, the last first.
    private static func numbers(in name: String) -> [(before: String, number: Int, after: String)] {
        var found: [(before: String, number: Int, after: String)] = []
        var place = name.startIndex
        while place < name.endIndex {
            guard name[place].isASCII, name[place].isNumber else {
                place = name.index(after: place)
                continue
            }
            let digits = name[place...].prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits) {
                found.append((String(name[..<place]), number, String(name[digits.endIndex...])))
            }
            place = digits.endIndex
        }
        return found.reversed()
    }

    private static func words(_ text: String) -> [String] {
        IdentifierNames.words(of: String(text.map { $0.isLetter ? $0 : " " })).map(String.init)
    }

    /// Items of a scale: `cows1` to `cows11`, as the names of `sum`.
    static func items(of scale: String, in sketch: FileSketch) -> NumberedColumns? {
        all(in: sketch).first { family in
            family.words.first.map { $0.hasPrefix(scale) } == true && family.columns.count >= 10
                && family.columns.allSatisfy(\.column.isNumeric)
        }
    }

    /// The columns as `sum` names them: `cows{1..11}`, or each where the numbers have gaps or are not written alike.
    var run: String {
        let numbers = columns.map(\.number)
        let isRun = zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 }
        if let first = columns.first, let last = numbers.last, isRun, first.number < last {
            let width = first.column.name.count - before.count - after.count
            let start = String(repeating: "0", count: max(0, width - "\(first.number)".count)) + "\(first.number)"
            return ProposalText.quoted("\(before){\(start)..\(last)}\(after)")
        }
        return "[\(columns.map { ProposalText.quoted($0.column.name) }.joined(separator: ", "))]"
    }
}
