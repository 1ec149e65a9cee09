import Findings

/// Few persons about whom something could be worked out.
struct SensitiveForm: Hashable {
    /// Atoms that some of them are in. As many as these hold, they could be.
    let touched: [Int32]
    /// Atoms that consist of them alone. At least as many as these hold, they are.
    let inside: [Int32]
    /// Whether some of them are in no set of which anything is told.
    let isOutside: Bool

    /// The atoms whose persons count where the form is to be as few, or as many, as can be.
    func atoms(at end: Audit.End) -> [Int32] { end == .most ? touched : inside }
}

/// A set that is told within another that is, of few persons less.
struct NestedPair {
    let smaller: Int
    let larger: Int
    /// The atoms between the two.
    let between: [Int32]
}

extension Lattice {
    /// The sets with few persons and what lies between two nested ones: each once, in an order that depends on nothing but their members.
    func forms(declared: [PersonSet], pairs: [NestedPair]) -> [SensitiveForm] {
        var forms: Set<SensitiveForm> = []
        for set in declared {
            let (touched, inside, isOutside) = parts(of: set)
            forms.insert(SensitiveForm(touched: touched, inside: inside, isOutside: isOutside))
        }
        for pair in pairs {
            forms.insert(SensitiveForm(touched: pair.between, inside: pair.between, isOutside: false))
        }
        return forms.sorted { one, other in
            one.touched != other.touched
                ? one.touched.lexicographicallyPrecedes(other.touched)
                : one.inside.lexicographicallyPrecedes(other.inside)
        }
    }

    /// Pairs of its sets of which one lies within the other and has fewer by 1 to one less than `fewest`.
    func nestedPairs(fewest: Int) -> [NestedPair] {
        var pairs: [NestedPair] = []
        let counts = atomsOfSet.map { $0.reduce(0) { $0 + sizes[Int($1)] } }
        let order = counts.indices.sorted { (counts[$0], $0) < (counts[$1], $1) }
        for (position, smaller) in order.enumerated() where counts[smaller] > 0 {
            for larger in order[(position + 1)...] where counts[larger] > counts[smaller] {
                if counts[larger] - counts[smaller] >= fewest { break }
                if let between = Self.difference(atomsOfSet[larger], atomsOfSet[smaller], most: fewest - 1) {
                    pairs.append(NestedPair(smaller: smaller, larger: larger, between: between))
                }
            }
        }
        return pairs
    }

    /// What a set has beyond another, at most `most` atoms; `nil` where the other is not within it.
    private static func difference(_ larger: [Int32], _ smaller: [Int32], most: Int) -> [Int32]? {
        guard smaller.count <= larger.count, larger.count - smaller.count <= most else { return nil }
        var rest: [Int32] = []
        var place = 0
        for atom in larger {
            if place < smaller.count, smaller[place] == atom {
                place += 1
            } else {
                rest.append(atom)
                if rest.count > most || (place < smaller.count && smaller[place] < atom) { return nil }
            }
        }
        return place == smaller.count ? rest : nil
    }
}
