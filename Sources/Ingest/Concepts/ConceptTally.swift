import DelimitedText

/// How often the concepts of a column stand in the rows of a file, whether these are read or not.
struct ConceptTally: Sendable {
    /// The column of concepts of an entry's files, and what is read from it first.
    struct Place: Sendable, Hashable {
        let file: String
        let column: String
        let aspect: ConceptAspect
    }

    /// Rows by concept, as it is written; the empty text stands for a missing one.
    private(set) var rows: [String: Int] = [:]
    /// Whose the rows are of concepts that may be named.
    private(set) var people: [String: Set<Int32>] = [:]
    /// Rows that are left out though their concept is read, as something else is missing.
    private(set) var leftOut = 0

    init() {}

    /// Of the rows of a block.
    ///
    /// - Parameters:
    ///   - isRead: whether rows of a concept are read, as far as that goes.
    ///   - mayBeNamed: whether a message may name a concept, if enough patients have it.
    init(_ column: TextColumn, of rows: BlockRows, isRead: (String) -> Bool, mayBeNamed: (String) -> Bool) {
        let labels = column.labels.map(Self.identifier)
        let (areRead, named) = (labels.map(isRead), labels.map(mayBeNamed))
        var counts = [Int](repeating: 0, count: labels.count)
        var missing = 0
        for row in 0..<column.count {
            guard case .value(let code) = column[row] else {
                missing += 1
                continue
            }
            counts[Int(code)] += 1
            if named[Int(code)], let person = rows.person(ofLine: row) {
                people[labels[Int(code)], default: []].insert(person)
            }
            if areRead[Int(code)], !rows.isAccepted(line: row) { leftOut += 1 }
        }
        self.rows = Dictionary(zip(labels, counts), uniquingKeysWith: +)
        if missing > 0 { self.rows["", default: 0] += missing }
    }

    /// A concept's number as vocabularies write it: programs turn 1 into 1.0.
    private static func identifier(_ label: String) -> String {
        let text = CellText.trimmed(label)
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        return DecimalMark.point.number(in: text).flatMap(Int.init(exactly:)).map(String.init) ?? text
    }

    /// The rows of a block that follows.
    mutating func add(_ other: ConceptTally) {
        rows.merge(other.rows, uniquingKeysWith: +)
        people.merge(other.people) { $0.union($1) }
        leftOut += other.leftOut
    }

    /// How many of the concepts that satisfy a condition there are, and in how many rows they stand.
    func sum(where isOne: (String) -> Bool) -> (concepts: Int, rows: Int) {
        let found = rows.filter { $0.value > 0 && isOne($0.key) }
        return (found.count, found.values.reduce(0, +))
    }
}
