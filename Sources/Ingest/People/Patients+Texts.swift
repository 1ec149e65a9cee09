import Cohort

extension Patients {
    /// People with typed columns.
    init(_ texts: CovariateTexts, personCount: Int, study: StudyDefinition) {
        self.init(
            count: personCount,
            covariates: texts.columns.map {
                Covariate($0, type: $0.type(study.type(of: $0.name)), ageCap: study.ageCap)
            })
    }
}

extension Covariate {
    fileprivate init(_ column: CovariateTexts.Column, type: CovariateType, ageCap: Int?) {
        if type == .numeric {
            let cap = IdentifierNames.isAge(column.name) ? ageCap.map(Double.init) ?? .infinity : .infinity
            let values = column.words.map { $0.number.map { min($0, cap) } }
            self.init(name: column.name, values: .numeric(column.codes.map { $0 < 0 ? nil : values[Int($0)] }))
            return
        }
        let words = column.usedWords
        let ordered = words.sorted { NaturalOrder.precedes($0.element.text, $1.element.text) }
        var level = [Int32](repeating: -1, count: column.words.count)
        for (position, word) in ordered.enumerated() { level[word.offset] = Int32(truncatingIfNeeded: position) }
        self.init(
            name: column.name,
            values: .categorical(
                levels: ordered.map(\.element.text), codes: column.codes.map { $0 < 0 ? nil : level[Int($0)] }))
    }
}
