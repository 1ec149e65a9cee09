import Cohort
import DelimitedText

/// Rows of the exposures table: an opioid over some days, with its dose in morphine equivalents where there is one.
struct ExposureRows: TableRows {
    private let days: DayRange
    private let drugs: Field<Words<String>>
    private let routes: Field<Words<String>>
    private let doses: Field<DecimalColumn>
    private let totals: Field<DecimalColumn>
    private let equivalents: Field<DecimalColumn>
    private let times: Field<Words<TimeOfDay>>
    private let conversions: MorphineEquivalents

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try DayRange(&fields)
        drugs = try fields.words("drug") { .value($0) }
        routes = try fields.words("route") { .value($0) }
        doses = try fields.numbers("dose_mg")
        totals = try fields.numbers("total_mg")
        equivalents = try fields.numbers("mme")
        times = try fields.times()
        conversions = fields.morphineEquivalents
    }

    func lost(in block: ColumnBlock, _ rows: BlockRows) -> [LostRow] {
        rows.rejected.isEmpty ? [] : rows.lost(days.cells(in: block).starts)
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> DrugBatch<OpioidRegimen> {
        let days = days.cells(in: block)
        let doses = doses.cells(in: block)
        let totals = totals.cells(in: block)
        let equivalents = equivalents.cells(in: block)
        let times = times.cells(in: block)
        var drugNames = Vocabulary<String>()
        let drugs = drugs.cells(in: block).numbered(in: &drugNames)
        var routeNames = Vocabulary<String>()
        let routes = routes.cells(in: block).numbered(in: &routeNames)
        let products = ProductTable(conversions, drugs: drugNames.words, routes: routeNames.words)
        var terms = TermNumbering(words: drugNames.words)
        var regimens = RegimenNumbering<OpioidRegimen>()
        var spans = PersonBlock<DrugSpan>(capacity: block.rowCount)
        var unreadable = UnreadableCells()
        rows.forEach { row in
            var found = UnreadableCells()
            guard let (start, end) = days.days(of: &row), let drug = row.required(drugs) else { return }
            let route = row.dispensable(routes, &found)
            let dose =
                row.amount(doses, &found) ?? row.amount(totals, &found).flatMap { $0.perDay(start, through: end) }
            let equivalent = row.amount(equivalents, &found)
            let time = row.dispensable(times, &found)
            // A dose of 0 is a day without the drug: the row has said what it has to say.
            guard row.isUsable else { return }
            if !found.isEmpty { unreadable.add(found) }
            guard !(dose == 0 || (dose == nil && equivalent == 0)) else { return }
            let product = products.product(of: drug, by: route)
            let daily = Self.dailyMME(equivalent, dose: dose, by: product.conversion)
            let regimen = OpioidRegimen(
                drug: terms.number(of: drug), dailyMME: daily, dailyDose: dose, route: product.route,
                isSupply: days.isSupply(row), time: time)
            if let span = DrugSpan(start, through: end, regimen: regimens.number(of: regimen)) {
                spans.append(span, of: row.person, mark: row.mark)
            }
        }
        rows.unreadable = unreadable
        return DrugBatch(spans, regimens, terms)
    }

    /// An equivalent in the data wins over the factor. No dose above zero is worth 0, so that says: not convertible.
    private static func dailyMME(
        _ equivalent: Double?, dose: Double?, by conversion: MorphineEquivalents.Conversion?
    ) -> OpioidRegimen.DailyMME {
        guard let equivalent else { return MorphineEquivalents.dailyMME(of: dose, by: conversion) }
        return equivalent > 0 ? .milligrams(equivalent) : .notConvertible
    }
}

/// The way of giving and the conversion of every drug and route of a block, looked up once.
private struct ProductTable {
    private let products: [(route: Route?, conversion: MorphineEquivalents.Conversion?)]
    private let columns: Int

    init(_ equivalents: MorphineEquivalents, drugs: [String], routes: [String]) {
        columns = routes.count + 1
        let routes = [nil] + routes.map { Route(word: $0) }
        products = drugs.flatMap { word in
            let drug = ClinicalTerm<Opioid>(word)
            let implied = Route(inDrugWord: word)
            return routes.map { ($0 ?? implied, equivalents.conversion(of: drug, route: $0 ?? implied)) }
        }
    }

    @inline(__always)
    func product(of drug: UInt32, by route: UInt32?) -> (route: Route?, conversion: MorphineEquivalents.Conversion?) {
        products[Int(drug) * columns + (route.map { Int($0) + 1 } ?? 0)]
    }
}

extension Double {
    /// A dose of so many days on each of them; `nil` for 0, as a quantity that nobody wrote down is.
    func perDay(_ start: StudyDay, through end: StudyDay) -> Double? {
        self > 0 ? self / Double(end.days(since: start) + 1) : nil
    }
}
