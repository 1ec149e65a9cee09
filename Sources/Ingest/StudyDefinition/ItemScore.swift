import StudyFile

/// A score that is the sum or the mean of columns of items: `score: {sum: "cows{1..11}"}`.
struct ItemScore: Sendable {
    enum Operation: String, Sendable, CaseIterable {
        case sum
        case mean
    }

    let operation: Operation
    let items: [NamedColumn]
    /// As many items may be missing, with the mean of the others in their place.
    let mostMissing: Int
    /// Whether the score is a whole number: a scale of withdrawal has no others.
    let isWhole: Bool

    /// The score of the items that are there; `nil` where too many are not.
    func score(sum: Double, count: Int) -> Double? {
        guard count > 0, items.count - count <= mostMissing else { return nil }
        switch operation {
        case .mean: return sum / Double(count)
        case .sum where count == items.count: return sum
        case .sum:
            let prorated = sum / Double(count) * Double(items.count)
            return isWhole ? prorated.rounded() : prorated
        }
    }
}

extension ItemScore {
    /// The keys that make a score of items.
    static let keys = Operation.allCases.map(\.rawValue)

    /// A score of items, if a mapping is one.
    init?(_ mapping: StudyMapping, name: String, table: CanonicalTable) throws(StudyFileError) {
        let named = mapping.entries.filter { Self.keys.contains($0.key) }
        guard let entry = named.first, let operation = Operation(rawValue: entry.key) else { return nil }
        try mapping.allowOnly([entry.key, "missing"], in: "\"\(name)\" as a \(entry.key) of items")
        guard table.columns.contains(where: { $0.name == name && $0.use == .number }) else {
            throw entry.keySource.error(
                "\"\(name)\" is no number, so that it is no \(entry.key) of items; name its column")
        }
        var items: [NamedColumn] = []
        for value in entry.value.oneOrMore() {
            for item in try Self.names(value) {
                guard !items.contains(where: { $0.name == item }) else {
                    throw value.error("item \"\(item)\" stands twice in \"\(name)\"")
                }
                items.append(NamedColumn(name: item, source: value.source))
            }
        }
        guard items.count > 1 else {
            throw entry.value.error(
                "a \(entry.key) has two items or more: {\(entry.key): [ITEM1, ITEM2]} or {\(entry.key): \"item{1..11}\"}"
            )
        }
        self.operation = operation
        isWhole = table == .withdrawal
        self.items = items
        mostMissing = try Self.mostMissing(mapping["missing"], of: items.count)
    }

    private static func mostMissing(_ value: StudyValue?, of count: Int) throws(StudyFileError) -> Int {
        guard let value, try value.text(as: "missing") != "none" else { return 0 }
        return try value.integer(as: "how many items may be missing (or \"none\")", in: 0...count - 1)
    }

    /// One name, or those of a run: `cows{1..11}`, `item{01..11}_v1`.
    private static func names(_ value: StudyValue) throws(StudyFileError) -> [String] {
        let text = try value.header(as: "an item")
        guard let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") else { return [text] }
        let inside = text[text.index(after: open)..<close]
        guard let dots = inside.firstRange(of: ".."), let first = Int(inside[..<dots.lowerBound]),
            let last = Int(inside[dots.upperBound...]), first >= 0, first < last, last - first < 1000
        else {
            throw value.error(
                "\"\(text)\": between the braces stand the first and the last number of a run, as in \"cows{1..11}\"")
        }
        let width = inside[..<dots.lowerBound].count
        return (first...last).map { number in
            let digits = "\(number)"
            let zeros = String(repeating: "0", count: max(0, width - digits.count))
            return text[..<open] + zeros + digits + text[text.index(after: close)...]
        }
    }
}
