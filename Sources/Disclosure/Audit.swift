/// What could be worked out from what is told: for each set of few persons, whether its count may still be 1 and as many as the minimum
/// cell less 1, whatever else is known (the audit of Fischetti and Salazar 2001, 10.1287/mnsc.47.7.1008.9805, over the relations of a
/// whole run instead of one table).
///
/// Told counts are constants, so what is not told falls into components that nothing links; each is a small linear programme. A proof of
/// protection is another choice of counts, in whole numbers, that keeps every equation, checked in whole numbers: no rounding can make a
/// set look protected.
struct Audit {
    typealias End = LinearProgram.End

    private let counts: [Int]
    private let few: [Int]
    private let isFew: [Bool]
    private let relations: [CountRelations.Relation]
    private let minimumCell: Int
    private let relationsOfSet: [[Int32]]
    /// Whether each told set is told for ever, so that withholding it is no choice.
    private let isFixed: [Bool]
    /// Whether each set's count is told.
    private(set) var isTold: [Bool]
    private var isShown: [End: Set<Int>]
    /// Other counts that show protection: of the sets of a component those that differ from what they are.
    private(set) var ways: [[Int: Int]] = []
    private var steps = 0
    /// Steps of the simplex method after which nothing more is searched for and everything that hangs together with few persons goes.
    private let mostSteps: Int

    init(_ known: CountRelations, minimumCell: Int, fixed: [Bool], mostSteps: Int) {
        isFixed = fixed
        self.mostSteps = mostSteps
        counts = known.counts
        few = known.few
        var isFew = [Bool](repeating: false, count: known.counts.count)
        for set in known.few { isFew[set] = true }
        self.isFew = isFew
        relations = known.relations
        self.minimumCell = minimumCell
        isTold = known.counts.indices.map { $0 < known.toldCount }
        var ofSet = [[Int32]](repeating: [], count: known.counts.count)
        for (number, relation) in relations.enumerated() {
            for set in Set(relation.whole + relation.parts) { ofSet[set].append(Int32(number)) }
        }
        relationsOfSet = ofSet
        isShown = [
            .fewest: Set(known.few.filter { known.counts[$0] <= 1 }),
            .most: Set(known.few.filter { known.counts[$0] >= minimumCell - 1 }),
        ]
    }

    /// Whether it took so long that more is withheld than has to be.
    var isHurried: Bool { steps >= mostSteps }

    /// A set is told no more.
    mutating func withhold(_ set: Int) { isTold[set] = false }

    /// What the rest of an audit asks: which told set goes, of those that pin one of few persons.
    ///
    /// - Parameters:
    ///   - watch: told how many sets of few persons have been looked at.
    ///   - choose: takes told sets, at least one; tells no more one of them at least by ``withhold(_:)``.
    mutating func run(_ watch: AuditWatch? = nil, _ choose: (_ pins: [Int], _ audit: inout Audit) -> Void) {
        for (number, set) in few.enumerated() {
            watch?(number, few.count)
            guard !isProtected(set), !isForEver(set) else { continue }
            // What shows one set protected often shows its neighbours so: all of a component are asked in one programme.
            var component = Component(around: set, self)
            var waiting = component.few(of: self)
            while let next = waiting.popLast() {
                for end in End.allCases {
                    guard let pins = component.pins(of: next, end, &self), !pins.isEmpty else { continue }
                    if isNobodyAnyhow(next, pins) {
                        isShown[end]?.insert(next)
                        continue
                    }
                    choose(pins, &self)
                    component = Component(around: next, self)
                    waiting = component.few(of: self)
                    break
                }
            }
        }
    }

    /// Whether a set has nobody by what the sets are, whatever is told of them: from that an age is recorded of as many as are in a group, in
    /// the sets themselves, it follows that it is missing of nobody, and no number that is withheld changes it. (A set of somebody never is so
    /// pinned: with all counts twice as large every equation holds as well.)
    ///
    /// - Parameter pins: the told sets that seem to pin it.
    private mutating func isNobodyAnyhow(_ set: Int, _ pins: [Int]) -> Bool {
        guard counts[set] == 0, !isHurried else { return false }
        var blind = self
        defer { steps = blind.steps }
        var pins = pins
        while true {
            for pin in pins { blind.isTold[pin] = false }
            var component = Component(around: set, blind)
            switch component.reach(set, .most, &blind) {
            case .reached, .notFound: return false
            case .pinned(let equations):
                pins = component.told(in: equations, blind)
                if pins.isEmpty { return true }
            }
        }
    }

    /// How few, or how many, a set must be able to be. Where nobody is in it, which must not be known, one person is enough.
    private func enough(of set: Int, _ end: End) -> Int {
        end == .fewest || counts[set] == 0 ? 1 : minimumCell - 1
    }

    private func isForEver(_ set: Int) -> Bool { set < isFixed.count && isFixed[set] }

    private func isProtected(_ set: Int) -> Bool {
        End.allCases.allSatisfy { isShown[$0]?.contains(set) == true }
    }

    /// Sets that are not told and hang together, as a programme.
    private struct Component: ~Copyable {
        private let sets: [Int]
        private let placeOfSet: [Int: Int]
        private let numbers: [Int]
        private var programme: LinearProgram

        init(around set: Int, _ audit: borrowing Audit) {
            var (sets, seen, relations) = ([set], Set([set]), Set<Int>())
            var next = 0
            while next < sets.count {
                for number in audit.relationsOfSet[sets[next]] where relations.insert(Int(number)).inserted {
                    let relation = audit.relations[Int(number)]
                    for other in relation.whole + relation.parts
                    where !audit.isTold[other] && seen.insert(other).inserted {
                        sets.append(other)
                    }
                }
                next += 1
            }
            sets.sort()
            let placeOfSet = Dictionary(uniqueKeysWithValues: zip(sets, sets.indices))
            let numbers = relations.sorted()
            let equations = numbers.map { number in
                var (coefficients, value): ([Int: Double], Double) = ([:], 0)
                for (side, sign) in [(audit.relations[number].whole, 1.0), (audit.relations[number].parts, -1.0)] {
                    for other in side {
                        if let place = placeOfSet[other] {
                            coefficients[place, default: 0] += sign
                        } else {
                            value -= sign * Double(audit.counts[other])
                        }
                    }
                }
                let terms = coefficients.filter { $0.value != 0 }.sorted { $0.key < $1.key }
                return LinearProgram.Equation(
                    terms: terms.map { (variable: $0.key, coefficient: $0.value) }, value: value)
            }
            let most = sets.reduce(0) { max($0, audit.counts[$1]) }
            programme = LinearProgram(
                variables: sets.count, equations: equations, upper: Double(2 * most + 100 * audit.minimumCell))
            self.sets = sets
            self.placeOfSet = placeOfSet
            self.numbers = numbers
        }

        /// Sets of few persons in it that are not shown to be protected, the last first.
        func few(of audit: borrowing Audit) -> [Int] {
            audit.few.filter { placeOfSet[$0] != nil && !audit.isProtected($0) }.reversed()
        }

        /// The told sets that pin a set at an end and can be withheld; `nil` where it is protected there, none where nothing does.
        mutating func pins(of set: Int, _ end: End, _ audit: inout Audit) -> [Int]? {
            guard audit.isShown[end]?.contains(set) != true, placeOfSet[set] != nil else { return nil }
            func choice(_ equations: [Int]) -> [Int] { told(in: equations, audit).filter { !audit.isForEver($0) } }
            if audit.isHurried { return choice(Array(numbers.indices)) }
            switch reach(set, end, &audit) {
            case .reached(let values):
                audit.learn(zip(sets, values))
                return nil
            case .pinned(let equations): return choice(equations)
            case .notFound: return choice(Array(numbers.indices))
            }
        }

        /// Whether a set of the programme can be as few, or as many, as it must be able to be.
        mutating func reach(_ set: Int, _ end: End, _ audit: inout Audit) -> LinearProgram.Outcome {
            guard let variable = placeOfSet[set] else { return .notFound }
            let before = programme.steps
            defer { audit.steps += programme.steps - before }
            return programme.reach(variable, end, audit.enough(of: set, end))
        }

        /// The told sets in equations.
        func told(in equations: [Int], _ audit: borrowing Audit) -> [Int] {
            var told: Set<Int> = []
            for equation in equations {
                let relation = audit.relations[numbers[equation]]
                for set in relation.whole + relation.parts where audit.isTold[set] { told.insert(set) }
            }
            return told.sorted()
        }
    }

    private mutating func learn(_ values: some Sequence<(Int, Int)>) {
        var way: [Int: Int] = [:]
        var isUsed = false
        for (set, value) in values {
            if value != counts[set] { way[set] = value }
            guard isFew[set] else { continue }
            if value <= 1, isShown[.fewest]?.insert(set).inserted == true { isUsed = true }
            if value >= enough(of: set, .most), isShown[.most]?.insert(set).inserted == true { isUsed = true }
        }
        if isUsed { ways.append(way) }
    }
}
