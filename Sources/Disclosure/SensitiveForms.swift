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

extension Lattice {
    /// The sets with few persons, and the differences of a set and one within it, `shown`, that are few persons: each once, in an order
    /// that depends on nothing but their members.
    func forms(declared: [PersonSet], shown: Range<Int>, fewest: Int) -> [SensitiveForm] {
        var forms: Set<SensitiveForm> = []
        for set in declared {
            let (touched, inside, isOutside) = parts(of: set)
            forms.insert(SensitiveForm(touched: touched, inside: inside, isOutside: isOutside))
        }
        let counts = shown.map { set in atomsOfSet[set].reduce(0) { $0 + sizes[Int($1)] } }
        let order = shown.indices.sorted { counts[$0 - shown.lowerBound] < counts[$1 - shown.lowerBound] }
        for (position, smaller) in order.enumerated() where counts[smaller - shown.lowerBound] > 0 {
            let few = counts[smaller - shown.lowerBound]
            for larger in order[(position + 1)...] {
                let many = counts[larger - shown.lowerBound]
                if many == few { continue }
                if many - few >= fewest { break }
                if let rest = Self.difference(atomsOfSet[larger], atomsOfSet[smaller], most: fewest - 1) {
                    forms.insert(SensitiveForm(touched: rest, inside: rest, isOutside: false))
                }
            }
        }
        return forms.sorted { one, other in
            one.touched != other.touched
                ? one.touched.lexicographicallyPrecedes(other.touched)
                : one.inside.lexicographicallyPrecedes(other.inside)
        }
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
