/// What could be worked out from what is told: for each sensitive form, whether it may still be 0 or 1 and as many as the minimum cell
/// less 1, whatever else is known (the audit of Fischetti and Salazar 2001, 10.1287/mnsc.47.7.1008.9805, over atoms instead of tables).
///
/// A proof is another way in which all persons could lie in the atoms, in whole numbers, in which every told set keeps its count. Such a
/// way is looked for by a linear programme and checked here in whole numbers, so that no rounding can make a form look protected.
struct Audit {
    /// How an end of a form's range stands.
    enum Verdict {
        /// The form may be as few, or as many, as it has to.
        case isProtected
        /// It may not, for these told sets.
        case isPinned(by: [Int])
    }

    /// An end of a form's range.
    enum End: CaseIterable, Sendable { case fewest, most }

    /// Something for either end.
    private struct Ends<Value: Sendable>: Sendable {
        var fewest: Value
        var most: Value

        subscript(end: End) -> Value {
            get { end == .fewest ? fewest : most }
            set { if end == .fewest { fewest = newValue } else { most = newValue } }
            _modify { if end == .fewest { yield &fewest } else { yield &most } }
        }
    }

    /// Atoms that have other sizes than they do: which, and by how many persons.
    typealias Way = [(atom: Int, by: Int)]

    private let sizes: [Int]
    private let forms: [SensitiveForm]
    private let minimumCell: Int
    /// What withholding each set costs.
    private let costs: [Int]
    /// The told sets of each atom, and the same as bits, to see which atoms are near one another.
    private let setsOfAtom: [[Int32]]
    private let bitsOfAtom: [[UInt64]]
    /// Whether each set is still told.
    private(set) var isTold: [Bool]
    private var toldBits: [UInt64]
    /// Forms that each atom counts in, at either end, and how many persons they have there.
    private let formsOfAtom: Ends<[[Int32]]>
    private let counts: Ends<[Int]>
    /// Whether each form is shown to be protected.
    private var isShown: Ends<[Bool]>
    /// Ways that show it.
    private(set) var ways: [Way] = []
    private var steps = 0

    /// A search begins with so many atoms near the form, and takes in so many others at a time where these are not enough.
    private static let nearest = 300
    private static let further = 1_000
    private static let attempts = 12
    /// Steps of the simplex method after which no more searches are made.
    private let mostSteps: Int

    init(sizes: [Int], told: [[Int32]], costs: [Int], forms: [SensitiveForm], minimumCell: Int, mostSteps: Int) {
        self.sizes = sizes
        self.forms = forms
        self.minimumCell = minimumCell
        self.costs = costs
        self.mostSteps = mostSteps
        var sets = [[Int32]](repeating: [], count: sizes.count)
        for (set, atoms) in told.enumerated() {
            for atom in atoms { sets[Int(atom)].append(Int32(set)) }
        }
        setsOfAtom = sets
        bitsOfAtom = sets.map { sets in
            var bits = [UInt64](repeating: 0, count: (told.count + 63) / 64)
            for set in sets { bits[Int(set) / 64] |= 1 << UInt64(set % 64) }
            return bits
        }
        isTold = [Bool](repeating: true, count: told.count)
        toldBits = [UInt64](repeating: .max, count: (told.count + 63) / 64)
        let none = [[Int32]](repeating: [], count: sizes.count)
        var ofAtom = Ends(fewest: none, most: none)
        for (form, own) in forms.enumerated() {
            for end in End.allCases {
                for atom in own.atoms(at: end) { ofAtom[end][Int(atom)].append(Int32(form)) }
            }
        }
        formsOfAtom = ofAtom
        func count(_ end: End) -> [Int] {
            forms.map { $0.atoms(at: end).reduce(0) { $0 + sizes[Int($1)] } }
        }
        let counts = Ends(fewest: count(.fewest), most: count(.most))
        self.counts = counts
        isShown = Ends(
            fewest: counts.fewest.map { $0 <= 1 },
            most: zip(forms, counts.most).map { $0.isOutside || $1 >= minimumCell - 1 })
    }

    /// Whether it took so long that more is withheld than has to be.
    var isHurried: Bool { steps >= mostSteps }

    /// A set is told no more.
    mutating func withhold(_ set: Int) {
        isTold[set] = false
        toldBits[set / 64] &= ~(1 << UInt64(set % 64))
    }

    /// Whether a form is protected at an end, and what pins it there if not.
    mutating func look(at form: Int, _ end: End) -> Verdict {
        guard !isShown[end][form] else { return .isProtected }
        let own = forms[form].atoms(at: end)
        let everything = told(of: own)
        guard !everything.isEmpty else {
            // Nothing is told of them.
            let first = own.first.map { [(atom: Int($0), by: minimumCell)] } ?? []
            learn(end == .most ? first : own.map { (Int($0), -sizes[Int($0)]) })
            return isShown[end][form] ? .isProtected : .isPinned(by: [])
        }
        guard !isHurried else { return alike(form, end) }
        var atoms = nearest(own)
        while true {
            switch search(form, end, among: atoms) {
            case .isFound: return .isProtected
            case .isNotFound: return alike(form, end)
            case .isImpossible(let reasons):
                let helping = self.helping(reasons, beside: atoms)
                if helping.isEmpty { return .isPinned(by: reasons.isEmpty ? everything : reasons.map(\.set)) }
                atoms += helping
            }
        }
    }

    private enum Search {
        case isFound
        case isNotFound
        case isImpossible([(set: Int, weight: Double)])
    }

    /// Looks for a way that moves nobody but between some atoms.
    private mutating func search(_ form: Int, _ end: End, among atoms: [Int]) -> Search {
        var equationOfSet = [Int32](repeating: -1, count: isTold.count)
        var sets: [Int] = []
        for atom in atoms {
            for set in setsOfAtom[atom] where isTold[Int(set)] && equationOfSet[Int(set)] < 0 {
                equationOfSet[Int(set)] = Int32(sets.count)
                sets.append(Int(set))
            }
        }
        var programme = LinearProgram(equations: sets.count)
        defer { steps += programme.steps }
        var columnOfAtom: [Int32: Int] = [:]
        for (number, atom) in atoms.enumerated() {
            let equations = setsOfAtom[atom].map { equationOfSet[Int($0)] }
            programme.append(equations, sign: 1, upper: Double(4 * minimumCell))
            programme.append(equations, sign: -1, upper: Double(sizes[atom]))
            columnOfAtom[Int32(atom)] = 2 * number
        }
        let sign: Double = end == .most ? 1 : -1
        let sum = forms[form].atoms(at: end).compactMap { columnOfAtom[$0] }
            .flatMap { [(column: $0, coefficient: sign), ($0 + 1, -sign)] }
        let gain = Double(end == .most ? minimumCell - 1 - counts.most[form] : counts.fewest[form] - 1)
        var canGoFurther = true
        for attempt in 0..<Self.attempts {
            // Not always the same moves, and not always as far: some of them are whole numbers.
            let further: Double = canGoFurther && attempt % 3 == 1 ? 1 : 0
            let outcome = programme.leastMoves(
                sum: sum, atLeast: gain + further,
                costs: { attempt == 0 ? 1 : 1 + Double(Lattice.word(UInt64($0 / 2 * 16 + attempt)) >> 56) / 256 },
                branches: attempt == Self.attempts - 1 ? 100 : 0)
            switch outcome {
            case .reached(let values):
                if let way = Self.way(values, atoms) { learn(way) }
                if isShown[end][form] { return .isFound }
            case .impossible(let reasons) where attempt == 0:
                return .isImpossible(reasons.map { (sets[$0.equation], $0.weight) })
            case .impossible: canGoFurther = false
            case .notFound: continue
            }
        }
        return .isNotFound
    }

    /// The told sets that tell the persons of a form from others nearby: without these, persons could move between the two. No search is
    /// needed where there are none, nor are these the cheapest there are.
    private mutating func alike(_ form: Int, _ end: End) -> Verdict {
        let own = forms[form].atoms(at: end).map { Int($0) }
        let isOwn = Set(own)
        let others = sizes.indices.filter { !isOwn.contains($0) }
        func forEachApart(_ one: Int, _ other: Int, _ visit: (Int) -> Void) {
            for word in toldBits.indices {
                var bits = (bitsOfAtom[one][word] ^ bitsOfAtom[other][word]) & toldBits[word]
                while bits != 0 {
                    visit(word * 64 + bits.trailingZeroBitCount)
                    bits &= bits - 1
                }
            }
        }
        func price(_ one: Int, _ other: Int) -> Int {
            var price = 0
            forEachApart(one, other) { price += costs[$0] }
            return price
        }
        func nearest(to atom: Int, among others: [Int]) -> Int? {
            others.map { (price: price(atom, $0), atom: $0) }.min { $0 < $1 }?.atom
        }
        var (sets, way): (Set<Int>, [Int: Int]) = ([], [:])
        switch end {
        case .fewest:
            for atom in own {
                guard let other = nearest(to: atom, among: others) else {
                    return .isPinned(by: told(of: [Int32(atom)]))
                }
                forEachApart(atom, other) { sets.insert($0) }
                way[atom, default: 0] -= sizes[atom]
                way[other, default: 0] += sizes[atom]
            }
        case .most:
            guard let atom = own.first else { return .isProtected }
            var (missing, rest) = (minimumCell - 1 - counts.most[form], others)
            while missing > 0, let other = nearest(to: atom, among: rest) {
                let by = min(missing, sizes[other])
                forEachApart(atom, other) { sets.insert($0) }
                way[atom, default: 0] += by
                way[other, default: 0] -= by
                missing -= by
                rest.removeAll { $0 == other }
            }
        }
        if sets.isEmpty {
            learn(way.map { (atom: $0.key, by: $0.value) }.sorted { $0.atom < $1.atom })
            if isShown[end][form] { return .isProtected }
        }
        return .isPinned(by: sets.isEmpty ? told(of: own.map { Int32($0) }) : sets.sorted())
    }

    /// What is still told of some atoms.
    private func told(of atoms: [Int32]) -> [Int] {
        Set(atoms.flatMap { setsOfAtom[Int($0)] }).map { Int($0) }.filter { isTold[$0] }.sorted()
    }

    /// The atoms that share most of what is told with some of these, and these.
    private func nearest(_ own: [Int32]) -> [Int] {
        guard sizes.count > Self.nearest else { return Array(sizes.indices) }
        let distances = sizes.indices.map { atom in
            own.reduce(Int.max) { least, other in
                var distance = 0
                for word in toldBits.indices {
                    distance +=
                        ((bitsOfAtom[atom][word] ^ bitsOfAtom[Int(other)][word]) & toldBits[word]).nonzeroBitCount
                }
                return min(least, distance)
            }
        }
        let isOwn = Set(own)
        func rank(_ atom: Int) -> (Int, Int) { (isOwn.contains(Int32(atom)) ? -1 : distances[atom], atom) }
        return sizes.indices.sorted { rank($0) < rank($1) }.prefix(max(Self.nearest, own.count)).sorted()
    }

    /// Atoms beside those of a search that could help where it shows that it is impossible without them.
    private func helping(_ reasons: [(set: Int, weight: Double)], beside atoms: [Int]) -> [Int] {
        var weights = [Double](repeating: 0, count: isTold.count)
        for (set, weight) in reasons { weights[set] = weight }
        var isThere = [Bool](repeating: false, count: sizes.count)
        for atom in atoms { isThere[atom] = true }
        var gains: [(gain: Double, atom: Int)] = []
        for atom in sizes.indices where !isThere[atom] {
            let gain = abs(setsOfAtom[atom].reduce(0) { $0 + weights[Int($1)] })
            if gain > 1e-7 { gains.append((gain, atom)) }
        }
        gains.sort { ($0.gain, $1.atom) > ($1.gain, $0.atom) }
        return gains.prefix(Self.further).map(\.atom)
    }

    /// The moves that the columns' values are; `nil` where they are no whole numbers.
    private static func way(_ values: [Double], _ atoms: [Int]) -> Way? {
        var way: Way = []
        for (number, atom) in atoms.enumerated() {
            let move = values[2 * number] - values[2 * number + 1]
            guard abs(move - move.rounded()) < 1e-6 else { return nil }
            if move.rounded() != 0 { way.append((atom, Int(move.rounded()))) }
        }
        return way
    }

    /// Checks a way in whole numbers and notes what it shows of all forms.
    private mutating func learn(_ way: Way) {
        var changes: [Int32: Int] = [:]
        for (atom, by) in way {
            guard sizes[atom] + by >= 0 else { return }
            for set in setsOfAtom[atom] where isTold[Int(set)] { changes[set, default: 0] += by }
        }
        guard changes.values.allSatisfy({ $0 == 0 }) else { return }
        var isUsed = false
        for end in End.allCases {
            var gains: [Int32: Int] = [:]
            for (atom, by) in way {
                for form in formsOfAtom[end][atom] { gains[form, default: 0] += by }
            }
            for (form, by) in gains where !isShown[end][Int(form)] {
                let count = counts[end][Int(form)] + by
                if end == .most ? count >= minimumCell - 1 : count <= 1 {
                    isShown[end][Int(form)] = true
                    isUsed = true
                }
            }
        }
        if isUsed { ways.append(way) }
    }
}
