/// The patients' columns as texts, for scales and drugs that follow from a patient's column.
struct CovariateTexts: Sendable {
    struct Column: Sendable {
        let name: String
        /// The column's names in the files, under which a study file may also refer to it.
        let headers: Set<String>
        /// Each person's word, or -1.
        let codes: [Int32]
        let words: [PatientWord]
    }

    let columns: [Column]

    var names: [String] { columns.map(\.name) }

    func column(named name: String) -> Column? {
        columns.first { $0.name == name } ?? columns.first { $0.headers.contains(name) }
    }
}

extension CovariateTexts.Column {
    /// A given type, or else what the words say: numbers where every word is one, but for those of ``PatientWord/isNotFinite``,
    /// and more than ten are different.
    func type(_ given: CovariateType?) -> CovariateType {
        if let given { return given }
        let used = usedWords
        let numbers = used.count { $0.element.number != nil }
        let others = used.count { $0.element.number == nil && !$0.element.isNotFinite }
        return others == 0 && numbers > 10 ? .numeric : .categorical
    }

    /// The people for whom a column of numbers says `NaN` or the like.
    func peopleNotFinite(_ type: CovariateType) -> Int {
        guard type == .numeric else { return 0 }
        return codes.count { $0 >= 0 && words[Int($0)].isNotFinite }
    }

    /// Words that somebody has, by their number.
    var usedWords: [(offset: Int, element: PatientWord)] {
        var used = [Bool](repeating: false, count: words.count)
        for code in codes where code >= 0 { used[Int(code)] = true }
        return words.enumerated().filter { used[$0.offset] }.map { ($0.offset, $0.element) }
    }
}
