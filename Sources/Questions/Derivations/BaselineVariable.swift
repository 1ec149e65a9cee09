import Cohort
import Findings

/// A variable that Table 1 describes.
struct BaselineVariable {
    /// Its values by person.
    enum Values {
        /// A number, or `nil`.
        case numeric([Double?])
        /// The index of a level; of `levels.count` where there is no value.
        case categorical(levels: [String], codes: [Int])
    }

    /// Most levels of a categorical column that is described.
    static let mostLevels = 12

    let place: StudyPlace
    let values: Values
    /// Which level stands for several that few patients have.
    private let pooled: Int?

    private init(_ name: String, origin: StudyPlace.Origin, _ values: Values, pooled: Int? = nil) {
        place = StudyPlace(StudyWord(name), origin: origin)
        self.values = values
        self.pooled = pooled
    }

    /// The variable at a level; `levels.count` is that of patients without a value.
    func level(_ level: Int) -> StudyPlace {
        guard case .categorical(let levels, _) = values, levels.indices.contains(level) else {
            return StudyPlace(place.column, origin: place.origin, level: .notRecorded)
        }
        return StudyPlace(
            place.column, origin: level == pooled ? .tool : place.origin, level: .recorded(StudyWord(levels[level])))
    }

    /// Every numeric column and every categorical one of a few levels but that which the table's columns come from; the first
    /// pain score; whether medication for opioid use disorder was received. Each is made when it is its turn: of millions of people,
    /// all of them are not at hand at once.
    static func all(of cohort: Cohort, but by: String?) -> some Sequence<BaselineVariable> {
        var variables: [() -> BaselineVariable?] = []
        for covariate in cohort.patients.covariates
        where covariate.name != by && !days.contains(covariate.name) {
            variables.append { BaselineVariable(covariate) }
        }
        variables += [{ firstPain(cohort) }, { medication(cohort) }]
        return variables.lazy.compactMap { $0() }
    }

    /// Days on the study's clock, which describe a study and nobody in it.
    private static let days =
        [ObservationStart.column, ObservationEnd.column, RandomizationDay.column]
        + PlannedFollowUp.Column.allCases.map(\.rawValue)

    private init?(_ covariate: Covariate) {
        switch covariate.values {
        case .numeric(let values):
            // A cell that reads "NaN" is no value.
            let finite = values.map { value in value.flatMap { $0.isFinite ? $0 : nil } }
            self.init(covariate.name, origin: .study, .numeric(finite))
        case .categorical(let levels, let codes):
            guard levels.count <= Self.mostLevels else { return nil }
            let all = covariate.shownLevels(of: codes, levels: levels.count)
            self.init(
                covariate.name, origin: .study, .categorical(levels: levels, codes: all),
                pooled: covariate.pooled?.index)
        }
    }

    /// Each patient's first score of the most used clinical instrument; `nil` where one is right-censored, as a mean would take
    /// it as measured.
    private static func firstPain(_ cohort: Cohort) -> BaselineVariable? {
        guard let most = cohort.mostUsedInstrument else { return nil }
        let instrument = cohort.instruments[most]
        let first = (0..<cohort.patients.count).map { person -> Double? in
            cohort.pain[person].first { Int($0.instrument) == most }?.score
        }
        guard !first.contains(where: { $0.map(instrument.isCensored) ?? false }) else { return nil }
        return BaselineVariable("first pain score: \(instrument.title)", origin: .tool, .numeric(first))
    }

    private static func medication(_ cohort: Cohort) -> BaselineVariable? {
        guard !cohort.moud.spans.isEmpty else { return nil }
        return BaselineVariable(
            "received medication for opioid use disorder", origin: .tool,
            .categorical(
                levels: ["no", "yes"],
                codes: (0..<cohort.patients.count).map { cohort.moud.firstDose(of: $0) == nil ? 0 : 1 }))
    }
}
