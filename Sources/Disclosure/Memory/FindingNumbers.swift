import Findings

/// Every number of a finding that a report shows, with its name: those of its population, estimates, tests and sentences.
struct FindingNumbers {
    /// Where a number stands in its finding.
    enum Place: Hashable {
        case patients
        case observations
        case estimate(Int)
        case test(Int)
        /// The number of the prose among ``FindingBuilder/words``, and of the segment in it.
        case words(prose: Int, segment: Int)
    }

    struct Number {
        let name: NumberName
        /// What it has in common with numbers that the same could be worked out from, if it is neither a count nor a share.
        let kin: NumberName?
        let place: Place
        let basis: Basis
        let told: ToldSets
        /// Whether it tells of few patients itself.
        let isSmall: Bool
        /// The count of rows, of a number that counts some and not persons.
        let rows: Double?
        /// The family of a test.
        let family: String?
    }

    private(set) var all: [Number] = []
    private var seen: [NumberName: Int] = [:]

    init(of finding: FindingBuilder, _ primary: PrimarySuppression) {
        let population = finding.population
        if let patients = population.patients {
            let basis = Basis.of(patients)
            var told = ToldSets(basis, nil)
            told.byValue = [told.about]
            let isSmall = primary.isSmall(Basis.of(patients, apart: population.apart))
            add(.population("patients", of: finding.id), .patients, basis, told, isSmall: isSmall)
        }
        if let observations = population.observations {
            add(
                .population("observations", of: finding.id), .observations, population.rowsBasis, population.rowsTold,
                isSmall: primary.isSmall(population.rowsBasis), rows: Double(observations))
        }
        for (place, estimate) in finding.estimates.enumerated() {
            let name = unique(.estimate(estimate, of: finding.id)) {
                .estimate(estimate, of: finding.id, ordinal: $0)
            }
            add(
                name, .estimate(place), estimate.basis, estimate.told, isSmall: primary.isSmall(estimate),
                kin: estimate.told.bySum.map { _ in .kin("estimate", estimate.quantity.id, of: finding.id) })
        }
        for (place, test) in finding.tests.enumerated() {
            let name = unique(.test(test, of: finding.id)) { .test(test, of: finding.id, ordinal: $0) }
            add(
                name, .test(place), test.basis, test.told, isSmall: primary.isSmall(test.basis), family: test.family,
                kin: .kin("test", test.test.id, of: finding.id))
        }
        for (number, prose) in finding.words.enumerated() {
            for (place, segment) in prose.segments.enumerated() {
                guard case .measured(let measured) = segment else { continue }
                let name = unique(.words(prose, segment: place, of: finding.id)) {
                    .words(prose, segment: place, of: finding.id, ordinal: $0)
                }
                add(
                    name, .words(prose: number, segment: place), measured.basis, measured.told,
                    isSmall: primary.isSmall(measured.basis),
                    rows: measured.format == .count && measured.told.byValue.isEmpty ? measured.value : nil,
                    kin: measured.told.bySum.map { _ in .kin("words", "", of: finding.id) })
            }
        }
    }

    private mutating func unique(_ name: NumberName, _ further: (Int) -> NumberName) -> NumberName {
        let ordinal = seen[name, default: 0]
        seen[name] = ordinal + 1
        return ordinal == 0 ? name : further(ordinal)
    }

    private mutating func add(
        _ name: NumberName, _ place: Place, _ basis: Basis, _ told: ToldSets, isSmall: Bool,
        rows: Double? = nil, family: String? = nil, kin: NumberName? = nil
    ) {
        all.append(
            Number(
                name: name, kin: kin, place: place, basis: basis, told: told, isSmall: isSmall, rows: rows,
                family: family))
    }
}

extension FindingNumbers.Number {
    /// A word over all that an audit knows of it: what it is called, whom it is about and what it tells of them. Where those of all numbers of
    /// two runs are the same, the two audits are asked the same.
    var question: UInt64 {
        let sets = told.sets + told.byValue + told.byCounts + basis.apart.map { CountedSet($0) }
        let flags: UInt64 = (isSmall ? 1 : 0) + (told.bySum == nil ? 0 : 2)
        return sets.reduce(StableWord.of(name.word, flags)) { StableWord.of($0, $1.print) }
    }
}
