import DelimitedText

/// What the first cells of a column look like: counts and ranges. The cells themselves leave it only where they are words of a fixed list.
struct ColumnSketch: Sendable {
    /// As the file's header has it.
    let name: String
    /// Empty cells and words that mean "missing".
    let missing: Int
    /// Words that mean "missing" and are not empty, of a fixed list.
    let missingWords: [String]
    /// Of the cells that are not missing: the share that are numbers, and whole numbers.
    let numeric: Double
    let whole: Double
    /// How most cells that are not missing write a date; none where they are no dates.
    let dateFormats: [DateNotation]
    /// Whether most cells that are not missing are numbers with a decimal comma, which the file was not read with.
    let hasDecimalCommas: Bool
    /// Of the numbers; `nil` without any.
    let range: ClosedRange<Double>?
    /// Whether each cell that is not missing is another one.
    let isUnique: Bool
    /// What the name tells of identifiers, the cells permitting.
    let identifier: IdentifierClass?
    private let decimalMark: DecimalMark
    private let words: [(text: String, count: Int)]
    /// Of each row the position in `words`; -1 where the cell is missing.
    private let codes: [Int32]

    init(name: String, column: TextColumn, decimalMark: DecimalMark) {
        self.name = name
        self.decimalMark = decimalMark
        let texts = column.labels.map(CellText.trimmed)
        let isAbsent = texts.map { $0.isEmpty || MissingWords.contains($0) }
        var places: [String: Int32] = [:]
        let codeOfLabel = zip(texts, isAbsent).map { text, isAbsent -> Int32 in
            guard !isAbsent else { return -1 }
            if let place = places[text] { return place }
            let place = Int32(truncatingIfNeeded: places.count)
            places[text] = place
            return place
        }
        codes = (0..<column.count).map { row in
            if case .value(let code) = column[row] { codeOfLabel[Int(code)] } else { -1 }
        }
        var counted = [(text: String, count: Int)](repeating: ("", 0), count: places.count)
        for (text, place) in places { counted[Int(place)].text = text }
        for code in codes where code >= 0 { counted[Int(code)].count += 1 }
        words = counted
        missing = codes.count { $0 < 0 }
        missingWords = Set(zip(texts, isAbsent).compactMap { $1 && !$0.isEmpty ? $0 : nil }).sorted()
        isUnique = !words.isEmpty && words.allSatisfy { $0.count == 1 }
        let numbers = words.compactMap { word in
            CellText.number(word.text, decimalMark: decimalMark).map { (value: $0, count: word.count) }
        }
        let all = Double(max(1, words.reduce(0) { $0 + $1.count }))
        numeric = Double(numbers.reduce(0) { $0 + $1.count }) / all
        whole = Double(numbers.filter { $0.value == $0.value.rounded() }.reduce(0) { $0 + $1.count }) / all
        dateFormats = DateNotation.formats(of: words.map(\.text), decimalMark: decimalMark)
        identifier = IdentifierNames.verdict(onName: name).flatMap { verdict in
            verdict.dependsOnCells && InnocentCells.areOfOtherThing(column.labels, than: verdict.identifier)
                ? nil : verdict.identifier
        }
        hasDecimalCommas = decimalMark == .point && FileInspection.hasDecimalCommas(column)
        let values = numbers.map(\.value)
        range = values.min().flatMap { least in values.max().map { least...$0 } }
    }

    /// The share of the cells that are not missing whose word is one of a kind.
    func share(_ isOne: (String) -> Bool) -> Double {
        let all = words.reduce(0) { $0 + $1.count }
        return all == 0 ? 0 : Double(words.filter { isOne($0.text) }.reduce(0) { $0 + $1.count }) / Double(all)
    }

    /// The words that a fixed list has, as the file writes them.
    func known(_ isOne: (String) -> Bool) -> [String] { words.map(\.text).filter(isOne).sorted() }

    /// Its different words, to be compared with another file's and never shown.
    var distinct: Set<String> { Set(words.map(\.text)) }

    /// Whether some patient has two different cells of it.
    func varies(within patient: ColumnSketch) -> Bool {
        var first = [Int32](repeating: -1, count: patient.words.count)
        for (person, cell) in zip(patient.codes, codes) where person >= 0 && cell >= 0 {
            let known = first[Int(person)]
            if known >= 0, known != cell { return true }
            first[Int(person)] = cell
        }
        return false
    }

    /// Numbers that stand for "missing" in many exports, and that lie far from a column's other numbers.
    ///
    /// - Parameter possible: what the column can hold.
    func missingCodes(outside possible: ClosedRange<Double>) -> [Int] {
        let codes = [-9, -99, -999, -9999, -1, -8, -88, -7, -77, 77, 88, 99, 777, 888, 999, 9999]
        let found = codes.filter { code in
            !possible.contains(Double(code))
                && words.contains { CellText.number($0.text, decimalMark: decimalMark) == Double(code) }
        }
        let others = numbers(without: found)
        return !others.isEmpty && others.allSatisfy(possible.contains) ? found : []
    }

    /// Such numbers in a column of scores.
    var missingCodesOfScores: [Int] {
        let beyondTen = missingCodes(outside: 0...10)
        return beyondTen.isEmpty ? missingCodes(outside: 0...100) : beyondTen
    }

    /// Of the numbers of a column of scores that are none of these.
    var rangeOfScores: ClosedRange<Double>? {
        let scores = numbers(without: missingCodesOfScores)
        return scores.min().flatMap { least in scores.max().map { least...$0 } }
    }

    private func numbers(without codes: [Int]) -> [Double] {
        words.compactMap { CellText.number($0.text, decimalMark: decimalMark) }
            .filter { number in !codes.contains { Double($0) == number } }
    }

    /// The share of the cells that are not missing and hold a number at their beginning, as `8/2` and `16 mg` do.
    var beginsWithNumber: Double {
        share { $0.first?.isNumber == true && CellText.firstNumber($0, decimalMark: decimalMark) != nil }
    }

    /// Whether nearly all of it are numbers.
    var isNumeric: Bool { numeric > 0.9 }
    /// Whether nearly all of it are whole numbers.
    var isWhole: Bool { whole > 0.9 }
    /// Whether nearly all of it are dates.
    var isDates: Bool { !dateFormats.isEmpty }
    /// Whether it can be a day: whole numbers of days, days with the time as their fraction, or dates.
    var isDays: Bool { isNumeric || isDates }
}
