import Cohort
import Estimation
import Findings

/// Who took which opioid, and what of it no factor converts.
struct DrugCensus {
    /// A drug, and how it was given.
    struct Product: Hashable {
        let drug: Opioid
        let route: Route?
    }

    /// Who took each drug, most patients first.
    let takers: [(drug: Opioid, persons: [Int])]
    /// The exposures without a factor, most first.
    let unconverted: [(product: Product, rows: Int, persons: [Int])]

    init(_ exposures: OpioidExposures, executor: BlockExecutor) {
        let drugs = exposures.regimens.map { exposures.drug(of: $0)?.code ?? .other }
        let products = Array(
            Set(
                zip(exposures.regimens, drugs).filter { $0.0.dailyMME == .notConvertible }.map {
                    Product(drug: $1, route: $0.route)
                }))
        let numbers = Dictionary(uniqueKeysWithValues: zip(products, products.indices))
        let productOf = zip(exposures.regimens, drugs).map { regimen, drug in
            regimen.dailyMME == .notConvertible ? numbers[Product(drug: drug, route: regimen.route)] : nil
        }
        let codes = Opioid.allCases
        let codeOf = drugs.map { codes.firstIndex(of: $0) ?? 0 }
        let blocks = executor.mapBlocks(of: exposures.spans.personCount, size: PeopleBlock.size) { people in
            var taken = [[Int]](repeating: [], count: codes.count)
            var rows = [Int](repeating: 0, count: products.count)
            var persons = [[Int]](repeating: [], count: products.count)
            for person in people {
                for span in exposures[person] {
                    let regimen = exposures.number(of: span)
                    let code = codeOf[regimen]
                    if taken[code].last != person { taken[code].append(person) }
                    guard let product = productOf[regimen] else { continue }
                    rows[product] += 1
                    if persons[product].last != person { persons[product].append(person) }
                }
            }
            return (taken: taken, rows: rows, persons: persons)
        }
        takers = codes.indices.map { code in (codes[code], blocks.flatMap { $0.taken[code] }) }
            .filter { !$0.1.isEmpty }.sorted { ($1.1.count, $0.0.rawValue) < ($0.1.count, $1.0.rawValue) }
        unconverted = products.indices.map { number in
            (products[number], blocks.reduce(0) { $0 + $1.rows[number] }, blocks.flatMap { $0.persons[number] })
        }.filter { $0.1 > 0 }.sorted {
            ($1.1, $0.0.drug.rawValue, $0.0.route?.rawValue ?? "") < (
                $0.1, $1.0.drug.rawValue, $1.0.route?.rawValue ?? ""
            )
        }
    }
}

/// Everybody's doses by the four denominators, of those whose every exposure that counts has one.
struct DoseTable {
    /// Who they are.
    let persons: PersonSet
    /// What they took, in the same order.
    let known: [DailyDoses]

    init(
        _ exposures: OpioidExposures, _ exposed: PersonSet, window: Int, executor: BlockExecutor,
        isCounted: @escaping @Sendable (Int32) -> Bool
    ) {
        let people = exposed.persons
        let blocks = executor.mapBlocks(of: people.count, size: PeopleBlock.size) { rows in
            rows.compactMap { row -> (Int, DailyDoses)? in
                guard case .known(let doses) = exposures.doses(of: people[row], window: window, where: isCounted)
                else { return nil }
                return (people[row], doses)
            }
        }
        persons = PersonSet(ascending: blocks.flatMap { $0.map(\.0) })
        known = blocks.flatMap { $0.map(\.1) }
    }
}
