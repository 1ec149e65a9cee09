import Cohort
import Estimation
import Findings

/// Table 1: who the patients are, overall and by the levels of one column, with standardised differences.
enum BaselineTable: Question {
    typealias Settings = BaselineTableSettings

    static let id = "baseline_table"
    static let title = "Patients at baseline"
    static let question = "Who are the patients, and do the groups differ?"
    static let sample: String? = "{by: arm}"
    static let isAskedAlways = true

    static let quantities: [QuantityInfo] = [
        Quantity.columnPatients.info, Quantity.baselineMean.info, Quantity.baselineSD.info,
        Quantity.baselineMedian.info, Quantity.baselineLowerQuartile.info, Quantity.baselineUpperQuartile.info,
        Quantity.baselineMissing.info, Quantity.baselineShare.info, Quantity.standardizedDifference.info,
    ]
    static let mainAnswers: [MainAnswer] = []

    static let tests: [TestInfo] = []

    /// Most columns between which the largest standardised difference is sought: pairs grow with the square.
    static let mostCompared = 50

    /// Without a column of its own, the first by which the share without withdrawal is given.
    static func completed(
        _ settings: BaselineTableSettings, beside asked: AskedQuestions
    ) -> BaselineTableSettings {
        var settings = settings
        settings.by = settings.by ?? asked.settings(of: Day7Withdrawal.self)?.groupColumns.first
        return settings
    }

    static func answer(
        _ settings: BaselineTableSettings, of study: Study, into finding: inout FindingBuilder
    ) {
        finding.population = .init(
            "everyone in the study's patient tables", patients: study.everyone, observations: nil)
        finding.estimand =
            "Mean, standard deviation, median and quartiles of numeric variables; shares of categorical ones."
        finding.method = """
            Quartiles by linear interpolation (type 7 of Hyndman and Fan 1996). Standardised differences after Austin 2009 \
            (10.1002/sim.3697), of several levels after Yang and Dalton 2012; the largest between any two columns. First pain \
            scores are left out where one is at the cut-off of its test.
            """
        guard !study.everyone.isEmpty else { return finding.notEstimable("the study has no patients") }
        let groups = settings.by.flatMap { PatientGroups($0, of: study.cohort) }
        let columns = BaselineColumns(groups, everyone: study.everyone)
        finding.keep(.columnPatients)
        finding.keep(.baselineShare)
        finding.keep(.baselineMean)
        finding.keep(.baselineMissing)
        for (place, members) in zip(columns.places, columns.members) {
            finding.add(count: members, as: .columnPatients, BaselineKey(column: place))
        }
        for variable in BaselineVariable.all(of: study.cohort, but: settings.by) {
            switch variable.values {
            case .numeric(let values):
                addNumeric(values, variable, columns, to: &finding)
            case .categorical(let levels, let codes):
                addCategorical(
                    codes, levels: levels.count, variable, columns, to: &finding)
            }
        }
        finding.cautions = [
            """
            Shares are of all patients of a column, with those not recorded as a level of their own; numeric summaries are of \
            the patients with a value, and the share without one stands beside them.
            """,
            "A standardised difference above 0.1 is often read as an imbalance worth adjusting for; it is not a test.",
        ]
        if columns.groups.count > mostCompared {
            finding.cautions.append(
                "Standardised differences are given for at most \(setting: mostCompared) columns; this table has more.")
        }
    }

    // MARK: - Numeric variables

    /// Without `n`: it would give a small number of missing values away beside the column's size.
    private static func addNumeric(
        _ values: [Double?], _ variable: BaselineVariable, _ columns: BaselineColumns, to finding: inout FindingBuilder
    ) {
        let parts = columns.parts(2) { values[$0] == nil ? 1 : 0 }
        let ofColumn = columns.values(values)
        let moments = ofColumn.map { OnlineMoments($0) }
        for (index, column) in columns.places.enumerated() {
            let key = BaselineKey(column: column, variable: variable.place)
            let (present, absent) = (parts[index][0], parts[index][1])
            let quartiles = Quantile.quartiles(ofColumn[index])
            let (basis, contributions) = (Basis.of(present), Contributions(ofColumn[index]))
            for (quantity, value) in [
                (Quantity.baselineMean, moments[index].mean), (.baselineSD, moments[index].standardDeviation),
                (.baselineMedian, quartiles?.median), (.baselineLowerQuartile, quartiles?.lower),
                (.baselineUpperQuartile, quartiles?.upper),
            ] {
                finding.add(quantity, key, value, basis: basis, of: contributions)
            }
            let members = columns.members[index]
            finding.add(
                .baselineMissing, key, share(absent, of: members), n: members.count, events: absent.count,
                basis: .event(absent, among: members))
        }
        addDifference(variable, columns, to: &finding) {
            StandardizedDifference.continuous(moments[$0], moments[$1])
        }
    }

    // MARK: - Categorical variables

    /// Shares of the whole column.
    private static func addCategorical(
        _ codes: [Int], levels: Int, _ variable: BaselineVariable, _ columns: BaselineColumns,
        to finding: inout FindingBuilder
    ) {
        // The last part are those without a value.
        let parts = columns.parts(levels + 1) { codes[$0] }
        for (index, column) in columns.places.enumerated() {
            let members = columns.members[index]
            let own = parts[index].last?.isEmpty == true ? Array(parts[index].dropLast()) : parts[index]
            for (level, persons) in own.enumerated() {
                finding.add(
                    .baselineShare, BaselineKey(column: column, variable: variable.level(level)),
                    share(persons, of: members), n: members.count, events: persons.count,
                    basis: .event(persons, among: members))
            }
        }
        let recorded = parts.map { Array($0.dropLast()) }
        let counts = recorded.map { $0.map(\.count) }
        addDifference(variable, columns, apart: recorded.dropFirst().flatMap(\.self), to: &finding) {
            StandardizedDifference.categorical(counts[$0], counts[$1])
        }
    }

    private static func share(_ part: PersonSet, of members: PersonSet) -> Double? {
        members.isEmpty ? nil : Double(part.count) / Double(members.count)
    }

    // MARK: - Standardised differences

    /// The largest absolute standardised difference between any two columns beside that of all patients.
    private static func addDifference(
        _ variable: BaselineVariable, _ columns: BaselineColumns, apart: [PersonSet] = [],
        to finding: inout FindingBuilder, _ difference: (_ one: Int, _ other: Int) -> Double?
    ) {
        guard columns.groups.count <= mostCompared else { return }
        var largest: Double?
        for one in columns.groups {
            for other in columns.groups.dropFirst(one) {
                guard let difference = difference(one, other) else { continue }
                largest = max(largest ?? 0, abs(difference))
            }
        }
        guard let largest else { return }
        finding.add(
            .standardizedDifference, BaselineKey(variable: variable.place), largest,
            basis: .of(columns.members[0], apart: columns.groups.map { columns.members[$0] } + apart))
    }
}
