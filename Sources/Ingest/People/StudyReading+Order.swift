import Cohort

extension StudyReading {
    /// Puts people, all of whose rows have been read, in an order that does not depend on the order of the files: whatever is drawn at
    /// random, and every sum over people, is then the same.
    ///
    /// Returns the new index of each old one, for the rows; `nil` where everybody keeps it.
    mutating func orderPeople() -> [Int32]? {
        guard let index = numbering.order() else { return nil }
        covariates = CovariateTexts(
            columns: covariates.columns.map { column in
                CovariateTexts.Column(
                    name: column.name, headers: column.headers, codes: index.moved(column.codes, filling: -1),
                    words: column.words)
            })
        met = met.mapValues { index.moved($0, filling: false) }
        origins = origins.map { index.moved($0, filling: nil) }
        return index
    }
}

extension [Int32] {
    /// The values of people with old indices, by the new ones; people behind the last value have `none`.
    fileprivate func moved<Value>(_ values: [Value], filling none: Value) -> [Value] {
        var moved = [Value](repeating: none, count: count)
        for (person, value) in zip(self, values) { moved[Int(person)] = value }
        return moved
    }
}

extension Array where Element: PersonBatch {
    /// Gives each person another number.
    mutating func renumber(_ index: [Int32]) {
        for number in indices { self[number].renumber { index[Int($0)] } }
    }
}
