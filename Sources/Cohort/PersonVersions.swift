/// A word for each person over all that a cohort knows of them: covariates and the rows of every table. It changes when any of that does.
///
/// It depends neither on the order of rows or people nor on who else is in the cohort, so that two runs weeks apart can be compared.
public struct PersonVersions: Sendable {
    /// Changes when the words do, as those of two ways to make them cannot be compared.
    public static let format: UInt64 = 1

    private let cohort: Cohort
    private let seed: UInt64
    private let instruments: [UInt64]
    private let opioids: [UInt64]
    private let medication: [UInt64]
    private let kinds: [UInt64]
    private let symptoms: [UInt64]
    private let substances: [UInt64]
    private let columns: [Column]

    private struct Column {
        let word: UInt64
        let numbers: [Double?]
        let codes: [Int32?]
        let levels: [UInt64]
    }

    /// - Parameter secret: makes the words tell nothing to whom does not have it.
    public init(of cohort: Cohort, secret: UInt64) {
        func word(_ add: (inout StableHash) -> Void) -> UInt64 {
            var hash = StableHash(secret)
            add(&hash)
            return hash.word
        }
        self.cohort = cohort
        seed = secret
        instruments = cohort.instruments.map { instrument in word { $0.combine(instrument.id) } }
        opioids = cohort.exposures.regimens.map { regimen in
            word { hash in
                hash.combine(cohort.exposures.drug(of: regimen)) { $0.combine($1) }
                hash.combine(regimen.route) { $0.combine("\($1)") }
                switch regimen.dailyMME {
                case .milligrams(let milligrams): hash.combine(milligrams)
                case .unknown: hash.combine(1 as UInt64)
                case .notConvertible: hash.combine(2 as UInt64)
                }
                hash.combine(regimen.dailyDose) { $0.combine($1) }
                hash.combine(regimen.isSupply)
                hash.combine(regimen.time)
            }
        }
        medication = cohort.moud.regimens.map { regimen in
            word { hash in
                hash.combine(cohort.moud.drug(of: regimen)) { $0.combine($1) }
                switch regimen.amount {
                case .milligrams(let milligrams): hash.combine(milligrams)
                case .given: hash.combine(1 as UInt64)
                case .unknown: hash.combine(2 as UInt64)
                }
                hash.combine(regimen.time)
            }
        }
        kinds = cohort.interventions.kinds.map { term in word { $0.combine(term) } }
        symptoms = cohort.symptoms.symptoms.map { term in word { $0.combine(term) } }
        substances = cohort.screens.substances.map { term in word { $0.combine(term) } }
        columns = cohort.patients.covariates.map { column in
            let name = word { $0.combine(column.name) }
            switch column.values {
            case .numeric(let numbers): return Column(word: name, numbers: numbers, codes: [], levels: [])
            case .categorical(let levels, let codes):
                let words = levels.map { level in word { $0.combine(level) } }
                return Column(word: name, numbers: [], codes: codes, levels: words)
            }
        }
    }

    /// The word of a person. It is a sum over rows, so that their order has no part in it.
    public subscript(person: Int) -> UInt64 {
        var sum: UInt64 = 0
        for column in columns {
            var hash = StableHash(seed ^ column.word)
            if column.numbers.isEmpty {
                guard let code = column.codes[person] else { continue }
                hash.combine(column.levels[Int(code)])
            } else {
                guard let number = column.numbers[person] else { continue }
                hash.combine(number)
            }
            sum &+= hash.word
        }
        addPain(of: person, to: &sum)
        add(cohort.exposures[person], opioids, 2, &sum)
        add(cohort.withdrawal[person], [], 3, &sum)
        add(cohort.moud[person], medication, 4, &sum)
        add(cohort.interventions[person], kinds, 5, &sum)
        add(cohort.symptoms[person], symptoms, 6, &sum)
        add(cohort.events[person], [], 7, &sum)
        add(cohort.screens.rows[person], substances, 8, &sum)
        add(cohort.visits[person], [], 9, &sum)
        return sum
    }

    private func add(_ rows: ArraySlice<some StableRow>, _ words: [UInt64], _ table: UInt64, _ sum: inout UInt64) {
        for row in rows {
            var hash = StableHash(seed ^ table)
            row.combine(into: &hash, words: words)
            sum &+= hash.word
        }
    }

    /// Body sites have numbers that depend on which others the study has, so a site is told by the scores that a person has of it.
    private func addPain(of person: Int, to sum: inout UInt64) {
        let scores = cohort.pain[person]
        let sites = cohort.pain.sites(of: person)
        var ofSite: [UInt16: UInt64] = [:]
        for row in scores.indices {
            let score = scores[row]
            var hash = StableHash(seed ^ 1)
            hash.combine(score.day)
            hash.combine(score.score)
            hash.combine(instruments[Int(score.instrument)])
            if cohort.pain.hasTimes { hash.combine(cohort.pain.time(ofRow: row, of: person)) }
            if sites.isEmpty {
                sum &+= hash.word
            } else {
                ofSite[sites[row], default: 0] &+= hash.word
            }
        }
        for (site, word) in ofSite {
            if site == 0 {
                sum &+= word
            } else {
                var hash = StableHash(seed ^ 10)
                hash.combine(word)
                sum &+= hash.word
            }
        }
    }
}

extension StableHash {
    /// A term by what it stands for; one that is none of the list's by its letters and digits, as several spellings of a word become one.
    fileprivate mutating func combine<Code>(_ term: ClinicalTerm<Code>) {
        combine(term.code.rawValue)
        if term.code == .other { combine(Code.parts(term.word).joined()) }
    }
}
