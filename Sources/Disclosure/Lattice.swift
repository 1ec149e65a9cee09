import Findings

/// Persons who are alike in all of some sets, together: the atoms of which every one of these sets is made.
struct Lattice {
    /// How many persons each atom has, in the order of its first person.
    let sizes: [Int]
    /// The atoms of each set, ascending.
    let atomsOfSet: [[Int32]]
    /// The atom of each person; -1 for one who is in none of the sets.
    private let atomOfPerson: [Int32]

    /// Finds the atoms: a random word a set, summed up by person, is the same for persons who are in the same sets. That it is another
    /// for all others is checked, with other words if need be.
    init(of sets: [PersonSet]) {
        for attempt in UInt64(0)... {
            if let lattice = Lattice(of: sets, attempt: attempt) {
                self = lattice
                return
            }
        }
        sizes = []
        atomsOfSet = []
        atomOfPerson = []
    }

    private init?(of sets: [PersonSet], attempt: UInt64) {
        let persons = sets.reduce(0) { max($0, $1.upperBound) }
        var sums = [UInt64](repeating: 0, count: persons)
        for (number, set) in sets.enumerated() {
            set.add(Self.word(UInt64(number) &+ attempt &* 1_000_003), to: &sums)
        }
        var numbers: [UInt64: Int32] = [:]
        var (atoms, sizes) = ([Int32](repeating: -1, count: persons), [Int]())
        for (person, sum) in sums.enumerated() where sum != 0 {
            let atom = numbers[sum] ?? Int32(sizes.count)
            if atom == sizes.count {
                numbers[sum] = atom
                sizes.append(0)
            }
            atoms[person] = atom
            sizes[Int(atom)] += 1
        }
        var atomsOfSet: [[Int32]] = []
        for set in sets {
            guard let own = Self.atoms(of: set, atoms, sizes), own.isWhole else { return nil }
            atomsOfSet.append(own.atoms)
        }
        self.sizes = sizes
        self.atomsOfSet = atomsOfSet
        atomOfPerson = atoms
    }

    /// The atoms that a set of persons touches, and those of which it has everybody. `isOutside` tells whether it has persons of no atom.
    func parts(of set: PersonSet) -> (touched: [Int32], inside: [Int32], isOutside: Bool) {
        var (counts, isOutside): ([Int32: Int], Bool) = ([:], false)
        set.forEach { person in
            if person < atomOfPerson.count, atomOfPerson[person] >= 0 {
                counts[atomOfPerson[person], default: 0] += 1
            } else {
                isOutside = true
            }
        }
        let touched = counts.keys.sorted()
        return (touched, touched.filter { counts[$0] == sizes[Int($0)] }, isOutside)
    }

    private static func atoms(of set: PersonSet, _ atoms: [Int32], _ sizes: [Int]) -> (atoms: [Int32], isWhole: Bool)? {
        if set.count * 8 < sizes.count {
            var counts: [Int32: Int] = [:]
            set.forEach { counts[atoms[$0], default: 0] += 1 }
            return (counts.keys.sorted(), counts.allSatisfy { $0 >= 0 && sizes[Int($0)] == $1 })
        }
        var counts = [Int](repeating: 0, count: sizes.count)
        var isInAtoms = true
        set.forEach { person in
            let atom = Int(atoms[person])
            if atom >= 0 { counts[atom] += 1 } else { isInAtoms = false }
        }
        guard isInAtoms else { return nil }
        var own: [Int32] = []
        var isWhole = true
        for (atom, count) in counts.enumerated() where count > 0 {
            own.append(Int32(atom))
            if count != sizes[atom] { isWhole = false }
        }
        return (own, isWhole)
    }

    /// A word that looks random, of a number (the finaliser of SplitMix64: Steele, Lea and Flood 2014, 10.1145/2660193.2660195).
    static func word(_ number: UInt64) -> UInt64 {
        var word = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
