import Findings

@testable import Disclosure

/// Studies of a few persons with an arm, a site, an event and stages, made by chance from a seed.
enum RandomStudies {
    /// xorshift64* (Vigna 2016, 10.1145/2845077).
    struct Chance: RandomNumberGenerator {
        var state: UInt64

        init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 2_685_821_657_736_338_717
        }
    }

    static func study(_ seed: Int) -> FindingBuilder {
        var chance = Chance(seed)
        let persons = Int.random(in: 20...60, using: &chance)
        let arm = (0..<persons).map { _ in Int.random(in: 0...1, using: &chance) }
        let site = (0..<persons).map { _ in [0, 0, 0, 1, 1, 2].randomElement(using: &chance) ?? 0 }
        let event = (0..<persons).map { _ in Int.random(in: 0..<5, using: &chance) == 0 }
        let stage = (0..<persons).map { _ in Int.random(in: 0..<6, using: &chance) }
        var study = DisclosureStudy()
        let all = PersonSet(everyoneBelow: persons)
        let withEvent = PersonSet(below: persons) { event[$0] }
        let stages = (0...2).map { last in PersonSet(below: persons) { stage[$0] >= last } }
        study.add(share: withEvent, of: all)
        for stage in stages { study.add(count: stage) }
        for (name, levels) in [
            ("arm", PersonSet.parts(2, below: persons) { arm[$0] }),
            ("site", PersonSet.parts(3, below: persons) { site[$0] }),
        ] {
            for level in levels {
                study.add(share: level.intersection(withEvent), of: level, level: name)
                study.add(count: level.intersection(stages[2]), level: name)
                study.add(meanOf: level.intersection(stages[1]), level: name)
            }
        }
        if Bool.random(using: &chance) {
            for (one, two) in [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (1, 2)] {
                study.add(
                    count: PersonSet(below: persons) { arm[$0] == one && site[$0] == two },
                    cell: ["arm": one, "site": two])
            }
        }
        return study.finding
    }
}
