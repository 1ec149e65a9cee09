import Cohort

/// How names of concepts are read: most say nothing that a study asks about, which a few bytes tell.
struct ConceptNameReading: Sendable {
    private let list: ConceptList
    private let drugs: NameScreen
    private let opioids: NameScreen
    private let scores = NameScreen(["pain", "withdrawal", "cows", "sows"])
    private let pain = NameScreen(["pain"])
    private let screens: [ConceptList.NamedPart: NameScreen]

    init(_ list: ConceptList) {
        self.list = list
        let names = Opioid.allCases.filter { $0 != .other }.flatMap { [$0.rawValue] + $0.synonyms }
        let others = InterventionKind.nonopioidDrug.synonyms + MOUDDrug.naltrexone.synonyms + ["naltrexone"]
        drugs = NameScreen(names + others + ["opioid", "opiate"])
        opioids = NameScreen(
            Opioid.allCases.filter { $0 != .other }.map(\.rawValue).filter { $0.count > 6 } + ["opioid", "opiate"])
        screens = list.names.mapValues { NameScreen($0.compactMap { $0.all.max { $0.count < $1.count } }) }
    }

    func rules(_ part: ConceptList.NamedPart) -> [ConceptNameRule] { list.names[part] ?? [] }

    /// What a name stands for by the rules of a part.
    func word(_ part: ConceptList.NamedPart, _ name: String) -> String? {
        guard screens[part]?.sees(name) == true else { return nil }
        return rules(part).word(for: name)
    }

    func looksLikeDrug(_ name: String) -> Bool { drugs.sees(name) }
    func looksLikeScore(_ name: String) -> Bool { scores.sees(name) }
    func looksLikePain(_ name: String) -> Bool { pain.sees(name) }

    /// Whether the name of an opioid stands in a name; apomorphine and antagonists are none.
    func looksLikeOpioid(_ name: String) -> Bool {
        opioids.sees(name.lowercased().replacing("apomorphine", with: "").replacing("opioid antagonist", with: ""))
    }
}

/// Whether one of some texts stands in a name, without regard to letter case: looked for by their first three bytes, as a vocabulary has millions of names.
struct NameScreen: Sendable {
    private var bits = [UInt64](repeating: 0, count: 1024)
    private var stems: [UInt32: [[UInt8]]] = [:]

    init(_ texts: [String]) {
        for text in texts {
            let bytes = Array(text.lowercased().utf8)
            guard bytes.count >= 3 else { continue }
            let key = Self.key(bytes)
            let slot = Self.slot(key)
            bits[slot >> 6] |= 1 << UInt64(slot & 63)
            stems[key, default: []].append(bytes)
        }
    }

    /// Of three bytes.
    private static func key(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.prefix(3).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func slot(_ key: UInt32) -> Int { Int(truncatingIfNeeded: (key &* 2_654_435_761) >> 16) }

    func sees(_ name: String) -> Bool {
        var window: UInt32 = 0
        var place = 0
        for byte in name.utf8 {
            let lower = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
            window = (window << 8 | UInt32(lower)) & 0xff_ffff
            place += 1
            let slot = Self.slot(window)
            guard place >= 3, bits[slot >> 6] & 1 << UInt64(slot & 63) != 0, let found = stems[window] else { continue }
            let rest = name.utf8.dropFirst(place - 3)
            if found.contains(where: { stem in
                zip(rest, stem).count { ($0 | (Self.isUpper($0) ? 0x20 : 0)) == $1 } == stem.count
            }) {
                return true
            }
        }
        return false
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }
}
