import Cohort

/// The rows of exposures whose drug has no morphine equivalent as it is given.
struct UnconvertedDrugs {
    /// A drug in the study's word, and how it is given.
    private struct Product: Hashable {
        let drug: String
        let route: Route?

        var words: String { route.map { "\(drug) (\($0 == .other ? "another route" : $0.rawValue))" } ?? drug }
    }

    /// How many.
    let rows: Int
    private let products: [(words: String, rows: Int, patients: Int)]

    init(_ exposures: OpioidExposures) {
        // The product of each regimen that has none, by number.
        var numbers: [Product: Int] = [:]
        let productOf = exposures.regimens.map { regimen -> Int? in
            guard regimen.dailyMME == .notConvertible else { return nil }
            let drug = exposures.drug(of: regimen)?.word ?? "no drug named"
            let product = Product(drug: drug, route: regimen.route)
            if let number = numbers[product] { return number }
            numbers[product] = numbers.count
            return numbers.count - 1
        }
        var tally = [(rows: Int, patients: Int, latest: Int)](repeating: (0, 0, -1), count: numbers.count)
        if !tally.isEmpty {
            for person in 0..<exposures.spans.personCount {
                for span in exposures[person] {
                    guard let number = productOf[exposures.number(of: span)] else { continue }
                    tally[number].rows += 1
                    if tally[number].latest != person { tally[number].patients += 1 }
                    tally[number].latest = person
                }
            }
        }
        rows = tally.reduce(0) { $0 + $1.rows }
        products = numbers.filter { tally[$0.value].rows > 0 }
            .map { ($0.key.words, tally[$0.value].rows, tally[$0.value].patients) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// The products with their rows; those of fewer patients than `fewest` together, without names.
    func list(fewest: Int) -> String {
        let shown = products.filter { $0.patients >= fewest }.map { "\"\($0.words)\" (rows: \($0.rows))" }
        let others = products.filter { $0.patients < fewest }
        let rest = others.isEmpty ? [] : ["\(others.count) other\(others.count == 1 ? "" : "s") of few patients each"]
        return (shown + rest).joined(separator: ", ")
    }
}
